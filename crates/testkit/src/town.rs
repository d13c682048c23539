use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use beffroi::card::Cards;
use beffroi::country::{Addresses, Country, DemoFile, Listeners, Party, Plan, Running, answers};
use beffroi::registrar::Registrar;
use domain::Timestamp;
use serde_json::{Value, json};
use sqlx::Connection as _;
use tempfile::TempDir;
use testdb::Ground;
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use web::{Clock, Fetch, FetchSettings, SharedClock};

use crate::client::TEST_PARTNER;
use crate::clock::Skewed;
use crate::{Browser, Client, Newcomer, TownClock};

/// The whole country, in this process, on ports that the system chose, under a clock that the
/// test sets. It ends with the test.
pub struct Town {
    pub clock: TownClock,
    country: Country,
    running: Mutex<Option<Running>>,
    /// How far the clocks of parties are off.
    skews: std::sync::Mutex<BTreeMap<Party, i64>>,
    /// The other nodes of a party, and where they are.
    nodes: Mutex<JoinSet<()>>,
    node_urls: std::sync::Mutex<Vec<String>>,
    pub(crate) demo: DemoFile,
    pub(crate) registrar: Registrar,
    pub(crate) cards: Cards,
    pub(crate) fetch: Fetch,
    pub(crate) http: reqwest::Client,
    pub(crate) partner_key: Value,
    _folder: TempDir,
}

impl Town {
    pub async fn found(ground: Ground) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = TownClock::founded();
        let listeners = listeners().await;
        let plan = plan(ground, folder.path().to_owned(), &listeners, clock.now());
        let country = Country::prepare(&plan).unwrap();
        let partner_key = register_partner(&country);
        let shared: SharedClock = Arc::new(clock.clone());
        let running = country.start(listeners, |_| shared.clone()).await.unwrap();
        country.ready().await.unwrap();
        let demo = country.demo_file().unwrap();
        Self {
            cards: country.cards(clock.now()).unwrap(),
            registrar: Registrar::of(&demo.registrar).unwrap(),
            fetch: Fetch::new(&FetchSettings { allow_private: true }).unwrap(),
            http: beffroi::outside::client().unwrap(),
            running: Mutex::new(Some(running)),
            skews: std::sync::Mutex::default(),
            nodes: Mutex::default(),
            node_urls: std::sync::Mutex::default(),
            clock,
            country,
            demo,
            partner_key,
            _folder: folder,
        }
    }

    /// Stops every party and starts it again from what it kept.
    pub async fn restart(&self) {
        self.restart_but(None).await;
    }

    /// The same, with one party that stays down.
    pub async fn restart_without(&self, down: Party) {
        self.restart_but(Some(down)).await;
    }

    /// The same, with the clock of one party, and of no other, so far off the town's.
    pub async fn restart_with_clock_off(&self, party: Party, millis: i64) {
        *self.skews.lock().unwrap() = BTreeMap::from([(party, millis)]);
        self.restart_but(None).await;
    }

    async fn restart_but(&self, down: Option<Party>) {
        let mut running = self.running.lock().await;
        if let Some(running) = running.take() {
            running.stop().await;
        }
        let mut listeners = Listeners::bind(self.country.addresses()).await.unwrap();
        if let Some(down) = down {
            listeners = listeners.without(down);
        }
        *running = Some(self.country.start(listeners, |it| self.clock_of(it)).await.unwrap());
        for party in Party::ALL.into_iter().filter(|party| Some(*party) != down) {
            answers(&self.at(party, "/health/ready")).await.unwrap();
        }
    }

    /// Another node of the gateway, on the same database. Gives where it is reached directly: what
    /// the world calls the gateway is the same for both.
    pub async fn second_gateway(&self) -> String {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        // The first node has the door for cards.
        let text = std::fs::read_to_string(self.country.settings_file(Party::Gateway)).unwrap();
        let mut settings: toml::Table = text.parse().unwrap();
        settings["card"].as_table_mut().unwrap().remove("tls");
        let file = self.folder().join("second-gateway.toml");
        std::fs::write(&file, toml::to_string(&settings).unwrap()).unwrap();
        let clock = self.clock_of(Party::Gateway);
        let role = beffroi::country::open(Party::Gateway, &file, clock).await.unwrap();
        let node = async { web::serve(listener, role, CancellationToken::new()).await.unwrap() };
        self.nodes.lock().await.spawn(node);
        self.node_urls.lock().unwrap().push(url.clone());
        answers(&format!("{url}/health/ready")).await.unwrap();
        url
    }

    fn clock_of(&self, party: Party) -> SharedClock {
        let millis = self.skews.lock().unwrap().get(&party).copied().unwrap_or_default();
        Arc::new(Skewed { town: self.clock.clone(), millis })
    }

    /// Where the country keeps everything.
    pub fn folder(&self) -> &std::path::Path {
        self.country.data()
    }

    /// A party's configuration.
    pub fn settings_file(&self, party: Party) -> PathBuf {
        self.country.settings_file(party)
    }

    /// What a party's ledger holds, entry by entry, as its owner reads it.
    pub async fn entries(&self, party: Party) -> Vec<String> {
        let file = self.country.settings_file(party);
        let settings: Settings = web::config::load(file).unwrap();
        sqlx::any::install_default_drivers();
        let mut conn = sqlx::AnyConnection::connect(&settings.server.database).await.unwrap();
        let sql = "SELECT content FROM ledger_entry ORDER BY place";
        sqlx::query_scalar(sql).fetch_all(&mut conn).await.unwrap()
    }

    pub fn wait(&self, duration: Duration) {
        self.clock.advance(duration);
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The address of a path of a party.
    pub fn at(&self, party: Party, path: &str) -> String {
        self.country.addresses().at(party, path)
    }

    /// Whether a URL is one of the country's parties, and not of somebody outside.
    pub fn serves(&self, url: &url::Url) -> bool {
        let origin = url.origin().ascii_serialization();
        Party::ALL.into_iter().any(|party| self.country.addresses().url(party) == origin)
            || self.node_urls.lock().unwrap().contains(&origin)
    }

    /// The names of the population, no two alike.
    pub fn people(&self) -> impl Iterator<Item = String> {
        let names = self.demo.people.iter().map(|known| known.name.clone());
        names.collect::<std::collections::BTreeSet<_>>().into_iter()
    }

    /// Somebody of the population, by their given name or their whole name.
    pub fn person(&self, name: &str) -> Newcomer<'_> {
        Newcomer::named(self, name)
    }

    /// A fresh browser.
    pub fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// A service at the gateway that proves itself with a key.
    pub fn service(&self) -> Client<'_> {
        Client::with_key_at_gateway(self)
    }

    /// A service at the gateway that proves itself with a secret.
    pub fn simple_service(&self) -> Client<'_> {
        Client::with_secret_at_gateway(self)
    }

    /// A partner of the mobile provider beside the gateway.
    pub fn partner(&self) -> Client<'_> {
        Client::at_mobile(self)
    }
}

