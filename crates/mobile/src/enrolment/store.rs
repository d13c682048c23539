//! Enrolments in the database.

use domain::{EnrolmentId, IdentityProof, Level, PersonId, RegistrarId, Timestamp};
use sqlx::Row;
use sqlx::any::AnyRow;
use web::{Conn, Fault};

use super::{CODE_TRIES, Enrolment, Identity, State};
use crate::person::PhoneNumber;

/// The columns that [`read`] needs, for statements that join.
pub(crate) const COLUMNS: &str = "enrolment.id AS enrolment_id, enrolment.person, \
    enrolment.registrar, enrolment.level, enrolment.claims, enrolment.verification, \
    enrolment.phone_number, enrolment.language, enrolment.state, enrolment.code_hash, \
    enrolment.settles";

/// An enrolment that waits for its activation code.
#[derive(Debug)]
pub struct Offer<'a> {
    pub enrolment: &'a Enrolment,
    pub activation: [u8; 32],
    pub expires: Timestamp,
}

pub async fn offer(conn: &mut Conn, offer: Offer<'_>, now: Timestamp) -> Result<(), Fault> {
    let enrolment = offer.enrolment;
    let level = match enrolment.identity {
        IdentityProof::Card => Level::High,
        IdentityProof::Registrar(level) => level,
    };
    sqlx::query(
        "INSERT INTO enrolment (id, person, registrar, level, claims, verification, phone_number, \
         language, state, activation, activation_expires, wrong_codes, offered) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12)",
    )
    .bind(enrolment.id.as_str())
    .bind(enrolment.person.as_str())
    .bind(enrolment.registrar.as_ref().map(RegistrarId::as_str))
    .bind(level.name())
    .bind(serde_json::to_string(enrolment.claims.claims())?)
    .bind(enrolment.verification.to_string())
    .bind(enrolment.phone_number.as_ref().map(PhoneNumber::reveal))
    .bind(enrolment.language.tag())
    .bind(State::Offered.name())
    .bind(offer.activation.as_slice())
    .bind(offer.expires.millis())
    .bind(now.millis())
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn find(conn: &mut Conn, id: &EnrolmentId) -> Result<Option<Enrolment>, Fault> {
    let row =
        sqlx::query(sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM enrolment WHERE id = $1")))
            .bind(id.as_str())
            .fetch_optional(conn)
            .await?;
    row.as_ref().map(read).transpose()
}

/// Uses up an activation code: of two calls at once, one gets the enrolment.
pub async fn open(
    conn: &mut Conn,
    activation: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Enrolment>, Fault> {
    let id = sqlx::query(
        "UPDATE enrolment SET activation = NULL WHERE activation = $1 AND state = 'offered' \
         AND activation_expires > $2 RETURNING id",
    )
    .bind(activation.as_slice())
    .bind(now.millis())
    .fetch_optional(&mut *conn)
    .await?;
    match id {
        Some(row) => find(conn, &EnrolmentId::new(row.try_get::<String, _>("id")?)).await,
        None => Ok(None),
    }
}

/// Makes an offered enrolment active with the hash of its code. False when it was not offered.
pub async fn activate(
    conn: &mut Conn,
    id: &EnrolmentId,
    code_hash: &str,
    settles: Option<Timestamp>,
    now: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE enrolment SET state = 'active', code_hash = $2, activated = $3, settles = $4 \
         WHERE id = $1 AND state = 'offered'",
    )
    .bind(id.as_str())
    .bind(code_hash)
    .bind(now.millis())
    .bind(settles.map(Timestamp::millis))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A new enrolment lifts a block by taking the place of what was blocked.
pub async fn replace_blocked(
    conn: &mut Conn,
    person: &PersonId,
    now: Timestamp,
) -> Result<u64, Fault> {
    let done = sqlx::query(
        "UPDATE enrolment SET state = 'replaced', ended = $2 \
         WHERE person = $1 AND state = 'blocked'",
    )
    .bind(person.as_str())
    .bind(now.millis())
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Ends one active enrolment. False when it was not active.
pub async fn end(
    conn: &mut Conn,
    id: &EnrolmentId,
    state: State,
    now: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE enrolment SET state = $2, ended = $3 WHERE id = $1 AND state = 'active'",
    )
    .bind(id.as_str())
    .bind(state.name())
    .bind(now.millis())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Blocks everything that is bound to a person's name.
pub async fn block_all(conn: &mut Conn, person: &PersonId, now: Timestamp) -> Result<u64, Fault> {
    let done = sqlx::query(
        "UPDATE enrolment SET state = 'blocked', ended = $2 WHERE person = $1 AND state = 'active'",
    )
    .bind(person.as_str())
    .bind(now.millis())
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Counts a try of the code as wrong before anybody looks whether it is right, so that any number
/// of tries sent at once are still three. `None` when there is no try left.
pub async fn count_try(conn: &mut Conn, id: &EnrolmentId) -> Result<Option<u8>, Fault> {
    let row = sqlx::query(
        "UPDATE enrolment SET wrong_codes = wrong_codes + 1 \
         WHERE id = $1 AND state = 'active' AND wrong_codes < $2 RETURNING wrong_codes",
    )
    .bind(id.as_str())
    .bind(i64::from(CODE_TRIES))
    .fetch_optional(conn)
    .await?;
    row.map(|row| Ok(u8::try_from(row.try_get::<i64, _>("wrong_codes")?)?)).transpose()
}

/// The code was right: the row of wrong ones is over. False when the enrolment is not active.
pub async fn clear_tries(conn: &mut Conn, id: &EnrolmentId) -> Result<bool, Fault> {
    let done =
        sqlx::query("UPDATE enrolment SET wrong_codes = 0 WHERE id = $1 AND state = 'active'")
            .bind(id.as_str())
            .execute(conn)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// An activation code that nobody has used yet.
#[derive(Debug)]
pub struct Waiting {
    pub id: EnrolmentId,
    pub registrar: Option<RegistrarId>,
    pub offered: Timestamp,
}

/// The codes with which a phone can still be bound to a person's name, the latest first.
pub async fn waiting(
    conn: &mut Conn,
    person: &PersonId,
    now: Timestamp,
) -> Result<Vec<Waiting>, Fault> {
    let rows = sqlx::query(
        "SELECT id, registrar, offered FROM enrolment \
         WHERE person = $1 AND state = 'offered' AND activation_expires > $2 \
         ORDER BY offered DESC",
    )
    .bind(person.as_str())
    .bind(now.millis())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Waiting {
                id: EnrolmentId::new(row.try_get::<String, _>("id")?),
                registrar: row.try_get::<Option<String>, _>("registrar")?.map(RegistrarId::new),
                offered: Timestamp::from_millis(row.try_get("offered")?),
            })
        })
        .collect()
}

/// Withdraws a code of this person, even while a phone is being set up with it. False when there
/// is none that waits.
pub async fn withdraw(
    conn: &mut Conn,
    person: &PersonId,
    id: &EnrolmentId,
    now: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE enrolment SET state = 'removed', activation = NULL, activation_expires = $3, \
         ended = $3 \
         WHERE id = $1 AND person = $2 AND state = 'offered'",
    )
    .bind(id.as_str())
    .bind(person.as_str())
    .bind(now.millis())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Withdraws the codes that a person got by the card before: each was on a screen somewhere.
pub async fn withdraw_by_card(
    conn: &mut Conn,
    person: &PersonId,
    now: Timestamp,
) -> Result<u64, Fault> {
    let done = sqlx::query(
        "UPDATE enrolment SET state = 'removed', activation = NULL, activation_expires = $2, \
         ended = $2 \
         WHERE person = $1 AND registrar IS NULL AND state = 'offered'",
    )
    .bind(person.as_str())
    .bind(now.millis())
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Whose app a phone number reaches: the latest activation's, since numbers change hands.
pub async fn by_phone_number(
    conn: &mut Conn,
    number: &PhoneNumber,
) -> Result<Option<PersonId>, Fault> {
    let row = sqlx::query(
        "SELECT person FROM enrolment WHERE phone_number = $1 AND state = 'active' \
         ORDER BY activated DESC LIMIT 1",
    )
    .bind(number.reveal())
    .fetch_optional(conn)
    .await?;
    row.map(|row| Ok(PersonId::new(row.try_get::<String, _>("person")?))).transpose()
}

/// Forgets offers that nobody used and whose time ended before `ended`, and the people whom nothing else names.
pub async fn purge(conn: &mut Conn, ended: Timestamp) -> Result<usize, Fault> {
    let rows = sqlx::query(
        "DELETE FROM enrolment WHERE activation_expires <= $1 AND activated IS NULL \
         AND state IN ('offered', 'removed') RETURNING person",
    )
    .bind(ended.millis())
    .fetch_all(&mut *conn)
    .await?;
    for row in &rows {
        sqlx::query(
            "DELETE FROM person WHERE id = $1 \
             AND NOT EXISTS (SELECT 1 FROM enrolment WHERE enrolment.person = person.id)",
        )
        .bind(row.try_get::<&str, _>("person")?)
        .execute(&mut *conn)
        .await?;
    }
    Ok(rows.len())
}

/// Reads a row that holds [`COLUMNS`], and proves again what it promises.
pub(crate) fn read(row: &AnyRow) -> Result<Enrolment, Fault> {
    let registrar: Option<String> = row.try_get("registrar")?;
    let level: Level = row.try_get::<String, _>("level")?.parse()?;
    let state: String = row.try_get("state")?;
    let number: Option<String> = row.try_get("phone_number")?;
    Ok(Enrolment {
        id: EnrolmentId::new(row.try_get::<String, _>("enrolment_id")?),
        person: PersonId::new(row.try_get::<String, _>("person")?),
        identity: match registrar {
            Some(_) => IdentityProof::Registrar(level),
            None => IdentityProof::Card,
        },
        registrar: registrar.map(RegistrarId::new),
        claims: Identity::new(parse(row, "claims")?),
        verification: parse(row, "verification")?,
        phone_number: number.map(PhoneNumber::stored),
        language: row.try_get::<String, _>("language")?.parse()?,
        state: State::named(&state)
            .ok_or_else(|| Fault::because("an enrolment has an unknown state"))?,
        code_hash: row.try_get("code_hash")?,
        settles: row.try_get::<Option<i64>, _>("settles")?.map(Timestamp::from_millis),
    })
}

/// The error's own words could quote personal data, so they are left out.
fn parse<T: serde::de::DeserializeOwned>(row: &AnyRow, column: &str) -> Result<T, Fault> {
    serde_json::from_str(&row.try_get::<String, _>(column)?)
        .map_err(|_| Fault::because(format!("the {column} of an enrolment cannot be read")))
}
