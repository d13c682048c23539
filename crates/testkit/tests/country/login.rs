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

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_nearby_reaches_high_without_any_code_to_scan() {
    let town = Town::found(Ground::usual()).await;
    let anna = town.person("Anna").with_phone().await;
    let (service, mut browser) = (town.service(), town.browser());
    let login = service.begin(&Ask::at(Level::High)).await;
    let chooser = browser.arrive(&service.redirect_uri, &login.url).await;
    let waiting = browser.submit(&chooser, "/app", &[]).await;
    let answered = anna.approve_nearby(&waiting, &mut browser).await;
    assert_eq!(answered.text("outcome"), "approved", "{answered:?}");
    let ended = browser.wait_on(&waiting).await;
    let back = browser.wait_on(&ended).await;
    assert_eq!(service.finish(&login, &back).await.level(), Level::High.uri());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_synced_passkey_is_not_good_enough_for_high() {
    let town = Town::found(Ground::usual()).await;
    let newcomer = town.person("Anna");
    let mut phone = town.new_phone(&newcomer.citizen);
    phone.authenticator.behaviour.backup_eligible = true;
    phone.authenticator.behaviour.backed_up = true;
    let anna = newcomer.with(phone).await;
    let (service, mut browser) = (town.service(), town.browser());
    let login = service.begin(&Ask::at(Level::High)).await;
    let chooser = browser.arrive(&service.redirect_uri, &login.url).await;
    let waiting = browser.submit(&chooser, "/app", &[]).await;
    let answered = anna.approve_nearby(&waiting, &mut browser).await;
    assert_eq!(answered.text("error"), "level_too_low", "{answered:?}");
    let login = service.begin(&Ask::default()).await;
    let chooser = browser.arrive(&service.redirect_uri, &login.url).await;
    let waiting = browser.submit(&chooser, "/app", &[]).await;
    anna.approve(&waiting).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_typed_phone_number_reaches_the_phone() {
    let town = Town::found(Ground::usual()).await;
    let anna = town.person("Anna").with_phone().await;
    let (service, mut browser) = (town.service(), town.browser());
    let login = service.begin(&Ask::default()).await;
    let chooser = browser.arrive(&service.redirect_uri, &login.url).await;
    let waiting = browser.submit(&chooser, "/app", &[]).await;
    let number = [("phone_number", anna.citizen.phone_number.as_str())];
    let sent = browser.submit(&waiting, "/phone", &number).await;
    let question = anna.asked().await;
    anna.answer(&question, sent.digits()).await.expect("an approval");
    let ended = browser.wait_on(&sent).await;
    let back = browser.wait_on(&ended).await;
    assert_eq!(service.finish(&login, &back).await.level(), Level::Substantial.uri());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_of_one_browser_do_not_get_in_each_others_way() {
    let town = Town::found(Ground::usual()).await;
    let anna = town.person("Anna").with_phone().await;
    let (first, second) = (town.service(), town.simple_service());
    let mut browser = town.browser();
    let mut screens = Vec::new();
    let mut logins = Vec::new();
    for service in [&first, &second] {
        let login = service.begin(&Ask::default()).await;
        let chooser = browser.arrive(&service.redirect_uri, &login.url).await;
        screens.push(browser.submit(&chooser, "/app", &[]).await);
        logins.push(login);
    }
    for (service, at) in [(&second, 1), (&first, 0)] {
        anna.approve(&screens[at]).await;
        let ended = browser.wait_on(&screens[at]).await;
        let back = browser.wait_on(&ended).await;
        service.finish(&logins[at], &back).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_people_log_in_at_once() {
    for ground in Ground::all() {
        let town = Town::found(ground).await;
        let names: Vec<String> = town.people().take(12).collect();
        let logins = names.iter().map(async |name| {
            let person = town.person(name).with_phone().await;
            let (service, mut browser) = (town.service(), town.browser());
            let login = service.begin(&Ask::default()).await;
            let chooser = browser.arrive(&service.redirect_uri, &login.url).await;
            let waiting = browser.submit(&chooser, "/app", &[]).await;
            person.approve(&waiting).await;
            let ended = browser.wait_on(&waiting).await;
            let back = browser.wait_on(&ended).await;
            let known = service.finish(&login, &back).await;
            assert_eq!(known.userinfo["name"], person.name().as_str());
            known.subject().to_owned()
        });
        let subjects: std::collections::BTreeSet<String> =
            futures_util::future::join_all(logins).await.into_iter().collect();
        assert_eq!(subjects.len(), names.len());
    }
}
