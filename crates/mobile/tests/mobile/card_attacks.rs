//! What somebody with bad intentions tries with enrolment by card.

use std::time::Duration;

use serde_json::json;

use super::common::{CardLogin, Gateway, Operator, Phone, Site};

#[tokio::test]
async fn a_login_by_app_makes_no_more_phones() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let mut thief = operator.browser();
    let got = gateway.log_in(&mut thief, &CardLogin::ana().by_app()).await;
    assert_eq!(got.status, 403);
    assert!(got.text.contains("Only the card itself can add a phone"), "{}", got.text);
    assert_eq!(thief.get("/enrol/phones").await.status, 401);
}

#[tokio::test]
async fn a_login_of_before_is_not_enough() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let old = CardLogin { ago: Duration::from_mins(3), ..CardLogin::ana() };
    let got = gateway.log_in(&mut operator.browser(), &old).await;
    assert!(got.text.contains("took too long"), "{}", got.text);
}

#[tokio::test]
async fn a_number_or_name_that_is_missing_or_wrong_enrols_nobody() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    for (name, value) in [("national_number", json!("85073003329")), ("national_number", json!(7))]
    {
        let mut login = CardLogin::ana();
        login.claims[name] = value;
        let got = gateway.log_in(&mut operator.browser(), &login).await;
        assert_eq!(got.status, 403);
        assert!(got.text.contains("We were not told enough"), "{}", got.text);
        assert!(!got.text.contains("850730"));
    }
    let mut login = CardLogin::ana();
    for name in ["given_name", "family_name"] {
        login.claims.as_object_mut().unwrap().remove(name);
    }
    assert_eq!(gateway.log_in(&mut operator.browser(), &login).await.status, 403);
}

/// Login CSRF: a stranger logs in with their own card and makes somebody's browser bring the
/// answer, so that the phone that is set up there answers in the stranger's name.
#[tokio::test]
async fn an_answer_in_another_browser_is_foreign_and_stays_its_owners() {
    for (operator, gateway) in Operator::with_gateways().await {
        let (mut stranger, mut victim) = (operator.browser(), operator.browser());
        gateway.begin(&mut victim).await;
        let asked = gateway.begin(&mut stranger).await;
        let back = gateway.answer(&asked, &CardLogin::ben()).await;
        let got = victim.get(&back).await;
        assert_eq!(got.status, 400);
        assert!(got.text.contains("does not belong here"), "{}", got.text);
        assert_eq!(victim.get("/enrol/phones").await.status, 401);
        assert_eq!(stranger.get(&back).await.location(), "/enrol/phones");
    }
}

#[tokio::test]
async fn an_answer_counts_once() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let mut computer = operator.browser();
    let asked = gateway.begin(&mut computer).await;
    let back = gateway.answer(&asked, &CardLogin::ana()).await;
    computer.get(&back).await.location();
    assert_eq!(computer.get(&back).await.location(), "/enrol/phones", "the back button");
    computer.post("/enrol/leave", &[]).await;
    assert_eq!(computer.get(&back).await.status, 400);
}

#[tokio::test]
async fn a_code_from_another_provider_is_foreign() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let other = Gateway::open(Site::anywhere().await, &operator).await;
    let mut computer = operator.browser();
    let asked = gateway.begin(&mut computer).await;
    let back = gateway.answer(&asked, &CardLogin::ana()).await;
    // Mix-up: the other provider answers the question that was put to the gateway.
    let (path, query) = back.split_once('?').unwrap();
    let issuer = web::Params::parse(query).first("iss").unwrap().to_owned();
    let swapped: web::Params = web::Params::parse(query)
        .iter()
        .map(|(name, value)| {
            (name, if name == "iss" { "https://other.example" } else { value }.to_owned())
        })
        .collect();
    assert_ne!(issuer, "https://other.example");
    drop(other);
    let got = computer.get(&format!("{path}?{}", swapped.encode())).await;
    assert_eq!(got.status, 400);
    assert_eq!(computer.get("/enrol/phones").await.status, 401);
}

#[tokio::test]
async fn a_made_up_answer_enrols_nobody() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let mut computer = operator.browser();
    for query in ["", "?code=x", "?code=x&state=y", "?error=access_denied", "?state=a&state=b"] {
        let got = computer.get(&format!("/enrol/callback{query}")).await;
        assert_eq!(got.status, 400, "{query}");
    }
    let asked = gateway.begin(&mut computer).await;
    let back = gateway.answer(&asked, &CardLogin::ana()).await;
    let (before, rest) = back.split_once("code=").unwrap();
    let rest = rest.split_once('&').map_or("", |(_, rest)| rest);
    let got = computer.get(&format!("{before}code=made-up&{rest}")).await;
    assert_eq!(got.status, 500, "somebody attacks, or the gateway is broken");
    assert_eq!(computer.get("/enrol/phones").await.status, 401);
}

