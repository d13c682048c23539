//! A login with the identity card, and what others try to make of it.

use std::time::Duration;

use domain::{Level, NationalNumber};
use http::StatusCode;
use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, KeyUsagePurpose, date_time_ymd};
use serde_json::{Value, json};
use url::Url;

use crate::authority::{Authority, Issued, Kind, SIGNING, policies};
use crate::browser::{Browser, Seen};
use crate::country::{Country, ana_number, ben_number, number};
use crate::login::below;
use crate::office::{LIST_LIFE, Office, Responder};
use crate::service::{Asking, parameter};

const HIGH: &str = "http://eidas.europa.eu/LoA/high";
const SUBSTANTIAL: &str = "http://eidas.europa.eu/LoA/substantial";

/// What a forger does to a token, with another's at hand.
type Forgery = fn(&mut Value, &Value);
/// What is not as it should be with a card.
type Flaw = fn(&mut CertificateParams);

/// Somebody who stands before the page of the card.
struct Visit<'a> {
    country: &'a Country,
    browser: Browser,
    asking: Asking,
    login: Url,
}

impl<'a> Visit<'a> {
    async fn begin(country: &'a Country, parameters: &[(&str, &str)]) -> Self {
        Self::with(country, Browser::new(), country.health.ask(parameters)).await
    }

    async fn with(country: &'a Country, browser: Browser, asking: Asking) -> Self {
        let (login, page) = country.chooser(&browser, &asking).await;
        page.says(&format!("action=\"{}/card\"", login.path()));
        let visit = Self { country, browser, asking, login };
        visit.choose().await;
        visit
    }

    async fn choose(&self) {
        let form = [("provider", "card")];
        let page = self.browser.post(&below(&self.login, "card"), &form).await.went_to();
        assert_eq!(page, below(&self.login, "card"));
    }

    fn origin(&self) -> String {
        self.country.url.origin().ascii_serialization()
    }

