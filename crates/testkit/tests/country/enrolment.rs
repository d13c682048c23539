//! Enrolling oneself with the identity card, from the operator's page through the gateway.

use serde_json::json;
use testkit::{Ask, Browser, Card, Ground, Page, Party, Town};

/// Logs in at the gateway with a card, from the operator's page and back to it.
async fn log_in(town: &Town, browser: &mut Browser<'_>, card: &Card<'_>) -> Page {
    let start = browser.open(town.at(Party::Mobile, "/enrol")).await;
    let chooser = browser.submit(&start, "/enrol", &[]).await;
    let page = browser.submit(&chooser, "/card", &[]).await;
    let from = page.attribute("data-token").expect("where a nonce is to be had");
    let nonce = browser.post_json(&page, &from, &json!({})).await.body["nonce"].clone();
    let nonce = nonce.as_str().expect("a nonce");
    let token = card.present(nonce).to_string();
    browser.submit(&page, "/card/token", &[("nonce", nonce), ("token", &token)]).await
}

/// The code on the page that came of it.
fn code(page: &Page) -> String {
    let link = page.link("#activate=").expect("a link with the code");
    let code = link.fragment().and_then(|fragment| fragment.strip_prefix("activate="));
    code.expect("the code in the link").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_sets_up_the_app_with_their_card_and_logs_in_with_it() {
    for ground in Ground::all() {
        let town = Town::found(ground).await;
        let mut computer = town.browser();
        let card = town.person("Anna").with_card();
        let phones = log_in(&town, &mut computer, &card).await;
        assert_eq!(phones.url.path(), "/enrol/phones", "{}", phones.describe());
        assert!(phones.says("No phone is bound to your name yet"), "{}", phones.describe());
        let page = computer.submit(&phones, "/enrol/phones", &[]).await;
        // Nothing of it is only in somebody's memory.
        town.restart().await;
        let again = computer.reload(&page).await;
        assert_eq!(code(&again), code(&page));
        let anna = town.person("Anna").with_code(&code(&page)).await;
        let ready = computer.reload(&page).await;
        assert!(ready.says("Your phone is set up"), "{}", ready.describe());

        let service = town.service();
        let mut browser = town.browser();
        let login = service.begin(&Ask::default()).await;
        let chooser = browser.arrive(&service.redirect_uri, &login.url).await;
        let waiting = browser.submit(&chooser, "/app", &[]).await;
        anna.approve(&waiting).await;
        let answered = browser.wait_on(&waiting).await;
        let back = browser.wait_on(&answered).await;
        let known = service.finish(&login, &back).await;
        assert_eq!(known.userinfo["name"], anna.name().as_str());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_by_app_at_the_gateway_makes_no_more_phones() {
    let town = Town::found(Ground::usual()).await;
    let anna = town.person("Anna").with_phone().await;
    let mut thief = town.browser();
    let start = thief.open(town.at(Party::Mobile, "/enrol")).await;
    let chooser = thief.submit(&start, "/enrol", &[]).await;
    let waiting = thief.submit(&chooser, "/app", &[]).await;
    anna.approve_nearby(&waiting, &mut thief).await;
    let answered = thief.wait_on(&waiting).await;
    let refused = thief.wait_on(&answered).await;
    assert!(refused.says("Only the card itself can add a phone"), "{}", refused.describe());
    let phones = thief.open(town.at(Party::Mobile, "/enrol/phones")).await;
    assert_eq!(phones.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_was_reported_lost_enrols_nobody() {
    let town = Town::found(Ground::usual()).await;
    let card = town.person("Anna").with_card();
    card.lose();
    let mut thief = town.browser();
    let page = log_in(&town, &mut thief, &card).await;
    assert!(page.url.as_str().starts_with(&town.at(Party::Gateway, "/")), "{}", page.describe());
    let phones = thief.open(town.at(Party::Mobile, "/enrol/phones")).await;
    assert_eq!(phones.status, 401);
}
