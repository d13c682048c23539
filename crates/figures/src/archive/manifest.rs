//! What binds the files to the head that the ledger signed.

use ledger::{Checkpoint, Forest, Hash, MalformedCheckpoint, Note, Opening, Span, VerifierKey};
use parquet::file::reader::ChunkReader;
use serde::{Deserialize, Serialize};

use super::{Digest, Part, Reach, Rows};
use crate::person::Pseudonym;

const FORM: &str = "beffroi.archive.1";

/// The list of the sealed ranges, from the first entry to the last that the checkpoint covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    form: String,
    pub origin: String,
    pub sealed: Vec<Sealed>,
    /// The ledger's signed head, as it signed it.
    pub checkpoint: String,
    /// The ledger's signed word on how far that head reaches in time.
    reach: String,
}

/// A sealed range and its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    pub file: String,
    /// The place of its first entry, and the one behind its last.
    pub start: u64,
    pub end: u64,
    /// The earliest and the latest moment in it, in milliseconds since 1970.
    pub first: i64,
    pub last: i64,
    pub bytes: u64,
    pub digest: Digest,
    /// The hashes of the perfect subtrees that make up the range.
    pub subtrees: Vec<String>,
}

/// Where an archive does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("the manifest is not in the form that it was written in")]
    Manifest,
    #[error("the manifest's checkpoint: {0}")]
    Checkpoint(#[from] MalformedCheckpoint),
    #[error("the manifest's reach is not what the ledger signed with its head")]
    Reach,
    #[error("{0}: the manifest's subtrees do not fit its range")]
    Subtrees(String),
    #[error("{0} does not begin where the range before it ends")]
    Gap(String),
    #[error("the ranges end at {sealed}, and the checkpoint at {signed}")]
    Size { sealed: u64, signed: u64 },
    #[error("the ranges do not lead to the checkpoint's root")]
    Root,
    #[error("{0}: its bytes have another digest or length than the manifest says")]
    Bytes(String),
    #[error("{file}: {what}")]
    File { file: String, what: String },
    #[error("{file}: the entry at {place} is not one: {what}")]
    Entry { file: String, place: u64, what: String },
    #[error(
        "{file}: the entries from {start} up to {end} are not those that the ledger committed to"
    )]
    Entries { file: String, start: u64, end: u64 },
    #[error(
        "{file}: the entry at {place} says that it is number {found} of {person} in its year, and \
         {expected} was next: an entry of theirs is missing, double or moved, or they have two lists"
    )]
    OutOfTurn { file: String, place: u64, person: Pseudonym, expected: u32, found: u32 },
    #[error("{0}: the manifest says another range or other times than the entries")]
    Range(String),
}

impl Manifest {
    /// Binds sealed ranges to a head of exactly their size, and to how far it reaches.
    pub fn bind(
        sealed: Vec<Sealed>,
        checkpoint: &Note,
        reach: &Note,
        key: &VerifierKey,
    ) -> Result<Self, Broken> {
        let (form, origin) = (FORM.to_owned(), key.name().to_owned());
        let (checkpoint, reach) = (checkpoint.to_string(), reach.to_string());
        let manifest = Self { form, origin, sealed, checkpoint, reach };
        manifest.check(key)?;
        Ok(manifest)
    }

    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).map(|json| json + "\n").unwrap_or_default()
    }

    /// Reads a manifest of the one spelling that it is written in.
    pub fn from_json(text: &[u8]) -> Result<Self, Broken> {
        let manifest: Self = serde_json::from_slice(text).map_err(|_| Broken::Manifest)?;
        let same = manifest.form == FORM && manifest.to_json().as_bytes() == text;
        if same { Ok(manifest) } else { Err(Broken::Manifest) }
    }

    /// Checks that the ledger signed the head, and that the ranges' subtrees lead to it.
    pub fn check(&self, key: &VerifierKey) -> Result<Checkpoint, Broken> {
        let note: Note = self.checkpoint.parse().map_err(MalformedCheckpoint::Note)?;
        let head = Checkpoint::open(&note, key)?;
        // The note is written as it was read: a manifest has one spelling.
        if head.origin != self.origin || note.to_string() != self.checkpoint {
            return Err(Broken::Manifest);
        }
        let reach = self.reach(key).filter(|reach| reach.origin == head.origin);
        if reach.is_none_or(|reach| reach.size != head.size) {
            return Err(Broken::Reach);
        }
        let mut whole = Forest::at(0);
        for sealed in &self.sealed {
            if !whole.join(&sealed.forest()?) {
                return Err(Broken::Gap(sealed.file.clone()));
            }
        }
        let sealed = whole.span().end;
        if sealed != head.size {
            return Err(Broken::Size { sealed, signed: head.size });
        }
        if whole.root() == Some(head.root) { Ok(head) } else { Err(Broken::Root) }
    }

    /// How far the archive reaches in time; `None` where the ledger did not sign it.
    pub fn reach(&self, key: &VerifierKey) -> Option<Reach> {
        Reach::open(&self.reach, key)
    }
}

