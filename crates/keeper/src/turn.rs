//! Counting each person's entries of a year, so that a list of theirs shows whether it is whole.

use domain::Timestamp;
use figures::{Login, Pseudonym, year_of};
use web::{Conn, Fault};

/// Gives a login its number among its person's entries of the year, if it is somebody's. The count is
/// durable with the caller's transaction and undone with it, and whoever enters another login of the
/// same person waits for it: numbers run without a gap, in the order of the ledger.
pub async fn number(conn: &mut Conn, at: Timestamp, login: &mut Login) -> Result<(), Fault> {
    let Some(person) = login.person() else { return Ok(()) };
    let (count,): (i64,) = sqlx::query_as(
        "INSERT INTO ledger_turn (year, person, entries) VALUES ($1, $2, 1)
         ON CONFLICT (year, person) DO UPDATE SET entries = ledger_turn.entries + 1
         RETURNING entries",
    )
    .bind(i64::from(year_of(at)))
    .bind(person.as_bytes().to_vec())
    .fetch_one(conn)
    .await
    .map_err(|error| Fault::new("counting a person's ledger entries", error))?;
    login.nth = Some(u32::try_from(count)?);
    Ok(())
}

/// How many entries of a year are a person's.
pub async fn entries_of(conn: &mut Conn, year: i16, person: Pseudonym) -> Result<u32, Fault> {
    let sql = "SELECT entries FROM ledger_turn WHERE year = $1 AND person = $2";
    let count: Option<i64> = sqlx::query_scalar(sql)
        .bind(i64::from(year))
        .bind(person.as_bytes().to_vec())
        .fetch_optional(conn)
        .await
        .map_err(|error| Fault::new("reading the count of a person's ledger entries", error))?;
    Ok(u32::try_from(count.unwrap_or_default())?)
}
