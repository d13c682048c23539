//! What the authority says of a provider, asked again and again: its mark, the chain that proves
//! it, and the mark's status.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use domain::{Level, Timestamp};
use openid::federation::{GatherError, gather};
use protocol::federation::{
    Anchor, Chain, EntityId, MarkStatus, Scheme, StatusAnswer, Unaccredited, accredited,
};
use tokio::sync::Mutex;
use tokio::time::timeout;
use url::Url;
use web::{Call, Fetch, FetchError, Params};

use super::Accreditation;

/// Whose word counts about which provider.
#[derive(Clone, Debug)]
pub struct Source {
    /// The provider, by its name in the federation.
    pub entity: EntityId,
    pub anchor: Anchor,
    pub scheme: Scheme,
    /// Whatever the authority says, no answer is good for longer.
    pub most: Duration,
}

/// A provider under the eyes of the gateway. All clones see the same answer.
#[derive(Clone)]
pub struct Watch(Arc<Inner>);

struct Inner {
    source: Source,
    fetch: Fetch,
    known: RwLock<Known>,
    asked: RwLock<Option<LastAsked>>,
    began: Instant,
    /// Whoever holds it asks; others wait for the answer.
    asking: Mutex<()>,
}

/// When was asked last, whatever came of it.
#[derive(Clone, Copy)]
struct LastAsked {
    at: Timestamp,
    ended: Instant,
}

/// Whether a request has to wait for an answer.
enum Spent {
    No,
    /// Nobody has asked since the last answer ended.
    JustNow,
    /// Somebody has, in vain, but this gateway is young: the others may be about to start.
    AnsweredSoon(Duration),
    /// Somebody has, in vain, more than a moment ago.
    Long,
}

/// The last answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// Nobody could be asked yet.
    Nothing,
    /// Accredited, until the answer's own end.
    Holds(Held),
    /// Not accredited: nothing to hold on to, whoever can be reached.
    Not,
}

/// What a provider is accredited for, and on which mark that rests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// It counts until the answer's own end.
    pub accreditation: Accreditation,
    pub mark: Arc<str>,
    /// When the mark itself ends: a new one must be there by then.
    pub mark_ends: Timestamp,
}

/// What came of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    Answered(Known),
    /// Somebody else has just asked.
    Enough,
    /// Somebody whom one has to ask was not there. The last answer goes on, until its own end.
    Outage,
}

