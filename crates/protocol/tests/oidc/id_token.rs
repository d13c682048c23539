use std::time::Duration;

use domain::{Level, Timestamp};
use protocol::jose::{Algorithm, JoseError, JwkSet, Signer, SoftwareKey, jws};
use protocol::json::JsonError;
use protocol::oidc::id_token::{
    Expectation, IdTokenClaims, IdTokenError, half_hash, verify, verify_hint,
};
use serde_json::{Value, json};

use crate::{ISSUER, KEY, NOW, keys, with};

const CLIENT: &str = "health";

fn expected() -> Expectation<'static> {
    Expectation {
        issuer: ISSUER,
        client_id: CLIENT,
        algorithms: &[Algorithm::ES256],
        nonce: "n1",
        access_token: Some("at1"),
        minimum: Some(Level::Substantial),
        max_age: None,
        now: NOW,
    }
}

fn good() -> Value {
    let now = NOW.seconds();
    json!({
        "iss": ISSUER, "sub": "s1", "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": "n1",
        "acr": Level::Substantial.uri(), "auth_time": now - 10,
        "at_hash": half_hash(Algorithm::ES256, "at1"),
    })
}

#[expect(clippy::needless_pass_by_value, reason = "literals read better without a reference")]
fn verdict(changes: Value, expected: &Expectation<'_>) -> Option<IdTokenError> {
    let token = jws::sign(&*KEY, "JWT", &with(&good(), &changes)).unwrap();
    verify(&token, &keys(), expected).err()
}

#[test]
fn what_the_provider_signs_the_relying_party_accepts() {
    let mut claims = IdTokenClaims::new(ISSUER, "s1", CLIENT, NOW, Duration::from_mins(5));
    claims.nonce = Some("n1".to_owned());
    claims.acr = Some(Level::High.uri().to_owned());
    claims.amr = vec!["hwk".to_owned(), "user".to_owned()];
    claims.claims.insert("given_name".to_owned(), json!("Ana"));
    let token = claims.sign(&*KEY, Some("at1")).unwrap();
    let read = verify(&token, &keys(), &expected()).unwrap();
    assert_eq!(read.level(), Some(Level::High));
    assert_eq!(read.claims["given_name"], "Ana");
    assert_eq!(read.amr, ["hwk", "user"]);
    assert!(!format!("{read:?}").contains("Ana"));
}

#[test]
fn a_claim_about_the_person_cannot_pose_as_one_of_the_token() {
    for name in ["iss", "sub", "acr", "nonce", "sid"] {
        let mut claims = IdTokenClaims::new(ISSUER, "s1", CLIENT, NOW, Duration::from_mins(5));
        claims.claims.insert(name.to_owned(), json!("x"));
        assert!(claims.sign(&*KEY, None).is_err(), "{name}");
    }
}

#[test]
fn it_comes_from_the_issuer_for_this_client_alone() {
    for (changes, error) in [
        (json!({"iss": "https://evil.example"}), IdTokenError::Issuer),
        (json!({"iss": "https://gateway.example/"}), IdTokenError::Issuer),
        (json!({"aud": "tax"}), IdTokenError::Audience),
        (json!({"aud": [CLIENT, "tax"]}), IdTokenError::Audience),
        (json!({"aud": []}), IdTokenError::Audience),
        (json!({"azp": "tax"}), IdTokenError::Audience),
    ] {
        assert_eq!(verdict(changes.clone(), &expected()), Some(error), "{changes}");
    }
    assert_eq!(verdict(json!({"aud": [CLIENT], "azp": CLIENT}), &expected()), None);
}

#[test]
fn the_subject_is_taken_as_it_is() {
    for sub in ["", "é", &"s".repeat(256)] {
        assert_eq!(verdict(json!({"sub": sub}), &expected()), Some(IdTokenError::Subject));
    }
    let token = jws::sign(&*KEY, "JWT", &with(&good(), &json!({"sub": " s1 "}))).unwrap();
    assert_eq!(verify(&token, &keys(), &expected()).unwrap().sub, " s1 ");
}

#[test]
fn it_answers_this_request_now() {
    let now = NOW.seconds();
    for (changes, error) in [
        (json!({"nonce": "n2"}), Some(IdTokenError::Nonce)),
        (json!({"nonce": null}), Some(IdTokenError::Nonce)),
        (json!({"nonce": ""}), Some(IdTokenError::Nonce)),
        (json!({"exp": now - 60}), Some(IdTokenError::Expired)),
        (json!({"exp": now - 59}), None),
        (json!({"iat": now + 61}), Some(IdTokenError::NotYet)),
        (json!({"iat": now + 60}), None),
    ] {
        assert_eq!(verdict(changes.clone(), &expected()), error, "{changes}");
    }
    let no_nonce = Expectation { nonce: "", ..expected() };
    assert_eq!(verdict(json!({"nonce": ""}), &no_nonce), Some(IdTokenError::Nonce));
}

