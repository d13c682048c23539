use protocol::jose::{Algorithm, JoseError, jws};
use protocol::oidc::Parameters;
use protocol::oidc::logout::{
    Ended, LeaveError, LeaveRequest, LogoutExpectation, LogoutTokenError, token, verify,
};
use serde_json::{Value, json};

use crate::{ISSUER, KEY, NOW, keys, with};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

fn expected() -> LogoutExpectation<'static> {
    LogoutExpectation {
        issuer: ISSUER,
        client_id: "health",
        algorithms: &[Algorithm::ES256],
        now: NOW,
    }
}

#[test]
fn a_logout_token_says_whose_session_ended() {
    let ended =
        Ended { issuer: ISSUER, client_id: "health", subject: "s1", session: Some("session") };
    let made = token(&*KEY, &ended, "j1", NOW).unwrap();
    let read = verify(&made, &keys(), &expected()).unwrap();
    assert_eq!((read.subject.as_deref(), read.session.as_deref()), (Some("s1"), Some("session")));
    assert_eq!(read.id, "j1");
    let later = LogoutExpectation { now: read.expires, ..expected() };
    assert_eq!(verify(&made, &keys(), &later), Err(LogoutTokenError::Time));
}

#[test]
fn what_is_not_a_logout_token_ends_nothing() {
    let now = NOW.seconds();
    let good = json!({
        "iss": ISSUER, "aud": "health", "iat": now, "exp": now + 60, "jti": "j", "sub": "s1",
        "events": {EVENT: {}},
    });
    let verdict = |typ: &str, changes: &Value| {
        let token = jws::sign(&*KEY, typ, &with(&good, changes)).unwrap();
        verify(&token, &keys(), &expected()).err()
    };
    assert_eq!(verdict("logout+jwt", &json!({})), None);
    assert_eq!(verdict("JWT", &json!({})), Some(JoseError::Type.into()));
    for (changes, error) in [
        (json!({"iss": "https://evil.example"}), LogoutTokenError::Party),
        (json!({"aud": "tax"}), LogoutTokenError::Party),
        (json!({"aud": ["health", "tax"]}), LogoutTokenError::Party),
        (json!({"exp": now - 60}), LogoutTokenError::Time),
        (json!({"iat": now + 61}), LogoutTokenError::Time),
        (json!({"sub": null}), LogoutTokenError::Event),
        (json!({"events": {}}), LogoutTokenError::Event),
        (json!({"events": {EVENT: 1}}), LogoutTokenError::Event),
        (json!({"nonce": "n"}), LogoutTokenError::Event),
    ] {
        assert_eq!(verdict("logout+jwt", &changes), Some(error), "{changes}");
    }
    for missing in ["jti", "exp", "iat", "events"] {
        assert!(verdict("logout+jwt", &json!({missing: null})).is_some(), "{missing}");
    }
}

fn leave(query: &str) -> Result<LeaveRequest, LeaveError> {
    LeaveRequest::parse(&Parameters::parse(query).unwrap())
}

#[test]
fn a_person_is_sent_only_to_a_registered_address() {
    let registered = ["https://health.example/bye?x=1".to_owned()];
    let uri = "post_logout_redirect_uri=https%3A%2F%2Fhealth.example%2Fbye%3Fx%3D1";
    let to = |query: &str| leave(query).unwrap().return_to(&registered);
    assert_eq!(to(uri), Ok(Some(registered[0].clone())));
    let with_state = format!("{}&state=a%26b", registered[0]);
    assert_eq!(to(&format!("{uri}&state=a%26b")), Ok(Some(with_state)));
    assert_eq!(to("state=a"), Ok(None));
    assert_eq!(to(""), Ok(None));
    for off in ["%26y=2", "%2F", "%23", "%20"] {
        assert_eq!(to(&format!("{uri}{off}")), Err(LeaveError::ReturnAddress), "{off}");
    }
}

#[test]
fn a_repeated_or_endless_parameter_is_refused() {
    assert_eq!(leave("state=a&state=b"), Err(LeaveError::Malformed));
    assert_eq!(leave(&format!("state={}", "a".repeat(3000))), Err(LeaveError::Malformed));
}
