//! Publishing a ledger's figures of a year, and checking what somebody published.
//!
//! A publication is a folder: the figures as JSON, each table as CSV, a page and the announcement
//! in every language, and a signed statement of all files.

mod chart;
mod page;
mod sentence;
mod shelf;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use figures::archive::Digest;
use figures::{Difference, Figures, Statement, Tally};
use ledger::{SigningKey, VerifierKey};

use crate::folder;

pub use sentence::announcement;
pub use shelf::Shelf;

const FIGURES: &str = "figures.json";
pub const STATEMENT: &str = "statement";

/// The files of a publication, by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Heard while a long task goes on: how much is behind, of how much.
pub type Heard<'a> = &'a (dyn Fn(u64, u64) + Sync);

/// Computes the figures of a year from the archive, whose files are as their digests say.
pub fn compute(shelf: &Shelf, year: i16, heard: Heard<'_>) -> Result<Figures> {
    let manifest = shelf.manifest();
    if !shelf.is_over(year) {
        bail!(
            "the archive ends before the year {year} is over: seal the ledger again once it is, with \
             `beffroi ledger seal`"
        );
    }
    let before = shelf.reaches_back_before(year).then_some(year - 1);
    let years: Vec<i16> = before.into_iter().chain([year]).collect();
    let total = years.iter().map(|year| shelf.entries_of(*year)).sum();
    let done = std::sync::atomic::AtomicU64::new(0);
    let tallies = years.iter().map(|year| {
        let parts = shelf.parts(*year)?;
        let tally = Tally::of_year(*year, &parts, shelf::threads(), &|rows| {
            let before = done.fetch_add(rows, std::sync::atomic::Ordering::Relaxed);
            heard(before + rows, total);
        });
        tally.context("counting the archive")
    });
    let tallies = tallies.collect::<Result<Vec<_>>>()?;
    match tallies.as_slice() {
        [before, now] => Ok(Figures::of(manifest, now, Some(before))),
        [now] => Ok(Figures::of(manifest, now, None)),
        _ => bail!("the year {year} is not in the archive"),
    }
}

/// Writes a publication into a new folder and signs it. Returns what was signed. The folder is there
/// only once it is complete: whoever watches over publications never sees half of one.
pub fn publish(figures: &Figures, key: &SigningKey, folder: &Path) -> Result<Statement> {
    if folder.exists() {
        bail!("{} is there already: name a folder that is to be made", folder.display());
    }
    let files = files(figures)?;
    let statement = Statement {
        origin: figures.origin.clone(),
        year: figures.year,
        files: files.iter().map(|(name, bytes)| (name.clone(), Digest::of(bytes))).collect(),
    };
    let note = statement.sign(key).context("signing the publication")?.to_string();
    let draft = folder.with_added_extension("draft");
    if draft.exists() {
        // Of a run that was killed.
        fs::remove_dir_all(&draft).with_context(|| draft.display().to_string())?;
    }
    for (name, bytes) in files.iter().chain([(&STATEMENT.to_owned(), &note.into_bytes())]) {
        folder::write(&draft.join(name), bytes).with_context(|| format!("writing {name}"))?;
    }
    folder::sync(&draft)?;
    fs::rename(&draft, folder).with_context(|| format!("making {}", folder.display()))?;
    Ok(statement)
}

/// All files of a publication but the statement: what follows from the figures alone.
fn files(figures: &Figures) -> Result<Files> {
    let mut files = Files::from([(FIGURES.to_owned(), figures.to_json().into_bytes())]);
    for table in &figures.tables {
        files.insert(format!("{}.csv", table.name), table.to_csv().into_bytes());
    }
    files.extend(page::all(figures)?);
    Ok(files)
}

/// What is wrong with a publication.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    #[error("statement: {0}")]
    Statement(String),
    #[error("{0} is missing")]
    Missing(String),
    #[error("{0} is not the file that was signed")]
    Changed(String),
    #[error("{0} is not part of what was signed")]
    Added(String),
    #[error("{0}: not figures as they are published")]
    Malformed(&'static str),
    #[error("{0}")]
    Figures(Difference),
    #[error("{0} does not follow from the figures")]
    Derived(String),
}

/// A publication as it lies in a folder, once its signature and its files are known to hold.
pub struct Published {
    pub figures: Figures,
    files: Files,
    statement: String,
}

impl Published {
    /// Reads a publication and checks its signature and every file of it.
    pub fn open(folder: &Path, key: &VerifierKey) -> Result<std::result::Result<Self, Vec<Wrong>>> {
        let note = fs::read_to_string(folder.join(STATEMENT))
            .with_context(|| format!("{} has no statement", folder.display()))?;
        let statement = match Statement::open(&note, key) {
            Ok(statement) => statement,
            Err(error) => return Ok(Err(vec![Wrong::Statement(error.to_string())])),
        };
        let files = read(folder)?;
        let mut wrong = Vec::new();
        for (name, digest) in &statement.files {
            match files.get(name) {
                None => wrong.push(Wrong::Missing(name.clone())),
                Some(bytes) if Digest::of(bytes) != *digest => {
                    wrong.push(Wrong::Changed(name.clone()));
                }
                Some(_) => {}
            }
        }
        let strange = files.keys().filter(|name| !statement.files.contains_key(*name));
        wrong.extend(strange.map(|name| Wrong::Added(name.clone())));
        if !wrong.is_empty() {
            return Ok(Err(wrong));
        }
        let figures = files.get(FIGURES).and_then(|bytes| Figures::from_json(bytes).ok());
        let Some(figures) = figures else { return Ok(Err(vec![Wrong::Malformed(FIGURES)])) };
        if figures.origin != statement.origin || figures.year != statement.year {
            return Ok(Err(vec![Wrong::Statement("of another ledger or year".to_owned())]));
        }
        Ok(Ok(Self { figures, files, statement: note }))
    }

    /// All its files, the signed statement among them.
    pub fn into_files(self) -> Files {
        let mut files = self.files;
        files.insert(STATEMENT.to_owned(), self.statement.into_bytes());
        files
    }

    /// What of it differs from figures that were computed again, and from what follows from them.
    pub fn differs(&self, computed: &Figures) -> Result<Vec<Wrong>> {
        let differences = self.figures.differences(computed);
        if !differences.is_empty() {
            return Ok(differences.into_iter().map(Wrong::Figures).collect());
        }
        let expected = files(computed)?;
        let names = self.files.keys().chain(expected.keys());
        let other = names.filter(|name| self.files.get(*name) != expected.get(*name));
        let names: std::collections::BTreeSet<_> = other.cloned().collect();
        Ok(names.into_iter().map(Wrong::Derived).collect())
    }
}

fn read(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    for entry in fs::read_dir(folder)? {
        let path: PathBuf = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name != STATEMENT {
            let bytes = fs::read(&path).with_context(|| format!("reading {name}"))?;
            files.insert(name, bytes);
        }
    }
    Ok(files)
}