    async fn nonce(&self) -> String {
        let answer = self.browser.post(&below(&self.login, "card/nonce"), &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let answer: Value = serde_json::from_str(&answer.body).unwrap();
        answer["nonce"].as_str().unwrap().to_owned()
    }

    async fn send(&self, nonce: &str, token: &Value) -> Seen {
        let form = [("nonce", nonce), ("token", &token.to_string())];
        self.browser.post(&below(&self.login, "card/token"), &form).await
    }

    /// Uses a card as its reader would.
    async fn present(&self, card: &Issued) -> Seen {
        let nonce = self.nonce().await;
        self.send(&nonce, &card.token(&self.origin(), &nonce)).await
    }

    /// Uses a card that is good, and returns to the service.
    async fn log_in(&self, card: &Issued) -> Url {
        let back = self.present(card).await.went_to();
        assert!(parameter(&back, "code").is_some(), "{back}");
        back
    }

    /// The page after a card that did not do it.
    async fn told(&self, answer: Seen) -> Seen {
        assert_eq!(answer.went_to(), self.login);
        let page = self.browser.get(&self.login).await;
        page.says("ou are not logged in").says("How do you want to log in?");
        assert!(self.browser.cookie("gateway_session").is_none());
        page
    }
}

#[tokio::test]
async fn a_person_logs_in_with_their_card_at_the_highest_level() {
    let office = Office::open().await;
    let country = office.country("").await;
    let card = office.card_of(&ana_number());
    let ana = Visit::begin(&country, &[("acr_values", "high")]).await;
    let page = ana.browser.get(&below(&ana.login, "card")).await;
    page.says("Log in to Health with your identity card").says("Read my card");
    page.does_not_say("<dialog").does_not_say("virtual-reader");
    assert!(page.policy.contains("form-action 'self' http://localhost:9"), "{}", page.policy);
    let back = ana.log_in(&card).await;
    let learnt = country.health.redeem(&ana.asking, &back).await;
    assert_eq!(learnt.claims["acr"], HIGH);
    assert_eq!(learnt.claims["amr"], json!(["hwk", "mfa", "pin", "sc"]));
    assert_eq!(country.health.userinfo(&learnt).await["given_name"], "Ana");
    let own = ana.browser.get(&country.url).await;
    own.says("with the identity card").says("level high");
    // The next service needs no card again.
    let tax = country.tax.ask(&[("acr_values", "high")]);
    let back = ana.browser.get(&tax.url).await.went_to();
    assert_eq!(country.tax.redeem(&tax, &back).await.claims["acr"], HIGH);
}

#[tokio::test]
async fn every_kind_of_key_and_format_that_cards_have_logs_in() {
    let office = Office::open().await;
    let country = office.country("").await;
    for (kind, algorithms) in [
        (Kind::P256, &["ES256"][..]),
        (Kind::P384, &["ES384"]),
        (Kind::P521, &["ES512"]),
        (Kind::Rsa, &["RS256", "PS512"]),
    ] {
        let params = office.params(&ana_number(), |_| ());
        let card = office.authority.issue(&params, kind);
        for algorithm in algorithms {
            let ana = Visit::begin(&country, &[]).await;
            let nonce = ana.nonce().await;
            let mut token = card.token_by(algorithm, &ana.origin(), &nonce);
            token["format"] = "web-eid:1.1".into();
            let back = ana.send(&nonce, &token).await.went_to();
            assert!(parameter(&back, "code").is_some(), "{algorithm}: {back}");
        }
    }
}

#[tokio::test]
async fn what_a_card_signed_is_good_once_for_five_minutes_in_its_login_and_browser() {
    let office = Office::open().await;
    let country = office.country("").await;
    let card = office.card_of(&ana_number());
    let origin = country.url.origin().ascii_serialization();
    let signed = |nonce: &str| card.token(&origin, nonce);

    // Too late.
    let ana = Visit::begin(&country, &[]).await;
    let nonce = ana.nonce().await;
    country.clock.pass(Duration::from_mins(5));
    let answer = ana.send(&nonce, &signed(&nonce)).await;
    ana.told(answer).await.says("That took too long");

    // One that the gateway never gave out, and none.
    ana.choose().await;
    let invented = "bm9uY2Ugb2YgdGhpcnR5LXR3byBieXRlcyBmb3IgdXM=";
    for nonce in [invented, "", "short"] {
        ana.choose().await;
        let answer = ana.send(nonce, &signed(nonce)).await;
        ana.told(answer).await.says("That took too long");
    }

    // Of another login, in the same browser and in another one.
    let other = Visit::with(&country, Browser::new(), country.tax.ask(&[])).await;
    let theirs = other.nonce().await;
    ana.choose().await;
    let answer = ana.send(&theirs, &signed(&theirs)).await;
    ana.told(answer).await.says("That took too long");

    // A login of somebody else's browser is not found at all.
    let mallory = Browser::new();
    mallory.get(&country.health.ask(&[]).url).await;
    for path in ["card", "card/nonce", "card/token"] {
        let refused = mallory.post(&below(&other.login, path), &[]).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{path}");
    }

    // A second time.
    ana.choose().await;
    let nonce = ana.nonce().await;
    let token = signed(&nonce);
    let mut forged = token.clone();
    forged["signature"] = signed(invented)["signature"].clone();
    let answer = ana.send(&nonce, &forged).await;
    ana.told(answer).await.says("did not sign what we asked");
    ana.choose().await;
    let answer = ana.send(&nonce, &token).await;
    ana.told(answer).await.says("That took too long");
    ana.choose().await;
    ana.log_in(&card).await;
}

#[tokio::test]
async fn a_signature_for_another_site_or_of_another_key_proves_nothing() {
    let office = Office::open().await;
    let country = office.country("").await;
    let (card, other) = (office.card_of(&ana_number()), office.card_of(&ben_number()));
    let ana = Visit::begin(&country, &[]).await;
    let origin = ana.origin();
    let changes: [(&str, Forgery); 8] = [
        ("no algorithm", |token, _| token["algorithm"] = "none".into()),
        ("an algorithm of another key", |token, _| token["algorithm"] = "RS256".into()),
        ("another's certificate", |token, other| {
            token["unverifiedCertificate"] = other["unverifiedCertificate"].clone();
        }),
        ("another's signature", |token, other| token["signature"] = other["signature"].clone()),
        ("no certificate", |token, _| token["unverifiedCertificate"] = "".into()),
        ("a certificate in a list", |token, _| {
            token["unverifiedCertificate"] = json!([token["unverifiedCertificate"]]);
        }),
        ("a format that nobody knows", |token, _| token["format"] = "web-eid:2.0".into()),
        ("nothing", |token, _| *token = Value::Null),
    ];
    for (what, change) in changes {
        ana.choose().await;
        let nonce = ana.nonce().await;
        let mut token = card.token(&origin, &nonce);
        change(&mut token, &other.token(&origin, &nonce));
        let answer = ana.send(&nonce, &token).await;
        ana.told(answer).await.says("did not sign what we asked");
        assert_eq!(office.doing().asked, 0, "{what}");
    }
    // The extension signs the origin that it sees: what a phishing page got is worth nothing here.
    for origin in
        ["https://login.example", &origin.replace("http:", "https:"), &format!("{origin}/")]
    {
        ana.choose().await;
        let nonce = ana.nonce().await;
        let answer = ana.send(&nonce, &card.token(origin, &nonce)).await;
        ana.told(answer).await.says("did not sign what we asked");
    }
}

#[tokio::test]
async fn each_card_that_will_not_do_is_refused_in_words_of_its_own() {
    let office = Office::open().await;
    let country = office.country("").await;
    let changes: [(Flaw, &str); 7] = [
        (|it| it.not_after = date_time_ymd(2026, 5, 31), "Your card has expired"),
        (|it| it.not_before = date_time_ymd(2026, 6, 2), "Your card is not valid yet"),
        (
            |it| it.key_usages = vec![KeyUsagePurpose::ContentCommitment],
            "not the one for logging in",
        ),
        (|it| it.key_usages = vec![], "not the one for logging in"),
        (
            |it| it.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection],
            "not the one for logging in",
        ),
        (|it| it.custom_extensions[0] = policies(&[SIGNING]), "not the one for logging in"),
        (
            |it| it.distinguished_name.push(crate::authority::serial_number(), "85073000100"),
            "We cannot read what is on this card",
        ),
    ];
    let ana = Visit::begin(&country, &[]).await;
    for (change, expected) in changes {
        ana.choose().await;
        let answer = ana.present(&office.card(&ana_number(), change)).await;
        ana.told(answer).await.says(expected);
    }
    ana.choose().await;
    let unknown = Authority::new().issue(&office.params(&ana_number(), |_| ()), Kind::P384);
    let answer = ana.present(&unknown).await;
    ana.told(answer).await.says("We do not know the authority that issued this card");
    // Nobody was asked about any of them.
    assert_eq!((office.doing().asked, office.doing().lists), (0, 0));
}

