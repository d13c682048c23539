//! What stands in the public log is not the entry but a salted commitment to it, so that the
//! bundles can be served to everyone and still reveal nobody.

use std::fmt;

use crate::hash::{Hash, leaf_hash, sha256};

/// Says what the bytes are, so that a commitment can be mistaken for no other hash.
const DOMAIN: &[u8] = b"beffroi.entry.1\n";

/// 32 random bytes for one entry. Whoever destroys it makes the commitment say nothing for ever.
#[derive(Clone, PartialEq, Eq)]
pub struct Salt([u8; 32]);

impl Salt {
    /// From 32 bytes of a cryptographic generator, used for one entry only.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(withheld)")
    }
}

/// An entry with its salt: what its owner keeps to open the commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening<'a> {
    pub salt: &'a Salt,
    pub entry: &'a [u8],
}

impl Opening<'_> {
    /// The 32 bytes that are the entry of the public log: SHA-256 over a fixed text, the salt
    /// and the entry. The salt has a fixed length, so no other pair gives the same bytes.
    pub fn commitment(&self) -> Hash {
        sha256(&[DOMAIN, &self.salt.0, self.entry])
    }

    /// The hash of the commitment as a leaf of the log.
    pub fn leaf(&self) -> Hash {
        leaf_hash(self.commitment().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn salt_and_entry_both_decide_the_leaf() {
        let (first, second) = (Salt::from_bytes([1; 32]), Salt::from_bytes([2; 32]));
        let leaf = |salt, entry| Opening { salt, entry }.leaf();
        assert_eq!(leaf(&first, b"entry"), leaf(&first, b"entry"));
        assert_ne!(leaf(&first, b"entry"), leaf(&second, b"entry"));
        assert_ne!(leaf(&first, b"entry"), leaf(&first, b"entrz"));
    }
}
