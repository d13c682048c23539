use domain::{Level, Timestamp};
use protocol::federation::EntityId;
use serde::{Deserialize, Serialize};

use super::{Accreditation, Decision, EvidenceKind, Measure, Standing};
use crate::id::DossierId;

/// A provider's request for an accreditation, with all that came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier {
    pub id: DossierId,
    /// Who is to be accredited: the provider's name in the federation.
    pub entity: EntityId,
    /// As it is called.
    pub organisation: String,
    /// The level that it seeks.
    pub level: Level,
    /// The dossier whose accreditation this one continues.
    pub renews: Option<DossierId>,
    pub stage: Stage,
}

/// Where a dossier stands by what was done. What its accreditation is worth at a moment is
/// [`Accreditation::standing`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Draft,
    Submitted { at: Timestamp },
    InReview { at: Timestamp },
    Refused { at: Timestamp },
    Granted(Accreditation),
}

/// A dossier's state at a moment, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Draft,
    Submitted,
    InReview,
    Refused,
    /// Granted; the accreditation begins later.
    Ahead,
    Granted,
    Suspended,
    Withdrawn,
    Expired,
    Renewed,
}

/// Why a move is not made. Each has a text in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the dossier is not at the stage for this")]
    NotNow,
    #[error("evidence of some kind is missing")]
    EvidenceMissing,
    #[error("the same officer cannot take both parts of a decision")]
    SameOfficer,
    #[error("an officer cannot decide about a dossier of their own")]
    OwnDossier,
    #[error("a decision needs a reason")]
    NoReason,
    #[error("the reason is too long")]
    ReasonTooLong,
    #[error("the level is not one that was asked for, or that can be accredited")]
    Level,
    #[error("a decision cannot take effect so late")]
    EffectTooLate,
    #[error("this counts at once or not at all")]
    OnlyAtOnce,
    #[error("who proposed this is no officer any more, or acts for the provider now")]
    ProposerGone,
    #[error("somebody else looks after this provider")]
    NotYours,
    #[error("nothing is in force that could be taken away")]
    NotInForce,
    #[error("nothing is suspended")]
    NotSuspended,
    #[error("this would take effect only after the accreditation's end")]
    AfterItsEnd,
    #[error("it is too early to ask for a renewal")]
    TooEarly,
    #[error("there is another dossier of this provider that is not decided")]
    AnotherUnderWay,
}

impl Refusal {
    pub const ALL: [Self; 16] = [
        Self::NotNow,
        Self::EvidenceMissing,
        Self::SameOfficer,
        Self::OwnDossier,
        Self::NoReason,
        Self::ReasonTooLong,
        Self::Level,
        Self::EffectTooLate,
        Self::OnlyAtOnce,
        Self::ProposerGone,
        Self::NotYours,
        Self::NotInForce,
        Self::NotSuspended,
        Self::AfterItsEnd,
        Self::TooEarly,
        Self::AnotherUnderWay,
    ];

    /// Its key in the texts.
    pub fn key(self) -> &'static str {
        match self {
            Self::NotNow => "refusal-not-now",
            Self::EvidenceMissing => "refusal-evidence-missing",
            Self::SameOfficer => "refusal-same-officer",
            Self::OwnDossier => "refusal-own-dossier",
            Self::NoReason => "refusal-no-reason",
            Self::ReasonTooLong => "refusal-reason-too-long",
            Self::Level => "refusal-level",
            Self::EffectTooLate => "refusal-effect-too-late",
            Self::OnlyAtOnce => "refusal-only-at-once",
            Self::ProposerGone => "refusal-proposer-gone",
            Self::NotYours => "refusal-not-yours",
            Self::NotInForce => "refusal-not-in-force",
            Self::NotSuspended => "refusal-not-suspended",
            Self::AfterItsEnd => "refusal-after-its-end",
            Self::TooEarly => "refusal-too-early",
            Self::AnotherUnderWay => "refusal-another-under-way",
        }
    }
}

/// The dossiers of a provider that count when somebody asks for it, the newest last. What others
/// have only begun says nothing: anybody can write a provider's name into a draft. But once it
/// holds an accreditation, only those ask who look after the newest one.
pub fn that_count(all: Vec<Dossier>, own: &[DossierId]) -> Result<Vec<Dossier>, Refusal> {
    let is_own = |dossier: &Dossier| own.contains(&dossier.id);
    let held = all.iter().rev().find(|dossier| dossier.accreditation().is_some());
    if held.is_some_and(|held| !is_own(held)) {
        return Err(Refusal::NotYours);
    }
    Ok(all.into_iter().filter(|it| it.stage != Stage::Draft || is_own(it)).collect())
}

/// A grant may be decided at most this long before it begins.
const AHEAD_MONTHS: i32 = 12;

impl Dossier {
    /// A provider begins to ask. `others` are all its dossiers so far.
    pub fn open(
        id: DossierId,
        (entity, organisation): (EntityId, String),
        level: Level,
        others: &[Self],
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        if level == Level::Low {
            return Err(Refusal::Level);
        }
        if others.iter().any(|other| other.state(now) <= State::InReview) {
            return Err(Refusal::AnotherUnderWay);
        }
        let renews = others.iter().find_map(|other| other.to_be_renewed(now));
        if let Some((_, held)) = renews
            && level <= held.level
            && now < held.renewal_opens()
        {
            return Err(Refusal::TooEarly);
        }
        let renews = renews.map(|(id, _)| id.clone());
        Ok(Self { id, entity, organisation, level, renews, stage: Stage::Draft })
    }

