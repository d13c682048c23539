//! Tickets: short-lived state (codes, pushed requests, challenges) under an unguessable handle,
//! stored hashed, with an expiry, and taken exactly once.

use domain::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Conn, Fault, Handle, Migration};

pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 1001,
    name: "tickets",
    sql: "CREATE TABLE ticket (
            kind TEXT NOT NULL,
            hash BLOB NOT NULL,
            payload TEXT NOT NULL,
            expires BIGINT NOT NULL,
            CONSTRAINT ticket_pk PRIMARY KEY (kind, hash)
          );
          CREATE INDEX ticket_by_expiry ON ticket (expires);",
}];

/// What a ticket is for. A ticket of one kind is never found as another: an authorization code
/// presented as a pushed request is simply unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind(pub &'static str);

/// Keeps `payload` until `expires`.
pub async fn issue<T: Serialize>(
    conn: &mut Conn,
    kind: Kind,
    handle: &Handle,
    payload: &T,
    expires: Timestamp,
) -> Result<(), Fault> {
    let payload = serde_json::to_string(payload)
        .map_err(|error| Fault::new(format!("writing a ticket ({})", kind.0), error))?;
    sqlx::query("INSERT INTO ticket (kind, hash, payload, expires) VALUES ($1, $2, $3, $4)")
        .bind(kind.0)
        .bind(handle.hash().to_vec())
        .bind(payload)
        .bind(expires.millis())
        .execute(conn)
        .await
        .map_err(|error| Fault::new(format!("issuing a ticket ({})", kind.0), error))?;
    Ok(())
}

/// Reads a ticket and leaves it in place.
pub async fn peek<T: DeserializeOwned>(
    conn: &mut Conn,
    kind: Kind,
    handle: &Handle,
    now: Timestamp,
) -> Result<Option<T>, Fault> {
    let row: Option<(String, i64)> =
        sqlx::query_as("SELECT payload, expires FROM ticket WHERE kind = $1 AND hash = $2")
            .bind(kind.0)
            .bind(handle.hash().to_vec())
            .fetch_optional(conn)
            .await
            .map_err(|error| Fault::new(format!("reading a ticket ({})", kind.0), error))?;
    alive(kind, row, now)
}

/// Takes a ticket: of all that present its handle, however close together, one gets the payload.
pub async fn take<T: DeserializeOwned>(
    conn: &mut Conn,
    kind: Kind,
    handle: &Handle,
    now: Timestamp,
) -> Result<Option<T>, Fault> {
    take_hashed(conn, kind, &handle.hash(), now).await
}

/// As [`take`], for one who kept only the hash of the handle.
pub async fn take_hashed<T: DeserializeOwned>(
    conn: &mut Conn,
    kind: Kind,
    hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<T>, Fault> {
    let row: Option<(String, i64)> = sqlx::query_as(
        "DELETE FROM ticket WHERE kind = $1 AND hash = $2 RETURNING payload, expires",
    )
    .bind(kind.0)
    .bind(hash.to_vec())
    .fetch_optional(conn)
    .await
    .map_err(|error| Fault::new(format!("taking a ticket ({})", kind.0), error))?;
    alive(kind, row, now)
}

/// Removes what has expired, and says how much that was.
pub async fn purge(conn: &mut Conn, now: Timestamp) -> Result<u64, Fault> {
    let done = sqlx::query("DELETE FROM ticket WHERE expires <= $1")
        .bind(now.millis())
        .execute(conn)
        .await
        .map_err(|error| Fault::new("purging tickets", error))?;
    Ok(done.rows_affected())
}

fn alive<T: DeserializeOwned>(
    kind: Kind,
    row: Option<(String, i64)>,
    now: Timestamp,
) -> Result<Option<T>, Fault> {
    match row {
        Some((payload, expires)) if now < Timestamp::from_millis(expires) => {
            // The error's own words could quote the payload, which may hold personal data.
            let payload = serde_json::from_str(&payload)
                .map_err(|_| Fault::because(format!("a ticket ({}) cannot be read", kind.0)))?;
            Ok(Some(payload))
        }
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::Database;
    use crate::database::tests::places;

    const CODE: Kind = Kind("code");
    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    async fn databases() -> Vec<(crate::database::tests::Place, Database)> {
        let mut open = Vec::new();
        for place in places() {
            let database = Database::open(&place.url, &[MIGRATIONS]).await.unwrap();
            open.push((place, database));
        }
        open
    }

    async fn issued(database: &Database, lifetime: Duration) -> Handle {
        let handle = Handle::random();
        let mut tx = database.begin().await.unwrap();
        issue(&mut tx, CODE, &handle, &("for", "ana"), NOW.plus(lifetime)).await.unwrap();
        tx.commit().await.unwrap();
        handle
    }

    type Payload = (String, String);

    #[tokio::test(flavor = "multi_thread")]
    async fn of_many_who_take_a_ticket_one_gets_it() {
        for (_place, database) in databases().await {
            let handle = issued(&database, Duration::from_mins(1)).await;
            let takers = (0..50).map(|_| {
                let (database, handle) = (database.clone(), handle.clone());
                tokio::spawn(async move {
                    let mut tx = database.begin().await.unwrap();
                    let taken: Option<Payload> = take(&mut tx, CODE, &handle, NOW).await.unwrap();
                    tx.commit().await.unwrap();
                    taken
                })
            });
            let mut winners = 0;
            for taker in takers.collect::<Vec<_>>() {
                winners += usize::from(taker.await.unwrap().is_some());
            }
            assert_eq!(winners, 1);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_ticket_taken_by_a_dropped_transaction_is_still_there() {
        for (_place, database) in databases().await {
            let handle = issued(&database, Duration::from_mins(1)).await;
            let mut tx = database.begin().await.unwrap();
            let taken: Option<Payload> = take(&mut tx, CODE, &handle, NOW).await.unwrap();
            assert!(taken.is_some());
            drop(tx);
            let mut tx = database.begin().await.unwrap();
            let taken: Option<Payload> = take(&mut tx, CODE, &handle, NOW).await.unwrap();
            assert!(taken.is_some());
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_ticket_is_of_one_kind_and_ends_at_its_expiry() {
        for (_place, database) in databases().await {
            let handle = issued(&database, Duration::from_mins(1)).await;
            let mut conn = database.read().await.unwrap();
            let other = peek::<Payload>(&mut conn, Kind("other"), &handle, NOW).await.unwrap();
            assert_eq!(other, None);
            let last = NOW.plus(Duration::from_millis(59_999));
            let found = peek::<Payload>(&mut conn, CODE, &handle, last).await.unwrap();
            assert_eq!(found.unwrap().1, "ana");
            let over = NOW.plus(Duration::from_mins(1));
            assert_eq!(peek::<Payload>(&mut conn, CODE, &handle, over).await.unwrap(), None);
            drop(conn);
            let mut tx = database.begin().await.unwrap();
            assert_eq!(take::<Payload>(&mut tx, CODE, &handle, over).await.unwrap(), None);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn only_what_has_expired_is_purged() {
        for (_place, database) in databases().await {
            let handle = issued(&database, Duration::from_mins(1)).await;
            issued(&database, Duration::from_secs(10)).await;
            let mut tx = database.begin().await.unwrap();
            assert_eq!(purge(&mut tx, NOW.plus(Duration::from_secs(10))).await.unwrap(), 1);
            assert!(peek::<Payload>(&mut tx, CODE, &handle, NOW).await.unwrap().is_some());
        }
    }
}
