//! The life of one login: `asked → chosen → proved → answered / refused / expired`.
//!
//! Pure, and moved by value: whoever holds a stale copy finds that its move is wrong.

use std::time::Duration;

use domain::{Level, LoginId, Method, PersonId, ProviderId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Notice, Reason, Request};
use crate::provider::Offer;

/// One attempt of a person to log in, from request to answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    pub id: LoginId,
    pub request: Request,
    pub begun: Timestamp,
    pub expires: Timestamp,
    pub stage: Stage,
}

/// Where a login stands, with what is known there and nowhere else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// The person is to choose. `notice` says why an earlier choice came to nothing.
    Asked {
        notice: Option<Notice>,
    },
    /// The person is at a provider.
    Chosen(Choice),
    /// A provider, or the present session, says who the person is.
    Proved(Proof),
    Answered,
    Refused(Refusal),
    Expired,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub provider: ProviderId,
    pub method: Method,
    pub at: Timestamp,
    /// When the person came back, and the provider's answer began to be read.
    pub returned: Option<Timestamp>,
}

/// Who the person is, to what level, by whom and since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    pub person: PersonId,
    pub level: Level,
    pub provider: ProviderId,
    pub method: Method,
    /// How, in the words of RFC 8176.
    pub amr: Vec<String>,
    pub at: Timestamp,
}

/// Why the service gets no answer, and how far the login had come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub reason: Reason,
    pub provider: Option<ProviderId>,
    pub person: Option<PersonId>,
}

/// What a provider's answer claims, before the gateway has judged it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    pub person: Option<PersonId>,
    pub level: Level,
    pub amr: Vec<String>,
    pub authenticated: Timestamp,
}

/// A move that the login's stage does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongMove {
    #[error("the login is over")]
    Over,
    #[error("the login has expired")]
    Expired,
    #[error("the login is not at a provider")]
    NotChosen,
    #[error("the provider's answer is being read already")]
    Returned,
    #[error("nobody has been proved in this login")]
    NotProved,
}

/// How far a provider's clock may run behind ours.
const SKEW: Duration = Duration::from_mins(1);
/// How long reading a provider's answer may take: what remote calls may take, and a little more.
const READING: Duration = Duration::from_secs(25);

impl Login {
    pub fn begin(id: LoginId, request: Request, now: Timestamp, lifetime: Duration) -> Self {
        let stage = Stage::Asked { notice: None };
        Self { id, request, begun: now, expires: now.plus(lifetime), stage }
    }

    /// The person goes to a provider. Choosing again replaces the choice, so that the back button
    /// leads somewhere: an answer to the earlier choice then finds no login.
    pub fn choose(self, offer: Offer<'_>, now: Timestamp) -> Result<Self, WrongMove> {
        self.still_open(now)?;
        let provider = offer.provider();
        let choice = Choice {
            provider: provider.id.clone(),
            method: provider.method,
            at: now,
            returned: None,
        };
        Ok(self.at(Stage::Chosen(choice)))
    }

    /// The person is back from the provider. Once per choice: a code is redeemed once, and of two
    /// tabs that come back at once the slower must not undo what the faster does.
    pub fn come_back(self, now: Timestamp) -> Result<Self, WrongMove> {
        self.still_open(now)?;
        match self.stage.clone() {
            Stage::Chosen(Choice { returned: Some(_), .. }) => Err(WrongMove::Returned),
            Stage::Chosen(choice) => {
                Ok(self.at(Stage::Chosen(Choice { returned: Some(now), ..choice })))
            }
            _ => Err(WrongMove::NotChosen),
        }
    }

    /// Whether the provider's answer is being read now. One that was not read in this time never
    /// will be: the gateway was stopped over it.
    pub fn is_being_read(&self, now: Timestamp) -> bool {
        match &self.stage {
            Stage::Chosen(Choice { returned: Some(returned), .. }) => now < returned.plus(READING),
            _ => false,
        }
    }

    /// Whether the person is using this method now.
    pub fn is_at(&self, method: Method, now: Timestamp) -> bool {
        let chosen = matches!(&self.stage, Stage::Chosen(choice) if choice.method == method);
        chosen && self.still_open(now).is_ok()
    }

