//! The role's own keys that never rotate: made on the first start, sealed in its database.

use aws_lc_rs::hmac;
use protocol::jose::{Algorithm, SoftwareKey};
use sqlx::Row;
use web::{Conn, Database, Fault, SealKey};
use zeroize::Zeroizing;

/// The keys, opened.
pub struct Keys {
    /// Identifies us to push services (VAPID). A new one would make every subscription void.
    pub push: SoftwareKey,
    /// Under which activation codes are looked up.
    pub activation: hmac::Key,
    /// Goes into the hash of every 5-digit code: a hundred thousand codes are tried in no time by
    /// whoever has the hash, unless this key, which the database alone does not hold, is in it.
    pub code: Zeroizing<Vec<u8>>,
}

impl Keys {
    pub async fn open(db: &Database, seal: &SealKey) -> Result<Self, Fault> {
        let mut tx = db.begin().await?;
        let push = find_or_make(&mut tx, seal, "push", push_key).await?;
        let activation = find_or_make(&mut tx, seal, "activation", random_key).await?;
        let code = find_or_make(&mut tx, seal, "code", random_key).await?;
        tx.commit().await?;
        Ok(Self {
            push: SoftwareKey::from_pkcs8(&push, Algorithm::ES256)?,
            activation: hmac::Key::new(hmac::HMAC_SHA256, &activation),
            code,
        })
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(withheld)")
    }
}

async fn find_or_make(
    conn: &mut Conn,
    seal: &SealKey,
    name: &str,
    make: fn() -> Result<Zeroizing<Vec<u8>>, Fault>,
) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let about = format!("sealed_key {name}");
    let sealed = seal.seal(&about, &make()?)?;
    // Another node of the role may start at the same moment: whoever comes second takes what the
    // first one made.
    sqlx::query(
        "INSERT INTO sealed_key (name, sealed) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
    )
    .bind(name)
    .bind(sealed)
    .execute(&mut *conn)
    .await?;
    let row = sqlx::query("SELECT sealed FROM sealed_key WHERE name = $1")
        .bind(name)
        .fetch_one(conn)
        .await?;
    Ok(seal.open(&about, row.try_get::<&[u8], _>("sealed")?)?)
}

fn push_key() -> Result<Zeroizing<Vec<u8>>, Fault> {
    Ok(SoftwareKey::generate(Algorithm::ES256)?.to_pkcs8()?)
}

fn random_key() -> Result<Zeroizing<Vec<u8>>, Fault> {
    let mut key = Zeroizing::new(vec![0; 32]);
    aws_lc_rs::rand::fill(&mut key).map_err(|error| Fault::new("making a key", error))?;
    Ok(key)
}
