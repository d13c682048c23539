//! The service's own session in one browser. It begins with a login at the gateway and lives by
//! the service's rules from then on.

use std::time::Duration;

use domain::{Level, Timestamp};
use openid::relying::Identity;
use serde::Serialize;
use sqlx::Row;
use web::{Conn, Fault, Handle};

/// Who is logged in, and how well they proved it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The person's pairwise subject: their name at the gateway, for this service.
    pub subject: String,
    pub level: Level,
    pub person: Person,
    begun: Timestamp,
    seen: Timestamp,
}

/// What pages show of a person who is logged in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    pub name: String,
}

/// Without use, a session ends after this.
const IDLE: Duration = Duration::from_mins(30);
/// With use, after this: then the person shows again that it is they who sit there.
const LONGEST: Duration = Duration::from_hours(8);
/// A visit is noted at most this often, so that looking around is not a write per page.
const NOTED: Duration = Duration::from_mins(1);

impl Session {
    fn alive(&self, now: Timestamp) -> bool {
        now < self.seen.plus(IDLE) && now < self.begun.plus(LONGEST)
    }

    /// Whether this visit is to be noted.
    pub fn is_due(&self, now: Timestamp) -> bool {
        now.since(self.seen) >= NOTED
    }
}

/// Opens a session. Its handle is always new: one that the browser brought along could have been
/// planted there (session fixation).
pub async fn open(
    conn: &mut Conn,
    identity: &Identity,
    level: Level,
    now: Timestamp,
) -> Result<Handle, Fault> {
    let handle = Handle::random();
    let name = identity.text("name").unwrap_or_default();
    sqlx::query(
        "INSERT INTO session (hash, subject, provider_session, level, name, id_token, begun, seen, expires)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)",
    )
    .bind(handle.hash().to_vec())
    .bind(identity.subject())
    .bind(identity.session())
    .bind(level.name())
    .bind(name)
    .bind(identity.id_token())
    .bind(now.millis())
    .bind(now.plus(IDLE).millis())
    .execute(conn)
    .await?;
    Ok(handle)
}

pub async fn find(
    conn: &mut Conn,
    handle: &Handle,
    now: Timestamp,
) -> Result<Option<Session>, Fault> {
    let row = sqlx::query("SELECT subject, level, name, begun, seen FROM session WHERE hash = $1")
        .bind(handle.hash().to_vec())
        .fetch_optional(conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let session = Session {
        subject: row.try_get("subject")?,
        level: row.try_get::<String, _>("level")?.parse()?,
        person: Person { name: row.try_get("name")? },
        begun: Timestamp::from_millis(row.try_get("begun")?),
        seen: Timestamp::from_millis(row.try_get("seen")?),
    };
    Ok(session.alive(now).then_some(session))
}

pub async fn note_visit(conn: &mut Conn, handle: &Handle, now: Timestamp) -> Result<(), Fault> {
    sqlx::query("UPDATE session SET seen = $1, expires = $2 WHERE hash = $3")
        .bind(now.millis())
        .bind(now.plus(IDLE).millis())
        .bind(handle.hash().to_vec())
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends a session and returns the ID token that it began with, to be shown to the gateway
/// (`id_token_hint` of RP-initiated logout).
pub async fn end(conn: &mut Conn, handle: &Handle) -> Result<Option<String>, Fault> {
    let token = sqlx::query_scalar("DELETE FROM session WHERE hash = $1 RETURNING id_token")
        .bind(handle.hash().to_vec())
        .fetch_optional(conn)
        .await?;
    Ok(token)
}

/// Ends what the gateway says is over: one of its sessions, or all of a person's
/// (OpenID Connect Back-Channel Logout 1.0, section 2.6).
pub async fn end_elsewhere(
    conn: &mut Conn,
    subject: Option<&str>,
    provider_session: Option<&str>,
) -> Result<u64, Fault> {
    let ended = match (subject, provider_session) {
        (Some(subject), Some(sid)) => {
            sqlx::query("DELETE FROM session WHERE subject = $1 AND provider_session = $2")
                .bind(subject)
                .bind(sid)
        }
        (Some(subject), None) => {
            sqlx::query("DELETE FROM session WHERE subject = $1").bind(subject)
        }
        (None, Some(sid)) => {
            sqlx::query("DELETE FROM session WHERE provider_session = $1").bind(sid)
        }
        (None, None) => return Ok(0),
    };
    Ok(ended.execute(conn).await?.rows_affected())
}

/// Whether a logout token comes for the first time. Who replayed one could log a person out who
/// has logged in anew since.
pub async fn is_first(conn: &mut Conn, id: &str, expires: Timestamp) -> Result<bool, Fault> {
    let done = sqlx::query(
        "INSERT INTO logout_token (id, expires) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
    )
    .bind(id)
    .bind(expires.millis())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn purge(conn: &mut Conn, now: Timestamp) -> Result<(), Fault> {
    for delete in
        ["DELETE FROM session WHERE expires <= $1", "DELETE FROM logout_token WHERE expires <= $1"]
    {
        sqlx::query(delete).bind(now.millis()).execute(&mut *conn).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        let begun = Timestamp::from_seconds(1_000_000);
        let person = Person { name: "Anna".to_owned() };
        Session { subject: "s".to_owned(), level: Level::High, person, begun, seen: begun }
    }

    #[test]
    fn a_session_ends_without_use_and_at_the_end_of_the_day() {
        let fresh = session();
        assert!(fresh.alive(fresh.seen.plus(IDLE).minus(Duration::from_millis(1))));
        assert!(!fresh.alive(fresh.seen.plus(IDLE)));
        let used = Session { seen: fresh.begun.plus(LONGEST), ..fresh };
        assert!(!used.alive(used.begun.plus(LONGEST)));
    }

    #[test]
    fn visits_are_not_noted_every_second() {
        let fresh = session();
        assert!(!fresh.is_due(fresh.seen.plus(Duration::from_secs(59))));
        assert!(fresh.is_due(fresh.seen.plus(NOTED)));
    }
}