/// Why there is no accreditation now.
#[derive(Debug, thiserror::Error)]
enum Denied {
    #[error(transparent)]
    Chain(#[from] GatherError),
    #[error(transparent)]
    Mark(#[from] Unaccredited),
    #[error("the authority calls its mark {0}")]
    Status(MarkStatus),
    #[error("the authority's answer about the mark is not right: {0}")]
    Answer(String),
    #[error("the authority cannot be asked about the mark: {0}")]
    Unreachable(FetchError),
    #[error("it took longer than {} seconds", PATIENCE.as_secs())]
    Late,
}

impl Denied {
    fn is_outage(&self) -> bool {
        match self {
            Self::Chain(error) => error.is_outage(),
            Self::Unreachable(_) | Self::Late => true,
            _ => false,
        }
    }
}

/// How long one question may take, the whole chain with it, so that no slow party, the provider
/// itself least of all, puts off the moment at which its suspension is heard of.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// How many questions asking can take: about the provider, and where that one is silent about its
/// mark.
pub const QUESTIONS: u32 = 2;
/// An answer that does not say how long it is good is good for as long as a suspension may take.
const UNSAID: Duration = Duration::from_mins(1);
/// How long people wait for an answer that others waited for in vain, and how long after that
/// nobody does: a flood of logins must not become one of questions.
const PAUSE: Duration = Duration::from_secs(1);
/// For how long a gateway that has started reckons with others that are starting, too.
const YOUTH: Duration = Duration::from_secs(30);

impl Watch {
    /// `known` is what this node, or another one, was told before.
    pub fn new(source: Source, fetch: Fetch, known: Known) -> Self {
        let (known, asked) = (RwLock::new(known), RwLock::default());
        let (began, asking) = (Instant::now(), Mutex::default());
        Self(Arc::new(Inner { source, fetch, known, asked, began, asking }))
    }

    pub fn source(&self) -> &Source {
        &self.0.source
    }

    pub fn known(&self) -> Known {
        self.0.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn level_at(&self, now: Timestamp) -> Option<Level> {
        match &*self.0.known.read().unwrap_or_else(PoisonError::into_inner) {
            Known::Holds(held) => held.accreditation.level_at(now),
            Known::Nothing | Known::Not => None,
        }
    }

    /// Asks if nothing is known that lets anybody in, once for all who wait. So a renewal counts at
    /// its second, a suspension that is lifted soon, and a gateway that has just started knows whom
    /// to offer. Where that was asked in vain before, people who may have other means do not wait
    /// for long: the job goes on asking.
    pub async fn ask_if_spent(&self, now: Timestamp) -> Asked {
        let arrived = Instant::now();
        let (pause, patience) = match self.spent(now) {
            Spent::No => return Asked::Enough,
            Spent::AnsweredSoon(pause) => (pause, PATIENCE),
            Spent::JustNow => (Duration::ZERO, PATIENCE),
            Spent::Long => (Duration::ZERO, PAUSE),
        };
        let asking = async {
            let _asking = self.0.asking.lock().await;
            if self.last_asked().is_some_and(|last| last.ended >= arrived) {
                return Asked::Enough;
            }
            tokio::time::sleep(pause).await;
            self.ask_now(now).await
        };
        timeout(patience, asking).await.unwrap_or_else(|_| {
            // Who comes next does not wait for the same again.
            self.note_asked(now);
            Asked::Outage
        })
    }

    fn spent(&self, now: Timestamp) -> Spent {
        let ended = match &*self.0.known.read().unwrap_or_else(PoisonError::into_inner) {
            Known::Holds(held) if now < held.accreditation.until => return Spent::No,
            Known::Holds(held) => Some(held.accreditation.until),
            Known::Nothing | Known::Not => None,
        };
        let Some(last) = self.last_asked() else { return Spent::JustNow };
        if ended.is_some_and(|ended| last.at < ended) {
            return Spent::JustNow;
        }
        match PAUSE.checked_sub(last.ended.elapsed()) {
            None => Spent::Long,
            Some(pause) if self.0.began.elapsed() < YOUTH => Spent::AnsweredSoon(pause),
            Some(_) => Spent::No,
        }
    }

    fn note_asked(&self, now: Timestamp) {
        let asked = LastAsked { at: now, ended: Instant::now() };
        *self.0.asked.write().unwrap_or_else(PoisonError::into_inner) = Some(asked);
    }

    fn last_asked(&self) -> Option<LastAsked> {
        *self.0.asked.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub async fn ask(&self, now: Timestamp) -> Asked {
        let _asking = self.0.asking.lock().await;
        self.ask_now(now).await
    }

    /// For whoever holds `asking`.
    async fn ask_now(&self, now: Timestamp) -> Asked {
        let judged = self.judge(now).await;
        self.note_asked(now);
        let (entity, before) = (&self.0.source.entity, self.known());
        let known = match judged {
            Ok(held) => Known::Holds(held),
            Err(denied) if denied.is_outage() => {
                let until = match &before {
                    Known::Holds(held) => held.accreditation.until.rfc3339(),
                    Known::Nothing | Known::Not => "nothing is known".to_owned(),
                };
                tracing::warn!(provider.entity = %entity, reason = %denied, until, "an accreditation could not be checked: the last answer goes on until its own end");
                return Asked::Outage;
            }
            Err(denied) => {
                // An operator must hear of this: people cannot log in with it.
                if before != Known::Not {
                    tracing::error!(provider.entity = %entity, reason = %denied, "a provider is not accredited");
                }
                Known::Not
            }
        };
        *self.0.known.write().unwrap_or_else(PoisonError::into_inner) = known.clone();
        Asked::Answered(known)
    }

    /// What the provider's own chain gives; and where that cannot be had, whether the mark that counted
    /// last still does. For a provider could hide from the gateway to outlast its suspension.
    async fn judge(&self, now: Timestamp) -> Result<Held, Denied> {
        let judged = timeout(PATIENCE, self.judge_afresh(now)).await.unwrap_or(Err(Denied::Late));
        let Err(denied) = judged else { return judged };
        let Known::Holds(held) = self.known() else { return Err(denied) };
        if !denied.is_outage() {
            return Err(denied);
        }
        match timeout(PATIENCE, self.status_of(&held.mark, now)).await {
            Ok(Ok(answer)) if answer.status != MarkStatus::Active => {
                Err(Denied::Status(answer.status))
            }
            _ => Err(denied),
        }
    }

    /// The chain resolves, the mark is the provider's and holds, and the authority calls it active.
    async fn judge_afresh(&self, now: Timestamp) -> Result<Held, Denied> {
        let Source { entity, anchor, scheme, most } = &self.0.source;
        let provider = gather(&self.0.fetch, entity, anchor, now).await?;
        let authority = gather(&self.0.fetch, &anchor.id, anchor, now).await?;
        let found = accredited(&provider, &authority, scheme, now)?;
        let answer = self.status(&authority, found.mark.jwt(), now).await?;
        if answer.status != MarkStatus::Active {
            return Err(Denied::Status(answer.status));
        }
        let good = answer.exp.map_or(now.plus(UNSAID), Timestamp::from_seconds);
        let ends = [found.until, provider.expires(), authority.expires(), good, now.plus(*most)];
        let accreditation = Accreditation {
            level: found.level,
            from: Timestamp::from_seconds(found.mark.claims().iat),
            until: ends.into_iter().min().unwrap_or(now),
        };
        Ok(Held { accreditation, mark: found.mark.jwt().into(), mark_ends: found.until })
    }

    async fn status_of(&self, mark: &str, now: Timestamp) -> Result<StatusAnswer, Denied> {
        let anchor = &self.0.source.anchor;
        let authority = gather(&self.0.fetch, &anchor.id, anchor, now).await?;
        self.status(&authority, mark, now).await
    }

    async fn status(
        &self,
        authority: &Chain,
        mark: &str,
        now: Timestamp,
    ) -> Result<StatusAnswer, Denied> {
        let wrong = |reason: &dyn std::fmt::Display| Denied::Answer(reason.to_string());
        let endpoint = authority.configuration().endpoint("federation_trust_mark_status_endpoint");
        let endpoint = endpoint.ok_or_else(|| wrong(&"it names no status endpoint"))?;
        let url = Url::parse(endpoint).map_err(|error| wrong(&error))?;
        let form: Params = [("trust_mark", mark)].into_iter().collect();
        let answer = self.0.fetch.send(Call::form(url, &form)).await;
        let answer = answer.map_err(Denied::Unreachable)?;
        if answer.status.is_server_error() {
            return Err(Denied::Unreachable(FetchError::Status(answer.status)));
        }
        if !answer.status.is_success() {
            return Err(wrong(&answer.status));
        }
        let jwt = std::str::from_utf8(&answer.body).map_err(|error| wrong(&error))?.trim();
        let issuer = (authority.subject(), authority.keys());
        StatusAnswer::verify(jwt, issuer, mark, now).map_err(|error| wrong(&error))
    }
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Watch({}, {:?})", self.0.source.entity, self.known())
    }
}
