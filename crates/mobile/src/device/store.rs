//! Devices in the database. Whose device it is stands in every WHERE clause.

use domain::{DeviceId, EnrolmentId, Language, PersonId, Timestamp};
use protocol::webauthn::{CosePublicKey, CredentialRecord};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};
use web::{Conn, Fault};

use super::{Bound, Device, user_handle};
use crate::enrolment::store as enrolments;

const COLUMNS: &str = "device.id AS device_id, device.person AS device_person, \
    device.enrolment AS device_enrolment, device.name AS device_name, device.credential, \
    device.public_key, device.counter, device.synced, device.transports, \
    device.language AS device_language, device.push, device.added, device.seen";

/// A session of the app: its handle's hash and its end.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    pub hash: [u8; 32],
    pub expires: Timestamp,
}

pub async fn add(conn: &mut Conn, device: &Device, session: Session) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO device (id, person, enrolment, name, credential, public_key, counter, synced, \
         transports, session, session_expires, language, added, seen) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(device.id.as_str())
    .bind(device.person.as_str())
    .bind(device.enrolment.as_str())
    .bind(device.name.as_str())
    .bind(device.credential.id.as_slice())
    .bind(device.credential.public_key.as_bytes())
    .bind(i64::from(device.credential.counter))
    .bind(i64::from(device.credential.backup_eligible))
    .bind(device.transports.join(" "))
    .bind(session.hash.as_slice())
    .bind(session.expires.millis())
    .bind(device.language.tag())
    .bind(device.added.millis())
    .bind(device.seen.millis())
    .execute(conn)
    .await?;
    Ok(())
}

/// The phone whose session this is, whatever became of its enrolment.
pub async fn by_session(
    conn: &mut Conn,
    hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Bound>, Fault> {
    let sql = bound("device.session = $1 AND device.session_expires > $2");
    let row = sqlx::query(AssertSqlSafe(sql))
        .bind(hash.as_slice())
        .bind(now.millis())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(read_bound).transpose()
}

/// The phone that holds this credential.
pub async fn by_credential(conn: &mut Conn, credential: &[u8]) -> Result<Option<Bound>, Fault> {
    let row = sqlx::query(AssertSqlSafe(bound("device.credential = $1")))
        .bind(credential)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(read_bound).transpose()
}

pub async fn find(conn: &mut Conn, id: &DeviceId) -> Result<Option<Bound>, Fault> {
    let row = sqlx::query(AssertSqlSafe(bound("device.id = $1")))
        .bind(id.as_str())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(read_bound).transpose()
}

/// A person's phones that are still bound, the latest first.
pub async fn list(conn: &mut Conn, person: &PersonId) -> Result<Vec<Bound>, Fault> {
    let sql = bound("device.person = $1") + " ORDER BY device.added DESC";
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(person.as_str()).fetch_all(conn).await?;
    rows.iter().map(read_bound).collect()
}

/// Unbinds a phone of this person. `None` when there is none by that name.
pub async fn remove(
    conn: &mut Conn,
    person: &PersonId,
    device: &DeviceId,
    now: Timestamp,
) -> Result<Option<EnrolmentId>, Fault> {
    let row = sqlx::query(
        "UPDATE device SET removed = $3, session = NULL, push = NULL \
         WHERE id = $1 AND person = $2 AND removed IS NULL RETURNING enrolment",
    )
    .bind(device.as_str())
    .bind(person.as_str())
    .bind(now.millis())
    .fetch_optional(conn)
    .await?;
    row.map(|row| Ok(EnrolmentId::new(row.try_get::<String, _>("enrolment")?))).transpose()
}

/// Stores the counter of an assertion that holds. False when the stored one is already as high:
/// another request used this or a later signature meanwhile.
pub async fn advance(
    conn: &mut Conn,
    device: &DeviceId,
    counter: u32,
    now: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE device SET counter = $2, seen = $3 WHERE id = $1 AND removed IS NULL \
         AND (counter < $2 OR (counter = 0 AND $2 = 0))",
    )
    .bind(device.as_str())
    .bind(i64::from(counter))
    .bind(now.millis())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives a phone a new session in the place of the old one.
pub async fn sign_in(conn: &mut Conn, device: &DeviceId, session: Session) -> Result<(), Fault> {
    sqlx::query("UPDATE device SET session = $2, session_expires = $3 WHERE id = $1")
        .bind(device.as_str())
        .bind(session.hash.as_slice())
        .bind(session.expires.millis())
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes where a phone's pushes go; `None` for nowhere.
pub async fn subscribe(
    conn: &mut Conn,
    device: &DeviceId,
    subscription: Option<&str>,
) -> Result<(), Fault> {
    sqlx::query("UPDATE device SET push = $2 WHERE id = $1 AND removed IS NULL")
        .bind(device.as_str())
        .bind(subscription)
        .execute(conn)
        .await?;
    Ok(())
}

/// The language in which the phone is to be spoken to.
pub async fn speak(conn: &mut Conn, device: &DeviceId, language: Language) -> Result<(), Fault> {
    sqlx::query("UPDATE device SET language = $2 WHERE id = $1")
        .bind(device.as_str())
        .bind(language.tag())
        .execute(conn)
        .await?;
    Ok(())
}

fn bound(condition: &str) -> String {
    let enrolment = enrolments::COLUMNS;
    format!(
        "SELECT {COLUMNS}, {enrolment} FROM device \
         JOIN enrolment ON enrolment.id = device.enrolment \
         WHERE device.removed IS NULL AND {condition}"
    )
}

fn read_bound(row: &AnyRow) -> Result<Bound, Fault> {
    Ok(Bound { device: read(row)?, enrolment: enrolments::read(row)? })
}

fn read(row: &AnyRow) -> Result<Device, Fault> {
    let person = PersonId::new(row.try_get::<String, _>("device_person")?);
    let transports: String = row.try_get("transports")?;
    let credential = CredentialRecord {
        id: row.try_get("credential")?,
        public_key: CosePublicKey::parse(row.try_get::<&[u8], _>("public_key")?)?,
        counter: u32::try_from(row.try_get::<i64, _>("counter")?)?,
        backup_eligible: row.try_get::<i64, _>("synced")? != 0,
        user_handle: user_handle(&person),
    };
    Ok(Device {
        id: DeviceId::new(row.try_get::<String, _>("device_id")?),
        person,
        enrolment: EnrolmentId::new(row.try_get::<String, _>("device_enrolment")?),
        name: row.try_get("device_name")?,
        credential,
        transports: transports.split_ascii_whitespace().map(str::to_owned).collect(),
        language: row.try_get::<String, _>("device_language")?.parse()?,
        push: row.try_get("push")?,
        added: Timestamp::from_millis(row.try_get("added")?),
        seen: Timestamp::from_millis(row.try_get("seen")?),
    })
}
