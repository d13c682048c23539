//! What the ledger says of an approval: which partner asked, and what it was told.

use std::collections::BTreeSet;

use domain::{Level, Method, PersonId, Timestamp};
use figures::{Answered, Client, Login, Outcome, Refused, Word, YearKey};
use web::{Fault, Tx};

use super::Approval;
use crate::mobile::Mobile;

/// What the partner is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    Yes {
        person: PersonId,
        level: Level,
        /// The names of the claims that it may read.
        claims: BTreeSet<String>,
    },
    /// Why not, in a word.
    No(&'static str),
}

/// Enters an approval that is answered now, in the transaction that answers. Returns its place in
/// the ledger.
pub async fn enter(
    mobile: &Mobile,
    tx: &mut Tx,
    approval: &Approval,
    told: Told,
    now: Timestamp,
) -> Result<u64, Fault> {
    mobile.logins.enter(tx, now, |year| login(mobile, approval, told, year)).await
}

/// The app keeps no session, so that each login is a proof of its own. Who said no, or let it
/// expire, is known as far as a phone showed the question or was sent it.
fn login(mobile: &Mobile, approval: &Approval, told: Told, year: &YearKey) -> Login {
    let (provider, method) = (mobile.id.clone(), Word::from(Method::App));
    let outcome = match told {
        Told::Yes { person, level, claims } => {
            let person = year.pseudonym(&person);
            Outcome::Answered(Answered { person, provider, method, level, reused: false, claims })
        }
        Told::No(reason) => Outcome::Refused(Refused {
            reason: Word::new(reason),
            person: approval.stage.person().map(|person| year.pseudonym(person)),
            provider: Some(provider),
            method: Some(method),
        }),
    };
    let client = Client::Partner(approval.matter.partner.clone());
    Login { client, asked: approval.matter.level, outcome, nth: None }
}
