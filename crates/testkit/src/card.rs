use beffroi::card::{Card as Held, CardError, CardId, Challenge, Pin, Which};
use beffroi::people::Person as Citizen;
use reqwest::header;
use serde_json::{Value, json};

use crate::{Newcomer, Party, Reply, Town};

/// Somebody's identity card, with the reader that it goes into.
pub struct Card<'t> {
    town: &'t Town,
    pub citizen: Citizen,
    which: Which,
}

impl<'t> Newcomer<'t> {
    /// Takes their identity card to hand.
    pub fn with_card(self) -> Card<'t> {
        self.with_other_card(Which::Current)
    }

    /// Takes another card to hand, that they should not have any more.
    pub fn with_other_card(self, which: Which) -> Card<'t> {
        Card { town: self.town, citizen: self.citizen, which }
    }
}

impl Card<'_> {
    pub fn id(&self) -> CardId {
        self.town.cards.id(&self.citizen, self.which)
    }

    /// The card as it is now: after [`Card::renew`] it is another.
    pub fn held(&self) -> Held {
        self.town.cards.card(&self.citizen, self.which, self.town.now()).expect("a card")
    }

    pub fn pin(&self) -> String {
        self.held().pin().reveal().to_owned()
    }

    /// The token for a page of the gateway that made up this nonce, with the right PIN.
    pub fn present(&self, nonce: &str) -> Value {
        let origin = self.town.at(Party::Gateway, "");
        self.present_with(&self.pin(), &origin, nonce).expect("a token")
    }

    /// The token for a page of any origin, with the PIN that somebody types.
    pub fn present_with(&self, pin: &str, origin: &str, nonce: &str) -> Result<Value, CardError> {
        let challenge = Challenge { origin, nonce };
        let now = self.town.now();
        self.town.cards.present(&self.citizen, self.which, pin, challenge, now)
    }

    /// What the script of a page at `from` gets from the reader.
    pub async fn in_reader(&self, from: &str, pin: &str, nonce: &str) -> Reply {
        let request = self.town.http.post(self.town.at(Party::Cards, "/reader/authenticate"));
        let request = request
            .header(header::ORIGIN, from)
            .header(header::ACCEPT, "application/json")
            .header("sec-fetch-site", "same-site");
        let asked = json!({"card": self.id(), "pin": pin, "origin": from, "challengeNonce": nonce});
        let answer = request.json(&asked).send().await.expect("an answer");
        Reply { status: answer.status(), body: answer.json().await.expect("JSON") }
    }

    /// Reports the card lost.
    pub fn lose(&self) {
        self.town.cards.lose(&self.citizen, self.town.now()).expect("a revocation");
    }

    /// Gets a new card.
    pub fn renew(&self) {
        self.town.cards.issue(&self.citizen, Pin::default(), self.town.now()).expect("a card");
    }
}
