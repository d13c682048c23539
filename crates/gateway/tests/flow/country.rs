//! A small country: one gateway, one provider, two services, and a clock that the test sets.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use aws_lc_rs::digest;
use axum::routing::post;
use axum::{Form, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Level, NationalNumber, Timestamp};
use gateway::Config;
use http::StatusCode;
use sqlx::Connection as _;
use tempfile::TempDir;
use testdb::Ground;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use url::Url;
use web::{Clock, Handle, Listen};

use crate::anchor::Anchor;
use crate::browser::{Browser, Seen};
use crate::provider::{self, Doing, People};
use crate::service::{Asking, CALLBACK, Service};

pub struct Country {
    folder: TempDir,
    pub clock: Arc<SetClock>,
    /// The authority, which has accredited the app.
    pub anchor: Anchor,
    pub people: People,
    pub url: Url,
    pub health: Service,
    pub tax: Service,
    /// The logout tokens that the health service was sent.
    pub logouts: Arc<Mutex<Vec<String>>>,
    gateway: Option<Running>,
    mobile: Option<Running>,
    config: String,
    /// The socket of the gateway's second door, if it has one.
    door: Option<std::net::TcpListener>,
}

/// A clock that stands where it is put.
pub struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

impl SetClock {
    pub fn pass(&self, duration: Duration) {
        let millis = i64::try_from(duration.as_millis()).unwrap();
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

struct Running {
    /// Holds the port while the role restarts, so that no other test's connection takes it.
    port: std::net::TcpListener,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

/// 1 June 2026, noon.
pub const BEGINNING: i64 = 1_780_315_200_000;

impl Country {
    /// A country whose app is accredited for `high`.
    pub async fn new() -> Self {
        Self::with(Level::High, "").await
    }

    /// A country whose app is accredited for this level, with a gateway of these terms.
    pub async fn with(level: Level, terms: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock(AtomicI64::new(BEGINNING)));
        let (gateway, mobile) = (listen().await, listen().await);
        let url = url_of(&gateway);
        let provider = url_of(&mobile).as_str().trim_end_matches('/').to_owned();
        let anchor = Anchor::found(&provider, level, clock.clone()).await;
        let people =
            People { doing: Arc::new(Mutex::new(Doing::SayNothing)), asked: Arc::default() };
        let service =
            |client_id| Service { client_id, secret: Handle::random(), gateway: url.clone() };
        let (logouts, back_channel) = receive_logouts().await;
        let mut country = Self {
            logouts,
            health: service("health"),
            tax: service("tax"),
            config: String::new(),
            door: None,
            gateway: None,
            mobile: None,
            url,
            anchor,
            clock,
            people,
            folder,
        };
        country.write_register("");
        country.write("anchor.jwks", &country.anchor.keys());
        country.config = country.config_text(terms, &mobile, &back_channel);
        country.mobile = Some(country.serve_provider(mobile).await);
        country.gateway = Some(country.serve_gateway(gateway).await);
        country
    }

    pub fn people_do(&self, doing: Doing) {
        *self.people.doing.lock().unwrap() = doing;
    }

    pub fn everybody_is(&self, number: NationalNumber, level: Level) {
        self.people_do(Doing::Approve { number, level });
    }

    pub fn at(&self, path: &str) -> Url {
        self.url.join(path).unwrap()
    }

    /// From a service's request to the page on which the person chooses.
    pub async fn chooser(&self, browser: &Browser, asking: &Asking) -> (Url, Seen) {
        let login = browser.get(&asking.url).await.went_to();
        assert!(login.path().starts_with("/login/"), "{login}");
        let page = browser.get(&login).await;
        (login, page)
    }

    /// Presses the button of the app, and comes back from the provider: where the browser stands
    /// before it goes to the gateway's callback.
    pub async fn come_back(&self, browser: &Browser, login: &Url) -> Url {
        let press = Url::parse(&format!("{login}/app")).unwrap();
        let provider = browser.post(&press, &[("provider", "app")]).await.went_to();
        assert_ne!(provider.origin(), login.origin());
        browser.get(&provider).await.went_to()
    }

    /// A whole login of one person; gives where the service is told.
    pub async fn log_in(&self, browser: &Browser, asking: &Asking) -> Url {
        let (login, _) = self.chooser(browser, asking).await;
        let callback = self.come_back(browser, &login).await;
        let back = browser.get(&callback).await.went_to();
        assert!(back.as_str().starts_with(CALLBACK), "{back}");
        back
    }

    /// Stops the gateway and starts it again on what it kept.
    pub async fn restart_gateway(&mut self) {
        let running = self.gateway.take().unwrap();
        let port = running.port.try_clone().unwrap();
        running.stop().await;
        let listener = TcpListener::from_std(port).unwrap();
        self.gateway = Some(self.serve_gateway(listener).await);
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Where the operator reads cases.
    pub async fn desk(&self) -> gateway::Desk {
        let config: Config = toml::from_str(&self.config).unwrap();
        gateway::Desk::open(&config).await.unwrap()
    }

    /// What the ledger says of logins, as its owner reads it.
    pub async fn logins(&self) -> Vec<String> {
        let logins = |entry: &String| entry.contains("\"kind\":\"login\"");
        self.entries().await.into_iter().filter(logins).collect()
    }

    /// What the ledger's entries say, as its owner reads them.
    pub async fn entries(&self) -> Vec<String> {
        let config: Config = toml::from_str(&self.config).unwrap();
        let mut conn = sqlx::AnyConnection::connect(&config.server.database).await.unwrap();
        let sql = "SELECT content FROM ledger_entry ORDER BY place";
        sqlx::query_scalar(sql).fetch_all(&mut conn).await.unwrap()
    }

    /// Waits until the gateway has heard for which level the app is accredited, or that it is not.
    pub async fn until_heard(&self, level: Option<Level>) {
        let config: Config = toml::from_str(&self.config).unwrap();
        let mut conn = sqlx::AnyConnection::connect(&config.server.database).await.unwrap();
        let wanted = level.map(|level| level.name().to_owned());
        let until = Instant::now() + Duration::from_mins(1);
        loop {
            let sql = "SELECT level FROM standing WHERE provider = 'app'";
            let heard: Option<String> =
                sqlx::query_scalar(sql).fetch_optional(&mut conn).await.unwrap();
            if heard == wanted {
                return;
            }
            assert!(Instant::now() < until, "the gateway has heard {heard:?}, not {wanted:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub async fn stop_provider(&mut self) {
        self.mobile.take().unwrap().stop().await;
    }

    /// Restarts the gateway with other terms.
    pub async fn change(&mut self, from: &str, to: &str) {
        assert!(self.config.contains(from));
        self.config = self.config.replace(from, to);
        self.restart_gateway().await;
    }

    /// Keeps a port for a second door of the gateway, also while the gateway restarts.
    pub async fn hold_a_door(&mut self) -> u16 {
        let listener = listen().await;
        let port = listener.local_addr().unwrap().port();
        self.door = Some(listener.into_std().unwrap());
        port
    }

    /// Where a file of the country's folder is.
    pub fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    pub fn write(&self, name: &str, content: &str) {
        std::fs::write(self.folder.path().join(name), content).unwrap();
    }

    async fn serve_gateway(&self, listener: TcpListener) -> Running {
        let config: Config = toml::from_str(&self.config).unwrap();
        let role = gateway::open(config, self.clock.clone()).await.unwrap();
        let door = self.door.as_ref().map(|door| door.try_clone().unwrap());
        let door = door.map(|door| TcpListener::from_std(door).unwrap());
        serve(listener, door.into_iter().fold(role, web::Role::holding))
    }

    async fn serve_provider(&self, listener: TcpListener) -> Running {
        let server: Listen = toml::from_str(&self.server(&listener, "mobile")).unwrap();
        let gateway = self.url.as_str().trim_end_matches('/');
        let people = (self.people.clone(), self.anchor.clone());
        let role = provider::open(&server, gateway, people, self.clock.clone()).await;
        serve(listener, role)
    }

    fn server(&self, listener: &TcpListener, role: &str) -> String {
        let path = |name: &str| self.folder.path().join(name).display().to_string();
        format!(
            "listen = \"{}\"\nurl = \"{}\"\ndatabase = \"{}\"\nseal_key_file = \"{}\"\n",
            listener.local_addr().unwrap(),
            url_of(listener),
            Ground::usual().database(self.folder.path(), &format!("{role}.db")),
            path(&format!("{role}.key")),
        )
    }

    fn config_text(&self, terms: &str, mobile: &TcpListener, back_channel: &Url) -> String {
        let port = self.url.port().unwrap();
        let listen = format!("127.0.0.1:{port}");
        let path = |name: &str| self.folder.path().join(name).display().to_string();
        let issuer = url_of(mobile);
        let issuer = issuer.as_str().trim_end_matches('/');
        format!(
            "register = \"{register}\"\n\
             [server]\nlisten = \"{listen}\"\nurl = \"{url}\"\ndatabase = \"{db}\"\n\
             seal_key_file = \"{key}\"\n[fetch]\nallow_private = true\n{health}{tax}\
             [[provider]]\nid = \"app\"\nkind = \"app\"\n\
             name = {{ nl = \"Sesam\", fr = \"Sésame\", de = \"Sesam\", en = \"Sesame\" }}\n\
             issuer = \"{issuer}\"\nclient_id = \"gateway\"\n{terms}\n{accreditation}",
            accreditation = self.anchor.settings(&path("anchor.jwks")),
            register = path("people.jsonl"),
            url = self.url,
            db = Ground::usual().database(self.folder.path(), "gateway.db"),
            key = path("gateway.key"),
            health = registration(
                &self.health,
                "Health",
                &format!("backchannel_logout_uri = \"{back_channel}\"")
            ),
            tax = registration(&self.tax, "Tax", "minimum_level = \"substantial\""),
        )
    }

    /// The people of the country, with these members in each line.
    pub fn write_register(&self, more: &str) {
        let line = |number: &NationalNumber, name: &str| {
            format!(
                "{{\"national_number\":\"{}\",\"given_name\":\"{name}\",\"family_name\":\
                 \"Peeters\",\"birthdate\":\"1985-07-30\",\"language\":\"nl\"{more}}}\n",
                number.reveal()
            )
        };
        let people = line(&ana_number(), "Ana") + &line(&ben_number(), "Ben");
        std::fs::write(self.folder.path().join("people.jsonl"), people).unwrap();
    }
}

impl Running {
    async fn stop(self) {
        self.stop.cancel();
        self.task.await.unwrap();
    }
}

fn serve(listener: TcpListener, role: web::Role) -> Running {
    let port = listener.into_std().unwrap();
    let listener = TcpListener::from_std(port.try_clone().unwrap()).unwrap();
    let stop = CancellationToken::new();
    let until = stop.clone();
    let task = tokio::spawn(async move { web::serve(listener, role, until).await.unwrap() });
    Running { port, stop, task }
}

fn registration(service: &Service, name: &str, terms: &str) -> String {
    let hash = digest::digest(&digest::SHA256, service.secret.reveal().as_bytes());
    format!(
        "[[service]]\nclient_id = \"{id}\"\nsector = \"{id}\"\n\
         name = {{ nl = \"{name} NL\", fr = \"{name} FR\", de = \"{name} DE\", en = \"{name}\" }}\n\
         redirect_uris = [\"{CALLBACK}\"]\npost_logout_redirect_uris = [\"http://localhost:9/\"]\n\
         client_uri = \"http://localhost:9/{id}\"\n\
         token_endpoint_auth_method = \"client_secret_basic\"\nclient_secret_sha256 = \"{hash}\"\n\
         claims = [\"given_name\", \"family_name\", \"birthdate\", \"national_number\"]\n{terms}\n",
        id = service.client_id,
        hash = URL_SAFE_NO_PAD.encode(hash),
    )
}

/// The health service's endpoint for logout tokens. It fails the first time, as services do.
async fn receive_logouts() -> (Arc<Mutex<Vec<String>>>, Url) {
    let listener = listen().await;
    let url = url_of(&listener);
    let (kept, tokens) =
        (Arc::<Mutex<Vec<String>>>::default(), Arc::<Mutex<Vec<String>>>::default());
    let told = tokens.clone();
    let receive = move |Form(form): Form<HashMap<String, String>>| {
        let mut kept = kept.lock().unwrap();
        kept.push(form["logout_token"].clone());
        let first = kept.len() == 1;
        if !first {
            told.lock().unwrap().extend(kept.last().cloned());
        }
        let status = if first { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
        async move { status }
    };
    let router = Router::new().route("/", post(receive));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (tokens, url)
}

async fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

pub fn url_of(listener: &TcpListener) -> Url {
    let port = listener.local_addr().unwrap().port();
    Url::parse(&format!("http://localhost:{port}")).unwrap()
}

pub fn ana_number() -> NationalNumber {
    number(1)
}

pub fn ben_number() -> NationalNumber {
    number(2)
}

pub fn number(serial: u64) -> NationalNumber {
    let body = 850_730_000 + serial;
    format!("{body:09}{:02}", 97 - body % 97).parse().unwrap()
}
