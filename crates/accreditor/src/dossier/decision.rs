use domain::{Level, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Dossier, Refusal};
use crate::id::{DossierId, OfficerId};

/// What the authority can decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "measure", content = "level")]
pub enum Measure {
    /// The review of what was handed in begins.
    TakeUp,
    /// Back to the provider, who has to add something.
    HandBack,
    Grant(Level),
    Refuse,
    Suspend,
    /// Lifts a suspension.
    Reinstate,
    Withdraw,
}

/// Why: written for the provider and for the public register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

/// One officer's half of a decision: nothing happens by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub dossier: DossierId,
    pub measure: Measure,
    /// From when it is to count, if not at once.
    pub effect: Timestamp,
    pub reason: Reason,
    pub by: OfficerId,
    pub at: Timestamp,
}

/// A decision. It can be made only by [`Proposal::confirm`] or [`Decision::suspend_at_once`], so
/// whoever holds one knows that the rule of four eyes was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    dossier: DossierId,
    measure: Measure,
    effect: Timestamp,
    reason: Reason,
    decided: Timestamp,
    first: OfficerId,
    second: Option<OfficerId>,
}

pub const MAX_REASON: usize = 4_000;

impl Reason {
    pub fn new(text: &str) -> Result<Self, Refusal> {
        match text.trim() {
            "" => Err(Refusal::NoReason),
            text if text.chars().count() > MAX_REASON => Err(Refusal::ReasonTooLong),
            text => Ok(Self(text.to_owned())),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Proposal {
    /// A second officer agrees. Should time have passed the moment at which it was to count, it
    /// counts from now: nothing is decided about the past.
    pub fn confirm(self, second: &OfficerId, now: Timestamp) -> Result<Decision, Refusal> {
        if *second == self.by {
            return Err(Refusal::SameOfficer);
        }
        Ok(Decision {
            dossier: self.dossier,
            measure: self.measure,
            effect: self.effect.max(now),
            reason: self.reason,
            decided: now,
            first: self.by,
            second: Some(second.clone()),
        })
    }
}

impl Decision {
    /// The one decision that an officer takes alone: every minute that a second one is looked for
    /// is a minute in which people log in with something that may be broken.
    pub fn suspend_at_once(
        dossier: &Dossier,
        officer: &OfficerId,
        reason: Reason,
        now: Timestamp,
    ) -> Self {
        Self {
            dossier: dossier.id.clone(),
            measure: Measure::Suspend,
            effect: now,
            reason,
            decided: now,
            first: officer.clone(),
            second: None,
        }
    }

    pub fn dossier(&self) -> &DossierId {
        &self.dossier
    }

    pub fn measure(&self) -> Measure {
        self.measure
    }

    /// From when it counts.
    pub fn effect(&self) -> Timestamp {
        self.effect
    }

    pub fn reason(&self) -> &Reason {
        &self.reason
    }

    pub fn decided(&self) -> Timestamp {
        self.decided
    }

    pub fn first(&self) -> &OfficerId {
        &self.first
    }

    pub fn second(&self) -> Option<&OfficerId> {
        self.second.as_ref()
    }
}

impl Measure {
    /// Its name in tables, texts and the register.
    pub fn name(self) -> &'static str {
        match self {
            Self::TakeUp => "take-up",
            Self::HandBack => "hand-back",
            Self::Grant(_) => "grant",
            Self::Refuse => "refuse",
            Self::Suspend => "suspend",
            Self::Reinstate => "reinstate",
            Self::Withdraw => "withdraw",
        }
    }

    pub fn level(self) -> Option<Level> {
        match self {
            Self::Grant(level) => Some(level),
            _ => None,
        }
    }

    /// Reads a name again. A grant has a level, and nothing else has.
    pub fn read(name: &str, level: Option<Level>) -> Option<Self> {
        Some(match (name, level) {
            ("take-up", None) => Self::TakeUp,
            ("hand-back", None) => Self::HandBack,
            ("grant", Some(level)) => Self::Grant(level),
            ("refuse", None) => Self::Refuse,
            ("suspend", None) => Self::Suspend,
            ("reinstate", None) => Self::Reinstate,
            ("withdraw", None) => Self::Withdraw,
            _ => return None,
        })
    }
}
