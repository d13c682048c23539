use domain::Timestamp;
use sqlx::Row;
use web::{Conn, Fault};

/// A secret as it lies in the database.
pub struct Sealed {
    pub id: String,
    pub purpose: String,
    pub begins: Timestamp,
    pub secret: Vec<u8>,
}

/// All keys of the role: a handful, read at the start and at each rotation only.
pub async fn all(conn: &mut Conn) -> Result<Vec<Sealed>, Fault> {
    let rows = sqlx::query("SELECT id, purpose, begins, sealed FROM openid_key ORDER BY begins")
        .fetch_all(conn)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Sealed {
                id: row.try_get("id")?,
                purpose: row.try_get("purpose")?,
                begins: Timestamp::from_millis(row.try_get("begins")?),
                secret: row.try_get("sealed")?,
            })
        })
        .collect()
}

/// Adds a key, unless another node of this role has just added the one for the same moment.
pub async fn add(conn: &mut Conn, key: &Sealed) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO openid_key (id, purpose, begins, sealed) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (purpose, begins) DO NOTHING",
    )
    .bind(&key.id)
    .bind(&key.purpose)
    .bind(key.begins.millis())
    .bind(&key.secret)
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn remove(conn: &mut Conn, id: &str) -> Result<(), Fault> {
    sqlx::query("DELETE FROM openid_key WHERE id = $1").bind(id).execute(conn).await?;
    Ok(())
}
