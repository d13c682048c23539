//! The country as a federation: every party proves itself by a chain that ends at the authority.

use std::time::{Duration, Instant};

use domain::{Level, Timestamp};
use openid::federation::{GatherError, gather};
use protocol::federation::{Accreditation, Anchor, Chain, EntityId, Scheme, accredited};
use protocol::jose::{Algorithm, Jwk, JwkSet, TokenType, jws};
use serde_json::Value;
use testkit::{Ground, Party, Person, Town};
use web::{Fetch, FetchSettings};

fn entity(town: &Town, party: Party) -> EntityId {
    town.at(party, "").parse().unwrap()
}

/// The anchor as its readers are given it by hand.
fn anchor(town: &Town) -> Anchor {
    let keys = std::fs::read(town.folder().join("accreditor/anchor.jwks")).unwrap();
    Anchor { id: entity(town, Party::Accreditor), keys: JwkSet::parse(&keys).unwrap() }
}

fn fetch() -> Fetch {
    Fetch::new(&FetchSettings { allow_private: true }).unwrap()
}

async fn chain(town: &Town, party: Party) -> Result<Chain, GatherError> {
    gather(&fetch(), &entity(town, party), &anchor(town), town.now()).await
}

async fn accreditation(town: &Town) -> Option<Accreditation> {
    let scheme = Scheme {
        substantial: town.at(Party::Accreditor, "/marks/substantial"),
        high: town.at(Party::Accreditor, "/marks/high"),
    };
    let provider = chain(town, Party::Mobile).await.unwrap();
    let authority = chain(town, Party::Accreditor).await.unwrap();
    accredited(&provider, &authority, &scheme, town.now()).ok()
}

/// The mark of the app appears when the app has asked for it.
async fn shown(town: &Town) -> Accreditation {
    let until = Instant::now() + Duration::from_mins(1);
    loop {
        if let Some(found) = accreditation(town).await {
            return found;
        }
        assert!(Instant::now() < until, "the app shows no mark");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_party_resolves_to_the_authority() {
    for ground in Ground::all() {
        let town = Town::found(ground).await;
        for (party, kind) in [
            (Party::Gateway, "openid_provider"),
            (Party::Mobile, "openid_provider"),
            (Party::Health, "openid_relying_party"),
        ] {
            let chain = chain(&town, party).await.unwrap();
            assert!(chain.metadata().contains_key(kind), "{party}: {:?}", chain.metadata());
            let resolved = resolved(&town, party).await;
            assert_eq!(resolved["sub"], town.at(party, ""));
            let links = resolved["trust_chain"].as_array().unwrap();
            let links: Vec<String> =
                links.iter().map(|link| link.as_str().unwrap().to_owned()).collect();
            let again = Chain::validate(&links, &anchor(&town), town.now()).unwrap();
            let metadata = serde_json::to_value(again.metadata()).unwrap();
            assert_eq!(metadata, resolved["metadata"], "the chain says what the answer says");
        }
    }
}

/// What the authority's resolver says of a party.
async fn resolved(town: &Town, party: Party) -> Value {
    let mut url: url::Url = town.at(Party::Accreditor, "/federation/resolve").parse().unwrap();
    url.query_pairs_mut()
        .append_pair("sub", &town.at(party, ""))
        .append_pair("trust_anchor", &town.at(Party::Accreditor, ""));
    let answer = fetch().get(&url).await.unwrap();
    let jwt = String::from_utf8(answer.body.to_vec()).unwrap();
    let expected = TokenType::Named("resolve-response+jwt");
    let verified = jws::verify(&jwt, &anchor(town).keys, &[Algorithm::ES256], expected).unwrap();
    serde_json::from_slice(&verified.payload).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_shows_the_mark_of_its_first_accreditation() {
    let town = Town::found(Ground::Sqlite).await;
    let found = shown(&town).await;
    assert_eq!(found.level, Level::High);
    let began = Timestamp::from_seconds(found.mark.claims().iat);
    assert_eq!(found.until, began.plus_months(36));
    let marks = resolved(&town, Party::Mobile).await["trust_marks"].clone();
    assert_eq!(marks.as_array().unwrap().len(), 1);
    town.restart().await;
    assert!(accreditation(&town).await.is_some(), "a mark survives a restart");
    town.clock.set(found.until.minus(Duration::from_secs(1)));
    assert!(accreditation(&town).await.is_some());
    town.clock.set(found.until);
    assert_eq!(accreditation(&town).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn chains_do_not_end_at_an_anchor_with_other_keys() {
    let town = Town::found(Ground::Sqlite).await;
    let stranger = protocol::jose::SoftwareKey::generate(Algorithm::ES256).unwrap();
    let stranger: Jwk = protocol::jose::Signer::public(&stranger);
    let replaced = Anchor { keys: JwkSet::new(vec![stranger]), ..anchor(&town) };
    let gathered = gather(&fetch(), &entity(&town, Party::Mobile), &replaced, town.now()).await;
    assert!(matches!(gathered, Err(GatherError::Chain(_))), "{gathered:?}");
    let other = Anchor { id: entity(&town, Party::Gateway), ..anchor(&town) };
    let gathered = gather(&fetch(), &entity(&town, Party::Mobile), &other, town.now()).await;
    assert!(matches!(gathered, Err(GatherError::NoPath)), "{gathered:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn parties_rotate_their_keys_without_a_ticket_and_people_log_in_throughout() {
    let town = Town::found(Ground::Sqlite).await;
    let anna = town.person("Anna").with_phone().await;
    let before = chain(&town, Party::Health).await.unwrap().keys().clone();
    let proved_with = signing_key(&town).await;
    for days in [84, 7, 31] {
        town.wait(Duration::from_hours(24 * days));
        // The rotation, and the authority's visit, are jobs; a restart runs both.
        town.restart().await;
        let until = Instant::now() + Duration::from_secs(30);
        for party in [Party::Health, Party::Gateway, Party::Mobile] {
            while chain(&town, party).await.is_err() {
                assert!(Instant::now() < until, "after {days} days");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
        log_in_at_the_health_service(&town, &anna).await;
    }
    assert_ne!(proved_with, signing_key(&town).await, "what it proves itself with, too");
    let after = chain(&town, Party::Health).await.unwrap().keys().clone();
    let id = |keys: &JwkSet| keys.keys()[0].key_id().map(str::to_owned);
    assert_ne!(id(&before), id(&after));
}

/// The keys that the health service's chain gives the gateway to know it by.
async fn signing_key(town: &Town) -> Vec<Option<String>> {
    let chain = chain(town, Party::Health).await.unwrap();
    let keys = chain.metadata()["openid_relying_party"]["jwks"].to_string();
    let keys = JwkSet::parse(keys.as_bytes()).unwrap();
    keys.keys().iter().map(|key| key.key_id().map(str::to_owned)).collect()
}

async fn log_in_at_the_health_service(town: &Town, person: &Person<'_>) {
    let mut browser = town.browser();
    let front = browser.open(town.at(Party::Health, "/")).await;
    let login = front.url.join("/login?to=/summary").unwrap();
    let chooser = browser.follow(&front, &login).await;
    let screen = browser.submit(&chooser, "/app", &[]).await;
    person.approve(&screen).await;
    let ended = browser.wait_on(&screen).await;
    let summary = browser.wait_on(&ended).await;
    assert!(summary.says(&person.name()), "{}", summary.describe());
}