/// Ports that the system chose, none of them where the country's test services would be.
async fn listeners() -> Listeners {
    loop {
        let listeners = Listeners::anywhere().await.unwrap();
        let addresses = listeners.addresses().unwrap();
        let services = addresses.test_service("");
        if Party::ALL.into_iter().all(|party| addresses.url(party) != services) {
            return listeners;
        }
    }
}

/// What every party's configuration says.
#[derive(serde::Deserialize)]
struct Settings {
    server: web::Listen,
}

fn plan(ground: Ground, folder: PathBuf, listeners: &Listeners, now: Timestamp) -> Plan {
    let addresses: Addresses = listeners.addresses().unwrap();
    let mut plan = Plan::new(folder, addresses, now);
    if ground == Ground::Postgres {
        for party in
            [Party::Gateway, Party::Mobile, Party::Health, Party::Accreditor, Party::Figures]
        {
            plan.databases.insert(party, ground.database(&plan.data, party.name()));
        }
    }
    plan
}

/// Writes a partner of the tests into the mobile provider's configuration, and returns its key.
fn register_partner(country: &Country) -> Value {
    use protocol::jose::{Algorithm, Signer as _, SoftwareKey};
    let key = SoftwareKey::generate(Algorithm::ES256).unwrap().with_key_id("test-partner-1");
    let file = country.settings_file(Party::Mobile);
    let mut settings: toml::Table =
        std::fs::read_to_string(&file).unwrap().parse().expect("the settings are TOML");
    let partner = json!({
        "client_id": TEST_PARTNER,
        "name": {"nl": "Testbank", "fr": "Banque de test", "de": "Testbank", "en": "Test bank"},
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": {"keys": [key.public()]},
        "redirect_uris": ["https://bank.example/callback"],
        "sector": "bank.example",
        "claims": ["name", "birthdate"],
        "id_token_signed_response_alg": "ES256",
    });
    let partners = settings.get_mut("partner").and_then(toml::Value::as_array_mut).unwrap();
    partners.push(toml::Value::try_from(partner).unwrap());
    std::fs::write(&file, toml::to_string_pretty(&settings).unwrap()).unwrap();
    serde_json::from_str(&key.to_jwk().unwrap()).unwrap()
}
