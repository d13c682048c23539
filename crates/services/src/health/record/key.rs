use std::path::Path;
use std::sync::Arc;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::NationalNumber;
use serde_json::Value;
use web::{Fault, OpenError, SealKey};

/// The keys under which documents lie. Cheap to clone.
#[derive(Clone)]
pub struct RecordKey(Arc<Keys>);

struct Keys {
    seal: SealKey,
    names: hmac::Key,
}

/// A patient, as the database knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patient(pub(super) Vec<u8>);

impl RecordKey {
    /// Both keys come from the role's seal key.
    pub fn read(seal_key_file: &Path) -> Result<Self, OpenError> {
        let bytes = web::config::key(seal_key_file)?;
        let seal = SealKey::new(bytes.reveal())
            .map_err(|error| OpenError::new("opening the seal key", error))?;
        let root = hmac::Key::new(hmac::HMAC_SHA256, bytes.reveal());
        // Another key than the one that seals, from the same file: one purpose, one key.
        let names = hmac::sign(&root, b"names of patients");
        let names = hmac::Key::new(hmac::HMAC_SHA256, names.as_ref());
        Ok(Self(Arc::new(Keys { seal, names })))
    }

    /// The name of a patient in the database. Keyed, since all national numbers that there can be
    /// are soon tried by whoever has only the database.
    pub fn patient(&self, number: &NationalNumber) -> Patient {
        Patient(hmac::sign(&self.0.names, number.reveal().as_bytes()).as_ref().to_vec())
    }

    pub(super) fn seal(&self, patient: &Patient, document: &[u8]) -> Result<Vec<u8>, Fault> {
        Ok(self.0.seal.seal(&about(patient), document)?)
    }

    pub(super) fn open(&self, patient: &Patient, sealed: &[u8]) -> Result<Value, Fault> {
        let document = self.0.seal.open(&about(patient), sealed)?;
        serde_json::from_slice(&document)
            .map_err(|_| Fault::because("a stored document is not JSON"))
    }
}

/// A document is sealed for its patient: put into another patient's row, it does not open.
fn about(patient: &Patient) -> String {
    format!("health_document {}", URL_SAFE_NO_PAD.encode(&patient.0))
}

impl std::fmt::Debug for RecordKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecordKey(withheld)")
    }
}
