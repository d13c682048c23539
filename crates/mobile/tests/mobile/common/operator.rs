use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use axum::Router;
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::Timestamp;
use http::{Method, Request};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use sqlx::Connection as _;
use testdb::Ground;
use tower::ServiceExt;
use web::{Clock, Job};

use super::{Browser, Gateway, Got, Partner, Phone, Site};

const START: Timestamp = Timestamp::from_seconds(1_800_000_000);

/// The operator of the app: the role under test, with a clock that the test sets.
pub struct Operator {
    pub router: Router,
    jobs: BTreeMap<&'static str, Job>,
    clock: Arc<TestClock>,
    config: Value,
    pub database: String,
    _folder: Arc<tempfile::TempDir>,
}

pub struct TestClock(Mutex<Timestamp>);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

pub const ORIGIN: &str = "http://localhost:8001";
pub const SECRET: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

impl Operator {
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// An operator whose configuration differs from the usual one.
    pub async fn with(change: impl FnOnce(&mut Value)) -> Self {
        Self::on(Ground::usual(), change).await
    }

    /// The same operator on each engine that is there.
    pub async fn on_each_engine() -> Vec<Self> {
        let mut all = Vec::new();
        for ground in Ground::all() {
            all.push(Self::on(ground, |_| {}).await);
        }
        all
    }

    /// An operator with a gateway at which people log in with their card, on each engine.
    pub async fn with_gateways() -> Vec<(Self, Gateway)> {
        let mut all = Vec::new();
        for ground in Ground::all() {
            all.push(Self::with_gateway_on(ground, |_| {}).await);
        }
        all
    }

    pub async fn with_gateway(change: impl FnOnce(&mut Value)) -> (Self, Gateway) {
        Self::with_gateway_on(Ground::usual(), change).await
    }

    async fn with_gateway_on(ground: Ground, change: impl FnOnce(&mut Value)) -> (Self, Gateway) {
        let site = Site::anywhere().await;
        let enrolment = json!({ "issuer": site.issuer, "client_id": "mobile-enrolment" });
        let operator = Self::on(ground, |config| {
            config["enrolment"] = enrolment;
            change(config);
        })
        .await;
        let gateway = Gateway::open(site, &operator).await;
        (operator, gateway)
    }

