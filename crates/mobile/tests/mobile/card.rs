//! A person enrols themselves with their identity card.

use std::time::Duration;

use serde_json::json;

use super::common::{Ask, Browser, CardLogin, Operator, Phone, ana};

#[tokio::test]
async fn a_person_sets_up_the_app_with_their_card() {
    for (operator, gateway) in Operator::with_gateways().await {
        let mut computer = operator.browser();
        let start = computer.get("/enrol").await;
        assert_eq!(start.status, 200);
        let asked = gateway.begin(&mut computer).await;
        assert_eq!(asked.minimum(), domain::Level::High);
        assert!(asked.prompt().login, "a session that is still open there does not count");
        let back = gateway.answer(&asked, &CardLogin::ana()).await;
        assert_eq!(computer.get(&back).await.location(), "/enrol/phones");
        let page = computer.get("/enrol/phones").await.text;
        assert!(
            page.contains("You are Ana Peeters") && page.contains("No phone is bound"),
            "{page}"
        );
        assert_eq!(computer.add_phone("").await.location(), "/enrol/code");
        let code = computer.activation_code().await;
        let page = computer.get("/enrol/code").await.text;
        assert!(page.contains(&format!("href=\"/app/#activate={code}\"")), "{page}");
        assert!(page.contains("<svg aria-hidden") && page.contains("another 30 minutes"));
        assert_eq!(computer.get("/enrol/code/status").await.ok(), json!({ "state": "waits" }));

        let mut phone = Phone::new(&operator);
        let opened = phone.open_activation(&code).await.ok();
        assert_eq!(opened["person"]["name"], "Ana Peeters");
        let body = phone.enrolment(&opened);
        let path = format!("activations/{}", opened["activation"].as_str().unwrap());
        let enrolled = phone.post(&path, &body).await.ok();
        assert_eq!(enrolled["enrolment"]["level"], "high");
        assert_eq!(enrolled["enrolment"]["settles"], json!(null));
        assert_eq!(computer.get("/enrol/code/status").await.ok(), json!({ "state": "bound" }));
        assert!(computer.get("/enrol/code").await.text.contains("Your phone is set up"));
        let phones = computer.get("/enrol/phones").await.text;
        assert!(phones.contains("Pixel") && phones.contains("Set up with the identity card"));
        phone.log_in_high().await.ok();
    }
}

#[tokio::test]
async fn what_the_card_says_is_what_partners_are_given() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let code = gateway.code(&mut operator.browser(), &CardLogin::ana(), "").await;
    let mut phone = Phone::new(&operator);
    phone.enrol(&code).await.ok();
    let mut browser = operator.partner().ask(&Ask::default()).await;
    phone.scan_and_approve(&mut browser).await.ok();
    let code = Browser::code_in(&browser.finish().await);
    let identity = operator.partner().identity(&code).await;
    assert_eq!(identity["national_number"], "85073003328");
    assert_eq!(identity["given_name"], "Ana");
}

#[tokio::test]
async fn a_single_name_is_a_name() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let mut login = CardLogin::ana();
    login.claims.as_object_mut().unwrap().remove("family_name");
    login.claims.as_object_mut().unwrap().remove("birthdate");
    let code = gateway.code(&mut operator.browser(), &login, "").await;
    let opened = Phone::new(&operator).open_activation(&code).await.ok();
    assert_eq!(opened["person"]["name"], "Ana");
}

