//! What lies in a dossier beside the request itself: evidence, and whom to write to.

use domain::{Language, Timestamp};
use sqlx::Row;
use sqlx::any::AnyRow;
use web::{Conn, Fault, Handle};

use super::{Digest, EvidenceKind};
use crate::id::{DossierId, EvidenceId};

/// A file that a provider put into its dossier, without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    pub id: EvidenceId,
    pub kind: EvidenceKind,
    pub name: String,
    /// SHA-256, in hexadecimal.
    pub digest: String,
    pub size: i64,
    pub added: Timestamp,
}

/// Somebody of the provider's. Whoever has a subject has logged in and acts for the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    pub email: String,
    pub name: String,
    pub language: Language,
    pub subject: Option<String>,
}

/// No report is larger.
pub const MAX_FILE: usize = 10 * 1024 * 1024;
pub const MAX_FILES: usize = 40;

pub async fn add_evidence(
    conn: &mut Conn,
    dossier: &DossierId,
    (kind, name): (EvidenceKind, &str),
    content: Vec<u8>,
    now: Timestamp,
) -> Result<EvidenceId, Fault> {
    let id = EvidenceId::new(Handle::random().reveal());
    sqlx::query(
        "INSERT INTO evidence (id, dossier, kind, name, digest, size, content, added)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id.as_str())
    .bind(dossier.as_str())
    .bind(kind.name())
    .bind(name)
    .bind(Digest::of(&content).to_string())
    .bind(i64::try_from(content.len())?)
    .bind(content)
    .bind(now.millis())
    .execute(conn)
    .await?;
    Ok(id)
}

pub async fn evidence(conn: &mut Conn, dossier: &DossierId) -> Result<Vec<Evidence>, Fault> {
    let rows = sqlx::query(
        "SELECT id, kind, name, digest, size, added FROM evidence WHERE dossier = $1 ORDER BY added, id",
    )
    .bind(dossier.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter().map(read_evidence).collect()
}

/// A file with its content, if it lies in this very dossier.
pub async fn file(
    conn: &mut Conn,
    dossier: &DossierId,
    id: &EvidenceId,
) -> Result<Option<(Evidence, Vec<u8>)>, Fault> {
    let row = sqlx::query(
        "SELECT id, kind, name, digest, size, added, content FROM evidence
         WHERE dossier = $1 AND id = $2",
    )
    .bind(dossier.as_str())
    .bind(id.as_str())
    .fetch_optional(conn)
    .await?;
    row.map(|row| Ok((read_evidence(&row)?, row.try_get("content")?))).transpose()
}

fn read_evidence(row: &AnyRow) -> Result<Evidence, Fault> {
    let kind: String = row.try_get("kind")?;
    Ok(Evidence {
        id: EvidenceId::new(row.try_get::<String, _>("id")?),
        kind: EvidenceKind::read(&kind)
            .ok_or_else(|| Fault::because("stored evidence is of an unknown kind"))?,
        name: row.try_get("name")?,
        digest: row.try_get("digest")?,
        size: row.try_get("size")?,
        added: Timestamp::from_millis(row.try_get("added")?),
    })
}

/// Adds somebody to write to. The one who acts already stays who acts.
pub async fn add_contact(
    conn: &mut Conn,
    dossier: &DossierId,
    contact: &Contact,
) -> Result<(), Fault> {
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

pub async fn contacts(conn: &mut Conn, dossier: &DossierId) -> Result<Vec<Contact>, Fault> {
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

/// The dossiers for which this person acts.
pub async fn of_person(conn: &mut Conn, subject: &str) -> Result<Vec<DossierId>, Fault> {
    let rows: Vec<(String,)> = sqlx::query_as("SELECT dossier FROM contact WHERE subject = $1")
        .bind(subject)
        .fetch_all(conn)
        .await?;
    Ok(rows.into_iter().map(|(id,)| DossierId::new(id)).collect())
}