#[tokio::test]
async fn a_card_that_is_reported_lost_fails_at_the_next_login() {
    let office = Office::open().await;
    let country = office.country("").await;
    let card = office.card_of(&ana_number());
    Visit::begin(&country, &[]).await.log_in(&card).await;
    office.revoke(&card);
    let thief = Visit::begin(&country, &[]).await;
    let answer = thief.present(&card).await;
    thief.told(answer).await.says("it was reported lost or stolen");
    // The responder says nothing any more, and the list still does.
    office.does(|doing| doing.responder = Responder::Away);
    thief.choose().await;
    let answer = thief.present(&card).await;
    thief.told(answer).await.says("it was reported lost or stolen");
    assert_eq!(office.doing().lists, 1);
}

#[tokio::test]
async fn a_good_answer_is_used_again_while_the_authority_and_the_operator_let_it() {
    let office = Office::open().await;
    let country = office.country("reuse_minutes = 10").await;
    let card = office.card_of(&ana_number());
    let log_in = async || Visit::begin(&country, &[]).await.log_in(&card).await;
    // One that may not be used again is not.
    log_in().await;
    log_in().await;
    assert_eq!(office.doing().asked, 2);
    // One that may be is, for as long as the shorter of the two.
    office.does(|doing| doing.good_for = Some(Duration::from_mins(5)));
    for _ in 0..3 {
        log_in().await;
    }
    assert_eq!(office.doing().asked, 3);
    country.clock.pass(Duration::from_mins(5) + Duration::from_secs(1));
    office.does(|doing| doing.good_for = Some(Duration::from_hours(5)));
    log_in().await;
    country.clock.pass(Duration::from_mins(9));
    log_in().await;
    assert_eq!(office.doing().asked, 4);
    country.clock.pass(Duration::from_mins(2));
    log_in().await;
    assert_eq!(office.doing().asked, 5);
    // A responder that fails does not undo what it said for longer.
    country.clock.pass(Duration::from_mins(20));
    office.does(|doing| (doing.responder, doing.list_is_away) = (Responder::Away, true));
    log_in().await;
    assert_eq!((office.doing().asked, office.doing().lists), (6, 1));
}

