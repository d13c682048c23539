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
    let row: Option<(String, i64)> = sqlx::query_as(
        "DELETE FROM ticket WHERE kind = $1 AND hash = $2 RETURNING payload, expires",
    )
    .bind(kind.0)
    .bind(handle.hash().to_vec())
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
