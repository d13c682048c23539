//! What services are still to be told: that a session is over.

use domain::{PersonId, ServiceId, SessionId, Timestamp};
use web::{Conn, Fault};

/// One service to tell about one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub id: String,
    pub service: ServiceId,
    pub person: PersonId,
    pub session: SessionId,
    pub tries: i64,
    due: i64,
}

/// So many are sent in one go.
const BATCH: i64 = 64;

pub async fn due(conn: &mut Conn, now: Timestamp) -> Result<Vec<Notice>, Fault> {
    let rows: Vec<(String, String, String, String, i64, i64)> = sqlx::query_as(
        "SELECT id, service, person, session, tries, due FROM logout_notice \
         WHERE due <= $1 ORDER BY due, id LIMIT $2",
    )
    .bind(now.millis())
    .bind(BATCH)
    .fetch_all(conn)
    .await?;
    let notices = rows.into_iter().map(|(id, service, person, session, tries, due)| Notice {
        id,
        service: ServiceId::new(service),
        person: PersonId::new(person),
        session: SessionId::new(session),
        tries,
        due,
    });
    Ok(notices.collect())
}

/// Takes a notice for one try, and sets when the next is due should this one fail. False when
/// another node took it first.
pub async fn postpone(conn: &mut Conn, notice: &Notice, next: Timestamp) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE logout_notice SET due = $1, tries = tries + 1 WHERE id = $2 AND due = $3",
    )
    .bind(next.millis())
    .bind(&notice.id)
    .bind(notice.due)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn remove(conn: &mut Conn, id: &str) -> Result<(), Fault> {
    sqlx::query("DELETE FROM logout_notice WHERE id = $1").bind(id).execute(conn).await?;
    Ok(())
}
