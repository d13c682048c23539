//! Logging out, by the person and by a service.

use std::time::Duration;

use domain::Level;
use http::StatusCode;
use protocol::jose::{Algorithm, JwkSet};
use protocol::oidc::logout::{self, LogoutExpectation};
use url::Url;
use web::Clock;

use crate::browser::Browser;
use crate::country::{Country, ana_number};
use crate::service::{Learnt, parameter};

struct SignedIn {
    country: Country,
    ana: Browser,
    learnt: Learnt,
}

async fn signed_in() -> SignedIn {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let (ana, asking) = (Browser::new(), country.health.ask(&[]));
    let back = country.log_in(&ana, &asking).await;
    let learnt = country.health.redeem(&asking, &back).await;
    SignedIn { country, ana, learnt }
}

impl SignedIn {
    fn logout(&self, parameters: &[(&str, &str)]) -> Url {
        let mut url = self.country.at("/logout");
        url.query_pairs_mut().extend_pairs(parameters);
        url
    }

    async fn is_signed_in(&self) -> bool {
        let silent = self.country.health.ask(&[("prompt", "none")]);
        parameter(&self.ana.get(&silent.url).await.went_to(), "code").is_some()
    }
}

#[tokio::test]
async fn a_service_that_shows_its_id_token_logs_the_person_out() {
    let here = signed_in().await;
    let url = here.logout(&[
        ("id_token_hint", &here.learnt.id_token),
        ("post_logout_redirect_uri", "http://localhost:9/"),
        ("state", "s"),
    ]);
    let then = here.ana.get(&url).await.went_to();
    assert_eq!(then.as_str(), "http://localhost:9/?state=s");
    assert!(!here.is_signed_in().await);
    assert_eq!(here.ana.get(&url).await.went_to().as_str(), "http://localhost:9/?state=s");
}

#[tokio::test]
async fn whoever_shows_nothing_makes_the_person_be_asked() {
    let here = signed_in().await;
    let page = here.ana.get(&here.logout(&[])).await;
    page.says("Do you want to log out?");
    assert!(here.is_signed_in().await);
    let confirm = here.country.at("/logout/confirm");
    let refused = here.ana.post_from_elsewhere(&confirm, &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let done = here.ana.post(&confirm, &[]).await.went_to();
    assert_eq!(done.path(), "/logged-out");
    here.ana.get(&done).await.says("You are logged out");
    assert!(!here.is_signed_in().await);
}

#[tokio::test]
async fn a_logout_that_cannot_be_trusted_redirects_nobody() {
    let here = signed_in().await;
    let token = here.learnt.id_token.as_str();
    let tampered = format!("{}A{}", &token[..token.len() - 9], &token[token.len() - 8..]);
    for parameters in [
        vec![("id_token_hint", token), ("post_logout_redirect_uri", "http://localhost:9/x")],
        vec![("id_token_hint", &tampered), ("post_logout_redirect_uri", "http://localhost:9/")],
        vec![("post_logout_redirect_uri", "http://localhost:9/")],
        vec![("id_token_hint", token), ("client_id", "tax")],
    ] {
        let seen = here.ana.get(&here.logout(&parameters)).await;
        assert_eq!((seen.status, &seen.location), (StatusCode::BAD_REQUEST, &None));
        seen.says("We cannot follow this link");
    }
    assert!(here.is_signed_in().await);
}

#[tokio::test]
async fn an_old_id_token_makes_the_person_be_asked_and_brings_them_back() {
    let here = signed_in().await;
    here.ana.post(&here.country.at("/log-out"), &[]).await;
    here.country.log_in(&here.ana, &here.country.health.ask(&[])).await;
    let url = here.logout(&[
        ("id_token_hint", &here.learnt.id_token),
        ("post_logout_redirect_uri", "http://localhost:9/"),
    ]);
    let page = here.ana.get(&url).await;
    page.says("Health asks us to log you out");
    let ticket = page.body.split("name=\"ticket\" value=\"").nth(1).unwrap();
    let ticket = ticket.split('"').next().unwrap();
    let confirm = here.country.at("/logout/confirm");
    let then = here.ana.post(&confirm, &[("ticket", ticket)]).await.went_to();
    assert_eq!(then.as_str(), "http://localhost:9/");
    assert!(!here.is_signed_in().await);
}

#[tokio::test]
async fn a_logout_may_come_by_post_from_the_service() {
    let here = signed_in().await;
    let form = [("id_token_hint".to_owned(), here.learnt.id_token.clone())];
    let posted = here.ana.post_from_elsewhere(&here.country.at("/logout"), &form).await.went_to();
    let done = here.ana.get(&posted).await.went_to();
    assert_eq!(done.path(), "/logged-out");
    assert!(!here.is_signed_in().await);
}

#[tokio::test]
async fn services_are_told_server_to_server_until_they_have_heard() {
    let here = signed_in().await;
    here.ana.post(&here.country.at("/log-out"), &[]).await;
    // The service fails at the first try; the second is due a while later.
    let mut waited = 0;
    while here.country.logouts.lock().unwrap().is_empty() {
        waited += 1;
        assert!(waited < 100, "the service was not told");
        tokio::time::sleep(Duration::from_millis(200)).await;
        here.country.clock.pass(Duration::from_secs(1));
    }
    let token = here.country.logouts.lock().unwrap()[0].clone();
    let keys = here.ana.get(&here.country.at("/jwks")).await.body;
    let expected = LogoutExpectation {
        issuer: here.country.url.as_str().trim_end_matches('/'),
        client_id: "health",
        algorithms: &[Algorithm::RS256],
        now: here.country.clock.now(),
    };
    let keys = JwkSet::parse(keys.as_bytes()).unwrap();
    let told = logout::verify(&token, &keys, &expected).unwrap();
    assert_eq!(told.subject.as_deref(), here.learnt.claims["sub"].as_str());
    assert_eq!(told.session.as_deref(), here.learnt.claims["sid"].as_str());
}
