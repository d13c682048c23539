//! Notices on their way, in the database.

use domain::{DeviceId, Timestamp};
use sqlx::Row;
use web::{Conn, Fault, Handle};

use super::What;

/// One notice for one phone.
#[derive(Clone, Debug)]
pub struct Notice {
    pub id: String,
    pub device: DeviceId,
    pub what: What,
    pub tries: u32,
    pub expires: Timestamp,
}

pub async fn add(
    conn: &mut Conn,
    device: &DeviceId,
    what: What,
    now: Timestamp,
    expires: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO notice (id, device, content, tries, due, expires) VALUES ($1, $2, $3, 0, $4, $5)",
    )
    .bind(Handle::random().reveal())
    .bind(device.as_str())
    .bind(serde_json::to_string(&what)?)
    .bind(now.millis())
    .bind(expires.millis())
    .execute(conn)
    .await?;
    Ok(())
}

/// What is due, the longest due first.
pub async fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<Notice>, Fault> {
    let rows = sqlx::query(
        "SELECT id, device, content, tries, expires FROM notice WHERE due <= $1 \
         ORDER BY due LIMIT $2",
    )
    .bind(now.millis())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Notice {
                id: row.try_get("id")?,
                device: DeviceId::new(row.try_get::<String, _>("device")?),
                what: serde_json::from_str(row.try_get("content")?)?,
                tries: u32::try_from(row.try_get::<i64, _>("tries")?)?,
                expires: Timestamp::from_millis(row.try_get("expires")?),
            })
        })
        .collect()
}

/// Takes a notice to send it, by putting off its next try: of two senders at once, one gets it,
/// and a sender that dies gives it up by itself.
pub async fn claim(conn: &mut Conn, notice: &Notice, again: Timestamp) -> Result<bool, Fault> {
    let done =
        sqlx::query("UPDATE notice SET tries = tries + 1, due = $3 WHERE id = $1 AND tries = $2")
            .bind(notice.id.as_str())
            .bind(i64::from(notice.tries))
            .bind(again.millis())
            .execute(conn)
            .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn remove(conn: &mut Conn, id: &str) -> Result<(), Fault> {
    sqlx::query("DELETE FROM notice WHERE id = $1").bind(id).execute(conn).await?;
    Ok(())
}
