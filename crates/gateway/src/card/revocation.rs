//! Whether a card is revoked: asked of its authority's responder and, where that does not answer,
//! of its list. A good answer is used again while the authority itself says that it may be.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest::{Context, SHA256};
use aws_lc_rs::rand;
use domain::Timestamp;
use http::{StatusCode, header};
use moka::future::Cache;
use protocol::x509::{
    Card, Certificate, CrlAnswer, CrlRefused, Freshness, NonceRule, OcspAnswer, OcspQuestion,
    OcspRefused, Revocation, RevocationList, judge_ocsp, ocsp_request,
};
use url::Url;
use web::{Call, Fault, Fetch, FetchError};

/// What is known of revocations, and whom to ask for more.
pub struct Revocations {
    fetch: Fetch,
    /// Responders that are trusted by configuration, beside those that an authority names.
    responders: Vec<Certificate>,
    /// A good answer that is younger is used again without asking.
    reuse: Duration,
    answers: Cache<[u8; 32], Answer>,
    lists: Cache<[u8; 32], List>,
}

/// That a card is good, as its responder said `at` a moment, to be believed `until` another.
#[derive(Clone, Copy)]
struct Answer {
    at: Timestamp,
    until: Timestamp,
}

#[derive(Clone)]
struct List {
    at: Timestamp,
    list: Arc<RevocationList>,
}

/// Who told whether a card is revoked, for operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// An earlier answer of the responder.
    Kept,
    Responder,
    List,
    Nobody,
}

impl Source {
    pub fn word(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Responder => "responder",
            Self::List => "list",
            Self::Nobody => "nobody",
        }
    }
}

/// What keeps a responder's good answer from being had.
#[derive(Clone, Copy, Debug)]
enum NotGood {
    Revoked,
    NoAnswer,
}