    /// The accreditation that a new dossier would continue: the one that counts, or counted last
    /// and simply ran out.
    fn to_be_renewed(&self, now: Timestamp) -> Option<(&DossierId, &Accreditation)> {
        let held = self.accreditation().filter(|held| !held.is_succeeded())?;
        (held.standing(now) != Standing::Withdrawn).then_some((&self.id, held))
    }

    pub fn accreditation(&self) -> Option<&Accreditation> {
        match &self.stage {
            Stage::Granted(accreditation) => Some(accreditation),
            _ => None,
        }
    }

    pub fn state(&self, now: Timestamp) -> State {
        match &self.stage {
            Stage::Draft => State::Draft,
            Stage::Submitted { .. } => State::Submitted,
            Stage::InReview { .. } => State::InReview,
            Stage::Refused { .. } => State::Refused,
            Stage::Granted(accreditation) => match accreditation.standing(now) {
                Standing::Ahead => State::Ahead,
                Standing::Active => State::Granted,
                Standing::Suspended => State::Suspended,
                Standing::Withdrawn => State::Withdrawn,
                Standing::Expired => State::Expired,
                Standing::Renewed => State::Renewed,
            },
        }
    }

    /// The provider hands it in, with evidence of every kind. `others` are all its dossiers: there
    /// may be several drafts, but one that is looked at.
    pub fn submit(
        self,
        evidence: &[EvidenceKind],
        others: &[Self],
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        if self.stage != Stage::Draft {
            return Err(Refusal::NotNow);
        }
        let looked_at = [State::Submitted, State::InReview];
        if others.iter().any(|it| it.id != self.id && looked_at.contains(&it.state(now))) {
            return Err(Refusal::AnotherUnderWay);
        }
        if !EvidenceKind::ALL.iter().all(|kind| evidence.contains(kind)) {
            return Err(Refusal::EvidenceMissing);
        }
        Ok(Self { stage: Stage::Submitted { at: now }, ..self })
    }

    /// Whether the authority could decide this now.
    pub fn may(&self, measure: Measure, effect: Timestamp, now: Timestamp) -> Result<(), Refusal> {
        self.clone().carry_out(measure, effect.max(now), now).map(drop)
    }

    /// Carries out a decision.
    pub fn decide(self, decision: &Decision) -> Result<Self, Refusal> {
        self.carry_out(decision.measure(), decision.effect(), decision.decided())
    }

    fn carry_out(
        self,
        measure: Measure,
        effect: Timestamp,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        use Measure::{HandBack, Refuse, TakeUp};
        // They move a dossier and not a right, and a dossier is not in two places at once.
        if matches!(measure, TakeUp | HandBack | Refuse) && effect > now {
            return Err(Refusal::OnlyAtOnce);
        }
        let stage = match (self.stage, measure) {
            (Stage::Submitted { .. }, TakeUp) => Stage::InReview { at: now },
            (Stage::Submitted { .. } | Stage::InReview { .. }, HandBack) => Stage::Draft,
            (Stage::InReview { .. }, Measure::Grant(level)) => {
                if level == Level::Low || level > self.level {
                    return Err(Refusal::Level);
                }
                if effect > now.plus_months(AHEAD_MONTHS) {
                    return Err(Refusal::EffectTooLate);
                }
                Stage::Granted(Accreditation::granted(level, effect))
            }
            (Stage::InReview { .. }, Refuse) => Stage::Refused { at: now },
            (Stage::Granted(held), Measure::Suspend) => Stage::Granted(held.suspend(now)?),
            (Stage::Granted(held), Measure::Reinstate) => {
                Stage::Granted(held.reinstate(effect, now)?)
            }
            (Stage::Granted(held), Measure::Withdraw) => {
                Stage::Granted(held.withdraw(effect, now)?)
            }
            _ => return Err(Refusal::NotNow),
        };
        Ok(Self { stage, ..self })
    }

    /// Gives way to the accreditation that continues this one.
    #[must_use]
    pub fn give_way(self, at: Timestamp) -> Self {
        match self.stage {
            Stage::Granted(held) => Self { stage: Stage::Granted(held.give_way(at)), ..self },
            _ => self,
        }
    }
}

impl State {
    pub const ALL: [Self; 10] = [
        Self::Draft,
        Self::Submitted,
        Self::InReview,
        Self::Refused,
        Self::Ahead,
        Self::Granted,
        Self::Suspended,
        Self::Withdrawn,
        Self::Expired,
        Self::Renewed,
    ];

    /// How a label shows it: an accreditation that counts, one that was taken away, or neither.
    pub fn badge(self) -> &'static str {
        match self {
            Self::Granted => "badge badge-good",
            Self::Suspended | Self::Withdrawn | Self::Expired => "badge badge-bad",
            _ => "badge",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::InReview => "in-review",
            Self::Refused => "refused",
            Self::Ahead => "ahead",
            Self::Granted => "granted",
            Self::Suspended => "suspended",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
            Self::Renewed => "renewed",
        }
    }
}
