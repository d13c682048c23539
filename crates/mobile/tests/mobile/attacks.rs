//! Each of these must be refused, and with its own word.

use std::time::Duration;

use protocol::webauthn::Counter;
use serde_json::json;

use super::common::{Ask, Browser, Operator, Phone};

#[tokio::test]
async fn a_replayed_approval() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    let question = ana.scan(&browser).await.ok();
    let digits = browser.digits().await;
    let yes = ana.yes(&question, Some(&digits));
    assert_eq!(ana.send_yes(&question, &yes).await.status, 200);
    assert_eq!(ana.send_yes(&question, &yes).await.refusal(), "request_approved");
}

#[tokio::test]
async fn an_approval_for_another_request() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut mine = operator.partner().ask(&Ask::default()).await;
    let question = ana.scan(&mine).await.ok();
    let digits = mine.digits().await;
    let yes = ana.yes(&question, Some(&digits));
    let mut theirs = operator.partner().ask(&Ask::default()).await;
    let other = ana.scan(&theirs).await.ok();
    let mut moved = yes.clone();
    moved["match"] = theirs.digits().await.into();
    assert_eq!(ana.send_yes(&other, &moved).await.refusal(), "assertion_invalid");
    assert_eq!(theirs.state().await, "shown");
    assert_eq!(ana.send_yes(&question, &yes).await.status, 200, "where it belongs it holds");
}

#[tokio::test]
async fn the_assertion_of_another_device() {
    let operator = Operator::start().await;
    let (mut ana, mut ben) = (operator.ana().await, operator.ben().await);
    let mut browser = operator.partner().ask(&Ask::default()).await;
    let question = ana.scan(&browser).await.ok();
    let digits = browser.digits().await;
    let mut open = question.clone();
    open["allow_credentials"] = json!([]);
    let foreign = ben.yes(&open, Some(&digits));
    assert_eq!(ana.send_yes(&question, &foreign).await.refusal(), "assertion_of_other");
    // The other phone, with its own session and its own good signature.
    assert_eq!(ben.send_yes(&question, &foreign).await.refusal(), "request_taken");
    assert_eq!(browser.state().await, "shown");
}

#[tokio::test]
async fn a_stolen_session_without_the_key() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    let mut thief = Phone::new(&operator);
    thief.cookie.clone_from(&ana.cookie);
    let question = thief.scan(&browser).await.ok();
    let digits = browser.digits().await;
    let path = format!("requests/{}/approve", question["id"].as_str().unwrap());
    assert_eq!(thief.post(&path, &json!({ "match": digits })).await.status, 400);
    let mut yes = ana.yes(&question, Some(&digits));
    yes["assertion"]["response"]["signature"] = "MEUCIQ".into();
    assert_eq!(thief.post(&path, &yes).await.refusal(), "assertion_invalid");
    assert_eq!(browser.state().await, "shown");
}

#[tokio::test]
async fn a_stolen_session_guessing_the_code() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::level("high")).await;
    let id = browser.request_id().await;
    let path = format!("requests/{id}/open");
    let question =
        ana.call_with(http::Method::POST, &path, Some(&json!({})), Some(&browser)).await.ok();
    let mut yes = ana.yes(&question, None);
    let signature = yes["assertion"]["response"]["signature"].clone();
    yes["assertion"]["response"]["signature"] = "MEUCIQ".into();
    for guess in ["00001", "00002", "00003", "00004"] {
        yes["code"] = guess.into();
        assert_eq!(ana.send_yes(&question, &yes).await.refusal(), "assertion_invalid");
    }
    yes["assertion"]["response"]["signature"] = signature;
    yes["code"] = "27182".into();
    assert_eq!(ana.send_yes(&question, &yes).await.status, 200, "nothing was counted or blocked");
}

#[tokio::test]
async fn a_wrong_match() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    let question = ana.scan(&browser).await.ok();
    let (right, wrong) = (browser.digits().await, browser.other_digits().await);
    let got = ana.approve(&question, Some(wrong)).await;
    assert_eq!(got.refusal(), "match_wrong");
    assert_eq!(got.json()["tries_left"], 1);
    // Signed over other digits than those that are sent along.
    let mut yes = ana.yes(&question, Some(wrong));
    yes["match"] = right.as_str().into();
    assert_eq!(ana.send_yes(&question, &yes).await.refusal(), "assertion_invalid");
    let got = ana.approve(&question, Some(wrong)).await;
    assert_eq!((got.refusal().as_str(), &got.json()["tries_left"]), ("match_wrong", &json!(0)));
    let late = ana.approve(&question, Some(&right)).await;
    assert_eq!(late.refusal(), "request_declined");
    let (error, word) = Browser::error_in(&browser.finish().await);
    assert_eq!((error.as_str(), word.as_str()), ("access_denied", "declined"));
}

