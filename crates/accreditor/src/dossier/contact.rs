//! A provider's contact persons: whom to write to, and who of them acts for the provider.

use domain::Language;
use sqlx::Row;
use sqlx::any::AnyRow;
use web::{Conn, Fault};

use crate::id::{DossierId, OfficerId};

/// Somebody of the provider's. Whoever has a subject has logged in and acts for the provider;
/// to the others the authority only writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    pub email: String,
    pub name: String,
    pub language: Language,
    pub subject: Option<String>,
}

/// More people than these need no access to one dossier.
pub const MAX_CONTACTS: usize = 20;

/// Adds somebody to write to. The one who acts already stays who acts.
pub async fn add(conn: &mut Conn, dossier: &DossierId, contact: &Contact) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO contact (dossier, email, name, language, subject) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (dossier, email)
         DO UPDATE SET name = excluded.name, language = excluded.language",
    )
    .bind(dossier.as_str())
    .bind(&contact.email)
    .bind(&contact.name)
    .bind(contact.language.tag())
    .bind(&contact.subject)
    .execute(conn)
    .await?;
    Ok(())
}

/// From now on a person acts who could only be written to. `false` if nobody waits under this
/// address: they were removed, or somebody acts under it already.
pub async fn join(
    conn: &mut Conn,
    (dossier, email): (&DossierId, &str),
    (subject, name): (&str, &str),
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE contact SET subject = $1, name = $2
         WHERE dossier = $3 AND email = $4 AND subject IS NULL",
    )
    .bind(subject)
    .bind(name)
    .bind(dossier.as_str())
    .bind(email)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn remove(conn: &mut Conn, dossier: &DossierId, email: &str) -> Result<(), Fault> {
    sqlx::query("DELETE FROM contact WHERE dossier = $1 AND email = $2")
        .bind(dossier.as_str())
        .bind(email)
        .execute(conn)
        .await?;
    Ok(())
}

/// Those of a dossier, in the order of their addresses.
pub async fn list(conn: &mut Conn, dossier: &DossierId) -> Result<Vec<Contact>, Fault> {
    let rows = sqlx::query(
        "SELECT email, name, language, subject FROM contact WHERE dossier = $1 ORDER BY email",
    )
    .bind(dossier.as_str())
    .fetch_all(conn)
    .await?;
    let contact = |row: &AnyRow| {
        Ok(Contact {
            email: row.try_get("email")?,
            name: row.try_get("name")?,
            language: row.try_get::<String, _>("language")?.parse()?,
            subject: row.try_get("subject")?,
        })
    };
    rows.iter().map(contact).collect()
}

/// Whether this person acts for the provider of the dossier.
pub async fn acts_for(conn: &mut Conn, dossier: &DossierId, subject: &str) -> Result<bool, Fault> {
    let row: (i64,) =
        sqlx::query_as("SELECT COUNT(*) FROM contact WHERE dossier = $1 AND subject = $2")
            .bind(dossier.as_str())
            .bind(subject)
            .fetch_one(conn)
            .await?;
    Ok(row.0 > 0)
}

/// Whether an officer acts for the provider of the dossier, on this dossier or on another one.
pub async fn includes(
    conn: &mut Conn,
    dossier: &DossierId,
    officer: &OfficerId,
) -> Result<bool, Fault> {
    let row: (i64,) = sqlx::query_as(
        "SELECT COUNT(*) FROM contact
         JOIN member ON member.subject = contact.subject
         JOIN dossier AS other ON other.id = contact.dossier
         JOIN dossier AS this ON this.entity = other.entity
         WHERE this.id = $1 AND member.officer = $2",
    )
    .bind(dossier.as_str())
    .bind(officer.as_str())
    .fetch_one(conn)
    .await?;
    Ok(row.0 > 0)
}

/// The dossiers for which this person acts.
pub async fn of_person(conn: &mut Conn, subject: &str) -> Result<Vec<DossierId>, Fault> {
    let rows: Vec<(String,)> = sqlx::query_as("SELECT dossier FROM contact WHERE subject = $1")
        .bind(subject)
        .fetch_all(conn)
        .await?;
    Ok(rows.into_iter().map(|(id,)| DossierId::new(id)).collect())
}
