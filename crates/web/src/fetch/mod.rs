//! The one way in which a role asks something of another machine.
//!
//! Many URLs come from others: a client's `jwks_uri`, a browser's push endpoint. Whoever writes
//! such a URL must not be able to reach, through this role, what only this role can reach. So
//! private addresses are refused, at the moment of connecting and not before, for a name may
//! resolve differently the second time; redirects are not followed; and size and time are limited.

mod address;
mod call;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header};
use moka::future::Cache;
use serde::Deserialize;
use url::{Host, Url};

use crate::OpenError;
use address::{Guard, is_global};
pub use call::Call;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FetchSettings {
    /// Allows private and loopback addresses and plain http: for a country on one laptop.
    #[serde(default)]
    pub allow_private: bool,
}

/// The guarded client. Cloning shares connections and cache.
#[derive(Clone, Debug)]
pub struct Fetch {
    client: reqwest::Client,
    allow_private: bool,
    plain_http: bool,
    size_limit: usize,
    time_limit: Duration,
    answers: Cache<Url, Kept>,
}

#[derive(Clone, Debug)]
struct Kept {
    answer: Arc<Fetched>,
    since: Instant,
    max_age: Duration,
}

/// A whole answer.
#[derive(Clone, Debug)]
pub struct Fetched {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

#[derive(Clone, Debug, thiserror::Error)]
pub enum FetchError {
    #[error("the URL is not one that may be fetched")]
    Refused,
    #[error("the answer took too long")]
    Timeout,
    #[error("the answer is too large")]
    TooLarge,
    #[error("the server answered with status {0}")]
    Status(StatusCode),
    #[error("the server could not be reached: {0}")]
    Unreachable(String),
}

/// Beyond any key set, metadata document or token answer.
const SIZE_LIMIT: usize = 1024 * 1024;
/// The revocation list of a country's cards has some megabytes.
const SIGNED_SIZE_LIMIT: usize = 32 * 1024 * 1024;
const TIME_LIMIT: Duration = Duration::from_secs(10);
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
const CACHE_ENTRIES: u64 = 10_000;
const CACHE_LIFE: Duration = Duration::from_hours(24);
/// A key that is not found makes a role look again, at most this often per URL, lest a stranger's
/// invented key ids make us hammer an innocent server.
const RENEW_INTERVAL: Duration = Duration::from_secs(10);

impl Fetch {
    pub fn new(settings: &FetchSettings) -> Result<Self, OpenError> {
        Self::build(settings.allow_private, settings.allow_private, SIZE_LIMIT)
    }

