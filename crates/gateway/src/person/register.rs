//! The import of the register: one JSON object a line.

use std::io;
use std::path::Path;

use aws_lc_rs::digest::{Context, Digest, SHA256};
use domain::{Language, PersonId, Timestamp};
use serde::Deserialize;
use tokio::fs::File;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use web::{Database, Fault};

use super::{Contact, Person, store};
use crate::id::fresh;
use crate::moment::read_moment;

/// A line of the register. What else a line holds is not for the gateway.
#[derive(Deserialize)]
struct Record {
    national_number: String,
    given_name: Option<String>,
    family_name: String,
    birthdate: Option<String>,
    #[serde(alias = "locale")]
    language: Language,
    #[serde(flatten)]
    contact: Contact,
    #[serde(default)]
    deceased: bool,
    /// A day or a moment.
    card_valid_from: Option<String>,
}

/// Why the register was not imported, as a sentence for the operator. It never quotes a line:
/// lines hold personal data.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    #[error("the register {file} cannot be read: {source}")]
    Unreadable { file: String, source: io::Error },
    #[error("line {line} of the register {file}: {reason}")]
    Line { file: String, line: usize, reason: &'static str },
    #[error("the register could not be stored: {0:?}")]
    Store(Fault),
}

/// So many people are written in one transaction.
const BATCH: usize = 500;

/// Brings the people of a file into the register. A file that was the last to be imported is not
/// read again. Returns how many people were written.
pub async fn import(db: &Database, path: &Path, now: Timestamp) -> Result<usize, RegisterError> {
    let file = path.display().to_string();
    let unreadable = |source| RegisterError::Unreadable { file: file.clone(), source };
    let digest = digest(path).await.map_err(unreadable)?;
    if is_imported(db, &digest).await.map_err(RegisterError::Store)? {
        return Ok(0);
    }
    let mut lines = BufReader::new(File::open(path).await.map_err(unreadable)?).lines();
    let (mut line, mut count, mut batch) = (0, 0, Vec::with_capacity(BATCH));
    while let Some(text) = lines.next_line().await.map_err(unreadable)? {
        line += 1;
        if text.trim().is_empty() {
            continue;
        }
        let bad = |reason| RegisterError::Line { file: file.clone(), line, reason };
        batch.push(person(&text).map_err(bad)?);
        count += 1;
        if batch.len() == BATCH {
            write(db, &mut batch).await.map_err(RegisterError::Store)?;
        }
    }
    write(db, &mut batch).await.map_err(RegisterError::Store)?;
    note(db, &digest, now).await.map_err(RegisterError::Store)?;
    Ok(count)
}

fn person(text: &str) -> Result<Person, &'static str> {
    let record: Record = serde_json::from_str(text).map_err(|_| "it is not a person as JSON")?;
    let number = record.national_number.parse();
    if record.family_name.trim().is_empty() {
        return Err("the family name is empty");
    }
    let card_valid_from = record.card_valid_from.as_deref().map(read_moment);
    if card_valid_from == Some(None) {
        return Err("card_valid_from is no day and no moment with its offset");
    }
    Ok(Person {
        id: PersonId::new(fresh()),
        number: number.map_err(|_| "the national number is not valid")?,
        given_name: record.given_name.filter(|name| !name.trim().is_empty()),
        family_name: record.family_name,
        birth_date: record.birthdate,
        language: record.language,
        contact: record.contact,
        deceased: record.deceased,
        card_valid_from: card_valid_from.flatten(),
    })
}

async fn digest(path: &Path) -> io::Result<Digest> {
    let mut file = File::open(path).await?;
    let (mut context, mut buffer) = (Context::new(&SHA256), vec![0; 64 * 1024]);
    loop {
        match file.read(&mut buffer).await? {
            0 => return Ok(context.finish()),
            read => context.update(&buffer[..read]),
        }
    }
}

async fn is_imported(db: &Database, digest: &Digest) -> Result<bool, Fault> {
    store::is_imported(&mut *db.read().await?, digest.as_ref()).await
}

async fn write(db: &Database, batch: &mut Vec<Person>) -> Result<(), Fault> {
    let mut tx = db.begin().await?;
    for person in batch.drain(..) {
        store::save(&mut tx, &person).await?;
    }
    tx.commit().await
}

async fn note(db: &Database, digest: &Digest, now: Timestamp) -> Result<(), Fault> {
    let mut tx = db.begin().await?;
    store::note_import(&mut tx, digest.as_ref(), now).await?;
    tx.commit().await
}
