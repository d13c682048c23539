//! A phone that joins another one waits for its full weight, and the other one can refuse it.

use std::time::Duration;

use http::Method;
use serde_json::{Value, json};

use super::common::{Ask, CardLogin, Gateway, Operator, Phone};

const DAY: Duration = Duration::from_hours(24);

/// Two phones of Ana's: the first by the bank's word, the second by her card.
async fn two<'a>(operator: &'a Operator, gateway: &Gateway) -> (Phone<'a>, Phone<'a>) {
    let first = operator.ana().await;
    let code = gateway.code(&mut operator.browser(), &CardLogin::ana(), "beside").await;
    let mut second = Phone::new(operator);
    second.enrol(&code).await.ok();
    (first, second)
}

async fn added(phone: &mut Phone<'_>) -> Vec<Value> {
    phone.get("enrolments").await.ok()["added"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_second_phone_waits_a_day_for_the_highest_level() {
    for (operator, gateway) in Operator::with_gateways().await {
        let (mut first, mut second) = two(&operator, &gateway).await;
        let me = second.get("me").await.ok();
        assert_eq!(me["enrolment"]["level"], "substantial");
        assert_eq!(me["enrolment"]["settles"], operator.now().plus(DAY).millis());
        let got = second.log_in_high().await;
        assert_eq!((got.status, got.refusal().as_str()), (403, "cooling_off"));
        let said = got.json()["message"].as_str().unwrap().to_owned();
        assert!(said.contains("For the next 24 hours"), "{said}");
        first.log_in_high().await.ok();
        let mut browser = operator.partner().ask(&Ask::default()).await;
        second.scan_and_approve(&mut browser).await.ok();

        operator.pass(Duration::from_millis(24 * 60 * 60 * 1000 - 1));
        assert_eq!(second.log_in_high().await.refusal(), "cooling_off");
        operator.pass(Duration::from_millis(1));
        second.log_in_high().await.ok();
        let me = second.get("me").await.ok();
        assert_eq!(me["enrolment"]["level"], "high");
        assert_eq!(me["enrolment"]["settles"], json!(null));
    }
}

#[tokio::test]
async fn its_passkey_waits_as_well() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let (_first, mut second) = two(&operator, &gateway).await;
    let mut browser = operator.partner().ask(&Ask::level("high")).await;
    let mut answer = second.passkey(&mut browser).await;
    answer["code"] = second.code.clone().into();
    let path = browser.at("passkey");
    assert_eq!(browser.post_json(&path, &answer).await.refusal(), "cooling_off");
    assert_eq!(browser.state().await, "asked");
}

#[tokio::test]
async fn the_word_of_a_bank_has_to_wait_just_so() {
    for operator in Operator::on_each_engine().await {
        let _first = operator.ana().await;
        let mut second = operator.ana().await;
        assert_eq!(second.log_in_high().await.refusal(), "cooling_off");
        operator.pass(DAY);
        second.log_in_high().await.ok();
    }
}

#[tokio::test]
async fn whoever_ends_the_first_phone_by_card_waits_all_the_same() {
    for replaces in [true, false] {
        for (operator, gateway) in Operator::with_gateways().await {
            let mut owners = operator.ana().await;
            operator.pass(DAY);
            let id = owners.enrolment_id().await;
            let mut thief = operator.browser();
            gateway.log_in(&mut thief, &CardLogin::ana()).await;
            let choice = if replaces {
                id.as_str()
            } else {
                thief.end_phone(&id).await;
                ""
            };
            assert_eq!(thief.add_phone(choice).await.location(), "/enrol/code");
            assert_eq!(owners.get("me").await.ok()["blocked"], true);
            let mut phone = Phone::new(&operator);
            phone.enrol(&thief.activation_code().await).await.ok();
            assert_eq!(phone.log_in_high().await.refusal(), "cooling_off", "{replaces}");
            operator.pass(DAY);
            phone.log_in_high().await.ok();
        }
    }
}

#[tokio::test]
async fn a_block_of_ones_own_is_lifted_at_once() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let mut first = operator.ana().await;
    first.post("block", &json!({})).await.ok();
    let mut second = Phone::new(&operator);
    second.enrol(&gateway.code(&mut operator.browser(), &CardLogin::ana(), "").await).await.ok();
    second.log_in_high().await.ok();
}

#[tokio::test]
async fn a_phone_that_can_never_reach_the_level_is_not_told_to_wait() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let _first = operator.ana().await;
    let code = gateway.code(&mut operator.browser(), &CardLogin::ana(), "beside").await;
    let mut synced = Phone::new(&operator);
    synced.authenticator.behaviour.backup_eligible = true;
    synced.enrol(&code).await.ok();
    assert_eq!(synced.log_in_high().await.refusal(), "level_too_low");
}

#[tokio::test]
async fn an_operator_says_how_long() {
    let (operator, gateway) =
        Operator::with_gateway(|config| config["enrolment"]["cooling_off_hours"] = json!(0)).await;
    let (mut first, mut second) = two(&operator, &gateway).await;
    second.log_in_high().await.ok();
    assert!(added(&mut first).await.is_empty(), "nothing is left to refuse");
}

