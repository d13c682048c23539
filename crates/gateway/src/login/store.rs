//! Logins in the database. A login belongs to the browser in which it began: both stand in the
//! WHERE clause, so that a link to somebody else's login leads nowhere.

use std::time::Duration;

use domain::{LoginId, Timestamp};
use openid::provider::Asked;
use openid::relying::Pending;
use web::{Conn, Fault, Handle, Visitor};

use super::{Login, Proof, WrongMove};
use crate::gateway::{BROWSER_COOKIE, handle};

/// A login with what the protocol needs to go on with it.
#[derive(Clone)]
pub struct Kept {
    pub login: Login,
    /// The service's request; none where the person signs in to the gateway's own pages.
    pub asked: Option<Asked>,
    /// What was sent to the provider at which the person is.
    pub pending: Option<Pending>,
    version: i64,
}

/// How long an ended login is still known, so that going back to it finds an explanation.
const REMEMBERED: Duration = Duration::from_hours(24);

impl Kept {
    pub fn begun(login: Login, asked: Option<Asked>) -> Self {
        Self { login, asked, pending: None, version: 0 }
    }

    /// The person goes to a provider with this question.
    #[must_use]
    pub fn with(self, pending: Pending) -> Self {
        Self { pending: Some(pending), ..self }
    }

    pub fn answer(self, now: Timestamp) -> Result<(Self, Proof), WrongMove> {
        let (login, proof) = self.login.answer(now)?;
        Ok((Self { login, pending: None, ..self }, proof))
    }

    /// Moves the login. What was sent to a provider before does not count any more.
    pub fn step(
        self,
        step: impl FnOnce(Login) -> Result<Login, WrongMove>,
    ) -> Result<Self, WrongMove> {
        Ok(Self { login: step(self.login)?, pending: None, ..self })
    }
}

pub async fn add(conn: &mut Conn, kept: &Kept, browser: &Handle) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO login (id, browser, content, asked, version, forget) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(kept.login.id.as_str())
    .bind(browser.hash().to_vec())
    .bind(serde_json::to_string(&kept.login)?)
    .bind(kept.asked.as_ref().map(serde_json::to_string).transpose()?)
    .bind(kept.version)
    .bind(kept.login.expires.plus(REMEMBERED).millis())
    .execute(conn)
    .await?;
    Ok(())
}

/// A login of this visitor's browser.
pub async fn of_browser(
    conn: &mut Conn,
    id: &LoginId,
    visitor: &Visitor,
) -> Result<Option<Kept>, Fault> {
    match handle(visitor, BROWSER_COOKIE) {
        Some(browser) => find(conn, id, &browser).await,
        None => Ok(None),
    }
}

async fn find(conn: &mut Conn, id: &LoginId, browser: &Handle) -> Result<Option<Kept>, Fault> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT content, asked, pending, version FROM login WHERE id = $1 AND browser = $2",
    )
    .bind(id.as_str())
    .bind(browser.hash().to_vec())
    .fetch_optional(conn)
    .await?;
    row.map(Kept::try_from).transpose()
}

/// The login with which the person went to a provider, by the `state` that came back from there.
/// It is found after its end too, and not after another choice replaced this one.
pub async fn by_state(
    conn: &mut Conn,
    state: &Handle,
    browser: &Handle,
) -> Result<Option<Kept>, Fault> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT content, asked, pending, version FROM login WHERE state = $1 AND browser = $2",
    )
    .bind(state.hash().to_vec())
    .bind(browser.hash().to_vec())
    .fetch_optional(conn)
    .await?;
    row.map(Kept::try_from).transpose()
}

/// Saves a move, and gives back what the next move is made on. `None` when another request moved
/// the login first: then this move must not count.
pub async fn save(conn: &mut Conn, kept: Kept) -> Result<Option<Kept>, Fault> {
    let pending = kept.pending.as_ref();
    let state = pending.and_then(|pending| Handle::parse(pending.state()));
    let done = sqlx::query(
        "UPDATE login SET content = $1, pending = $2, state = COALESCE($3, state), \
         version = version + 1 WHERE id = $4 AND version = $5",
    )
    .bind(serde_json::to_string(&kept.login)?)
    .bind(pending.map(serde_json::to_string).transpose()?)
    .bind(state.map(|state| state.hash().to_vec()))
    .bind(kept.login.id.as_str())
    .bind(kept.version)
    .execute(conn)
    .await?;
    Ok((done.rows_affected() == 1).then(|| Kept { version: kept.version + 1, ..kept }))
}

pub async fn purge(conn: &mut Conn, now: Timestamp) -> Result<u64, Fault> {
    let done = sqlx::query("DELETE FROM login WHERE forget <= $1")
        .bind(now.millis())
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}

type Row = (String, Option<String>, Option<String>, i64);

impl TryFrom<Row> for Kept {
    type Error = Fault;

    /// The errors say nothing of what was read: it may hold what a person typed as a login hint.
    fn try_from((content, asked, pending, version): Row) -> Result<Self, Fault> {
        let unreadable = |_| Fault::because("a login cannot be read");
        Ok(Self {
            login: serde_json::from_str(&content).map_err(unreadable)?,
            asked: asked
                .map(|asked| serde_json::from_str(&asked))
                .transpose()
                .map_err(unreadable)?,
            pending: pending
                .map(|pending| serde_json::from_str(&pending))
                .transpose()
                .map_err(unreadable)?,
            version,
        })
    }
}
