//! A login, and what others try to make of it.

use domain::Level;
use http::StatusCode;
use url::Url;

use crate::browser::Browser;
use crate::country::{Country, ana_number};
use crate::service::parameter;

const HIGH: &str = "http://eidas.europa.eu/LoA/high";

pub fn below(login: &Url, path: &str) -> Url {
    Url::parse(&format!("{login}/{path}")).unwrap()
}

#[tokio::test]
async fn a_person_logs_in_and_the_service_learns_who_they_are() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let (ana, asking) = (Browser::new(), country.health.ask(&[("acr_values", "substantial")]));
    let (login, page) = country.chooser(&ana, &asking).await;
    page.says("Log in to Health").says("Sesame").says("<li>name</li>").says("substantial");
    assert!(page.policy.contains("http://localhost:9"), "{}", page.policy);
    let callback = country.come_back(&ana, &login).await;
    let back = ana.get(&callback).await.went_to();
    assert_eq!(
        parameter(&back, "iss").as_deref(),
        Some(country.url.as_str().trim_end_matches('/'))
    );
    let learnt = country.health.redeem(&asking, &back).await;
    assert_eq!(learnt.claims["acr"], HIGH);
    let said = &learnt.claims["amr"];
    assert_eq!(said, &serde_json::json!(["hwk", "user"]), "of a card only the gateway speaks");
    let about = country.health.userinfo(&learnt).await;
    assert_eq!((about["given_name"].as_str(), about["name"].as_str()), (Some("Ana"), None));
    assert!(about.get("national_number").is_none());
}

#[tokio::test]
async fn the_provider_is_asked_on_behalf_of_the_service_and_for_its_level() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let (ana, asking) = (Browser::new(), country.health.ask(&[("acr_values", "high")]));
    country.log_in(&ana, &asking).await;
    let asked = country.people.asked.lock().unwrap().pop().unwrap();
    assert_eq!(asked.minimum(), Level::High);
    assert!(asked.prompt().login);
    assert_eq!(asked.claims(), ["national_number"]);
    let detail = serde_json::to_value(&asked.authorization_details()[0]).unwrap();
    assert_eq!(detail["type"], "service_login");
    assert_eq!(detail["service"]["id"], "health");
    assert_eq!(detail["service"]["name"]["nl"], "Health NL");
    assert_eq!(detail["level"], "high");
}

#[tokio::test]
async fn a_restart_between_any_two_steps_loses_nothing() {
    let mut country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let (ana, asking) = (Browser::new(), country.health.ask(&[]));
    let login = ana.get(&asking.url).await.went_to();
    country.restart_gateway().await;
    ana.get(&login).await.says("Sesame");
    country.restart_gateway().await;
    let press = below(&login, "app");
    let provider = ana.post(&press, &[]).await.went_to();
    country.restart_gateway().await;
    let callback = ana.get(&provider).await.went_to();
    country.restart_gateway().await;
    let back = ana.get(&callback).await.went_to();
    country.restart_gateway().await;
    let learnt = country.health.redeem(&asking, &back).await;
    country.restart_gateway().await;
    assert_eq!(country.health.userinfo(&learnt).await["given_name"], "Ana");
}

#[tokio::test]
async fn going_back_after_the_answer_is_safe() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let (ana, asking) = (Browser::new(), country.health.ask(&[]));
    let (login, _) = country.chooser(&ana, &asking).await;
    let callback = country.come_back(&ana, &login).await;
    let back = ana.get(&callback).await.went_to();
    for again in [callback, below(&login, "return")] {
        assert_eq!(ana.get(&again).await.went_to(), login);
    }
    for press in ["app", "session", "cancel"] {
        assert_eq!(ana.post(&below(&login, press), &[]).await.went_to(), login);
    }
    let over = ana.get(&login).await;
    over.says("This login is over").says("http://localhost:9/health").does_not_say("code=");
    country.health.redeem(&asking, &back).await;
}

