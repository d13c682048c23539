//! A login from the partner's request to its answer, by each way to the phone.

use std::time::Duration;

use serde_json::json;

use super::common::{Ask, Browser, CODE, Operator, Partner};

#[tokio::test]
async fn a_person_scans_the_code_and_approves_with_the_digits() {
    for operator in Operator::on_each_engine().await {
        let mut ana = operator.ana().await;
        let mut browser = operator.partner().ask(&Ask::default().for_health()).await;
        assert_eq!(browser.state().await, "asked");
        let question = ana.scan(&browser).await.ok();
        assert_eq!(question["partner"]["name"], "The Gateway");
        assert_eq!(question["service"], json!({ "id": "health", "name": "Health" }));
        assert_eq!(question["level"], "substantial");
        assert_eq!(question["channel"], "qr_code");
        assert_eq!(question["needs_match"], true);
        assert_eq!(question["needs_code"], false);
        let labels: Vec<&str> = question["claims"]
            .as_array()
            .unwrap()
            .iter()
            .map(|claim| claim["label"].as_str().unwrap())
            .collect();
        assert_eq!(labels, ["First names", "National number"], "only what may be released");
        assert_eq!(browser.state().await, "shown");
        let digits = browser.digits().await;
        let approved = ana.approve(&question, Some(&digits)).await.ok();
        assert_eq!(approved, json!({ "outcome": "approved", "level": "substantial" }));
        let status = browser.status().await;
        assert_eq!(status["state"], "approved");
        assert_eq!(status["next"], browser.at("finish"));
        let code = Browser::code_in(&browser.finish().await);
        let identity = operator.partner().identity(&code).await;
        assert_eq!(identity["iss"], "http://localhost:8001");
        assert_eq!(identity["acr"], "http://eidas.europa.eu/LoA/substantial");
        assert_eq!(identity["amr"], json!(["hwk", "user", "mfa"]));
        assert_eq!(identity["nonce"], "the-nonce");
        assert_eq!(identity["given_name"], "Ana");
        assert_eq!(identity["national_number"], "85073003328");
        assert!(identity.get("birthdate").is_none(), "not registered for this partner");
        assert!(identity.get("email").is_none(), "not asked for");
        let history = ana.get("history").await.ok();
        assert_eq!(history[0]["outcome"], "approved");
        assert_eq!(history[0]["service"]["name"], "Health");
    }
}

#[tokio::test]
async fn a_person_has_one_subject_per_partner() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut subjects = Vec::new();
    for id in ["gateway", "gateway", "bank"] {
        let partner = Partner::new(&operator, id);
        let mut browser = partner.ask(&Ask::default()).await;
        ana.scan_and_approve(&mut browser).await.ok();
        let code = Browser::code_in(&browser.finish().await);
        subjects.push(partner.identity(&code).await["sub"].as_str().unwrap().to_owned());
    }
    assert_eq!(subjects[0], subjects[1]);
}

#[tokio::test]
async fn on_one_device_the_browsers_cookie_opens_the_question() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::level("high")).await;
    let id = browser.request_id().await;
    let path = format!("requests/{id}/open");
    let question =
        ana.call_with(http::Method::POST, &path, Some(&json!({})), Some(&browser)).await.ok();
    assert_eq!(question["channel"], "same_device");
    assert_eq!(question["needs_match"], false);
    assert_eq!(question["needs_code"], true, "level high asks for the code");
    assert_eq!(browser.state().await, "shown_here");
    assert_eq!(ana.approve(&question, None).await.ok()["level"], "high");
    let code = Browser::code_in(&browser.finish().await);
    let identity = operator.partner().identity(&code).await;
    assert_eq!(identity["acr"], "http://eidas.europa.eu/LoA/high");
    assert_eq!(identity["amr"], json!(["hwk", "user", "mfa", "pin"]));
}

#[tokio::test]
async fn a_passkey_answers_in_the_asking_browser_at_level_high() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::level("high").for_health()).await;
    let options = browser.passkey_options().await;
    assert!(options.allow_credentials.is_empty());
    assert_eq!(options.user_verification, "required");
    let mut answer = ana.passkey(&mut browser).await;
    let path = browser.at("passkey");
    assert_eq!(browser.post_json(&path, &answer).await.refusal(), "code_missing");
    answer["code"] = CODE.into();
    let got = browser.post_json(&path, &answer).await.ok();
    assert_eq!(got["level"], "high");
    assert_eq!(got["next"], browser.at("finish"));
    let code = Browser::code_in(&browser.finish().await);
    assert_eq!(operator.partner().identity(&code).await["given_name"], "Ana");
    assert_eq!(ana.get("history").await.ok()[0]["channel"], "passkey");
}

