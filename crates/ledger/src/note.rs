//! C2SP signed-note: a text and the signatures under it.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::hash::sha256;

/// More signatures than this are refused unread; a verifier must accept at least 16.
const MOST_SIGNATURES: usize = 64;
const ED25519_TYPE: u8 = 0x01;
const SECRET: &str = "PRIVATE+KEY+";

/// A text with signatures of which nothing has been verified yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Ends in a newline.
    pub text: String,
    pub signatures: Vec<Signature>,
}

/// One signature line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    pub name: String,
    pub key_id: [u8; 4],
    pub bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    #[error("not a signed note: expected a text, an empty line and signature lines")]
    Malformed,
    #[error("not a key: expected <name>+<key id in hex>+<type and key in base64>")]
    MalformedKey,
    #[error("the note has no signature of this key")]
    Unsigned,
    #[error("the signature does not hold")]
    Forged,
}

impl Note {
    /// A text that nobody has signed yet. It must end in a newline and hold no control characters.
    pub fn unsigned(text: String) -> Result<Self, NoteError> {
        let clean =
            text.ends_with('\n') && text.chars().all(|c| c == '\n' || !c.is_ascii_control());
        if clean { Ok(Self { text, signatures: vec![] }) } else { Err(NoteError::Malformed) }
    }
}

impl FromStr for Note {
    type Err = NoteError;

    fn from_str(whole: &str) -> Result<Self, NoteError> {
        let at = whole.rfind("\n\n").ok_or(NoteError::Malformed)?;
        let (text, lines) = (&whole[..=at], &whole[at + 2..]);
        if !lines.ends_with('\n') {
            return Err(NoteError::Malformed);
        }
        let mut note = Self::unsigned(text.to_owned())?;
        for line in lines.lines() {
            if note.signatures.len() == MOST_SIGNATURES {
                return Err(NoteError::Malformed);
            }
            note.signatures.push(line.parse()?);
        }
        if note.signatures.is_empty() { Err(NoteError::Malformed) } else { Ok(note) }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

impl FromStr for Signature {
    type Err = NoteError;

    fn from_str(line: &str) -> Result<Self, NoteError> {
        let rest = line.strip_prefix("— ").ok_or(NoteError::Malformed)?;
        let (name, encoded) = rest.split_once(' ').ok_or(NoteError::Malformed)?;
        let decoded = STANDARD.decode(encoded).map_err(|_| NoteError::Malformed)?;
        let (key_id, bytes) = decoded.split_first_chunk::<4>().ok_or(NoteError::Malformed)?;
        if !is_key_name(name) || bytes.is_empty() {
            return Err(NoteError::Malformed);
        }
        Ok(Self { name: name.to_owned(), key_id: *key_id, bytes: bytes.to_vec() })
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let encoded = STANDARD.encode([self.key_id.as_slice(), &self.bytes].concat());
        write!(f, "— {} {encoded}", self.name)
    }
}

/// The key with which a log signs its checkpoints.
pub struct SigningKey {
    verifier: VerifierKey,
    pair: Ed25519KeyPair,
}

impl SigningKey {
    /// From the 32 secret bytes of RFC 8032.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, NoteError> {
        let pair =
            Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| NoteError::MalformedKey)?;
        let verifier = VerifierKey::new(name, ED25519_TYPE, public_bytes(&pair)?)?;
        Ok(Self { verifier, pair })
    }

    /// From the text in which the note tools of Go keep a key:
    /// `PRIVATE+KEY+<name>+<key id in hex>+<type and seed in base64>`.
    pub fn from_text(text: &str) -> Result<Self, NoteError> {
        let rest = text.trim_end().strip_prefix(SECRET).ok_or(NoteError::MalformedKey)?;
        let mut parts = rest.splitn(3, '+');
        let (Some(name), Some(_), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::MalformedKey);
        };
        let decoded = STANDARD.decode(key).map_err(|_| NoteError::MalformedKey)?;
        let (kind, seed) = decoded.split_first().ok_or(NoteError::MalformedKey)?;
        let seed = seed.try_into().map_err(|_| NoteError::MalformedKey)?;
        let parsed = Self::from_seed(name, &seed)?;
        let same = *kind == ED25519_TYPE && Self::text(name, &seed)? == text.trim_end();
        if same { Ok(parsed) } else { Err(NoteError::MalformedKey) }
    }

    /// The text that [`SigningKey::from_text`] reads: a secret.
    pub fn text(name: &str, seed: &[u8; 32]) -> Result<String, NoteError> {
        let id = u32::from_be_bytes(Self::from_seed(name, seed)?.verifier.key_id);
        let key = STANDARD.encode([&[ED25519_TYPE], seed.as_slice()].concat());
        Ok(format!("{SECRET}{name}+{id:08x}+{key}"))
    }

    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    pub fn sign(&self, note: &mut Note) {
        let bytes = self.pair.sign(note.text.as_bytes()).as_ref().to_vec();
        let VerifierKey { name, key_id, .. } = &self.verifier;
        note.signatures.push(Signature { name: name.clone(), key_id: *key_id, bytes });
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.verifier)
    }
}

/// A public key and the name it signs under, written as the specification's `vkey`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    key_id: [u8; 4],
    kind: u8,
    public: [u8; 32],
}