/// Why one responder or list said nothing.
#[derive(Debug, thiserror::Error)]
enum Silence {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error("no answer in time")]
    Timeout,
    #[error("answered with status {0}")]
    Status(StatusCode),
    #[error(transparent)]
    Refused(#[from] OcspRefused),
    #[error(transparent)]
    List(#[from] CrlRefused),
    #[error("cannot be asked: {0:?}")]
    Fault(Fault),
}

/// How far clocks may run apart. An answer that names no next update is said to be of this very
/// moment (RFC 6960, section 4.2.2.1), so it is believed now and not used again.
const FRESHNESS: Freshness = Freshness { skew: Duration::from_mins(5), age: Duration::ZERO };
/// A person waits for this. All of it together stays below the time for reading an answer.
const RESPONDER_LIMIT: Duration = Duration::from_secs(4);
const LIST_LIMIT: Duration = Duration::from_secs(6);
/// Of each kind, so many addresses of a certificate are tried.
const ADDRESSES: usize = 2;
const LIST_REUSE: Duration = Duration::from_mins(10);
const ANSWERS: u64 = 200_000;
const LISTS: u64 = 50;

impl Revocations {
    pub fn new(fetch: Fetch, responders: Vec<Certificate>, reuse: Duration) -> Self {
        let (answers, lists) = (Cache::new(ANSWERS), Cache::new(LISTS));
        Self { fetch, responders, reuse, answers, lists }
    }

    pub async fn ask(&self, card: &Card, now: Timestamp) -> (Revocation, Source) {
        let key = digest_of(&[card.issuer().der(), card.certificate().der()]);
        let kept = self.answers.get(&key).await.filter(|kept| now < kept.until);
        match kept {
            Some(kept) if now < kept.at.plus(self.reuse) => return good(kept.until, Source::Kept),
            _ => self.answers.invalidate(&key).await,
        }
        // Many who come with one card at once cause one question.
        let asked = self.answers.try_get_with(key, self.by_responder(card, now)).await;
        match (asked.map_err(|error| *error), kept) {
            (Ok(answer), _) => good(answer.until.max(now), Source::Responder),
            (Err(NotGood::Revoked), _) => (Revocation::Revoked, Source::Responder),
            (Err(NotGood::NoAnswer), None) => self.by_list(card, now).await,
            // The card may have been lost since: whoever can silence the responder must not be
            // able to hide what the list says. One who silences both gains the rest of the answer.
            (Err(NotGood::NoAnswer), Some(kept)) => match self.by_list(card, now).await {
                (Revocation::Revoked, source) => (Revocation::Revoked, source),
                (other, source) => {
                    self.answers.insert(key, kept).await;
                    match other {
                        Revocation::NoAnswer => good(kept.until, Source::Kept),
                        other => (other, source),
                    }
                }
            },
        }
    }

    async fn by_responder(&self, card: &Card, now: Timestamp) -> Result<Answer, NotGood> {
        for url in addresses(card.certificate().ocsp_urls()) {
            let answer = tokio::time::timeout(RESPONDER_LIMIT, self.answer(card, &url, now)).await;
            match answer.unwrap_or(Err(Silence::Timeout)) {
                Ok(OcspAnswer::Good { until }) => return Ok(Answer { at: now, until }),
                Ok(OcspAnswer::Revoked { .. } | OcspAnswer::Unknown) => {
                    return Err(NotGood::Revoked);
                }
                Err(error) => {
                    tracing::warn!(ocsp.url = %url, error = %error, "a responder said nothing");
                }
            }
        }
        Err(NotGood::NoAnswer)
    }

    async fn answer(&self, card: &Card, url: &Url, now: Timestamp) -> Result<OcspAnswer, Silence> {
        let (certificate, issuer) = (card.certificate(), card.issuer());
        let mut nonce = [0; 32];
        rand::fill(&mut nonce).map_err(|_| Silence::Fault(Fault::because("no randomness")))?;
        let request = ocsp_request(certificate, issuer, Some(&nonce))?;
        let call = Call::post(url.clone(), request)
            .header(header::CONTENT_TYPE, "application/ocsp-request")
            .map_err(Silence::Fault)?;
        let answer = self.fetch.send(call).await?;
        if answer.status != StatusCode::OK {
            return Err(Silence::Status(answer.status));
        }
        let question = OcspQuestion {
            certificate,
            issuer,
            nonce: Some(&nonce),
            // Many responders sign their answers beforehand, for all who may ask.
            nonce_rule: NonceRule::Optional,
            designated: &self.responders,
            freshness: FRESHNESS,
            now,
        };
        Ok(judge_ocsp(&question, &answer.body)?)
    }

    async fn by_list(&self, card: &Card, now: Timestamp) -> (Revocation, Source) {
        for url in addresses(card.certificate().crl_urls()) {
            let Some(list) = self.list(card, &url, now).await else { continue };
            match list.answer(card, now) {
                Ok(CrlAnswer::Good { until }) => return good(until, Source::List),
                Ok(CrlAnswer::Revoked) => return (Revocation::Revoked, Source::List),
                Err(error) => {
                    tracing::warn!(crl.url = %url, error = %error, "a revocation list is no use");
                }
            }
        }
        (Revocation::NoAnswer, Source::Nobody)
    }

    /// The list as it is now or, where a new one that holds cannot be had, as it was: its own dates
    /// say how long it may be used.
    async fn list(&self, card: &Card, url: &Url, now: Timestamp) -> Option<Arc<RevocationList>> {
        // What one authority signed says nothing of another's cards, whatever address they name.
        let named = card.certificate().crl_urls().join(" ");
        let key = digest_of(&[card.issuer().der(), url.as_str().as_bytes(), named.as_bytes()]);
        let kept = self.lists.get(&key).await;
        match &kept {
            Some(kept) if now < kept.at.plus(LIST_REUSE) => return Some(kept.list.clone()),
            _ => self.lists.invalidate(&key).await,
        }
        let renewed = self.renewed_list(card, url, kept.as_ref(), now);
        match self.lists.try_get_with(key, renewed).await {
            Ok(list) => Some(list.list),
            Err(error) => {
                tracing::warn!(crl.url = %url, error = %error, "a revocation list was not had");
                let kept = kept?;
                self.lists.insert(key, kept.clone()).await;
                Some(kept.list)
            }
        }
    }

    /// Of a list that was kept and the one that is there now, the later: nobody can put back one
    /// on which a card does not stand yet.
    async fn renewed_list(
        &self,
        card: &Card,
        url: &Url,
        kept: Option<&List>,
        now: Timestamp,
    ) -> Result<List, Silence> {
        let answer = tokio::time::timeout(LIST_LIMIT, self.fetch.get(url)).await;
        let bytes = answer.map_err(|_| Silence::Timeout)??.body;
        let (certificate, issuer) = (card.certificate().clone(), card.issuer().clone());
        // A country's list is long, and reading it would hold up everybody else.
        let read = move || {
            RevocationList::read(&certificate, &issuer, &bytes, now, FRESHNESS.skew).map(Arc::new)
        };
        let read = tokio::task::spawn_blocking(read).await;
        let list =
            read.map_err(|error| Silence::Fault(Fault::new("reading a revocation list", error)))??;
        let later = kept.map(|kept| &kept.list).filter(|it| it.this_update() > list.this_update());
        Ok(List { at: now, list: later.cloned().unwrap_or(list) })
    }
}

fn good(until: Timestamp, source: Source) -> (Revocation, Source) {
    (Revocation::Good { until }, source)
}

fn digest_of(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&part.len().to_be_bytes());
        context.update(part);
    }
    let mut key = [0; 32];
    key.copy_from_slice(context.finish().as_ref());
    key
}

/// Directories, which some certificates name too, are not asked.
fn addresses(urls: &[String]) -> impl Iterator<Item = Url> {
    let urls = urls.iter().filter_map(|url| Url::parse(url).ok());
    urls.filter(|url| matches!(url.scheme(), "http" | "https")).take(ADDRESSES)
}
