//! How the gateway comes up: from its configuration to a role that can be served. No other party
//! needs to be up for it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::middleware::from_fn_with_state;
use domain::{ProviderId, ServiceId, Timestamp};
use keeper::{Checking, Keeper, Witness, Witnessing, YearKeys};
use openid::Issuer;
use openid::federation::{Entity, describe};
use openid::keys::{KeyRing, Purpose};
use openid::provider::{self, Provider as OpenIdProvider};
use openid::relying::{RelyingParty, Settings as Agreement};
use protocol::federation::{Anchor, Metadata};
use protocol::jose::Algorithm;
use url::Url;
use web::{
    Asset, AssetKind, Chassis, Database, Fault, Fetch, Job, Listen, OpenError, Role, SealKey,
    SharedClock, Texts, ticket,
};

use crate::card::{page, tls};
use crate::config::{AuthoritySettings, Config, ProviderSettings};
use crate::gateway::Gateway;
use crate::login;
use crate::migrations::MIGRATIONS;
use crate::moment::Zone;
use crate::provider::{Provider, Source, Standing, Watch, keep};
use crate::routes::{ENDPOINTS, routes};
use crate::session::{self, back_channel};
use crate::trail::{Trail, forget_job};
use crate::{person, texts};

/// How often a person may take the receipts of a whole year home at once, and in ten minutes.
const YEARS_TAKEN_AT_ONCE: u32 = 10;

/// The last is of a demo country alone.
const SCRIPTS: [Asset; 3] = [
    keeper::RECEIPT_SCRIPT,
    Asset {
        name: page::SCRIPT,
        kind: AssetKind::JavaScript,
        body: include_bytes!("../assets/card.js"),
    },
    Asset {
        name: page::VIRTUAL_READER,
        kind: AssetKind::JavaScript,
        body: include_bytes!("../assets/virtual-reader.js"),
    },
];

/// Opens the gateway: its database, its keys, its register.
pub async fn open(config: Config, clock: SharedClock) -> Result<Role, OpenError> {
    let now = clock.now();
    if let Some(error) = config.check(now).errors.first() {
        return Err(OpenError::because(error));
    }
    let db = database(&config).await?;
    if let Some(register) = &config.register {
        person::import(&db, register, now).await.map_err(OpenError::because)?;
    }
    let seal = SealKey::read_or_create(&config.server.seal_key_file).map_err(OpenError::because)?;
    let keys = KeyRing::open(db.clone(), seal, Purpose::PROVIDER, now).await?;
    onboard(&config, &db, now).await?;
    let door = config.card.as_ref().and_then(|card| card.tls.clone());
    let (url, federation) = (config.server.url.clone(), config.federation.clone());
    let years = config.trail.years;
    let witnessing = Witnessing::open(&config.server, config.witnessed.clone(), &db)?;
    let standings = standings(&config, &db).await?;
    let gateway = Arc::new(assemble(config, standings, clock, (db.clone(), keys.clone()))?);
    let keeper = gateway.trail.keeper.clone();
    let checking =
        Checking { keeper: keeper.clone(), chassis: gateway.chassis.clone(), of_years: true };
    let ledger = keeper::routes(keeper.clone(), db.clone())
        .merge(checking.routes()?)
        .merge(witnessing.routes());
    let informed = from_fn_with_state(gateway.clone(), keep::informed);
    let mut router = routes(&gateway).layer(informed).merge(ledger);
    let mut jobs = vec![
        keys.job(),
        gateway.openid.purge_job(),
        purge_job(db.clone()),
        forget_job(db.clone(), years),
        keeper.job(&db, &gateway.fetch),
        gateway.trail.year_job(&db),
        back_channel::job(gateway.clone()),
        keep::job(&gateway),
        gateway.openid.peers_job(),
    ];
    if let Some(settings) = federation {
        let metadata = described(&gateway)?;
        let entity = Entity::open(&url, settings, keys, metadata, (&db, &gateway.fetch)).await?;
        router = router.merge(entity.routes());
        jobs.push(entity.marks_job());
    }
    let role = gateway.chassis.finish(router, Some(db), jobs);
    match door {
        Some(settings) => Ok(role.beside(tls::door(&gateway, &settings)?)),
        None => Ok(role),
    }
}

/// The gateway's database, brought up to date.
pub async fn database(config: &Config) -> Result<Database, OpenError> {
    let ledger = [keeper::MIGRATIONS, keeper::ONBOARDING, keeper::WITNESSED];
    let tables = [ticket::MIGRATIONS, openid::MIGRATIONS, MIGRATIONS];
    let tables = [&ledger[..], &tables[..]].concat();
    Database::open(&config.server.database, &tables).await
}

/// Enters which services came, changed or went since the last start.
async fn onboard(config: &Config, db: &Database, now: Timestamp) -> Result<(), Fault> {
    let services = config.services.iter();
    let services = services.map(|service| (service.id().to_string(), service.digest())).collect();
    let named = |name: &str| figures::Client::Service(ServiceId::new(name));
    keeper::onboard(db, &services, named, now).await
}

fn trail(server: &Listen, witnesses: Vec<Witness>) -> Result<Trail, OpenError> {
    let seal = SealKey::read_or_create(&server.seal_key_file).map_err(OpenError::because)?;
    let key = keeper::signing_key(&server.seal_key_file, &server.url)?;
    Ok(Trail::new(Keeper::new(key, witnesses), YearKeys::new(seal)))
}

