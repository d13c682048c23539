//! A ledger in a real database: what is recorded is proved, served, and never lost or doubled.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use domain::{Level, ServiceId, Timestamp};
use figures::{Client, Entry, Fact, Login, Outcome, Pseudonym, Refused, Word};
use keeper::{
    Alone, Keeper, MIGRATIONS, YEAR_KEYS, enter, entries, entries_of, forget_years, leave, receipt,
    receipts, record,
};
use ledger::{Checkpoint, Note, SigningKey};
use testdb::Ground;
use web::{Conn, Database};

const NOW: Timestamp = Timestamp::from_seconds(1_764_000_000);

fn keeper() -> Keeper {
    Keeper::new(SigningKey::from_seed("gateway.example/ledger", &[1; 32]).unwrap(), vec![])
}

async fn database(folder: &tempfile::TempDir) -> Database {
    open(&Ground::usual().database(folder.path(), "ledger.db")).await
}

async fn open(url: &str) -> Database {
    Database::open(url, &[MIGRATIONS, YEAR_KEYS]).await.unwrap()
}

async fn record_many(database: &Database, from: u64, to: u64) {
    let mut tx = database.begin().await.unwrap();
    for number in from..to {
        assert_eq!(record(&mut tx, &format!("entry {number}"), NOW).await.unwrap(), number);
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn every_entry_has_a_receipt_that_verifies_offline() {
    let folder = tempfile::tempdir().unwrap();
    let (database, keeper) = (database(&folder).await, keeper());
    for (from, to) in [(0, 1), (1, 255), (255, 256), (256, 600)] {
        record_many(&database, from, to).await;
        keeper.catch_up(&database).await.unwrap();
    }
    let mut conn = database.read().await.unwrap();
    for place in [0, 1, 254, 255, 256, 511, 512, 599] {
        let proof = receipt(&mut conn, place).await.unwrap().unwrap();
        let read: ledger::OfflineProof = proof.to_string().parse().unwrap();
        let receipt = read.verify(keeper.key().verifier(), &[]).unwrap();
        assert_eq!(receipt.entry, format!("entry {place}").into_bytes());
        assert_eq!((receipt.index, receipt.checkpoint.size), (place, 600));
    }
    assert!(receipt(&mut conn, 600).await.unwrap().is_none());
}

#[tokio::test]
async fn several_receipts_stand_under_one_head() {
    let folder = tempfile::tempdir().unwrap();
    let (database, keeper) = (database(&folder).await, keeper());
    record_many(&database, 0, 300).await;
    keeper.catch_up(&database).await.unwrap();
    let conn = &mut *database.read().await.unwrap();
    let proofs = receipts(conn, &[3, 280, 7]).await.unwrap().unwrap();
    for (proof, place) in proofs.iter().zip([3, 280, 7]) {
        let receipt = proof.verify(keeper.key().verifier(), &[]).unwrap();
        assert_eq!((receipt.index, receipt.checkpoint.size), (place, 300));
    }
    assert_eq!(receipts(conn, &[]).await.unwrap(), Some(vec![]));
    assert_eq!(receipts(conn, &[3, 300]).await.unwrap(), None);
}

const ANA: Pseudonym = Pseudonym::from_bytes([1; 16]);
const BEN: Pseudonym = Pseudonym::from_bytes([2; 16]);

fn login(person: Option<Pseudonym>) -> Login {
    let reason = Word::new("declined");
    let outcome = Outcome::Refused(Refused { reason, person, provider: None, method: None });
    let client = Client::Service(ServiceId::new("health"));
    Login { client, asked: Level::Low, outcome, nth: None }
}

/// The number that a login gets.
async fn nth(conn: &mut Conn, at: Timestamp, person: Option<Pseudonym>) -> Option<u32> {
    enter(conn, at, login(person)).await.unwrap().nth
}

#[tokio::test]
async fn each_persons_entries_of_a_year_are_counted_and_an_undone_one_leaves_no_gap() {
    let folder = tempfile::tempdir().unwrap();
    let database = database(&folder).await;
    // In November 2025, and in 2026.
    let later = Timestamp::from_seconds(1_770_000_000);
    for (at, person, expected) in [
        (NOW, Some(ANA), Some(1)),
        (NOW, Some(BEN), Some(1)),
        (NOW, Some(ANA), Some(2)),
        (NOW, None, None),
        (later, Some(ANA), Some(1)),
    ] {
        let mut undone = database.begin().await.unwrap();
        assert_eq!(nth(&mut undone, at, person).await, expected);
        drop(undone);
        let mut tx = database.begin().await.unwrap();
        assert_eq!(nth(&mut tx, at, person).await, expected);
        tx.commit().await.unwrap();
    }
    let mut tx = database.begin().await.unwrap();
    assert_eq!(entries_of(&mut tx, 2025, ANA).await.unwrap(), 2);
    assert_eq!(entries_of(&mut tx, 2026, ANA).await.unwrap(), 1);
    assert_eq!(entries_of(&mut tx, 2026, BEN).await.unwrap(), 0);
    // A year that is forgotten takes its counts along.
    forget_years(&mut tx, later, 1).await.unwrap();
    assert_eq!(entries_of(&mut tx, 2025, ANA).await.unwrap(), 0);
    assert_eq!(entries_of(&mut tx, 2026, ANA).await.unwrap(), 1);
}

/// Nobody, and ten people.
fn people() -> [Option<Pseudonym>; 11] {
    std::array::from_fn(|at| match u8::try_from(at).unwrap() {
        0 => None,
        person => Some(Pseudonym::from_bytes([person; 16])),
    })
}

/// Who stands at each place of the ledger, and by which number.
async fn numbered(database: &Database) -> Vec<(Option<Pseudonym>, Option<u32>)> {
    let conn = &mut *database.read().await.unwrap();
    let end = keeper::head(conn).await.unwrap().entries;
    let recorded = entries(conn, 0, end).await.unwrap();
    let read = recorded.iter().map(|entry| Entry::from_json(entry.content.as_bytes()).unwrap());
    read.map(|entry| {
        let Fact::Login(login) = entry.fact else { unreachable!("only logins were entered") };
        (login.person(), login.nth)
    })
    .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn logins_that_share_a_commit_stand_as_if_each_had_its_own() {
    for ground in Ground::all() {
        let folder = tempfile::tempdir().unwrap();
        let database = open(&ground.database(folder.path(), "ledger.db")).await;
        let callers = (0..300).map(|caller| {
            let database = database.clone();
            tokio::spawn(async move {
                let mut tx = database.begin().await.unwrap();
                let person = people()[caller % 11];
                leave(&mut tx, NOW, login(person), Alone);
                if caller % 5 == 0 {
                    return drop(tx);
                }
                if caller % 7 == 0 {
                    // Two of one transaction.
                    leave(&mut tx, NOW, login(Some(ANA)), Alone);
                }
                tx.commit().await.unwrap();
            })
        });
        for done in callers.collect::<Vec<_>>() {
            done.await.unwrap();
        }
        let numbered = numbered(&database).await;
        assert_eq!(numbered.len(), 240 + 34);
        for person in people().into_iter().flatten() {
            let theirs = numbered.iter().filter(|(whose, _)| *whose == Some(person));
            let numbers: Vec<_> = theirs.map(|(_, nth)| nth.unwrap()).collect();
            let whole: Vec<_> = (1..=u32::try_from(numbers.len()).unwrap()).collect();
            assert_eq!(numbers, whole, "in the order of the ledger, without a gap");
            let conn = &mut *database.read().await.unwrap();
            assert_eq!(
                entries_of(conn, 2025, person).await.unwrap(),
                whole.last().copied().unwrap()
            );
        }
        assert!(numbered.iter().all(|(person, nth)| person.is_some() == nth.is_some()));
    }
}

#[tokio::test]
async fn a_rolled_back_entry_leaves_no_gap() {
    let folder = tempfile::tempdir().unwrap();
    let (database, keeper) = (database(&folder).await, keeper());
    record_many(&database, 0, 2).await;
    let mut dropped = database.begin().await.unwrap();
    assert_eq!(record(&mut dropped, "never", NOW).await.unwrap(), 2);
    drop(dropped);
    record_many(&database, 2, 3).await;
    keeper.catch_up(&database).await.unwrap();
    let mut conn = database.read().await.unwrap();
    let proof = receipt(&mut conn, 2).await.unwrap().unwrap();
    assert_eq!(proof.verify(keeper.key().verifier(), &[]).unwrap().entry, b"entry 2");
}

#[tokio::test]
async fn a_ledger_is_taken_up_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let keeper = keeper();
    let url = Ground::usual().database(folder.path(), "ledger.db");
    let first = open(&url).await;
    record_many(&first, 0, 300).await;
    keeper.catch_up(&first).await.unwrap();
    record_many(&first, 300, 310).await;
    first.close().await;
    let second = open(&url).await;
    keeper.catch_up(&second).await.unwrap();
    let mut conn = second.read().await.unwrap();
    let proof = receipt(&mut conn, 305).await.unwrap().unwrap();
    assert_eq!(proof.verify(keeper.key().verifier(), &[]).unwrap().checkpoint.size, 310);
}

#[tokio::test]
async fn an_empty_ledger_has_a_signed_head_too() {
    let folder = tempfile::tempdir().unwrap();
    let (database, keeper) = (database(&folder).await, keeper());
    keeper.catch_up(&database).await.unwrap();
    record_many(&database, 0, 1).await;
    let conn = &mut *database.read().await.unwrap();
    // Recorded, but not taken up yet: the head still speaks of the empty tree.
    assert!(receipt(conn, 0).await.unwrap().is_none());
    let text: (String,) =
        sqlx::query_as("SELECT checkpoint FROM ledger_head").fetch_one(conn).await.unwrap();
    let note: Note = text.0.parse().unwrap();
    let head = Checkpoint::open(&note, keeper.key().verifier()).unwrap();
    assert_eq!((head.size, head.root), (0, ledger::empty_root()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_is_signed_while_logins_never_stop() {
    let folder = tempfile::tempdir().unwrap();
    let (database, keeper) = (database(&folder).await, keeper());
    let callers: Vec<_> = (0..16)
        .map(|_| {
            let database = database.clone();
            tokio::spawn(async move {
                loop {
                    let mut tx = database.begin().await.unwrap();
                    leave(&mut tx, NOW, login(Some(ANA)), Alone);
                    tx.commit().await.unwrap();
                }
            })
        })
        .collect();
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let caught_up = keeper.catch_up(&database);
        tokio::time::timeout(Duration::from_secs(20), caught_up).await.unwrap().unwrap();
    }
    callers.iter().for_each(tokio::task::JoinHandle::abort);
}
