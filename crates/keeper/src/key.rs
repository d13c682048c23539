//! The keys of a role's ledger, and of a role that is a witness. They come from the role's seal key,
//! so that they need no files of their own and every node of the role has the same.

use std::path::Path;

use aws_lc_rs::hmac::{self, HMAC_SHA256};
use ledger::{Cosigner, NoteError, SigningKey};
use url::Url;
use web::OpenError;

/// The key that signs the heads of a role's ledger.
pub fn signing_key(seal_key_file: &Path, role: &Url) -> Result<SigningKey, OpenError> {
    let making = |error: NoteError| OpenError::new("making the ledger's key", error);
    SigningKey::from_seed(&name(role, "ledger"), &derive(seal_key_file, b"ledger")?).map_err(making)
}

/// The key with which a role cosigns the heads of others' ledgers.
pub fn cosigner(seal_key_file: &Path, role: &Url) -> Result<Cosigner, OpenError> {
    let making = |error: NoteError| OpenError::new("making the witness's key", error);
    Cosigner::from_seed(&name(role, "witness"), &derive(seal_key_file, b"witness")?).map_err(making)
}

/// A secret for one purpose: no other use of the seal key gives the same.
fn derive(seal_key_file: &Path, purpose: &[u8]) -> Result<[u8; 32], OpenError> {
    let seal = web::config::key(seal_key_file)?;
    let key = hmac::Key::new(HMAC_SHA256, seal.reveal());
    let mut derived = [0; 32];
    derived.copy_from_slice(hmac::sign(&key, purpose).as_ref());
    Ok(derived)
}

/// Where it is served, without the scheme (C2SP tlog-checkpoint, tlog-witness).
fn name(role: &Url, what: &str) -> String {
    let origin = role.origin().ascii_serialization();
    let host = origin.split_once("://").map_or(origin.as_str(), |(_, host)| host);
    format!("{host}/{what}")
}
