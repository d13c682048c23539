use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use accreditor::Config;
use axum::body::Body;
use domain::Timestamp;
use http::{Request, StatusCode, header};
use protocol::jose::{Algorithm, JwkSet, Signer as _, SoftwareKey};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;
use url::form_urlencoded::Serializer;
use web::{Clock, Role, SharedClock};

pub const ANCHOR: &str = "https://authority.example";
pub const APP: &str = "https://app.example";
pub const SERVICE: &str = "https://service.example";
/// When the app's first accreditation begins.
pub const GRANTED: &str = "2018-05-03T00:00:00Z";

/// The authority, opened on a folder of its own under a clock that the test sets.
pub struct Authority {
    pub clock: TestClock,
    pub anchor_keys: JwkSet,
    pub config: Config,
    role: Role,
    folder: TempDir,
}

#[derive(Clone)]
pub struct TestClock(Arc<Mutex<Timestamp>>);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

impl TestClock {
    pub fn set(&self, text: &str) {
        *self.0.lock().unwrap() = Timestamp::parse(text).unwrap();
    }

    pub fn advance(&self, duration: Duration) {
        let mut now = self.0.lock().unwrap();
        *now = now.plus(duration);
    }
}

pub struct Answer {
    pub status: StatusCode,
    pub content_type: String,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The claims of a signed answer, which the anchor's own key must have signed.
    pub fn claims(&self, authority: &Authority, token_type: &str) -> Value {
        use protocol::jose::{TokenType, jws};
        assert_eq!(self.status, 200, "{}", self.body);
        assert_eq!(self.content_type, format!("application/{token_type}"));
        let keys = &authority.anchor_keys;
        let expected = TokenType::Named(token_type);
        let verified = jws::verify(&self.body, keys, &[Algorithm::ES256], expected).unwrap();
        assert!(verified.header.key_id.is_some());
        serde_json::from_slice(&verified.payload).unwrap()
    }
}

impl Authority {
    /// The authority some weeks after it granted the app its first accreditation.
    pub async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    /// The same as the witness of a ledger with this key.
    pub async fn with_witnessed(key: &str) -> Self {
        Self::open_with(|settings| settings["witnessed"] = json!([key])).await
    }

    async fn open_with(change: impl FnOnce(&mut Value)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = SoftwareKey::generate(Algorithm::ES256).unwrap();
        let file = folder.path().join("anchor.jwk");
        std::fs::write(&file, key.to_jwk().unwrap().as_bytes()).unwrap();
        let service_key = SoftwareKey::generate(Algorithm::ES256).unwrap();
        let clock = TestClock(Arc::new(Mutex::new(Timestamp::from_seconds(0))));
        clock.set("2018-06-01T12:00:00Z");
        let mut settings = settings(folder.path(), &service_key);
        change(&mut settings);
        let config: Config = serde_json::from_value(settings).unwrap();
        let shared: SharedClock = Arc::new(clock.clone());
        let role = accreditor::open(config.clone(), shared).await.unwrap();
        let anchor_keys = JwkSet::new(vec![key.public()]);
        Self { clock, anchor_keys, config, role, folder }
    }

    /// The same authority, started again from what it kept.
    pub async fn restarted(self) -> Self {
        let clock: SharedClock = Arc::new(self.clock.clone());
        let role = accreditor::open(self.config.clone(), clock).await.unwrap();
        Self { role, ..self }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub async fn get(&self, path: &str, query: &[(&str, &str)]) -> Answer {
        let query = Serializer::new(String::new()).extend_pairs(query).finish();
        let request = Request::get(format!("{path}?{query}"));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let form = Serializer::new(String::new()).extend_pairs(form).finish();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form));
        self.send(request.unwrap()).await
    }

    pub async fn post_text(&self, path: &str, body: String) -> Answer {
        self.send(Request::post(path).body(Body::from(body)).unwrap()).await
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.role.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let content_type = response.headers().get(header::CONTENT_TYPE);
        let content_type = content_type.map(|it| it.to_str().unwrap().to_owned());
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        Answer { status, content_type: content_type.unwrap_or_default(), body }
    }

    /// Runs a job of the role once.
    pub async fn run(&self, job: &str) {
        let job = self.role.jobs.iter().find(|it| it.name == job).unwrap();
        job.run(self.clock.now()).await.unwrap();
    }

    /// The app's mark, as the trust mark endpoint gives it now.
    pub async fn mark(&self, level: &str) -> Answer {
        let mark_type = format!("{ANCHOR}/marks/{level}");
        let query = [("trust_mark_type", mark_type.as_str()), ("sub", APP)];
        self.get("/federation/trust-mark", &query).await
    }

    /// What the authority says of a mark now.
    pub async fn status(&self, mark: &str) -> Value {
        let answer = self.post("/federation/trust-mark-status", &[("trust_mark", mark)]).await;
        answer.claims(self, "trust-mark-status-response+jwt")
    }
}

fn settings(folder: &Path, service_key: &SoftwareKey) -> Value {
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let officer = |id: &str, number: &str| json!({"id": id, "name": id, "email": format!("{id}@example.org"), "national_number": number});
    json!({
        "server": {
            "listen": "127.0.0.1:0",
            "url": ANCHOR,
            "database": format!("sqlite:{}", path("accreditor.db")),
            "seal_key_file": path("seal.key"),
        },
        "federation": {"first_key_file": path("anchor.jwk")},
        "sign_in": {"issuer": "https://gateway.example", "client_id": "accreditor"},
        "mail": {"from": "Authority <no-reply@authority.example>", "folder": path("mails")},
        "officer": [officer("ann", "85073000160"), officer("bert", "85073000259")],
        "subordinate": [{
            "entity": SERVICE,
            "name": "A service",
            "types": ["openid_relying_party"],
            "jwks": {"keys": [service_key.public()]},
        }],
        "taken_over": [{
            "entity": APP,
            "organisation": "App",
            "level": "high",
            "from": GRANTED,
            "reason": "It meets the requirements.",
            "officers": ["ann", "bert"],
            "contact": [{
                "name": "Ana",
                "email": "ana@app.example",
                "language": "fr",
                "national_number": "85073000457",
            }],
        }],
    })
}