#[test]
fn another_access_token_does_not_fit() {
    let swapped = Expectation { access_token: Some("at2"), ..expected() };
    assert_eq!(verdict(json!({}), &swapped), Some(IdTokenError::AccessToken));
    assert_eq!(verdict(json!({"at_hash": null}), &swapped), None);
}

#[test]
fn a_level_is_never_lower_than_asked() {
    for (acr, minimum, refused) in [
        (json!(Level::High.uri()), Level::Substantial, false),
        (json!(Level::Substantial.uri()), Level::Substantial, false),
        (json!(Level::Low.uri()), Level::Substantial, true),
        (json!(Level::Substantial.uri()), Level::High, true),
        (json!("high"), Level::High, true),
        (json!("500"), Level::High, true),
        (json!("http://eidas.europa.eu/LoA/High"), Level::High, true),
        (json!(null), Level::Low, true),
    ] {
        let expected = Expectation { minimum: Some(minimum), ..expected() };
        let error = verdict(json!({"acr": acr}), &expected);
        assert_eq!(error, refused.then_some(IdTokenError::Level), "{acr} {minimum}");
    }
}

#[test]
fn max_age_wants_a_recent_authentication() {
    let now = NOW.seconds();
    let expected = Expectation { max_age: Some(Duration::from_mins(1)), ..expected() };
    for (auth_time, refused) in [
        (json!(now - 60), false),
        (json!(now - 120), false),
        (json!(now - 121), true),
        (json!(now + 61), true),
        (json!(null), true),
    ] {
        let error = verdict(json!({"auth_time": auth_time}), &expected);
        assert_eq!(error, refused.then_some(IdTokenError::AuthTime), "{auth_time}");
    }
}

#[test]
fn no_claim_may_be_missing_or_of_another_type() {
    let shape = IdTokenError::Token(JoseError::Json(JsonError::Shape));
    for changes in [
        json!({"iss": null}),
        json!({"sub": null}),
        json!({"aud": null}),
        json!({"exp": null}),
        json!({"iat": null}),
        json!({"exp": "1800000060"}),
        json!({"iat": 1.5}),
        json!({"sub": 1}),
        json!({"amr": "pwd"}),
        json!({"nonce": ["n1"]}),
    ] {
        assert_eq!(verdict(changes.clone(), &expected()), Some(shape), "{changes}");
    }
}

#[test]
fn tokens_for_other_purposes_are_no_id_tokens() {
    for typ in ["at+jwt", "logout+jwt", "dpop+jwt"] {
        let token = jws::sign(&*KEY, typ, &good()).unwrap();
        let refused = verify(&token, &keys(), &expected());
        assert_eq!(refused, Err(JoseError::Type.into()), "{typ}");
    }
}

#[test]
fn a_key_is_used_only_under_the_algorithms_of_its_provider() {
    let rsa = SoftwareKey::generate(Algorithm::RS256).unwrap();
    let token = jws::sign(&rsa, "JWT", &good()).unwrap();
    let both = JwkSet::new(vec![KEY.public(), rsa.public()]);
    let refused = verify(&token, &both, &expected());
    assert_eq!(refused, Err(JoseError::AlgorithmNotAllowed.into()));
}

/// OpenID Connect Core, appendix A.3.
#[test]
fn the_example_of_the_standard_hashes_alike() {
    let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    assert_eq!(half_hash(Algorithm::RS256, token), "77QmUPtjPfzWtF2AnpK9RQ");
}

#[test]
fn a_hint_may_have_expired_but_must_be_ours() {
    let hint = |changes: &Value| {
        let token = jws::sign(&*KEY, "JWT", &with(&good(), changes)).unwrap();
        verify_hint(&token, &keys(), ISSUER)
    };
    let long_ago = Timestamp::from_seconds(0).seconds();
    let read = hint(&json!({"exp": long_ago, "sid": "session"})).unwrap();
    assert_eq!((read.client_id.as_str(), read.subject.as_str()), (CLIENT, "s1"));
    assert_eq!(read.session.as_deref(), Some("session"));
    assert_eq!(hint(&json!({"iss": "https://evil.example"})), Err(IdTokenError::Issuer));
    assert_eq!(hint(&json!({"aud": ["a", "b"]})), Err(IdTokenError::Audience));
    let unsigned = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2dhdGV3YXkuZXhhbXBsZSJ9.";
    assert!(verify_hint(unsigned, &keys(), ISSUER).is_err());
}
