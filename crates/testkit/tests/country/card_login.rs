//! Logging in with the identity card, through the whole country.

use domain::Level;
use serde_json::json;
use testkit::{Ask, Browser, Card, Client, Ground, Login, Page, Party, Town, Which};

/// From a service to the page of the card.
async fn at_the_card(
    service: &Client<'_>,
    browser: &mut Browser<'_>,
    level: Level,
) -> (Login, Page) {
    let login = service.begin(&Ask::at(level)).await;
    let chooser = browser.arrive(&service.redirect_uri, &login.url).await;
    (login, browser.submit(&chooser, "/card", &[]).await)
}

/// What the page's script does with the reader.
async fn present(browser: &mut Browser<'_>, page: &Page, card: &Card<'_>) -> Page {
    let path = format!("{}/nonce", page.url.path());
    let fresh = browser.post_json(page, &path, &json!({})).await;
    let token = card.present(fresh.text("nonce")).to_string();
    browser.submit(page, "/card/token", &[("nonce", fresh.text("nonce")), ("token", &token)]).await
}

/// Accents, hyphens and an apostrophe, a single name, births after 2000 and of which the year alone
/// is known, numbers of the bis register on cards of the foreigners' authority.
#[tokio::test(flavor = "multi_thread")]
async fn everybody_whom_the_demo_introduces_logs_in_with_their_card() {
    for ground in Ground::all() {
        let town = Town::found(ground).await;
        let service = town.service();
        for citizen in beffroi::people::population().iter().take(8) {
            let card = town.person(&citizen.name()).with_card();
            let mut browser = town.browser();
            let (login, page) = at_the_card(&service, &mut browser, Level::High).await;
            let back = present(&mut browser, &page, &card).await;
            let known = service.finish(&login, &back).await;
            assert_eq!(known.level(), Level::High.uri());
            assert_eq!(known.userinfo["name"], citizen.name().as_str());
            assert_eq!(known.id_token["amr"], json!(["hwk", "mfa", "pin", "sc"]));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_and_the_card_know_one_person() {
    let town = Town::found(Ground::usual()).await;
    let service = town.service();
    let anna = town.person("Anna").with_phone().await;
    let mut browser = town.browser();
    let login = service.begin(&Ask::default()).await;
    let chooser = browser.arrive(&service.redirect_uri, &login.url).await;
    let waiting = browser.submit(&chooser, "/app", &[]).await;
    anna.approve(&waiting).await;
    let answered = browser.wait_on(&waiting).await;
    let back = browser.wait_on(&answered).await;
    let by_app = service.finish(&login, &back).await;

    let (login, page) = at_the_card(&service, &mut browser, Level::High).await;
    let back = present(&mut browser, &page, &town.person("Anna").with_card()).await;
    let by_card = service.finish(&login, &back).await;
    assert_eq!(by_card.subject(), by_app.subject());
    let own = browser.open(town.at(Party::Gateway, "/")).await;
    assert!(own.says("with the app") && own.says("with the identity card"), "{}", own.describe());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_should_not_be_used_any_more_logs_nobody_in() {
    let town = Town::found(Ground::usual()).await;
    let service = town.service();
    for (name, which, expected) in [
        ("Koen", Which::Expired, "Your card has expired"),
        ("Yasmina", Which::Lost, "it was reported lost or stolen"),
        ("Émilie-Rose", Which::Replaced, "you have been given a newer one since"),
        ("Jürgen", Which::Forged, "We do not know the authority"),
        ("Odilon", Which::Current, "this person has died"),
    ] {
        let card = town.person(name).with_other_card(which);
        let mut browser = town.browser();
        let (_, page) = at_the_card(&service, &mut browser, Level::Substantial).await;
        let told = present(&mut browser, &page, &card).await;
        assert!(told.says(expected) && !told.outside, "{name}: {}", told.describe());
        let number = card.citizen.national_number.reveal();
        assert!(!told.body.contains(number) && !told.url.as_str().contains(number));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_card_fails_at_the_next_login_and_the_new_one_works() {
    let town = Town::found(Ground::usual()).await;
    let service = town.service();
    let card = town.person("Anna").with_card();
    let mut browser = town.browser();
    let (login, page) = at_the_card(&service, &mut browser, Level::High).await;
    let back = present(&mut browser, &page, &card).await;
    service.finish(&login, &back).await;

    card.lose();
    town.wait(std::time::Duration::from_secs(5));
    let mut thief = town.browser();
    let (login, page) = at_the_card(&service, &mut thief, Level::High).await;
    let told = present(&mut thief, &page, &card).await;
    assert!(told.says("it was reported lost or stolen"), "{}", told.describe());

    card.renew();
    let page = thief.submit(&told, "/card", &[]).await;
    let back = present(&mut thief, &page, &card).await;
    service.finish(&login, &back).await;
}