/// What the gateway is in the federation: a provider towards services, and a relying party towards
/// its own providers.
fn described(gateway: &Gateway) -> Result<Metadata, Fault> {
    let origin = gateway.chassis.origin();
    let callback = |id: &ProviderId| format!("{origin}/callback/{id}");
    let callbacks: Vec<String> = gateway.providers.iter().map(|it| callback(&it.id)).collect();
    let provider = describe::provider(&gateway.openid.metadata())?;
    let relying_party = describe::relying_party(&callbacks)?;
    let kinds = [("openid_provider", provider), (describe::RELYING_PARTY, relying_party)];
    Ok(kinds.map(|(kind, described)| (kind.to_owned(), described)).into_iter().collect())
}

fn assemble(
    config: Config,
    standings: Vec<Standing>,
    clock: SharedClock,
    (db, keys): (Database, KeyRing),
) -> Result<Gateway, OpenError> {
    let texts = texts()?;
    let providers = providers(&config, standings, &texts);
    let demo = config.card.as_ref().is_some_and(|card| card.virtual_reader.is_some());
    let fetch = Fetch::new(&config.fetch)?;
    let chassis = Chassis::new(web::Settings {
        role: "gateway",
        server: &config.server,
        name: config.name.clone().unwrap_or_else(|| texts.localized("party-name")),
        clock,
        endpoints: ENDPOINTS,
        api: [OpenIdProvider::API, keeper::API].concat(),
        assets: if demo { &SCRIPTS } else { &SCRIPTS[..2] },
    })?;
    let anchor = config.anchor().map(|anchor| anchor.read()).transpose()?;
    let asked_every = config.accreditation.as_ref().map(AuthoritySettings::asked_every);
    let trail = trail(&config.server, config.ledger.witnesses)?;
    let settings = provider::Settings {
        issuer: Issuer::of(&config.server.url).map_err(OpenError::because)?,
        anchor,
        acr: config.acr,
        logout: true,
        authorization_details_types: &[],
    };
    let relying = config
        .providers
        .iter()
        .map(|provider| agreement(provider, chassis.origin(), &keys, &fetch))
        .collect::<Result<HashMap<_, _>, _>>()?;
    Ok(Gateway {
        openid: OpenIdProvider::open(settings, config.services, db.clone(), keys, &fetch)?,
        providers,
        // Without an authority there is no provider to ask about.
        accreditations_asked_every: asked_every.unwrap_or(Duration::from_mins(1)),
        cards: config.card.map(|card| card.open(&chassis, &config.fetch)).transpose()?,
        relying,
        trail,
        lifetimes: config.lifetimes.session(),
        login_lifetime: config.lifetimes.login(),
        limit: config
            .limits
            .logins_per_minute
            .map(|count| chassis.limit(count, Duration::from_mins(1))),
        years_taken: chassis.limit(YEARS_TAKEN_AT_ONCE, Duration::from_mins(10)),
        zone: Zone::parse(&config.time_zone).map_err(OpenError::because)?,
        chassis,
        db,
        texts,
        fetch,
    })
}

/// The gateway as a client of one provider, with a callback of its own.
fn agreement(
    provider: &ProviderSettings,
    origin: &str,
    keys: &KeyRing,
    fetch: &Fetch,
) -> Result<(ProviderId, RelyingParty), OpenError> {
    let id = ProviderId::new(provider.id.as_str());
    let redirect_uri = Url::parse(&format!("{origin}/callback/{id}"))
        .map_err(|error| OpenError::new("making the address of a callback", error))?;
    let settings = Agreement {
        issuer: provider.issuer.clone(),
        client_id: provider.client_id.clone(),
        redirect_uri,
        signed: vec![Algorithm::ES256],
        encrypted: true,
        userinfo: false,
    };
    Ok((id, RelyingParty::new(settings, keys.clone(), fetch.clone())?))
}

/// Those with whom the gateway has an agreement, and the card beside them.
fn providers(config: &Config, standings: Vec<Standing>, texts: &Texts) -> Vec<Provider> {
    let card = config.card.as_ref().map(|card| {
        Provider::card(card.name.clone().unwrap_or_else(|| texts.localized("card-name")))
    });
    let settings = config.providers.iter().zip(standings);
    settings.map(|(settings, standing)| settings.provider(standing)).chain(card).collect()
}

/// What is known of each provider: what was last said of it, until the authority is asked again.
async fn standings(config: &Config, db: &Database) -> Result<Vec<Standing>, OpenError> {
    let Some(authority) = &config.accreditation else { return Ok(Vec::new()) };
    let fetch = Fetch::new(&config.fetch)?;
    let anchor = authority.anchor().read()?;
    let mut standings = Vec::new();
    for provider in &config.providers {
        let id = ProviderId::new(provider.id.as_str());
        let known = keep::load(&mut *db.read().await?, &id).await?;
        let source = source(provider, authority, anchor.clone())?;
        standings.push(Standing::Watched(Watch::new(source, fetch.clone(), known)));
    }
    Ok(standings)
}

/// A provider's name in the federation is its issuer: nobody can be accredited under one name and
/// answer under another.
fn source(
    provider: &ProviderSettings,
    authority: &AuthoritySettings,
    anchor: Anchor,
) -> Result<Source, OpenError> {
    Ok(Source {
        entity: provider.issuer.as_str().parse().map_err(OpenError::because)?,
        anchor,
        scheme: authority.scheme.clone(),
        most: authority.most_status(),
    })
}

/// Forgets what has run out: tickets, logins, sessions.
fn purge_job(db: Database) -> Job {
    Job::new("purge logins and sessions", Duration::from_mins(5), move |now| {
        let db = db.clone();
        async move {
            let mut tx = db.begin().await?;
            ticket::purge(&mut tx, now).await?;
            login::purge(&mut tx, now).await?;
            session::store::purge(&mut tx, now).await?;
            tx.commit().await?;
            Ok::<(), Fault>(())
        }
    })
}
