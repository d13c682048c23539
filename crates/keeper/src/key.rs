//! The key that signs a role's heads.

use std::path::Path;

use aws_lc_rs::hmac::{self, HMAC_SHA256};
use ledger::SigningKey;
use url::Url;
use web::OpenError;

/// Tells this key apart from all else that comes from the same seal key.
const PURPOSE: &[u8] = b"ledger";

/// The key of a role's ledger. It comes from the role's seal key, so that it needs no file of its
/// own and every node of the role has the same; its name is the ledger's origin (C2SP
/// tlog-checkpoint: an address without a scheme).
pub fn signing_key(seal_key_file: &Path, role: &Url) -> Result<SigningKey, OpenError> {
    let seal = web::config::key(seal_key_file)?;
    let mut seed = [0; 32];
    seed.copy_from_slice(hmac::sign(&hmac::Key::new(HMAC_SHA256, seal.reveal()), PURPOSE).as_ref());
    SigningKey::from_seed(&origin(role), &seed)
        .map_err(|error| OpenError::new("making the ledger's key", error))
}

fn origin(role: &Url) -> String {
    let origin = role.origin().ascii_serialization();
    let host = origin.split_once("://").map_or(origin.as_str(), |(_, host)| host);
    format!("{host}/ledger")
}