#[tokio::test]
async fn a_missing_match() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let browser = operator.partner().ask(&Ask::default()).await;
    let question = ana.scan(&browser).await.ok();
    assert_eq!(ana.approve(&question, None).await.refusal(), "match_missing");
}

#[tokio::test]
async fn a_match_wrong_many_times_at_once() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    let question = ana.scan(&browser).await.ok();
    let right = browser.digits().await;
    let all: Vec<_> = (10..100).map(|guess: u32| guess.to_string()).collect();
    let yeses: Vec<_> = all.iter().map(|guess| ana.yes(&question, Some(guess))).collect();
    let mut approved = 0;
    let cookie = ana.cookie.clone();
    let tries = yeses.iter().filter(|yes| yes["match"] != right.as_str()).map(|yes| {
        let (mut phone, question) = (Phone::new(&operator), question.clone());
        phone.cookie.clone_from(&cookie);
        async move { phone.send_yes(&question, yes).await.status }
    });
    for status in futures_util::future::join_all(tries).await {
        approved += u32::from(status == 200);
    }
    assert_eq!(approved, 0);
    assert_eq!(browser.state().await, "wrong_match");
}

#[tokio::test]
async fn an_approval_after_the_end() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    for (cancel, word) in [(true, "request_cancelled"), (false, "request_expired")] {
        let mut browser = operator.partner().ask(&Ask::default()).await;
        let question = ana.scan(&browser).await.ok();
        let digits = browser.digits().await;
        let yes = ana.yes(&question, Some(&digits));
        if cancel {
            let path = browser.at("cancel");
            browser.post(&path, &[]).await;
        } else {
            operator.pass(Duration::from_mins(3));
        }
        assert_eq!(ana.send_yes(&question, &yes).await.refusal(), word);
        assert_eq!(ana.scan(&browser).await.refusal(), word);
    }
}

#[tokio::test]
async fn two_phones_at_once() {
    let operator = Operator::start().await;
    let (mut ana, mut ben) = (operator.ana().await, operator.ben().await);
    let browser = operator.partner().ask(&Ask::default()).await;
    let (one, other) = tokio::join!(ana.scan(&browser), ben.scan(&browser));
    let (winner, loser) = if one.status == 200 { (one, other) } else { (other, one) };
    assert_eq!((winner.status, loser.refusal().as_str()), (200, "request_taken"));
    let question = winner.json();
    let id = question["id"].as_str().unwrap();
    let mut words = Vec::new();
    for phone in [&mut ana, &mut ben] {
        words.push(phone.get(&format!("requests/{id}")).await.status);
    }
    words.sort_unstable();
    assert_eq!(words, [200, 404], "to whom it was not shown it does not exist");
}

#[tokio::test]
async fn one_approval_sent_many_times_at_once() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    let question = ana.scan(&browser).await.ok();
    let digits = browser.digits().await;
    let yes = ana.yes(&question, Some(&digits));
    let sent = (0..8).map(|_| {
        let mut phone = Phone::new(&operator);
        phone.cookie.clone_from(&ana.cookie);
        let (question, yes) = (&question, &yes);
        async move { phone.send_yes(question, yes).await.status }
    });
    let statuses = futures_util::future::join_all(sent).await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
}

#[tokio::test]
async fn a_copied_key_whose_counter_stands_still() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    for (expected, counter) in [(200, Counter::Stuck(9)), (403, Counter::Stuck(9))] {
        ana.authenticator.behaviour.counter = counter;
        let mut browser = operator.partner().ask(&Ask::default()).await;
        assert_eq!(ana.scan_and_approve(&mut browser).await.status, expected);
    }
}

#[tokio::test]
async fn an_unverified_user() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    ana.authenticator.behaviour.user_verified = false;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    assert_eq!(ana.scan_and_approve(&mut browser).await.refusal(), "user_not_verified");
}

#[tokio::test]
async fn the_page_in_another_browser() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    ana.scan_and_approve(&mut browser).await.ok();
    let mut other = operator.browser();
    other.page.clone_from(&browser.page);
    assert_eq!(other.look().await.status, 403);
    assert_eq!(other.finish().await.status, 403);
    let path = other.at("status");
    assert_eq!(other.get(&path).await.refusal(), "other_browser");
    // Even one that has a page of its own.
    operator.partner().ask_in(&mut other, &Ask::default()).await;
    other.page.clone_from(&browser.page);
    assert_eq!(other.finish().await.status, 403);
    assert_eq!(browser.finish().await.status, 303);
}

