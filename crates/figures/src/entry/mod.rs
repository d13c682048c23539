//! One entry of a ledger: a moment, and what became true at it.

mod row;

use std::collections::BTreeSet;
use std::fmt;

use domain::{Level, Method, PartnerId, ProviderId, ServiceId, Timestamp};

use crate::person::Pseudonym;

pub use row::{Kind, MalformedEntry, Row};

/// What is recorded, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub at: Timestamp,
    pub fact: Fact,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    Login(Login),
    Accreditation(Accreditation),
    Onboarding(Onboarding),
    Publication(Publication),
}

/// A login that came to an end: answered or refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    pub client: Client,
    /// The level that the client asked for.
    pub asked: Level,
    pub outcome: Outcome,
    /// Which of the person's entries of the year this is, from 1 without a gap, where there is a
    /// person: whoever has 1 to n has all, and an auditor sees that nobody was given two lists.
    pub nth: Option<u32>,
}

impl Login {
    /// Whose login it is, as far as that is known.
    pub fn person(&self) -> Option<Pseudonym> {
        match &self.outcome {
            Outcome::Answered(answered) => Some(answered.person),
            Outcome::Refused(refused) => refused.person,
        }
    }
}

/// Who asked for the login: a service at the gateway, a partner at the provider of an app.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Client {
    Service(ServiceId),
    Partner(PartnerId),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Answered(Answered),
    Refused(Refused),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    pub person: Pseudonym,
    pub provider: ProviderId,
    pub method: Word,
    pub level: Level,
    /// Whether an earlier proof answered, by single sign-on.
    pub reused: bool,
    /// The names of the data that the client may read, never the data.
    pub claims: BTreeSet<String>,
}

/// A refused login, and how far it had come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub reason: Word,
    pub person: Option<Pseudonym>,
    pub provider: Option<ProviderId>,
    pub method: Option<Word>,
}

/// A decision of the authority over a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accreditation {
    pub provider: ProviderId,
    pub dossier: String,
    pub measure: Measure,
    pub level: Option<Level>,
    /// When the decision takes effect.
    pub since: Timestamp,
    /// When what it grants ends.
    pub until: Option<Timestamp>,
    /// Where the ledger holds the decision that this one follows.
    pub previous: Option<u64>,
    /// As the public register gives it.
    pub reason: String,
}

/// A client began, changed or ceased to be known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Onboarding {
    pub client: Client,
    pub measure: Measure,
    /// SHA-256 of the registration as it is from now on.
    pub digest: Option<[u8; 32]>,
}

/// Figures over a whole year were published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    pub year: i16,
    /// How many entries the ledger had, at the head over which the figures were computed.
    pub size: u64,
    /// SHA-256 of the signed publication.
    pub digest: [u8; 32],
}

/// What an authority does. The vocabulary is closed: a reader must know what each word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    Grant,
    Refuse,
    Renew,
    Suspend,
    Reinstate,
    Withdraw,
    Register,
    Change,
    Remove,
}

impl Measure {
    pub const ALL: [Self; 9] = [
        Self::Grant,
        Self::Refuse,
        Self::Renew,
        Self::Suspend,
        Self::Reinstate,
        Self::Withdraw,
        Self::Register,
        Self::Change,
        Self::Remove,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::Refuse => "refuse",
            Self::Renew => "renew",
            Self::Suspend => "suspend",
            Self::Reinstate => "reinstate",
            Self::Withdraw => "withdraw",
            Self::Register => "register",
            Self::Change => "change",
            Self::Remove => "remove",
        }
    }

    fn concerns_clients(self) -> bool {
        matches!(self, Self::Register | Self::Change | Self::Remove)
    }
}

const MOST_WORD_BYTES: usize = 40;

/// A word of an open vocabulary: methods and reasons come and go, and what was recorded under one
/// stays readable.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(String);

impl Word {
    /// Wraps a word of this system's own. In an entry that is read, only small Latin letters,
    /// digits and underscores make one.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// A word of somebody else's.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = (1..=MOST_WORD_BYTES).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        plain.then(|| Self::new(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Method> for Word {
    fn from(method: Method) -> Self {
        Self::new(method.name())
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Word({})", self.0)
    }
}

impl Entry {
    /// The bytes that the log commits to.
    pub fn to_json(&self) -> String {
        Row::from(self).to_json()
    }

    /// Reads an entry strictly: what this crate would not have written is refused, so that one
    /// fact has one spelling.
    pub fn from_json(text: &[u8]) -> Result<Self, MalformedEntry> {
        let entry = Self::try_from(&Row::from_json(text)?)?;
        if entry.to_json().as_bytes() == text { Ok(entry) } else { Err(MalformedEntry::Spelling) }
    }
}
