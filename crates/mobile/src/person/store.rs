//! People in the database. The national number is read back only for whoever is entitled to it.

use domain::{NationalNumber, PersonId, Timestamp};
use sqlx::Row;
use web::{Conn, Fault};

/// The person with this national number, who gets the id `fresh` if nobody knew them yet.
pub async fn find_or_add(
    conn: &mut Conn,
    number: &NationalNumber,
    fresh: PersonId,
    now: Timestamp,
) -> Result<PersonId, Fault> {
    let row = sqlx::query(
        "INSERT INTO person (id, national_number, added) VALUES ($1, $2, $3) \
         ON CONFLICT (national_number) DO UPDATE SET national_number = $2 RETURNING id",
    )
    .bind(fresh.as_str())
    .bind(number.reveal())
    .bind(now.millis())
    .fetch_one(conn)
    .await?;
    Ok(PersonId::new(row.try_get::<String, _>("id")?))
}

/// The person with this national number, if anybody knows them.
pub async fn by_number(
    conn: &mut Conn,
    number: &NationalNumber,
) -> Result<Option<PersonId>, Fault> {
    let row = sqlx::query("SELECT id FROM person WHERE national_number = $1")
        .bind(number.reveal())
        .fetch_optional(conn)
        .await?;
    row.map(|row| Ok(PersonId::new(row.try_get::<String, _>("id")?))).transpose()
}

/// Lets others who change what is bound to this person's name wait until this transaction ends: of
/// two phones that are bound at once, the second one sees the first.
pub async fn lock(conn: &mut Conn, person: &PersonId) -> Result<(), Fault> {
    sqlx::query("UPDATE person SET added = added WHERE id = $1")
        .bind(person.as_str())
        .execute(conn)
        .await?;
    Ok(())
}

/// The national number of a person, to be handed to those entitled to it.
pub async fn national_number(
    conn: &mut Conn,
    person: &PersonId,
) -> Result<Option<NationalNumber>, Fault> {
    let row = sqlx::query("SELECT national_number FROM person WHERE id = $1")
        .bind(person.as_str())
        .fetch_optional(conn)
        .await?;
    row.map(|row| {
        let text: String = row.try_get("national_number")?;
        text.parse().map_err(|error| Fault::new("reading a stored national number", error))
    })
    .transpose()
}
