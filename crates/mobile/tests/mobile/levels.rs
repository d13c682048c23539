//! Too low a level is said before the person approves, never after.

use serde_json::json;

use super::common::{Ask, Browser, Operator, Partner, Phone, ana};

#[tokio::test]
async fn level_high_offers_no_way_that_can_be_relayed() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::level("high")).await;
    let page = browser.look().await.text;
    assert!(!page.contains("<svg aria-hidden"), "no QR code");
    assert!(!page.contains("name=\"phone_number\""), "no phone number");
    assert!(page.contains("data-passkey"));
    assert!(page.contains("highest level"));
    assert_eq!(ana.scan(&browser).await.refusal(), "level_too_low", "not even by its handle");
    browser.type_number("0470000001").await;
    assert!(ana.waiting().await.is_empty(), "nor by a form that was made up");
}

#[tokio::test]
async fn a_phone_that_cannot_reach_the_level_is_told_and_another_one_may_come() {
    let operator = Operator::start().await;
    let token = operator.registrar_token("shop").await;
    let offered = operator.offer(&token, &ana()).await.ok();
    let mut weak = Phone::new(&operator);
    weak.enrol(offered["activation_code"].as_str().unwrap()).await.ok();
    let mut strong = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    let got = weak.scan(&browser).await;
    assert_eq!(got.refusal(), "level_too_low");
    assert!(got.json()["message"].as_str().unwrap().contains("Nothing was shared"));
    assert_eq!(browser.state().await, "asked");
    let answer = weak.passkey(&mut browser).await;
    let path = browser.at("passkey");
    assert_eq!(browser.post_json(&path, &answer).await.refusal(), "level_too_low");
    strong.scan_and_approve(&mut browser).await.ok();
}

#[tokio::test]
async fn a_level_that_the_operator_is_not_accredited_for_is_refused_at_once() {
    let operator = Operator::with(|config| config["accredited"] = json!("substantial")).await;
    let address = operator.partner().push(&Ask::level("high")).await;
    let got = operator.browser().get(&address).await;
    let callback = Partner::callback(got.location());
    let error = ("error".to_owned(), "unmet_authentication_requirements".to_owned());
    assert!(callback.contains(&error), "{callback:?}");
    let mut ana = operator.ana().await;
    assert_eq!(ana.get("me").await.ok()["enrolment"]["level"], "substantial");
}

#[tokio::test]
async fn nothing_is_answered_silently() {
    let operator = Operator::start().await;
    let address = operator.partner().push(&Ask::default().with("prompt", "none")).await;
    let got = operator.browser().get(&address).await;
    assert!(got.location().contains("error=login_required"), "{got:?}");
}

#[tokio::test]
async fn the_service_may_need_more_than_the_request_says() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let detail = json!([{
        "type": "service_login",
        "service": { "id": "tax", "name": { "nl": "B", "fr": "I", "de": "S", "en": "Tax" } },
        "level": "high",
    }]);
    let ask = Ask::level("low").with("authorization_details", detail.to_string());
    let browser = operator.partner().ask(&ask).await;
    assert_eq!(ana.scan(&browser).await.refusal(), "level_too_low");
}

#[tokio::test]
async fn a_service_that_is_described_wrongly_is_refused() {
    let operator = Operator::start().await;
    let detail = json!([{ "type": "service_login", "service": { "id": "tax" }, "level": "low" }]);
    let ask = Ask::level("low").with("authorization_details", detail.to_string());
    let address = operator.partner().push(&ask).await;
    let got = operator.browser().get(&address).await;
    assert!(got.location().contains("error=invalid_authorization_details"), "{got:?}");
}

#[tokio::test]
async fn the_level_reached_may_exceed_the_level_asked() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::level("low")).await;
    ana.scan_and_approve(&mut browser).await.ok();
    let code = Browser::code_in(&browser.finish().await);
    let identity = operator.partner().identity(&code).await;
    assert_eq!(identity["acr"], "http://eidas.europa.eu/LoA/substantial");
}