#[tokio::test]
async fn a_code_is_redeemed_once() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let (ana, asking) = (Browser::new(), country.health.ask(&[]));
    let back = country.log_in(&ana, &asking).await;
    country.health.redeem(&asking, &back).await;
    let (status, answer) = country.health.try_redeem(&asking, &back).await;
    assert_eq!(
        (status, answer["error"].as_str()),
        (StatusCode::BAD_REQUEST, Some("invalid_grant"))
    );
}

#[tokio::test]
async fn of_two_answers_at_once_one_counts() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let (ana, asking) = (Browser::new(), country.health.ask(&[]));
    let (login, _) = country.chooser(&ana, &asking).await;
    let callback = country.come_back(&ana, &login).await;
    let (one, two) = tokio::join!(ana.get(&callback), ana.get(&callback));
    let places = [one.went_to(), two.went_to()];
    let codes = places.iter().filter(|place| parameter(place, "code").is_some()).count();
    assert_eq!(codes, 1, "{places:?}");
    assert!(places.contains(&login), "{places:?}");
    ana.get(&login).await.says("This login is over");
}

#[tokio::test]
async fn choosing_twice_makes_the_last_choice_count() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let (ana, asking) = (Browser::new(), country.health.ask(&[]));
    let (login, _) = country.chooser(&ana, &asking).await;
    let first = country.come_back(&ana, &login).await;
    let second = country.come_back(&ana, &login).await;
    let replaced = ana.get(&first).await;
    assert_eq!(replaced.status, StatusCode::NOT_FOUND);
    replaced.says("We do not know this login");
    let back = ana.get(&second).await.went_to();
    country.health.redeem(&asking, &back).await;
}

#[tokio::test]
async fn two_tabs_log_in_to_two_services_at_once() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let ana = Browser::new();
    let (health, tax) = (country.health.ask(&[]), country.tax.ask(&[]));
    let (first, _) = country.chooser(&ana, &health).await;
    let (second, _) = country.chooser(&ana, &tax).await;
    let callback = country.come_back(&ana, &second).await;
    let other = country.come_back(&ana, &first).await;
    let back = ana.get(&callback).await.went_to();
    country.tax.redeem(&tax, &back).await;
    let back = ana.get(&other).await.went_to();
    country.health.redeem(&health, &back).await;
}

#[tokio::test]
async fn a_login_belongs_to_one_browser() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let (ana, mallory, asking) = (Browser::new(), Browser::new(), country.health.ask(&[]));
    let (login, _) = country.chooser(&ana, &asking).await;
    mallory.get(&country.health.ask(&[]).url).await;
    for press in ["app", "session", "cancel"] {
        let refused = mallory.post(&below(&login, press), &[]).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{press}");
    }
    for page in ["", "/return"] {
        let url = Url::parse(&format!("{login}{page}")).unwrap();
        let refused = mallory.get(&url).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{page}");
        refused.says("We do not know this login in this browser");
    }
    // Login CSRF: an answer that was given to one browser does not log another one in.
    let callback = country.come_back(&ana, &login).await;
    assert_eq!(mallory.get(&callback).await.status, StatusCode::NOT_FOUND);
    assert!(mallory.cookie("gateway_session").is_none());
    ana.get(&callback).await.went_to();
}

#[tokio::test]
async fn an_answer_of_one_provider_is_not_taken_at_the_callback_of_another() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let (ana, asking) = (Browser::new(), country.health.ask(&[]));
    let (login, _) = country.chooser(&ana, &asking).await;
    let callback = country.come_back(&ana, &login).await;
    let mut other = callback.clone();
    other.set_path("/callback/other");
    assert_eq!(ana.get(&other).await.went_to(), login);
    let query = callback.query().unwrap().replace(&country.url.port().unwrap().to_string(), "1");
    let mut foreign = callback.clone();
    foreign.set_query(Some(&query.replace("iss=http", "iss=https")));
    assert_eq!(ana.get(&foreign).await.went_to(), login);
    ana.get(&login).await.says("an answer that we cannot trust");
}

