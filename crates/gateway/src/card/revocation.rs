//! Whether a card is revoked: asked of its authority's responder and, where that does not answer,
//! of its list. A good answer is used again while the authority itself says that it may be.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand;
use bytes::Bytes;
use domain::Timestamp;
use http::{StatusCode, header};
use moka::future::Cache;
use protocol::x509::{
    Card, Certificate, CrlAnswer, Freshness, NonceRule, OcspAnswer, OcspQuestion, OcspRefused,
    Revocation, judge_crl, judge_ocsp, ocsp_request,
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
    lists: Cache<Url, List>,
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
    bytes: Bytes,
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
        let key = fingerprint(card);
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
            (Err(NotGood::NoAnswer), Some(kept)) => {
                self.answers.insert(key, kept).await;
                good(kept.until, Source::Kept)
            }
            (Err(NotGood::NoAnswer), None) => self.by_list(card, now).await,
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
            let Some(list) = self.list(&url, now).await else { continue };
            let (certificate, issuer) = (card.certificate().clone(), card.issuer().clone());
            // A country's list is long, and reading it would hold up everybody else.
            let judge = move || judge_crl(&certificate, &issuer, &list, now, FRESHNESS.skew);
            match tokio::task::spawn_blocking(judge).await {
                Ok(Ok(CrlAnswer::Good { until })) => return good(until, Source::List),
                Ok(Ok(CrlAnswer::Revoked)) => return (Revocation::Revoked, Source::List),
                Ok(Err(error)) => {
                    self.lists.invalidate(&url).await;
                    tracing::warn!(crl.url = %url, error = %error, "a revocation list is no use");
                }
                Err(error) => tracing::error!(error = %error, "a revocation list was not judged"),
            }
        }
        (Revocation::NoAnswer, Source::Nobody)
    }

    /// The list as it is now or, where a new one cannot be had, as it was: its own dates say how
    /// long it may be used.
    async fn list(&self, url: &Url, now: Timestamp) -> Option<Bytes> {
        let kept = self.lists.get(url).await;
        match &kept {
            Some(kept) if now < kept.at.plus(LIST_REUSE) => return Some(kept.bytes.clone()),
            _ => self.lists.invalidate(url).await,
        }
        let fetched = self.lists.try_get_with_by_ref(url, self.fetch_list(url, now)).await;
        match fetched {
            Ok(list) => Some(list.bytes),
            Err(error) => {
                tracing::warn!(crl.url = %url, error = %error, "a revocation list was not had");
                let kept = kept?;
                self.lists.insert(url.clone(), kept.clone()).await;
                Some(kept.bytes)
            }
        }
    }

    async fn fetch_list(&self, url: &Url, now: Timestamp) -> Result<List, Silence> {
        let answer = tokio::time::timeout(LIST_LIMIT, self.fetch.get(url)).await;
        let answer = answer.map_err(|_| Silence::Timeout)??;
        Ok(List { at: now, bytes: answer.body })
    }
}

fn good(until: Timestamp, source: Source) -> (Revocation, Source) {
    (Revocation::Good { until }, source)
}

fn fingerprint(card: &Card) -> [u8; 32] {
    let both = [card.issuer().der(), card.certificate().der()].concat();
    let mut key = [0; 32];
    key.copy_from_slice(digest(&SHA256, &both).as_ref());
    key
}

/// Directories, which some certificates name too, are not asked.
fn addresses(urls: &[String]) -> impl Iterator<Item = Url> {
    let urls = urls.iter().filter_map(|url| Url::parse(url).ok());
    urls.filter(|url| matches!(url.scheme(), "http" | "https")).take(ADDRESSES)
}
