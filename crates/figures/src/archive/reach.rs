use ledger::{Note, NoteError, SigningKey, VerifierKey};

const FORM: &str = "beffroi.reach.1";

/// How far a ledger's head reaches in time, as the ledger itself says and signs: that nothing more
/// will come of a year follows from no entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    pub origin: String,
    /// The size of the head.
    pub size: u64,
    /// The moment before which nothing happened that the head does not cover, in milliseconds
    /// since 1970.
    pub until: i64,
}

impl Reach {
    pub fn sign(&self, key: &SigningKey) -> Result<Note, NoteError> {
        let mut note = Note::unsigned(self.text())?;
        key.sign(&mut note);
        Ok(note)
    }

    /// What a note of this one spelling says, if the ledger signed it.
    pub(super) fn open(text: &str, key: &VerifierKey) -> Option<Self> {
        let note: Note = text.parse().ok()?;
        key.verify(&note).ok()?;
        let reach = Self::parse(&note.text)?;
        (note.to_string() == text && note.signatures.len() == 1).then_some(reach)
    }

    /// Four lines, where a head has three: one is never taken for the other.
    fn text(&self) -> String {
        format!("{FORM}\n{}\n{}\n{}\n", self.origin, self.size, self.until)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().skip(1);
        let (origin, size, until) = (lines.next()?.to_owned(), lines.next()?, lines.next()?);
        let reach = Self { origin, size: size.parse().ok()?, until: until.parse().ok()? };
        (reach.text() == text).then_some(reach)
    }
}
