//! C2SP tlog-cosignature, version 1: a witness says when it saw which head of a log, and that the
//! head follows from every earlier one it saw.

use aws_lc_rs::signature::Ed25519KeyPair;

use crate::note::{Note, NoteError, Signature, VerifierKey, public_bytes};

const COSIGNATURE_TYPE: u8 = 0x04;

/// The key with which a witness cosigns.
pub struct Cosigner {
    key: CosignerKey,
    pair: Ed25519KeyPair,
}

impl Cosigner {
    /// From the 32 secret bytes of RFC 8032. The key must be used for nothing else.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, NoteError> {
        let pair =
            Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| NoteError::MalformedKey)?;
        let key = CosignerKey(VerifierKey::new(name, COSIGNATURE_TYPE, public_bytes(&pair)?)?);
        Ok(Self { key, pair })
    }

    pub fn key(&self) -> &CosignerKey {
        &self.key
    }

    /// The signature line for a checkpoint seen at `seconds` since 1970. The caller must have
    /// checked that the checkpoint is consistent with the last one it cosigned.
    pub fn cosign(&self, checkpoint: &Note, seconds: u64) -> Signature {
        let signed = self.pair.sign(message(checkpoint, seconds).as_bytes());
        let bytes = [seconds.to_be_bytes().as_slice(), signed.as_ref()].concat();
        Signature { name: self.key.0.name().to_owned(), key_id: self.key.0.key_id(), bytes }
    }
}

impl std::fmt::Debug for Cosigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cosigner({})", self.key.0)
    }
}

/// The public key of a witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CosignerKey(VerifierKey);

impl CosignerKey {
    /// The witness's name.
    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// Checks that the witness cosigned, and says when: seconds since 1970.
    pub fn verify(&self, checkpoint: &Note) -> Result<u64, NoteError> {
        let line = self.0.line(checkpoint)?;
        let (time, signature) = line.bytes.split_first_chunk::<8>().ok_or(NoteError::Forged)?;
        let seconds = u64::from_be_bytes(*time);
        if i64::try_from(seconds).is_err() {
            return Err(NoteError::Forged);
        }
        self.0.holds(message(checkpoint, seconds).as_bytes(), signature)?;
        Ok(seconds)
    }
}

impl std::fmt::Display for CosignerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for CosignerKey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let key: VerifierKey = text.parse()?;
        if key.kind() == COSIGNATURE_TYPE { Ok(Self(key)) } else { Err(NoteError::MalformedKey) }
    }
}

fn message(checkpoint: &Note, seconds: u64) -> String {
    format!("cosignature/v1\ntime {seconds}\n{}", checkpoint.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Checkpoint, SigningKey, empty_root};

    fn note() -> Note {
        let key = SigningKey::from_seed("example.com/log", &[1; 32]).unwrap();
        Checkpoint { origin: "example.com/log".to_owned(), size: 0, root: empty_root() }
            .sign(&key)
            .unwrap()
    }

    #[test]
    fn a_cosignature_says_when_and_holds_for_that_head_only() {
        let witness = Cosigner::from_seed("witness.example/w1", &[2; 32]).unwrap();
        let mut note = note();
        note.signatures.push(witness.cosign(&note, 1_679_315_147));
        let key: CosignerKey = witness.key().to_string().parse().unwrap();
        assert_eq!(key.verify(&note), Ok(1_679_315_147));
        note.text = note.text.replace("\n0\n", "\n1\n");
        assert_eq!(key.verify(&note), Err(NoteError::Forged));
    }

    #[test]
    fn the_time_is_signed_too() {
        let witness = Cosigner::from_seed("witness.example/w1", &[2; 32]).unwrap();
        let mut note = note();
        let mut line = witness.cosign(&note, 1_679_315_147);
        line.bytes[7] ^= 1;
        note.signatures.push(line);
        assert_eq!(witness.key().verify(&note), Err(NoteError::Forged));
    }

    /// The cosigned head that the specification shows. Its keys are not published, so what can be
    /// held to it is the spelling, the time and what a witness signs.
    #[test]
    fn the_example_of_the_specification_reads_back_and_says_its_time() {
        let text = "example.com/behind-the-sofa\n20852163\n\
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
            — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/\
            Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
            — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJ\
            sX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
        let note: Note = text.parse().unwrap();
        assert_eq!(note.to_string(), text);
        let head: Checkpoint = note.text.parse().unwrap();
        assert_eq!((head.origin.as_str(), head.size), ("example.com/behind-the-sofa", 20_852_163));
        let witness = &note.signatures[1];
        assert_eq!((witness.name.as_str(), witness.bytes.len()), ("witness.example.com/w1", 72));
        assert_eq!(witness.bytes[..8], 1_679_315_147u64.to_be_bytes());
        assert_eq!(
            message(&note, 1_679_315_147),
            "cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n\
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
        );
    }

    #[test]
    fn a_logs_key_is_not_a_witness_key() {
        let log = SigningKey::from_seed("example.com/log", &[1; 32]).unwrap();
        assert!(log.verifier().to_string().parse::<CosignerKey>().is_err());
    }
}