#[tokio::test]
async fn a_no_of_the_gateway_is_told() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    for (why, words) in [
        ("cancelled: the person went back", "You stopped"),
        ("expired: nobody answered", "That took too long"),
        ("deceased: the register says so", "The login service said no"),
        ("under_age: the register does not show the age", "You are not old enough yet"),
    ] {
        let mut computer = operator.browser();
        let asked = gateway.begin(&mut computer).await;
        let got = computer.get(&gateway.refuse(&asked, why)).await;
        assert_eq!(got.status, 200);
        assert!(got.text.contains(words), "{why}: {}", got.text);
        assert_eq!(computer.get("/enrol/phones").await.status, 401);
    }
}

#[tokio::test]
async fn another_persons_card_in_the_same_browser_ends_what_the_first_began() {
    for (operator, gateway) in Operator::with_gateways().await {
        let mut computer = operator.browser();
        gateway.log_in(&mut computer, &CardLogin::ana()).await;
        let form_of_ana = computer.visit().await;
        gateway.log_in(&mut computer, &CardLogin::ben()).await;
        assert!(computer.get("/enrol/phones").await.text.contains("Ben Janssens"));
        // Ana's page is still open in another tab, and she presses its button: not in Ben's name.
        let got = computer.post("/enrol/phones", &[("visit", &form_of_ana)]).await;
        assert_eq!(got.status, 401);
        assert_eq!(computer.get("/enrol/code").await.location(), "/enrol/phones");
        let mut phone = operator.ben().await;
        let id = phone.enrolment_id().await;
        let form = [("visit", form_of_ana.as_str()), ("enrolment", id.as_str())];
        assert_eq!(computer.post("/enrol/phones/end", &form).await.status, 401);
        assert_eq!(phone.get("me").await.ok()["blocked"], false);
    }
}

#[tokio::test]
async fn nobody_ends_or_replaces_what_is_somebody_elses() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let (mut ana, mut ben) = (operator.ana().await, operator.ben().await);
    let id = ben.enrolment_id().await;
    let mut computer = operator.browser();
    gateway.log_in(&mut computer, &CardLogin::ana()).await;
    computer.end_phone(&id).await;
    assert_eq!(computer.add_phone(&id).await.status, 422);
    assert!(!computer.get("/enrol/phones").await.text.contains(&id));
    assert_eq!(
        ana.post(&format!("enrolments/{id}/refuse"), &json!({})).await.refusal(),
        "enrolment_unknown"
    );
    assert_eq!(ben.get("me").await.ok()["blocked"], false);
}

#[tokio::test]
async fn a_code_is_used_once_and_says_no_more_afterwards() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let mut computer = operator.browser();
    let code = gateway.code(&mut computer, &CardLogin::ana(), "").await;
    Phone::new(&operator).enrol(&code).await.ok();
    let again = Phone::new(&operator).open_activation(&code).await;
    assert_eq!(again.refusal(), "activation_unknown");
    assert!(!computer.get("/enrol/code").await.text.contains(&code));
}

#[tokio::test]
async fn other_sites_post_nothing_here() {
    let (operator, _gateway) = Operator::with_gateway(|_| {}).await;
    for path in ["/enrol", "/enrol/phones", "/enrol/phones/end", "/enrol/leave"] {
        let request = http::Request::builder()
            .method(http::Method::POST)
            .uri(path)
            .header("origin", "https://evil.example")
            .header("sec-fetch-site", "cross-site")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(axum::body::Body::empty());
        assert_eq!(operator.send(request.unwrap()).await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn neither_number_nor_code_lies_open_in_a_visit() {
    let (operator, gateway) = Operator::with_gateway(|_| {}).await;
    let mut computer = operator.browser();
    gateway.log_in(&mut computer, &CardLogin::ana()).await;
    assert!(!stored(&operator, "85073003328"), "nobody is known before they ask for a code");
    computer.add_phone("").await;
    let code = computer.activation_code().await;
    assert!(!stored(&operator, &code));
    let cookie = computer.cookies["mobile_card"].clone();
    assert!(!stored(&operator, &cookie));
    let page = computer.get("/enrol/phones").await;
    assert!(!page.text.contains("85073003328"));
}

fn stored(operator: &Operator, text: &str) -> bool {
    let contents = testdb::contents(&operator.database);
    contents.iter().any(|(_, bytes)| bytes.windows(text.len()).any(|it| it == text.as_bytes()))
}
