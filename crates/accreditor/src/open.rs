//! How the authority comes up. No other party needs to be up for it.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use domain::Timestamp;
use keeper::{Keeper, Witnessing};
use openid::keys::{KeyRing, Purpose, Schedule};
use protocol::federation::{EntityId, Scheme};
use protocol::jose::SoftwareKey;
use sign_in::SignIn;
use web::{Chassis, Database, Fetch, OpenError, Role, SealKey, SharedClock, ticket};

use crate::accreditor::{Accreditor, Inner};
use crate::config::Config;
use crate::mail::Post;
use crate::migrations::MIGRATIONS;
use crate::office::Office;
use crate::{desk, federation, mail, person, register, taken_over, texts};

/// Opens the authority: its database, its keys, its ledger, and what it takes over.
pub async fn open(config: Config, clock: SharedClock) -> Result<Role, OpenError> {
    let now = clock.now();
    if let Some(error) = config.check().errors.first() {
        return Err(OpenError::because(error));
    }
    let db = database(&config).await?;
    let keys = keys(&config, &db, now).await?;
    federation::subordinate::configure(&db, &config.subordinates).await?;
    taken_over::take_over(&db, &config.taken_over, config.server.language).await?;
    let witnessing = Witnessing::open(&config.server, config.witnessed.clone(), &db)?;
    let accreditor = assemble(config, clock, db.clone(), keys.clone()).await?;
    let jobs = [
        vec![keys.job(), accreditor.keeper.job(&db, &accreditor.fetch)],
        accreditor.sign_in.jobs(),
        federation::jobs(&accreditor),
        mail::jobs(&accreditor),
    ];
    let router = routes(&accreditor).merge(witnessing.routes());
    Ok(accreditor.chassis.finish(router, Some(db), jobs.concat()))
}

/// The authority's database, brought up to date.
pub async fn database(config: &Config) -> Result<Database, OpenError> {
    let tables = [ticket::MIGRATIONS, openid::MIGRATIONS, keeper::MIGRATIONS];
    let tables = [&tables[..], &[sign_in::MIGRATIONS, MIGRATIONS]].concat();
    Database::open(&config.server.database, &tables).await
}

/// All routes of the role.
fn routes(accreditor: &Accreditor) -> Router {
    Router::new()
        .merge(federation::routes())
        .merge(register::routes())
        .merge(desk::routes())
        .merge(accreditor.sign_in.routes())
        .route("/callback", get(person::arrive))
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

async fn assemble(
    config: Config,
    clock: SharedClock,
    db: Database,
    keys: KeyRing,
) -> Result<Accreditor, OpenError> {
    let texts = texts()?;
    let chassis = Chassis::new(web::Settings {
        role: "accreditor",
        server: &config.server,
        name: config.name.unwrap_or_else(|| texts.localized("party-name")),
        clock,
        endpoints: ENDPOINTS,
        api: [keeper::API, API].concat(),
        assets: &[],
    })?;
    let id: EntityId = config.server.origin().parse().map_err(OpenError::because)?;
    let seal = SealKey::read_or_create(&config.server.seal_key_file).map_err(OpenError::because)?;
    let now = chassis.clock().now();
    let client_keys = KeyRing::open(db.clone(), seal, Purpose::CLIENT, now).await?;
    let settings = sign_in::Settings {
        server: &config.server,
        config: &config.sign_in,
        keys: &client_keys,
        fetch: &config.fetch,
        federation: None,
        ledger: None,
        claims: person::CLAIMS,
        places: person::PLACES,
    };
    let sign_in = SignIn::open(&chassis, &db, &texts, settings).await?;
    let (seal, url) = (&config.server.seal_key_file, &config.server.url);
    Ok(Accreditor::new(Inner {
        scheme: scheme(&id),
        federation: config.federation,
        keeper: Keeper::new(keeper::signing_key(seal, url)?, config.ledger.witnesses),
        inviting: chassis.limit(INVITED_AT_ONCE, Duration::from_hours(1)),
        resolving: chassis.limit(RESOLVED_AT_ONCE, Duration::from_mins(1)),
        fetch: Fetch::new(&config.fetch)?,
        office: Office::new(db.clone(), &config.officers),
        officers: config.officers,
        taken_over: config.taken_over,
        language: config.server.language,
        post: config.mail.as_ref().map(Post::open).transpose()?,
        sign_in,
        texts,
        id,
        chassis,
        db,
        keys,
    }))
}

/// What programs without a browser post to.
const ENDPOINTS: &[&str] = &["/federation/", "/witness/", "/backchannel-logout"];
const API: &[&str] =
    &["/.well-known/", "/federation/", "/backchannel-logout", "/jwks", "/register.json"];
const RESOLVED_AT_ONCE: u32 = 60;
const INVITED_AT_ONCE: u32 = 20;

/// The trust mark types of the authority's scheme. Each is the address of the page about it.
pub fn scheme(id: &EntityId) -> Scheme {
    Scheme { substantial: format!("{id}/marks/substantial"), high: format!("{id}/marks/high") }
}