#[tokio::test]
async fn the_same_device_way_from_another_device() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut victim = operator.partner().ask(&Ask::level("high")).await;
    let id = victim.request_id().await;
    let path = format!("requests/{id}/open");
    let nothing = json!({});
    assert_eq!(ana.post(&path, &nothing).await.refusal(), "other_browser");
    let elsewhere = operator.partner().ask(&Ask::level("high")).await;
    let got = ana.call_with(http::Method::POST, &path, Some(&nothing), Some(&elsewhere)).await;
    assert_eq!(got.refusal(), "other_browser");
}

#[tokio::test]
async fn a_passkey_that_signed_the_question_of_another_page() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut one = operator.partner().ask(&Ask::default()).await;
    let mut other = operator.partner().ask(&Ask::default()).await;
    let answer = ana.passkey(&mut one).await;
    let path = other.at("passkey");
    assert_eq!(other.post_json(&path, &answer).await.refusal(), "assertion_invalid");
    assert_eq!(other.state().await, "asked", "it is still there for the right answer");
    // The signature for the page is none for a phone's question, which has digits.
    let question = ana.scan(&one).await.ok();
    let mut yes = answer;
    yes["match"] = one.digits().await.into();
    assert_eq!(ana.send_yes(&question, &yes).await.refusal(), "assertion_invalid");
}

#[tokio::test]
async fn two_tabs_of_one_browser() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut first = operator.partner().ask(&Ask::default()).await;
    let first_page = first.page.clone();
    operator.partner().ask_in(&mut first, &Ask::default()).await;
    let second_page = std::mem::replace(&mut first.page, first_page);
    ana.scan_and_approve(&mut first).await.ok();
    assert_eq!(first.finish().await.status, 303, "the second tab does not put out the first");
    first.page = second_page;
    assert_eq!(first.state().await, "asked", "nor does the first answer for the second");
    assert_eq!(first.finish().await.location(), first.page);
}

#[tokio::test]
async fn one_pushed_request_opened_twice() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let address = operator.partner().push(&Ask::default()).await;
    let mut browser = operator.browser();
    browser.page = browser.get(&address).await.location().to_owned();
    let first = browser.page.clone();
    browser.page = browser.get(&address).await.location().to_owned();
    ana.scan_and_approve(&mut browser).await.ok();
    let code = Browser::code_in(&browser.finish().await);
    browser.page = first;
    ana.scan_and_approve(&mut browser).await.ok();
    let (error, _) = Browser::error_in(&browser.finish().await);
    assert_eq!(error, "invalid_request", "one request, one answer");
    assert_eq!(operator.partner().identity(&code).await["given_name"], "Ana");
}

#[tokio::test]
async fn the_back_button_and_a_reload_after_the_answer() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    ana.scan_and_approve(&mut browser).await.ok();
    let code = Browser::code_in(&browser.finish().await);
    assert_eq!(Browser::code_in(&browser.finish().await), code);
    operator.partner().identity(&code).await;
    assert_eq!(operator.partner().redeem(&code).await.refusal(), "invalid_grant");
}

#[tokio::test]
async fn a_code_fetched_long_after_the_approval() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    ana.scan_and_approve(&mut browser).await.ok();
    operator.pass(Duration::from_secs(5 * 60 + 1));
    let (_, word) = Browser::error_in(&browser.finish().await);
    assert_eq!(word, "expired");
}

#[tokio::test]
async fn a_form_posted_from_elsewhere() {
    let operator = Operator::start().await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        let cookies: Vec<String> =
            browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = http::Request::builder()
            .method("POST")
            .uri(browser.at("cancel"))
            .header("cookie", cookies.join("; "))
            .header("content-type", "application/x-www-form-urlencoded")
            .header(name, value)
            .body(axum::body::Body::empty());
        assert_eq!(operator.send(request.unwrap()).await.status, 403);
    }
    assert_eq!(browser.state().await, "asked");
}

#[tokio::test]
async fn a_redirect_uri_off_by_a_slash_never_redirects() {
    let operator = Operator::start().await;
    let mut browser = operator.browser();
    let got = browser
        .get(
            "/authorize?client_id=gateway&response_type=code&scope=openid&redirect_uri=\
             https%3A%2F%2Fgateway.example%2Fcallback%2F",
        )
        .await;
    assert_eq!(got.status, 400);
    assert!(got.text.contains("not sent back"), "{}", got.text);
    assert!(got.header("location").is_empty());
}
