//! Three wrong codes, or its owner, block the app until a new enrolment.

use serde_json::{Value, json};

use super::common::{Ask, Browser, CODE, Operator, Phone, ana};

async fn here(phone: &mut Phone<'_>, browser: &mut Browser<'_>) -> Value {
    let path = format!("requests/{}/open", browser.request_id().await);
    phone.call_with(http::Method::POST, &path, Some(&json!({})), Some(browser)).await.ok()
}

#[tokio::test]
async fn three_wrong_codes_block_and_the_partner_hears_it() {
    for operator in Operator::on_each_engine().await {
        let mut ana = operator.ana().await;
        let mut browser = operator.partner().ask(&Ask::level("high")).await;
        let question = here(&mut ana, &mut browser).await;
        ana.code = "31415".to_owned();
        for left in [2, 1] {
            let got = ana.approve(&question, None).await;
            assert_eq!(got.refusal(), "code_wrong");
            assert_eq!(got.json()["tries_left"], left);
        }
        assert_eq!(ana.approve(&question, None).await.refusal(), "blocked");
        assert_eq!(browser.state().await, "blocked");
        let (error, word) = Browser::error_in(&browser.finish().await);
        assert_eq!((error.as_str(), word.as_str()), ("access_denied", "blocked"));
        assert_eq!(ana.get("me").await.ok()["blocked"], true);
        for path in ["requests", "history", "devices", "events"] {
            assert_eq!(ana.get(path).await.refusal(), "blocked", "{path}");
        }
        ana.code = CODE.to_owned();
        assert_eq!(ana.approve(&question, None).await.refusal(), "blocked");
    }
}

#[tokio::test]
async fn the_right_code_ends_the_row_of_wrong_ones() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    for _ in 0..2 {
        let mut browser = operator.partner().ask(&Ask::level("high")).await;
        let question = here(&mut ana, &mut browser).await;
        ana.code = "31415".to_owned();
        for left in [2, 1] {
            assert_eq!(ana.approve(&question, None).await.json()["tries_left"], left);
        }
        ana.code = CODE.to_owned();
        ana.approve(&question, None).await.ok();
    }
}

#[tokio::test]
async fn a_right_code_that_comes_too_late_is_not_counted_as_wrong() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    for _ in 0..4 {
        let mut browser = operator.partner().ask(&Ask::level("high")).await;
        let question = here(&mut ana, &mut browser).await;
        let yes = ana.yes(&question, None);
        let sent = (0..2).map(|_| {
            let (mut phone, yes, question) = (Phone::new(&operator), yes.clone(), &question);
            phone.cookie.clone_from(&ana.cookie);
            async move { phone.send_yes(question, &yes).await.status }
        });
        let statuses = futures_util::future::join_all(sent).await;
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1);
    }
    assert_eq!(ana.get("me").await.ok()["blocked"], false);
}

#[tokio::test]
async fn many_codes_at_once_are_still_three_tries() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::level("high")).await;
    let question = here(&mut ana, &mut browser).await;
    let yes = ana.yes(&question, None);
    let tries = (0..12).map(|guess| {
        let (mut phone, mut yes, question) = (Phone::new(&operator), yes.clone(), &question);
        phone.cookie.clone_from(&ana.cookie);
        yes["code"] = format!("1000{guess}")[..5].into();
        async move { phone.send_yes(question, &yes).await.refusal() }
    });
    let words = futures_util::future::join_all(tries).await;
    let tried = words.iter().filter(|word| *word == "code_wrong").count();
    assert!(tried <= 2, "{words:?}");
    assert_eq!(ana.get("me").await.ok()["blocked"], true);
}

#[tokio::test]
async fn three_wrong_codes_at_the_computer_block_as_well() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::level("high")).await;
    let mut answer = ana.passkey(&mut browser).await;
    answer["code"] = "31415".into();
    let path = browser.at("passkey");
    for word in ["code_wrong", "code_wrong", "blocked"] {
        assert_eq!(browser.post_json(&path, &answer).await.refusal(), word);
    }
    assert_eq!(browser.state().await, "blocked");
    let (_, word) = Browser::error_in(&browser.finish().await);
    assert_eq!(word, "blocked");
}

#[tokio::test]
async fn a_new_enrolment_lifts_the_block() {
    let operator = Operator::start().await;
    let mut old = operator.ana().await;
    assert_eq!(old.post("block", &json!({})).await.status, 204);
    assert_eq!(old.get("requests").await.refusal(), "blocked");
    let mut new = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    new.scan_and_approve(&mut browser).await.ok();
    assert_eq!(old.get("me").await.refusal(), "signed_out", "the blocked phone stays out");
    assert_eq!(new.get("devices").await.ok().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_same_phone_can_be_enrolled_again_after_a_block() {
    let operator = Operator::start().await;
    let mut phone = operator.ana().await;
    phone.post("block", &json!({})).await;
    let code = operator.activation_code(&ana()).await;
    phone.enrol(&code).await.ok();
    assert_eq!(phone.get("me").await.ok()["blocked"], false);
}

#[tokio::test]
async fn blocking_covers_every_phone_of_the_person_and_nobody_elses() {
    let operator = Operator::start().await;
    let (mut one, mut other) = (operator.ana().await, operator.ana().await);
    let mut ben = operator.ben().await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    let question = other.scan(&browser).await.ok();
    let digits = browser.digits().await;
    one.post("block", &json!({})).await;
    assert_eq!(browser.state().await, "blocked", "what a blocked phone showed ends");
    assert_eq!(other.approve(&question, Some(&digits)).await.refusal(), "blocked");
    assert_eq!(ben.get("requests").await.status, 200);
}

#[tokio::test]
async fn a_yes_given_before_the_block_is_not_passed_on_after_it() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    ana.scan_and_approve(&mut browser).await.ok();
    ana.post("block", &json!({})).await;
    let (_, word) = Browser::error_in(&browser.finish().await);
    assert_eq!(word, "blocked");
}

#[tokio::test]
async fn a_blocked_passkey_does_not_answer_at_the_computer() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    ana.post("block", &json!({})).await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    let answer = ana.passkey(&mut browser).await;
    let path = browser.at("passkey");
    assert_eq!(browser.post_json(&path, &answer).await.refusal(), "blocked");
}
