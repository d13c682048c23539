//! No receipt holds for what the log never took in, however many stand in one file.
#![no_main]

use std::sync::LazyLock;

use ledger::{CosignerKey, Cosigner, OfflineProof, SigningKey, VerifierKey};
use libfuzzer_sys::fuzz_target;

/// The log of the seeds. Its entries are their own numbers, and it never had more than eleven.
static LOG: LazyLock<VerifierKey> = LazyLock::new(|| {
    SigningKey::from_seed("example.com/log", &[1; 32]).expect("a key").verifier().clone()
});
static WITNESSES: LazyLock<[CosignerKey; 1]> = LazyLock::new(|| {
    [Cosigner::from_seed("example.com/witness", &[2; 32]).expect("a key").key().clone()]
});

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(proofs) = OfflineProof::several(text) else { return };
    assert!(!proofs.is_empty());
    let written: String = proofs.iter().map(ToString::to_string).collect();
    assert_eq!(OfflineProof::several(&written).as_ref(), Ok(&proofs), "read as it was written");
    for proof in proofs {
        if let Ok(receipt) = proof.verify(&LOG, WITNESSES.as_slice()) {
            assert!(receipt.index < receipt.checkpoint.size && receipt.checkpoint.size <= 11);
            assert_eq!(receipt.entry, receipt.index.to_be_bytes());
            assert!(receipt.witnessed.iter().all(|seconds| *seconds == 1_700_000_000));
        }
    }
});
