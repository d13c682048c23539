use domain::NationalNumber;
use serde_json::Value;
use sqlx::Row;
use web::{Conn, Fault};

use super::RecordKey;
use super::key::Patient;

pub async fn put(
    conn: &mut Conn,
    key: &RecordKey,
    patient: &Patient,
    document: &[u8],
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO health_document (patient, sealed) VALUES ($1, $2)
         ON CONFLICT (patient) DO UPDATE SET sealed = excluded.sealed",
    )
    .bind(patient.0.clone())
    .bind(key.seal(patient, document)?)
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes which patient a subject is. A national number can be replaced, as when somebody of the
/// bis register moves to the national one; the newest login counts.
pub async fn link(
    conn: &mut Conn,
    key: &RecordKey,
    subject: &str,
    number: &NationalNumber,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO health_patient (subject, patient) VALUES ($1, $2)
         ON CONFLICT (subject) DO UPDATE SET patient = excluded.patient",
    )
    .bind(subject)
    .bind(key.patient(number).0)
    .execute(conn)
    .await?;
    Ok(())
}

/// The document of whoever bears this subject. Whose document it is stands in the query, so that
/// no subject is ever shown another's.
pub async fn find(conn: &mut Conn, key: &RecordKey, subject: &str) -> Result<Option<Value>, Fault> {
    let row = sqlx::query(
        "SELECT d.patient, d.sealed FROM health_patient p
         JOIN health_document d ON d.patient = p.patient WHERE p.subject = $1",
    )
    .bind(subject)
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let patient = Patient(row.try_get("patient")?);
    let sealed: Vec<u8> = row.try_get("sealed")?;
    key.open(&patient, &sealed).map(Some)
}

pub async fn is_imported(conn: &mut Conn, digest: &[u8]) -> Result<bool, Fault> {
    let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM health_import WHERE digest = $1")
        .bind(digest.to_vec())
        .fetch_one(conn)
        .await?;
    Ok(count > 0)
}

pub async fn note_import(conn: &mut Conn, digest: &[u8]) -> Result<(), Fault> {
    sqlx::query("INSERT INTO health_import (digest) VALUES ($1) ON CONFLICT (digest) DO NOTHING")
        .bind(digest.to_vec())
        .execute(conn)
        .await?;
    Ok(())
}
