//! The person's own pages.

use std::time::Duration;

use domain::{Level, ServiceId};
use http::StatusCode;
use url::Url;

use crate::browser::{Browser, Seen};
use crate::country::{Country, ana_number, ben_number};
use crate::provider::Doing;

#[tokio::test]
async fn a_person_signs_in_to_see_their_own_logins() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let ana = Browser::new();
    ana.get(&country.at("/")).await.says("One login for public services");
    country.log_in(&ana, &country.tax.ask(&[])).await;
    let other = Browser::new();
    let login = other.post(&country.at("/sign-in"), &[]).await.went_to();
    other.get(&login).await.says("Log in to Government login").says("Only a code");
    let callback = country.come_back(&other, &login).await;
    let front = other.get(&callback).await.went_to();
    assert_eq!(front, country.at("/"));
    let page = other.get(&front).await;
    page.says("You are logged in as Ana Peeters")
        .says("This browser")
        .says("Another browser")
        .says("Used for Tax")
        .says("1 June 2026, 14:00");
}

#[tokio::test]
async fn a_person_sees_what_was_passed_on_and_what_was_refused() {
    let country = Country::new().await;
    let ana = Browser::new();
    country.everybody_is(ana_number(), Level::High);
    country.log_in(&ana, &country.health.ask(&[])).await;
    ana.get(&country.tax.ask(&[("scope", "openid")]).url).await.went_to();
    country.people_do(Doing::Refuse("declined: by the person"));
    country.log_in(&ana, &country.tax.ask(&[("prompt", "login")])).await;
    let page = ana.get(&country.at("/")).await;
    page.says("name, date of birth")
        .says("only your code")
        .says("you were logged in already")
        // Who declined is not known: nobody was proved. So it stands in nobody's history.
        .does_not_say("you said no in the app");
    assert!(!page.body.contains(ana_number().reveal()));
}

#[tokio::test]
async fn a_person_ends_their_session_in_another_browser() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let (ana, other) = (Browser::new(), Browser::new());
    for browser in [&ana, &other] {
        country.log_in(browser, &country.health.ask(&[])).await;
    }
    let page = ana.get(&country.at("/")).await;
    let ends: Vec<Url> = page
        .body
        .split("action=\"/sessions/")
        .skip(1)
        .map(|rest| country.at(&format!("/sessions/{}", rest.split('"').next().unwrap())))
        .collect();
    assert_eq!(ends.len(), 1);
    // Ben can do nothing with the address of Ana's session.
    country.everybody_is(ben_number(), Level::High);
    let ben = Browser::new();
    country.log_in(&ben, &country.health.ask(&[])).await;
    for end in &ends {
        ben.post(end, &[]).await;
    }
    ana.get(&country.at("/")).await.says("Another browser");
    for end in &ends {
        ana.post(end, &[]).await;
    }
    other.get(&country.at("/")).await.says("One login for public services");
    let page = ana.get(&country.at("/")).await;
    page.says("This browser").does_not_say("Another browser");
    ben.get(&country.at("/")).await.says("You are logged in as Ben Peeters");
}

#[tokio::test]
async fn a_session_below_substantial_does_not_open_the_own_pages() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::Low);
    let ana = Browser::new();
    country.log_in(&ana, &country.health.ask(&[])).await;
    ana.get(&country.at("/")).await.says("One login for public services");
    let login = ana.post(&country.at("/sign-in"), &[]).await.went_to();
    assert!(login.path().starts_with("/login/"));
}

#[tokio::test]
async fn logging_out_ends_single_sign_on() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let ana = Browser::new();
    country.log_in(&ana, &country.health.ask(&[])).await;
    let done = ana.post(&country.at("/log-out"), &[]).await.went_to();
    ana.get(&done).await.says("You are logged out");
    assert!(ana.cookie("gateway_session").is_none());
    let (_, page) = country.chooser(&ana, &country.health.ask(&[])).await;
    page.says("Sesame");
}

/// The addresses of the receipts on a person's own page.
fn receipts(country: &Country, page: &Seen) -> Vec<Url> {
    let links = page.body.split("href=\"/receipts/").skip(1);
    links
        .filter(|rest| !rest.starts_with("of/"))
        .map(|rest| country.at(&format!("/receipts/{}", rest.split('"').next().unwrap())))
        .collect()
}

#[tokio::test]
async fn each_login_has_a_receipt_that_holds_offline_and_names_nobody() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let ana = Browser::new();
    country.log_in(&ana, &country.health.ask(&[])).await;
    country.clock.pass(Duration::from_secs(1));
    // Answered by single sign-on, and entered all the same.
    ana.get(&country.tax.ask(&[]).url).await;
    let key = ana.get(&country.at("/ledger/key")).await.body;
    let key: ledger::VerifierKey = key.trim().parse().unwrap();
    let links = receipts(&country, &ana.get(&country.at("/")).await);
    assert_eq!(links.len(), 2);
    let mut pseudonyms = Vec::new();
    for (link, service) in links.iter().zip(["tax", "health"]) {
        let receipt = ana.get(link).await;
        assert_eq!(receipt.status, StatusCode::OK);
        let proof: ledger::OfflineProof = receipt.body.parse().unwrap();
        let proved = proof.verify(&key, &[]).unwrap();
        let entry = figures::Entry::from_json(&proved.entry).unwrap();
        let figures::Fact::Login(login) = entry.fact else { panic!("another entry") };
        assert_eq!(login.client, figures::Client::Service(ServiceId::new(service)));
        let figures::Outcome::Answered(answered) = login.outcome else { panic!("refused") };
        assert_eq!(answered.provider.as_str(), "app");
        pseudonyms.push(answered.person);
        let text = String::from_utf8(proved.entry).unwrap();
        assert!(!text.contains(ana_number().reveal()) && !text.contains("Ana"), "{text}");
    }
    assert_eq!(pseudonyms[0], pseudonyms[1], "one person is one within a year");
}

