//! The keys of the years: one for everybody who asks, and none once it is too old.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use domain::{PersonId, Timestamp};
use keeper::{MIGRATIONS, YEAR_KEYS, YearKeys, forget_years};
use testdb::Ground;
use web::{Database, SealKey, Tx};

fn keys(seal: u8) -> YearKeys {
    YearKeys::new(SealKey::new(&[seal; 32]).unwrap())
}

async fn ana(keys: &YearKeys, tx: &mut Tx, year: i16) -> String {
    keys.of(tx, year).await.unwrap().pseudonym(&PersonId::new("ana")).to_string()
}

async fn on_every_engine(story: impl AsyncFn(Database)) {
    for ground in Ground::all() {
        let folder = tempfile::tempdir().unwrap();
        let url = ground.database(folder.path(), "role.db");
        story(Database::open(&url, &[MIGRATIONS, YEAR_KEYS]).await.unwrap()).await;
    }
}

#[tokio::test]
async fn every_node_of_a_role_knows_a_person_by_the_same_name_within_a_year() {
    on_every_engine(async |database| {
        let (first, second) = (keys(7), keys(7));
        let mut tx = database.begin().await.unwrap();
        let name = ana(&first, &mut tx, 2026).await;
        assert_ne!(ana(&first, &mut tx, 2027).await, name);
        tx.commit().await.unwrap();
        let mut tx = database.begin().await.unwrap();
        assert_eq!(ana(&second, &mut tx, 2026).await, name);
        assert!(keys(8).of(&mut tx, 2026).await.is_err(), "another seal opens nothing");
    })
    .await;
}

#[tokio::test]
async fn a_key_that_was_made_in_vain_is_not_used() {
    on_every_engine(async |database| {
        let keys = keys(7);
        let mut tx = database.begin().await.unwrap();
        let undone = ana(&keys, &mut tx, 2026).await;
        drop(tx);
        let mut tx = database.begin().await.unwrap();
        assert_ne!(ana(&keys, &mut tx, 2026).await, undone);
    })
    .await;
}

#[tokio::test]
async fn a_key_is_kept_at_hand_once_it_is_durable_and_no_sooner() {
    on_every_engine(async |database| {
        let now = Timestamp::from_seconds(1_780_000_000);
        let keys = keys(7);
        let job = keys.job(&database);
        let mut tx = database.begin().await.unwrap();
        let undone = ana(&keys, &mut tx, 2026).await;
        job.run(now).await.unwrap();
        drop(tx);
        let mut tx = database.begin().await.unwrap();
        let made = ana(&keys, &mut tx, 2026).await;
        assert_ne!(made, undone);
        tx.commit().await.unwrap();
        job.run(now).await.unwrap();
        // From here on nobody needs to ask.
        let mut tx = database.begin().await.unwrap();
        sqlx::query("DELETE FROM year_key").execute(&mut *tx).await.unwrap();
        assert_eq!(ana(&keys, &mut tx, 2026).await, made);
        tx.commit().await.unwrap();
        // But a database that was set back to before it takes it along.
        job.run(now).await.unwrap();
        let mut tx = database.begin().await.unwrap();
        assert_ne!(ana(&keys, &mut tx, 2026).await, made);
    })
    .await;
}

#[tokio::test]
async fn a_year_that_is_too_old_loses_its_key_and_no_other_does() {
    on_every_engine(async |database| {
        let mut tx = database.begin().await.unwrap();
        let (old, kept) = (ana(&keys(7), &mut tx, 2024).await, ana(&keys(7), &mut tx, 2025).await);
        let now = Timestamp::from_millis(figures::year_begins(2026)).plus(Duration::from_hours(1));
        let kept_from = forget_years(&mut tx, now, 2).await.unwrap();
        assert_eq!(kept_from, Timestamp::from_millis(figures::year_begins(2025)));
        assert_ne!(ana(&keys(7), &mut tx, 2024).await, old);
        assert_eq!(ana(&keys(7), &mut tx, 2025).await, kept);
        forget_years(&mut tx, now, u16::MAX).await.unwrap();
        assert_eq!(ana(&keys(7), &mut tx, 2025).await, kept);
    })
    .await;
}
