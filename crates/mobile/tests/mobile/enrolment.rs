//! A registrar vouches, a person sets up the app.

use std::time::Duration;

use serde_json::{Value, json};

use super::common::{Operator, Phone, ana};

#[tokio::test]
async fn a_person_sets_up_the_app_with_the_code_of_a_registrar() {
    for operator in Operator::on_each_engine().await {
        let mut phone = operator.ana().await;
        let me = phone.get("me").await.ok();
        assert_eq!(me["person"]["name"], "Ana Peeters");
        assert_eq!(me["enrolment"]["level"], "high");
        assert_eq!(me["device"]["name"], "Pixel");
        assert_eq!(me["blocked"], false);
        let devices = phone.get("devices").await.ok();
        assert_eq!(devices[0]["this"], true);
        assert_eq!(phone.waiting().await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn the_code_is_easy_to_type_and_leads_into_the_app() {
    let operator = Operator::start().await;
    let token = operator.registrar_token("registrar").await;
    let offered = operator.offer(&token, &ana()).await;
    assert_eq!(offered.status, 201);
    let body = offered.json();
    let code = body["activation_code"].as_str().unwrap();
    assert_eq!(body["expires_in"], 14 * 24 * 60 * 60);
    assert_eq!(body["app_uri"], format!("http://localhost:8001/app/#activate={code}"));
    let mut phone = Phone::new(&operator);
    let typed = code.replace('-', " ").to_lowercase();
    let opened = phone.open_activation(&typed).await.ok();
    assert_eq!(opened["person"]["name"], "Ana Peeters");
    assert_eq!(opened["language"], "en");
    let options = &opened["options"];
    assert_eq!(options["rp"]["id"], "localhost");
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
}

#[tokio::test]
async fn a_registrar_is_held_to_its_own_level() {
    let operator = Operator::start().await;
    let token = operator.registrar_token("shop").await;
    let offered = operator.offer(&token, &ana()).await.ok();
    let mut phone = Phone::new(&operator);
    let enrolled = phone.enrol(offered["activation_code"].as_str().unwrap()).await.ok();
    assert_eq!(enrolled["enrolment"]["level"], "low");
}

#[tokio::test]
async fn a_synced_key_reaches_substantial_only() {
    let operator = Operator::start().await;
    let code = operator.activation_code(&ana()).await;
    let mut phone = Phone::new(&operator);
    phone.authenticator.behaviour.backup_eligible = true;
    let enrolled = phone.enrol(&code).await.ok();
    assert_eq!(enrolled["enrolment"]["level"], "substantial");
}

#[tokio::test]
async fn an_activation_code_works_once() {
    let operator = Operator::start().await;
    let code = operator.activation_code(&ana()).await;
    let (mut one, mut other) = (Phone::new(&operator), Phone::new(&operator));
    let (one, other) = tokio::join!(one.open_activation(&code), other.open_activation(&code));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 404]);
}

#[tokio::test]
async fn wrong_used_and_old_codes_look_alike() {
    let operator = Operator::start().await;
    let (used, old) =
        (operator.activation_code(&ana()).await, operator.activation_code(&ana()).await);
    let mut phone = Phone::new(&operator);
    phone.enrol(&used).await.ok();
    operator.pass(Duration::from_hours(14 * 24));
    let mut said = Vec::new();
    for code in [used.as_str(), &old, "4F7K-9QRT-CDGH", "not a code"] {
        let got = Phone::new(&operator).open_activation(code).await;
        assert_eq!(got.refusal(), "activation_unknown");
        said.push(got.text);
    }
    said.dedup();
    assert_eq!(said.len(), 1);
}

#[tokio::test]
async fn an_enrolment_takes_ten_minutes_at_most() {
    let operator = Operator::start().await;
    let code = operator.activation_code(&ana()).await;
    let mut phone = Phone::new(&operator);
    let opened = phone.open_activation(&code).await.ok();
    let body = phone.enrolment(&opened);
    let path = format!("activations/{}", opened["activation"].as_str().unwrap());
    operator.pass(Duration::from_mins(10));
    assert_eq!(phone.post(&path, &body).await.refusal(), "activation_unknown");
}

#[tokio::test]
async fn a_guessable_code_is_refused_and_another_one_may_be_chosen() {
    let operator = Operator::start().await;
    let code = operator.activation_code(&ana()).await;
    let mut phone = Phone::new(&operator);
    let opened = phone.open_activation(&code).await.ok();
    let mut body = phone.enrolment(&opened);
    let path = format!("activations/{}", opened["activation"].as_str().unwrap());
    for weak in ["12345", "00000", "1234", "abcde"] {
        body["code"] = weak.into();
        assert_eq!(phone.post(&path, &body).await.refusal(), "code_unfit", "{weak}");
    }
    body["code"] = "27182".into();
    assert_eq!(phone.post(&path, &body).await.status, 201);
    assert_eq!(phone.post(&path, &body).await.refusal(), "activation_unknown", "done is done");
}

#[tokio::test]
async fn a_key_made_for_something_else_is_refused() {
    let operator = Operator::start().await;
    let (first, second) =
        (operator.activation_code(&ana()).await, operator.activation_code(&ana()).await);
    let mut phone = Phone::new(&operator);
    let first = phone.open_activation(&first).await.ok();
    let second = phone.open_activation(&second).await.ok();
    let body = phone.enrolment(&first);
    let path = format!("activations/{}", second["activation"].as_str().unwrap());
    assert_eq!(phone.post(&path, &body).await.refusal(), "credential_unfit");
    phone.authenticator.behaviour.user_verified = false;
    let unverified = phone.enrolment(&second);
    assert_eq!(phone.post(&path, &unverified).await.refusal(), "user_not_verified");
}

#[tokio::test]
async fn only_a_registrar_vouches() {
    let operator = Operator::start().await;
    let got = operator.offer("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &ana()).await;
    assert_eq!((got.status, got.refusal().as_str()), (401, "invalid_token"));
    let mut ana_phone = operator.ana().await;
    let mut browser = operator.partner().ask(&super::common::Ask::default()).await;
    ana_phone.scan_and_approve(&mut browser).await.ok();
    let code = super::common::Browser::code_in(&browser.finish().await);
    let tokens = operator.partner().redeem(&code).await.ok();
    let token = tokens["access_token"].as_str().unwrap();
    let got = operator.offer(token, &ana()).await;
    assert_eq!((got.status, got.refusal().as_str()), (403, "insufficient_scope"));
}

#[tokio::test]
async fn a_flaw_is_named_and_never_quoted() {
    let operator = Operator::start().await;
    let token = operator.registrar_token("registrar").await;
    let mut flawed: Value = ana();
    flawed["verified_claims"]["claims"]["national_number"] = json!("85073003329");
    let got = operator.offer(&token, &flawed).await;
    assert_eq!(got.status, 400);
    assert!(got.text.contains("national_number"), "{}", got.text);
    assert!(!got.text.contains("85073003329"), "{}", got.text);
}

#[tokio::test]
async fn offers_that_nobody_used_are_forgotten() {
    let operator = Operator::start().await;
    let code = operator.activation_code(&ana()).await;
    operator.pass(Duration::from_hours(14 * 24 + 1));
    operator.run("purge").await;
    let got = Phone::new(&operator).open_activation(&code).await;
    assert_eq!(got.refusal(), "activation_unknown");
    let again = operator.ana().await;
    assert!(again.cookie.is_some(), "the person can be offered again");
}

#[tokio::test]
async fn a_second_phone_joins_the_first() {
    let operator = Operator::start().await;
    let mut first = operator.ana().await;
    let mut second = operator.ana().await;
    assert_eq!(first.get("devices").await.ok().as_array().unwrap().len(), 2);
    let devices = first.get("devices").await.ok();
    let other = devices.as_array().unwrap().iter().find(|device| device["this"] == false).unwrap();
    let path = format!("devices/{}", other["id"].as_str().unwrap());
    let removed = first.call(http::Method::DELETE, &path, None).await;
    assert_eq!(removed.status, 204);
    assert_eq!(second.get("me").await.refusal(), "signed_out");
    assert_eq!(first.get("devices").await.ok().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_phone_removes_itself_and_forgets_its_cookie() {
    let operator = Operator::start().await;
    let mut phone = operator.ana().await;
    let id = phone.get("me").await.ok()["device"]["id"].as_str().unwrap().to_owned();
    let got = phone.call(http::Method::DELETE, &format!("devices/{id}"), None).await;
    assert!(got.header("set-cookie").contains("Max-Age=0"), "{got:?}");
}

#[tokio::test]
async fn a_strangers_phone_is_not_on_ones_list() {
    let operator = Operator::start().await;
    let (mut ana, mut ben) = (operator.ana().await, operator.ben().await);
    let id = ben.get("me").await.ok()["device"]["id"].as_str().unwrap().to_owned();
    let got = ana.call(http::Method::DELETE, &format!("devices/{id}"), None).await;
    assert_eq!(got.refusal(), "device_unknown");
    assert_eq!(ben.get("me").await.status, 200);
}
