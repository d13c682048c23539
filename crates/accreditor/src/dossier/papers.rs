//! What lies in a dossier beside the request itself: evidence.

use domain::Timestamp;
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