#[tokio::test]
async fn a_lost_phone_is_blocked_before_the_new_one_is_set_up() {
    for (operator, gateway) in Operator::with_gateways().await {
        let mut lost = operator.ana().await;
        let lost_id = lost.enrolment_id().await;
        let mut browser = operator.partner().ask(&Ask::default()).await;
        lost.scan(&browser).await.ok();
        let mut computer = operator.browser();
        let code = gateway.code(&mut computer, &CardLogin::ana(), &lost_id).await;
        assert_eq!(lost.get("me").await.ok()["blocked"], true);
        assert_eq!(lost.get("requests").await.refusal(), "blocked");
        assert_eq!(browser.state().await, "blocked", "what it had on its screen ends");
        assert!(computer.get("/enrol/phones").await.text.contains("<li>Blocked</li>"));
        let mut new = Phone::new(&operator);
        new.enrol(&code).await.ok();
        assert_eq!(lost.get("me").await.refusal(), "signed_out");
        let mut browser = operator.partner().ask(&Ask::default()).await;
        new.scan_and_approve(&mut browser).await.ok();
        assert_eq!(new.get("devices").await.ok().as_array().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn the_number_of_a_lost_phone_stays_its_owners() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let lost = operator.ana().await.enrolment_id().await;
    let code = gateway.code(&mut operator.browser(), &CardLogin::ana(), &lost).await;
    let mut new = Phone::new(&operator);
    new.enrol(&code).await.ok();
    let mut browser = operator.partner().ask(&Ask::default()).await;
    browser.type_number("0470000001").await;
    assert_eq!(new.waiting().await.len(), 1);
}

#[tokio::test]
async fn a_yes_of_a_lost_phone_is_not_passed_on() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let mut lost = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    lost.scan_and_approve(&mut browser).await.ok();
    let lost = lost.enrolment_id().await;
    gateway.code(&mut operator.browser(), &CardLogin::ana(), &lost).await;
    let (_, word) = Browser::error_in(&browser.finish().await);
    assert_eq!(word, "blocked");
}

#[tokio::test]
async fn whoever_has_a_phone_says_what_the_new_one_is() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let mut first = operator.ana().await;
    let mut computer = operator.browser();
    gateway.log_in(&mut computer, &CardLogin::ana()).await;
    for choice in ["", "nothing of the kind"] {
        let got = computer.add_phone(choice).await;
        assert_eq!(got.status, 422);
        assert!(got.text.contains("Choose one of these"), "{}", got.text);
    }
    assert_eq!(first.get("me").await.ok()["blocked"], false);
    assert_eq!(computer.add_phone("beside").await.location(), "/enrol/code");
}

#[tokio::test]
async fn anything_of_ones_own_is_ended_on_the_page() {
    for (operator, gateway) in Operator::with_gateways().await {
        let mut phone = operator.ana().await;
        let id = phone.enrolment_id().await;
        let of_the_bank = operator.activation_code(&ana()).await;
        let mut computer = operator.browser();
        gateway.log_in(&mut computer, &CardLogin::ana()).await;
        let page = computer.get("/enrol/phones").await.text;
        assert!(page.contains("Set up with the word of registrar"), "{page}");
        assert!(page.contains("An activation code that nobody has used yet"), "{page}");
        let (_, waiting) = page.split_once("<h3 class=\"card-title\" id=\"line-").unwrap();
        let (_, waiting) = waiting.split_once("<h3 class=\"card-title\" id=\"line-").unwrap();
        let waiting = waiting.split_once('"').unwrap().0.to_owned();
        assert_eq!(computer.end_phone(&waiting).await.location(), "/enrol/phones");
        let got = Phone::new(&operator).open_activation(&of_the_bank).await;
        assert_eq!(got.refusal(), "activation_unknown");
        assert_eq!(computer.end_phone(&id).await.location(), "/enrol/phones");
        assert_eq!(phone.get("me").await.ok()["blocked"], true);
        let page = computer.get("/enrol/phones").await.text;
        assert!(page.contains("Your first phone"), "nothing is alive: {page}");
    }
}

#[tokio::test]
async fn a_code_is_withdrawn_even_while_a_phone_is_set_up_with_it() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let code = operator.activation_code(&ana()).await;
    let mut phone = Phone::new(&operator);
    let opened = phone.open_activation(&code).await.ok();
    let mut computer = operator.browser();
    gateway.log_in(&mut computer, &CardLogin::ana()).await;
    let page = computer.get("/enrol/phones").await.text;
    let (_, id) = page.split_once("id=\"line-").unwrap();
    let id = id.split_once('"').unwrap().0.to_owned();
    computer.end_phone(&id).await;
    let body = phone.enrolment(&opened);
    let path = format!("activations/{}", opened["activation"].as_str().unwrap());
    assert_eq!(phone.post(&path, &body).await.refusal(), "activation_unknown");
}

#[tokio::test]
async fn the_code_is_for_now() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let mut computer = operator.browser();
    let code = gateway.code(&mut computer, &CardLogin::ana(), "").await;
    operator.pass(Duration::from_mins(29));
    assert!(computer.get("/enrol/code").await.text.contains("for another minute"));
    operator.pass(Duration::from_mins(1));
    let got = Phone::new(&operator).open_activation(&code).await;
    assert_eq!(got.refusal(), "activation_unknown");
    let got = computer.get("/enrol/code").await;
    assert_eq!(got.status, 401);
    assert!(got.text.contains("Log in with your card again"), "{}", got.text);
    operator.pass(Duration::from_hours(1));
    operator.run("purge").await;
    gateway.log_in(&mut computer, &CardLogin::ana()).await;
    assert!(computer.get("/enrol/phones").await.text.contains("No phone is bound"));
}