impl VerifierKey {
    pub(crate) fn new(name: &str, kind: u8, public: [u8; 32]) -> Result<Self, NoteError> {
        if !is_key_name(name) {
            return Err(NoteError::MalformedKey);
        }
        let hash = sha256(&[name.as_bytes(), b"\n", &[kind], &public]);
        let mut key_id = [0; 4];
        key_id.copy_from_slice(&hash.as_bytes()[..4]);
        Ok(Self { name: name.to_owned(), key_id, kind, public })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn kind(&self) -> u8 {
        self.kind
    }

    pub(crate) fn key_id(&self) -> [u8; 4] {
        self.key_id
    }

    /// The signature under this key's name and id, unverified.
    pub(crate) fn line<'a>(&self, note: &'a Note) -> Result<&'a Signature, NoteError> {
        let mine = |line: &&Signature| line.name == self.name && line.key_id == self.key_id;
        note.signatures.iter().find(mine).ok_or(NoteError::Unsigned)
    }

    pub(crate) fn holds(&self, message: &[u8], signature: &[u8]) -> Result<(), NoteError> {
        UnparsedPublicKey::new(&ED25519, self.public)
            .verify(message, signature)
            .map_err(|_| NoteError::Forged)
    }

    /// Checks that this key signed the note.
    pub fn verify(&self, note: &Note) -> Result<(), NoteError> {
        if self.kind != ED25519_TYPE {
            return Err(NoteError::MalformedKey);
        }
        self.holds(note.text.as_bytes(), &self.line(note)?.bytes)
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = u32::from_be_bytes(self.key_id);
        let key = STANDARD.encode([&[self.kind], self.public.as_slice()].concat());
        write!(f, "{}+{id:08x}+{key}", self.name)
    }
}

impl FromStr for VerifierKey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(_), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::MalformedKey);
        };
        let decoded = STANDARD.decode(key).map_err(|_| NoteError::MalformedKey)?;
        let (kind, public) = decoded.split_first().ok_or(NoteError::MalformedKey)?;
        let public = public.try_into().map_err(|_| NoteError::MalformedKey)?;
        let parsed = Self::new(name, *kind, public)?;
        // The id must be the one that name and key give, and nothing may be spelt otherwise.
        if parsed.to_string() == text { Ok(parsed) } else { Err(NoteError::MalformedKey) }
    }
}

pub(crate) fn public_bytes(pair: &Ed25519KeyPair) -> Result<[u8; 32], NoteError> {
    pair.public_key().as_ref().try_into().map_err(|_| NoteError::MalformedKey)
}

fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c == '+' || c.is_control())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The example of the C2SP document.
    const KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    const NOTE: &str = "This is an example message.\n\n— example.com/foo \
        Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    #[test]
    fn a_secret_key_is_read_from_the_text_of_the_note_tools() {
        // The example key of golang.org/x/mod/sumdb/note.
        let text = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
        let public = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        assert_eq!(SigningKey::from_text(text).unwrap().verifier().to_string(), public);
        assert!(SigningKey::from_text(&text.replace("c74f20a3", "c74f20a4")).is_err());
        assert!(SigningKey::from_text(&text.replace("Peter", "Petra")).is_err());
        assert!(SigningKey::from_text(public).is_err());
    }

    #[test]
    fn the_example_of_the_specification_verifies() {
        let (key, note): (VerifierKey, Note) = (KEY.parse().unwrap(), NOTE.parse().unwrap());
        assert_eq!(key.verify(&note), Ok(()));
        assert_eq!((key.to_string(), note.to_string()), (KEY.to_owned(), NOTE.to_owned()));
    }

    #[test]
    fn a_changed_text_and_a_strange_key_are_told_apart() {
        let key: VerifierKey = KEY.parse().unwrap();
        let changed: Note = NOTE.replace("example message", "exemple message").parse().unwrap();
        assert_eq!(key.verify(&changed), Err(NoteError::Forged));
        let other = SigningKey::from_seed("example.com/foo", &[7; 32]).unwrap();
        assert_eq!(other.verifier().verify(&changed), Err(NoteError::Unsigned));
    }

    #[test]
    fn malformed_notes_and_keys_are_refused() {
        for note in [
            "",
            "\n\n",
            "text\n",
            "text\n\n",
            "text\n\n- a AAAAAAAA\n",
            "text\n\n— a b c\n",
            "te\u{1}xt\n\n— a AAAAAAAA\n",
        ] {
            assert_eq!(note.parse::<Note>(), Err(NoteError::Malformed), "{note:?}");
        }
        for key in [
            "",
            "a+b",
            "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "a b+00000000+AQ==",
        ] {
            assert_eq!(key.parse::<VerifierKey>(), Err(NoteError::MalformedKey), "{key}");
        }
    }

    proptest! {
        #[test]
        fn what_is_signed_verifies_and_reads_back(text in "[^\\p{Cc}]{0,60}", seed: [u8; 32]) {
            let key = SigningKey::from_seed("example.com/log", &seed).unwrap();
            let mut note = Note::unsigned(format!("{text}\n")).unwrap();
            key.sign(&mut note);
            let read: Note = note.to_string().parse().unwrap();
            prop_assert_eq!(&read, &note);
            prop_assert_eq!(key.verifier().verify(&read), Ok(()));
        }

        #[test]
        fn hostile_text_never_panics(text: String) {
            let _ = text.parse::<Note>();
            let _ = text.parse::<VerifierKey>();
        }
    }
}
