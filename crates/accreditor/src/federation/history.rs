//! The keys that the anchor signed with and has put away: what they signed can be verified for
//! ever (section 8.7).

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use domain::Timestamp;
use openid::keys::KeyRing;
use protocol::federation::HISTORICAL_KEYS_TYPE;
use protocol::jose::{Jwk, JwkSet, jws};
use serde_json::{Value, json};
use sqlx::Row;
use web::{Conn, Fault, Job, Visitor};

use super::signed;
use crate::accreditor::Accreditor;

const NOTED_EVERY: Duration = Duration::from_hours(1);

/// `GET /federation/historical-keys`
pub async fn keys(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
) -> Result<Response, Fault> {
    let rows = sqlx::query(
        "SELECT jwk, begins, ended FROM anchor_key WHERE ended IS NOT NULL ORDER BY begins",
    )
    .fetch_all(&mut *accreditor.db.read().await?)
    .await?;
    let mut keys = Vec::new();
    for row in rows {
        let (begins, ended): (i64, i64) = (row.try_get("begins")?, row.try_get("ended")?);
        let mut key: Value = serde_json::from_str(&row.try_get::<String, _>("jwk")?)?;
        key["iat"] = Timestamp::from_millis(begins).seconds().into();
        key["exp"] = Timestamp::from_millis(ended).seconds().into();
        keys.push(key);
    }
    let claims = json!({"iss": accreditor.id, "iat": visitor.now.seconds(), "keys": keys});
    let signer = accreditor.keys.federation_signer(visitor.now)?;
    let jwt = jws::sign(&*signer, HISTORICAL_KEYS_TYPE, &claims)?;
    Ok(signed("application/jwk-set+jwt", jwt))
}

/// The job that notes which keys there are, and which have gone.
pub fn job(accreditor: &Accreditor) -> Job {
    let accreditor = accreditor.clone();
    Job::new("note the anchor's keys", NOTED_EVERY, move |now| {
        let accreditor = accreditor.clone();
        async move { note(&accreditor, now).await }
    })
}

async fn note(accreditor: &Accreditor, now: Timestamp) -> Result<(), Fault> {
    // The ring is brought up to date first: a key that it has just dropped ends now, not an hour on.
    accreditor.keys.rotate(now).await?;
    let held = accreditor.keys.federation_begins();
    let mut tx = accreditor.db.begin().await?;
    for (key, begins) in &held {
        sqlx::query(
            "INSERT INTO anchor_key (kid, jwk, begins) VALUES ($1, $2, $3) ON CONFLICT (kid) DO NOTHING",
        )
        .bind(key.key_id())
        .bind(Value::Object(key.to_members()).to_string())
        .bind(begins.millis())
        .execute(&mut *tx)
        .await?;
    }
    let open: Vec<(String,)> = sqlx::query_as("SELECT kid FROM anchor_key WHERE ended IS NULL")
        .fetch_all(&mut *tx)
        .await?;
    for (kid,) in open {
        if held.iter().all(|(key, _)| key.key_id() != Some(&kid)) {
            sqlx::query("UPDATE anchor_key SET ended = $1 WHERE kid = $2")
                .bind(now.millis())
                .bind(kid)
                .execute(&mut *tx)
                .await?;
        }
    }
    tx.commit().await
}

/// Every key that the anchor ever signed with: for recognising what it issued itself.
pub async fn all_keys(conn: &mut Conn, ring: &KeyRing) -> Result<JwkSet, Fault> {
    let current = ring.federation_keys();
    let rows: Vec<(String,)> = sqlx::query_as("SELECT jwk FROM anchor_key WHERE ended IS NOT NULL")
        .fetch_all(conn)
        .await?;
    let gone = rows.iter().map(|(jwk,)| Jwk::parse(jwk.as_bytes()));
    let gone = gone.collect::<Result<Vec<_>, _>>()?;
    Ok(current.keys().iter().cloned().chain(gone).collect())
}
