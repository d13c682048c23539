//! The provider's rows. Every statement finds its row by a unique key, and whose row it is stands
//! in the WHERE clause.

use domain::Timestamp;
use sqlx::Row;
use web::{Conn, Fault};

use crate::client::ClientId;

const ADD_CODE: &str =
    "INSERT INTO openid_grant (code, client, allowed, expires) VALUES ($1, $2, $3, $4)";
const ADD_TOKEN: &str =
    "INSERT INTO openid_grant (token, client, allowed, expires) VALUES ($1, $2, $3, $4)";
const EXCHANGE: &str = "UPDATE openid_grant SET token = $1, redeemed = $2, expires = $3 \
     WHERE code = $4 AND client = $5 AND redeemed IS NULL AND expires > $2 RETURNING allowed";
const REVOKE: &str = "UPDATE openid_grant SET token = NULL \
     WHERE code = $1 AND client = $2 AND redeemed IS NOT NULL AND token IS NOT NULL";
const BY_TOKEN: &str = "SELECT client, allowed FROM openid_grant WHERE token = $1 AND expires > $2";
const ADD_ASSERTION: &str =
    "INSERT INTO openid_assertion (hash, expires) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING";
/// A slice of what has expired, the oldest first, so that nobody waits long for the writer.
const PURGE_GRANTS: &str = "DELETE FROM openid_grant WHERE expires <= \
     (SELECT MAX(expires) FROM (SELECT expires FROM openid_grant WHERE expires <= $1 \
     ORDER BY expires LIMIT 1000) AS slice)";
const PURGE_ASSERTIONS: &str = "DELETE FROM openid_assertion WHERE expires <= \
     (SELECT MAX(expires) FROM (SELECT expires FROM openid_assertion WHERE expires <= $1 \
     ORDER BY expires LIMIT 1000) AS slice)";

/// Notes what a code may be exchanged for.
pub async fn add_code(
    conn: &mut Conn,
    code: &[u8; 32],
    client: &ClientId,
    allowed: &str,
    expires: Timestamp,
) -> Result<(), Fault> {
    add(conn, ADD_CODE, (code, client, allowed, expires)).await
}

/// A token that no code stands behind (RFC 6749, section 4.4).
pub async fn add_token(
    conn: &mut Conn,
    token: &[u8; 32],
    client: &ClientId,
    allowed: &str,
    expires: Timestamp,
) -> Result<(), Fault> {
    add(conn, ADD_TOKEN, (token, client, allowed, expires)).await
}

async fn add(
    conn: &mut Conn,
    sql: &'static str,
    (name, client, allowed, expires): (&[u8; 32], &ClientId, &str, Timestamp),
) -> Result<(), Fault> {
    sqlx::query(sql)
        .bind(name.as_slice())
        .bind(client.as_str())
        .bind(allowed)
        .bind(expires.millis())
        .execute(conn)
        .await?;
    Ok(())
}

/// What becomes of a code that is exchanged.
#[derive(Clone, Copy)]
pub struct Exchange<'a> {
    pub code: &'a [u8; 32],
    pub client: &'a ClientId,
    pub token: &'a [u8; 32],
    pub expires: Timestamp,
    pub now: Timestamp,
}

/// Exchanges a code for a token, once. Of two calls at once the database lets one win.
pub async fn exchange(conn: &mut Conn, exchange: Exchange<'_>) -> Result<Option<String>, Fault> {
    let row = sqlx::query(EXCHANGE)
        .bind(exchange.token.as_slice())
        .bind(exchange.now.millis())
        .bind(exchange.expires.millis())
        .bind(exchange.code.as_slice())
        .bind(exchange.client.as_str())
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| row.try_get("allowed")).transpose()?)
}

/// Takes back the token that a code gave. True when there was one.
pub async fn revoke(conn: &mut Conn, code: &[u8; 32], client: &ClientId) -> Result<bool, Fault> {
    let done =
        sqlx::query(REVOKE).bind(code.as_slice()).bind(client.as_str()).execute(conn).await?;
    Ok(done.rows_affected() > 0)
}

/// Whose token it is, and what it allows.
pub async fn by_token(
    conn: &mut Conn,
    token: &[u8; 32],
    now: Timestamp,
) -> Result<Option<(ClientId, String)>, Fault> {
    let row = sqlx::query(BY_TOKEN)
        .bind(token.as_slice())
        .bind(now.millis())
        .fetch_optional(conn)
        .await?;
    row.map(|row| Ok((ClientId::stored(row.try_get("client")?), row.try_get("allowed")?)))
        .transpose()
}

/// Notes that a client used an assertion. False when it was used before: a replay.
pub async fn add_assertion(
    conn: &mut Conn,
    hash: &[u8; 32],
    expires: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(ADD_ASSERTION)
        .bind(hash.as_slice())
        .bind(expires.millis())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Forgets a part of what has expired, and says how much.
pub async fn purge(conn: &mut Conn, now: Timestamp) -> Result<u64, Fault> {
    let mut gone = 0;
    for sql in [PURGE_GRANTS, PURGE_ASSERTIONS] {
        gone += sqlx::query(sql).bind(now.millis()).execute(&mut *conn).await?.rows_affected();
    }
    Ok(gone)
}

#[cfg(test)]
mod tests {
    use sqlx::AssertSqlSafe;
    use web::Database;

    use super::*;

    /// SQLite says how it would find each row: by searching an index, never by scanning the table.
    #[tokio::test]
    async fn no_statement_scans_a_table() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("plan.db").display());
        let db = Database::open(&url, &[crate::MIGRATIONS]).await.unwrap();
        let mut conn = db.read().await.unwrap();
        for sql in [EXCHANGE, REVOKE, BY_TOKEN, PURGE_GRANTS, PURGE_ASSERTIONS] {
            let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
            let plan = sqlx::query(explain).fetch_all(&mut *conn).await.unwrap();
            let steps: Vec<String> = plan.iter().map(|row| row.get("detail")).collect();
            assert!(!steps.is_empty());
            for step in steps {
                // The slice of a purge is a list of a thousand moments, not a table.
                assert!(!step.starts_with("SCAN openid"), "{sql}: {step}");
            }
        }
    }
}
