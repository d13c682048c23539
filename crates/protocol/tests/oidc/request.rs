use std::time::Duration;

use domain::{Language, Level};
use proptest::prelude::*;
use protocol::jose::jws;
use protocol::oidc::request::{Refused, Via};
use protocol::oidc::{
    AcrSpelling, Answer, Asked, AuthorizationError, ClientRules, CodeChallenge, Display,
    PageReason, Parameters, ProviderRules, Raw, ResponseMode,
};
use serde_json::json;

use crate::{ISSUER, KEY, NOW, keys};

const CALLBACK: &str = "https://health.example/callback";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// How a request ended.
#[derive(Debug, PartialEq)]
enum Ended {
    Page(PageReason),
    Redirect(AuthorizationError),
}

#[derive(Clone, Copy)]
struct Registered {
    require_pushed: bool,
    minimum: Level,
}

const OPEN: Registered = Registered { require_pushed: false, minimum: Level::Low };

fn put(pairs: Vec<(String, String)>, via: Via, registered: Registered) -> Result<Asked, Ended> {
    let redirect_uris = [CALLBACK.to_owned(), "https://health.example/other".to_owned()];
    let client = ClientRules {
        client_id: "health",
        redirect_uris: &redirect_uris,
        minimum: registered.minimum,
        require_pushed: registered.require_pushed,
    };
    let (acr, keys) = (AcrSpelling::default(), keys());
    let provider = ProviderRules {
        issuer: ISSUER,
        acr: &acr,
        scopes: &["openid", "profile", "email"],
        authorization_details: &["service_login"],
        keys: &keys,
    };
    let parameters = Parameters::from_pairs(pairs).unwrap();
    let returnable = Raw::new(parameters, via)
        .known(client)
        .and_then(protocol::oidc::request::KnownClient::returnable)
        .map_err(Ended::Page)?;
    returnable.asked(&provider).map_err(|refused| {
        let Refused { address, refusal } = *refused;
        assert!(redirect_uris.contains(&address.redirect_uri), "never elsewhere");
        Ended::Redirect(refusal.error)
    })
}

