use std::time::Duration;

use tempfile::TempDir;
use testdb::Postgres;

use super::*;

const TABLES: &[Migration] = &[Migration {
    version: 1,
    name: "tables for tests",
    sql: "CREATE TABLE note (id BIGINT NOT NULL CONSTRAINT note_pk PRIMARY KEY, body BLOB);
          CREATE TABLE counter (id BIGINT NOT NULL PRIMARY KEY, value BIGINT NOT NULL);
          INSERT INTO counter (id, value) VALUES (1, 0);",
}];

const EDITED: &[Migration] = &[Migration { sql: "SELECT 1", ..TABLES[0] }];

/// A place for one database, per engine that is installed.
pub(crate) struct Place {
    pub url: String,
    _folder: TempDir,
}

pub(crate) fn places() -> Vec<Place> {
    let folder = || tempfile::tempdir().unwrap();
    let sqlite = folder();
    let url = format!("sqlite:{}", sqlite.path().join("a folder/test.db").display());
    let mut places = vec![Place { url, _folder: sqlite }];
    if let Some(postgres) = Postgres::shared() {
        places.push(Place { url: postgres.database(), _folder: folder() });
    }
    places
}

async fn open(place: &Place) -> Database {
    Database::open(&place.url, &[TABLES]).await.unwrap()
}

async fn add(conn: &mut Conn, id: i64) -> sqlx::Result<()> {
    let sql = "INSERT INTO note (id, body) VALUES ($1, $2)";
    sqlx::query(sql).bind(id).bind(vec![1u8, 2]).execute(conn).await.map(drop)
}

