//! Sealing a role's ledger: from its database, while it runs, into a folder that anyone can check
//! and that figures are computed from.
//!
//! The folder grows, and nothing sealed in it is written again. Its manifest says what that is, and
//! is replaced last and in one step: what a run that was killed left behind is not in it, and is
//! made anew by the next.

mod binder;
mod kept;
mod source;
mod tiles;

use std::path::Path;

use anyhow::{Context as _, Result};
use domain::Timestamp;
use figures::{Entry, Row};

pub use binder::Binder;
use kept::Kept;
pub use source::Source;
pub use tiles::{Save, Tiles};

use crate::publication::Heard;

/// Entries are read by so many: whole tiles, from wherever the last run ended.
const BATCH: u64 = 4096;

/// What a run did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    pub origin: String,
    /// How many entries were sealed before, and how many are now.
    pub before: u64,
    pub size: u64,
    /// The files that came to the archive.
    pub files: Vec<String>,
}

/// Seals what the ledger's signed head covers and the folder lacks. What the folder holds is proved
/// to be the beginning of that head before anything is written.
pub async fn seal(
    source: &mut Source,
    folder: &Path,
    now: Timestamp,
    heard: Heard<'_>,
) -> Result<Done> {
    let kept = Kept::open(folder, source.key().verifier())?;
    let head = source.head(now).await?;
    if let Some(sealed) = kept.head() {
        let proved = source.prove_follows(sealed, &head.checkpoint).await;
        proved.with_context(|| folder.display().to_string())?;
    }
    let (before, size) = (kept.size(), head.checkpoint.size);
    let until = head.until.max(kept.until());
    let mut binder = kept.binder()?;
    let mut month = String::new();
    while binder.size() < size {
        let end = (binder.size() / BATCH * BATCH + BATCH).min(size);
        for recorded in source.entries(binder.size()..end).await? {
            let opening = recorded.opening();
            let entry = Entry::from_json(opening.entry);
            let entry = entry.with_context(|| format!("the entry at {}", recorded.place))?;
            // Entries stand in the order of their commits: one of a month's last second may come
            // after the first of the next, and then stays with it.
            let its_month = month_of(entry.at);
            if its_month > month {
                binder.close(&month)?;
                month = its_month;
            }
            binder.add(&Row::from(&entry), opening.salt, &opening.commitment())?;
        }
        heard(end - before, size - before);
    }
    binder.close(&month)?;
    let files = binder.added();
    binder.finish(&head.note, source.key(), until)?;
    // The folder is another's to write in only from here on.
    drop(kept);
    Ok(Done { origin: head.checkpoint.origin, before, size, files })
}

/// The calendar month of a moment in UTC, such as `2020-04`.
fn month_of(at: Timestamp) -> String {
    at.rfc3339().chars().take("2020-04".len()).collect()
}