/// The good request with some parameters changed, or left out where the value is empty.
fn pairs(changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut pairs = vec![
        ("client_id", "health"),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("state", "s1"),
        ("nonce", "n1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in changes {
        pairs.retain(|(found, _)| found != name);
        if !value.is_empty() {
            pairs.push((name, value));
        }
    }
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn ask(changes: &[(&str, &str)]) -> Result<Asked, Ended> {
    put(pairs(changes), Via::Browser, OPEN)
}

fn refused(changes: &[(&str, &str)]) -> Ended {
    ask(changes).expect_err("a refusal")
}

#[test]
fn a_plain_request_is_asked_as_it_was_meant() {
    let asked = ask(&[]).unwrap();
    assert_eq!(asked.client_id, "health");
    assert_eq!(asked.address.redirect_uri, CALLBACK);
    assert_eq!(asked.address.state.as_deref(), Some("s1"));
    assert_eq!(asked.address.mode, ResponseMode::Query);
    assert_eq!(asked.wish.nonce.as_deref(), Some("n1"));
    assert_eq!(asked.wish.minimum, Level::Low);
    assert_eq!(asked.wish.scope.to_string(), "openid profile");
    let challenge = CodeChallenge::parse(Some(CHALLENGE), Some("S256")).unwrap();
    assert_eq!(asked.wish.code_challenge, challenge);
}

#[test]
fn an_asked_request_survives_being_stored() {
    let claims =
        r#"{"id_token":{"acr":{"essential":true,"values":["high"]}},"userinfo":{"email":null}}"#;
    let asked = ask(&[("claims", claims), ("max_age", "60"), ("ui_locales", "fr")]).unwrap();
    let stored = serde_json::to_string(&asked).unwrap();
    assert_eq!(serde_json::from_str::<Asked>(&stored).unwrap(), asked);
}

#[test]
fn the_order_of_scopes_and_parameters_means_nothing() {
    let mut reversed = pairs(&[("scope", "profile openid")]);
    reversed.reverse();
    assert_eq!(put(reversed, Via::Browser, OPEN).unwrap(), ask(&[]).unwrap());
}

#[test]
fn unknown_parameters_and_scopes_are_ignored() {
    let asked = ask(&[("extra", "x"), ("scope", "openid profile payments")]).unwrap();
    assert_eq!(asked, ask(&[]).unwrap());
}

#[test]
fn a_wrong_client_or_redirect_uri_ends_on_a_page() {
    for (changes, reason) in [
        (("client_id", ""), PageReason::NoClient),
        (("client_id", "tax"), PageReason::UnknownClient),
        (("redirect_uri", ""), PageReason::NoRedirectUri),
        (("redirect_uri", "https://health.example/callback/"), PageReason::UnknownRedirectUri),
        (("redirect_uri", "https://health.example/callback?x=1"), PageReason::UnknownRedirectUri),
        (("redirect_uri", "https://evil.example/"), PageReason::UnknownRedirectUri),
        (("state", &"s".repeat(2049)), PageReason::NoState),
    ] {
        assert_eq!(refused(&[changes]), Ended::Page(reason), "{changes:?}");
        // A page even when something else is wrong that alone would be redirected.
        let both = [changes, ("response_type", "token")];
        assert_eq!(refused(&both), Ended::Page(reason), "{changes:?}");
    }
}

#[test]
fn a_repeated_parameter_is_refused_where_it_stands() {
    for (name, expected) in [
        ("client_id", Ended::Page(PageReason::NoClient)),
        ("redirect_uri", Ended::Page(PageReason::NoRedirectUri)),
        ("state", Ended::Page(PageReason::NoState)),
        ("response_mode", Ended::Page(PageReason::NoState)),
        ("scope", Ended::Redirect(AuthorizationError::InvalidRequest)),
        ("nonce", Ended::Redirect(AuthorizationError::InvalidRequest)),
        ("code_challenge", Ended::Redirect(AuthorizationError::InvalidRequest)),
        ("unheard_of", Ended::Redirect(AuthorizationError::InvalidRequest)),
    ] {
        let mut twice = pairs(&[(name, "")]);
        twice.extend(["a", "b"].map(|value| (name.to_owned(), value.to_owned())));
        assert_eq!(put(twice, Via::Browser, OPEN), Err(expected), "{name}");
    }
}

#[test]
fn every_other_fault_is_told_to_the_client() {
    use AuthorizationError as E;
    let long = "n".repeat(513);
    for (changes, error) in [
        (("response_type", ""), E::InvalidRequest),
        (("response_type", "token"), E::UnsupportedResponseType),
        (("response_type", "code id_token"), E::UnsupportedResponseType),
        (("response_type", "Code"), E::UnsupportedResponseType),
        (("response_mode", "fragment"), E::InvalidRequest),
        (("response_mode", "jwt"), E::InvalidRequest),
        (("scope", ""), E::InvalidScope),
        (("scope", "profile"), E::InvalidScope),
        (("scope", "openid \u{1}"), E::InvalidScope),
        (("nonce", &long), E::InvalidRequest),
        (("prompt", "none login"), E::InvalidRequest),
        (("prompt", "create"), E::InvalidRequest),
        (("max_age", "-1"), E::InvalidRequest),
        (("max_age", "1.5"), E::InvalidRequest),
        (("max_age", "+1"), E::InvalidRequest),
        (("max_age", "99999999999"), E::InvalidRequest),
        (("login_hint", "a\nb"), E::InvalidRequest),
        (("claims", "{"), E::InvalidRequest),
        (("claims", r#"{"userinfo":{"a":null,"a":null}}"#), E::InvalidRequest),
        (("request", "eyJ..."), E::RequestNotSupported),
        (("request_uri", "https://evil.example/request"), E::RequestUriNotSupported),
        (("registration", "{}"), E::RegistrationNotSupported),
        (("authorization_details", "{}"), E::InvalidAuthorizationDetails),
        (("authorization_details", r#"[{"type":"payment"}]"#), E::InvalidAuthorizationDetails),
        (("id_token_hint", "x.y.z"), E::InvalidRequest),
    ] {
        assert_eq!(refused(&[changes]), Ended::Redirect(error), "{changes:?}");
    }
}

#[test]
fn proof_of_key_is_required_with_s256() {
    for changes in [
        [("code_challenge", ""), ("code_challenge_method", "")],
        [("code_challenge", ""), ("code_challenge_method", "S256")],
        [("code_challenge", CHALLENGE), ("code_challenge_method", "")],
        [("code_challenge", CHALLENGE), ("code_challenge_method", "plain")],
        [("code_challenge", "short"), ("code_challenge_method", "S256")],
    ] {
        let expected = Ended::Redirect(AuthorizationError::InvalidRequest);
        assert_eq!(refused(&changes), expected, "{changes:?}");
    }
}

#[test]
fn wishes_are_read() {
    let asked = ask(&[
        ("prompt", "login consent"),
        ("max_age", "0"),
        ("display", "popup"),
        ("ui_locales", "es de-AT"),
        ("claims_locales", "nl"),
        ("login_hint", "ana@example.org"),
        ("response_mode", "form_post"),
    ])
    .unwrap();
    assert!(asked.wish.prompt.login && asked.wish.prompt.consent);
    assert_eq!(asked.wish.max_age, Some(Duration::ZERO));
    assert_eq!(asked.wish.display, Display::Popup);
    assert_eq!(asked.wish.language, Some(Language::De));
    assert_eq!(asked.wish.claims_language, Some(Language::Nl));
    assert_eq!(asked.wish.login_hint.as_deref(), Some("ana@example.org"));
    assert!(matches!(asked.address.code(ISSUER, "c"), Answer::FormPost { .. }));
    // Unknown wishes of these kinds are no errors.
    assert!(ask(&[("display", "hologram"), ("ui_locales", "tlh"), ("acr_values", "x")]).is_ok());
}

#[test]
fn the_minimum_is_the_least_that_satisfies_request_and_registration() {
    let claims = |essential: bool, values: &str| {
        format!(r#"{{"id_token":{{"acr":{{"essential":{essential},"values":{values}}}}}}}"#)
    };
    for (registered, acr_values, claims, expected) in [
        (Level::Low, "", String::new(), Some(Level::Low)),
        (Level::Substantial, "low", String::new(), Some(Level::Substantial)),
        (Level::Low, "high substantial", String::new(), Some(Level::Substantial)),
        (Level::Low, "500", String::new(), Some(Level::High)),
        (Level::Low, "urn:unknown", String::new(), Some(Level::Low)),
        (Level::Low, "low", claims(true, r#"["high"]"#), Some(Level::High)),
        (Level::Low, "high", claims(false, r#"["low"]"#), Some(Level::High)),
        (Level::Low, "", claims(true, r#"["urn:x","300"]"#), Some(Level::Substantial)),
        (Level::Low, "", claims(false, r#"["urn:x"]"#), Some(Level::Low)),
        (Level::Low, "", claims(true, "[]"), Some(Level::Low)),
        (Level::Low, "", claims(true, r#"["urn:x"]"#), None),
        (Level::Low, "", claims(true, "[5]"), None),
    ] {
        let changes = [("acr_values", acr_values), ("claims", claims.as_str())];
        let registered = Registered { minimum: registered, ..OPEN };
        let asked = put(pairs(&changes), Via::Browser, registered);
        let found = asked.map(|asked| asked.wish.minimum);
        let unmet = Ended::Redirect(AuthorizationError::UnmetAuthenticationRequirements);
        assert_eq!(found, expected.ok_or(unmet), "{changes:?}");
    }
}

#[test]
fn a_pushed_request_comes_from_the_client_and_refers_to_no_other() {
    let strict = Registered { require_pushed: true, ..OPEN };
    assert!(put(pairs(&[]), Via::Pushed, strict).is_ok());
    let expected = Err(Ended::Redirect(AuthorizationError::InvalidRequest));
    assert_eq!(put(pairs(&[]), Via::Browser, strict), expected);
    let reference = "urn:ietf:params:oauth:request_uri:abc";
    assert_eq!(put(pairs(&[("request_uri", reference)]), Via::Pushed, OPEN), expected);
    let raw = |uri, via| {
        let parameters = Parameters::from_pairs(pairs(&[("request_uri", uri)])).unwrap();
        Raw::new(parameters, via).pushed_reference().map(|found| found.map(str::to_owned))
    };
    assert_eq!(raw(reference, Via::Browser), Ok(Some(reference.to_owned())));
    assert_eq!(raw(reference, Via::Pushed), Ok(None));
    assert_eq!(raw("https://evil.example/", Via::Browser), Ok(None));
}

#[test]
fn a_hint_is_an_id_token_of_ours_for_this_client() {
    let hint = |aud: &str, iss: &str| {
        let exp = NOW.seconds() - 1_000_000;
        let claims = json!({"iss": iss, "aud": aud, "sub": "s1", "iat": exp - 300, "exp": exp});
        let token = jws::sign(&*KEY, "JWT", &claims).unwrap();
        ask(&[("id_token_hint", &token)])
    };
    let asked = hint("health", ISSUER).unwrap();
    assert_eq!(asked.wish.id_token_hint.unwrap().subject, "s1");
    let expected = Ended::Redirect(AuthorizationError::InvalidRequest);
    assert_eq!(hint("tax", ISSUER).expect_err("another client"), expected);
    assert_eq!(hint("health", "https://evil.example").expect_err("another issuer"), expected);
}

proptest! {
    #[test]
    fn hostile_requests_end_on_a_page_or_at_the_client(
        extra in prop::collection::vec((prop::sample::select(vec![
            "client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "prompt",
            "max_age", "claims", "acr_values", "request_uri", "authorization_details", "login_hint",
            "id_token_hint", "response_mode", "x",
        ]), "\\PC{0,30}"), 0..4),
    ) {
        let mut all = pairs(&[]);
        all.extend(extra.into_iter().map(|(name, value)| (name.to_owned(), value)));
        // The assertion that no refusal is sent elsewhere stands in `put`.
        let _ = put(all, Via::Browser, OPEN);
    }
}
