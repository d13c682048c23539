//! Signing the app in again, and what a session is.

use std::time::Duration;

use protocol::webauthn::PublicKeyCredentialRequestOptionsJson;
use serde_json::{Value, json};

use super::common::{ORIGIN, Operator, Phone};

async fn challenge(phone: &mut Phone<'_>) -> (Value, PublicKeyCredentialRequestOptionsJson) {
    let got = phone.post("session/challenge", &json!({})).await.ok();
    (got["session"].clone(), serde_json::from_value(got["options"].clone()).unwrap())
}

async fn sign_in(phone: &mut Phone<'_>) -> Value {
    let (session, options) = challenge(phone).await;
    json!({ "session": session, "assertion": phone.authenticator.get(ORIGIN, &options).unwrap() })
}

#[tokio::test]
async fn a_phone_that_lost_its_cookie_signs_in_by_its_passkey() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let stolen = ana.cookie.take();
    assert_eq!(ana.get("me").await.refusal(), "signed_out");
    let body = sign_in(&mut ana).await;
    ana.post("session", &body).await.ok();
    assert_eq!(ana.get("me").await.ok()["person"]["name"], "Ana Peeters");
    let mut thief = Phone::new(&operator);
    thief.cookie = stolen;
    assert_eq!(thief.get("me").await.refusal(), "signed_out", "the old session is over");
}

#[tokio::test]
async fn a_challenge_signs_in_once_and_in_time() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let body = sign_in(&mut ana).await;
    ana.post("session", &body).await.ok();
    assert_eq!(ana.post("session", &body).await.refusal(), "assertion_invalid");
    let body = sign_in(&mut ana).await;
    operator.pass(Duration::from_mins(5));
    assert_eq!(ana.post("session", &body).await.refusal(), "assertion_invalid");
}

#[tokio::test]
async fn a_challenge_is_used_up_by_a_signature_that_does_not_hold() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut body = sign_in(&mut ana).await;
    let signature = body["assertion"]["response"]["signature"].take();
    body["assertion"]["response"]["signature"] = "MEUCIQ".into();
    assert_eq!(ana.post("session", &body).await.refusal(), "assertion_invalid");
    body["assertion"]["response"]["signature"] = signature;
    assert_eq!(ana.post("session", &body).await.refusal(), "assertion_invalid");
}

#[tokio::test]
async fn an_unknown_key_signs_nobody_in() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut stranger = Operator::start().await.ana().await.authenticator;
    let (session, options) = challenge(&mut ana).await;
    let assertion = stranger.get(ORIGIN, &options).unwrap();
    let body = json!({ "session": session, "assertion": assertion });
    assert_eq!(ana.post("session", &body).await.refusal(), "assertion_invalid");
}

#[tokio::test]
async fn the_cookie_is_for_this_site_alone_and_for_no_script() {
    let operator = Operator::start().await;
    let mut phone = Phone::new(&operator);
    let code = operator.activation_code(&super::common::ana()).await;
    let enrolled = phone.enrol(&code).await;
    let cookie = enrolled.header("set-cookie");
    for word in ["mobile_device=", "HttpOnly", "SameSite=Strict", "Max-Age=34560000", "Path=/"] {
        assert!(cookie.contains(word), "{word}: {cookie}");
    }
    operator.pass(Duration::from_hours(400 * 24));
    assert_eq!(phone.get("me").await.refusal(), "signed_out");
}

#[tokio::test]
async fn a_session_made_up_is_none() {
    let operator = Operator::start().await;
    let _ana = operator.ana().await;
    let mut phone = Phone::new(&operator);
    for cookie in ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        phone.cookie = Some(format!("mobile_device={cookie}"));
        assert_eq!(phone.get("requests").await.refusal(), "signed_out");
    }
}
