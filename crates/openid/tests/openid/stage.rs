//! The scene of the tests: a provider on every engine that is installed, the services registered
//! with it, and the people who log in there.

use domain::{Level, PersonId, SessionId, Timestamp};
use openid::Issuer;
use openid::client::Client;
use openid::keys::{KeyRing, Purpose};
use openid::provider::{Asked, Denied, Proved, Provider, Reply, Settings};
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use testdb::Postgres;
use web::{Database, Fetch, FetchSettings, Params, SealKey};

use crate::service::Service;

pub const ISSUER: &str = "https://provider.example";

/// 2026-11-25T12:00:00Z.
pub const NOON: Timestamp = Timestamp::from_seconds(1_795_608_000);

pub struct Stage {
    pub engine: &'static str,
    pub provider: Provider,
    pub keys: KeyRing,
    pub db: Database,
    _folder: TempDir,
}

impl Stage {
    /// One stage per engine, with the usual services.
    pub async fn everywhere() -> Vec<Self> {
        Self::with(&Service::usual()).await
    }

    pub async fn with(services: &[Service]) -> Vec<Self> {
        let mut stages = vec![Self::on("SQLite", None, services).await];
        if let Some(postgres) = Postgres::shared() {
            stages.push(Self::on("PostgreSQL", Some(postgres.database()), services).await);
        }
        stages
    }

    async fn on(engine: &'static str, url: Option<String>, services: &[Service]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sqlite = format!("sqlite:{}", folder.path().join("test.db").display());
        let url = url.unwrap_or(sqlite);
        let db = open(&url).await;
        let seal = SealKey::read_or_create(&folder.path().join("seal.key")).unwrap();
        let keys = KeyRing::open(db.clone(), seal, Purpose::PROVIDER, NOON).await.unwrap();
        let clients = services.iter().map(Service::client).collect();
        let provider = provider(ISSUER, clients, &db, &keys);
        Self { engine, provider, keys, db, _folder: folder }
    }

    pub async fn ask(&self, request: &[(&str, &str)]) -> Result<Asked, Denied> {
        self.provider.ask(&request.iter().copied().collect(), NOON).await
    }

    /// A person logs in, as a role would have it, and the browser goes back with the reply.
    pub async fn answer(&self, asked: &Asked, person: &str) -> Reply {
        self.answer_at(asked, proved(person), NOON).await
    }

    pub async fn answer_at(&self, asked: &Asked, proved: Proved, now: Timestamp) -> Reply {
        let mut tx = self.db.begin().await.unwrap();
        let reply = self.provider.answer(&mut tx, asked, proved, now).await.unwrap();
        tx.commit().await.unwrap();
        reply
    }

    /// The whole way from a service's request to its code.
    pub async fn code(&self, service: &Service, person: &str) -> String {
        let asked = self.ask(&service.request()).await.unwrap();
        let reply = self.answer(&asked, person).await;
        parameter(&reply, "code").expect("a code")
    }
}

pub async fn open(url: &str) -> Database {
    Database::open(url, &[web::ticket::MIGRATIONS, openid::MIGRATIONS]).await.unwrap()
}

pub fn provider(issuer: &str, clients: Vec<Client>, db: &Database, keys: &KeyRing) -> Provider {
    let settings = Settings {
        issuer: Issuer::parse(issuer).unwrap(),
        acr: protocol::oidc::AcrSpelling::default(),
        logout: true,
        authorization_details_types: &["service_login"],
        anchor: None,
    };
    Provider::open(settings, clients, db.clone(), keys.clone(), &fetch()).unwrap()
}

pub fn fetch() -> Fetch {
    Fetch::new(&FetchSettings { allow_private: true }).unwrap()
}

/// Everything that a role knows of a person.
pub fn proved(person: &str) -> Proved {
    let claims = json!({
        "name": format!("{person} Peeters"),
        "given_name": person,
        "family_name": "Peeters",
        "birthdate": "1985-04-12",
        "locale": "nl",
        "email": "ana@mail.example",
        "email_verified": true,
        "phone_number": "+32470000000",
        "address": { "locality": "Gent", "country": "BE" },
        "national_number": "85041200102",
        "shoe_size": 38,
    });
    Proved {
        person: PersonId::new(person),
        level: Level::High,
        amr: vec!["hwk", "user"],
        auth_time: NOON,
        session: Some(SessionId::new("session of the browser")),
        claims: members(claims),
    }
}

pub fn members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        other => panic!("not an object: {other}"),
    }
}

/// A parameter of a reply, by query or by form.
pub fn parameter(reply: &Reply, name: &str) -> Option<String> {
    match reply.answer() {
        protocol::oidc::Answer::Redirect(location) => {
            let (_, query) = location.split_once('?')?;
            Params::parse(query).first(name).map(str::to_owned)
        }
        protocol::oidc::Answer::FormPost { fields, .. } => {
            let field = fields.iter().find(|(other, _)| *other == name);
            field.map(|(_, value)| value.clone())
        }
    }
}

/// The error that travels to the client.
pub fn redirected_error(denied: Result<Asked, Denied>) -> String {
    match denied {
        Err(Denied::Redirect { reply, .. }) => parameter(&reply, "error").unwrap(),
        other => panic!("not redirected: {other:?}"),
    }
}
