//! Sessions in the database. Whose session it is stands in the WHERE clause.

use domain::{PersonId, ServiceId, SessionId, Timestamp};
use web::{Conn, Fault, Handle};

use super::{Lifetimes, Session};

/// The session of the browser that holds this handle.
pub async fn find(conn: &mut Conn, handle: &Handle) -> Result<Option<Session>, Fault> {
    let row: Option<Row> =
        sqlx::query_as("SELECT id, person, begun, used, held FROM session WHERE handle = $1")
            .bind(handle.hash().to_vec())
            .fetch_optional(conn)
            .await?;
    row.map(Session::try_from).transpose()
}

/// The sessions of a person in all browsers, the last used first.
pub async fn list(
    conn: &mut Conn,
    person: &PersonId,
    now: Timestamp,
) -> Result<Vec<Session>, Fault> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT id, person, begun, used, held FROM session \
         WHERE person = $1 AND ends > $2 ORDER BY used DESC LIMIT 50",
    )
    .bind(person.as_str())
    .bind(now.millis())
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Session::try_from).collect()
}

/// Writes a session after a login, under a new handle: whatever handle somebody may have planted
/// in the browser before the login opens nothing after it.
pub async fn save(
    conn: &mut Conn,
    session: &Session,
    handle: &Handle,
    lifetimes: Lifetimes,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO session (id, handle, person, begun, used, ends, held) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET \
         handle = excluded.handle, used = excluded.used, ends = excluded.ends, held = excluded.held",
    )
    .bind(session.id.as_str())
    .bind(handle.hash().to_vec())
    .bind(session.person.as_str())
    .bind(session.begun.millis())
    .bind(session.used.millis())
    .bind(session.ends(lifetimes).millis())
    .bind(serde_json::to_string(&session.held)?)
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that a session was used. False when it has ended meanwhile: it must not answer then.
pub async fn touch(
    conn: &mut Conn,
    session: &Session,
    lifetimes: Lifetimes,
) -> Result<bool, Fault> {
    let done = sqlx::query("UPDATE session SET used = $1, ends = $2 WHERE id = $3")
        .bind(session.used.millis())
        .bind(session.ends(lifetimes).millis())
        .bind(session.id.as_str())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends a session of this person, and has each service that it told who the person is told that
/// it is over. False when there was no such session.
pub async fn end(
    conn: &mut Conn,
    id: &SessionId,
    person: &PersonId,
    now: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query("DELETE FROM session WHERE id = $1 AND person = $2")
        .bind(id.as_str())
        .bind(person.as_str())
        .execute(&mut *conn)
        .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query(
        "INSERT INTO logout_notice (id, service, person, session, tries, due) \
         SELECT session || ' ' || service, service, $1, session, 0, $2 \
         FROM session_service WHERE session = $3",
    )
    .bind(person.as_str())
    .bind(now.millis())
    .bind(id.as_str())
    .execute(&mut *conn)
    .await?;
    sqlx::query("DELETE FROM session_service WHERE session = $1")
        .bind(id.as_str())
        .execute(conn)
        .await?;
    Ok(true)
}

/// Notes that the session told a service who the person is.
pub async fn told(conn: &mut Conn, id: &SessionId, service: &ServiceId) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO session_service (session, service) VALUES ($1, $2) \
         ON CONFLICT (session, service) DO NOTHING",
    )
    .bind(id.as_str())
    .bind(service.as_str())
    .execute(conn)
    .await?;
    Ok(())
}

/// The services that a session told.
pub async fn services(conn: &mut Conn, id: &SessionId) -> Result<Vec<ServiceId>, Fault> {
    let rows: Vec<(String,)> =
        sqlx::query_as("SELECT service FROM session_service WHERE session = $1 ORDER BY service")
            .bind(id.as_str())
            .fetch_all(conn)
            .await?;
    Ok(rows.into_iter().map(|(service,)| ServiceId::new(service)).collect())
}

/// Forgets sessions that ended by themselves. Services are not told: a session that nobody used
/// for a while says nothing about the services' own sessions.
pub async fn purge(conn: &mut Conn, now: Timestamp) -> Result<u64, Fault> {
    sqlx::query(
        "DELETE FROM session_service WHERE session IN (SELECT id FROM session WHERE ends <= $1)",
    )
    .bind(now.millis())
    .execute(&mut *conn)
    .await?;
    let done = sqlx::query("DELETE FROM session WHERE ends <= $1")
        .bind(now.millis())
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}

type Row = (String, String, i64, i64, String);

impl TryFrom<Row> for Session {
    type Error = Fault;

    fn try_from((id, person, begun, used, held): Row) -> Result<Self, Fault> {
        Ok(Self {
            id: SessionId::new(id),
            person: PersonId::new(person),
            begun: Timestamp::from_millis(begun),
            used: Timestamp::from_millis(used),
            held: serde_json::from_str(&held)?,
        })
    }
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
