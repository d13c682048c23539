//! When the session of a browser may answer for a login. Pure.

use std::time::Duration;

use domain::{Level, Method, PersonId, ProviderId, SessionId, Timestamp};
use serde::{Deserialize, Serialize};

/// The single sign-on of one person in one browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub person: PersonId,
    pub begun: Timestamp,
    pub used: Timestamp,
    /// The levels held, by which proof and since when, newest last. Each is worth something that
    /// no other is: a higher level, or a fresher proof.
    pub held: Vec<Held>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub level: Level,
    pub provider: ProviderId,
    pub method: Method,
    /// How, in the words of RFC 8176.
    pub amr: Vec<String>,
    pub since: Timestamp,
}

/// How long a session answers: `idle` without use, and `absolute` after each proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    pub idle: Duration,
    pub absolute: Duration,
}

/// What the service says about the reuse of a session (OpenID Connect Core 3.1.2.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reuse {
    pub prompt: Prompt,
    /// `max_age`, in seconds.
    pub max_age: Option<u64>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    #[default]
    Unsaid,
    /// No page may be shown.
    None,
    /// The person must see who asks and who they are signed in as: `consent`, `select_account`.
    Confirm,
    /// The person must prove who they are again.
    Login,
}

/// What to do about the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It answers, and no page is shown.
    Answer(Held),
    /// It may answer once the person agrees.
    Offer(Held),
    /// It may not answer: the person must prove who they are.
    Authenticate,
}

impl Held {
    /// Whether the proof still counts.
    pub fn is_alive(&self, lifetimes: Lifetimes, now: Timestamp) -> bool {
        now < self.since.plus(lifetimes.absolute)
    }
}

impl Session {
    pub fn begin(id: SessionId, person: PersonId, held: Held, now: Timestamp) -> Self {
        Self { id, person, begun: now, used: now, held: vec![held] }
    }

    /// The same person proved themselves once more. Proofs that this one outdoes are forgotten.
    #[must_use]
    pub fn with(mut self, proof: Held, now: Timestamp) -> Self {
        self.held.retain(|held| held.level > proof.level || held.since > proof.since);
        self.held.push(proof);
        self.used = now;
        self
    }

    pub fn is_alive(&self, lifetimes: Lifetimes, now: Timestamp) -> bool {
        now < self.ends(lifetimes)
    }

    /// The moment at which the session ends unless it is used before.
    pub fn ends(&self, lifetimes: Lifetimes) -> Timestamp {
        let proved = self.held.iter().map(|held| held.since).max().unwrap_or(self.begun);
        self.used.plus(lifetimes.idle).min(proved.plus(lifetimes.absolute))
    }

    /// The highest level that the session holds now.
    pub fn level(&self, lifetimes: Lifetimes, now: Timestamp) -> Option<Level> {
        self.held.iter().filter(|held| held.is_alive(lifetimes, now)).map(|held| held.level).max()
    }
}

/// Whether the session may answer a login that asks for `minimum`.
///
/// `accredited` says for which level a provider is accredited now: what a provider proved while
/// it was accredited is not used after its accreditation was taken away.
pub fn reuse(
    session: Option<&Session>,
    (minimum, asked): (Level, &Reuse),
    accredited: impl Fn(&ProviderId) -> Option<Level>,
    lifetimes: Lifetimes,
    now: Timestamp,
) -> Decision {
    let alive = session.filter(|session| session.is_alive(lifetimes, now));
    let Some(session) = alive.filter(|_| asked.prompt != Prompt::Login) else {
        return Decision::Authenticate;
    };
    let sufficient = |held: &&Held| {
        held.level >= minimum
            && held.is_alive(lifetimes, now)
            && asked.max_age.is_none_or(|seconds| is_younger(held, seconds, now))
            && accredited(&held.provider).is_some_and(|level| level >= held.level)
    };
    match session.held.iter().filter(sufficient).max_by_key(|held| (held.since, held.level)) {
        None => Decision::Authenticate,
        Some(held) if asked.prompt == Prompt::Confirm => Decision::Offer(held.clone()),
        Some(held) => Decision::Answer(held.clone()),
    }
}

/// Strictly younger, so that `max_age=0` asks for a new proof however fast the person is.
fn is_younger(held: &Held, seconds: u64, now: Timestamp) -> bool {
    now < held.since.plus(Duration::from_secs(seconds))
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
