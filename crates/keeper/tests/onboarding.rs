//! Who was onboarded, changed or removed is entered once, whoever starts and however often.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use domain::{ServiceId, Timestamp};
use figures::{Client, Entry, Fact, Measure};
use keeper::{Clients, Keeper, MIGRATIONS, ONBOARDING, onboard, receipt};
use ledger::SigningKey;
use testdb::Ground;
use web::Database;

const NOW: Timestamp = Timestamp::from_seconds(1_764_000_000);

fn clients(known: &[(&str, u8)]) -> Clients {
    known.iter().map(|(name, digest)| ((*name).to_owned(), [*digest; 32])).collect()
}

async fn start(database: &Database, known: &[(&str, u8)]) {
    let named = |name: &str| Client::Service(ServiceId::new(name));
    onboard(database, &clients(known), named, NOW).await.unwrap();
}

/// What the ledger holds, read as receipts are.
async fn told(database: &Database) -> Vec<(String, Measure, Option<u8>)> {
    let key = SigningKey::from_seed("gateway.example/ledger", &[1; 32]).unwrap();
    let keeper = Keeper::new(key, vec![]);
    keeper.catch_up(database).await.unwrap();
    let mut told = Vec::new();
    let mut conn = database.read().await.unwrap();
    while let Some(proof) = receipt(&mut conn, told.len() as u64).await.unwrap() {
        let proved = proof.verify(keeper.key().verifier(), &[]).unwrap();
        let Fact::Onboarding(onboarding) = Entry::from_json(&proved.entry).unwrap().fact else {
            panic!("another entry")
        };
        let Client::Service(service) = onboarding.client else { panic!("another client") };
        let digest = onboarding.digest.map(|digest| digest[0]);
        told.push((service.to_string(), onboarding.measure, digest));
    }
    told
}

async fn on_every_engine(story: impl AsyncFn(String)) {
    for ground in Ground::all() {
        let folder = tempfile::tempdir().unwrap();
        story(ground.database(folder.path(), "role.db")).await;
    }
}

async fn open(url: &str) -> Database {
    Database::open(url, &[MIGRATIONS, ONBOARDING]).await.unwrap()
}

#[tokio::test]
async fn each_change_between_two_starts_is_entered_once() {
    on_every_engine(async |url| {
        let database = open(&url).await;
        for known in [
            &[("tax", 1), ("health", 1)][..],
            &[("tax", 1), ("health", 1)],
            &[("tax", 2), ("social", 1)],
            &[("tax", 2), ("social", 1)],
            &[("tax", 2), ("social", 1), ("health", 1)],
        ] {
            start(&database, known).await;
        }
        let entered = |name: &str, measure, digest| (name.to_owned(), measure, digest);
        assert_eq!(
            told(&database).await,
            [
                entered("health", Measure::Register, Some(1)),
                entered("tax", Measure::Register, Some(1)),
                entered("health", Measure::Remove, None),
                entered("social", Measure::Register, Some(1)),
                entered("tax", Measure::Change, Some(2)),
                entered("health", Measure::Register, Some(1)),
            ]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_start_at_once_on_one_database_enter_it_once() {
    on_every_engine(async |url| {
        let nodes = [open(&url).await, open(&url).await, open(&url).await];
        let known = [("health", 1), ("tax", 1)];
        let [first, second, third] = &nodes;
        tokio::join!(start(first, &known), start(second, &known), start(third, &known));
        let told = told(first).await;
        assert_eq!(told.len(), 2, "{told:?}");
    })
    .await;
}