#[tokio::test]
async fn a_receipt_is_for_the_person_alone() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let (ana, ben) = (Browser::new(), Browser::new());
    country.log_in(&ana, &country.health.ask(&[])).await;
    let links = receipts(&country, &ana.get(&country.at("/")).await);
    country.everybody_is(ben_number(), Level::High);
    country.log_in(&ben, &country.health.ask(&[])).await;
    for stranger in [&ben, &Browser::new()] {
        let seen = stranger.get(&links[0]).await;
        assert!(!seen.body.contains("tlog-proof"), "{}", seen.body);
    }
    ben.get(&links[0]).await.says("There is no such receipt");
}

#[tokio::test]
async fn all_receipts_of_a_year_show_that_no_login_is_missing() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let (ana, ben) = (Browser::new(), Browser::new());
    for asking in [country.health.ask(&[]), country.tax.ask(&[]), country.tax.ask(&[])] {
        country.log_in(&Browser::new(), &asking).await;
    }
    country.log_in(&ana, &country.health.ask(&[])).await;
    country.everybody_is(ben_number(), Level::High);
    country.log_in(&ben, &country.health.ask(&[])).await;
    let key = ana.get(&country.at("/ledger/key")).await.body;
    let key: ledger::VerifierKey = key.trim().parse().unwrap();
    let year = country.at("/receipts/of/2026");
    for (browser, count) in [(&ana, 4), (&ben, 1)] {
        let says = format!("2026: none missing, from number 1 to number {count}.");
        browser.get(&country.at("/")).await.says(&says);
        let receipts = ledger::OfflineProof::several(&browser.get(&year).await.body).unwrap();
        let entry = |proof: &ledger::OfflineProof| {
            figures::Entry::from_json(&proof.verify(&key, &[]).unwrap().entry).unwrap()
        };
        let entries: Vec<_> = receipts.iter().map(entry).collect();
        let whole = figures::Whole::of(&entries).unwrap();
        assert_eq!((whole.year, whole.entries), (2026, count));
        assert!(receipts.windows(2).all(|pair| pair[0].checkpoint == pair[1].checkpoint));
    }
    ana.get(&country.at("/receipts/of/2025")).await.says("There is no such receipt");
    assert_eq!(Browser::new().get(&year).await.went_to(), country.at("/"));
}

#[tokio::test]
async fn whoever_takes_a_year_home_again_and_again_has_to_wait_and_nobody_else() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    let (ana, elsewhere, ben) = (Browser::new(), Browser::new(), Browser::new());
    for browser in [&ana, &elsewhere] {
        country.log_in(browser, &country.health.ask(&[])).await;
    }
    country.everybody_is(ben_number(), Level::High);
    country.log_in(&ben, &country.health.ask(&[])).await;
    let year = country.at("/receipts/of/2026");
    for _ in 0..10 {
        assert_eq!(ana.get(&year).await.status, StatusCode::OK);
    }
    // Another browser of hers is no way around it.
    for browser in [&ana, &elsewhere] {
        let refused = browser.get(&year).await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        let wait: u64 = refused.retry_after.as_deref().unwrap().parse().unwrap();
        assert!((1..=60).contains(&wait), "{wait} s");
        refused.says("Wait a moment and try again.");
    }
    let german = country.at("/receipts/of/2026?lang=de");
    ana.get(&german).await.says("Warten Sie");
    assert_eq!(ben.get(&year).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_refused_login_is_entered_with_its_reason() {
    let country = Country::new().await;
    let ana = Browser::new();
    let asking = country.health.ask(&[]);
    let (login, _) = country.chooser(&ana, &asking).await;
    ana.post(&Url::parse(&format!("{login}/cancel")).unwrap(), &[]).await;
    country.everybody_is(ana_number(), Level::High);
    country.log_in(&ana, &asking).await;
    let entries = country.logins().await;
    assert_eq!(entries.len(), 2);
    assert!(entries[0].contains("\"outcome\":\"refused\",\"reason\":\"cancelled\""), "{entries:?}");
    assert!(!entries[0].contains("\"person\""), "nobody had proved who they are: {entries:?}");
    assert!(entries[1].contains("\"outcome\":\"answered\""), "{entries:?}");
}

#[tokio::test]
async fn services_are_entered_as_they_come_and_change() {
    let mut country = Country::new().await;
    let told = |entries: &[String]| -> Vec<(String, String)> {
        let entries =
            entries.iter().map(|text| figures::Entry::from_json(text.as_bytes()).unwrap());
        let onboarded = entries.map(|entry| {
            let figures::Fact::Onboarding(onboarding) = entry.fact else { panic!("another entry") };
            let figures::Client::Service(service) = onboarding.client else { panic!("a partner") };
            (service.to_string(), onboarding.measure.name().to_owned())
        });
        onboarded.collect()
    };
    let come = [("health", "register"), ("tax", "register")];
    let changed = [come[0], come[1], ("tax", "change")];
    let owned = |told: &[(&str, &str)]| -> Vec<_> {
        told.iter().map(|(name, measure)| ((*name).to_owned(), (*measure).to_owned())).collect()
    };
    country.restart_gateway().await;
    assert_eq!(told(&country.entries().await), owned(&come));
    country.change("en = \"Tax\"", "en = \"Taxes\"").await;
    assert_eq!(told(&country.entries().await), owned(&changed));
}
