//! Single sign-on.

use std::time::Duration;

use domain::Level;
use http::StatusCode;
use url::Url;

use crate::browser::Browser;
use crate::country::{Country, ana_number, ben_number};
use crate::service::{Learnt, parameter};

fn error(back: &Url) -> Option<String> {
    parameter(back, "error")
}

#[tokio::test]
async fn the_second_service_needs_no_second_login() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::Substantial);
    let (ana, first, second) = (Browser::new(), country.health.ask(&[]), country.tax.ask(&[]));
    let back = country.log_in(&ana, &first).await;
    let health = country.health.redeem(&first, &back).await;
    country.clock.pass(Duration::from_mins(5));
    let back = ana.get(&second.url).await.went_to();
    let tax = country.tax.redeem(&second, &back).await;
    assert_eq!(tax.claims["auth_time"], health.claims["auth_time"]);
    assert_eq!(tax.claims["acr"], "http://eidas.europa.eu/LoA/substantial");
    assert_ne!(tax.claims["sub"], health.claims["sub"]);
    assert_ne!(tax.claims["sid"], health.claims["sid"]);
}

#[tokio::test]
async fn of_two_tabs_that_come_back_at_once_after_a_restart_one_is_answered() {
    let mut country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let (ana, asking) = (Browser::new(), country.health.ask(&[]));
    let (login, _) = country.chooser(&ana, &asking).await;
    let callback = country.come_back(&ana, &login).await;
    country.restart_gateway().await;
    let (one, two) = tokio::join!(ana.get(&callback), ana.get(&callback));
    let places = [one.went_to(), two.went_to()];
    let back = places.iter().find(|place| parameter(place, "code").is_some()).unwrap();
    country.health.redeem(&asking, back).await;
    let second = country.tax.ask(&[]);
    let back = ana.get(&second.url).await.went_to();
    country.tax.redeem(&second, &back).await;
    let page = ana.get(&country.at("/")).await;
    page.says("Used for Health, Tax").says("you were logged in already");
    ana.post(&country.at("/log-out"), &[]).await;
    let silent = country.health.ask(&[("prompt", "none")]);
    let back = ana.get(&silent.url).await.went_to();
    assert_eq!(error(&back).as_deref(), Some("login_required"));
}

#[tokio::test]
async fn a_session_does_not_answer_above_its_level() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::Substantial);
    let ana = Browser::new();
    country.log_in(&ana, &country.health.ask(&[])).await;
    let higher = country.tax.ask(&[("acr_values", "high")]);
    country.everybody_is(ana_number(), Level::High);
    let back = country.log_in(&ana, &higher).await;
    let learnt = country.tax.redeem(&higher, &back).await;
    assert_eq!(learnt.claims["acr"], "http://eidas.europa.eu/LoA/high");
    let silent = country.health.ask(&[("acr_values", "high"), ("prompt", "none")]);
    assert_eq!(error(&ana.get(&silent.url).await.went_to()), None);
}

#[tokio::test]
async fn prompt_none_is_silent_or_an_error() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let ana = Browser::new();
    let silent = country.health.ask(&[("prompt", "none")]);
    let back = ana.get(&silent.url).await.went_to();
    assert_eq!(error(&back).as_deref(), Some("login_required"));
    country.log_in(&ana, &country.health.ask(&[])).await;
    let back = ana.get(&silent.url).await.went_to();
    country.health.redeem(&silent, &back).await;
}

#[tokio::test]
async fn prompt_login_and_max_age_ask_for_a_new_proof() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let ana = Browser::new();
    let asking = country.health.ask(&[]);
    let back = country.log_in(&ana, &asking).await;
    let mut before = country.health.redeem(&asking, &back).await;
    for parameters in [[("prompt", "login")], [("max_age", "1")], [("max_age", "0")]] {
        country.clock.pass(Duration::from_secs(10));
        let asking = country.health.ask(&parameters);
        let (_, page) = country.chooser(&ana, &asking).await;
        page.does_not_say("You are logged in already");
        let back = country.log_in(&ana, &asking).await;
        let learnt = country.health.redeem(&asking, &back).await;
        let since = |learnt: &Learnt| learnt.claims["auth_time"].as_i64().unwrap();
        assert_eq!(since(&learnt), since(&before) + 10, "{parameters:?}");
        before = learnt;
    }
    let asking = country.health.ask(&[("max_age", "10000")]);
    let back = ana.get(&asking.url).await.went_to();
    country.health.redeem(&asking, &back).await;
}

#[tokio::test]
async fn a_service_may_want_the_person_to_agree_to_their_session() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let ana = Browser::new();
    country.log_in(&ana, &country.health.ask(&[])).await;
    let asking = country.tax.ask(&[("prompt", "consent")]);
    let (login, page) = country.chooser(&ana, &asking).await;
    page.says("You are logged in as Ana Peeters").says("Go on as Ana Peeters");
    let press = Url::parse(&format!("{login}/session")).unwrap();
    let back = ana.post(&press, &[]).await.went_to();
    country.tax.redeem(&asking, &back).await;
    assert_eq!(ana.post(&press, &[]).await.went_to(), login);
}

#[tokio::test]
async fn a_login_open_in_one_tab_profits_from_the_other() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let ana = Browser::new();
    let (health, tax) = (country.health.ask(&[]), country.tax.ask(&[]));
    let (login, page) = country.chooser(&ana, &tax).await;
    page.does_not_say("You are logged in already");
    country.log_in(&ana, &health).await;
    ana.get(&login).await.says("Go on as Ana Peeters");
    let back = ana.post(&Url::parse(&format!("{login}/session")).unwrap(), &[]).await.went_to();
    country.tax.redeem(&tax, &back).await;
}

