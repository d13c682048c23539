//! The card authority of the demo as others meet it: the gateway's page at the reader, verifiers at
//! the responder, people at the counter.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use beffroi::card::Authority;
use beffroi::outside;
use domain::Level;
use protocol::x509::{
    Certificate, CrlAnswer, Freshness, NonceRule, OcspAnswer, OcspQuestion, judge_crl, judge_ocsp,
    ocsp_request,
};
use reqwest::{Method, header};
use serde_json::json;
use testkit::{Ask, Browser, Card, Ground, Login, Page, Party, Town, Which};

const NONCE: &str = "bm9uY2Ugb2YgdGhpcnR5LXR3byBieXRlcyBmb3IgdXM=";

/// What a verifier that trusts nothing but the network learns of a card.
async fn asked(town: &Town, card: &Card<'_>, by: Method) -> OcspAnswer {
    let held = card.held();
    let certificate = held.certificate();
    let issuer = issuer(town, held.authority()).await;
    let nonce = [9; 32];
    let request = ocsp_request(certificate, &issuer, Some(&nonce)).unwrap();
    let url = &certificate.ocsp_urls()[0];
    let client = outside::client().unwrap();
    let call = if by == Method::GET {
        let request = STANDARD.encode(&request).replace('/', "%2F").replace('+', "%2B");
        client.get(format!("{url}/{request}"))
    } else {
        client.post(url).header(header::CONTENT_TYPE, "application/ocsp-request").body(request)
    };
    let answer = call.send().await.unwrap();
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/ocsp-response");
    let question = OcspQuestion {
        certificate,
        issuer: &issuer,
        nonce: Some(&nonce),
        nonce_rule: NonceRule::Required,
        designated: &[],
        freshness: Freshness { skew: Duration::ZERO, age: Duration::ZERO },
        now: town.now(),
    };
    judge_ocsp(&question, &answer.bytes().await.unwrap()).unwrap()
}

async fn issuer(town: &Town, authority: Authority) -> Certificate {
    Certificate::parse(&fetched(town.at(Party::Cards, &format!("/ca/{authority}.cer"))).await)
        .unwrap()
}

