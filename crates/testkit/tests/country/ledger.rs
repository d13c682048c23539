//! The ledgers of logins, what they say of one login, and the authority that watches over them; and its
//! own ledger, over which the gateway watches.

use std::collections::BTreeSet;
use std::time::Duration;

use beffroi::audit::{self, Source};
use beffroi::country::Party;
use domain::{Level, PartnerId, ServiceId};
use figures::{Client, Entry, Fact, Login, Outcome};
use ledger::{Checkpoint, CosignerKey, Hash, Note, SigningKey, VerifierKey};
use testkit::{Ask, Browser, Ground, Page, Town};

/// Somebody begins a login and turns back: that, too, is an entry.
async fn turn_back(town: &Town) {
    let (service, mut browser) = (town.service(), town.browser());
    let login = service.begin(&Ask::default()).await;
    let chooser = browser.arrive(&service.redirect_uri, &login.url).await;
    browser.submit(&chooser, "/cancel", &[]).await;
}

async fn read(town: &Town, party: Party, path: &str) -> String {
    town.browser().open(town.at(party, path)).await.body
}

/// Who watches over a party's ledger: the authority over all others, and the gateway over it.
fn watcher(party: Party) -> Party {
    if party == Party::Accreditor { Party::Gateway } else { Party::Accreditor }
}

