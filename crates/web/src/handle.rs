use std::fmt;

use aws_lc_rs::{digest, rand};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

/// An unguessable name for something kept at the server: a session, a ticket, a code. Whoever
/// holds it is let in, so it cannot be printed and is stored only as its hash.
#[derive(Clone)]
pub struct Handle(Zeroizing<String>);

const BYTES: usize = 32;

impl Handle {
    /// 256 random bits.
    pub fn random() -> Self {
        let mut bytes = Zeroizing::new([0u8; BYTES]);
        rand::fill(bytes.as_mut_slice()).unwrap_or_else(|_| {
            // Without randomness nothing this process says can be trusted: stop it at once.
            std::process::abort()
        });
        Self(Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes.as_slice())))
    }

    /// Only the canonical spelling is a handle: 43 characters of base64url, spare bits zero, so
    /// that no two texts name one thing.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0u8; BYTES + 1]);
        let decoded = URL_SAFE_NO_PAD.decode_slice(text, bytes.as_mut_slice());
        (decoded == Ok(BYTES)).then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The text itself, to be handed to its holder and to nobody else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored. A stolen database opens nothing with it: 256 random bits cannot be found
    /// back from their SHA-256.
    pub fn hash(&self) -> [u8; 32] {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest::digest(&digest::SHA256, self.0.as_bytes()).as_ref());
        hash
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handle(withheld)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_read_back_and_no_two_are_alike() {
        let handle = Handle::random();
        assert_eq!(handle.reveal().len(), 43);
        assert_eq!(Handle::parse(handle.reveal()).unwrap().hash(), handle.hash());
        assert_ne!(Handle::random().hash(), handle.hash());
    }

    #[test]
    fn only_the_canonical_spelling_is_read() {
        let good = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        assert!(Handle::parse(good).is_some());
        for bad in [
            "",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+A",
            " AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert!(Handle::parse(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn it_cannot_be_printed() {
        let handle = Handle::random();
        assert!(!format!("{handle:?}").contains(handle.reveal()));
    }
}