#[tokio::test]
async fn a_request_that_nobody_vouches_for_never_redirects() {
    let country = Country::new().await;
    let good = country.health.ask(&[]).url;
    for (from, to) in [
        ("client_id=health", "client_id=nobody"),
        ("client_id=health&", ""),
        ("localhost%3A9%2Fcallback", "localhost%3A9%2Fcallback%2F"),
        ("localhost%3A9", "evil.example"),
    ] {
        let bad = Url::parse(&good.as_str().replace(from, to)).unwrap();
        assert_ne!(bad, good);
        let seen = Browser::new().get(&bad).await;
        assert_eq!((seen.status, &seen.location), (StatusCode::BAD_REQUEST, &None), "{to}");
        seen.says("We cannot start this login");
    }
    let bad = Url::parse(&good.as_str().replace("S256", "plain")).unwrap();
    let back = Browser::new().get(&bad).await.went_to();
    assert_eq!(parameter(&back, "error").as_deref(), Some("invalid_request"));
}

#[tokio::test]
async fn a_request_may_come_by_post_from_the_service() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let (ana, asking) = (Browser::new(), country.health.ask(&[]));
    country.log_in(&ana, &country.health.ask(&[])).await;
    let form: Vec<(String, String)> = asking.url.query_pairs().into_owned().collect();
    let posted = ana.post_from_elsewhere(&country.at("/authorize"), &form).await.went_to();
    // The session's cookie did not come with the post; it does with what follows.
    let back = ana.get(&posted).await.went_to();
    country.health.redeem(&asking, &back).await;
}

#[tokio::test]
async fn another_site_cannot_press_the_buttons() {
    let country = Country::new().await;
    let (ana, asking) = (Browser::new(), country.health.ask(&[]));
    let (login, _) = country.chooser(&ana, &asking).await;
    for press in ["app", "session", "cancel"] {
        let refused = ana.post_from_elsewhere(&below(&login, press), &[]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{press}");
    }
}

#[tokio::test]
async fn pages_speak_the_language_that_the_service_or_the_person_asks_for() {
    let country = Country::new().await;
    let (ana, asking) = (Browser::new(), country.health.ask(&[("ui_locales", "fr-BE nl")]));
    let (login, page) = country.chooser(&ana, &asking).await;
    page.says("Se connecter à Health FR").says("lang=\"fr\"");
    let german = Url::parse(&format!("{login}?lang=de")).unwrap();
    ana.get(&german).await.says("Wie möchten Sie sich anmelden?");
    ana.get(&login).await.says("Wie möchten Sie sich anmelden?");
}

#[tokio::test]
async fn one_address_cannot_begin_any_number_of_logins() {
    let mut country = Country::new().await;
    country.change("[fetch]", "[limits]\nlogins_per_minute = 3\n[fetch]").await;
    let mallory = Browser::new();
    for _ in 0..3 {
        mallory.get(&country.health.ask(&[]).url).await.went_to();
    }
    let refused = mallory.get(&country.health.ask(&[]).url).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn operators_count_logins_without_knowing_whose() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let ana = Browser::new();
    country.log_in(&ana, &country.health.ask(&[])).await;
    ana.get(&country.health.ask(&[]).url).await.went_to();
    let (login, _) = country.chooser(&ana, &country.tax.ask(&[("prompt", "login")])).await;
    ana.post(&below(&login, "cancel"), &[]).await;
    let metrics = ana.get(&country.at("/metrics")).await;
    for labels in [
        r#"outcome="answered",method="app",level="high",by="proof""#,
        r#"outcome="answered",method="app",level="high",by="session""#,
        r#"outcome="cancelled""#,
    ] {
        metrics.says(labels);
    }
    metrics.does_not_say(login.path()).does_not_say("health");
}
