//! What another party publishes: its keys, its metadata. Fetched when first needed, parsed once
//! per fetch, and kept for a while when the other party is down.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use domain::Timestamp;
use protocol::jose::JwkSet;
use url::Url;
use web::{Fetch, FetchError, Fetched, OpenError};

use crate::client::{Client, KeySource};
use crate::federation::{Peer, PeerError, Resolver};

/// How long the last good copy goes on while the other party's server is down: an outage there
/// must not become one here, and yet nobody must keep a withdrawn key alive by causing one.
const OUTAGE: Duration = Duration::from_hours(24);

/// A document at a URL.
pub(crate) struct Document<T> {
    url: Url,
    fetch: Fetch,
    max_age: Duration,
    parse: Parse<T>,
    last: RwLock<Option<Read<T>>>,
}

/// Reads a document, or says in words that quote nothing of it what is wrong.
type Parse<T> = Box<dyn Fn(&[u8]) -> Result<T, String> + Send + Sync>;

/// The last copy that was read, so that it is parsed once per fetch and not once per login.
struct Read<T> {
    from: Arc<Fetched>,
    parsed: Arc<T>,
    since: Instant,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum RemoteError {
    #[error("no keys are registered")]
    Nothing,
    #[error("it could not be fetched: {0}")]
    Fetch(#[from] FetchError),
    #[error("it could not be read: {0}")]
    Parse(String),
    #[error("its entity cannot be verified: {0}")]
    Peer(#[from] PeerError),
}

impl<T> Document<T> {
    pub fn new(
        url: Url,
        fetch: Fetch,
        max_age: Duration,
        parse: impl Fn(&[u8]) -> Result<T, String> + Send + Sync + 'static,
    ) -> Self {
        Self { url, fetch, max_age, parse: Box::new(parse), last: RwLock::default() }
    }

    /// The document as it was at most `max_age` ago.
    pub async fn current(&self) -> Result<Arc<T>, RemoteError> {
        self.read(self.fetch.cached(&self.url, self.max_age).await)
    }

    /// The document as it is now, for one who misses something in it. [`Fetch`] does this only
    /// once in a while, whatever key ids a stranger invents.
    pub async fn renewed(&self) -> Result<Arc<T>, RemoteError> {
        self.read(self.fetch.renewed(&self.url).await)
    }

    fn read(&self, fetched: Result<Arc<Fetched>, FetchError>) -> Result<Arc<T>, RemoteError> {
        let last = self.last.read().unwrap_or_else(PoisonError::into_inner);
        let from = match (fetched, &*last) {
            (Ok(from), Some(last)) if Arc::ptr_eq(&from, &last.from) => {
                return Ok(last.parsed.clone());
            }
            (Ok(from), _) => from,
            (Err(_), Some(last)) if last.since.elapsed() < OUTAGE => {
                return Ok(last.parsed.clone());
            }
            (Err(error), _) => return Err(error.into()),
        };
        drop(last);
        let parsed = Arc::new((self.parse)(&from.body).map_err(RemoteError::Parse)?);
        let read = Read { from, parsed: parsed.clone(), since: Instant::now() };
        *self.last.write().unwrap_or_else(PoisonError::into_inner) = Some(read);
        Ok(parsed)
    }
}

/// The public keys of another party: registered with us, published by it, or proved by the chain
/// that leads from it to a trust anchor.
pub(crate) enum RemoteKeys {
    None,
    Registered(Arc<JwkSet>),
    Published(Box<Document<JwkSet>>),
    Proved(Peer),
}

/// How long a fetched key set is used before it is looked at again. A key that was withdrawn
/// stops counting after this time; a new one counts at once, because its `kid` is not known.
const KEYS_MAX_AGE: Duration = Duration::from_mins(10);

impl RemoteKeys {
    pub fn of_client(
        client: &Client,
        fetch: &Fetch,
        resolver: Option<&Resolver>,
    ) -> Result<Self, OpenError> {
        Ok(match &client.keys {
            None => Self::None,
            Some(KeySource::Registered(keys)) => Self::Registered(Arc::new(keys.clone())),
            Some(KeySource::Remote(url)) => Self::published(url.clone(), fetch.clone()),
            Some(KeySource::Entity(entity)) => {
                let resolver = resolver.ok_or_else(|| {
                    let id = client.id();
                    OpenError::because(format!("no trust anchor is given to know {id} by"))
                })?;
                Self::Proved(Peer::new(entity.clone(), resolver.clone()))
            }
        })
    }

    pub fn published(url: Url, fetch: Fetch) -> Self {
        let parse = |body: &[u8]| JwkSet::parse(body).map_err(|error| error.to_string());
        Self::Published(Box::new(Document::new(url, fetch, KEYS_MAX_AGE, parse)))
    }

    pub async fn current(&self, now: Timestamp) -> Result<Arc<JwkSet>, RemoteError> {
        match self {
            Self::None => Err(RemoteError::Nothing),
            Self::Registered(keys) => Ok(keys.clone()),
            Self::Published(document) => document.current().await,
            Self::Proved(peer) => Ok(peer.current(now).await?.keys.clone()),
        }
    }

    pub async fn renewed(&self, now: Timestamp) -> Result<Arc<JwkSet>, RemoteError> {
        match self {
            Self::Published(document) => document.renewed().await,
            Self::Proved(peer) => Ok(peer.renewed(now).await?.keys.clone()),
            _ => self.current(now).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, StatusCode};
    use web::FetchSettings;

    use super::*;

    fn document() -> Document<String> {
        let url = Url::parse("https://party.example/jwks").unwrap();
        let fetch = Fetch::new(&FetchSettings::default()).unwrap();
        let parse = |body: &[u8]| match body {
            b"bad" => Err("bad".to_owned()),
            good => Ok(String::from_utf8(good.to_vec()).unwrap()),
        };
        Document::new(url, fetch, KEYS_MAX_AGE, parse)
    }

    fn fetched(body: &'static str) -> Arc<Fetched> {
        let (status, headers) = (StatusCode::OK, HeaderMap::new());
        Arc::new(Fetched { status, headers, body: body.into() })
    }

    #[test]
    fn a_copy_is_parsed_once() {
        let (document, copy) = (document(), fetched("one"));
        let first = document.read(Ok(copy.clone())).unwrap();
        assert!(Arc::ptr_eq(&first, &document.read(Ok(copy)).unwrap()));
        assert_eq!(*document.read(Ok(fetched("two"))).unwrap(), "two");
    }

    #[test]
    fn an_outage_there_is_not_one_here() {
        let document = document();
        assert!(document.read(Err(FetchError::Timeout)).is_err(), "nothing was ever read");
        document.read(Ok(fetched("one"))).unwrap();
        assert_eq!(*document.read(Err(FetchError::Timeout)).unwrap(), "one");
    }

    #[test]
    fn a_copy_that_cannot_be_read_is_an_error_and_not_the_last_good_one() {
        let document = document();
        document.read(Ok(fetched("one"))).unwrap();
        assert!(matches!(document.read(Ok(fetched("bad"))), Err(RemoteError::Parse(_))));
    }
}