    /// The choice came to nothing, and the person may choose again.
    pub fn back(self, notice: Notice, now: Timestamp) -> Result<Self, WrongMove> {
        self.still_open(now)?;
        Ok(self.at(Stage::Asked { notice: Some(notice) }))
    }

    /// The provider has answered. `accredited` is the level for which it is accredited at this
    /// very moment: a login that began before a suspension must not end after it.
    pub fn prove(
        self,
        claimed: Claimed,
        accredited: Option<Level>,
        now: Timestamp,
    ) -> Result<Self, WrongMove> {
        self.still_open(now)?;
        let Stage::Chosen(choice) = &self.stage else {
            return Err(WrongMove::NotChosen);
        };
        let stage = judge(&self.request, choice, claimed, accredited);
        Ok(self.at(stage))
    }

    /// The session that the browser already holds says who the person is. Whether it may is the
    /// rule of [`crate::session::reuse`].
    pub fn resume(self, proof: Proof, now: Timestamp) -> Result<Self, WrongMove> {
        self.still_open(now)?;
        Ok(self.at(Stage::Proved(proof)))
    }

    /// The service gets its answer. A login is answered at most once.
    pub fn answer(self, now: Timestamp) -> Result<(Self, Proof), WrongMove> {
        self.still_open(now)?;
        let Stage::Proved(proof) = self.stage.clone() else {
            return Err(WrongMove::NotProved);
        };
        Ok((self.at(Stage::Answered), proof))
    }

    pub fn refuse(self, reason: Reason, now: Timestamp) -> Result<Self, WrongMove> {
        self.still_open(now)?;
        let (provider, person) = match &self.stage {
            Stage::Chosen(choice) => (Some(choice.provider.clone()), None),
            Stage::Proved(proof) => (Some(proof.provider.clone()), Some(proof.person.clone())),
            _ => (None, None),
        };
        Ok(self.at(Stage::Refused(Refusal { reason, provider, person })))
    }

    pub fn expire(self, now: Timestamp) -> Result<Self, WrongMove> {
        match self.still_open(now) {
            Err(WrongMove::Expired) => Ok(self.at(Stage::Expired)),
            Err(wrong) => Err(wrong),
            Ok(()) => Ok(self),
        }
    }

    pub fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Answered | Stage::Refused(_) | Stage::Expired)
    }

    /// Whether the person can still do something with this login.
    pub fn still_open(&self, now: Timestamp) -> Result<(), WrongMove> {
        if self.is_over() {
            Err(WrongMove::Over)
        } else if now >= self.expires {
            Err(WrongMove::Expired)
        } else {
            Ok(())
        }
    }

    fn at(self, stage: Stage) -> Self {
        Self { stage, ..self }
    }
}

/// Where a provider's answer leads: the order of the checks is the order of blame. What the
/// authority forbids ends the login; what the person can mend leads back to the choice.
fn judge(request: &Request, choice: &Choice, claimed: Claimed, accredited: Option<Level>) -> Stage {
    let again = |notice| Stage::Asked { notice: Some(notice) };
    let provider = choice.provider.clone();
    let refused = |reason, provider| {
        // Nothing is known of a person on the word of one who may not vouch for them.
        Stage::Refused(Refusal { reason, provider: Some(provider), person: None })
    };
    match accredited {
        None => refused(Reason::NotAccredited, provider),
        // A provider that claims more than it is accredited for is not believed at all.
        Some(accredited) if claimed.level > accredited => again(Notice::AnswerNotAccepted),
        // An authentication of before the choice would be the provider's single sign-on, which
        // the gateway did not ask for and whose rules it does not know.
        Some(_) if claimed.authenticated.plus(SKEW) < choice.at => again(Notice::AnswerNotAccepted),
        Some(_) if claimed.level < request.minimum => again(Notice::LevelNotReached),
        Some(_) => match claimed.person {
            None => refused(Reason::UnknownPerson, provider),
            Some(person) => Stage::Proved(Proof {
                person,
                level: claimed.level,
                provider,
                method: choice.method,
                amr: claimed.amr,
                at: claimed.authenticated.max(choice.at),
            }),
        },
    }
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
