//! How a role that is no gateway logs people in: at the gateway, by OpenID Connect, with its own
//! session afterwards.
//!
//! The public services and the authority share it. A role knows the gateway only as any relying
//! party knows an OpenID provider, and what it does with a person belongs to the role: nothing here
//! may know what a service shows or an officer decides. A role says which [`Place`]s it has and which level each needs; the rest is here. What it
//! does with a person who arrives (linking them to its own data) stands in its own handler, which
//! opens the session by [`Arrival::open_session`] in its own transaction. A role that keeps a ledger of
//! its logins has each entered here, and brings the tables of [`keeper`] along.

mod arrive;
mod entry;
mod leave;
mod logged_in;
mod migrations;
mod outcome;
mod page;
mod session;
mod start;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use domain::{Language, Level, Timestamp};
use keeper::Logins;
use openid::Issuer;
use openid::client::ClientId;
use openid::federation::{self, Entity, describe};
use openid::keys::KeyRing;
use openid::relying::{self, RelyingParty};
use protocol::federation::Metadata;
use protocol::jose::Algorithm;
use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;
use web::{
    Chassis, Database, Fault, Fetch, FetchSettings, Job, Json, Listen, OpenError, Texts, Visitor,
};

use entry::Ledger;

pub use arrive::Arrival;
pub use logged_in::LoggedIn;
pub use migrations::MIGRATIONS;
pub use session::Session;

/// The texts of the sign-in, to be loaded beside a role's own.
pub const TEXTS: [(Language, &str); 4] = [
    (Language::Nl, include_str!("../text/nl.ftl")),
    (Language::Fr, include_str!("../text/fr.ftl")),
    (Language::De, include_str!("../text/de.ftl")),
    (Language::En, include_str!("../text/en.ftl")),
];

/// What an operator writes down about logging in: the table `[sign_in]` of every service.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The gateway.
    pub issuer: Issuer,
    /// The name by which the service is registered there.
    pub client_id: ClientId,
}

/// A page that a login can lead to, and the level that it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub path: &'static str,
    pub level: Level,
}

/// What one service tells the shared sign-in about itself.
pub struct Settings<'a> {
    pub server: &'a Listen,
    pub config: &'a Config,
    /// The role's keys, with those of a relying party among them.
    pub keys: &'a KeyRing,
    pub fetch: &'a FetchSettings,
    /// Under which trust anchor the service stands, if any.
    pub federation: Option<&'a federation::Settings>,
    /// The ledger of the service's logins, if it keeps one.
    pub ledger: Option<&'a keeper::Settings>,
    /// The claims that the service needs, beside the subject.
    pub claims: &'static [&'static str],
    /// The first is where a login leads that names no other.
    pub places: &'static [Place],
}

/// The shared sign-in of one service. Cheap to clone.
#[derive(Clone)]
pub struct SignIn(Arc<Inner>);

struct Inner {
    chassis: Chassis,
    database: Database,
    texts: Texts,
    relying: RelyingParty,
    keys: KeyRing,
    entity: Option<Entity>,
    ledger: Option<Ledger>,
    fetch: Fetch,
    issuer: Issuer,
    /// Where the gateway sends people back to.
    callback: String,
    claims: &'static [&'static str],
    places: &'static [Place],
    /// Where a logout at the gateway leads back to.
    front: Url,
}

const PURGED: Duration = Duration::from_mins(1);
/// How often it is looked whether a year has become too old.
const FORGOTTEN: Duration = Duration::from_hours(1);

impl SignIn {
    pub async fn open(
        chassis: &Chassis,
        database: &Database,
        texts: &Texts,
        settings: Settings<'_>,
    ) -> Result<Self, OpenError> {
        let keys = settings.keys.clone();
        let redirect_uri = settings.server.at("/callback").parse();
        let relying = relying::Settings {
            issuer: settings.config.issuer.clone(),
            client_id: settings.config.client_id.clone(),
            redirect_uri: redirect_uri.map_err(|error| OpenError::new("reading the URL", error))?,
            signed: vec![Algorithm::ES256, Algorithm::RS256],
            encrypted: false,
            userinfo: true,
        };
        let fetch = Fetch::new(settings.fetch)?;
        let entity = match settings.federation {
            Some(federation) => {
                Some(entity(&settings, federation, &keys, (database, &fetch)).await?)
            }
            None => None,
        };
        let ledger = settings.ledger.map(|ledger| Ledger::open(&settings, ledger)).transpose()?;
        Ok(Self(Arc::new(Inner {
            chassis: chassis.clone(),
            database: database.clone(),
            texts: texts.clone(),
            relying: RelyingParty::new(relying, keys.clone(), fetch.clone())?,
            keys,
            entity,
            ledger,
            fetch,
            issuer: settings.config.issuer.clone(),
            callback: settings.server.at("/callback"),
            claims: settings.claims,
            places: settings.places,
            front: settings.server.url.clone(),
        })))
    }

