//! The way by a phone number, which anybody can type.

use std::time::Duration;

use super::common::{Ask, Browser, Operator};

const ANA: &str = "0470 00 00 01";
const NOBODY: &str = "0470 99 99 99";

#[tokio::test]
async fn a_typed_number_sends_the_question_to_its_phone() {
    for operator in Operator::on_each_engine().await {
        let (mut ana, mut ben) = (operator.ana().await, operator.ben().await);
        let mut browser = operator.partner().ask(&Ask::default()).await;
        assert_eq!(browser.type_number(ANA).await.location(), browser.page);
        let waiting = ana.waiting().await;
        assert_eq!(waiting.len(), 1);
        assert!(ben.waiting().await.is_empty());
        let path = format!("requests/{}", waiting[0]);
        assert_eq!(ben.get(&path).await.refusal(), "request_unknown");
        let question = ana.get(&path).await.ok();
        assert_eq!(question["channel"], "phone_number");
        assert_eq!(browser.state().await, "shown");
        let digits = browser.digits().await;
        ana.approve(&question, Some(&digits)).await.ok();
        Browser::code_in(&browser.finish().await);
        assert!(ana.waiting().await.is_empty());
    }
}

#[tokio::test]
async fn the_page_says_the_same_whoever_has_the_number() {
    let operator = Operator::start().await;
    let _ana = operator.ana().await;
    let mut pages = Vec::new();
    for number in [ANA, NOBODY] {
        let mut browser = operator.partner().ask(&Ask::default()).await;
        let answer = browser.type_number(number).await;
        let text = browser.look().await.text;
        let digits = browser.digits().await;
        let status = browser.status().await.to_string().replace(&digits, "NN");
        pages.push((answer.status, answer.text, status, shape(&text, &browser.page)));
    }
    assert_eq!(pages[0], pages[1]);
}

/// A page without what differs between any two requests.
fn shape(page: &str, path: &str) -> String {
    let page = page.replace(path, "PAGE");
    let tags = page.split('<').map(|tag| tag.split('>').next().unwrap_or_default());
    let stable = tags.filter(|tag| !tag.contains("data-") && !tag.starts_with("path"));
    let stable = stable.filter(|tag| !tag.contains("#request="));
    stable.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn text_that_is_no_number_is_said_and_kept_in_the_form() {
    let operator = Operator::start().await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    let got = browser.type_number("12 <b>").await;
    assert_eq!(got.status, 200);
    assert!(got.text.contains("This is not a phone number"));
    assert!(got.text.contains("aria-invalid=\"true\""));
    assert!(!got.text.contains("<b>"));
}

#[tokio::test]
async fn a_number_typed_wrong_can_be_typed_again() {
    let operator = Operator::start().await;
    let (mut ana, mut ben) = (operator.ana().await, operator.ben().await);
    let mut browser = operator.partner().ask(&Ask::default()).await;
    browser.type_number("0470 00 00 02").await;
    assert_eq!(ben.waiting().await.len(), 1);
    browser.type_number(ANA).await;
    assert!(ben.waiting().await.is_empty());
    assert_eq!(ana.waiting().await.len(), 1);
}

#[tokio::test]
async fn a_phone_is_rung_by_one_request_at_a_time() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    for _ in 0..3 {
        let mut browser = operator.partner().ask(&Ask::default()).await;
        browser.type_number(ANA).await;
    }
    assert_eq!(ana.waiting().await.len(), 1);
}

#[tokio::test]
async fn a_report_leaves_the_phone_in_peace_and_the_qr_code_still_works() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    browser.type_number(ANA).await;
    let id = ana.waiting().await.remove(0);
    ana.decline(&id, true).await.ok();
    assert_eq!(browser.state().await, "reported");
    let mut again = operator.partner().ask(&Ask::default()).await;
    again.type_number(ANA).await;
    assert!(ana.waiting().await.is_empty());
    assert_eq!(again.state().await, "sent", "whoever typed it learns nothing");
    ana.scan_and_approve(&mut again).await.ok();
    operator.pass(Duration::from_hours(1));
    let mut later = operator.partner().ask(&Ask::default()).await;
    later.type_number(ANA).await;
    assert_eq!(ana.waiting().await.len(), 1);
}

#[tokio::test]
async fn numbers_cannot_be_tried_without_end() {
    let operator = Operator::start().await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    let mut said = String::new();
    for _ in 0..6 {
        said = browser.type_number(NOBODY).await.text;
    }
    assert!(said.contains("This happened too often"));
}

#[tokio::test]
async fn a_number_that_changed_hands_rings_its_new_owner() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    operator.pass(Duration::from_mins(1));
    let mut heir = operator
        .enrolled(&super::common::identity("85073003130", "Ben", "Janssens", "+32470000001"))
        .await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    browser.type_number(ANA).await;
    assert!(ana.waiting().await.is_empty());
    assert_eq!(heir.waiting().await.len(), 1);
}

#[tokio::test]
async fn a_partners_hint_fills_the_form_in() {
    let operator = Operator::start().await;
    let ask = Ask::default().with("login_hint", "tel:+32470000001");
    let mut browser = operator.partner().ask(&ask).await;
    assert!(browser.look().await.text.contains("value=\"+32470000001\""));
}
