//! Who may be offered, against an authority and a provider that are not as they should be.

use std::time::{Duration, Instant};

use domain::Level;
use url::Url;

use crate::anchor::Lie;
use crate::browser::{Browser, Seen};
use crate::country::{BEGINNING, Country, ana_number};
use crate::login::below;
use crate::service::parameter;

const HOUR: Duration = Duration::from_hours(1);

async fn chooser(country: &Country) -> Seen {
    let asking = country.health.ask(&[]);
    country.chooser(&Browser::new(), &asking).await.1
}

async fn is_offered(country: &Country) -> bool {
    chooser(country).await.body.contains("value=\"app\"")
}

#[tokio::test(flavor = "multi_thread")]
async fn no_lie_on_the_way_to_the_authority_gets_an_app_offered() {
    let country = Country::new().await;
    country.until_heard(Some(Level::High)).await;
    for lie in Lie::ALL {
        country.anchor.lie(lie);
        country.until_heard(None).await;
        assert!(!is_offered(&country).await, "{lie:?}");
        country.anchor.lie(None);
        country.until_heard(Some(Level::High)).await;
        assert!(is_offered(&country).await, "after {lie:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lie_ends_the_login_under_way() {
    let country = Country::new().await;
    country.everybody_is(ana_number(), Level::High);
    for lie in [Lie::WrongKeyUnderARightName, Lie::MarkOfAnotherEntity, Lie::ReplacedAnchorKeys] {
        let (ana, asking) = (Browser::new(), country.health.ask(&[]));
        let (login, _) = country.chooser(&ana, &asking).await;
        let callback = country.come_back(&ana, &login).await;
        country.anchor.lie(lie);
        country.until_heard(None).await;
        assert_eq!(ana.get(&callback).await.went_to(), login, "{lie:?}");
        let back = ana.get(&below(&login, "return")).await.went_to();
        assert!(parameter(&back, "error_description").unwrap().starts_with("not_accredited"));
        country.anchor.lie(None);
        country.until_heard(Some(Level::High)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_hides_does_not_outlast_its_suspension() {
    for lie in [Lie::ProviderHides, Lie::SlowSuperiors] {
        let mut country = Country::new().await;
        country.until_heard(Some(Level::High)).await;
        country.anchor.lie(lie);
        // A gateway that has just started knows no less.
        country.restart_gateway().await;
        assert!(is_offered(&country).await, "{lie:?}: hiding alone is an outage");
        country.anchor.suspend();
        let suspended = Instant::now();
        country.until_heard(None).await;
        assert!(suspended.elapsed() < Duration::from_mins(1), "{lie:?}");
        assert!(!is_offered(&country).await, "{lie:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_used_no_longer_than_the_gateway_allows() {
    let mut country = Country::new().await;
    country.change("most_status_minutes = 720", "most_status_minutes = 5").await;
    country.until_heard(Some(Level::High)).await;
    assert!(is_offered(&country).await);
    country.anchor.lie(Lie::ProviderHides);
    // The question under way may still be answered.
    tokio::time::sleep(Duration::from_secs(2)).await;
    country.clock.pass(Duration::from_secs(299));
    assert!(is_offered(&country).await);
    country.clock.pass(Duration::from_secs(1));
    assert!(!is_offered(&country).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accreditation_that_ends_in_the_middle_of_a_login_ends_it_at_that_second() {
    let mut country = Country::new().await;
    let ends = domain::Timestamp::from_millis(BEGINNING).plus(Duration::from_mins(5));
    country.anchor.until(ends);
    country.restart_gateway().await;
    country.everybody_is(ana_number(), Level::High);
    let (ana, ben) = (Browser::new(), Browser::new());
    let (asking, late) = (country.health.ask(&[]), country.health.ask(&[]));
    let (login, _) = country.chooser(&ana, &asking).await;
    let (too_late, _) = country.chooser(&ben, &late).await;
    until_it_ends_at(&country, ends).await;
    country.clock.pass(Duration::from_millis(299_999));
    let callback = country.come_back(&ana, &login).await;
    let second = country.come_back(&ben, &too_late).await;
    let back = ana.get(&callback).await.went_to();
    assert!(parameter(&back, "code").is_some(), "{back}");
    country.clock.pass(Duration::from_millis(1));
    assert_eq!(ben.get(&second).await.went_to(), too_late);
    ben.get(&too_late).await.says("This app may not be used at present");
}

/// Waits until the gateway has heard when the accreditation ends.
async fn until_it_ends_at(country: &Country, ends: domain::Timestamp) {
    let until = Instant::now() + Duration::from_mins(1);
    while number(country, "accreditation_mark_ends").await != Some(ends.seconds()) {
        assert!(Instant::now() < until, "the gateway does not know when the mark ends");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_authority_signs_on_with_its_next_key() {
    let country = Country::new().await;
    country.until_heard(Some(Level::High)).await;
    country.anchor.lie(Lie::NextAnchorKey);
    let asked = country.anchor.asked();
    while country.anchor.asked() < asked + 3 {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(is_offered(&country).await);
    country.until_heard(Some(Level::High)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_meets_an_app_that_is_not_accredited_is_told_so() {
    let country = Country::new().await;
    country.until_heard(Some(Level::High)).await;
    country.anchor.suspend();
    country.until_heard(None).await;
    let (ana, asking) = (Browser::new(), country.health.ask(&[]));
    let (login, page) = country.chooser(&ana, &asking).await;
    page.says("Sesame may not be used at present").says("This is not your fault");
    let back = ana.post(&below(&login, "cancel"), &[]).await.went_to();
    assert!(parameter(&back, "error_description").unwrap().starts_with("no_method"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_sees_when_an_answer_and_a_mark_end() {
    let country = Country::new().await;
    country.until_heard(Some(Level::High)).await;
    let answer = number(&country, "accreditation_answer_ends").await.unwrap();
    assert_eq!(answer, BEGINNING / 1000 + 12 * i64::try_from(HOUR.as_secs()).unwrap());
    let mark = number(&country, "accreditation_mark_ends").await.unwrap();
    assert_eq!(mark, BEGINNING / 1000 + 1095 * 24 * 3600);
    country.anchor.suspend();
    country.until_heard(None).await;
    let until = Instant::now() + Duration::from_secs(10);
    while number(&country, "accreditation_answer_ends").await != Some(0) {
        assert!(Instant::now() < until, "0 says that there is none");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(number(&country, "accreditation_mark_ends").await, Some(0));
}

/// What `/metrics` shows of the app under this name.
async fn number(country: &Country, name: &str) -> Option<i64> {
    let metrics: Url = country.at("/metrics");
    let shown = Browser::new().get(&metrics).await.body;
    let line = shown.lines().find(|it| it.starts_with(name) && it.contains("provider=\"app\""))?;
    line.rsplit(' ').next()?.parse().ok()
}
