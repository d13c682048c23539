use std::sync::Arc;
use std::time::Duration;

use domain::{Level, Localized, PersonId};
use http::Method;
use openid::Issuer;
use openid::client::Client;
use openid::keys::{KeyRing, Purpose};
use openid::provider::{Asked, Proved, Provider, Settings};
use protocol::oidc::{AcrSpelling, AuthorizationError, Refusal};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use web::{Chassis, Database, Fetch, FetchSettings, Listen, Params, SealKey};

use super::operator::{ORIGIN, TestClock};
use super::{Browser, Got, Operator};

/// The gateway: a real provider of ours, at whose counter the test decides who logs in and how.
pub struct Gateway {
    provider: Provider,
    db: Database,
    clock: Arc<TestClock>,
    _folder: tempfile::TempDir,
}

/// A login at the gateway.
#[derive(Clone)]
pub struct CardLogin {
    pub claims: Value,
    pub amr: Vec<&'static str>,
    /// How long before the answer.
    pub ago: Duration,
}

impl CardLogin {
    pub fn of(number: &str, given: &str, family: &str) -> Self {
        Self {
            claims: json!({
                "national_number": number, "given_name": given, "family_name": family,
                "birthdate": "1985-07-30",
            }),
            amr: vec!["sc", "pin", "hwk", "mfa"],
            ago: Duration::ZERO,
        }
    }

    pub fn ana() -> Self {
        Self::of("85073003328", "Ana", "Peeters")
    }

    pub fn ben() -> Self {
        Self::of("85073003130", "Ben", "Janssens")
    }

    /// By app, as the gateway says it of our own phones.
    pub fn by_app(self) -> Self {
        Self { amr: vec!["hwk", "user", "mfa", "pin"], ..self }
    }
}

/// A place where the gateway will be.
pub struct Site {
    listener: TcpListener,
    pub issuer: String,
}

impl Site {
    pub async fn anywhere() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        Self { listener, issuer }
    }
}

impl Gateway {
    /// Opens at its place, with the operator as its client.
    pub async fn open(site: Site, operator: &Operator) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("gateway.db").display());
        let migrations = [web::ticket::MIGRATIONS, openid::MIGRATIONS];
        let db = Database::open(&url, &migrations).await.unwrap();
        let seal = SealKey::read_or_create(&folder.path().join("seal.key")).unwrap();
        let clock = operator.clock();
        let keys =
            KeyRing::open(db.clone(), seal, Purpose::PROVIDER, operator.now()).await.unwrap();
        let settings = Settings {
            issuer: Issuer::parse(&site.issuer).unwrap(),
            acr: AcrSpelling::default(),
            logout: false,
            authorization_details_types: &[],
            anchor: None,
        };
        let fetch = Fetch::new(&FetchSettings { allow_private: true }).unwrap();
        let client = registration(operator).await;
        let provider = Provider::open(settings, vec![client], db.clone(), keys, &fetch).unwrap();
        let server: Listen = serde_json::from_value(json!({
            "listen": "127.0.0.1:0", "url": site.issuer, "database": "sqlite:unused",
            "seal_key_file": "unused",
        }))
        .unwrap();
        let settings = web::Settings {
            role: "gateway",
            server: &server,
            name: Localized::same("Gateway"),
            clock: clock.clone(),
            endpoints: Provider::ENDPOINTS,
            api: Provider::API.to_vec(),
            assets: &[],
        };
        let role = Chassis::new(settings).unwrap().finish(provider.routes(), None, vec![]);
        tokio::spawn(async move { axum::serve(site.listener, role.router).await });
        Self { provider, db, clock, _folder: folder }
    }

    /// Goes to the operator's page and on to the gateway.
    pub async fn begin(&self, browser: &mut Browser<'_>) -> Asked {
        let got = browser.post("/enrol", &[]).await;
        let url = url::Url::parse(got.location()).unwrap();
        let query = Params::parse(url.query().unwrap());
        self.provider.ask(&query, self.now()).await.unwrap()
    }

    /// The person logs in; where the gateway sends the browser back to.
    pub async fn answer(&self, asked: &Asked, login: &CardLogin) -> String {
        let proved = Proved {
            person: PersonId::new(login.claims["national_number"].as_str().unwrap_or("nobody")),
            level: Level::High,
            amr: login.amr.clone(),
            auth_time: self.now().minus(login.ago),
            session: None,
            claims: serde_json::from_value(login.claims.clone()).unwrap(),
        };
        let mut tx = self.db.begin().await.unwrap();
        let reply = self.provider.answer(&mut tx, asked, proved, self.now()).await.unwrap();
        tx.commit().await.unwrap();
        path(reply.location())
    }

    /// The gateway, or the person there, says no.
    pub fn refuse(&self, asked: &Asked, why: &'static str) -> String {
        let refusal = Refusal::new(AuthorizationError::AccessDenied, why);
        path(self.provider.refuse(asked, refusal).location())
    }

    /// The whole way there and back.
    pub async fn log_in(&self, browser: &mut Browser<'_>, login: &CardLogin) -> Got {
        let asked = self.begin(browser).await;
        let back = self.answer(&asked, login).await;
        browser.get(&back).await
    }

    /// Logs in, and asks for a code: for another phone (`beside`), or for one that replaces the
    /// phone with this enrolment.
    pub async fn code(&self, browser: &mut Browser<'_>, login: &CardLogin, phone: &str) -> String {
        let got = self.log_in(browser, login).await;
        assert_eq!(got.location(), "/enrol/phones");
        browser.add_phone(phone).await.location();
        browser.activation_code().await
    }

    fn now(&self) -> domain::Timestamp {
        use web::Clock as _;
        self.clock.now()
    }
}

/// As the demo's gateway knows the operator.
async fn registration(operator: &Operator) -> Client {
    let mut browser = operator.browser();
    let keys = browser.call(Method::GET, "/jwks", None).await.ok();
    let name = "The App";
    serde_json::from_value(json!({
        "client_id": "mobile-enrolment",
        "name": { "nl": name, "fr": name, "de": name, "en": name },
        "redirect_uris": [format!("{ORIGIN}/enrol/callback")],
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": keys,
        "claims": ["national_number", "given_name", "family_name", "birthdate"],
        "minimum_level": "high",
        "id_token_signed_response_alg": "ES256",
        "require_pushed_authorization_requests": true,
    }))
    .unwrap()
}

fn path(location: &str) -> String {
    location.strip_prefix(ORIGIN).unwrap_or_else(|| panic!("not to us: {location}")).to_owned()
}

impl Browser<'_> {
    /// What a hidden field of the present page of phones says.
    pub async fn visit(&mut self) -> String {
        let page = self.get("/enrol/phones").await.text;
        let (_, rest) = page.split_once("name=\"visit\" value=\"").unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }

    /// Asks for a code; without a choice where `phone` is empty.
    pub async fn add_phone(&mut self, phone: &str) -> Got {
        let visit = self.visit().await;
        let mut form = vec![("visit", visit.as_str())];
        form.extend((!phone.is_empty()).then_some(("phone", phone)));
        self.post("/enrol/phones", &form).await
    }

    pub async fn end_phone(&mut self, enrolment: &str) -> Got {
        let visit = self.visit().await;
        self.post("/enrol/phones/end", &[("visit", &visit), ("enrolment", enrolment)]).await
    }

    /// The code on the page.
    pub async fn activation_code(&mut self) -> String {
        let page = self.get("/enrol/code").await.text;
        let (_, rest) = page.split_once("data-code>").unwrap_or_else(|| panic!("no code: {page}"));
        rest.split_once('<').unwrap().0.to_owned()
    }
}