#[tokio::test]
async fn silencing_the_responder_does_not_hide_what_the_list_says() {
    let office = Office::open().await;
    let country = office.country("").await;
    office.does(|doing| doing.good_for = Some(Duration::from_hours(5)));
    let card = office.card_of(&ana_number());
    Visit::begin(&country, &[]).await.log_in(&card).await;
    office.revoke(&card);
    office.does(|doing| doing.responder = Responder::Away);
    country.clock.pass(Duration::from_mins(11));
    let thief = Visit::begin(&country, &[]).await;
    let answer = thief.present(&card).await;
    thief.told(answer).await.says("it was reported lost or stolen");
    // Nor does it help to silence the list afterwards.
    office.does(|doing| doing.list_is_away = true);
    country.clock.pass(Duration::from_mins(11));
    thief.choose().await;
    let answer = thief.present(&card).await;
    thief.told(answer).await.says("it was reported lost or stolen");
}

#[tokio::test]
async fn neither_an_earlier_list_nor_nonsense_takes_the_place_of_one_that_was_had() {
    let office = Office::open().await;
    let country = office.country("").await;
    let (lost, good) = (office.card_of(&ana_number()), office.card_of(&ben_number()));
    office.does(|doing| doing.responder = Responder::Away);
    let before = office.list();
    country.clock.pass(Duration::from_secs(1));
    office.revoke(&lost);
    Visit::begin(&country, &[]).await.log_in(&good).await;
    for list in [before, b"<html>maintenance</html>".to_vec(), Vec::new()] {
        office.does(|doing| doing.list_is = Some(list));
        country.clock.pass(Duration::from_mins(11));
        let thief = Visit::begin(&country, &[]).await;
        let answer = thief.present(&lost).await;
        thief.told(answer).await.says("it was reported lost or stolen");
        Visit::begin(&country, &[]).await.log_in(&good).await;
    }
}

#[tokio::test]
async fn many_logins_with_one_card_at_once_cause_one_question() {
    let office = Office::open().await;
    let country = office.country("").await;
    office.does(|doing| doing.good_for = Some(Duration::from_hours(1)));
    let card = office.card_of(&ana_number());
    let mut visits = Vec::new();
    for _ in 0..8 {
        visits.push(Visit::begin(&country, &[]).await);
    }
    let logins = visits.iter().map(|visit| visit.log_in(&card));
    futures_util::future::join_all(logins).await;
    assert_eq!(office.doing().asked, 1);
}

#[tokio::test]
async fn where_the_responder_says_nothing_of_use_the_list_decides() {
    let office = Office::open().await;
    let country = office.country("").await;
    let card = office.card_of(&ana_number());
    for responder in [
        Responder::Away,
        Responder::SaysNonsense,
        Responder::SaysTryLater,
        Responder::AnswersForAnother,
        Responder::IsAnImpostor,
        Responder::Replays,
    ] {
        office.does(|doing| doing.responder = responder);
        Visit::begin(&country, &[("acr_values", "high")]).await.log_in(&card).await;
    }
    // One list served them all; an old one serves while its authority lets it, if no new one comes.
    assert_eq!(office.doing().lists, 1);
    office.does(|doing| doing.list_is_away = true);
    country.clock.pass(LIST_LIFE.saturating_sub(Duration::from_secs(1)));
    Visit::begin(&country, &[("acr_values", "high")]).await.log_in(&card).await;
    country.clock.pass(Duration::from_secs(1));
    let ana = Visit::begin(&country, &[("acr_values", "high")]).await;
    let answer = ana.present(&card).await;
    ana.told(answer).await.says("the card authority does not answer");
}

#[tokio::test]
async fn while_nobody_answers_a_card_is_worth_what_the_operator_says_and_never_high() {
    let office = Office::open().await;
    let mut country = office.country("without_answer = \"substantial\"").await;
    let card = office.card_of(&ana_number());
    office.does(|doing| (doing.responder, doing.list_is_away) = (Responder::Away, true));
    let ana = Visit::begin(&country, &[("acr_values", "substantial")]).await;
    let back = ana.log_in(&card).await;
    assert_eq!(country.health.redeem(&ana.asking, &back).await.claims["acr"], SUBSTANTIAL);
    let ana = Visit::begin(&country, &[("acr_values", "high")]).await;
    let answer = ana.present(&card).await;
    ana.told(answer).await.says("the card authority does not answer");
    country.change("without_answer = \"substantial\"", "without_answer = \"refused\"").await;
    let ana = Visit::begin(&country, &[("acr_values", "low")]).await;
    let answer = ana.present(&card).await;
    ana.told(answer).await.says("the card authority does not answer");
}