#[tokio::test]
async fn a_second_code_takes_the_place_of_the_first() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let first = gateway.code(&mut operator.browser(), &CardLogin::ana(), "").await;
    let second = gateway.code(&mut operator.browser(), &CardLogin::ana(), "").await;
    let got = Phone::new(&operator).open_activation(&first).await;
    assert_eq!(got.refusal(), "activation_unknown", "it was on a screen somewhere");
    Phone::new(&operator).enrol(&second).await.ok();
}

#[tokio::test]
async fn two_clicks_give_one_code() {
    for (operator, gateway) in Operator::with_gateways().await {
        let mut computer = operator.browser();
        gateway.log_in(&mut computer, &CardLogin::ana()).await;
        let visit = computer.visit().await;
        let form = [("visit", visit.as_str())];
        let (mut one, mut other) = (operator.browser(), operator.browser());
        one.cookies = computer.cookies.clone();
        other.cookies = computer.cookies.clone();
        let (one, other) =
            tokio::join!(one.post("/enrol/phones", &form), other.post("/enrol/phones", &form));
        assert_eq!((one.status, other.status), (303, 303));
        let code = computer.activation_code().await;
        let page = computer.get("/enrol/phones").await.text;
        assert_eq!(page.matches("An activation code that nobody has used yet</h3>").count(), 1);
        Phone::new(&operator).enrol(&code).await.ok();
    }
}

#[tokio::test]
async fn whoever_is_done_is_forgotten_on_this_computer() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let mut computer = operator.browser();
    gateway.code(&mut computer, &CardLogin::ana(), "").await;
    let kept = computer.cookies.clone();
    assert_eq!(computer.post("/enrol/leave", &[]).await.location(), "/enrol");
    computer.cookies = kept;
    for path in ["/enrol/phones", "/enrol/code"] {
        assert_eq!(computer.get(path).await.status, 401, "{path}");
    }
    assert_eq!(computer.get("/enrol/code/status").await.ok(), json!({ "state": "gone" }));
}

#[tokio::test]
async fn every_page_speaks_four_languages() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let mut first = operator.ana().await;
    let id = first.enrolment_id().await;
    for (language, title) in [
        ("nl", "Stel de app in met uw identiteitskaart"),
        ("fr", "Installer l'application avec votre carte d'identité"),
        ("de", "Die App mit Ihrem Personalausweis einrichten"),
        ("en", "Set up the app with your identity card"),
    ] {
        let mut computer = operator.browser();
        computer.language = language;
        let start = computer.get("/enrol").await;
        assert!(start.text.replace("&#39;", "'").contains(title), "{}", start.text);
        let mut pages = vec![start, computer.get("/").await, computer.get("/enrol/phones").await];
        let asked = gateway.begin(&mut computer).await;
        assert_eq!(asked.language().unwrap().tag(), language);
        let back = gateway.answer(&asked, &CardLogin::ana()).await;
        computer.get(&back).await;
        pages.push(computer.get("/enrol/phones").await);
        pages.push(computer.add_phone("").await);
        computer.add_phone("beside").await;
        pages.push(computer.get("/enrol/code").await);
        pages.push(computer.get("/enrol/phones").await);
        let code = computer.activation_code().await;
        let mut second = Phone::new(&operator);
        second.enrol(&code).await.ok();
        pages.push(computer.get("/enrol/code").await);
        pages.push(computer.get("/enrol/phones").await);
        computer.end_phone(&second.enrolment_id().await).await;
        pages.push(computer.get("/enrol/phones").await);
        for page in pages {
            assert!(page.text.contains(&format!("lang=\"{language}\"")), "{page:?}");
            for key in ["enrol-", "enrolled-", "card-other", "home-"] {
                let missing = [format!(">{key}"), format!("\"{key}")];
                assert!(!missing.iter().any(|key| page.text.contains(key)), "{key}: {page:?}");
            }
        }
    }
    assert_eq!(first.enrolment_id().await, id);
}

#[tokio::test]
async fn without_a_gateway_the_page_says_where_codes_come_from() {
    let operator = Operator::start().await;
    let mut computer = operator.browser();
    for path in ["/enrol", "/enrol/phones", "/enrol/callback?state=x"] {
        let got = computer.get(path).await;
        assert_eq!(got.status, 404, "{path}");
        assert!(got.text.contains("such as your bank"), "{}", got.text);
    }
    assert!(!computer.get("/").await.text.contains("/enrol"));
}

#[tokio::test]
async fn a_gateway_that_is_down_is_told() {
    let operator = Operator::with(|config| {
        config["enrolment"] =
            json!({ "issuer": "http://localhost:1", "client_id": "mobile-enrolment" });
    })
    .await;
    let got = operator.browser().post("/enrol", &[]).await;
    assert_eq!(got.status, 502);
    assert!(got.text.contains("does not answer"), "{}", got.text);
}
