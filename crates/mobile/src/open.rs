//! How the role starts.

use std::collections::HashMap;
use std::time::Duration;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use domain::{Language, PartnerId, Timestamp};
use keeper::{Checking, Logins};
use openid::Issuer;
use openid::client::ClientId;
use openid::federation::{AnchorSettings, Entity, describe};
use openid::keys::{KeyRing, Purpose};
use openid::provider::{Provider, Settings as ProviderSettings};
use openid::relying::{RelyingParty, Settings as Agreement};
use protocol::federation::Metadata;
use protocol::jose::Algorithm;
use protocol::oidc::{AcrSpelling, ServiceLogin};
use web::{
    Asset, AssetKind, Chassis, Database, Fault, Fetch, Job, OpenError, Role, SealKey, Settings,
    SharedClock, Texts, ticket,
};

use crate::approval::{self, Site};
use crate::config::Config;
use crate::enrolment::{self, CodeHash};
use crate::keys::Keys;
use crate::migrations::MIGRATIONS;
use crate::mobile::{Inner, Limits, Mobile};
use crate::notice::{Bell, delivery};
use crate::{app, error, home, oidc, phone};

/// Opens the role: its database, keys, partners and registrars. No other role need be up.
pub async fn open(config: Config, clock: SharedClock) -> Result<Role, OpenError> {
    let now = clock.now();
    if let Some(error) = config.check().errors.into_iter().next() {
        return Err(OpenError::because(error));
    }
    let chassis = chassis(&config, clock)?;
    let db = database(&config).await?;
    let logins = Logins::open(&config.server, config.ledger.clone())?;
    onboard(&config, &db, now).await?;
    let keys = KeyRing::open(db.clone(), seal(&config)?, Purpose::PROVIDER, now).await?;
    let fetch = Fetch::new(&config.fetch)?;
    let provider = provider(&config, &db, keys.clone(), &fetch)?;
    let own = Keys::open(&db, &seal(&config)?).await?;
    let gateway = gateway(&config, keys.clone(), &fetch)?;
    let mobile = Mobile::new(Inner {
        registrars: registrars(&config),
        id: config.provider_id(),
        logins,
        texts: texts()?,
        bell: Bell::default(),
        site: site(&config)?,
        accredited: config.accredited,
        activation_life: config.activation_life(),
        cooling_off: config.enrolment.cooling_off(),
        history_life: config.history_life(),
        request_life: config.request_life(),
        push_key: own.push,
        activation_key: own.activation,
        code_hash: CodeHash::new(own.code),
        seal: seal(&config)?,
        limits: Limits::new(&chassis, config.limits),
        calling_code: config.calling_code,
        push_contact: config.push_contact,
        chassis,
        db,
        provider,
        gateway,
        fetch,
    });
    let keeper = mobile.logins.keeper.clone();
    let mut jobs = jobs(&mobile);
    jobs.push(keys.job());
    let checking =
        Checking { keeper: keeper.clone(), chassis: mobile.chassis.clone(), of_years: false };
    let ledger = keeper::routes(keeper, mobile.db.clone()).merge(checking.routes()?);
    let mut router = routes(&mobile).merge(ledger);
    if let Some(settings) = config.federation {
        let described = describe::provider(&mobile.provider.metadata())?;
        let mut metadata = Metadata::from([("openid_provider".to_owned(), described)]);
        // At the gateway, at which people log in to enrol themselves, it is a client.
        if mobile.gateway.is_some() {
            let own = describe::relying_party(&[config.server.at("/enrol/callback")])?;
            metadata.insert(describe::RELYING_PARTY.to_owned(), own);
        }
        let remote = (&mobile.db, &mobile.fetch);
        let entity = Entity::open(&config.server.url, settings, keys, metadata, remote).await?;
        router = router.merge(entity.routes());
        jobs.push(entity.marks_job());
    }
    Ok(mobile.chassis.finish(router, Some(mobile.db.clone()), jobs))
}

pub async fn database(config: &Config) -> Result<Database, OpenError> {
    let ledger = [keeper::MIGRATIONS, keeper::YEAR_KEYS, keeper::ONBOARDING];
    let tables = [ticket::MIGRATIONS, openid::MIGRATIONS, MIGRATIONS];
    Database::open(&config.server.database, &[ledger, tables].concat()).await
}

/// Enters which partners came, changed or went since the last start.
async fn onboard(config: &Config, db: &Database, now: Timestamp) -> Result<(), Fault> {
    let partners = config.partners.iter();
    let partners = partners.map(|partner| (partner.id().to_string(), partner.digest())).collect();
    let named = |name: &str| figures::Client::Partner(PartnerId::new(name));
    keeper::onboard(db, &partners, named, now).await
}

/// All routes of the role.
fn routes(mobile: &Mobile) -> Router {
    Router::new()
        .route("/", get(home::home))
        .merge(oidc::routes())
        .merge(approval::page::routes())
        .merge(phone::routes())
        .merge(enrolment::registrar::routes())
        .merge(enrolment::card::routes())
        .merge(app::routes())
        .merge(mobile.provider.routes())
        .layer(from_fn_with_state(mobile.clone(), error::explain))
        .with_state(mobile.clone())
}

