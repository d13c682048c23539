//! Secrets that come from the role's seal key, each for one purpose.

use std::path::Path;

use aws_lc_rs::hmac;
use ledger::{Cosigner, SigningKey};
use web::OpenError;

/// What the seal key gives. Cannot be printed.
#[derive(Clone)]
pub struct Secrets {
    root: hmac::Key,
}

impl Secrets {
    pub fn read(seal_key_file: &Path) -> Result<Self, OpenError> {
        let bytes = web::config::key(seal_key_file)?;
        Ok(Self { root: hmac::Key::new(hmac::HMAC_SHA256, bytes.reveal()) })
    }

    /// The key that signs the heads of the authority's own ledger.
    pub fn ledger(&self, origin: &str) -> Result<SigningKey, OpenError> {
        SigningKey::from_seed(origin, &self.derive(b"ledger"))
            .map_err(|error| OpenError::new("making the ledger's key", error))
    }

    /// The key that cosigns the heads of other ledgers.
    pub fn cosigner(&self, name: &str) -> Result<Cosigner, OpenError> {
        Cosigner::from_seed(name, &self.derive(b"witness"))
            .map_err(|error| OpenError::new("making the witness's key", error))
    }

    fn derive(&self, purpose: &[u8]) -> [u8; 32] {
        let mut derived = [0; 32];
        derived.copy_from_slice(hmac::sign(&self.root, purpose).as_ref());
        derived
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(withheld)")
    }
}
