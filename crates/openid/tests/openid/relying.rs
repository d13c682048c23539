//! The relying party against a real provider of ours, and against one that lies.

use std::time::Duration;

use domain::{Language, Level, Timestamp};
use openid::Issuer;
use openid::client::{Client, ClientId};
use openid::keys::{KeyRing, Purpose};
use openid::provider::Provider;
use openid::relying::{Identity, Pending, RelyingError, RelyingParty, Request, Settings};
use protocol::jose::{Algorithm, Signer, SoftwareKey, jws};
use protocol::oidc::callback::CallbackError;
use protocol::oidc::{AuthorizationError, ClaimsRequest, Refusal};
use serde_json::{Value, json};
use testdb::Ground;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use url::Url;
use web::{Database, Params, SealKey};

use crate::impostor::Impostor;
use crate::stage::{NOON, fetch, open, proved, provider};

const REDIRECT: &str = "https://gateway.example/callback/mobile";

/// The keys of a gateway, and its side of the agreement with a provider.
struct Gateway {
    keys: KeyRing,
    party: RelyingParty,
    _folder: tempfile::TempDir,
}

impl Gateway {
    async fn of(issuer: &str, change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = Ground::usual().database(folder.path(), "gateway.db");
        let seal = SealKey::read_or_create(&folder.path().join("seal.key")).unwrap();
        let db = open(&url).await;
        let keys = KeyRing::open(db, seal, Purpose::RELYING_PARTY, NOON).await.unwrap();
        let mut settings = Settings {
            issuer: Issuer::parse(issuer).unwrap(),
            client_id: ClientId::parse("gateway").unwrap(),
            redirect_uri: Url::parse(REDIRECT).unwrap(),
            signed: vec![Algorithm::ES256],
            encrypted: false,
            userinfo: false,
        };
        change(&mut settings);
        let party = RelyingParty::new(settings, keys.clone(), fetch()).unwrap();
        Self { keys, party, _folder: folder }
    }

    /// How the gateway is registered: signed and encrypted answers, pushed requests only.
    fn registration(&self) -> Client {
        let jwks = crate::service::inline(&serde_json::to_value(self.keys.public(NOON)).unwrap());
        toml::from_str(&format!(
            "client_id = \"gateway\"\n\
             name = {{ nl = \"Poort\", fr = \"Portail\", de = \"Tor\", en = \"Gateway\" }}\n\
             redirect_uris = [\"{REDIRECT}\"]\n\
             post_logout_redirect_uris = [\"https://gateway.example/\"]\n\
             token_endpoint_auth_method = \"private_key_jwt\"\njwks = {jwks}\n\
             claims = [\"national_number\", \"name\"]\n\
             id_token_signed_response_alg = \"ES256\"\n\
             id_token_encrypted_response_alg = \"ECDH-ES\"\n\
             id_token_encrypted_response_enc = \"A256GCM\"\n\
             require_pushed_authorization_requests = true\n"
        ))
        .unwrap()
    }
}

/// A provider of ours, served over HTTP.
struct Mobile {
    provider: Provider,
    db: Database,
    _stop: tokio_util::sync::DropGuard,
    _folder: tempfile::TempDir,
}

impl Mobile {
    async fn serve(listener: TcpListener, issuer: &str, client: Client) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = Ground::usual().database(folder.path(), "mobile.db");
        let seal = SealKey::read_or_create(&folder.path().join("seal.key")).unwrap();
        let db = open(&url).await;
        let keys = KeyRing::open(db.clone(), seal, Purpose::PROVIDER, NOON).await.unwrap();
        let provider = provider(issuer, vec![client], &db, &keys);
        let stop = CancellationToken::new();
        let role = crate::routes::role(&provider, issuer);
        tokio::spawn(web::serve(listener, role, stop.clone()));
        Self { provider, db, _stop: stop.drop_guard(), _folder: folder }
    }

    /// The person's browser follows the gateway's URL; the person says yes; the browser comes
    /// back with what the provider answers.
    async fn approve(&self, url: &Url, person: &str) -> Params {
        let asked = self.provider.ask(&query(url), NOON).await.unwrap();
        let mut tx = self.db.begin().await.unwrap();
        let reply = self.provider.answer(&mut tx, &asked, proved(person), NOON).await.unwrap();
        tx.commit().await.unwrap();
        query(&Url::parse(reply.location()).unwrap())
    }
}

