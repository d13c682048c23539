//! The signed statement: which files make up a publication, and over which head of the ledger.

use std::collections::BTreeMap;

use ledger::{Note, NoteError, SigningKey, VerifierKey};

use crate::archive::Digest;

const FORM: &str = "beffroi.figures.1";

/// A publication's files by name, under the ledger's origin and the year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub origin: String,
    pub year: i16,
    pub files: BTreeMap<String, Digest>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MalformedStatement {
    #[error("the statement is not a form line, an origin, a year and the files' digests")]
    Lines,
    #[error(transparent)]
    Note(#[from] NoteError),
}

impl Statement {
    pub fn sign(&self, key: &SigningKey) -> Result<Note, NoteError> {
        let mut note = Note::unsigned(self.text())?;
        key.sign(&mut note);
        Ok(note)
    }

    /// The statement of a note, once the key is known to have signed it.
    pub fn open(note: &str, key: &VerifierKey) -> Result<Self, MalformedStatement> {
        let parsed: Note = note.parse()?;
        key.verify(&parsed)?;
        // One spelling, signature lines and all: this key's and no other.
        if parsed.to_string() != note || parsed.signatures.len() != 1 {
            return Err(MalformedStatement::Lines);
        }
        let statement = Self::parse(&parsed.text).ok_or(MalformedStatement::Lines)?;
        if statement.text() == parsed.text { Ok(statement) } else { Err(MalformedStatement::Lines) }
    }

    fn text(&self) -> String {
        let files = self.files.iter().map(|(name, digest)| format!("{digest} {name}\n"));
        format!("{FORM}\n{}\n{}\n{}", self.origin, self.year, files.collect::<String>())
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next() != Some(FORM) {
            return None;
        }
        let (origin, year) = (lines.next()?.to_owned(), lines.next()?.parse().ok()?);
        let files = lines.map(|line| {
            let (digest, name) = line.split_once(' ')?;
            Some((name.to_owned(), digest.parse().ok()?))
        });
        Some(Self { origin, year, files: files.collect::<Option<_>>()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_changed_character_of_a_statement_is_found() {
        let key = SigningKey::from_seed("gateway.example/ledger/figures", &[1; 32]).unwrap();
        let files = [("figures.json", b"{}"), ("nl.html", b"<>")];
        let files = files.map(|(name, bytes)| (name.to_owned(), Digest::of(bytes))).into();
        let origin = "gateway.example/ledger".to_owned();
        let statement = Statement { origin, year: 2020, files };
        let note = statement.sign(&key).unwrap().to_string();
        assert_eq!(Statement::open(&note, key.verifier()), Ok(statement));
        for at in 0..note.len() {
            let mut changed = note.clone().into_bytes();
            changed[at] ^= 1;
            let changed = String::from_utf8_lossy(&changed);
            assert!(Statement::open(&changed, key.verifier()).is_err(), "byte {at}");
        }
    }
}