#[tokio::test]
async fn what_the_register_says_of_a_person_and_of_their_card_counts() {
    let office = Office::open().await;
    let mut country = office.country("").await;
    let card = office.card_of(&ana_number());
    let kept = Visit::begin(&country, &[]).await;
    kept.log_in(&card).await;
    let kept = kept.browser;

    country.write_register(r#","card_valid_from":"2025-01-02""#);
    country.restart_gateway().await;
    let ana = Visit::begin(&country, &[]).await;
    let answer = ana.present(&card).await;
    ana.told(answer).await.says("you have been given a newer one since");
    let newer = office.card(&ana_number(), |it| it.not_before = date_time_ymd(2025, 1, 2));
    ana.choose().await;
    ana.log_in(&newer).await;

    country.write_register(r#","deceased":true"#);
    country.restart_gateway().await;
    let heir = Visit::begin(&country, &[]).await;
    assert_eq!(heir.present(&card).await.went_to(), heir.login);
    let page = heir.browser.get(&heir.login).await;
    page.says("this person has died").does_not_say(ana_number().reveal());
    let back = heir.browser.get(&below(&heir.login, "return")).await.went_to();
    assert_eq!(parameter(&back, "error").as_deref(), Some("access_denied"));
    assert!(parameter(&back, "error_description").unwrap().starts_with("deceased:"));
    // Nor does a session from before log in any more.
    let again = kept.get(&country.health.ask(&[]).url).await.went_to();
    assert!(again.path().starts_with("/login/"), "{again}");
    kept.get(&again).await.does_not_say("You are logged in as");
}

#[tokio::test]
async fn who_disputed_a_login_by_app_takes_the_block_away_with_their_card() {
    let office = Office::open().await;
    let country = office.country("").await;
    let card = office.card_of(&ana_number());
    country.everybody_is(ana_number(), Level::Substantial);
    let ana = Browser::new();
    country.log_in(&ana, &country.health.ask(&[])).await;
    let own = ana.get(&country.url).await.body;
    let link = own.split("href=\"/logins/").nth(1).unwrap().split('"').next().unwrap();
    ana.post(&country.at(&format!("/logins/{link}")), &[]).await.went_to();
    let unblock = country.at("/methods/app/unblock");
    // Without having proved anything, nothing is given back.
    ana.post(&unblock, &[]).await.went_to();
    let visit = Visit::with(&country, ana, country.health.ask(&[])).await;
    visit.log_in(&card).await;
    let ana = visit.browser;
    ana.get(&country.url).await.says("The app is blocked for you here").says("Use the app again");
    ana.post(&unblock, &[]).await.went_to();
    ana.get(&country.url).await.does_not_say("is blocked for you here");
    country.log_in(&Browser::new(), &country.health.ask(&[])).await;
}

#[tokio::test]
async fn a_person_whom_the_register_does_not_know_is_told_so() {
    let office = Office::open().await;
    let country = office.country("").await;
    let stranger = Visit::begin(&country, &[]).await;
    let unknown: NationalNumber = number(77);
    assert_eq!(stranger.present(&office.card_of(&unknown)).await.went_to(), stranger.login);
    let page = stranger.browser.get(&stranger.login).await;
    page.says("We did not find you in the National Register").does_not_say(unknown.reveal());
    // A card of another country that our authority vouches for names nobody whom we know.
    let foreigner = Visit::begin(&country, &[]).await;
    let card = office.card(&ana_number(), |it| {
        it.distinguished_name.push(crate::authority::serial_number(), "PNOEE-38001085718");
    });
    assert_eq!(foreigner.present(&card).await.went_to(), foreigner.login);
    foreigner.browser.get(&foreigner.login).await.says("We did not find you");
}

#[tokio::test]
async fn a_service_for_adults_is_not_for_children() {
    let office = Office::open().await;
    let mut country = office.country("").await;
    // Born on 30 July 1985, the people of this country are 40 today.
    country.change("minimum_level = \"substantial\"", "minimum_age = 41").await;
    let card = office.card_of(&ana_number());
    let ana = Visit::begin(&country, &[]).await;
    ana.log_in(&card).await;
    let tax = country.tax.ask(&[]);
    let ana = Visit::with(&country, ana.browser, tax).await;
    assert_eq!(ana.present(&card).await.went_to(), ana.login);
    ana.browser.get(&ana.login).await.says("only for people from a certain age");
    country.clock.pass(Duration::from_hours(60 * 24));
    let ana = Visit::with(&country, Browser::new(), country.tax.ask(&[])).await;
    ana.log_in(&card).await;
}

#[tokio::test]
async fn of_two_tokens_sent_at_once_one_counts() {
    let office = Office::open().await;
    let country = office.country("").await;
    let card = office.card_of(&ana_number());
    let ana = Visit::begin(&country, &[]).await;
    let (one, two) = (ana.nonce().await, ana.nonce().await);
    let (first, second) = (card.token(&ana.origin(), &one), card.token(&ana.origin(), &two));
    let (first, second) = tokio::join!(ana.send(&one, &first), ana.send(&two, &second));
    let places = [first.went_to(), second.went_to()];
    let codes = places.iter().filter(|place| parameter(place, "code").is_some()).count();
    assert_eq!(codes, 1, "{places:?}");
    assert!(places.contains(&ana.login), "{places:?}");
}

#[tokio::test]
async fn a_card_counts_only_where_the_person_chose_it() {
    let office = Office::open().await;
    let country = office.country("").await;
    let card = office.card_of(&ana_number());
    let ana = Visit::begin(&country, &[]).await;
    let nonce = ana.nonce().await;
    let token = card.token(&ana.origin(), &nonce);
    // In another tab the person chose the app, and then gave up.
    ana.browser.post(&below(&ana.login, "app"), &[("provider", "app")]).await.went_to();
    assert_eq!(ana.browser.post(&below(&ana.login, "card/nonce"), &[]).await.status, 404);
    assert_eq!(ana.send(&nonce, &token).await.went_to(), ana.login);
    ana.browser.post(&below(&ana.login, "cancel"), &[]).await;
    for path in ["card", "card/token"] {
        assert_eq!(ana.browser.post(&below(&ana.login, path), &[]).await.went_to(), ana.login);
    }
    assert_eq!(ana.browser.get(&below(&ana.login, "card")).await.went_to(), ana.login);
    assert!(ana.browser.cookie("gateway_session").is_none());
}

#[tokio::test]
async fn another_site_cannot_use_a_card_here() {
    let office = Office::open().await;
    let country = office.country("").await;
    let ana = Visit::begin(&country, &[]).await;
    for path in ["card", "card/nonce", "card/token"] {
        let refused = ana.browser.post_from_elsewhere(&below(&ana.login, path), &[]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn a_login_cannot_ask_for_any_number_of_nonces() {
    let office = Office::open().await;
    let country = office.country("").await;
    let mallory = Visit::begin(&country, &[]).await;
    for _ in 0..20 {
        mallory.nonce().await;
    }
    let refused = mallory.browser.post(&below(&mallory.login, "card/nonce"), &[]).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    Visit::begin(&country, &[]).await.nonce().await;
}

#[tokio::test]
async fn where_no_card_is_taken_none_is_offered_and_in_a_demo_there_is_a_reader() {
    let office = Office::open().await;
    let country = Country::new().await;
    let ana = Browser::new();
    let (login, page) = country.chooser(&ana, &country.health.ask(&[])).await;
    page.does_not_say("dentity card");
    assert_eq!(ana.post(&below(&login, "card"), &[]).await.went_to(), login);
    assert_eq!(ana.get(&below(&login, "card")).await.went_to(), login);
    assert_eq!(ana.post(&below(&login, "card/nonce"), &[]).await.status, 404);
    assert_eq!(ana.post(&below(&login, "card/token"), &[]).await.went_to(), login);

    let demo = office.country("virtual_reader = \"http://localhost:8004\"").await;
    let ana = Visit::begin(&demo, &[]).await;
    let page = ana.browser.get(&below(&ana.login, "card")).await;
    page.says("<dialog").says("This is a demo");
    assert!(page.policy.contains("connect-src 'self' http://localhost:8004;"), "{}", page.policy);
}

#[tokio::test]
async fn operators_count_cards_without_knowing_whose() {
    let office = Office::open().await;
    let country = office.country("").await;
    let card = office.card_of(&ana_number());
    let ana = Visit::begin(&country, &[]).await;
    ana.log_in(&card).await;
    office.revoke(&card);
    Visit::begin(&country, &[]).await.present(&card).await;
    let metrics = ana.browser.get(&country.at("/metrics")).await;
    for labels in [
        r#"outcome="accepted",way="web_eid""#,
        r#"outcome="card_revoked""#,
        r#"told_by="responder""#,
        r#"outcome="answered",method="card",level="high",by="proof""#,
    ] {
        metrics.says(labels);
    }
    metrics.does_not_say(ana_number().reveal()).does_not_say(ana.login.path());
}
