//! The card by mutual TLS: from the card's page to the door and back, and what others try to make
//! of that.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::NationalNumber;
use http::StatusCode;
use rcgen::{CertificateParams, KeyPair, KeyUsagePurpose, date_time_ymd};
use reqwest::tls::Version;
use serde_json::json;
use url::Url;

use crate::authority::{Authority, Issued, Kind};
use crate::browser::{Browser, Seen};
use crate::country::{Country, ana_number, ben_number};
use crate::login::below;
use crate::office::Office;
use crate::service::{Asking, parameter};

/// A country whose gateway has a door for cards.
struct Town {
    office: Office,
    country: Country,
    /// What the door shows.
    certificate: String,
}

impl Town {
    async fn found() -> Self {
        let office = Office::open().await;
        let mut country = office.country("").await;
        let key = KeyPair::generate().unwrap();
        let shown = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = shown.self_signed(&key).unwrap().pem();
        country.write("door.pem", &certificate);
        country.write("door.key", &key.serialize_pem());
        let port = country.hold_a_door().await;
        let settings = format!(
            "[card.tls]\nlisten = \"127.0.0.1:{port}\"\nurl = \"https://localhost:{port}\"\n\
             certificate = \"{}\"\nkey = \"{}\"\n[fetch]",
            country.file("door.pem"),
            country.file("door.key"),
        );
        country.change("[fetch]", &settings).await;
        Self { office, country, certificate }
    }

    fn card_of(&self, number: &NationalNumber) -> Issued {
        self.office.card_of(number)
    }

    fn ask(&self) -> Asking {
        self.country.health.ask(&[])
    }

    /// Chooses the card, and asks for the way to the door. Gives the login and that way.
    async fn on_the_way(&self, browser: &Browser, asking: &Asking) -> (Url, Url) {
        let (login, _) = self.country.chooser(browser, asking).await;
        let page = browser.post(&below(&login, "card"), &[]).await.went_to();
        assert_eq!(page, below(&login, "card"));
        let door = self.to_the_door(browser, &login).await;
        (login, door)
    }

    async fn to_the_door(&self, browser: &Browser, login: &Url) -> Url {
        browser.post(&below(login, "card/tls"), &[]).await.went_to()
    }

    /// Goes through the door. Gives where it leads to.
    async fn show(&self, door: &Url, card: Option<&Issued>) -> Url {
        self.show_in(Version::TLS_1_3, door, card).await
    }

    #[expect(clippy::disallowed_methods, reason = "the browser is not a role: it goes anywhere")]
    async fn show_in(&self, version: Version, door: &Url, card: Option<&Issued>) -> Url {
        let trusted = reqwest::Certificate::from_pem(self.certificate.as_bytes()).unwrap();
        let mut client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .tls_certs_only([trusted])
            .tls_version_min(version)
            .tls_version_max(version);
        if let Some(card) = card {
            client = client.identity(identity(card));
        }
        let answer = client.build().unwrap().get(door.clone()).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        let headers = answer.headers();
        assert!(!headers.contains_key("set-cookie") && headers["cache-control"] == "no-store");
        Url::parse(headers["location"].to_str().unwrap()).unwrap()
    }

    /// A whole try with this card: the page that the person sees in the end.
    async fn refused(&self, card: Option<&Issued>) -> Seen {
        let ana = Browser::new();
        let (login, door) = self.on_the_way(&ana, &self.ask()).await;
        let back = self.show(&door, card).await;
        assert_eq!(ana.get(&back).await.went_to(), login);
        assert!(ana.cookie("gateway_session").is_none());
        ana.get(&login).await
    }
}

/// A card and its key, as a client of TLS takes them.
fn identity(card: &Issued) -> reqwest::Identity {
    let certificate = STANDARD.encode(&card.der);
    let pem = format!("-----BEGIN CERTIFICATE-----\n{certificate}\n-----END CERTIFICATE-----\n");
    reqwest::Identity::from_pem((pem + &card.key.serialize_pem()).as_bytes()).unwrap()
}

