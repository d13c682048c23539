//! Another entity, by what its chain says: the keys and the metadata that its superiors let stand.
//! It is asked again and again by a job, at once by whoever meets a key that is not known, and what
//! it said is kept until the first of its statements ends, over a restart too.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use domain::Timestamp;
use protocol::federation::{Anchor, Chain, EntityId};
use protocol::jose::{JoseError, JwkSet};
use serde_json::Value;
use sqlx::Row;
use tokio::sync::Mutex;
use url::Url;
use web::{Conn, Database, Fault, Fetch, FetchError};

use super::describe::RELYING_PARTY;
use super::{GatherError, gather};

/// What a role needs to know others by their chains. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Resolver {
    pub anchor: Anchor,
    pub fetch: Fetch,
    pub database: Database,
}

/// A relying party in the federation. All clones know the same.
#[derive(Clone)]
pub(crate) struct Peer(Arc<Inner>);

struct Inner {
    entity: EntityId,
    resolver: Resolver,
    known: RwLock<Option<Arc<Described>>>,
    /// Whoever holds it asks; others wait for the answer. In it, when the last asking ended.
    asking: Mutex<Option<Instant>>,
}

/// What the chain says, as long as it does.
#[derive(Debug)]
pub(crate) struct Described {
    pub keys: Arc<JwkSet>,
    pub redirect_uris: Vec<String>,
    chain: Chain,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum PeerError {
    #[error(transparent)]
    Chain(#[from] GatherError),
    #[error("its chain does not let it be an openid_relying_party")]
    OtherKind,
    #[error("its metadata holds no usable keys: {0}")]
    Keys(#[from] JoseError),
    #[error("the keys at its jwks_uri cannot be fetched: {0}")]
    FetchKeys(#[from] FetchError),
    #[error("its metadata holds neither jwks nor jwks_uri")]
    NoKeys,
    #[error("finding its chain took too long")]
    Late,
    #[error("it could not be verified a moment ago")]
    JustNow,
    #[error("what is known of it cannot be read or kept")]
    Fault(Fault),
}

/// For the whole chain: an entity that names slow superiors must not hold up whoever waits for it.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two askings when nothing is known, so that many who wait do not become many who ask.
const PAUSE: Duration = Duration::from_secs(1);
/// Between two askings by key ids that are not known: strangers invent those.
const RENEW_INTERVAL: Duration = Duration::from_secs(10);

impl Peer {
    pub fn new(entity: EntityId, resolver: Resolver) -> Self {
        let (known, asking) = (RwLock::default(), Mutex::default());
        Self(Arc::new(Inner { entity, resolver, known, asking }))
    }

    /// What is known now. Only where nothing is known does anybody wait for an answer.
    pub async fn current(&self, now: Timestamp) -> Result<Arc<Described>, PeerError> {
        if let Some(known) = self.known(now) {
            return Ok(known);
        }
        match self.kept(now).await? {
            Some(kept) => Ok(kept),
            None => self.ask(now).await,
        }
    }

    /// What it says now, for one who misses something in what is known.
    pub async fn renewed(&self, now: Timestamp) -> Result<Arc<Described>, PeerError> {
        self.ask(now).await
    }

    fn known(&self, now: Timestamp) -> Option<Arc<Described>> {
        let known = self.0.known.read().unwrap_or_else(PoisonError::into_inner);
        known.clone().filter(|known| now < known.chain.expires())
    }

    /// Asks once for all who wait, and not again at once.
    async fn ask(&self, now: Timestamp) -> Result<Arc<Described>, PeerError> {
        let arrived = Instant::now();
        let mut asked = self.0.asking.lock().await;
        let just_now = asked.is_some_and(|asked| asked >= arrived);
        match (self.known(now), *asked) {
            (Some(known), Some(asked)) if just_now || asked.elapsed() < RENEW_INTERVAL => {
                return Ok(known);
            }
            (None, Some(_)) if just_now => return Err(PeerError::JustNow),
            (None, Some(asked)) => {
                tokio::time::sleep(PAUSE.saturating_sub(asked.elapsed())).await;
            }
            _ => {}
        }
        let resolved = tokio::time::timeout(PATIENCE, self.resolve(now)).await;
        let settled = self.settle(resolved.unwrap_or(Err(PeerError::Late)), now).await;
        *asked = Some(Instant::now());
        settled
    }

    async fn resolve(&self, now: Timestamp) -> Result<Described, PeerError> {
        let Resolver { anchor, fetch, .. } = &self.0.resolver;
        let chain = gather(fetch, &self.0.entity, anchor, now).await?;
        let keys = match jwks_uri(&chain)? {
            Some(url) => Some(JwkSet::parse(&fetch.get(&url).await?.body)?),
            None => None,
        };
        Described::of(chain, keys)
    }

    /// A new answer takes the place of the last one, which goes on where there is none; unless a
    /// superior said no, for then it was withdrawn.
    async fn settle(
        &self,
        resolved: Result<Described, PeerError>,
        now: Timestamp,
    ) -> Result<Arc<Described>, PeerError> {
        let entity = &self.0.entity;
        match resolved {
            Ok(described) => {
                let described = Arc::new(described);
                if self.known(now).is_none_or(|known| !known.says_what(&described)) {
                    tracing::info!(entity.id = %entity, "a relying party is known by its chain");
                }
                keep(&self.0.resolver.database, &described, now).await?;
                self.set(Some(described.clone()));
                Ok(described)
            }
            Err(PeerError::Chain(error)) if error.is_refusal() => {
                tracing::error!(entity.id = %entity, reason = %error, "a relying party has lost its place in the federation");
                self.set(None);
                forget(&self.0.resolver.database, entity).await?;
                Err(error.into())
            }
            Err(error) => {
                let known = self.known(now).ok_or_else(|| {
                    tracing::warn!(entity.id = %entity, reason = %error, "a relying party cannot be verified");
                    error
                })?;
                let until = known.chain.expires().rfc3339();
                tracing::warn!(entity.id = %entity, until, "a relying party could not be verified anew: what is known of it goes on");
                Ok(known)
            }
        }
    }

    fn set(&self, known: Option<Arc<Described>>) {
        *self.0.known.write().unwrap_or_else(PoisonError::into_inner) = known;
    }

    /// What was known before a restart, verified as if it came now: a database proves nothing.
    async fn kept(&self, now: Timestamp) -> Result<Option<Arc<Described>>, PeerError> {
        let Resolver { anchor, database, .. } = &self.0.resolver;
        let Some((links, keys)) = load(&mut *database.read().await?, &self.0.entity).await? else {
            return Ok(None);
        };
        let chain = Chain::validate(&links, anchor, now).ok();
        let chain = chain.filter(|chain| *chain.subject() == self.0.entity);
        let described = chain.and_then(|chain| Described::of(chain, keys).ok()).map(Arc::new);
        if described.is_some() {
            self.set(described.clone());
        }
        Ok(described)
    }
}

impl Described {
    fn of(chain: Chain, fetched: Option<JwkSet>) -> Result<Self, PeerError> {
        let metadata = chain.metadata().get(RELYING_PARTY).ok_or(PeerError::OtherKind)?;
        let keys = match (metadata.get("jwks"), fetched) {
            (Some(jwks), _) => JwkSet::parse(jwks.to_string().as_bytes())?,
            (None, Some(fetched)) => fetched,
            (None, None) => return Err(PeerError::NoKeys),
        };
        let uris = metadata.get("redirect_uris").and_then(Value::as_array);
        let uris = uris.into_iter().flatten().filter_map(Value::as_str);
        Ok(Self { redirect_uris: uris.map(str::to_owned).collect(), keys: Arc::new(keys), chain })
    }

    fn says_what(&self, other: &Self) -> bool {
        self.chain.metadata() == other.chain.metadata() && self.keys == other.keys
    }
}

/// Where the keys are, for an entity that does not state them in its own configuration.
fn jwks_uri(chain: &Chain) -> Result<Option<Url>, PeerError> {
    let metadata = chain.metadata().get(RELYING_PARTY).ok_or(PeerError::OtherKind)?;
    if metadata.contains_key("jwks") {
        return Ok(None);
    }
    let url = metadata.get("jwks_uri").and_then(Value::as_str).ok_or(PeerError::NoKeys)?;
    Url::parse(url).map(Some).map_err(|_| PeerError::NoKeys)
}

async fn load(
    conn: &mut Conn,
    entity: &EntityId,
) -> Result<Option<(Vec<String>, Option<JwkSet>)>, Fault> {
    let row = sqlx::query("SELECT links, jwks FROM federation_peer WHERE entity = $1")
        .bind(entity.as_str())
        .fetch_optional(conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let links = serde_json::from_str(&row.try_get::<String, _>("links")?)?;
    let keys: String = row.try_get("jwks")?;
    Ok(Some((links, JwkSet::parse(keys.as_bytes()).ok())))
}

async fn keep(database: &Database, described: &Described, now: Timestamp) -> Result<(), Fault> {
    let mut tx = database.begin().await?;
    sqlx::query(
        "INSERT INTO federation_peer (entity, links, jwks, since) VALUES ($1, $2, $3, $4)
         ON CONFLICT (entity) DO UPDATE
         SET links = excluded.links, jwks = excluded.jwks, since = excluded.since",
    )
    .bind(described.chain.subject().as_str())
    .bind(serde_json::to_string(described.chain.links())?)
    .bind(serde_json::to_string(&*described.keys)?)
    .bind(now.millis())
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}

async fn forget(database: &Database, entity: &EntityId) -> Result<(), Fault> {
    let mut tx = database.begin().await?;
    let gone = sqlx::query("DELETE FROM federation_peer WHERE entity = $1").bind(entity.as_str());
    gone.execute(&mut *tx).await?;
    tx.commit().await
}

impl From<Fault> for PeerError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}