    /// The routes that are alike in every service. `/callback` is the service's own.
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let router = Router::new()
            .route("/login", get(start::log_in))
            .route("/logout", post(leave::log_out))
            .route("/backchannel-logout", post(leave::logged_out_elsewhere))
            .route("/jwks", get(jwks))
            .with_state(self.clone());
        let entity = self.0.entity.as_ref().map(Entity::routes);
        let ledger =
            self.0.ledger.as_ref().map(|ledger| {
                keeper::routes(ledger.logins.keeper.clone(), self.0.database.clone())
            });
        [entity, ledger].into_iter().flatten().fold(router, Router::merge)
    }

    pub fn jobs(&self) -> Vec<Job> {
        let database = self.0.database.clone();
        let purge = Job::new("purge sessions", PURGED, move |now| purge(database.clone(), now));
        let marks = self.0.entity.as_ref().map(Entity::marks_job);
        let ledger = self.0.ledger.iter().flat_map(|ledger| self.ledger_jobs(&ledger.logins));
        [purge, self.0.keys.job()].into_iter().chain(marks).chain(ledger).collect()
    }

    fn ledger_jobs(&self, logins: &Logins) -> Vec<Job> {
        let (kept, database) = (logins.clone(), self.0.database.clone());
        let forget = Job::new("forget old years", FORGOTTEN, move |now| {
            let (logins, database) = (kept.clone(), database.clone());
            async move {
                let mut tx = database.begin().await?;
                logins.forget(&mut tx, now).await?;
                tx.commit().await
            }
        });
        logins.jobs(&self.0.database, &self.0.fetch).into_iter().chain([forget]).collect()
    }

    /// What the service is as a client, its keys included: for a role that states it by itself.
    pub fn described(&self, now: Timestamp) -> Result<Map<String, Value>, Fault> {
        let mut described = describe::relying_party(std::slice::from_ref(&self.0.callback))?;
        described.insert("jwks".to_owned(), serde_json::to_value(self.0.keys.public(now))?);
        Ok(described)
    }

    /// Where a form that ends at the gateway is answered, as a `form-action` source.
    pub fn gateway_origin(&self) -> String {
        Url::parse(self.0.issuer.as_str())
            .map(|url| url.origin().ascii_serialization())
            .unwrap_or_default()
    }

    /// One of the service's places. Anything else leads to the first: an address from outside is
    /// never followed.
    fn place(&self, path: Option<&str>) -> Place {
        let named = self.0.places.iter().find(|place| Some(place.path) == path);
        let first = Place { path: "/", level: Level::Substantial };
        named.or(self.0.places.first()).copied().unwrap_or(first)
    }
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SignIn(at {})", self.0.issuer)
    }
}

/// The service in the federation: a relying party.
async fn entity(
    settings: &Settings<'_>,
    federation: &federation::Settings,
    keys: &KeyRing,
    remote: (&Database, &Fetch),
) -> Result<Entity, OpenError> {
    let described = describe::relying_party(&[settings.server.at("/callback")])?;
    let metadata = Metadata::from([(describe::RELYING_PARTY.to_owned(), described)]);
    Entity::open(&settings.server.url, federation.clone(), keys.clone(), metadata, remote).await
}

/// `GET /jwks`: the service's public keys, for the gateway.
async fn jwks(State(sign_in): State<SignIn>, visitor: Visitor) -> Json<protocol::jose::JwkSet> {
    Json(sign_in.0.keys.public(visitor.now))
}

async fn purge(database: Database, now: Timestamp) -> Result<(), Fault> {
    let mut tx = database.begin().await?;
    session::purge(&mut tx, now).await?;
    web::ticket::purge(&mut tx, now).await?;
    tx.commit().await
}