#[tokio::test]
async fn a_person_logs_in_with_the_card_that_their_browser_shows() {
    let town = Town::found().await;
    let (ana, asking) = (Browser::new(), town.country.health.ask(&[("acr_values", "high")]));
    let (login, _) = town.country.chooser(&ana, &asking).await;
    ana.post(&below(&login, "card"), &[]).await;
    let page = ana.get(&below(&login, "card")).await;
    page.says("Let my browser read the card").says("JavaScript is switched off");
    let door = town.to_the_door(&ana, &login).await;
    let origin = door.origin().ascii_serialization();
    assert!(origin.starts_with("https://localhost:"), "{door}");
    // The form of the page ends at the door, and then at the service.
    assert!(page.policy.contains(&origin) && page.policy.contains("http://localhost:9"));
    let back = town.show(&door, Some(&town.card_of(&ana_number()))).await;
    assert_eq!(back.origin(), town.country.url.origin());
    let answer = ana.get(&back).await.went_to();
    let learnt = town.country.health.redeem(&asking, &answer).await;
    assert_eq!(learnt.claims["acr"], "http://eidas.europa.eu/LoA/high");
    assert_eq!(learnt.claims["amr"], json!(["hwk", "mfa", "pin", "sc"]));
    assert_eq!(town.country.health.userinfo(&learnt).await["given_name"], "Ana");
    let metrics = Browser::new().get(&town.country.at("/metrics")).await;
    metrics.says(r#"outcome="accepted",way="mutual_tls"} 1"#).does_not_say("ticket");
}

#[tokio::test]
async fn every_kind_of_key_that_cards_have_signs_in_both_versions() {
    let town = Town::found().await;
    for version in [Version::TLS_1_2, Version::TLS_1_3] {
        for kind in Kind::ALL {
            let params = town.office.params(&ana_number(), |_| ());
            let card = town.office.authority.issue(&params, kind);
            let ana = Browser::new();
            let (_, door) = town.on_the_way(&ana, &town.ask()).await;
            let back = town.show_in(version, &door, Some(&card)).await;
            let answer = ana.get(&back).await.went_to();
            assert!(parameter(&answer, "code").is_some(), "{version:?} {kind:?}: {answer}");
        }
    }
}

#[tokio::test]
async fn each_card_that_does_not_do_is_told_why() {
    let town = Town::found().await;
    let (office, ana) = (&town.office, ana_number());
    let revoked = office.card_of(&ana);
    office.revoke(&revoked);
    let stranger = Authority::new().issue(&office.params(&ana, |_| ()), Kind::P384);
    let expired = office.card(&ana, |card| card.not_after = date_time_ymd(2026, 5, 31));
    let early = office.card(&ana, |card| card.not_before = date_time_ymd(2026, 7, 1));
    let signing =
        office.card(&ana, |card| card.key_usages = vec![KeyUsagePurpose::ContentCommitment]);
    for (card, expected) in [
        (None, "Your browser showed us no card"),
        (Some(revoked), "Your card is no longer valid"),
        (Some(stranger), "We do not know the authority"),
        (Some(expired), "Your card has expired"),
        (Some(early), "Your card is not valid yet"),
        (Some(signing), "is not the one for logging in"),
    ] {
        town.refused(card.as_ref()).await.says(expected);
    }
}

#[tokio::test]
async fn a_way_to_the_door_is_good_once_and_not_for_long() {
    let town = Town::found().await;
    let (ana, card) = (Browser::new(), town.card_of(&ana_number()));
    let (login, door) = town.on_the_way(&ana, &town.ask()).await;
    town.show(&door, Some(&card)).await;
    let again = town.show(&door, Some(&card)).await;
    assert_eq!(again, below(&login, "card/tls"), "there is no answer");
    assert_eq!(ana.get(&again).await.went_to(), login);
    ana.get(&login).await.says("That took too long, or it was sent twice");

    let (login, door) = town.on_the_way(&ana, &town.ask()).await;
    town.country.clock.pass(Duration::from_mins(5));
    assert_eq!(town.show(&door, Some(&card)).await, below(&login, "card/tls"));

    let invented =
        Url::parse(&format!("{}?ticket=sesame", door.as_str().split('?').next().unwrap()));
    assert_eq!(town.show(&invented.unwrap(), Some(&card)).await, below(&login, "card/tls"));
}

#[tokio::test]
async fn what_the_door_says_is_good_once_and_not_for_long() {
    let town = Town::found().await;
    let (ana, asking, card) = (Browser::new(), town.ask(), town.card_of(&ana_number()));
    let (login, door) = town.on_the_way(&ana, &asking).await;
    let back = town.show(&door, Some(&card)).await;
    let (one, two) = tokio::join!(ana.get(&back), ana.get(&back));
    let places = [one.went_to(), two.went_to()];
    let codes = places.iter().filter(|place| parameter(place, "code").is_some());
    assert!(codes.count() <= 1 && places.contains(&login), "{places:?}");

    let (login, door) =
        town.on_the_way(&ana, &town.country.health.ask(&[("prompt", "login")])).await;
    let back = town.show(&door, Some(&card)).await;
    town.country.clock.pass(Duration::from_mins(1));
    assert_eq!(ana.get(&back).await.went_to(), login);
    ana.get(&login).await.says("That took too long");
}

#[tokio::test]
async fn a_link_to_the_door_that_somebody_sends_does_not_log_them_in_as_the_cards_holder() {
    let town = Town::found().await;
    let (mallory, ana, card) = (Browser::new(), Browser::new(), town.card_of(&ana_number()));
    let (login, door) = town.on_the_way(&mallory, &town.ask()).await;
    ana.get(&town.ask().url).await;
    // Ana follows the link, with her card in the reader.
    let back = town.show(&door, Some(&card)).await;
    let astray = ana.get(&back).await;
    assert_eq!(astray.status, StatusCode::NOT_FOUND);
    astray.says("We do not know this login in this browser");
    assert!(ana.cookie("gateway_session").is_none());
    // Should Mallory learn where Ana was sent, it is worth nothing any more.
    assert_eq!(mallory.get(&back).await.went_to(), login);
    assert!(mallory.cookie("gateway_session").is_none());
    mallory.get(&login).await.says("That took too long");
}

#[tokio::test]
async fn what_the_door_says_of_one_login_is_worth_nothing_in_another() {
    let town = Town::found().await;
    let (mallory, ana, card) = (Browser::new(), Browser::new(), town.card_of(&ana_number()));
    let (hers, door) = town.on_the_way(&ana, &town.ask()).await;
    let (his, _) = town.on_the_way(&mallory, &town.ask()).await;
    let back = town.show(&door, Some(&card)).await;
    let mut stolen = below(&his, "card/tls");
    stolen.set_query(back.query());
    assert_eq!(mallory.get(&stolen).await.went_to(), his);
    assert!(mallory.cookie("gateway_session").is_none());
    // Login CSRF: nor does his own answer log her in as him, in her login.
    let ben = town.card_of(&ben_number());
    mallory.post(&below(&his, "card"), &[]).await;
    let door = town.to_the_door(&mallory, &his).await;
    let back = town.show(&door, Some(&ben)).await;
    let mut planted = below(&hers, "card/tls");
    planted.set_query(back.query());
    assert_eq!(ana.get(&planted).await.went_to(), hers);
    assert!(ana.cookie("gateway_session").is_none());
}

#[tokio::test]
async fn nobody_is_sent_to_the_door_who_did_not_choose_the_card() {
    let town = Town::found().await;
    let (ana, mallory) = (Browser::new(), Browser::new());
    let (login, _) = town.country.chooser(&ana, &town.ask()).await;
    assert_eq!(ana.post(&below(&login, "card/tls"), &[]).await.went_to(), login);
    ana.post(&below(&login, "card"), &[]).await;
    mallory.get(&town.ask().url).await;
    let refused = mallory.post(&below(&login, "card/tls"), &[]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let refused = ana.post_from_elsewhere(&below(&login, "card/tls"), &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_restart_on_the_way_to_the_door_and_back_loses_nothing() {
    let mut town = Town::found().await;
    let (ana, asking, card) = (Browser::new(), town.ask(), town.card_of(&ana_number()));
    let (_, door) = town.on_the_way(&ana, &asking).await;
    town.country.restart_gateway().await;
    let back = town.show(&door, Some(&card)).await;
    town.country.restart_gateway().await;
    let answer = ana.get(&back).await.went_to();
    town.country.health.redeem(&asking, &answer).await;
}
