//! A client that is known by its chain: what the service and its superior say decides, and nobody
//! writes a key down (openid-federation-entity-joined, as far as a registered client goes).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::Timestamp;
use http::StatusCode;
use openid::Issuer;
use openid::client::Client;
use openid::provider::{Denied, Provider, Settings};
use protocol::federation::{Anchor, EntityId, StatementClaims, sign_statement};
use protocol::jose::{Algorithm, JwkSet, Signer, SoftwareKey};
use protocol::oidc::{PageReason, client_assertion};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use web::{Fetch, FetchSettings, Handle, Params};

use crate::answers::Answer;
use crate::service::Service;
use crate::stage::{ISSUER, NOON, Stage};

/// The health service and its superior, on one server of their own.
#[derive(Clone)]
struct Federation(Arc<Inner>);

struct Inner {
    base: String,
    anchor: SoftwareKey,
    service: SoftwareKey,
    says: Mutex<Says>,
}

/// What they say, and who is there.
#[derive(Clone)]
struct Says {
    /// What the service proves itself with.
    keys: Vec<Value>,
    redirect_uris: Vec<String>,
    /// Members of the statement about it.
    statement: BTreeMap<String, Value>,
    wrong: Vec<Wrong>,
    asked: usize,
    now: Timestamp,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrong {
    /// The superior does not know the service.
    NotVouched,
    ServiceDown,
    AnchorDown,
    /// The service's configuration is signed by somebody else.
    Hijacked,
}

const DAY: Duration = Duration::from_hours(24);

impl Federation {
    async fn found(keys: &[&SoftwareKey]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let key = |name: &str| SoftwareKey::generate(Algorithm::ES256).unwrap().with_key_id(name);
        let says = Says {
            keys: public(keys),
            redirect_uris: vec![Service::health().redirect_uri()],
            statement: BTreeMap::new(),
            wrong: Vec::new(),
            asked: 0,
            now: NOON,
        };
        let (anchor, service) = (key("anchor"), key("service"));
        let federation = Self(Arc::new(Inner { base, anchor, service, says: Mutex::new(says) }));
        let router = Router::new()
            .route("/.well-known/openid-federation", get(anchor_configuration))
            .route("/fetch", get(fetch))
            .route("/health/.well-known/openid-federation", get(service_configuration))
            .with_state(federation.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        federation
    }

    fn says(&self) -> Says {
        self.0.says.lock().unwrap().clone()
    }

    fn change(&self, change: impl FnOnce(&mut Says)) {
        change(&mut self.0.says.lock().unwrap());
    }

    fn goes_wrong(&self, wrong: &[Wrong]) {
        self.change(|says| says.wrong = wrong.to_vec());
    }

    fn is(&self, wrong: Wrong) -> bool {
        self.says().wrong.contains(&wrong)
    }

    fn publish(&self, keys: &[&SoftwareKey]) {
        self.change(|says| says.keys = public(keys));
    }

    fn id(&self) -> EntityId {
        self.0.base.parse().unwrap()
    }

    fn entity(&self) -> EntityId {
        format!("{}/health", self.0.base).parse().unwrap()
    }

    fn anchor(&self) -> Anchor {
        Anchor { id: self.id(), keys: JwkSet::new(vec![self.0.anchor.public()]) }
    }

    fn claims(&self, iss: EntityId, sub: EntityId, key: &SoftwareKey) -> StatementClaims {
        let now = self.says().now;
        StatementClaims::new(iss, sub, JwkSet::new(vec![key.public()]), (now, now.plus(DAY)))
    }

    /// The health service's registration, with these lines in the place of its redirect URIs.
    fn client(&self, redirect_uris: &str) -> Client {
        let registration = Service::health().registration();
        let registration = &registration[..registration.find("jwks = ").unwrap()];
        let lines = registration.lines().map(|line| match line {
            line if line.starts_with("redirect_uris") => redirect_uris,
            line => line,
        });
        let text: Vec<&str> = lines.collect();
        toml::from_str(&format!("{}\nentity = \"{}\"\n", text.join("\n"), self.entity())).unwrap()
    }

    fn provider(&self, stage: &Stage) -> Provider {
        self.provider_with(stage, "", (true, self.anchor()))
    }

    fn provider_with(
        &self,
        stage: &Stage,
        redirect_uris: &str,
        (allow_private, anchor): (bool, Anchor),
    ) -> Provider {
        let settings = Settings {
            issuer: Issuer::parse(ISSUER).unwrap(),
            acr: protocol::oidc::AcrSpelling::default(),
            logout: false,
            authorization_details_types: &[],
            anchor: Some(anchor),
        };
        let fetch = Fetch::new(&FetchSettings { allow_private }).unwrap();
        let (db, keys) = (stage.db.clone(), stage.keys.clone());
        Provider::open(settings, vec![self.client(redirect_uris)], db, keys, &fetch).unwrap()
    }
}

fn public(keys: &[&SoftwareKey]) -> Vec<Value> {
    keys.iter().map(|key| serde_json::to_value(key.public()).unwrap()).collect()
}

fn metadata(metadata: Value) -> protocol::federation::Metadata {
    serde_json::from_value(metadata).unwrap()
}

async fn anchor_configuration(State(federation): State<Federation>) -> Response {
    if federation.is(Wrong::AnchorDown) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let fetch = format!("{}/fetch", federation.0.base);
    let claims = StatementClaims {
        metadata: metadata(json!({"federation_entity": {"federation_fetch_endpoint": fetch}})),
        ..federation.claims(federation.id(), federation.id(), &federation.0.anchor)
    };
    sign_statement(&federation.0.anchor, &claims).unwrap().into_response()
}

async fn fetch(State(federation): State<Federation>) -> Response {
    let says = federation.says();
    if federation.is(Wrong::NotVouched) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let claims = federation.claims(federation.id(), federation.entity(), &federation.0.service);
    let mut claims = serde_json::to_value(claims).unwrap();
    claims.as_object_mut().unwrap().extend(says.statement);
    let claims: StatementClaims = serde_json::from_value(claims).unwrap();
    sign_statement(&federation.0.anchor, &claims).unwrap().into_response()
}

async fn service_configuration(State(federation): State<Federation>) -> Response {
    federation.change(|says| says.asked += 1);
    let says = federation.says();
    if federation.is(Wrong::ServiceDown) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let entity = federation.entity();
    let claims = StatementClaims {
        authority_hints: Some(vec![federation.id()]),
        metadata: metadata(json!({"openid_relying_party": {
            "jwks": {"keys": says.keys},
            "redirect_uris": says.redirect_uris,
        }})),
        ..federation.claims(entity.clone(), entity, &federation.0.service)
    };
    let stranger = SoftwareKey::generate(Algorithm::ES256).unwrap().with_key_id("service");
    let key = if federation.is(Wrong::Hijacked) { &stranger } else { &federation.0.service };
    sign_statement(key, &claims).unwrap().into_response()
}

async fn push(provider: &Provider, key: &SoftwareKey, now: Timestamp) -> Answer {
    let id = Handle::random();
    let assertion = client_assertion::create(key, "health", ISSUER, id.reveal(), now).unwrap();
    let call = Service::call_asserting(&Service::health().request(), &assertion);
    Answer::read(provider.push(call, now).await).await
}

fn keys<const N: usize>() -> [SoftwareKey; N] {
    [(); N].map(|()| SoftwareKey::generate(Algorithm::ES256).unwrap())
}

/// Longer than between two askings that strangers cause.
async fn a_while() {
    tokio::time::sleep(Duration::from_millis(10_100)).await;
}

async fn run_job(provider: &Provider, now: Timestamp) {
    provider.peers_job().run(now).await.unwrap();
}

#[tokio::test]
async fn a_service_rotates_its_keys_without_a_ticket_and_without_a_refusal() {
    let [old, new, stranger] = keys();
    for stage in Stage::with(&[]).await {
        let federation = Federation::found(&[&old]).await;
        let provider = federation.provider(&stage);
        for _ in 0..3 {
            assert_eq!(push(&provider, &old, NOON).await.status, 201, "{}", stage.engine);
        }
        assert_eq!(federation.says().asked, 1, "its chain is found once");
        // The next key is published before it signs, and the last one is after.
        federation.publish(&[&old, &new]);
        for _ in 0..20 {
            assert_eq!(push(&provider, &stranger, NOON).await.status, 401);
        }
        assert_eq!(federation.says().asked, 1, "invented keys do not make us ask again and again");
        a_while().await;
        assert_eq!(push(&provider, &new, NOON).await.status, 201, "found by its unknown key id");
        assert_eq!(push(&provider, &old, NOON).await.status, 201, "no window of refusals");
        federation.publish(&[&new]);
        a_while().await;
        run_job(&provider, NOON).await;
        assert_eq!(push(&provider, &old, NOON).await.status, 401, "and then the old one is gone");
        assert_eq!(push(&provider, &new, NOON).await.status, 201);
        assert_eq!(federation.says().asked, 3);
    }
}

#[tokio::test]
async fn what_is_known_of_a_service_goes_on_until_its_own_end_over_a_restart_too() {
    let [key] = keys();
    for stage in Stage::with(&[]).await {
        let federation = Federation::found(&[&key]).await;
        assert_eq!(push(&federation.provider(&stage), &key, NOON).await.status, 201);
        federation.goes_wrong(&[Wrong::ServiceDown, Wrong::AnchorDown]);
        let restarted = federation.provider(&stage);
        let last = NOON.plus(DAY).minus(Duration::from_secs(1));
        assert_eq!(push(&restarted, &key, last).await.status, 201);
        let answer = push(&restarted, &key, NOON.plus(DAY)).await;
        assert_eq!(answer.error(), (401, "invalid_client".to_owned()));
        assert!(answer.text("error_description").contains("cannot be verified"), "{}", answer.body);
        let later = NOON.plus(DAY);
        federation.goes_wrong(&[]);
        federation.change(|says| says.now = later);
        assert_eq!(push(&restarted, &key, later).await.status, 201, "and it comes back by itself");
    }
}

#[tokio::test]
async fn a_statement_that_is_withdrawn_ends_the_service() {
    let [key] = keys();
    for stage in Stage::with(&[]).await {
        let federation = Federation::found(&[&key]).await;
        let provider = federation.provider(&stage);
        assert_eq!(push(&provider, &key, NOON).await.status, 201);
        federation.goes_wrong(&[Wrong::NotVouched]);
        a_while().await;
        run_job(&provider, NOON).await;
        assert_eq!(push(&provider, &key, NOON).await.status, 401);
        // Nothing of it is left for after a restart.
        federation.goes_wrong(&[Wrong::NotVouched, Wrong::AnchorDown]);
        assert_eq!(push(&federation.provider(&stage), &key, NOON).await.status, 401);
    }
}

#[tokio::test]
async fn a_wrong_key_under_a_right_name_brings_in_nothing_and_throws_nobody_out() {
    let [key, thief] = keys();
    for stage in Stage::with(&[]).await.into_iter().take(1) {
        let federation = Federation::found(&[&key]).await;
        let provider = federation.provider(&stage);
        assert_eq!(push(&provider, &key, NOON).await.status, 201);
        // Somebody has the service's name or server, and not its federation key.
        federation.publish(&[&thief]);
        federation.goes_wrong(&[Wrong::Hijacked]);
        a_while().await;
        assert_eq!(push(&provider, &thief, NOON).await.status, 401);
        assert_eq!(push(&provider, &key, NOON).await.status, 201);
        // Who has never been known is not known by that either.
        let other = Stage::with(&[]).await.remove(0);
        assert_eq!(push(&federation.provider(&other), &thief, NOON).await.status, 401);
    }
}

#[tokio::test]
async fn the_superiors_word_decides_what_a_service_is_and_where_it_sends_people() {
    let [key] = keys();
    let own = Service::health().redirect_uri();
    let of_another = json!({"allowed_entity_types": ["openid_provider"]});
    let elsewhere = json!({"openid_relying_party": {"redirect_uris": {"subset_of": ["https://elsewhere.example/"]}}});
    let here = json!({"openid_relying_party": {"redirect_uris": {"subset_of": [own]}}});
    let impossible = json!({"openid_relying_party": {"client_name": {"essential": true}}});
    for (member, value, status) in [
        ("constraints", of_another, 401),
        ("metadata_policy", elsewhere, 400),
        ("metadata_policy", here, 201),
        ("metadata_policy", impossible, 401),
    ] {
        let stage = Stage::with(&[]).await.remove(0);
        let federation = Federation::found(&[&key]).await;
        federation.change(|says| {
            says.statement.insert(member.to_owned(), value.clone());
        });
        let answer = push(&federation.provider(&stage), &key, NOON).await;
        assert_eq!(answer.status, status, "{value}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_person_goes_back_only_where_chain_and_registration_agree() {
    let [key] = keys();
    let own = Service::health().redirect_uri();
    let only = format!("redirect_uris = [\"{own}\"]");
    for (registered, said, accepted) in [
        ("", own.as_str(), true),
        (only.as_str(), own.as_str(), true),
        (only.as_str(), "https://moved.example/", false),
        (
            "redirect_uris = [\"https://elsewhere.example/\"]\nsector = \"health\"",
            own.as_str(),
            false,
        ),
        ("", "https://moved.example/", false),
    ] {
        let stage = Stage::with(&[]).await.remove(0);
        let federation = Federation::found(&[&key]).await;
        federation.change(|says| says.redirect_uris = vec![said.to_owned()]);
        let provider = federation.provider_with(&stage, registered, (true, federation.anchor()));
        let params: Params = Service::health().request().iter().copied().collect();
        let asked = provider.ask(&params, NOON).await;
        assert_eq!(asked.is_ok(), accepted, "{registered} {said}");
        if let Err(denied) = asked {
            let unknown = matches!(denied, Denied::Page(PageReason::UnknownRedirectUri));
            assert!(unknown, "{denied:?}");
        }
    }
}

#[tokio::test]
async fn a_browser_that_comes_from_a_service_that_cannot_be_verified_gets_a_page() {
    let [key] = keys();
    let stage = Stage::with(&[]).await.remove(0);
    let federation = Federation::found(&[&key]).await;
    federation.goes_wrong(&[Wrong::ServiceDown]);
    let params: Params = Service::health().request().iter().copied().collect();
    let denied = federation.provider(&stage).ask(&params, NOON).await;
    assert!(matches!(denied, Err(Denied::Page(PageReason::UnverifiedClient))), "{denied:?}");
}

#[tokio::test]
async fn a_chain_that_ends_elsewhere_or_leads_inside_makes_no_client() {
    let [key] = keys();
    let stage = Stage::with(&[]).await.remove(0);
    let federation = Federation::found(&[&key]).await;
    let stranger = SoftwareKey::generate(Algorithm::ES256).unwrap().with_key_id("anchor");
    let replaced = Anchor { keys: JwkSet::new(vec![stranger.public()]), ..federation.anchor() };
    let provider = federation.provider_with(&stage, "", (true, replaced));
    assert_eq!(push(&provider, &key, NOON).await.status, 401);
    let asked = federation.says().asked;
    let outside = federation.provider_with(&stage, "", (false, federation.anchor()));
    assert_eq!(push(&outside, &key, NOON).await.status, 401);
    assert_eq!(federation.says().asked, asked, "private addresses are not asked");
}

#[tokio::test]
async fn many_who_come_at_once_cause_one_question() {
    let [key] = keys();
    let stage = Stage::with(&[]).await.remove(0);
    let federation = Federation::found(&[&key]).await;
    let provider = federation.provider(&stage);
    let pushes = (0..20).map(|_| push(&provider, &key, NOON));
    for answer in futures_util::future::join_all(pushes).await {
        assert_eq!(answer.status, 201, "{}", answer.body);
    }
    assert_eq!(federation.says().asked, 1);
}
