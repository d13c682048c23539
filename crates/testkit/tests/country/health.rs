//! The health service, as people meet it.

use std::time::{Duration, Instant};

use serde_json::Value;
use testkit::{Browser, Ground, Page, Party, Person, Town};

/// From a link of the service up to the screen that waits for the phone.
async fn waiting(browser: &mut Browser<'_>, town: &Town, to: &str) -> Page {
    let front = browser.open(town.at(Party::Health, "/")).await;
    let login = front.url.join(&format!("/login?to={to}")).unwrap();
    let chooser = browser.follow(&front, &login).await;
    browser.submit(&chooser, "/app", &[]).await
}

async fn onward(browser: &mut Browser<'_>, waiting: &Page) -> Page {
    let ended = browser.wait_on(waiting).await;
    browser.wait_on(&ended).await
}

async fn logged_in<'t>(town: &'t Town, person: &Person<'_>) -> Browser<'t> {
    let mut browser = town.browser();
    let screen = waiting(&mut browser, town, "/summary").await;
    person.approve(&screen).await;
    let summary = onward(&mut browser, &screen).await;
    assert!(summary.says(&person.name()), "{}", summary.describe());
    browser
}

/// The kinds of resources in the document that a person takes along.
async fn taken_along(browser: &mut Browser<'_>, town: &Town) -> Vec<String> {
    let document = browser.open(town.at(Party::Health, "/document")).await;
    assert_eq!(document.headers["content-type"], "application/fhir+json");
    let bundle: Value = serde_json::from_str(&document.body).unwrap();
    let entries = bundle["entry"].as_array().unwrap().iter();
    let kind = |entry: &Value| entry["resource"]["resourceType"].as_str().unwrap().to_owned();
    entries.map(kind).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_scanned_code_opens_is_read_taken_along_and_closed_again() {
    for ground in Ground::all() {
        let town = Town::found(ground).await;
        let anna = town.person("Anna").with_phone().await;
        let mut browser = logged_in(&town, &anna).await;

        let kinds = taken_along(&mut browser, &town).await;
        assert_eq!(kinds[0], "Composition");
        assert!(kinds.iter().any(|kind| kind == "Immunization"));
        assert!(kinds.iter().all(|kind| kind != "Condition"), "a relayed login opens no diagnosis");
        let diagnoses = browser.open(town.at(Party::Health, "/diagnoses")).await;
        assert!(diagnoses.link("/login?to=/diagnoses").is_some(), "{}", diagnoses.describe());

        let summary = browser.open(town.at(Party::Health, "/summary")).await;
        let left = browser.submit(&summary, "/logout", &[]).await;
        assert!(left.url.as_str().starts_with(&town.at(Party::Health, "/")), "{}", left.describe());
        let after = browser.reload(&summary).await;
        assert_eq!(after.status, 401, "{}", after.describe());
        // The gateway's session is over too: nobody slips in by single sign-on.
        let chooser = browser.click(&after, "/login").await;
        assert!(chooser.form("/app").is_some(), "{}", chooser.describe());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn diagnoses_open_to_the_app_on_the_same_device() {
    let town = Town::found(Ground::usual()).await;
    let georgette = town.person("Georgette").with_phone().await;
    let mut browser = town.browser();
    let screen = waiting(&mut browser, &town, "/diagnoses").await;
    assert_eq!(screen.scan(), None, "a code that is scanned does not reach high");
    georgette.approve_here(&screen, &browser.cookies(&town.at(Party::Mobile, ""))).await;
    let diagnoses = onward(&mut browser, &screen).await;
    assert_eq!(diagnoses.url.path(), "/diagnoses");
    assert!(diagnoses.says("Hypertension"), "{}", diagnoses.describe());
    assert!(taken_along(&mut browser, &town).await.iter().any(|kind| kind == "Condition"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_declines_is_told_so_and_may_try_again() {
    let town = Town::found(Ground::usual()).await;
    let koen = town.person("Koen D'Hondt").with_phone().await;
    let mut browser = town.browser().speaking("nl");
    let screen = waiting(&mut browser, &town, "/summary").await;
    koen.decline(&screen).await;
    let told = onward(&mut browser, &screen).await;
    assert!(told.says("Je hebt de aanmelding geweigerd"), "{}", told.describe());
    let again = browser.click(&told, "/login").await;
    assert!(again.form("/app").is_some(), "{}", again.describe());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_another_browser_brings_is_foreign() {
    let town = Town::found(Ground::usual()).await;
    let anna = town.person("Anna").with_phone().await;
    let mut browser = town.browser();
    let screen = waiting(&mut browser, &town, "/summary").await;
    anna.approve(&screen).await;
    let stranger = web::Handle::random();
    browser.plant(&town.at(Party::Health, ""), "health_browser", stranger.reveal());
    let told = onward(&mut browser, &screen).await;
    assert_eq!(told.status, 400, "{}", told.describe());
    let summary = browser.open(town.at(Party::Health, "/summary")).await;
    assert_eq!(summary.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_logs_out_at_the_gateway_is_logged_out_here() {
    let town = Town::found(Ground::usual()).await;
    let anna = town.person("Anna").with_phone().await;
    let mut browser = logged_in(&town, &anna).await;
    let own = browser.open(town.at(Party::Gateway, "/")).await;
    browser.submit(&own, "/log-out", &[]).await;
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let summary = browser.open(town.at(Party::Health, "/summary")).await;
        if summary.status == 401 {
            return;
        }
        assert!(Instant::now() < until, "{}", summary.describe());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_use_a_session_ends_after_half_an_hour() {
    let town = Town::found(Ground::usual()).await;
    let anna = town.person("Anna").with_phone().await;
    let mut browser = logged_in(&town, &anna).await;
    for _ in 0..3 {
        town.wait(Duration::from_mins(20));
        let used = browser.open(town.at(Party::Health, "/summary")).await;
        assert_eq!(used.status, 200, "{}", used.describe());
    }
    town.wait(Duration::from_mins(31));
    let unused = browser.open(town.at(Party::Health, "/summary")).await;
    assert_eq!(unused.status, 401);
}