    async fn on(ground: Ground, change: impl FnOnce(&mut Value)) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let database = ground.database(folder.path(), "mobile.db");
        let mut config = json!({
            "server": {
                "listen": "127.0.0.1:0",
                "url": ORIGIN,
                "database": database,
                "seal_key_file": folder.path().join("seal.key"),
            },
            "name": { "nl": "De App", "fr": "L'App", "de": "Die App", "en": "The App" },
            "accredited": "high",
            "push_contact": "mailto:app@example.org",
            "fetch": { "allow_private": true },
            "partner": [Partner::registration("gateway", false), Partner::registration("bank", true)],
            "registrar": [registrar("registrar", "high"), registrar("shop", "low")],
        });
        change(&mut config);
        let clock = Arc::new(TestClock(Mutex::new(START)));
        let (router, jobs) = open(&config, clock.clone()).await;
        Self { router, jobs, clock, config, database, _folder: folder }
    }

    /// Stops and starts the role: whatever it did not write down is gone.
    pub async fn restart(&mut self) {
        let (router, jobs) = open(&self.config, self.clock.clone()).await;
        (self.router, self.jobs) = (router, jobs);
    }

    /// Writes another configuration, for the next start.
    pub fn configure(&mut self, change: impl FnOnce(&mut Value)) {
        change(&mut self.config);
    }

    /// What the ledger holds, as its owner reads it.
    pub async fn entries(&self) -> Vec<figures::Entry> {
        let mut conn = sqlx::AnyConnection::connect(&self.database).await.unwrap();
        let sql = "SELECT content FROM ledger_entry ORDER BY place";
        let texts: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut conn).await.unwrap();
        texts.iter().map(|text| figures::Entry::from_json(text.as_bytes()).unwrap()).collect()
    }

    /// The operator's two books, read beside it.
    pub async fn books(&self) -> mobile::Books {
        let config = serde_json::from_value(self.config.clone()).unwrap();
        mobile::Books::open(&config).await.unwrap()
    }

    /// Somebody has their hands in the database.
    pub async fn tamper(&self, sql: &'static str) {
        let mut conn = sqlx::AnyConnection::connect(&self.database).await.unwrap();
        sqlx::query(sql).execute(&mut conn).await.unwrap();
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> i64 {
        let mut conn = sqlx::AnyConnection::connect(&self.database).await.unwrap();
        let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        sqlx::query_scalar(sql).fetch_one(&mut conn).await.unwrap()
    }

    /// What anybody gets.
    pub async fn read(&self, path: &str) -> Got {
        self.send(Request::builder().uri(path).body(Body::empty()).unwrap()).await
    }

    pub fn pass(&self, time: Duration) {
        let mut now = self.clock.0.lock().unwrap();
        *now = now.plus(time);
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn clock(&self) -> Arc<TestClock> {
        self.clock.clone()
    }

    pub async fn run(&self, job: &str) {
        self.jobs[job].run(self.now()).await.unwrap();
    }

    pub async fn send(&self, request: Request<Body>) -> Got {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Got { status: parts.status.as_u16(), headers: parts.headers, text }
    }

    pub async fn post_form(&self, path: &str, authorization: &str, form: &[(&str, &str)]) -> Got {
        let body = form_encoded(form);
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("authorization", authorization)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }

    /// An access token with which a registrar vouches for people.
    pub async fn registrar_token(&self, id: &str) -> String {
        let form = [("grant_type", "client_credentials"), ("scope", "enrolment")];
        let got = self.post_form("/token", &basic(id), &form).await;
        got.ok()["access_token"].as_str().unwrap().to_owned()
    }

    pub async fn offer(&self, token: &str, body: &Value) -> Got {
        let request = Request::builder()
            .method(Method::POST)
            .uri("/registrar/v1/enrolments")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()));
        self.send(request.unwrap()).await
    }

    /// An activation code for a person, as a registrar hands it over.
    pub async fn activation_code(&self, person: &Value) -> String {
        let token = self.registrar_token("registrar").await;
        let got = self.offer(&token, person).await.ok();
        got["activation_code"].as_str().unwrap().to_owned()
    }

    /// A person with the app set up on a phone.
    pub async fn enrolled(&self, person: &Value) -> Phone<'_> {
        let mut phone = Phone::new(self);
        let code = self.activation_code(person).await;
        phone.enrol(&code).await.ok();
        phone
    }

    pub async fn ana(&self) -> Phone<'_> {
        self.enrolled(&ana()).await
    }

    pub async fn ben(&self) -> Phone<'_> {
        self.enrolled(&ben()).await
    }

    pub fn partner(&self) -> Partner<'_> {
        Partner::new(self, "gateway")
    }

    pub fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }
}

async fn open(config: &Value, clock: Arc<TestClock>) -> (Router, BTreeMap<&'static str, Job>) {
    let config = serde_json::from_value(config.clone()).unwrap();
    let role = mobile::open(config, clock).await.unwrap();
    let jobs = role.jobs.into_iter().map(|job| (job.name, job)).collect();
    (role.router, jobs)
}

pub fn form_encoded(form: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish()
}

pub fn basic(id: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{SECRET}")))
}

pub fn secret_hash() -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, SECRET.as_bytes()))
}

fn registrar(id: &str, level: &str) -> Value {
    json!({
        "level": level,
        "client": {
            "client_id": id,
            "name": { "nl": id, "fr": id, "de": id, "en": id },
            "token_endpoint_auth_method": "client_secret_basic",
            "client_secret_sha256": secret_hash(),
            "grant_type": "client_credentials",
            "scope": "enrolment",
        },
    })
}

pub fn identity(number: &str, given: &str, family: &str, phone: &str) -> Value {
    json!({
        "verified_claims": {
            "verification": {
                "trust_framework": "eidas", "assurance_level": "high",
                "time": "2026-11-01T09:00:00Z",
            },
            "claims": {
                "given_name": given, "family_name": family, "birthdate": "1985-07-30",
                "national_number": number, "email": "someone@example.org",
            },
        },
        "phone_number": phone,
        "locale": "en",
    })
}

pub fn ana() -> Value {
    identity("85073003328", "Ana", "Peeters", "+32470000001")
}

pub fn ben() -> Value {
    identity("85073003130", "Ben", "Janssens", "+32470000002")
}
