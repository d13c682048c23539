//! Logins that do not go as planned: each ends or goes on in words that fit.

use std::time::Duration;

use domain::Level;

use crate::browser::Browser;
use crate::country::{Country, ana_number, number};
use crate::login::below;
use crate::provider::Doing;
use crate::service::{CALLBACK, parameter};

const SUBSTANTIAL: &str = "http://eidas.europa.eu/LoA/substantial";

#[tokio::test]
async fn what_the_person_says_no_to_is_told_apart() {
    for (said, word) in [
        ("declined: by the person", "declined"),
        ("reported: by the person", "reported"),
        ("blocked: three wrong codes", "blocked"),
        ("cancelled: at the computer", "cancelled"),
    ] {
        let country = Country::new().await;
        country.people_do(Doing::Refuse(said));
        let (ana, asking) = (Browser::new(), country.health.ask(&[]));
        let back = country.log_in(&ana, &asking).await;
        assert_eq!(parameter(&back, "error").as_deref(), Some("access_denied"));
        assert!(parameter(&back, "error_description").unwrap().starts_with(word), "{back}");
        assert_eq!(parameter(&back, "state"), Some(asking.state));
        assert!(ana.cookie("gateway_session").is_none());
    }
}

#[tokio::test]
async fn what_the_person_can_mend_leads_back_to_the_choice() {
    let country = Country::with(Level::Substantial, "").await;
    let ana = ana_number();
    let long_ago = Doing::ApproveFrom { number: ana_number(), ago: Duration::from_mins(5) };
    let too_high = Doing::Approve { number: ana.clone(), level: Level::High };
    for (doing, says) in [
        (Doing::Refuse("expired: nobody answered"), "Nobody confirmed on the phone in time"),
        (Doing::SayNothing, "an answer that we cannot trust"),
        (too_high, "an answer that we cannot trust"),
        (long_ago, "an answer that we cannot trust"),
    ] {
        country.people_do(doing);
        let (browser, asking) = (Browser::new(), country.health.ask(&[]));
        let (login, _) = country.chooser(&browser, &asking).await;
        let callback = country.come_back(&browser, &login).await;
        assert_eq!(browser.get(&callback).await.went_to(), login);
        browser.get(&login).await.says(says).says("Sesame");
        country.everybody_is(ana.clone(), Level::Substantial);
        let callback = country.come_back(&browser, &login).await;
        let back = browser.get(&callback).await.went_to();
        assert_eq!(country.health.redeem(&asking, &back).await.claims["acr"], SUBSTANTIAL);
    }
}

#[tokio::test]
async fn a_provider_that_is_down_leads_back_to_the_choice() {
    let mut country = Country::new().await;
    country.until_heard(Some(Level::High)).await;
    country.stop_provider().await;
    let (ana, asking) = (Browser::new(), country.health.ask(&[]));
    let (login, _) = country.chooser(&ana, &asking).await;
    assert_eq!(ana.post(&below(&login, "app"), &[]).await.went_to(), login);
    ana.get(&login).await.says("We cannot reach the app at this moment");
}

#[tokio::test]
async fn somebody_whom_the_register_does_not_know_is_told_so() {
    let country = Country::new().await;
    let stranger = number(3);
    country.everybody_is(stranger, Level::High);
    let (ana, asking) = (Browser::new(), country.health.ask(&[]));
    let (login, _) = country.chooser(&ana, &asking).await;
    let callback = country.come_back(&ana, &login).await;
    assert_eq!(ana.get(&callback).await.went_to(), login);
    ana.get(&login).await.says("We did not find you in the National Register");
    let back = ana.get(&below(&login, "return")).await.went_to();
    assert_eq!(parameter(&back, "error").as_deref(), Some("access_denied"));
    assert!(parameter(&back, "error_description").unwrap().starts_with("unknown_person"));
}

#[tokio::test]
async fn the_person_can_turn_back() {
    let country = Country::new().await;
    let (ana, asking) = (Browser::new(), country.health.ask(&[]));
    let (login, _) = country.chooser(&ana, &asking).await;
    let back = ana.post(&below(&login, "cancel"), &[]).await.went_to();
    assert!(back.as_str().starts_with(CALLBACK));
    assert_eq!(parameter(&back, "error").as_deref(), Some("access_denied"));
    assert!(parameter(&back, "error_description").unwrap().starts_with("cancelled"));
    ana.get(&login).await.says("You stopped this login").says("http://localhost:9/health");
    assert_eq!(ana.post(&below(&login, "cancel"), &[]).await.went_to(), login);
}

#[tokio::test]
async fn a_login_that_takes_too_long_expires() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let (ana, asking) = (Browser::new(), country.health.ask(&[]));
    let (login, _) = country.chooser(&ana, &asking).await;
    let callback = country.come_back(&ana, &login).await;
    country.clock.pass(Duration::from_mins(15));
    assert_eq!(ana.get(&callback).await.went_to(), login);
    for press in ["app", "cancel"] {
        assert_eq!(ana.post(&below(&login, press), &[]).await.went_to(), login);
    }
    ana.get(&login).await.says("This login took too long").says("15 minutes");
}

#[tokio::test]
async fn a_suspension_ends_the_login_under_way() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let (ana, asking) = (Browser::new(), country.health.ask(&[]));
    let (login, _) = country.chooser(&ana, &asking).await;
    let callback = country.come_back(&ana, &login).await;
    country.anchor.suspend();
    country.until_heard(None).await;
    assert_eq!(ana.get(&callback).await.went_to(), login);
    ana.get(&login).await.says("This app may not be used at present").says("Sesame");
    let back = ana.get(&below(&login, "return")).await.went_to();
    assert!(parameter(&back, "error_description").unwrap().starts_with("not_accredited"));
}

#[tokio::test]
async fn when_nothing_reaches_the_level_the_person_is_told_honestly() {
    let country = Country::with(Level::Substantial, "").await;
    let essential = r#"{"id_token":{"acr":{"essential":true,"values":["high"]}}}"#;
    for (parameters, error) in [
        ([("acr_values", "high")], "access_denied"),
        ([("claims", essential)], "unmet_authentication_requirements"),
    ] {
        let (ana, asking) = (Browser::new(), country.health.ask(&parameters));
        let (login, page) = country.chooser(&ana, &asking).await;
        page.says("You cannot log in to Health now").does_not_say("Sesame");
        assert_eq!(ana.post(&below(&login, "app"), &[]).await.went_to(), login);
        let back = ana.post(&below(&login, "cancel"), &[]).await.went_to();
        assert_eq!(parameter(&back, "error").as_deref(), Some(error));
        assert!(parameter(&back, "error_description").unwrap().starts_with("no_method"));
    }
}