#[tokio::test]
async fn a_session_ends_when_nobody_uses_it() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let ana = Browser::new();
    country.log_in(&ana, &country.health.ask(&[])).await;
    let silent = || country.health.ask(&[("prompt", "none")]).url;
    for _ in 0..3 {
        country.clock.pass(Duration::from_mins(29));
        assert_eq!(error(&ana.get(&silent()).await.went_to()), None);
    }
    country.clock.pass(Duration::from_mins(30));
    let back = ana.get(&silent()).await.went_to();
    assert_eq!(error(&back).as_deref(), Some("login_required"));
}

#[tokio::test]
async fn a_session_is_worth_nothing_once_its_provider_is_not_accredited() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let ana = Browser::new();
    country.log_in(&ana, &country.health.ask(&[])).await;
    country.anchor.accredit(Level::Substantial);
    country.until_heard(Some(Level::Substantial)).await;
    let silent = country.health.ask(&[("prompt", "none")]);
    let back = ana.get(&silent.url).await.went_to();
    assert_eq!(error(&back).as_deref(), Some("login_required"));
}

#[tokio::test]
async fn a_planted_session_is_not_the_persons_session_after_the_login() {
    let country = Country::new().await;
    country.everybody_is(ben_number(), Level::High);
    let mallory = Browser::new();
    country.log_in(&mallory, &country.health.ask(&[])).await;
    let planted = mallory.cookie("gateway_session").unwrap();
    // The victim's browser carries the attacker's cookie, and logs in as somebody else.
    let ana = Browser::new();
    ana.plant("gateway_session", &planted);
    country.everybody_is(ana_number(), Level::High);
    let asking = country.health.ask(&[("prompt", "login")]);
    let back = country.log_in(&ana, &asking).await;
    assert_eq!(
        country.health.userinfo(&country.health.redeem(&asking, &back).await).await["given_name"],
        "Ana"
    );
    assert_ne!(ana.cookie("gateway_session").unwrap(), planted);
    // What the attacker holds opens neither Ana's session nor the one before.
    let silent = country.health.ask(&[("prompt", "none")]);
    let back = mallory.get(&silent.url).await.went_to();
    assert_eq!(error(&back).as_deref(), Some("login_required"));
}

#[tokio::test]
async fn a_login_gives_the_same_persons_session_a_new_handle() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let ana = Browser::new();
    country.log_in(&ana, &country.health.ask(&[])).await;
    let thief = Browser::with_cookies_of(&ana);
    country.log_in(&ana, &country.health.ask(&[("prompt", "login")])).await;
    let silent = country.health.ask(&[("prompt", "none")]);
    let back = thief.get(&silent.url).await.went_to();
    assert_eq!(error(&back).as_deref(), Some("login_required"));
    let silent = country.health.ask(&[("prompt", "none")]);
    assert_eq!(error(&ana.get(&silent.url).await.went_to()), None);
}

#[tokio::test]
async fn a_service_that_means_one_person_does_not_get_another() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let ana = Browser::new();
    let asking = country.health.ask(&[]);
    let back = country.log_in(&ana, &asking).await;
    let hint = country.health.redeem(&asking, &back).await.id_token;
    let silent = [("prompt", "none"), ("id_token_hint", hint.as_str())];
    let back = ana.get(&country.health.ask(&silent).url).await.went_to();
    assert_eq!(error(&back), None);
    let ben = Browser::new();
    country.everybody_is(ben_number(), Level::High);
    country.log_in(&ben, &country.health.ask(&[])).await;
    let back = ben.get(&country.health.ask(&silent).url).await.went_to();
    assert_eq!(error(&back).as_deref(), Some("login_required"));
    let back = country.log_in(&ben, &country.health.ask(&silent[1..])).await;
    assert_eq!(error(&back).as_deref(), Some("login_required"));
    assert!(parameter(&back, "error_description").unwrap().starts_with("other_person"));
}

#[tokio::test]
async fn a_pushed_request_is_answered_once_in_whatever_tab() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let ana = Browser::new();
    let asking = country.health.ask(&[]);
    let pushed = push(&country, &asking.url).await;
    let (one, _) = chooser_of(&country, &ana, &pushed).await;
    let (two, _) = chooser_of(&country, &ana, &pushed).await;
    let back = ana.get(&country.come_back(&ana, &one).await).await.went_to();
    country.health.redeem(&asking, &back).await;
    let back = ana.get(&country.come_back(&ana, &two).await).await.went_to();
    assert_eq!(error(&back).as_deref(), Some("invalid_request"));
}

#[tokio::test]
async fn a_person_may_take_longer_than_a_pushed_request_lives() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let (ana, asking) = (Browser::new(), country.health.ask(&[]));
    let pushed = push(&country, &asking.url).await;
    let (login, _) = chooser_of(&country, &ana, &pushed).await;
    country.clock.pass(Duration::from_mins(14));
    let back = ana.get(&country.come_back(&ana, &login).await).await.went_to();
    country.health.redeem(&asking, &back).await;
}

async fn chooser_of(country: &Country, browser: &Browser, pushed: &Url) -> (Url, StatusCode) {
    let login = browser.get(pushed).await.went_to();
    assert!(login.as_str().starts_with(country.url.as_str()));
    (login.clone(), browser.get(&login).await.status)
}

#[expect(clippy::disallowed_methods, reason = "the service is not a role")]
async fn push(country: &Country, url: &Url) -> Url {
    let form: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let answer: serde_json::Value = reqwest::Client::new()
        .post(country.at("/par"))
        .basic_auth("health", Some(country.health.secret.reveal()))
        .form(&form)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let mut pushed = country.at("/authorize");
    pushed
        .query_pairs_mut()
        .append_pair("client_id", "health")
        .append_pair("request_uri", answer["request_uri"].as_str().unwrap());
    pushed
}