#[tokio::test]
async fn a_page_in_another_language_is_as_good_a_question() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut browser = operator.browser();
    browser.language = "fr";
    operator.partner().ask_in(&mut browser, &Ask::default().for_health()).await;
    assert!(browser.look().await.text.contains("Santé"));
    let answer = ana.passkey(&mut browser).await;
    let path = browser.at("passkey");
    assert_eq!(browser.post_json(&path, &answer).await.status, 200);
}

#[tokio::test]
async fn each_no_reaches_the_partner_with_its_own_word() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    for outcome in ["declined", "reported", "cancelled", "expired"] {
        let mut browser = operator.partner().ask(&Ask::default()).await;
        let question = ana.scan(&browser).await.ok();
        let id = question["id"].as_str().unwrap();
        match outcome {
            "declined" => drop(ana.decline(id, false).await.ok()),
            "reported" => drop(ana.decline(id, true).await.ok()),
            "cancelled" => {
                let path = browser.at("cancel");
                assert_eq!(browser.post(&path, &[]).await.location(), browser.page);
            }
            _ => operator.pass(Duration::from_mins(3)),
        }
        assert_eq!(browser.state().await, outcome);
        let page = browser.look().await;
        assert_eq!(page.status, 200, "the ended page is a page of its own");
        assert!(page.text.contains(&browser.at("finish")));
        let (error, word) = Browser::error_in(&browser.finish().await);
        assert_eq!((error.as_str(), word.as_str()), ("access_denied", outcome));
        assert_eq!(ana.get("history").await.ok()[0]["outcome"], outcome);
    }
}

#[tokio::test]
async fn a_partner_may_ask_for_the_code_at_any_level() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let browser = Partner::new(&operator, "bank").ask(&Ask::level("low")).await;
    let question = ana.scan(&browser).await.ok();
    assert_eq!(question["needs_code"], true);
}

#[tokio::test]
async fn a_partner_that_names_no_service_asks_for_itself() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let browser = operator.partner().ask(&Ask::default()).await;
    let question = ana.scan(&browser).await.ok();
    assert_eq!(question["service"], question["partner"]);
}

#[tokio::test]
async fn a_restart_between_any_two_steps_loses_nothing() {
    let mut operator = Operator::start().await;
    let (cookie, authenticator) = {
        let ana = operator.ana().await;
        (ana.cookie, serde_json::to_value(&ana.authenticator).unwrap())
    };
    operator.restart().await;
    let address = operator.partner().push(&Ask::default()).await;
    operator.restart().await;
    let (cookies, page) = {
        let mut browser = operator.browser();
        let page = browser.get(&address).await.location().to_owned();
        (browser.cookies, page)
    };
    operator.restart().await;
    let (question, digits) = {
        let mut browser = operator.browser();
        (browser.cookies, browser.page) = (cookies.clone(), page.clone());
        let mut ana = super::common::Phone::new(&operator);
        ana.cookie.clone_from(&cookie);
        (ana.scan(&browser).await.ok(), browser.digits().await)
    };
    operator.restart().await;
    {
        let mut ana = super::common::Phone::new(&operator);
        ana.cookie = cookie;
        ana.authenticator = serde_json::from_value(authenticator).unwrap();
        ana.approve(&question, Some(&digits)).await.ok();
    }
    operator.restart().await;
    let first = {
        let mut browser = operator.browser();
        (browser.cookies, browser.page) = (cookies.clone(), page.clone());
        Browser::code_in(&browser.finish().await)
    };
    operator.restart().await;
    let mut browser = operator.browser();
    (browser.cookies, browser.page) = (cookies, page);
    assert_eq!(Browser::code_in(&browser.finish().await), first, "a lost answer is given again");
    assert_eq!(operator.partner().identity(&first).await["given_name"], "Ana");
}

#[tokio::test]
async fn old_requests_lose_their_handles_and_then_are_forgotten() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    ana.scan_and_approve(&mut browser).await.ok();
    operator.pass(Duration::from_hours(25));
    operator.run("purge").await;
    assert_eq!(browser.look().await.status, 410);
    assert_eq!(ana.get("history").await.ok().as_array().unwrap().len(), 1);
    operator.pass(Duration::from_hours(396 * 24));
    operator.run("purge").await;
    let history = ana.get("history").await;
    assert_eq!(history.status, 200, "the session outlives the history");
    assert_eq!(history.json(), json!([]));
}
