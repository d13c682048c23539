use domain::{Level, Timestamp};
use serde::{Deserialize, Serialize};

use super::Refusal;

/// The right of a provider to be offered at a level. Pure: what it is worth at a moment follows
/// from what was decided and from the clock, so that it ends at its second whatever runs or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accreditation {
    pub level: Level,
    pub from: Timestamp,
    /// The moment at which it has ended: three years after it began.
    pub until: Timestamp,
    suspension: Option<Suspension>,
    end: Option<End>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Suspension {
    since: Timestamp,
    lifted: Option<Timestamp>,
}

/// Why it ends before its time, or with a successor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct End {
    at: Timestamp,
    how: Ending,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Ending {
    Withdrawn,
    Renewed,
}

/// What an accreditation is worth at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Granted, and not begun yet.
    Ahead,
    Active,
    Suspended,
    Withdrawn,
    Expired,
    /// Another accreditation has taken its place.
    Renewed,
}

/// How long an accreditation lasts.
const LASTS_MONTHS: i32 = 36;
/// How long before its end a renewal may be asked for.
const RENEWAL_MONTHS: i32 = 12;

impl Accreditation {
    pub(super) fn granted(level: Level, from: Timestamp) -> Self {
        let until = from.plus_months(LASTS_MONTHS);
        Self { level, from, until, suspension: None, end: None }
    }

    pub fn standing(&self, now: Timestamp) -> Standing {
        match self.end {
            Some(end) if end.at <= now && end.how == Ending::Withdrawn => Standing::Withdrawn,
            Some(end) if end.at <= now => Standing::Renewed,
            _ if now >= self.until => Standing::Expired,
            _ if now < self.from => Standing::Ahead,
            _ if self.is_suspended(now) => Standing::Suspended,
            _ => Standing::Active,
        }
    }

    /// The next moment at which its standing changes by what is decided already.
    pub fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        let lifted = self.suspension.and_then(|suspension| suspension.lifted);
        let end = self.end.map(|end| end.at);
        let moments = [Some(self.from), Some(self.until), lifted, end];
        moments.into_iter().flatten().filter(|moment| *moment > now).min()
    }

    /// From when on its renewal may be asked for.
    pub fn renewal_opens(&self) -> Timestamp {
        self.until.plus_months(-RENEWAL_MONTHS)
    }

    /// Whether another accreditation takes, or has taken, its place.
    pub fn is_succeeded(&self) -> bool {
        self.end.is_some_and(|end| end.how == Ending::Renewed)
    }

    fn is_suspended(&self, now: Timestamp) -> bool {
        self.suspension.is_some_and(|suspension| {
            suspension.since <= now && suspension.lifted.is_none_or(|lifted| now < lifted)
        })
    }

    /// Whether it can still be worth something: the authority can only take away what is there.
    fn is_alive(&self, now: Timestamp) -> bool {
        matches!(self.standing(now), Standing::Ahead | Standing::Active | Standing::Suspended)
    }

    pub(super) fn suspend(self, at: Timestamp) -> Result<Self, Refusal> {
        let lifted_later = self.suspension.is_some_and(|it| it.lifted.is_some());
        if !self.is_alive(at) || (self.is_suspended(at) && !lifted_later) {
            return Err(Refusal::NotInForce);
        }
        Ok(Self { suspension: Some(Suspension { since: at, lifted: None }), ..self })
    }

    pub(super) fn reinstate(self, at: Timestamp, now: Timestamp) -> Result<Self, Refusal> {
        match self.suspension {
            // Before it begins it can be suspended too; it is not `Suspended` then.
            Some(suspension) if self.is_alive(now) && suspension.lifted.is_none() => {
                let suspension = Some(Suspension { lifted: Some(at), ..suspension });
                Ok(Self { suspension, ..self })
            }
            _ => Err(Refusal::NotSuspended),
        }
    }

    pub(super) fn withdraw(self, at: Timestamp, now: Timestamp) -> Result<Self, Refusal> {
        if !self.is_alive(now) {
            return Err(Refusal::NotInForce);
        }
        if at >= self.until {
            return Err(Refusal::AfterItsEnd);
        }
        Ok(Self { end: Some(End { at, how: Ending::Withdrawn }), ..self })
    }

    /// Gives way to its successor, which begins at `at`. One that has ended before is left as it
    /// ended.
    pub(super) fn give_way(self, at: Timestamp) -> Self {
        let over_before = self.end.is_some_and(|end| end.at <= at) || self.until < at;
        if over_before {
            return self;
        }
        Self { end: Some(End { at, how: Ending::Renewed }), ..self }
    }
}
