//! How a login can end otherwise: refused, expired, cancelled, blocked are told apart.

use std::time::Duration;

use domain::Level;
use testkit::{Answer, Ask, Browser, Client, Ground, Page, Person, Town};

async fn waiting(client: &Client<'_>, browser: &mut Browser<'_>, ask: &Ask) -> Page {
    let login = client.begin(ask).await;
    let chooser = browser.arrive(&client.redirect_uri, &login.url).await;
    browser.submit(&chooser, "/app", &[]).await
}

/// Follows a request that is over to wherever it leads.
async fn onward(browser: &mut Browser<'_>, waiting: &Page) -> Page {
    let ended = browser.wait_on(waiting).await;
    browser.wait_on(&ended).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_in_the_app_reaches_the_service() {
    let town = Town::found(Ground::usual()).await;
    let anna = town.person("Anna").with_phone().await;
    let (service, mut browser) = (town.service(), town.browser());
    let screen = waiting(&service, &mut browser, &Ask::default()).await;
    anna.decline(&screen).await;
    let back = onward(&mut browser, &screen).await;
    assert_eq!(back.parameter("error").as_deref(), Some("access_denied"), "{}", back.describe());
    assert!(back.parameter("error_description").unwrap().starts_with("declined"));
    assert_eq!(back.parameter("code"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_three_minutes_a_question_is_over_and_the_person_may_choose_again() {
    let town = Town::found(Ground::usual()).await;
    let anna = town.person("Anna").with_phone().await;
    let (service, mut browser) = (town.service(), town.browser());
    let screen = waiting(&service, &mut browser, &Ask::default()).await;
    let question = anna.scan(&screen).await;
    town.wait(Duration::from_mins(4));
    let late = anna.answer(&question, screen.digits()).await.unwrap_err();
    assert_eq!(late.word(), Some("request_expired"));
    let chooser = onward(&mut browser, &screen).await;
    assert!(chooser.form("/app").is_some(), "{}", chooser.describe());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wrong_digits_twice_end_the_request() {
    let town = Town::found(Ground::usual()).await;
    let anna = town.person("Anna").with_phone().await;
    let (service, mut browser) = (town.service(), town.browser());
    let screen = waiting(&service, &mut browser, &Ask::default()).await;
    let question = anna.scan(&screen).await;
    let wrong = || Some(Person::wrong(&screen.digits().unwrap()));
    let first = anna.answer(&question, wrong()).await.unwrap_err();
    assert_eq!(first.word(), Some("match_wrong"));
    assert!(anna.answer(&question, wrong()).await.is_err());
    assert!(anna.answer(&question, screen.digits()).await.is_err(), "the right ones come too late");
    let back = onward(&mut browser, &screen).await;
    assert_eq!(back.parameter("error").as_deref(), Some("access_denied"), "{}", back.describe());
}

#[tokio::test(flavor = "multi_thread")]
async fn three_wrong_codes_block_the_app_until_a_new_enrolment() {
    let town = Town::found(Ground::usual()).await;
    let anna = town.person("Anna").with_phone().await;
    let (service, mut browser) = (town.service(), town.browser());
    let screen = waiting(&service, &mut browser, &Ask::at(Level::High)).await;
    let origin = screen.url.origin().ascii_serialization();
    let cookies = browser.cookies(&origin);
    let link = screen.link("#request=").unwrap();
    let id = link.fragment().unwrap().trim_start_matches("request=").to_owned();
    let question = anna.phone().await.open_here(&id, &cookies).await.unwrap();
    assert!(question.needs_code, "the level high asks for the code");
    for expected in ["code_wrong", "code_wrong", "blocked"] {
        let answer = Answer { digits: None, code: Some("00001".to_owned()) };
        let refused = anna.phone().await.approve(&question, &answer).await.unwrap_err();
        assert_eq!(refused.word(), Some(expected));
    }
    let again = town.person("Anna").with_phone().await;
    let screen = waiting(&service, &mut town.browser(), &Ask::default()).await;
    again.approve(&screen).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_the_phone_itself_no_code_is_scanned_and_high_is_reached() {
    let town = Town::found(Ground::usual()).await;
    let anna = town.person("Anna").with_phone().await;
    let (service, mut browser) = (town.service(), town.browser());
    let login = service.begin(&Ask::at(Level::High)).await;
    let chooser = browser.arrive(&service.redirect_uri, &login.url).await;
    let screen = browser.submit(&chooser, "/app", &[]).await;
    assert_eq!(screen.scan(), None, "what can be relayed is not offered for the level high");
    let cookies = browser.cookies(&screen.url.origin().ascii_serialization());
    anna.approve_here(&screen, &cookies).await;
    let back = onward(&mut browser, &screen).await;
    assert_eq!(service.finish(&login, &back).await.level(), Level::High.uri());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_spares_the_second_login_but_not_at_a_higher_level() {
    let town = Town::found(Ground::usual()).await;
    let anna = town.person("Anna").with_phone().await;
    let (first, second) = (town.service(), town.simple_service());
    let mut browser = town.browser();
    let login = first.begin(&Ask::default()).await;
    let chooser = browser.arrive(&first.redirect_uri, &login.url).await;
    let screen = browser.submit(&chooser, "/app", &[]).await;
    anna.approve(&screen).await;
    let known = first.finish(&login, &onward(&mut browser, &screen).await).await;
    let login = second.begin(&Ask::default()).await;
    let back = browser.arrive(&second.redirect_uri, &login.url).await;
    let elsewhere = second.finish(&login, &back).await;
    assert_eq!(elsewhere.userinfo["name"], anna.name().as_str());
    assert_ne!(elsewhere.subject(), known.subject(), "no two sectors know one subject");
    let login = second.begin(&Ask::at(Level::High)).await;
    let page = browser.arrive(&second.redirect_uri, &login.url).await;
    assert!(!page.outside && page.form("/app").is_some(), "{}", page.describe());
    let login = second.begin(&Ask::default().with("prompt", "none").with("max_age", "10")).await;
    town.wait(Duration::from_mins(1));
    let back = browser.arrive(&second.redirect_uri, &login.url).await;
    assert_eq!(back.parameter("error").as_deref(), Some("login_required"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_is_a_partner_of_the_app_like_the_gateway() {
    let town = Town::found(Ground::usual()).await;
    let anna = town.person("Anna").with_phone().await;
    let (bank, mut browser) = (town.partner(), town.browser());
    let login = bank.begin(&Ask::default()).await;
    let screen = browser.arrive("https://bank.example", &login.url).await;
    anna.approve(&screen).await;
    let known = bank.finish(&login, &onward(&mut browser, &screen).await).await;
    assert_eq!(known.userinfo["name"], anna.name().as_str());
    assert_eq!(known.userinfo.get("national_number"), None);
}
