use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::Timestamp;
use http::header;
use protocol::federation::{
    Anchor, EntityId, MarkReference, Metadata, NotAnEntityId, StatementClaims, sign_statement,
};
use protocol::jose::JwkSet;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::sync::Mutex;
use url::Url;
use web::{Database, Fault, Fetch, FilePath, OpenError, Visitor};

use super::describe;
use crate::keys::KeyRing;

/// What an operator writes down about the federation: the table `[federation]` of a role that
/// stands under a trust anchor.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The entities that vouch for this one (`authority_hints`).
    pub superiors: Vec<EntityId>,
    /// The trust marks that the first superior is asked for, by their type.
    #[serde(default)]
    pub marks: Vec<String>,
    /// The trust anchor to which the chains of others must lead, where clients are known by theirs.
    #[serde(default)]
    pub anchor: Option<AnchorSettings>,
    #[serde(default)]
    pub organization_name: Option<String>,
    /// Where those who run the role can be written to.
    #[serde(default)]
    pub contacts: Vec<String>,
}

/// A trust anchor, as a role is told of it by hand.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnchorSettings {
    pub entity: EntityId,
    /// Its keys, as it hands them out: a JWK set.
    pub keys: FilePath,
}

impl AnchorSettings {
    pub fn read(&self) -> Result<Anchor, OpenError> {
        let doing = || format!("reading the trust anchor's keys {}", self.keys.display());
        let keys = std::fs::read(&self.keys).map_err(|error| OpenError::new(doing(), error))?;
        let keys = JwkSet::parse(&keys).map_err(|error| OpenError::new(doing(), error))?;
        Ok(Anchor { id: self.entity.clone(), keys })
    }
}

/// The role as an entity. Cheap to clone.
#[derive(Clone)]
pub struct Entity(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub id: EntityId,
    pub settings: Settings,
    pub keys: KeyRing,
    pub metadata: Metadata,
    pub database: Database,
    pub fetch: Fetch,
    pub marks: RwLock<Vec<MarkReference>>,
    /// Whoever holds it asks for marks. In it, when they were last asked for.
    pub asking: Mutex<Option<Instant>>,
}

/// How long a configuration is good. Chains end with the first of their statements, so this is
/// also how long a reader can go on while the role is down.
const LIFETIME: Duration = Duration::from_hours(24);
const CONTENT_TYPE: &str = "application/entity-statement+jwt";

impl Entity {
    /// The entity at the role's public URL. `metadata` says what it is beside a
    /// `federation_entity`.
    pub async fn open(
        url: &Url,
        settings: Settings,
        keys: KeyRing,
        metadata: Metadata,
        (database, fetch): (&Database, &Fetch),
    ) -> Result<Self, OpenError> {
        let id = entity_id(url).map_err(|error| OpenError::new("naming the entity", error))?;
        let marks = super::marks::kept(&mut *database.read().await?, &settings.marks).await?;
        Ok(Self(Arc::new(Inner {
            metadata: with_federation_entity(metadata, &settings),
            id,
            settings,
            keys,
            database: database.clone(),
            fetch: fetch.clone(),
            marks: RwLock::new(marks),
            asking: Mutex::new(None),
        })))
    }

    /// `GET /.well-known/openid-federation`
    pub fn routes<S>(&self) -> Router<S> {
        Router::new()
            .route("/.well-known/openid-federation", get(configuration))
            .with_state(self.clone())
    }

    pub fn id(&self) -> &EntityId {
        &self.0.id
    }

    /// The entity configuration, signed now (section 3).
    pub fn configuration(&self, now: Timestamp) -> Result<String, Fault> {
        let inner = &self.0;
        let mut metadata = inner.metadata.clone();
        // The keys with which it proves itself as a client stand in what it signs, so that whoever
        // reads the chain has them proved, and need not trust a server for them.
        if let Some(client) = metadata.get_mut(describe::RELYING_PARTY) {
            client.insert("jwks".to_owned(), serde_json::to_value(inner.keys.public(now))?);
        }
        let claims = StatementClaims {
            authority_hints: Some(inner.settings.superiors.clone()).filter(|all| !all.is_empty()),
            metadata,
            trust_marks: self.marks(),
            ..StatementClaims::new(
                inner.id.clone(),
                inner.id.clone(),
                inner.keys.federation_keys(),
                (now, now.plus(LIFETIME)),
            )
        };
        Ok(sign_statement(&*inner.keys.federation_signer(now)?, &claims)?)
    }

    pub(super) fn marks(&self) -> Vec<MarkReference> {
        self.0.marks.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn configuration(State(entity): State<Entity>, visitor: Visitor) -> Result<Response, Fault> {
    entity.find_first_marks(visitor.now).await?;
    let statement = entity.configuration(visitor.now)?;
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], statement).into_response())
}

/// Entities are named like issuers: without a slash at the end.
fn entity_id(url: &Url) -> Result<EntityId, NotAnEntityId> {
    url.as_str().trim_end_matches('/').parse()
}

fn with_federation_entity(mut metadata: Metadata, settings: &Settings) -> Metadata {
    let mut own = Map::new();
    if let Some(name) = &settings.organization_name {
        own.insert("organization_name".to_owned(), Value::from(name.as_str()));
    }
    if !settings.contacts.is_empty() {
        own.insert("contacts".to_owned(), json!(settings.contacts));
    }
    metadata.insert("federation_entity".to_owned(), own);
    metadata
}

impl std::fmt::Debug for Entity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Entity({})", self.0.id)
    }
}
