use domain::{LoginId, Method, PersonId, ServiceId, Timestamp};
use web::{Conn, Fault};

use super::Dispute;

/// Opens the case, and returns its name: that of the first one when the person presses twice.
pub async fn add(conn: &mut Conn, dispute: &Dispute) -> Result<String, Fault> {
    sqlx::query(
        "INSERT INTO dispute (id, login, person, service, method, answered, opened) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (login) DO NOTHING",
    )
    .bind(dispute.id.as_str())
    .bind(dispute.login.as_str())
    .bind(dispute.person.as_str())
    .bind(dispute.service.as_str())
    .bind(dispute.method.name())
    .bind(dispute.answered.millis())
    .bind(dispute.opened.millis())
    .execute(&mut *conn)
    .await?;
    let sql = "SELECT id FROM dispute WHERE login = $1";
    Ok(sqlx::query_scalar(sql).bind(dispute.login.as_str()).fetch_one(conn).await?)
}

pub async fn find(conn: &mut Conn, id: &str) -> Result<Option<Dispute>, Fault> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT id, login, person, service, method, answered, opened FROM dispute WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(conn)
    .await?;
    row.map(Dispute::try_from).transpose()
}

/// The open cases, the oldest first.
pub async fn list(conn: &mut Conn) -> Result<Vec<Dispute>, Fault> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT id, login, person, service, method, answered, opened FROM dispute \
         WHERE closed IS NULL ORDER BY opened, id",
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Dispute::try_from).collect()
}

/// False when there is no such open case.
pub async fn close(conn: &mut Conn, id: &str, now: Timestamp) -> Result<bool, Fault> {
    let done = sqlx::query("UPDATE dispute SET closed = $1 WHERE id = $2 AND closed IS NULL")
        .bind(now.millis())
        .bind(id)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn block(
    conn: &mut Conn,
    person: &PersonId,
    method: Method,
    now: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO blocked_method (person, method, since) VALUES ($1, $2, $3) \
         ON CONFLICT (person, method) DO NOTHING",
    )
    .bind(person.as_str())
    .bind(method.name())
    .bind(now.millis())
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn unblock(conn: &mut Conn, person: &PersonId, method: Method) -> Result<(), Fault> {
    sqlx::query("DELETE FROM blocked_method WHERE person = $1 AND method = $2")
        .bind(person.as_str())
        .bind(method.name())
        .execute(conn)
        .await?;
    Ok(())
}

/// The methods that this person said are not in their hands alone.
pub async fn blocked(conn: &mut Conn, person: &PersonId) -> Result<Vec<Method>, Fault> {
    let sql = "SELECT method FROM blocked_method WHERE person = $1 ORDER BY method";
    let rows: Vec<String> = sqlx::query_scalar(sql).bind(person.as_str()).fetch_all(conn).await?;
    rows.iter().map(|method| Ok(method.parse()?)).collect()
}

pub async fn is_blocked(conn: &mut Conn, person: &PersonId, method: Method) -> Result<bool, Fault> {
    Ok(blocked(conn, person).await?.contains(&method))
}

type Row = (String, String, String, String, String, i64, i64);

impl TryFrom<Row> for Dispute {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        let (id, login, person, service, method, answered, opened) = row;
        Ok(Self {
            id,
            login: LoginId::new(login),
            person: PersonId::new(person),
            service: ServiceId::new(service),
            method: method.parse()?,
            answered: Timestamp::from_millis(answered),
            opened: Timestamp::from_millis(opened),
        })
    }
}