/// Waits until a head that holds every entry of a party's ledger is cosigned.
async fn witnessed(town: &Town, party: Party) {
    let key = key_of(town, party).await;
    let witness = read(town, watcher(party), "/witness/key").await;
    let witness: CosignerKey = witness.trim().parse().unwrap();
    let size = town.entries(party).await.len() as u64;
    let is_there = async || {
        let head = read(town, party, "/ledger/checkpoint").await;
        let Ok(note) = head.parse::<Note>() else { return false };
        let checkpoint = Checkpoint::open(&note, &key).unwrap();
        checkpoint.size == size && witness.verify(&note).is_ok()
    };
    for _ in 0..300 {
        if is_there().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(is_there().await, "nobody has cosigned {party}'s head of {size} entries");
}

async fn key_of(town: &Town, party: Party) -> VerifierKey {
    read(town, party, "/ledger/key").await.trim().parse().unwrap()
}

/// Checks a ledger from outside, as anyone can.
async fn check(town: &Town, party: Party) {
    let source = Source::named(&town.at(party, "/ledger")).unwrap();
    let ledger = audit::Ledger::open(source, &key_of(town, party).await).await.unwrap();
    ledger.check(0..ledger.head.size, &|_| ()).await.unwrap();
}

/// The logins of a party's ledger.
async fn logins(town: &Town, party: Party) -> Vec<Login> {
    let entries = town.entries(party).await;
    let entries = entries.iter().map(|text| Entry::from_json(text.as_bytes()).unwrap());
    let logins = entries.filter_map(|entry| match entry.fact {
        Fact::Login(login) => Some(login),
        _ => None,
    });
    logins.collect()
}

/// Who keeps a ledger of logins.
const KEEPERS: [Party; 3] = [Party::Gateway, Party::Mobile, Party::Health];

#[tokio::test(flavor = "multi_thread")]
async fn the_authority_cosigns_the_ledger_of_logins_as_it_grows_and_after_a_restart() {
    let town = Town::found(Ground::usual()).await;
    for _ in 0..2 {
        turn_back(&town).await;
        witnessed(&town, Party::Gateway).await;
    }
    // Neither side has lost where it stood.
    town.restart().await;
    turn_back(&town).await;
    witnessed(&town, Party::Gateway).await;
    assert_eq!(logins(&town, Party::Gateway).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gateway_cosigns_the_authoritys_own_ledger_and_no_fork_of_it() {
    for ground in Ground::all() {
        let town = Town::found(ground).await;
        let officers = town.officers().await;
        officers.suspend(&officers.app().await).await;
        witnessed(&town, Party::Accreditor).await;
        // The authority, or whoever has its key, shows somebody another history.
        let size = town.entries(Party::Accreditor).await.len() as u64;
        let seal = town.folder().join("accreditor/seal.key");
        let url = town.at(Party::Accreditor, "").parse().unwrap();
        let key = keeper::signing_key(&seal, &url).unwrap();
        for longer in [0, 1] {
            let (status, said) = submit_fork(&town, &key, size, size + longer).await;
            assert_eq!(status, 422, "{longer} more: {said}");
            let known = format!("{size}\n");
            let asked_anew = submit_fork(&town, &key, 0, size + longer).await;
            assert_eq!(asked_anew, (409, known), "its history begins but once");
        }
        officers.reinstate(&officers.app().await).await;
        witnessed(&town, Party::Accreditor).await;
    }
}

/// Asks the gateway to cosign a head of the authority's that nothing leads to.
async fn submit_fork(town: &Town, key: &SigningKey, old: u64, size: u64) -> (u16, String) {
    let root = Hash::try_from(&[9; 32][..]).unwrap();
    let origin = key.verifier().name().to_owned();
    let note = Checkpoint { origin, size, root }.sign(key).unwrap();
    let url = town.at(Party::Gateway, "/witness/add-checkpoint");
    let body = format!("old {old}\n\n{note}");
    let answer = beffroi::outside::client().unwrap().post(url).body(body).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn while_its_witness_is_away_the_authority_decides_and_is_cosigned_later() {
    let town = Town::found(Ground::usual()).await;
    witnessed(&town, Party::Accreditor).await;
    town.restart_without(Party::Gateway).await;
    let officers = town.officers().await;
    officers.suspend(&officers.app().await).await;
    let size = town.entries(Party::Accreditor).await.len() as u64;
    let head = signed(&town, Party::Accreditor, size).await;
    assert_eq!(head.signatures.len(), 1, "signed, and not cosigned: {head}");
    town.restart().await;
    witnessed(&town, Party::Accreditor).await;
}

/// Waits for a party's head of this size.
async fn signed(town: &Town, party: Party, size: u64) -> Note {
    let key = key_of(town, party).await;
    for _ in 0..300 {
        let head: Note = read(town, party, "/ledger/checkpoint").await.parse().unwrap();
        if Checkpoint::open(&head, &key).unwrap().size == size {
            return head;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    unreachable!("{party} signed no head of {size} entries")
}

/// Opens the health service's front page and chooses the app.
async fn waiting(town: &Town, browser: &mut Browser<'_>) -> Page {
    let front = browser.open(town.at(Party::Health, "/")).await;
    let chooser = browser.click(&front, "/login").await;
    browser.submit(&chooser, "/app", &[]).await
}

async fn onward(browser: &mut Browser<'_>, waiting: &Page) -> Page {
    let ended = browser.wait_on(waiting).await;
    browser.wait_on(&ended).await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_login_stands_in_the_ledger_of_everybody_who_answered_for_it() {
    for ground in Ground::all() {
        let town = Town::found(ground).await;
        let anna = town.person("Anna").with_phone().await;
        let mut browser = town.browser();
        let screen = waiting(&town, &mut browser).await;
        anna.approve(&screen).await;
        assert!(onward(&mut browser, &screen).await.says(&anna.name()));
        let partner = Client::Partner(PartnerId::new("gateway"));
        let service = Client::Service(ServiceId::new("health"));
        let mut people = BTreeSet::new();
        for (party, client) in KEEPERS.into_iter().zip([&service, &partner, &service]) {
            let logins = logins(&town, party).await;
            assert_eq!(logins.len(), 1, "{party}: {logins:?}");
            assert_eq!((&logins[0].client, logins[0].asked), (client, Level::Substantial));
            let Outcome::Answered(answered) = &logins[0].outcome else { panic!("{logins:?}") };
            assert_eq!((answered.method.as_str(), answered.level), ("app", Level::Substantial));
            assert!(!answered.reused, "{party}: {answered:?}");
            assert!(answered.claims.contains("national_number"), "{party}: {answered:?}");
            people.insert(answered.person);
            witnessed(&town, party).await;
            check(&town, party).await;
        }
        assert_eq!(people.len(), 3, "nobody can tell by two ledgers who is whom");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_and_single_sign_on_are_told_alike_by_gateway_and_service() {
    let town = Town::found(Ground::usual()).await;
    let anna = town.person("Anna").with_phone().await;
    let mut browser = town.browser();
    let screen = waiting(&town, &mut browser).await;
    anna.decline(&screen).await;
    onward(&mut browser, &screen).await;
    // A login elsewhere, whose session answers for the health service then.
    let service = town.service();
    let login = service.begin(&Ask::default()).await;
    let chooser = browser.arrive(&service.redirect_uri, &login.url).await;
    let screen = browser.submit(&chooser, "/app", &[]).await;
    anna.approve(&screen).await;
    service.finish(&login, &onward(&mut browser, &screen).await).await;
    town.wait(Duration::from_secs(5));
    let front = browser.open(town.at(Party::Health, "/")).await;
    let summary = browser.click(&front, "/login").await;
    assert!(summary.says(&anna.name()), "{}", summary.describe());
    let health = Client::Service(ServiceId::new("health"));
    let told = async |party| -> Vec<String> {
        let logins = logins(&town, party).await.into_iter();
        let of_health = logins.filter(|login| login.client == health);
        let told = of_health.map(|login| match login.outcome {
            Outcome::Answered(answered) => format!("answered, again: {}", answered.reused),
            Outcome::Refused(refused) => refused.reason.to_string(),
        });
        told.collect()
    };
    for party in [Party::Gateway, Party::Health] {
        assert_eq!(told(party).await, ["declined", "answered, again: true"], "{party}");
    }
}
