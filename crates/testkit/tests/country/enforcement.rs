//! An accreditation decides who may authenticate citizens, at every second.

use std::io::Write as _;
use std::time::{Duration, Instant};

use testkit::{Ask, Browser, Ground, Page, Party, Postgres, Town};

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
async fn a_suspension_counts_at_two_gateways_within_a_minute() {
    if Postgres::shared().is_none() {
        // Past the capture of the test harness, so that a skipped run is seen.
        let _ = std::io::stderr().write_all(b"two gateways: skipped: there is no PostgreSQL\n");
        return;
    }
    let town = Town::found(Ground::Postgres).await;
    let second = town.second_gateway().await;
    let first = town.at(Party::Gateway, "");
    let offered_at = async |node: &str| {
        let login = town.service().begin(&Ask::default()).await;
        let url = login.url.replace(&first, node);
        town.browser().open(&url).await.form("/app").is_some()
    };
    assert!(offered_at(&first).await && offered_at(&second).await);
    let officers = town.officers().await;
    let app = officers.app().await;
    officers.suspend(&app).await;
    let until = Instant::now() + Duration::from_mins(1);
    while offered_at(&first).await || offered_at(&second).await {
        assert!(Instant::now() < until, "a node still offers the app");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    officers.reinstate(&app).await;
    let until = Instant::now() + Duration::from_mins(1);
    while !(offered_at(&first).await && offered_at(&second).await) {
        assert!(Instant::now() < until, "a node does not offer the app again");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clocks_that_are_a_minute_off_stop_nobody() {
    let town = Town::found(Ground::usual()).await;
    let anna = town.person("Anna").with_phone().await;
    // No clock goes back to before the country's keys were made.
    town.wait(Duration::from_mins(5));
    for party in [Party::Gateway, Party::Mobile, Party::Accreditor] {
        for millis in [60_000, -60_000] {
            town.restart_with_clock_off(party, millis).await;
            let (service, mut browser) = (town.service(), town.browser());
            let login = service.begin(&Ask::default()).await;
            let page = browser.open(&login.url).await;
            let screen = browser.submit(&page, "/app", &[]).await;
            anna.approve(&screen).await;
            let ended = browser.wait_on(&screen).await;
            let back = browser.wait_on(&ended).await;
            let known = service.finish(&login, &back).await;
            assert_eq!(known.userinfo["name"], anna.name().as_str(), "{party} {millis}");
        }
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
