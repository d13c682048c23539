use domain::{NationalNumber, PersonId, Timestamp};
use web::{Conn, Fault};

use super::Person;

pub async fn find(conn: &mut Conn, id: &PersonId) -> Result<Option<Person>, Fault> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT id, national_number, given_name, family_name, birth_date, language, contact, \
         deceased, card_valid_from FROM person WHERE id = $1",
    )
    .bind(id.as_str())
    .fetch_optional(conn)
    .await?;
    row.map(Person::try_from).transpose()
}

pub async fn find_by_number(
    conn: &mut Conn,
    number: &NationalNumber,
) -> Result<Option<Person>, Fault> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT id, national_number, given_name, family_name, birth_date, language, contact, \
         deceased, card_valid_from FROM person WHERE national_number = $1",
    )
    .bind(number.reveal())
    .fetch_optional(conn)
    .await?;
    row.map(Person::try_from).transpose()
}

/// Adds a person, or corrects what the register says about one. Whoever has the number keeps
/// their id, on which the subjects at all services rest.
pub async fn save(conn: &mut Conn, person: &Person) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO person \
         (id, national_number, given_name, family_name, birth_date, language, contact, \
         deceased, card_valid_from) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
         ON CONFLICT (national_number) DO UPDATE SET given_name = excluded.given_name, \
         family_name = excluded.family_name, birth_date = excluded.birth_date, \
         language = excluded.language, contact = excluded.contact, \
         deceased = excluded.deceased, card_valid_from = excluded.card_valid_from",
    )
    .bind(person.id.as_str())
    .bind(person.number.reveal())
    .bind(&person.given_name)
    .bind(&person.family_name)
    .bind(&person.birth_date)
    .bind(person.language.tag())
    .bind(serde_json::to_string(&person.contact)?)
    .bind(i64::from(person.deceased))
    .bind(person.card_valid_from.map(Timestamp::millis))
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether the file with this digest was the last that was imported.
pub async fn is_imported(conn: &mut Conn, digest: &[u8]) -> Result<bool, Fault> {
    let row: Option<(i64,)> = sqlx::query_as("SELECT at FROM register_import WHERE digest = $1")
        .bind(digest)
        .fetch_optional(conn)
        .await?;
    Ok(row.is_some())
}

/// Notes the file that was just imported, in the place of the one before.
pub async fn note_import(conn: &mut Conn, digest: &[u8], now: Timestamp) -> Result<(), Fault> {
    sqlx::query("DELETE FROM register_import").execute(&mut *conn).await?;
    sqlx::query("INSERT INTO register_import (digest, at) VALUES ($1, $2)")
        .bind(digest)
        .bind(now.millis())
        .execute(conn)
        .await?;
    Ok(())
}

type Text = Option<String>;
type Row = (String, String, Text, String, Text, String, String, i64, Option<i64>);

impl TryFrom<Row> for Person {
    type Error = Fault;

    /// The errors of these parsers quote nothing, so no personal data reaches the log.
    fn try_from(
        (id, number, given_name, family_name, birth_date, language, contact, deceased, valid): Row,
    ) -> Result<Self, Fault> {
        Ok(Self {
            deceased: deceased != 0,
            card_valid_from: valid.map(Timestamp::from_millis),
            id: PersonId::new(id),
            number: number.parse()?,
            given_name,
            family_name,
            birth_date,
            language: language.parse()?,
            contact: serde_json::from_str(&contact)
                .map_err(|_| Fault::because("a person's contact data cannot be read"))?,
        })
    }
}
