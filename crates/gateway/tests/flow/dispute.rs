//! A person sees a login that was not theirs.

use domain::{Level, Method};
use gateway::Closing;
use http::StatusCode;
use url::Url;

use crate::browser::{Browser, Seen};
use crate::country::{Country, ana_number, ben_number};
use crate::login::below;
use crate::service::parameter;

/// Where the person disputes the newest login of their own page.
fn dispute(country: &Country, page: &Seen) -> Url {
    let link = page.body.split("href=\"/logins/").nth(1).unwrap();
    country.at(&format!("/logins/{}", link.split('"').next().unwrap()))
}

/// Ana, with a login that she disputes and another browser that somebody else holds.
async fn disputed() -> (Country, Browser, Browser, Url) {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let (ana, thief) = (Browser::new(), Browser::new());
    country.log_in(&thief, &country.health.ask(&[])).await;
    country.log_in(&ana, &country.health.ask(&[])).await;
    let link = dispute(&country, &ana.get(&country.at("/")).await);
    ana.get(&link).await.says("You say that you did not log in to Health");
    let done = ana.post(&link, &[]).await.went_to();
    (country, ana, thief, done)
}

#[tokio::test]
async fn the_method_is_blocked_every_session_ends_and_a_case_is_open() {
    let (country, ana, thief, done) = disputed().await;
    let page = ana.get(&done).await;
    page.says("Nobody can log in here with the app").does_not_say("Ana");
    let case = done.path().rsplit('/').next().unwrap().to_owned();
    page.says(&case);
    for browser in [&ana, &thief] {
        browser.get(&country.at("/")).await.says("One login for public services");
    }
    let desk = country.desk().await;
    let cases = desk.list().await.unwrap();
    assert_eq!((cases.len(), &cases[0].id, cases[0].method), (1, &case, Method::App));

    let (login, _) = country.chooser(&thief, &country.health.ask(&[])).await;
    let callback = country.come_back(&thief, &login).await;
    assert_eq!(thief.get(&callback).await.went_to(), login);
    thief.get(&login).await.says("You blocked this way of logging in");
    let back = thief.get(&below(&login, "return")).await.went_to();
    assert_eq!(parameter(&back, "error").as_deref(), Some("access_denied"));
    assert!(parameter(&back, "error_description").unwrap().starts_with("method_blocked:"));

    country.everybody_is(ben_number(), Level::High);
    country.log_in(&Browser::new(), &country.health.ask(&[])).await;
}

#[tokio::test]
async fn the_operator_gives_the_method_back_to_whom_the_helpdesk_knows() {
    let (country, _, _, done) = disputed().await;
    let case = done.path().rsplit('/').next().unwrap();
    let desk = country.desk().await;
    let now = country.now();
    assert!(desk.close("another", Closing::Unblocked, now).await.unwrap().is_none());
    assert!(desk.close(case, Closing::Unblocked, now).await.unwrap().is_some());
    assert!(desk.close(case, Closing::Unblocked, now).await.unwrap().is_none());
    assert!(desk.list().await.unwrap().is_empty());
    country.log_in(&Browser::new(), &country.health.ask(&[])).await;
}

#[tokio::test]
async fn closing_a_case_alone_leaves_the_method_blocked() {
    let (country, ana, _, done) = disputed().await;
    let case = done.path().rsplit('/').next().unwrap();
    country.desk().await.close(case, Closing::Blocked, country.now()).await.unwrap().unwrap();
    let (login, _) = country.chooser(&ana, &country.health.ask(&[])).await;
    let callback = country.come_back(&ana, &login).await;
    assert_eq!(ana.get(&callback).await.went_to(), login);
}

#[tokio::test]
async fn nobody_disputes_the_login_of_another() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let (ana, ben) = (Browser::new(), Browser::new());
    country.log_in(&ana, &country.health.ask(&[])).await;
    let link = dispute(&country, &ana.get(&country.at("/")).await);
    country.everybody_is(ben_number(), Level::High);
    country.log_in(&ben, &country.health.ask(&[])).await;
    assert_eq!(ben.get(&link).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ben.post(&link, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(Browser::new().post(&link, &[]).await.went_to().path(), "/");
    ana.get(&country.at("/")).await.says("You are logged in as Ana");
    assert!(country.desk().await.list().await.unwrap().is_empty());
}

#[tokio::test]
async fn who_pressed_twice_has_one_case() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let ana = Browser::new();
    country.log_in(&ana, &country.health.ask(&[])).await;
    let link = dispute(&country, &ana.get(&country.at("/")).await);
    let again = Browser::with_cookies_of(&ana);
    let (one, two) = tokio::join!(ana.post(&link, &[]), again.post(&link, &[]));
    let places = [one.went_to(), two.went_to()];
    assert!(places.iter().any(|place| place.path().starts_with("/disputes/")), "{places:?}");
    assert_eq!(country.desk().await.list().await.unwrap().len(), 1);
}