async fn count(database: &Database) -> i64 {
    let mut conn = database.read().await.unwrap();
    sqlx::query_scalar("SELECT COUNT(*) FROM note").fetch_one(&mut *conn).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_committed_is_seen_and_what_is_dropped_is_not() {
    for place in places() {
        let database = open(&place).await;
        let mut tx = database.begin().await.unwrap();
        add(&mut tx, 1).await.unwrap();
        assert_eq!(count(&database).await, 0, "not before the commit");
        tx.commit().await.unwrap();
        assert_eq!(count(&database).await, 1);
        let mut tx = database.begin().await.unwrap();
        add(&mut tx, 2).await.unwrap();
        drop(tx);
        database.begin().await.unwrap().commit().await.unwrap();
        assert_eq!(count(&database).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn transactions_follow_each_other_so_none_loses_an_update() {
    for place in places() {
        let database = open(&place).await;
        let increments = (0..200).map(|_| {
            let database = database.clone();
            tokio::spawn(async move {
                let mut tx = database.begin().await.unwrap();
                let value: i64 = sqlx::query_scalar("SELECT value FROM counter WHERE id = 1")
                    .fetch_one(&mut *tx)
                    .await
                    .unwrap();
                tokio::task::yield_now().await;
                sqlx::query("UPDATE counter SET value = $1 WHERE id = 1")
                    .bind(value + 1)
                    .execute(&mut *tx)
                    .await
                    .unwrap();
                tx.commit().await.unwrap();
            })
        });
        for done in increments.collect::<Vec<_>>() {
            done.await.unwrap();
        }
        let mut conn = database.read().await.unwrap();
        let value: i64 =
            sqlx::query_scalar("SELECT value FROM counter").fetch_one(&mut *conn).await.unwrap();
        assert_eq!(value, 200);
    }
}

/// Begins a transaction that has to wait: polled once, it stands in the queue.
macro_rules! queued {
    ($database:expr) => {{
        let mut begin = Box::pin($database.begin());
        assert!(futures_util::poll!(&mut begin).is_pending());
        begin
    }};
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_statement_harms_only_its_own_transaction() {
    for place in places() {
        let database = open(&place).await;
        let mut first = database.begin().await.unwrap();
        let (second, third) = (queued!(database), queued!(database));
        add(&mut first, 1).await.unwrap();
        let first = tokio::spawn(first.commit());
        let mut second = second.await.unwrap();
        add(&mut second, 2).await.unwrap();
        assert!(add(&mut second, 1).await.is_err());
        drop(second);
        let mut third = third.await.unwrap();
        add(&mut third, 3).await.unwrap();
        third.commit().await.unwrap();
        first.await.unwrap().unwrap();
        assert_eq!(count(&database).await, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_who_go_away_at_any_moment_leave_nothing_half_done() {
    for place in places() {
        let database = open(&place).await;
        let callers: Vec<_> = (0..400u64)
            .map(|number| {
                let database = database.clone();
                let id = i64::try_from(number).unwrap() * 2;
                let caller = tokio::spawn(async move {
                    let mut tx = database.begin().await?;
                    add(&mut tx, id).await?;
                    add(&mut tx, id + 1).await?;
                    tx.commit().await
                });
                let patience = Duration::from_micros(number * 137 % 60_000);
                tokio::spawn(async move { tokio::time::timeout(patience, caller).await })
            })
            .map(|patient| async move { patient.await.unwrap() })
            .collect();
        let outcomes = futures_util::future::join_all(callers).await;
        // A task whose handle was dropped runs on, so abort some for real as well.
        abort_midway(&database).await;
        database.begin().await.unwrap().commit().await.unwrap();
        for outcome in outcomes.into_iter().flatten() {
            outcome.unwrap().unwrap();
        }
        let mut conn = database.read().await.unwrap();
        let halves: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM note a WHERE NOT EXISTS
               (SELECT 1 FROM note b WHERE b.id = a.id + 1 - 2 * (a.id % 2))",
        )
        .fetch_one(&mut *conn)
        .await
        .unwrap();
        assert_eq!(halves, 0);
    }
}

async fn abort_midway(database: &Database) {
    for round in 0..300u64 {
        let database = database.clone();
        let id = i64::try_from(round).unwrap() * 2 + 10_000;
        let caller = tokio::spawn(async move {
            let mut tx = database.begin().await?;
            add(&mut tx, id).await?;
            add(&mut tx, id + 1).await?;
            tx.commit().await
        });
        if round % 5 == 0 {
            tokio::time::sleep(Duration::from_micros(round * 7)).await;
        } else {
            for _ in 0..round % 13 {
                tokio::task::yield_now().await;
            }
        }
        caller.abort();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_in_a_transaction_rolls_it_back() {
    for place in places() {
        let database = open(&place).await;
        let shared = database.clone();
        let panicked = tokio::spawn(async move {
            let mut tx = shared.begin().await.unwrap();
            add(&mut tx, 1).await.unwrap();
            panic!("on purpose");
        });
        assert!(panicked.await.is_err());
        let mut tx = database.begin().await.unwrap();
        add(&mut tx, 2).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(count(&database).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_transaction_holds_no_lock() {
    for place in places() {
        let (here, there) = (open(&place).await, open(&place).await);
        let mut tx = here.begin().await.unwrap();
        sqlx::query("UPDATE counter SET value = 7 WHERE id = 1").execute(&mut *tx).await.unwrap();
        drop(tx);
        let elsewhere = async {
            let mut tx = there.begin().await.unwrap();
            sqlx::query("UPDATE counter SET value = 8 WHERE id = 1")
                .execute(&mut *tx)
                .await
                .unwrap();
            tx.commit().await.unwrap();
        };
        tokio::time::timeout(Duration::from_secs(5), elsewhere).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_may_write_to_one_database() {
    for place in places() {
        let nodes = [open(&place).await, open(&place).await];
        let writes = (0..100).map(|id| {
            let node = nodes[usize::try_from(id).unwrap() % 2].clone();
            tokio::spawn(async move {
                let mut tx = node.begin().await?;
                add(&mut tx, id).await?;
                tx.commit().await
            })
        });
        for done in writes.collect::<Vec<_>>() {
            done.await.unwrap().unwrap();
        }
        assert_eq!(count(&nodes[0]).await, 100);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_cannot_write() {
    for place in places() {
        let database = open(&place).await;
        let mut conn = database.read().await.unwrap();
        assert!(add(&mut conn, 1).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_fails_its_group_and_no_other() {
    let Some(postgres) = Postgres::shared() else { return };
    let place = Place { url: postgres.database(), _folder: tempfile::tempdir().unwrap() };
    let database = open(&place).await;
    let mut first = database.begin().await.unwrap();
    let second = queued!(database);
    add(&mut first, 1).await.unwrap();
    let first = tokio::spawn(first.commit());
    let mut second = second.await.unwrap();
    add(&mut second, 2).await.unwrap();
    postgres.disconnect(&place.url);
    assert!(second.commit().await.is_err());
    assert!(first.await.unwrap().is_err(), "its work was in the same lost transaction");
    let mut tx = database.begin().await.unwrap();
    add(&mut tx, 7).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(count(&database).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_restarted_is_found_again() {
    let Some(postgres) = Postgres::shared() else { return };
    let place = Place { url: postgres.database(), _folder: tempfile::tempdir().unwrap() };
    let database = open(&place).await;
    database.begin().await.unwrap().commit().await.unwrap();
    postgres.disconnect(&place.url);
    let mut tx = database.begin().await.unwrap();
    add(&mut tx, 1).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(count(&database).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_an_ignored_failure_postgres_commits_nothing_of_it() {
    let Some(postgres) = Postgres::shared() else { return };
    let place = Place { url: postgres.database(), _folder: tempfile::tempdir().unwrap() };
    let database = open(&place).await;
    let mut tx = database.begin().await.unwrap();
    add(&mut tx, 1).await.unwrap();
    assert!(add(&mut tx, 1).await.is_err());
    assert!(tx.commit().await.is_err());
    assert_eq!(count(&database).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn migrations_run_once_and_are_never_edited() {
    for place in places() {
        open(&place).await;
        let database = open(&place).await;
        add(&mut database.begin().await.unwrap(), 1).await.unwrap();
        let error = Database::open(&place.url, &[EDITED]).await.err().unwrap();
        assert!(error.to_string().contains("updating the tables"), "{error}");
        assert!(Database::open(&place.url, &[]).await.is_err(), "a newer program was here");
        assert!(Database::open(&place.url, &[TABLES, TABLES]).await.is_err(), "one version twice");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relative_path_is_a_path() {
    let name = format!("target-test-{}.db", std::process::id());
    let database = Database::open(&format!("sqlite:{name}"), &[TABLES]).await.unwrap();
    assert_eq!(count(&database).await, 0);
    database.close().await;
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{name}{end}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_writes_are_durable() {
    let place = places().remove(0);
    let database = open(&place).await;
    let mut tx = database.begin().await.unwrap();
    let synchronous: i64 =
        sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut *tx).await.unwrap();
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *tx).await.unwrap();
    assert_eq!((synchronous, mode.as_str()), (2, "wal"));
}

/// How many durable transactions fit in a second: `cargo test -p web --release -- --ignored
/// --nocapture durable_commits`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement, not a test"]
#[expect(clippy::print_stderr, reason = "a measurement is there to be read")]
async fn durable_commits_per_second() {
    let folder = tempfile::tempdir().unwrap();
    let mut urls = vec![format!("sqlite:{}", folder.path().join("test.db").display())];
    let postgres = Postgres::start(testdb::Durability::Durable);
    urls.extend(postgres.as_ref().map(Postgres::database));
    for url in urls {
        let database = Database::open(&url, &[TABLES]).await.unwrap();
        for callers in [1, 16, 128] {
            let started = std::time::Instant::now();
            let each = 3000 / callers;
            let work = (0..callers).map(|caller| {
                let database = database.clone();
                tokio::spawn(async move {
                    for turn in 0..each {
                        let mut tx = database.begin().await.unwrap();
                        add(&mut tx, callers * 1_000_000 + caller * each + turn).await.unwrap();
                        tx.commit().await.unwrap();
                    }
                })
            });
            for done in work.collect::<Vec<_>>() {
                done.await.unwrap();
            }
            let rate = 3000.0 / started.elapsed().as_secs_f64();
            eprintln!("{}: {callers} callers, {rate:.0} commits/s", &url[..8]);
        }
    }
}

/// A row that is left to be written with the commit.
struct LeftRow(i64);

impl Together for LeftRow {
    async fn write(conn: &mut Conn, left: Vec<Self>) -> Result<(), Fault> {
        for LeftRow(id) in left {
            assert_ne!(id, PANICS, "on purpose");
            if id == DOUBLED {
                add(conn, 0).await?;
                add(conn, 0).await?;
            }
            add(conn, id).await?;
        }
        Ok(())
    }
}

/// Rows that cannot be written.
const PANICS: i64 = -1;
const DOUBLED: i64 = -2;

/// A statement that fails, which nobody looks at.
struct Careless;

impl Together for Careless {
    async fn write(conn: &mut Conn, _: Vec<Self>) -> Result<(), Fault> {
        add(conn, 1).await?;
        let _ = add(conn, 1).await;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_an_ignored_failure_of_what_was_left_nobody_is_told_that_it_is_there() {
    let Some(postgres) = Postgres::shared() else { return };
    let place = Place { url: postgres.database(), _folder: tempfile::tempdir().unwrap() };
    let database = open(&place).await;
    let mut first = database.begin().await.unwrap();
    let second = queued!(database);
    add(&mut first, 7).await.unwrap();
    let first = tokio::spawn(first.commit());
    let mut second = second.await.unwrap();
    second.leave(Careless);
    assert!(second.commit().await.is_err());
    assert!(first.await.unwrap().is_err());
    let mut alone = database.begin().await.unwrap();
    alone.leave(Careless);
    assert!(alone.commit().await.is_err());
    assert_eq!(count(&database).await, 0);
}

/// What was left, one under the other: the row says how many were written with it and which it was.
struct InOrder(i64);

impl Together for InOrder {
    async fn write(conn: &mut Conn, left: Vec<Self>) -> Result<(), Fault> {
        let all = i64::try_from(left.len())?;
        for (at, InOrder(id)) in (0..).zip(left) {
            add(conn, id * 100 + all * 10 + at).await?;
        }
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_group_left_is_written_once_in_the_order_in_which_it_ended() {
    for place in places() {
        let database = open(&place).await;
        let mut first = database.begin().await.unwrap();
        let (second, third) = (queued!(database), queued!(database));
        first.leave(InOrder(2));
        let first = tokio::spawn(first.commit());
        let mut second = second.await.unwrap();
        add(&mut second, 7).await.unwrap();
        second.leave(InOrder(1));
        let second = tokio::spawn(second.commit());
        let mut third = third.await.unwrap();
        third.leave(InOrder(3));
        third.commit().await.unwrap();
        for done in [first, second] {
            done.await.unwrap().unwrap();
        }
        let conn = &mut *database.read().await.unwrap();
        let ids: Vec<i64> =
            sqlx::query_scalar("SELECT id FROM note ORDER BY id").fetch_all(conn).await.unwrap();
        assert_eq!(ids, [7, 131, 230, 332]);
    }
}

/// Another kind, in a table of its own.
struct LeftSum(i64);

impl Together for LeftSum {
    async fn write(conn: &mut Conn, left: Vec<Self>) -> Result<(), Fault> {
        let sum: i64 = left.iter().map(|LeftSum(value)| value).sum();
        let sql = "UPDATE counter SET value = value + $1 WHERE id = 1";
        sqlx::query(sql).bind(sum).execute(conn).await?;
        Ok(())
    }
}

async fn counter(database: &Database) -> i64 {
    let mut conn = database.read().await.unwrap();
    sqlx::query_scalar("SELECT value FROM counter").fetch_one(&mut *conn).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_is_durable_with_its_transaction_and_gone_with_it() {
    for place in places() {
        let database = open(&place).await;
        let mut dropped = database.begin().await.unwrap();
        dropped.leave(LeftRow(1));
        drop(dropped);
        let mut alone = database.begin().await.unwrap();
        alone.leave(LeftRow(2));
        alone.leave(LeftSum(5));
        alone.leave(LeftRow(3));
        assert_eq!(count(&database).await, 0, "not before the commit");
        alone.commit().await.unwrap();
        assert_eq!((count(&database).await, counter(&database).await), (2, 5));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn those_that_share_a_commit_have_what_they_left_written_at_once() {
    for place in places() {
        let database = open(&place).await;
        let mut first = database.begin().await.unwrap();
        let (second, third, fourth) = (queued!(database), queued!(database), queued!(database));
        first.leave(LeftSum(1));
        add(&mut first, 1).await.unwrap();
        let first = tokio::spawn(first.commit());
        let mut second = second.await.unwrap();
        second.leave(LeftSum(10));
        let second = tokio::spawn(second.commit());
        let mut third = third.await.unwrap();
        third.leave(LeftSum(100));
        drop(third);
        // One whose statement failed, and who commits all the same: on PostgreSQL in vain.
        let mut fourth = fourth.await.unwrap();
        fourth.leave(LeftSum(1000));
        assert!(add(&mut fourth, 1).await.is_err());
        let fourth = fourth.commit().await;
        first.await.unwrap().unwrap();
        second.await.unwrap().unwrap();
        let expected = if fourth.is_ok() { 1011 } else { 11 };
        assert_eq!(counter(&database).await, expected);
    }
}

/// What a fault in the middle of writing does, whether it is an error or a panic: nobody of
/// the group is told that their work is there, none of it is, and the next go on.
async fn fails_its_group(place: &Place, bad: i64) {
    let database = open(place).await;
    let mut first = database.begin().await.unwrap();
    let second = queued!(database);
    add(&mut first, 1).await.unwrap();
    first.leave(LeftRow(2));
    let first = tokio::spawn(first.commit());
    let mut second = second.await.unwrap();
    second.leave(LeftRow(bad));
    assert!(second.commit().await.is_err());
    assert!(first.await.unwrap().is_err());
    let mut tx = database.begin().await.unwrap();
    add(&mut tx, 7).await.unwrap();
    tx.leave(LeftRow(8));
    tx.commit().await.unwrap();
    assert_eq!(count(&database).await, 2);
    // And alone.
    let mut alone = database.begin().await.unwrap();
    add(&mut alone, 9).await.unwrap();
    alone.leave(LeftRow(bad));
    let alone = tokio::spawn(alone.commit()).await;
    assert!(!matches!(alone, Ok(Ok(()))));
    database.begin().await.unwrap().commit().await.unwrap();
    assert_eq!(count(&database).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_written_fails_all_that_share_the_commit_and_no_other() {
    for bad in [DOUBLED, PANICS] {
        for place in places() {
            fails_its_group(&place, bad).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_goes_away_while_what_was_left_is_written_leaves_nothing_half_done() {
    for place in places() {
        let database = open(&place).await;
        for round in 0..200u64 {
            let database = database.clone();
            let caller = tokio::spawn(async move {
                let mut tx = database.begin().await?;
                tx.leave(LeftRow(i64::try_from(round * 2).unwrap()));
                tx.leave(LeftRow(i64::try_from(round * 2 + 1).unwrap()));
                tx.commit().await
            });
            tokio::time::sleep(Duration::from_micros(round * 13 % 1500)).await;
            caller.abort();
        }
        database.begin().await.unwrap().commit().await.unwrap();
        let conn = &mut *database.read().await.unwrap();
        let ids: Vec<i64> =
            sqlx::query_scalar("SELECT id FROM note ORDER BY id").fetch_all(conn).await.unwrap();
        assert!(!ids.is_empty(), "nobody got through");
        assert!(ids.chunks(2).all(|pair| pair[0] % 2 == 0 && pair.get(1) == Some(&(pair[0] + 1))));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_makes_no_statement_hands_its_turn_on() {
    for place in places() {
        let database = open(&place).await;
        let mut first = database.begin().await.unwrap();
        let (unused, dropped, last) = (queued!(database), queued!(database), queued!(database));
        add(&mut first, 1).await.unwrap();
        let first = tokio::spawn(first.commit());
        let mut unused = unused.await.unwrap();
        unused.leave(LeftSum(1));
        let unused = tokio::spawn(unused.commit());
        let mut dropped = dropped.await.unwrap();
        dropped.leave(LeftSum(10));
        drop(dropped);
        // What the last one does is undone alone, though it took over a savepoint.
        let mut last = last.await.unwrap();
        add(&mut last, 2).await.unwrap();
        last.leave(LeftSum(100));
        drop(last);
        first.await.unwrap().unwrap();
        unused.await.unwrap().unwrap();
        assert_eq!((count(&database).await, counter(&database).await), (1, 1));
    }
}
