//! Logging in with the app.

use domain::Level;
use testkit::{Ask, Ground, Party, Town};

#[tokio::test(flavor = "multi_thread")]
async fn a_person_logs_in_to_a_service_with_the_app() {
    for ground in Ground::all() {
        let town = Town::found(ground).await;
        let anna = town.person("Anna").with_phone().await;
        let service = town.service();
        let mut browser = town.browser();
        let login = service.begin(&Ask::default()).await;
        let chooser = browser.arrive(&service.redirect_uri, &login.url).await;
        let waiting = browser.submit(&chooser, "/app", &[]).await;
        anna.approve(&waiting).await;
        let answered = browser.wait_on(&waiting).await;
        let back = browser.wait_on(&answered).await;
        let known = service.finish(&login, &back).await;
        assert_eq!(known.level(), Level::Substantial.uri(), "a scanned question can be relayed");
        assert_eq!(known.userinfo["name"], anna.name().as_str());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_reads_their_health_summary() {
    for ground in Ground::all() {
        let town = Town::found(ground).await;
        let anna = town.person("Anna").with_phone().await;
        let mut browser = town.browser().speaking("nl");
        let front = browser.open(town.at(Party::Health, "/")).await;
        let chooser = browser.click(&front, "/login").await;
        let waiting = browser.submit(&chooser, "/app", &[]).await;
        anna.approve(&waiting).await;
        let answered = browser.wait_on(&waiting).await;
        let summary = browser.wait_on(&answered).await;
        assert!(summary.url.as_str().starts_with(&town.at(Party::Health, "/")));
        assert!(summary.says(&anna.name()), "{}", summary.describe());
    }
}
