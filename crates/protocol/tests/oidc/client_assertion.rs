use domain::Timestamp;
use protocol::jose::{Algorithm, JoseError, Signer, SoftwareKey, jws};
use protocol::json::JsonError;
use protocol::oidc::client_assertion::{
    self, AssertionError, Expectation, Used, claimed_client, verify,
};
use serde_json::{Value, json};

use crate::{ISSUER, KEY, NOW, keys, with};

const CLIENT: &str = "health";
const TOKEN_ENDPOINT: &str = "https://gateway.example/token";

fn expected() -> Expectation<'static> {
    Expectation { client_id: CLIENT, audiences: &[ISSUER, TOKEN_ENDPOINT], now: NOW }
}

fn good() -> Value {
    let now = NOW.seconds();
    json!({"iss": CLIENT, "sub": CLIENT, "aud": ISSUER, "jti": "j1", "iat": now, "exp": now + 60})
}

/// The verdict on the good claims with some changed.
fn verdict(changes: Value) -> Result<Used, AssertionError> {
    typed("JWT", changes)
}

#[expect(clippy::needless_pass_by_value, reason = "literals read better without a reference")]
fn typed(typ: &str, changes: Value) -> Result<Used, AssertionError> {
    let token = jws::sign(&*KEY, typ, &with(&good(), &changes)).unwrap();
    verify(&token, &keys(), &expected())
}

#[test]
fn what_we_make_we_accept_once_it_is_stored() {
    let token = client_assertion::create(&*KEY, CLIENT, ISSUER, "fresh", NOW).unwrap();
    assert_eq!(claimed_client(&token).unwrap(), CLIENT);
    let used = verify(&token, &keys(), &expected()).unwrap();
    assert_eq!(used.id, "fresh");
    // Stored for as long as it could be replayed.
    let later = |seconds| Expectation {
        now: Timestamp::from_seconds(NOW.seconds() + seconds),
        ..expected()
    };
    assert!(verify(&token, &keys(), &later(119)).is_ok());
    assert_eq!(verify(&token, &keys(), &later(120)), Err(AssertionError::Expired));
    assert_eq!(used.expires, later(120).now);
}

#[test]
fn issuer_and_subject_are_the_client() {
    for changes in [
        json!({"iss": "tax"}),
        json!({"sub": "tax"}),
        json!({"iss": "tax", "sub": "tax"}),
        json!({"iss": "health "}),
        json!({"sub": "Health"}),
    ] {
        assert_eq!(verdict(changes.clone()), Err(AssertionError::Party), "{changes}");
    }
}

#[test]
fn it_is_addressed_to_this_provider_alone() {
    for audience in [json!(ISSUER), json!([ISSUER]), json!(TOKEN_ENDPOINT)] {
        assert!(verdict(json!({"aud": audience})).is_ok(), "{audience}");
    }
    for audience in [
        json!("https://evil.example"),
        json!(format!("{ISSUER}/")),
        json!(format!("{ISSUER}/par")),
        json!([ISSUER, "https://evil.example"]),
        json!([ISSUER, ISSUER]),
        json!([]),
        json!(""),
    ] {
        let refused = verdict(json!({"aud": audience}));
        assert_eq!(refused, Err(AssertionError::Audience), "{audience}");
    }
}

#[test]
fn clocks_may_differ_by_a_minute_and_no_more() {
    let now = NOW.seconds();
    for (changes, expected) in [
        (json!({"iat": now + 8}), None),
        (json!({"nbf": now + 8}), None),
        (json!({"iat": now + 60}), None),
        (json!({"iat": now + 61}), Some(AssertionError::NotYet)),
        (json!({"nbf": now + 61}), Some(AssertionError::NotYet)),
        (json!({"exp": now - 59}), None),
        (json!({"exp": now - 60}), Some(AssertionError::Expired)),
        (json!({"exp": now - 300}), Some(AssertionError::Expired)),
        (json!({"exp": 0}), Some(AssertionError::Expired)),
        (json!({"exp": now + 3600}), None),
        (json!({"exp": now + 3700}), Some(AssertionError::LongLived)),
        (json!({"iat": null}), None),
    ] {
        assert_eq!(verdict(changes.clone()).err(), expected, "{changes}");
    }
}

#[test]
fn no_claim_may_be_missing_or_of_another_type() {
    let shape = AssertionError::Token(JoseError::Json(JsonError::Shape));
    for changes in [
        json!({"iss": null}),
        json!({"sub": null}),
        json!({"aud": null}),
        json!({"exp": null}),
        json!({"jti": null}),
        json!({"exp": "1800000060"}),
        json!({"exp": 1_800_000_060.5}),
        json!({"exp": -1}),
        json!({"exp": 9_999_999_999_999_u64}),
        json!({"iat": "now"}),
        json!({"nbf": true}),
        json!({"sub": [CLIENT]}),
        json!({"aud": {"a": 1}}),
    ] {
        assert_eq!(verdict(changes.clone()), Err(shape), "{changes}");
    }
    for id in ["", &"j".repeat(257)] {
        assert_eq!(verdict(json!({"jti": id})), Err(AssertionError::Id));
    }
}

#[test]
fn tokens_for_other_purposes_are_no_assertions() {
    for typ in ["dpop+jwt", "oauth-authz-req+jwt", "logout+jwt", "at+jwt"] {
        assert_eq!(typed(typ, json!({})), Err(JoseError::Type.into()), "{typ}");
    }
    assert!(typed("client-authentication+jwt", json!({})).is_ok());
}

#[test]
fn another_clients_key_proves_nothing() {
    let other = SoftwareKey::generate(Algorithm::ES256).unwrap();
    let token = jws::sign(&other, "JWT", &good()).unwrap();
    let refused = verify(&token, &keys(), &expected());
    assert_eq!(refused, Err(JoseError::UnknownKey.into()));
    let posing = other.with_key_id(KEY.key_id());
    let token = jws::sign(&posing, "JWT", &good()).unwrap();
    assert_eq!(verify(&token, &keys(), &expected()), Err(JoseError::Signature.into()));
}

#[test]
fn the_claimed_client_is_read_without_trust() {
    assert!(claimed_client("").is_err());
    assert!(claimed_client("a.b.c").is_err());
    let token = jws::sign(&*KEY, "JWT", &json!({"sub": 1})).unwrap();
    assert!(claimed_client(&token).is_err());
}
