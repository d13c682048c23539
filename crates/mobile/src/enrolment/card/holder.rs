//! Who came back from the gateway, proved by their card.

use std::time::Duration;

use domain::{IdentityProof, Language, Level, NationalNumber, Timestamp};
use openid::relying;
use serde_json::{Map, Value, json};

use super::outcome::Unsuccessful;
use crate::enrolment::Identity;
use crate::enrolment::offer::Vouched;
use crate::person::PhoneNumber;

/// What the gateway is asked for.
pub const CLAIMS: [&str; 4] = ["national_number", "given_name", "family_name", "birthdate"];

/// What is kept of it beside the number.
const KEPT: [&str; 3] = ["given_name", "family_name", "birthdate"];
/// The authentication method of a smart card (RFC 8176, section 2).
const CARD: &str = "sc";
/// Clocks differ.
const SKEW: Duration = Duration::from_mins(2);

/// The holder of a card.
pub struct Holder {
    pub national_number: NationalNumber,
    pub claims: Identity,
    /// When the card was used.
    pub proved: Timestamp,
}

impl Holder {
    /// Reads the gateway's answer to what was asked at `begun`.
    pub fn read(answer: &relying::Identity, begun: Timestamp) -> Result<Self, Unsuccessful> {
        let proved = proved(answer.amr(), answer.level(), answer.auth_time(), begun)?;
        let number = answer.text("national_number").ok_or(Unsuccessful::Incomplete)?;
        let kept = KEPT.iter().filter_map(|name| Some(((*name).to_owned(), answer.claim(name)?)));
        let kept = kept.map(|(name, value)| (name, value.clone()));
        Self::of(number, kept.collect(), proved)
    }

    /// The holder with these claims. Some people have a single name; nobody has none.
    pub fn of(
        number: &str,
        mut claims: Map<String, Value>,
        proved: Timestamp,
    ) -> Result<Self, Unsuccessful> {
        let national_number = number.parse().map_err(|_| Unsuccessful::Incomplete)?;
        let name = Identity::new(claims.clone()).name();
        if name.is_empty() {
            return Err(Unsuccessful::Incomplete);
        }
        claims.insert("name".to_owned(), name.into());
        Ok(Self { national_number, claims: Identity::new(claims), proved })
    }

    /// What becomes an enrolment of kind `card`. Nobody vouches for a phone number; the one of the
    /// phone that is replaced stays the person's.
    pub fn vouched(self, language: Language, phone_number: Option<PhoneNumber>) -> Vouched {
        let verification = json!({
            "trust_framework": "eidas",
            "assurance_level": Level::High,
            "time": self.proved.rfc3339(),
            "evidence": [{
                "type": "document",
                "check_details": [{ "check_method": "vcrypt" }],
                "document_details": { "type": "idcard" },
            }],
        });
        Vouched {
            national_number: self.national_number,
            identity: IdentityProof::Card,
            registrar: None,
            claims: self.claims,
            verification,
            phone_number,
            language,
        }
    }
}

/// When the card was used, if it was: at level high, and since we asked. A session that the
/// gateway still had, whoever it belongs to, is not enough.
fn proved(
    amr: &[String],
    level: Option<Level>,
    auth_time: Option<Timestamp>,
    begun: Timestamp,
) -> Result<Timestamp, Unsuccessful> {
    if !amr.iter().any(|method| method == CARD) {
        return Err(Unsuccessful::NotByCard);
    }
    if level.is_none_or(|level| level < Level::High) {
        return Err(Unsuccessful::LevelTooLow);
    }
    auth_time.filter(|time| time.plus(SKEW) >= begun).ok_or(Unsuccessful::Expired)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGUN: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn claims(value: Value) -> Map<String, Value> {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn only_the_card_itself_enrols_at_level_high_and_now() {
        use Unsuccessful::{Expired, LevelTooLow, NotByCard};
        let before = |minutes| Some(BEGUN.minus(Duration::from_mins(minutes)));
        let card: &[&str] = &["sc", "pin", "hwk", "mfa"];
        for (amr, level, time, expected) in [
            (card, Some(Level::High), Some(BEGUN), Ok(BEGUN)),
            (&["sc"], Some(Level::High), before(2), Ok(BEGUN.minus(Duration::from_mins(2)))),
            (&["hwk", "user", "mfa", "pin"], Some(Level::High), Some(BEGUN), Err(NotByCard)),
            (&[], Some(Level::High), Some(BEGUN), Err(NotByCard)),
            (&["SC"], Some(Level::High), Some(BEGUN), Err(NotByCard)),
            (card, Some(Level::Substantial), Some(BEGUN), Err(LevelTooLow)),
            (card, None, Some(BEGUN), Err(LevelTooLow)),
            (card, Some(Level::High), None, Err(Expired)),
            (card, Some(Level::High), before(3), Err(Expired)),
        ] {
            let amr: Vec<String> = amr.iter().map(|method| (*method).to_owned()).collect();
            assert_eq!(proved(&amr, level, time, BEGUN), expected, "{amr:?} {level:?} {time:?}");
        }
    }

    #[test]
    fn a_holder_has_a_number_and_a_name() {
        let ana = json!({ "given_name": "Ana", "family_name": "Peeters" });
        let holder = Holder::of("85073003328", claims(ana.clone()), BEGUN).unwrap();
        assert_eq!(holder.claims.claims()["name"], "Ana Peeters");
        let single = Holder::of("85073003328", claims(json!({ "family_name": "Ana" })), BEGUN);
        assert_eq!(single.unwrap().claims.name(), "Ana");
        for (number, known) in
            [("85073003329", ana), ("", json!({ "given_name": "Ana" })), ("85073003328", json!({}))]
        {
            let refused = Holder::of(number, claims(known), BEGUN).err();
            assert_eq!(refused, Some(Unsuccessful::Incomplete), "{number}");
        }
    }

    #[test]
    fn what_becomes_of_it_says_how_it_was_proved() {
        let ana = claims(json!({ "given_name": "Ana" }));
        let vouched = Holder::of("85073003328", ana, BEGUN).unwrap().vouched(Language::Fr, None);
        assert_eq!(vouched.identity, IdentityProof::Card);
        assert_eq!(vouched.registrar, None);
        assert_eq!(vouched.verification["assurance_level"], "high");
        assert_eq!(vouched.verification["time"], "2027-01-15T08:00:00Z");
        let body = json!({
            "verification": vouched.verification,
            "claims": { "given_name": "Ana" },
        });
        protocol::identity_assurance::VerifiedClaims::parse(&body).unwrap();
    }
}
