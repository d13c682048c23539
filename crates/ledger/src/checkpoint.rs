//! C2SP tlog-checkpoint: which log, how large, and the root.

use std::fmt;
use std::str::FromStr;

use crate::hash::Hash;
use crate::note::{Note, NoteError, SigningKey, VerifierKey};

/// A tree head. Extension lines are not used and not accepted: no monitor could audit them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    pub origin: String,
    pub size: u64,
    pub root: Hash,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MalformedCheckpoint {
    #[error("a checkpoint is three lines: origin, size and root")]
    Lines,
    #[error("the size is a decimal number without leading zeroes")]
    Size,
    #[error("the root is 32 bytes in standard base64")]
    Root,
    #[error("the checkpoint is of another log")]
    Origin,
    #[error(transparent)]
    Note(#[from] NoteError),
}

impl Checkpoint {
    /// The note of this checkpoint, signed by the log.
    pub fn sign(&self, key: &SigningKey) -> Result<Note, NoteError> {
        let mut note = Note::unsigned(self.to_string())?;
        key.sign(&mut note);
        Ok(note)
    }

    /// The checkpoint in a note, once the log's own key is known to have signed it. The origin
    /// must be the key's name, so that no log can speak for another.
    pub fn open(note: &Note, key: &VerifierKey) -> Result<Self, MalformedCheckpoint> {
        key.verify(note)?;
        let checkpoint: Self = note.text.parse()?;
        if checkpoint.origin == key.name() {
            Ok(checkpoint)
        } else {
            Err(MalformedCheckpoint::Origin)
        }
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, self.root)
    }
}

impl FromStr for Checkpoint {
    type Err = MalformedCheckpoint;

    fn from_str(text: &str) -> Result<Self, MalformedCheckpoint> {
        let lines: Vec<_> = text.strip_suffix('\n').unwrap_or("").split('\n').collect();
        let [origin, size, root] = lines.as_slice() else { return Err(MalformedCheckpoint::Lines) };
        if origin.is_empty() {
            return Err(MalformedCheckpoint::Lines);
        }
        let number: u64 = size.parse().map_err(|_| MalformedCheckpoint::Size)?;
        if number.to_string() != **size {
            return Err(MalformedCheckpoint::Size);
        }
        let root = root.parse().map_err(|_| MalformedCheckpoint::Root)?;
        Ok(Self { origin: (*origin).to_owned(), size: number, root })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::empty_root;

    fn checkpoint() -> Checkpoint {
        Checkpoint { origin: "example.com/log".to_owned(), size: 42, root: empty_root() }
    }

    #[test]
    fn it_reads_back_as_written() {
        assert_eq!(checkpoint().to_string().parse(), Ok(checkpoint()));
    }

    #[test]
    fn only_the_log_of_that_origin_can_sign_it() {
        let key = SigningKey::from_seed("example.com/log", &[1; 32]).unwrap();
        let note = checkpoint().sign(&key).unwrap();
        assert_eq!(Checkpoint::open(&note, key.verifier()), Ok(checkpoint()));
        let other = SigningKey::from_seed("example.com/other", &[1; 32]).unwrap();
        let foreign = checkpoint().sign(&other).unwrap();
        assert_eq!(Checkpoint::open(&foreign, other.verifier()), Err(MalformedCheckpoint::Origin));
        assert!(Checkpoint::open(&foreign, key.verifier()).is_err());
    }

    #[test]
    fn other_spellings_are_refused() {
        let root = empty_root();
        for text in [
            String::new(),
            format!("log\n042\n{root}\n"),
            format!("log\n+42\n{root}\n"),
            format!("log\n42\n{root}"),
            format!("log\n42\n{root}\nextension\n"),
            format!("\n42\n{root}\n"),
            "log\n42\nAAAA\n".to_owned(),
        ] {
            assert!(text.parse::<Checkpoint>().is_err(), "{text:?}");
        }
    }
}
