use std::collections::BTreeMap;
use std::path::Path;

use axum::body::Bytes;
use figures::archive::Digest;
use figures::{Entry, Fact, Figures};
use ledger::{Checkpoint, Note};

use super::config::Source;
use crate::publication::{Published, Wrong};

/// A publication whose signature and files hold, as it was read: what is shown is what was checked,
/// whatever becomes of the folder.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The name of its folder.
    pub name: String,
    pub figures: Figures,
    /// All files of it, the statement among them.
    pub files: BTreeMap<String, Bytes>,
    /// SHA-256 of the signed statement, which names every file's.
    pub digest: Digest,
    /// How many entries the ledger had.
    pub size: u64,
}

impl Checked {
    /// Reads a publication and checks it: signed for one of the ledgers that are known, whole, and
    /// over a head that this ledger signed.
    pub fn read(folder: &Path, name: &str, sources: &[Source]) -> Result<Self, String> {
        for source in sources {
            match Published::open(folder, &source.figures_key) {
                Ok(Ok(published)) => return Self::of(published, name, source),
                // Signed by somebody else, who may be the next.
                Ok(Err(wrong)) if matches!(wrong.as_slice(), [Wrong::Statement(_)]) => {}
                Ok(Err(wrong)) => {
                    let wrong: Vec<_> = wrong.iter().map(ToString::to_string).collect();
                    return Err(wrong.join("; "));
                }
                Err(error) => return Err(format!("{error:#}")),
            }
        }
        Err("its statement is signed by no key of a configured source".to_owned())
    }

    fn of(published: Published, name: &str, source: &Source) -> Result<Self, String> {
        let figures = published.figures.clone();
        let head = figures.checkpoint.parse::<Note>().map_err(|error| error.to_string());
        let head = head.and_then(|note| {
            Checkpoint::open(&note, &source.ledger_key).map_err(|error| error.to_string())
        });
        let head = head.map_err(|error| format!("the head that it rests on: {error}"))?;
        if head.origin != figures.origin {
            return Err(format!("it is of {}, and its head of {}", figures.origin, head.origin));
        }
        let files = published.into_files();
        let digest = Digest::of(files.get("statement").map_or(&[], Vec::as_slice));
        let files = files.into_iter().map(|(name, bytes)| (name, bytes.into())).collect();
        Ok(Self { name: name.to_owned(), figures, files, digest, size: head.size })
    }

    /// What the office's ledger says of it.
    pub fn entry(&self, now: domain::Timestamp) -> Entry {
        let publication = figures::Publication {
            year: self.figures.year,
            size: self.size,
            digest: *self.digest.as_bytes(),
        };
        Entry { at: now, fact: Fact::Publication(publication) }
    }
}