    /// A client for what carries its own signature, such as the answers and lists of certificate
    /// authorities. They are published over plain http, so that no certificate need be trusted to
    /// learn whether a certificate may be (RFC 5280, section 8), and lists may be large.
    pub fn for_signed(settings: &FetchSettings) -> Result<Self, OpenError> {
        Self::build(settings.allow_private, true, SIGNED_SIZE_LIMIT)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the guarded client itself")]
    fn build(allow_private: bool, plain_http: bool, size_limit: usize) -> Result<Self, OpenError> {
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(Guard { allow_private })
            .https_only(!plain_http)
            .connect_timeout(CONNECT_LIMIT)
            .user_agent("beffroi")
            .build()
            .map_err(|error| OpenError::new("preparing remote calls", error))?;
        let answers = Cache::builder().max_capacity(CACHE_ENTRIES).time_to_live(CACHE_LIFE).build();
        Ok(Self { client, allow_private, plain_http, size_limit, time_limit: TIME_LIMIT, answers })
    }

    /// Sends a call and reads the whole answer, whatever its status.
    pub async fn send(&self, call: Call) -> Result<Fetched, FetchError> {
        self.check(&call.url)?;
        let work = async {
            let mut request = self.client.request(call.method, call.url).headers(call.headers);
            if let Some(body) = call.body {
                request = request.body(body);
            }
            let response = request.send().await.map_err(classify)?;
            let (status, headers) = (response.status(), response.headers().clone());
            Ok(Fetched { status, headers, body: read(response, self.size_limit).await? })
        };
        tokio::time::timeout(self.time_limit, work).await.map_err(|_| FetchError::Timeout)?
    }

    /// Gets a document, anew. Anything but 200 is an error.
    pub async fn get(&self, url: &Url) -> Result<Fetched, FetchError> {
        let answer = self.send(Call::get(url.clone())).await?;
        match answer.status {
            StatusCode::OK => Ok(answer),
            status => Err(FetchError::Status(status)),
        }
    }

    /// Gets a document, or the copy kept of it if that is no older than `max_age` and than the
    /// server said. Only good answers are kept, and many who ask at once cause one call.
    pub async fn cached(&self, url: &Url, max_age: Duration) -> Result<Arc<Fetched>, FetchError> {
        if let Some(kept) = self.answers.get(url).await
            && kept.since.elapsed() >= max_age.min(kept.max_age).max(RENEW_INTERVAL)
        {
            self.answers.invalidate(url).await;
        }
        let kept = self.answers.try_get_with_by_ref(url, self.keep(url)).await;
        kept.map(|kept| kept.answer).map_err(|error| (*error).clone())
    }

    /// As [`Fetch::cached`], for one who knows that the copy is out of date, as by a key id that
    /// is not in it.
    pub async fn renewed(&self, url: &Url) -> Result<Arc<Fetched>, FetchError> {
        self.cached(url, RENEW_INTERVAL).await
    }

    async fn keep(&self, url: &Url) -> Result<Kept, FetchError> {
        let answer = Arc::new(self.get(url).await?);
        let max_age = answer.max_age().unwrap_or(CACHE_LIFE);
        Ok(Kept { answer, since: Instant::now(), max_age })
    }

    /// What the resolver does not see: other schemes, credentials, and hosts that are addresses.
    fn check(&self, url: &Url) -> Result<(), FetchError> {
        let scheme = url.scheme() == "https" || (self.plain_http && url.scheme() == "http");
        let bare = url.username().is_empty() && url.password().is_none();
        let reachable = match url.host() {
            Some(Host::Domain(_)) => true,
            Some(Host::Ipv4(address)) => self.allow_private || is_global(address.into()),
            Some(Host::Ipv6(address)) => self.allow_private || is_global(address.into()),
            None => false,
        };
        if scheme && bare && reachable { Ok(()) } else { Err(FetchError::Refused) }
    }
}

impl Fetched {
    /// How long the server lets its answer be kept (RFC 9111, section 5.2.2), if it says.
    fn max_age(&self) -> Option<Duration> {
        let value = self.headers.get(header::CACHE_CONTROL)?.to_str().ok()?;
        let mut directives = value.split(',').map(str::trim);
        directives.find_map(|directive| match directive {
            "no-store" | "no-cache" => Some(Duration::ZERO),
            _ => directive.strip_prefix("max-age=")?.parse().ok().map(Duration::from_secs),
        })
    }
}

/// Reads as it comes, and stops at the limit: a length that was declared proves nothing.
async fn read(mut response: reqwest::Response, limit: usize) -> Result<Bytes, FetchError> {
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(classify)? {
        if body.len() + chunk.len() > limit {
            return Err(FetchError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn classify(error: reqwest::Error) -> FetchError {
    if error.is_timeout() {
        return FetchError::Timeout;
    }
    // The URL may hold a handle, so it stays out of the text; the innermost cause says most.
    let error = error.without_url();
    let mut cause: &dyn std::error::Error = &error;
    while let Some(deeper) = cause.source() {
        if deeper.is::<address::NotGlobal>() {
            return FetchError::Refused;
        }
        cause = deeper;
    }
    FetchError::Unreachable(cause.to_string())
}
