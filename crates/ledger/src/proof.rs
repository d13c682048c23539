//! C2SP tlog-proof: one text that proves offline that an entry stands in a log.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::checkpoint::{Checkpoint, MalformedCheckpoint};
use crate::commitment::{Opening, Salt};
use crate::cosignature::CosignerKey;
use crate::hash::{Hash, MalformedHash};
use crate::note::{Note, NoteError, VerifierKey};
use crate::tree::{ProofError, verify_inclusion};

const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// Inclusion proofs in trees of 64-bit size have no more hashes than this.
const MOST_HASHES: usize = 64;

/// A proof of which nothing has been verified yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfflineProof {
    /// Not authenticated by the format: here the salt and the entry, which the leaf commits to.
    pub extra: Option<Vec<u8>>,
    pub index: u64,
    pub hashes: Vec<Hash>,
    pub checkpoint: Note,
}

/// What a verified proof says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub entry: Vec<u8>,
    pub index: u64,
    pub checkpoint: Checkpoint,
    /// When each of the known witnesses that cosigned saw this head, in seconds since 1970.
    pub witnessed: Vec<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MalformedProof {
    #[error("not a proof: expected the header, an index, hashes, an empty line and a checkpoint")]
    Layout,
    #[error("the proof does not say which entry it proves")]
    NoEntry,
    #[error(transparent)]
    Hash(#[from] MalformedHash),
    #[error(transparent)]
    Note(#[from] NoteError),
    #[error(transparent)]
    Checkpoint(#[from] MalformedCheckpoint),
    #[error(transparent)]
    Inclusion(#[from] ProofError),
}

impl OfflineProof {
    /// The extra data of a receipt: the salt, then the entry.
    pub fn opened(opening: &Opening<'_>) -> Vec<u8> {
        [opening.salt.as_bytes().as_slice(), opening.entry].concat()
    }

    /// The proofs of a text that holds several, one behind the other.
    pub fn several(text: &str) -> Result<Vec<Self>, MalformedProof> {
        let begins = |(at, _): &(usize, &str)| *at == 0 || text[..*at].ends_with('\n');
        let starts: Vec<usize> =
            text.match_indices(HEADER).filter(begins).map(|(at, _)| at).collect();
        if starts.first() != Some(&0) {
            return Err(MalformedProof::Layout);
        }
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        starts.iter().zip(ends).map(|(start, end)| text[*start..end].parse()).collect()
    }

    /// Checks everything: that the log signed the checkpoint, that the entry with its salt is the
    /// leaf at this index, and every cosignature of a known witness that is there.
    pub fn verify(
        &self,
        log: &VerifierKey,
        witnesses: &[CosignerKey],
    ) -> Result<Receipt, MalformedProof> {
        let extra = self.extra.as_deref().ok_or(MalformedProof::NoEntry)?;
        let (salt, entry) = extra.split_first_chunk::<32>().ok_or(MalformedProof::NoEntry)?;
        let salt = Salt::from_bytes(*salt);
        let leaf = Opening { salt: &salt, entry }.leaf();
        let checkpoint = Checkpoint::open(&self.checkpoint, log)?;
        verify_inclusion(&leaf, self.index, checkpoint.size, &self.hashes, &checkpoint.root)?;
        let mut witnessed = Vec::new();
        for witness in witnesses {
            match witness.verify(&self.checkpoint) {
                Ok(seconds) => witnessed.push(seconds),
                Err(NoteError::Unsigned) => {}
                Err(forged) => return Err(forged.into()),
            }
        }
        Ok(Receipt { entry: entry.to_vec(), index: self.index, checkpoint, witnessed })
    }
}

impl fmt::Display for OfflineProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.hashes.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

impl FromStr for OfflineProof {
    type Err = MalformedProof;

    fn from_str(text: &str) -> Result<Self, MalformedProof> {
        let (head, checkpoint) = text.split_once("\n\n").ok_or(MalformedProof::Layout)?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEADER) {
            return Err(MalformedProof::Layout);
        }
        let extra = lines.next_if(|line| line.starts_with("extra "));
        let extra = extra
            .map(|line| STANDARD.decode(&line["extra ".len()..]))
            .transpose()
            .map_err(|_| MalformedProof::Layout)?;
        let index = lines.next().and_then(|line| line.strip_prefix("index "));
        let index = index.ok_or(MalformedProof::Layout)?;
        let number: u64 = index.parse().map_err(|_| MalformedProof::Layout)?;
        if number.to_string() != index {
            return Err(MalformedProof::Layout);
        }
        let hashes: Vec<Hash> = lines.map(str::parse).collect::<Result<_, _>>()?;
        if hashes.len() > MOST_HASHES {
            return Err(MalformedProof::Layout);
        }
        Ok(Self { extra, index: number, hashes, checkpoint: checkpoint.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Cosigner, Frontier, InclusionPlan, Node, SigningKey, Span};

    fn salt(index: u64) -> Salt {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&index.to_be_bytes());
        Salt::from_bytes(bytes)
    }

    fn proof(index: u64, size: u64) -> (OfflineProof, VerifierKey, CosignerKey) {
        let mut frontier = Frontier::default();
        let mut nodes = std::collections::BTreeMap::<Node, Hash>::new();
        for number in 0..size {
            let opening = Opening { salt: &salt(number), entry: &number.to_be_bytes() };
            nodes.extend(frontier.append(opening.leaf()));
        }
        let log = SigningKey::from_seed("example.com/log", &[1; 32]).unwrap();
        let witness = Cosigner::from_seed("example.com/witness", &[2; 32]).unwrap();
        let head = Checkpoint { origin: "example.com/log".to_owned(), size, root: frontier.root() };
        let mut checkpoint = head.sign(&log).unwrap();
        checkpoint.signatures.push(witness.cosign(&checkpoint, 1_700_000_000));
        let hash = |span: Span| {
            Span::fold(&span.nodes().iter().map(|node| nodes[node]).collect::<Vec<_>>())
        };
        let hashes = InclusionPlan::new(index, size).unwrap().spans.into_iter().map(hash).collect();
        let opening = Opening { salt: &salt(index), entry: &index.to_be_bytes() };
        let extra = Some(OfflineProof::opened(&opening));
        (
            OfflineProof { extra, index, hashes, checkpoint },
            log.verifier().clone(),
            witness.key().clone(),
        )
    }

    #[test]
    fn a_receipt_is_verified_offline() {
        let (proof, log, witness) = proof(5, 11);
        let read: OfflineProof = proof.to_string().parse().unwrap();
        let receipt = read.verify(&log, &[witness]).unwrap();
        assert_eq!(receipt.entry, 5u64.to_be_bytes());
        assert_eq!(receipt.witnessed, [1_700_000_000]);
    }

    #[test]
    fn several_receipts_are_read_from_one_text() {
        let (first, _, _) = proof(5, 11);
        let (second, _, _) = proof(0, 11);
        let both = OfflineProof::several(&format!("{first}{second}")).unwrap();
        assert_eq!(both, [first.clone(), second.clone()]);
        assert_eq!(OfflineProof::several(&first.to_string()), Ok(vec![first.clone()]));
        for text in [String::new(), format!("\n{first}"), format!("{first}\n{second}")] {
            assert!(OfflineProof::several(&text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_changed_character_is_found(at: prop::sample::Index) {
            let (proof, log, witness) = proof(5, 11);
            let mut text = proof.to_string().into_bytes();
            let changed = at.index(text.len());
            text[changed] = if text[changed] == b'A' { b'B' } else { b'A' };
            let verified = String::from_utf8(text)
                .ok()
                .and_then(|text| text.parse::<OfflineProof>().ok())
                .and_then(|proof| proof.verify(&log, std::slice::from_ref(&witness)).ok());
            // A changed name or key id of the witness makes it a stranger's line, which is
            // ignored: then no witness is reported. Nothing else may pass.
            prop_assert!(verified.is_none_or(|receipt| receipt.witnessed.is_empty()));
        }

        #[test]
        fn hostile_text_never_panics(text: String) {
            let _ = text.parse::<OfflineProof>();
            let _ = OfflineProof::several(&format!("{HEADER}{text}"));
        }
    }
}