#[tokio::test]
async fn the_first_phone_hears_of_the_second_and_refuses_it_in_one_step() {
    for (operator, gateway) in Operator::with_gateways().await {
        let (mut first, mut second) = two(&operator, &gateway).await;
        let list = added(&mut first).await;
        assert_eq!(list.len(), 1);
        assert_eq!(list[0]["device"]["name"], "Pixel");
        assert_eq!(list[0]["by_card"], true);
        assert_eq!(list[0]["enrolled_by"], "Set up with the identity card");
        let mut browser = operator.partner().ask(&Ask::default()).await;
        let question = second.scan(&browser).await.ok();
        let digits = browser.digits().await;
        let path = format!("enrolments/{}/refuse", list[0]["id"].as_str().unwrap());
        assert_eq!(first.post(&path, &json!({})).await.status, 204);
        assert_eq!(browser.state().await, "blocked", "what it had on its screen ends");
        assert_eq!(second.approve(&question, Some(&digits)).await.refusal(), "signed_out");
        assert_eq!(second.get("me").await.refusal(), "signed_out");
        assert!(added(&mut first).await.is_empty());
        assert_eq!(first.get("devices").await.ok().as_array().unwrap().len(), 1);
        assert_eq!(first.post(&path, &json!({})).await.refusal(), "enrolment_unknown");
        first.log_in_high().await.ok();
    }
}

#[tokio::test]
async fn a_refused_phone_signs_in_no_more_and_its_passkey_answers_nothing() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let (mut first, mut second) = two(&operator, &gateway).await;
    let id = second.enrolment_id().await;
    first.post(&format!("enrolments/{id}/refuse"), &json!({})).await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    let answer = second.passkey(&mut browser).await;
    let path = browser.at("passkey");
    assert_eq!(browser.post_json(&path, &answer).await.refusal(), "assertion_invalid");
}

#[tokio::test]
async fn what_has_settled_is_removed_not_refused() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let (mut first, mut second) = two(&operator, &gateway).await;
    let id = second.enrolment_id().await;
    operator.pass(DAY);
    let got = first.post(&format!("enrolments/{id}/refuse"), &json!({})).await;
    assert_eq!(got.refusal(), "enrolment_unknown");
    let own = first.enrolment_id().await;
    let got = first.post(&format!("enrolments/{own}/refuse"), &json!({})).await;
    assert_eq!(got.refusal(), "enrolment_unknown");
}

/// Otherwise the first thing that a stranger's phone does is to silence its owner's.
#[tokio::test]
async fn a_phone_that_waits_ends_no_other() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let (mut first, mut second) = two(&operator, &gateway).await;
    let me = first.get("me").await.ok();
    let device = format!("devices/{}", me["device"]["id"].as_str().unwrap());
    assert_eq!(second.call(Method::DELETE, &device, None).await.refusal(), "cooling_off");
    let third = operator.ana().await.enrolment_id().await;
    assert!(added(&mut second).await.is_empty(), "it may be the very stranger's");
    let path = format!("enrolments/{third}/refuse");
    assert_eq!(second.post(&path, &json!({})).await.refusal(), "cooling_off");
    assert_eq!(added(&mut first).await.len(), 2);
    let own = second.get("me").await.ok();
    let own = format!("devices/{}", own["device"]["id"].as_str().unwrap());
    assert_eq!(second.call(Method::DELETE, &own, None).await.status, 204, "but itself");
    operator.pass(DAY);
    first.log_in_high().await.ok();
}

#[tokio::test]
async fn a_code_that_waits_is_seen_and_withdrawn_in_the_app() {
    let operator = Operator::start().await;
    let mut phone = operator.ana().await;
    let code = operator.activation_code(&super::common::ana()).await;
    let waiting = phone.get("enrolments").await.ok()["waiting"].as_array().unwrap().clone();
    assert_eq!(waiting.len(), 1);
    let path = format!("enrolments/{}/refuse", waiting[0]["id"].as_str().unwrap());
    assert_eq!(phone.post(&path, &json!({})).await.status, 204);
    let got = Phone::new(&operator).open_activation(&code).await;
    assert_eq!(got.refusal(), "activation_unknown");
}

/// Two phones that are set up in the same moment: the one that comes second sees the first.
#[tokio::test]
async fn of_two_enrolments_at_once_one_has_to_wait() {
    for operator in Operator::on_each_engine().await {
        for _ in 0..4 {
            let codes = [
                operator.activation_code(&super::common::ana()).await,
                operator.activation_code(&super::common::ana()).await,
            ];
            let set_up = codes.iter().map(|code| async {
                let mut phone = Phone::new(&operator);
                phone.enrol(code).await.ok();
                phone
            });
            let mut phones = futures_util::future::join_all(set_up).await;
            let mut levels = Vec::new();
            for phone in &mut phones {
                levels.push(phone.get("me").await.ok()["enrolment"]["level"].clone());
            }
            levels.sort_by_key(ToString::to_string);
            assert_eq!(levels, ["high", "substantial"]);
            phones[0].post("block", &json!({})).await;
        }
    }
}

#[tokio::test]
async fn after_a_block_the_next_phone_has_nothing_to_wait_for() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let mut old = operator.ana().await;
    old.post("block", &json!({})).await;
    let code = gateway.code(&mut operator.browser(), &CardLogin::ana(), "").await;
    let mut new = Phone::new(&operator);
    new.enrol(&code).await.ok();
    new.log_in_high().await.ok();
}
