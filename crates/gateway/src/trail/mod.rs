//! The trail: the history of logins, one row for each that was answered or refused.
//!
//! A row is written with the commit of the answer, together with the ledger's entry. It names the
//! person by their opaque id only, and holds the names of the data that a service got, never the data.

mod books;
pub mod receipt;
mod record;
mod store;

use domain::{Level, LoginId, Method, PersonId, ProviderId, ServiceId, SessionId, Timestamp};
use web::Fault;

use crate::login::{Login, Refusal, Stage};

pub use books::{Books, Unequal};
pub use record::{Trail, forget_job};
pub use store::{find, list};

/// One recorded login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub login: LoginId,
    pub at: Timestamp,
    pub service: ServiceId,
    /// The level that the service asked for.
    pub asked: Level,
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Answered(Answered),
    Refused(Refusal),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    pub person: PersonId,
    pub provider: ProviderId,
    pub method: Method,
    pub level: Level,
    /// Whether an earlier proof answered, by single sign-on.
    pub reused: bool,
    pub session: SessionId,
    /// The names of the claims that the service may read.
    pub claims: Vec<String>,
}

impl Entry {
    pub fn answered(login: &Login, answered: Answered, now: Timestamp) -> Self {
        Self::of(login, Outcome::Answered(answered), now)
    }

    pub fn refused(login: &Login, now: Timestamp) -> Result<Self, Fault> {
        match &login.stage {
            Stage::Refused(refusal) => Ok(Self::of(login, Outcome::Refused(refusal.clone()), now)),
            _ => Err(Fault::because("a login that was not refused was entered as refused")),
        }
    }

    fn of(login: &Login, outcome: Outcome, now: Timestamp) -> Self {
        Self {
            login: login.id.clone(),
            at: now,
            service: login.request.service.clone(),
            asked: login.request.minimum,
            outcome,
        }
    }
}

/// A person's history of one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct List {
    pub year: i16,
    /// How many logins it has, and how many of the person's the ledger counts.
    pub listed: u32,
    pub entered: u32,
    /// Whether each number is there, once.
    pub whole: bool,
}

/// Where a page of the history goes on: after this entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    pub at: Timestamp,
    pub login: LoginId,
}
