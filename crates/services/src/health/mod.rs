//! The health service: a person's own summary of vaccinations, medication and allergies.

mod dates;
mod download;
pub mod fhir;
mod page;
mod record;
mod summary;
mod view;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;
use domain::{Language, Level, Localized};
use openid::federation;
use openid::keys::{KeyRing, Purpose};
use serde::Deserialize;
use web::{
    Chassis, Database, FetchSettings, FilePath, Listen, OpenError, Role, SealKey, SharedClock,
    Texts, TextsError, ticket,
};

use record::RecordKey;
use sign_in::{Place, SignIn};

/// The configuration of the health service.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: Listen,
    pub sign_in: sign_in::Config,
    #[serde(default)]
    pub fetch: FetchSettings,
    /// Under which trust anchor the service stands, if any.
    #[serde(default)]
    pub federation: Option<federation::Settings>,
    #[serde(default)]
    pub ledger: keeper::Settings,
    /// Health documents to take in at the start: FHIR bundles, one a line, each about the patient
    /// whose national number stands in it.
    #[serde(default)]
    pub documents: Option<FilePath>,
}

#[derive(Clone)]
struct Health {
    chassis: Chassis,
    database: Database,
    sign_in: SignIn,
    texts: Texts,
    key: RecordKey,
}

impl FromRef<Health> for SignIn {
    fn from_ref(health: &Health) -> Self {
        health.sign_in.clone()
    }
}

const PLACES: &[Place] = &[
    Place { path: "/summary", level: Level::Substantial },
    Place { path: "/diagnoses", level: download::DIAGNOSES },
    Place { path: "/document", level: Level::Substantial },
];

/// What links a person to their document, and the name to greet them by.
const CLAIMS: &[&str] = &["national_number", "name"];

/// Opens the role. It needs no other role to be up.
pub async fn open(config: Config, clock: SharedClock) -> Result<Role, OpenError> {
    let texts = texts()?;
    let chassis = Chassis::new(web::Settings {
        role: "health",
        server: &config.server,
        name: name(&texts),
        clock,
        endpoints: &["/backchannel-logout"],
        api: [keeper::API, &["/backchannel-logout", "/jwks"]].concat(),
        assets: &[],
    })?;
    let database = database(&config).await?;
    let seal = SealKey::read_or_create(&config.server.seal_key_file)
        .map_err(|error| OpenError::new("opening the seal key", error))?;
    let now = chassis.clock().now();
    let keys = KeyRing::open(database.clone(), seal, Purpose::RELYING_PARTY, now).await?;
    let settings = sign_in::Settings {
        keys: &keys,
        server: &config.server,
        config: &config.sign_in,
        fetch: &config.fetch,
        federation: config.federation.as_ref(),
        ledger: Some(&config.ledger),
        claims: CLAIMS,
        places: PLACES,
    };
    let sign_in = SignIn::open(&chassis, &database, &texts, settings).await?;
    let key = RecordKey::read(&config.server.seal_key_file)?;
    if let Some(documents) = &config.documents {
        record::import(&database, &key, documents).await?;
    }
    let jobs = sign_in.jobs();
    let health =
        Health { chassis: chassis.clone(), database: database.clone(), sign_in, texts, key };
    Ok(chassis.finish(routes(health), Some(database), jobs))
}

async fn database(config: &Config) -> Result<Database, OpenError> {
    let shared = [ticket::MIGRATIONS, openid::MIGRATIONS, sign_in::MIGRATIONS];
    let tables = [keeper::MIGRATIONS, keeper::YEAR_KEYS, record::MIGRATIONS];
    Database::open(&config.server.database, &[shared, tables].concat()).await
}

fn routes(health: Health) -> Router {
    Router::new()
        .merge(health.sign_in.routes())
        .route("/", get(view::front))
        .route("/callback", get(view::arrive))
        .route("/summary", get(view::summary))
        .route("/diagnoses", get(view::diagnoses))
        .route("/document", get(view::document))
        .with_state(health)
}

pub(crate) fn texts() -> Result<Texts, TextsError> {
    Texts::load(&[
        sign_in::TEXTS[0],
        sign_in::TEXTS[1],
        sign_in::TEXTS[2],
        sign_in::TEXTS[3],
        (Language::Nl, include_str!("../../text/health/nl.ftl")),
        (Language::Fr, include_str!("../../text/health/fr.ftl")),
        (Language::De, include_str!("../../text/health/de.ftl")),
        (Language::En, include_str!("../../text/health/en.ftl")),
    ])
}

fn name(texts: &Texts) -> Localized {
    let name = |language| texts.get(language, "health-name");
    Localized {
        nl: name(Language::Nl),
        fr: name(Language::Fr),
        de: name(Language::De),
        en: name(Language::En),
    }
}
