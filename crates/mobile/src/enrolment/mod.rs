//! How an identity came to be bound to the app: offered by a registrar or proved by the card,
//! activated on a phone, blocked by three wrong codes or by its owner, replaced by the next one.

mod activation_code;
pub mod card;
mod code;
mod code_hash;
mod offer;
pub mod offering;
pub mod registrar;
pub mod store;

use domain::{EnrolmentId, IdentityProof, Language, PersonId, RegistrarId, Timestamp};
use serde_json::{Map, Value};

pub use activation_code::ActivationCode;
pub use code::{CODE_TRIES, Code};
pub use code_hash::CodeHash;
pub use offering::{Offering, Unfit};

use crate::person::PhoneNumber;

/// One binding of an identity to the app.
#[derive(Clone, Debug)]
pub struct Enrolment {
    pub id: EnrolmentId,
    pub person: PersonId,
    pub identity: IdentityProof,
    pub registrar: Option<RegistrarId>,
    pub claims: Identity,
    /// How the registrar verified the claims, in its own words (OpenID Identity Assurance 1.0,
    /// `verification`).
    pub verification: Value,
    pub phone_number: Option<PhoneNumber>,
    pub language: Language,
    pub state: State,
    pub code_hash: Option<String>,
    /// From when on it has its full weight, where it joined another one that was alive.
    pub settles: Option<Timestamp>,
}

impl Enrolment {
    /// The hours until it has its full weight, begun ones counted whole.
    pub fn hours_to_settle(&self, now: Timestamp) -> u64 {
        const HOUR: u64 = 60 * 60;
        self.settles.map_or(0, |settles| settles.since(now).as_secs().div_ceil(HOUR))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Offered,
    Active,
    /// Until a new enrolment.
    Blocked,
    /// A new enrolment took its place.
    Replaced,
    /// Its device was removed, or its code withdrawn before anybody used it.
    Removed,
    /// The person said on an earlier phone that it was not them.
    Refused,
}

impl State {
    pub const ALL: [Self; 6] =
        [Self::Offered, Self::Active, Self::Blocked, Self::Replaced, Self::Removed, Self::Refused];

    pub fn name(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Active => "active",
            Self::Blocked => "blocked",
            Self::Replaced => "replaced",
            Self::Removed => "removed",
            Self::Refused => "refused",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// What is known about a person, as verified. Personal data: it cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity(Map<String, Value>);

impl Identity {
    pub fn new(claims: Map<String, Value>) -> Self {
        Self(claims)
    }

    pub fn claims(&self) -> &Map<String, Value> {
        &self.0
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    /// As a person is greeted. Some people have a single name.
    pub fn name(&self) -> String {
        let parts = [self.text("given_name"), self.text("family_name")];
        let joined: Vec<&str> = parts.into_iter().flatten().collect();
        if joined.is_empty() {
            self.text("name").unwrap_or_default().to_owned()
        } else {
            joined.join(" ")
        }
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity(withheld)")
    }
}