impl Sealed {
    pub fn forest(&self) -> Result<Forest, Broken> {
        let bad = || Broken::Subtrees(self.file.clone());
        let hashes: Vec<Hash> = self
            .subtrees
            .iter()
            .map(|text| text.parse::<Hash>().ok().filter(|hash| hash.to_string() == *text))
            .collect::<Option<_>>()
            .ok_or_else(bad)?;
        Forest::resume(Span { start: self.start, end: self.end }, &hashes).ok_or_else(bad)
    }

    /// Checks the file's bytes against the digest.
    pub fn check_bytes(&self, bytes: u64, digest: Digest) -> Result<(), Broken> {
        let same = bytes == self.bytes && digest == self.digest;
        if same { Ok(()) } else { Err(Broken::Bytes(self.file.clone())) }
    }

    /// Computes every leaf of the file again. `done` hears how many entries are behind.
    pub fn check_entries<R: ChunkReader + 'static>(
        &self,
        part: &Part<R>,
        mut done: impl FnMut(u64),
    ) -> Result<(), Broken> {
        let mut audit = Audit { sealed: self, forest: Forest::at(self.start), times: None };
        for group in 0..part.groups() {
            let rows = part.rows(group).map_err(|error| Broken::File {
                file: self.file.clone(),
                what: error.to_string(),
            })?;
            audit.take(&rows)?;
            done(audit.forest.span().end - self.start);
        }
        audit.finish()
    }
}

/// The entries of a file, read again from the first to the last.
struct Audit<'a> {
    sealed: &'a Sealed,
    forest: Forest,
    times: Option<(i64, i64)>,
}

impl Audit<'_> {
    fn take(&mut self, rows: &Rows) -> Result<(), Broken> {
        for at in 0..rows.len() {
            let expected = self.forest.span().end;
            let wrong = |what: &str| Broken::Entry {
                file: self.sealed.file.clone(),
                place: expected,
                what: what.to_owned(),
            };
            let (place, salt, row) =
                rows.row(at).ok_or_else(|| wrong("a column holds what an entry cannot"))?;
            if place != expected {
                return Err(wrong("it says that it stands elsewhere"));
            }
            let json = row.to_json();
            self.forest.append(Opening { salt: &salt, entry: json.as_bytes() }.leaf());
            let (first, last) = self.times.unwrap_or((row.at, row.at));
            self.times = Some((first.min(row.at), last.max(row.at)));
        }
        Ok(())
    }

    /// Names the subtree in which the first difference lies: that is as near as the signed hashes
    /// lead. With the ledger's tiles at hand the very entry can be found.
    fn finish(self) -> Result<(), Broken> {
        let file = &self.sealed.file;
        let known = self.sealed.forest()?;
        let span = self.forest.span();
        if span != known.span()
            || self.times.unwrap_or_default() != (self.sealed.first, self.sealed.last)
        {
            return Err(Broken::Range(file.clone()));
        }
        let computed = self.forest.hashes();
        let mut pairs = span.nodes().into_iter().zip(computed.iter().zip(known.hashes()));
        match pairs.find(|(_, (computed, known))| **computed != *known) {
            None => Ok(()),
            Some((node, _)) => {
                let start = node.index << node.level;
                let end = start + (1 << node.level);
                Err(Broken::Entries { file: file.clone(), start, end })
            }
        }
    }
}