fn chassis(config: &Config, clock: SharedClock) -> Result<Chassis, OpenError> {
    static SCRIPTS: &[Asset] = &[
        keeper::RECEIPT_SCRIPT,
        Asset {
            name: "request.js",
            kind: AssetKind::JavaScript,
            body: include_bytes!("../assets/request.js"),
        },
        Asset {
            name: "enrol.js",
            kind: AssetKind::JavaScript,
            body: include_bytes!("../assets/enrol.js"),
        },
    ];
    Chassis::new(Settings {
        role: "mobile",
        server: &config.server,
        name: config.name.clone(),
        clock,
        endpoints: ENDPOINTS,
        api: [Provider::API, keeper::API, API].concat(),
        assets: SCRIPTS,
    })
}

/// What other sites may post to.
const ENDPOINTS: &[&str] = &["/authorize", "/par", "/token", "/userinfo", "/registrar/"];
/// What is for programs, beside what the provider and the ledger have.
const API: &[&str] = &["/registrar/", "/phone/"];

/// The texts of the role, and of what its provider refuses.
pub fn texts() -> Result<Texts, OpenError> {
    static SOURCES: [(Language, &str); 8] = [
        openid::TEXTS[0],
        openid::TEXTS[1],
        openid::TEXTS[2],
        openid::TEXTS[3],
        (Language::Nl, include_str!("../text/nl.ftl")),
        (Language::Fr, include_str!("../text/fr.ftl")),
        (Language::De, include_str!("../text/de.ftl")),
        (Language::En, include_str!("../text/en.ftl")),
    ];
    Ok(Texts::load(&SOURCES)?)
}

fn seal(config: &Config) -> Result<SealKey, OpenError> {
    SealKey::read_or_create(&config.server.seal_key_file)
        .map_err(|error| OpenError::new("reading the seal key", error))
}

fn provider(
    config: &Config,
    db: &Database,
    keys: KeyRing,
    fetch: &Fetch,
) -> Result<Provider, OpenError> {
    let issuer = Issuer::of(&config.server.url)
        .map_err(|error| OpenError::new("reading the public URL", error))?;
    let anchor = config.federation.as_ref().and_then(|federation| federation.anchor.as_ref());
    let settings = ProviderSettings {
        issuer,
        acr: AcrSpelling::default(),
        logout: false,
        authorization_details_types: &[ServiceLogin::KIND],
        anchor: anchor.map(AnchorSettings::read).transpose()?,
    };
    let registrars = config.registrars.iter().map(|registrar| registrar.client.clone());
    let clients = config.partners.iter().cloned().chain(registrars).collect();
    Provider::open(settings, clients, db.clone(), keys, fetch)
}

/// The gateway, at which people log in with their card to enrol themselves. To it we are a client,
/// with the keys that we sign with as a provider.
fn gateway(
    config: &Config,
    keys: KeyRing,
    fetch: &Fetch,
) -> Result<Option<RelyingParty>, OpenError> {
    let Some((issuer, client_id)) = config.enrolment.by_card() else { return Ok(None) };
    let redirect_uri = config.server.at("/enrol/callback").parse();
    let settings = Agreement {
        issuer: issuer.clone(),
        client_id: client_id.clone(),
        redirect_uri: redirect_uri.map_err(|error| OpenError::new("reading the URL", error))?,
        signed: vec![Algorithm::ES256],
        encrypted: false,
        userinfo: true,
    };
    RelyingParty::new(settings, keys, fetch.clone()).map(Some)
}

fn registrars(config: &Config) -> HashMap<ClientId, domain::Level> {
    let registrars = config.registrars.iter();
    registrars.map(|registrar| (registrar.client.id().clone(), registrar.level)).collect()
}

fn site(config: &Config) -> Result<Site, OpenError> {
    let host = config.server.url.host_str();
    let rp_id = host.ok_or_else(|| OpenError::because("the public URL names no host"))?;
    Ok(Site { rp_id: rp_id.to_owned(), origins: vec![config.server.origin()] })
}

fn jobs(mobile: &Mobile) -> Vec<Job> {
    let every = Duration::from_secs;
    let own = [
        mobile.provider.purge_job(),
        mobile.provider.peers_job(),
        job(mobile, "purge", every(5 * 60), |mobile, now| async move { purge(&mobile, now).await }),
        job(mobile, "deliver notices", every(5), |mobile, now| async move {
            delivery::deliver(&mobile, now).await
        }),
        job(mobile, "send requests", every(5), |mobile, now| async move {
            approval::sending::send_rest(&mobile, now).await
        }),
    ];
    own.into_iter().chain(mobile.logins.jobs(&mobile.db, &mobile.fetch)).collect()
}

fn job<R>(
    mobile: &Mobile,
    name: &'static str,
    every: Duration,
    run: impl Fn(Mobile, Timestamp) -> R + Send + Sync + 'static,
) -> Job
where
    R: Future<Output = Result<(), Fault>> + Send + 'static,
{
    let mobile = mobile.clone();
    Job::new(name, every, move |now| run(mobile.clone(), now))
}

/// Forgets what has had its time: tickets, offers nobody used, old requests.
async fn purge(mobile: &Mobile, now: Timestamp) -> Result<(), Fault> {
    const HOUR: Duration = Duration::from_hours(1);
    let mut tx = mobile.db.begin().await?;
    ticket::purge(&mut tx, now).await?;
    // An offer whose code was typed in its last minute is still being activated.
    enrolment::store::purge(&mut tx, now.minus(HOUR)).await?;
    // What a person answered is tied to them for as long as they may look back, and no longer than
    // the ledger's entries are.
    let kept_from = mobile.logins.forget(&mut tx, now).await?;
    let forgotten = now.minus(mobile.history_life).max(kept_from);
    approval::store::purge(&mut tx, now.minus(24 * HOUR), forgotten).await?;
    tx.commit().await
}