async fn both() -> (Gateway, Mobile) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let gateway = Gateway::of(&issuer, |settings| {
        settings.encrypted = true;
        settings.userinfo = true;
    })
    .await;
    let mobile = Mobile::serve(listener, &issuer, gateway.registration()).await;
    (gateway, mobile)
}

fn query(url: &Url) -> Params {
    Params::parse(url.query().unwrap_or_default())
}

fn wanted() -> Request {
    let claims = json!({ "id_token": { "national_number": { "essential": true } },
        "userinfo": { "name": null } });
    Request {
        claims: serde_json::from_value::<ClaimsRequest>(claims).unwrap(),
        minimum: Some(Level::Substantial),
        language: Some(Language::Fr),
        ..Request::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_known_after_a_login_with_another_provider() {
    let (gateway, mobile) = both().await;
    let (url, pending) = gateway.party.begin(&wanted(), NOON).await.unwrap();
    let names: Vec<_> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
    assert_eq!(names, ["client_id", "request_uri"], "nothing else passes through the browser");
    // Kept in a row and read back, as after a restart.
    let pending: Pending = serde_json::from_str(&serde_json::to_string(&pending).unwrap()).unwrap();
    let back = mobile.approve(&url, "Ana").await;
    let identity = gateway.party.finish(&back, pending, NOON).await.unwrap();
    assert_eq!(identity.text("national_number"), Some("85041200102"));
    assert_eq!(identity.text("name"), Some("Ana Peeters"), "from the userinfo answer");
    assert_eq!(identity.claim("email"), None);
    assert_eq!(identity.level(), Some(Level::High));
    assert_eq!(identity.amr(), ["hwk", "user"]);
    assert_eq!(identity.auth_time(), Some(NOON));
    assert_eq!(identity.subject().len(), 43);
    assert!(!format!("{identity:?}").contains("85041200102"));
    let then = Url::parse("https://gateway.example/").unwrap();
    let url = gateway.party.end_session(identity.id_token(), &then, Some("s")).await.unwrap();
    let leaving = mobile.provider.leave(&query(&url.unwrap())).unwrap();
    assert_eq!(leaving.then(), Some("https://gateway.example/?state=s"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_told_apart_from_a_failure() {
    let (gateway, mobile) = both().await;
    let (url, pending) = gateway.party.begin(&wanted(), NOON).await.unwrap();
    let asked = mobile.provider.ask(&query(&url), NOON).await.unwrap();
    let refusal = Refusal::new(AuthorizationError::AccessDenied, "declined");
    let reply = mobile.provider.refuse(&asked, refusal);
    let back = query(&Url::parse(reply.location()).unwrap());
    let error = gateway.party.finish(&back, pending, NOON).await.unwrap_err();
    let RelyingError::Refused { code, description } = error else { panic!("{error}") };
    assert_eq!((code.as_str(), description.as_deref()), ("access_denied", Some("declined")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_was_redeemed_before_gives_no_second_identity() {
    let (gateway, mobile) = both().await;
    let (url, pending) = gateway.party.begin(&wanted(), NOON).await.unwrap();
    let back = mobile.approve(&url, "Ana").await;
    gateway.party.finish(&back, pending.clone(), NOON).await.unwrap();
    let error = gateway.party.finish(&back, pending, NOON).await.unwrap_err();
    assert!(matches!(error, RelyingError::Rejected { ref code, .. } if code == "invalid_grant"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_injected_into_another_login_is_refused() {
    let (gateway, mobile) = both().await;
    let (ana, _) = gateway.party.begin(&wanted(), NOON).await.unwrap();
    let stolen = mobile.approve(&ana, "Ana").await;
    let (_, mallory) = gateway.party.begin(&wanted(), NOON).await.unwrap();
    let error = gateway.party.finish(&stolen, mallory.clone(), NOON).await.unwrap_err();
    assert!(matches!(error, RelyingError::Foreign(CallbackError::State)), "{error}");
    // With Mallory's own state, it is the verifier that does not fit.
    let code = stolen.first("code").unwrap();
    let issuer = gateway.party.issuer().to_string();
    let injected: Params = [("code", code), ("state", mallory.state()), ("iss", issuer.as_str())]
        .into_iter()
        .collect();
    let error = gateway.party.finish(&injected, mallory, NOON).await.unwrap_err();
    assert!(matches!(error, RelyingError::Rejected { ref code, .. } if code == "invalid_grant"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_down_stops_nobody_from_starting_and_is_reached_once_it_is_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let issuer = format!("http://localhost:{port}");
    let gateway = Gateway::of(&issuer, |settings| settings.encrypted = true).await;
    let error = gateway.party.begin(&wanted(), NOON).await.unwrap_err();
    assert!(matches!(error, RelyingError::Unreachable(_)), "{error}");
    let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    let mobile = Mobile::serve(listener, &issuer, gateway.registration()).await;
    let (url, pending) = gateway.party.begin(&wanted(), NOON).await.unwrap();
    let back = mobile.approve(&url, "Ana").await;
    assert!(gateway.party.finish(&back, pending, NOON).await.is_ok());
}

/// Both sides rotate; each finds the other's new key by its unknown `kid`, once the other's set
/// is older than the ten seconds within which it is not asked again.
#[tokio::test(flavor = "multi_thread")]
async fn rotated_keys_are_found_by_their_unknown_key_id() {
    let impostor = Impostor::start().await;
    let gateway = Gateway::of(&impostor.issuer, |_| {}).await;
    finish(&gateway, &impostor, &json!({})).await.unwrap();
    let new = SoftwareKey::generate(Algorithm::ES256).unwrap();
    impostor.jwks(json!({ "keys": [impostor.key.public(), new.public()] }));
    let (pending, back) = asked(&gateway, &impostor).await;
    let claims = impostor.claims(&nonce(&pending), &json!({}));
    impostor.answer(&jws::sign(&new, "JWT", &claims).unwrap());
    let error = gateway.party.finish(&back, pending.clone(), NOON).await.unwrap_err();
    assert!(matches!(error, RelyingError::Invalid(_)), "too soon: {error}");
    tokio::time::sleep(Duration::from_millis(10_100)).await;
    assert!(gateway.party.finish(&back, pending, NOON).await.is_ok());
}

// Against a provider that lies.

fn nonce(pending: &Pending) -> String {
    serde_json::to_value(pending).unwrap()["nonce"].as_str().unwrap().to_owned()
}

/// A login that is under way at the impostor, which pushes nothing.
async fn asked(gateway: &Gateway, impostor: &Impostor) -> (Pending, Params) {
    let request = Request { minimum: Some(Level::Substantial), ..Request::default() };
    let (url, pending) = gateway.party.begin(&request, NOON).await.unwrap();
    assert_eq!(query(&url).first("code_challenge_method"), Some("S256"));
    let back = [("code", "c"), ("state", pending.state()), ("iss", impostor.issuer.as_str())];
    let back = back.into_iter().collect();
    (pending, back)
}

async fn finish(
    gateway: &Gateway,
    impostor: &Impostor,
    changes: &Value,
) -> Result<Identity, RelyingError> {
    let (pending, back) = asked(gateway, impostor).await;
    impostor.answer(&impostor.sign(&nonce(&pending), changes));
    gateway.party.finish(&back, pending, NOON).await
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_client_test_id_token_claims() {
    let impostor = Impostor::start().await;
    let gateway = Gateway::of(&impostor.issuer, |_| {}).await;
    let now = NOON.seconds();
    for (changes, accepted) in [
        (json!({}), true),
        (json!({ "aud": ["gateway"] }), true),
        (json!({ "acr": "http://eidas.europa.eu/LoA/high" }), true),
        (json!({ "iss": "https://evil.example" }), false),
        (json!({ "aud": "another" }), false),
        (json!({ "aud": ["gateway", "another"] }), false),
        (json!({ "azp": "another" }), false),
        (json!({ "nonce": "another" }), false),
        (json!({ "nonce": null }), false),
        (json!({ "sub": null }), false),
        (json!({ "sub": "" }), false),
        (json!({ "iat": null }), false),
        (json!({ "iat": now + 3600 }), false),
        (json!({ "exp": now - 60 }), false),
        (json!({ "exp": now.to_string() }), false),
        (json!({ "at_hash": "AAAA" }), false),
    ] {
        let found = finish(&gateway, &impostor, &changes).await;
        assert_eq!(found.is_ok(), accepted, "{changes}: {found:?}");
        if let Err(error) = found {
            assert!(matches!(error, RelyingError::Invalid(_)), "{changes}: {error}");
        }
    }
    for acr in [json!("http://eidas.europa.eu/LoA/low"), json!("high"), Value::Null] {
        let error = finish(&gateway, &impostor, &json!({ "acr": acr })).await.unwrap_err();
        assert!(matches!(error, RelyingError::LevelTooLow), "{acr}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_client_test_signatures() {
    let impostor = Impostor::start().await;
    let gateway = Gateway::of(&impostor.issuer, |_| {}).await;
    let stranger = SoftwareKey::generate(Algorithm::ES256).unwrap();
    let rsa = SoftwareKey::generate(Algorithm::RS256).unwrap();
    let (pending, back) = asked(&gateway, &impostor).await;
    let claims = impostor.claims(&nonce(&pending), &json!({}));
    let good = impostor.sign(&nonce(&pending), &json!({}));
    let (signed, _) = good.rsplit_once('.').unwrap();
    let (_, payload) = signed.split_once('.').unwrap();
    let none = protocol::base64url::encode(r#"{"alg":"none"}"#);
    impostor.jwks(json!({ "keys": [impostor.key.public(), rsa.public()] }));
    for token in [
        format!("{none}.{payload}."),
        format!("{signed}."),
        jws::sign(&stranger, "JWT", &claims).unwrap(),
        // A good signature, in an algorithm that was not agreed.
        jws::sign(&rsa, "JWT", &claims).unwrap(),
        // A good signature on a token for another purpose.
        jws::sign(&*impostor.key, "logout+jwt", &claims).unwrap(),
        "a.b.c.d.e".to_owned(),
    ] {
        impostor.answer(&token);
        let error = gateway.party.finish(&back, pending.clone(), NOON).await.unwrap_err();
        assert!(matches!(error, RelyingError::Invalid(_)), "{token}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_must_come_encrypted_where_that_was_agreed() {
    let impostor = Impostor::start().await;
    let gateway = Gateway::of(&impostor.issuer, |settings| settings.encrypted = true).await;
    let error = finish(&gateway, &impostor, &json!({})).await.unwrap_err();
    assert!(error.to_string().contains("not encrypted"), "{error}");
}

/// RFC 9700, section 4.4: whoever answers in another provider's name is found out before the code
/// is handed to anybody.
#[tokio::test(flavor = "multi_thread")]
async fn mix_up_is_found_before_the_code_is_handed_on() {
    let impostor = Impostor::start().await;
    let gateway = Gateway::of(&impostor.issuer, |_| {}).await;
    let (pending, _) = asked(&gateway, &impostor).await;
    let state = pending.state().to_owned();
    for (back, expected) in [
        (vec![("code", "c"), ("iss", "https://honest.example")], CallbackError::Issuer),
        (vec![("code", "c")], CallbackError::Issuer),
        (
            vec![("error", "access_denied"), ("iss", "https://honest.example")],
            CallbackError::Issuer,
        ),
        (vec![("error", "access_denied")], CallbackError::Issuer),
        (
            vec![("code", "c"), ("error", "x"), ("iss", impostor.issuer.as_str())],
            CallbackError::Malformed,
        ),
        (vec![("iss", impostor.issuer.as_str())], CallbackError::Malformed),
        (
            vec![("code", "c"), ("code", "d"), ("iss", impostor.issuer.as_str())],
            CallbackError::Malformed,
        ),
    ] {
        let back = back.into_iter().chain([("state", state.as_str())]).collect();
        let error = gateway.party.finish(&back, pending.clone(), NOON).await.unwrap_err();
        assert!(matches!(error, RelyingError::Foreign(found) if found == expected), "{error}");
    }
    for other in [vec![("code", "c")], vec![("code", "c"), ("state", "another")]] {
        let back = other.into_iter().chain([("iss", impostor.issuer.as_str())]).collect();
        let error = gateway.party.finish(&back, pending.clone(), NOON).await.unwrap_err();
        assert!(matches!(error, RelyingError::Foreign(CallbackError::State)), "{error}");
    }
    assert_eq!(impostor.token_calls(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn metadata_of_another_issuer_is_not_believed() {
    let impostor = Impostor::start().await;
    impostor.metadata("issuer", json!("https://honest.example"));
    let gateway = Gateway::of(&impostor.issuer, |_| {}).await;
    let error = gateway.party.begin(&wanted(), NOON).await.unwrap_err();
    assert!(matches!(error, RelyingError::Invalid(_)), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_client_test_userinfo_of_another_person_is_not_used() {
    let impostor = Impostor::start().await;
    let gateway = Gateway::of(&impostor.issuer, |settings| settings.userinfo = true).await;
    impostor.userinfo(json!({ "sub": "ana", "name": "Ana", "acr": "high" }));
    let identity = finish(&gateway, &impostor, &json!({})).await.unwrap();
    assert_eq!(identity.text("name"), Some("Ana"));
    for answer in [json!({ "sub": "ben", "name": "Ben" }), json!({ "name": "Ana" }), json!([])] {
        impostor.userinfo(answer);
        let error = finish(&gateway, &impostor, &json!({})).await.unwrap_err();
        assert!(matches!(error, RelyingError::Invalid(_)), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_of_a_broken_provider_are_told_apart() {
    let impostor = Impostor::start().await;
    let gateway = Gateway::of(&impostor.issuer, |_| {}).await;
    let (pending, back) = asked(&gateway, &impostor).await;
    let finish = async |status, body| {
        impostor.refuse(status, body);
        gateway.party.finish(&back, pending.clone(), NOON).await.unwrap_err()
    };
    let error = finish(503, json!({})).await;
    assert!(matches!(error, RelyingError::Unreachable(_)), "{error}");
    let error = finish(401, json!({ "error": "invalid_client" })).await;
    assert!(matches!(error, RelyingError::Rejected { .. }), "{error}");
    let error = finish(200, json!({ "access_token": "t", "token_type": "bearer" })).await;
    assert!(error.to_string().contains("no ID token"), "{error}");
    let odd = json!({ "access_token": "t", "token_type": "mac", "id_token": "a.b.c" });
    assert!(finish(200, odd).await.to_string().contains("unknown type"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_is_too_old_is_refused_where_max_age_was_asked() {
    let impostor = Impostor::start().await;
    let gateway = Gateway::of(&impostor.issuer, |_| {}).await;
    let request = Request { max_age: Some(Duration::from_mins(1)), ..Request::default() };
    for (since, accepted) in [(30, true), (600, false)] {
        let (_, pending) = gateway.party.begin(&request, NOON).await.unwrap();
        let back = [("code", "c"), ("state", pending.state()), ("iss", &impostor.issuer)];
        let back: Params = back.into_iter().collect();
        let earlier = Timestamp::from_seconds(NOON.seconds() - since);
        let changes = json!({ "auth_time": earlier.seconds() });
        impostor.answer(&impostor.sign(&nonce(&pending), &changes));
        let found = gateway.party.finish(&back, pending, NOON).await;
        assert_eq!(found.is_ok(), accepted, "{since} s");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_over_is_told_by_a_logout_token_of_the_provider_alone() {
    let (gateway, mobile) = both().await;
    let (url, pending) = gateway.party.begin(&wanted(), NOON).await.unwrap();
    let back = mobile.approve(&url, "Ana").await;
    let identity = gateway.party.finish(&back, pending, NOON).await.unwrap();
    let client = mobile.provider.client(&ClientId::parse("gateway").unwrap()).unwrap();
    let (person, session) = (proved("Ana").person, proved("Ana").session.unwrap());
    let token = mobile.provider.logout_token(client, &person, &session, NOON).unwrap();
    let over = gateway.party.logged_out(&token, NOON).await.unwrap();
    assert_eq!(over.subject.as_deref(), Some(identity.subject()));
    assert_eq!(over.session.as_deref(), identity.session());
    assert!(gateway.party.logged_out(identity.id_token(), NOON).await.is_err());
}

#[test]
fn what_is_pending_is_not_printed() {
    let pending: Pending = serde_json::from_value(json!({
        "issuer": "https://mobile.example", "state": "sss", "nonce": "nnn", "verifier": "vvv",
        "minimum": null, "max_age_seconds": null,
    }))
    .unwrap();
    let printed = format!("{pending:?}");
    assert!(!["sss", "nnn", "vvv"].iter().any(|secret| printed.contains(secret)));
}
