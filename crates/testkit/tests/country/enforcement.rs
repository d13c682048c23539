//! An accreditation decides who may authenticate citizens, at every second.

use std::time::{Duration, Instant};

use testkit::{Ask, Browser, Ground, Page, Party, Town};

/// The page on which a person of a service chooses how to log in.
async fn chooser(town: &Town, browser: &mut Browser<'_>) -> Page {
    let login = town.service().begin(&Ask::default()).await;
    browser.open(&login.url).await
}

async fn offers_the_app(town: &Town) -> bool {
    let mut browser = town.browser();
    chooser(town, &mut browser).await.form("/app").is_some()
}

/// Within a minute the gateway knows. The town's clock stands still meanwhile.
async fn within_a_minute(town: &Town, offered: bool) {
    let until = Instant::now() + Duration::from_mins(1);
    while offers_the_app(town).await != offered {
        assert!(Instant::now() < until, "the gateway does not know yet: offered is not {offered}");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspension_ends_the_login_under_way_and_is_lifted_again() {
    for ground in Ground::all() {
        let town = Town::found(ground).await;
        let anna = town.person("Anna").with_phone().await;
        let mut browser = town.browser();
        let page = chooser(&town, &mut browser).await;
        let screen = browser.submit(&page, "/app", &[]).await;
        anna.approve(&screen).await;

        let officers = town.officers().await;
        let app = officers.app().await;
        officers.suspend(&app).await;
        within_a_minute(&town, false).await;
        let ended = browser.wait_on(&screen).await;
        let ended = browser.wait_on(&ended).await;
        assert!(ended.says("This app may not be used at present"), "{}", ended.describe());
        let back = browser.click(&ended, "/return").await;
        let description = back.parameter("error_description").unwrap();
        assert!(description.starts_with("not_accredited"), "{description}");

        officers.reinstate(&app).await;
        within_a_minute(&town, true).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_slow_keeps_no_accreditation_alive() {
    let town = Town::found(Ground::usual()).await;
    let until = accredited_until(&town).await;
    town.restart_with_clock_off(Party::Gateway, -60_000).await;
    assert!(offers_the_app(&town).await);
    // By the authority's clock it has ended, by the gateway's it has a minute to go.
    town.clock.set(until);
    within_a_minute(&town, false).await;
}

/// When the app's accreditation ends, as the register says.
async fn accredited_until(town: &Town) -> domain::Timestamp {
    let listed = town.browser().open(town.at(Party::Accreditor, "/register.json")).await;
    let listed: serde_json::Value = serde_json::from_str(&listed.body).unwrap();
    let until = listed["accreditations"][0]["until"].as_str().unwrap();
    domain::Timestamp::parse(until).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accreditation_ends_at_its_second() {
    let town = Town::found(Ground::Sqlite).await;
    assert!(offers_the_app(&town).await);
    let until = accredited_until(&town).await;
    town.clock.set(until.minus(Duration::from_millis(1)));
    assert!(offers_the_app(&town).await);
    town.clock.set(until);
    assert!(!offers_the_app(&town).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_authority_is_away_the_last_answer_counts_until_its_own_end() {
    let town = Town::found(Ground::Sqlite).await;
    assert!(offers_the_app(&town).await);
    town.restart_without(Party::Accreditor).await;
    assert!(offers_the_app(&town).await, "what was said before the restart is kept");
    town.wait(Duration::from_mins(59));
    assert!(offers_the_app(&town).await);
    town.wait(Duration::from_mins(1));
    assert!(!offers_the_app(&town).await, "never longer than the answer said");
    town.restart().await;
    within_a_minute(&town, true).await;
}
