//! How the authority comes up. No other party needs to be up for it.

use std::time::Duration;

use axum::Router;
use domain::{Language, Localized, Timestamp};
use keeper::Keeper;
use openid::keys::{KeyRing, Purpose, Schedule, SealKey};
use protocol::federation::{EntityId, Scheme};
use protocol::jose::SoftwareKey;
use web::{Chassis, Database, Fetch, OpenError, Role, SharedClock, Texts, ticket};

use crate::accreditor::{Accreditor, Inner};
use crate::config::Config;
use crate::migrations::MIGRATIONS;
use crate::secrets::Secrets;
use crate::{federation, taken_over, texts};

/// Opens the authority: its database, its keys, its ledger, and what it takes over.
pub async fn open(config: Config, clock: SharedClock) -> Result<Role, OpenError> {
    let now = clock.now();
    if let Some(error) = config.check().errors.first() {
        return Err(OpenError::because(error));
    }
    let db = database(&config).await?;
    let keys = keys(&config, &db, now).await?;
    federation::subordinate::configure(&db, &config.subordinates).await?;
    taken_over::take_over(&db, &config.taken_over).await?;
    let accreditor = assemble(config, clock, db.clone(), keys.clone())?;
    let jobs = [vec![keys.job(), accreditor.keeper.job(&db)], federation::jobs(&accreditor)];
    let router = routes(&accreditor);
    Ok(accreditor.chassis.finish(router, Some(db), jobs.concat()))
}

/// The authority's database, brought up to date.
pub async fn database(config: &Config) -> Result<Database, OpenError> {
    let tables = [ticket::MIGRATIONS, openid::MIGRATIONS, keeper::MIGRATIONS, MIGRATIONS];
    Database::open(&config.server.database, &tables).await
}

/// All routes of the role.
fn routes(accreditor: &Accreditor) -> Router {
    Router::new()
        .merge(federation::routes())
        .merge(keeper::routes(accreditor.keeper.clone(), accreditor.db.clone()))
        .with_state(accreditor.clone())
}

async fn keys(config: &Config, db: &Database, now: Timestamp) -> Result<KeyRing, OpenError> {
    let seal = SealKey::read_or_create(&config.server.seal_key_file).map_err(OpenError::because)?;
    if let Some(file) = &config.federation.first_key_file {
        let reading = |error| OpenError::new("reading the anchor's first key", error);
        let text = web::config::secret(file)?;
        let key = SoftwareKey::from_jwk(text.reveal().as_bytes()).map_err(reading)?;
        KeyRing::adopt(db, &seal, &key, now).await?;
    }
    Ok(KeyRing::open_on(Schedule::ANCHOR, db.clone(), seal, Purpose::ANCHOR, now).await?)
}

fn assemble(
    config: Config,
    clock: SharedClock,
    db: Database,
    keys: KeyRing,
) -> Result<Accreditor, OpenError> {
    let texts = texts()?;
    let chassis = Chassis::new(web::Settings {
        role: "accreditor",
        server: &config.server,
        name: config.name.unwrap_or_else(|| party_name(&texts)),
        clock,
        endpoints: ENDPOINTS,
        api: API,
        assets: &[],
    })?;
    let id: EntityId = config.server.origin().parse().map_err(OpenError::because)?;
    let secrets = Secrets::read(&config.server.seal_key_file)?;
    let origin = ledger_origin(&id);
    Ok(Accreditor::new(Inner {
        scheme: scheme(&id),
        federation: config.federation,
        keeper: Keeper::new(secrets.ledger(&origin)?, Vec::new()),
        resolving: chassis.limit(RESOLVED_AT_ONCE, Duration::from_mins(1)),
        fetch: Fetch::new(&config.fetch)?,
        id,
        chassis,
        db,
        keys,
    }))
}

/// What programs without a browser post to.
const ENDPOINTS: &[&str] = &["/federation/"];
const API: &[&str] = &["/.well-known/", "/federation/", "/ledger/"];
const RESOLVED_AT_ONCE: u32 = 60;

/// The trust mark types of the authority's scheme. Each is the address of the page about it.
pub fn scheme(id: &EntityId) -> Scheme {
    Scheme { substantial: format!("{id}/marks/substantial"), high: format!("{id}/marks/high") }
}

/// The name of the authority's ledger: where it is served, without the scheme.
pub fn ledger_origin(id: &EntityId) -> String {
    let place = id.as_str().split_once("://").map_or(id.as_str(), |(_, place)| place);
    format!("{place}/ledger")
}

fn party_name(texts: &Texts) -> Localized {
    let name = |language| texts.get(language, "party-name");
    Localized {
        nl: name(Language::Nl),
        fr: name(Language::Fr),
        de: name(Language::De),
        en: name(Language::En),
    }
}