async fn fetched(url: impl reqwest::IntoUrl) -> Vec<u8> {
    let answer = outside::client().unwrap().get(url).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.bytes().await.unwrap().to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_points_at_a_responder_and_a_list_that_know_it() {
    let town = Town::found(Ground::Sqlite).await;
    for name in ["Anna", "Tenzin"] {
        let card = town.person(name).with_card();
        for by in [Method::GET, Method::POST] {
            assert!(matches!(asked(&town, &card, by).await, OcspAnswer::Good { .. }), "{name}");
        }
        card.lose();
        let lost = OcspAnswer::Revoked { at: town.now() };
        assert_eq!(asked(&town, &card, Method::POST).await, lost);
        let held = card.held();
        let list = fetched(&held.certificate().crl_urls()[0]).await;
        let issuer = issuer(&town, held.authority()).await;
        let judged =
            judge_crl(held.certificate(), &issuer, &list, town.now(), Duration::ZERO).unwrap();
        assert_eq!(judged, CrlAnswer::Revoked);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reader_serves_the_gateways_page_and_no_other() {
    let town = Town::found(Ground::Sqlite).await;
    let anna = town.person("Anna").with_card();
    let gateway = town.at(Party::Gateway, "");
    let token = anna.in_reader(&gateway, "1234", NONCE).await;
    assert_eq!(token.status, 200);
    assert_eq!(token.text("format"), "web-eid:1.0");

    let elsewhere = ["https://evil.example", &town.at(Party::Health, ""), "null"];
    for from in elsewhere {
        let refused = anna.in_reader(from, "1234", NONCE).await;
        assert_eq!((refused.status.as_u16(), refused.text("error")), (403, "origin_refused"));
    }
    let client = outside::client().unwrap();
    for path in ["/reader/cards", "/reader/authenticate"] {
        for from in elsewhere.iter().copied().chain([gateway.as_str()]) {
            let url = town.at(Party::Cards, path);
            let asked = client.request(Method::OPTIONS, url).header(header::ORIGIN, from);
            let answer = asked.send().await.unwrap();
            let allowed = answer.headers().get(header::ACCESS_CONTROL_ALLOW_ORIGIN);
            assert_eq!(allowed.is_some(), from == gateway, "{path} {from}");
            assert!(answer.headers().get(header::ACCESS_CONTROL_ALLOW_CREDENTIALS).is_none());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_readers_list_names_everybody_and_no_number() {
    let town = Town::found(Ground::Sqlite).await;
    let asked = outside::client().unwrap().get(town.at(Party::Cards, "/reader/cards"));
    let text = asked.header(header::ACCEPT_LANGUAGE, "fr").send().await.unwrap();
    let text = text.text().await.unwrap();
    let list: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    assert!(list.iter().all(|it| it["card"].is_string() && it["name"].is_string()));
    let koen: Vec<_> = list.iter().filter(|it| it["name"] == "Koen D'Hondt").collect();
    assert_eq!(koen[1]["story"], "Une ancienne carte, expirée.");
    for person in beffroi::people::population() {
        assert!(text.contains(&person.family_name), "{}", person.name());
        assert!(!text.contains(person.national_number.reveal()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_pin_counts_down_in_the_reader_also_when_many_type_at_once() {
    let town = Town::found(Ground::Sqlite).await;
    let gateway = town.at(Party::Gateway, "");
    let anna = town.person("Anna").with_card();
    let wrong = anna.in_reader(&gateway, "0000", NONCE).await;
    assert_eq!((wrong.status.as_u16(), wrong.text("error")), (403, "pin_wrong"));
    assert_eq!(wrong.body["tries_left"], 2);
    town.restart().await;
    let hands = (0..6).map(|_| anna.in_reader(&gateway, "0000", NONCE));
    let told = futures_util::future::join_all(hands).await;
    assert_eq!(told.iter().filter(|it| it.text("error") == "pin_wrong").count(), 1);
    assert_eq!(told.iter().filter(|it| it.text("error") == "pin_blocked").count(), 5);
    let right = anna.in_reader(&gateway, "1234", NONCE).await;
    assert_eq!((right.status.as_u16(), right.text("error")), (403, "pin_blocked"));
    anna.renew();
    assert_eq!(anna.in_reader(&gateway, "1234", NONCE).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_reader_does_not_understand_costs_no_try() {
    let town = Town::found(Ground::Sqlite).await;
    let gateway = town.at(Party::Gateway, "");
    let anna = town.person("Anna").with_card();
    let short = anna.in_reader(&gateway, "0000", "short").await;
    assert_eq!((short.status.as_u16(), short.text("error")), (400, "nonce_invalid"));
    // Koen has an expired card; Anna has none, so nobody finds it.
    let none = town.person("Anna").with_other_card(Which::Expired);
    let none = none.in_reader(&gateway, "0000", NONCE).await;
    assert_eq!((none.status.as_u16(), none.text("error")), (404, "no_card"));
    assert_eq!(anna.held().tries_left(), 3);
}

/// Chooses the card at the gateway and presents it; comes out wherever that leads.
async fn logged_in(town: &Town, browser: &mut Browser<'_>, card: &Card<'_>) -> (Login, Page) {
    let service = town.service();
    let login = service.begin(&Ask::at(Level::High)).await;
    let chooser = browser.arrive(&service.redirect_uri, &login.url).await;
    let page = browser.submit(&chooser, "/card", &[]).await;
    let path = page.url.path().to_owned();
    let nonce = browser.post_json(&page, &format!("{path}/nonce"), &json!({})).await;
    let nonce = nonce.text("nonce").to_owned();
    let token = card.in_reader(&town.at(Party::Gateway, ""), &card.pin(), &nonce).await;
    assert_eq!(token.status, 200, "{token:?}");
    let form = [("nonce", nonce.as_str()), ("token", &token.body.to_string())];
    (login, browser.submit(&page, "/token", &form).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn people_of_every_kind_log_in_with_their_card() {
    let town = Town::found(Ground::usual()).await;
    for name in ["Anna", "Thị Hoa", "Tenzin", "Émilie-Rose"] {
        let card = town.person(name).with_card();
        let (login, back) = logged_in(&town, &mut town.browser(), &card).await;
        let known = town.service().finish(&login, &back).await;
        assert_eq!(known.level(), Level::High.uri());
        assert_eq!(known.userinfo["name"], card.citizen.name().as_str());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_was_just_reported_lost_is_refused_and_the_new_one_is_not() {
    let town = Town::found(Ground::usual()).await;
    let anna = town.person("Anna").with_card();
    let (_, back) = logged_in(&town, &mut town.browser(), &anna).await;
    assert!(back.outside, "{}", back.describe());
    anna.lose();
    // An answer about a card may be used again for a moment.
    town.wait(Duration::from_secs(3));
    let (_, page) = logged_in(&town, &mut town.browser(), &anna).await;
    assert!(!page.outside && page.says("reported lost"), "{}", page.describe());
    anna.renew();
    let (_, back) = logged_in(&town, &mut town.browser(), &anna).await;
    assert!(back.outside, "{}", back.describe());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_second_card_of_the_demo_is_refused_in_words_of_its_own() {
    let town = Town::found(Ground::usual()).await;
    let mut told = Vec::new();
    for (name, which) in [
        ("Koen D'Hondt", Which::Expired),
        ("Yasmina El Amrani", Which::Lost),
        ("Émilie-Rose Lambert", Which::Replaced),
        ("Jürgen Weiß", Which::Forged),
    ] {
        let card = town.person(name).with_other_card(which);
        let (_, page) = logged_in(&town, &mut town.browser(), &card).await;
        assert!(!page.outside, "{which}: {}", page.describe());
        told.push(page.text());
    }
    told.sort();
    told.dedup();
    assert_eq!(told.len(), 4, "{told:#?}");
}

/// The part of a card's page that says how the card stands.
fn standing(page: &Page) -> &str {
    let (_, rest) = page.body.split_once("id=\"standing\">").expect("a card's page");
    let (_, rest) = rest.split_once('>').unwrap();
    rest.split('<').next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn at_the_counter_a_card_is_reported_lost_and_another_one_given() {
    let town = Town::found(Ground::Sqlite).await;
    let anna = town.person("Anna").with_card();
    let mut browser = town.browser().speaking("nl");
    let front = browser.open(town.at(Party::Cards, "/")).await;
    let page = browser.click(&front, anna.id().as_str()).await;
    assert!(page.says("Anna Peeters"), "{}", page.describe());
    assert_eq!(standing(&page), "Geldig");
    let page = browser.submit(&page, "/lose", &[]).await;
    assert_eq!(standing(&page), "Als verloren gemeld");
    assert!(page.form("/lose").is_none(), "a lost card cannot be lost again");
    assert!(matches!(asked(&town, &anna, Method::POST).await, OcspAnswer::Revoked { .. }));
    let page = browser.submit(&page, "/renew", &[]).await;
    assert_eq!(standing(&page), "Geldig");
    assert!(matches!(asked(&town, &anna, Method::POST).await, OcspAnswer::Good { .. }));
    assert!(!page.body.contains(anna.citizen.national_number.reveal()));

    let koen = town.person("Koen").with_other_card(Which::Expired);
    let page = browser.open(town.at(Party::Cards, &format!("/card/{}", koen.id().as_str()))).await;
    assert_eq!(standing(&page), "Vervallen");
    assert!(page.form("/renew").is_none(), "a second card is nobody's to exchange");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_other_site_reports_a_card_lost() {
    let town = Town::found(Ground::Sqlite).await;
    let anna = town.person("Anna").with_card();
    let url = town.at(Party::Cards, &format!("/card/{}/lose", anna.id().as_str()));
    let refused = town.browser().arrive_by_post("https://evil.example", &url, &[]).await;
    assert_eq!(refused.status, 403, "{}", refused.describe());
    assert!(matches!(asked(&town, &anna, Method::POST).await, OcspAnswer::Good { .. }));
}
