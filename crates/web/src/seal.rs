//! Secrets lie in the database only sealed, so that a copy of the database signs nothing and names
//! nobody.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

use crate::{ConfigError, Handle};

/// The AES-256-GCM key of a role's `seal_key_file`, which holds it in base64url.
pub struct SealKey(LessSafeKey);

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKey(withheld)")
    }
}

#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("the seal key file {0} could not be made: {1}")]
    Making(String, io::Error),
    #[error(transparent)]
    Reading(#[from] ConfigError),
    #[error(
        "a sealed secret does not open: this is not the seal key file that it was sealed with, \
         or the row was changed"
    )]
    Opening,
    #[error("a secret could not be sealed")]
    Sealing,
}

impl SealKey {
    /// Reads the key file, and makes it on the first start, readable by its owner alone.
    pub fn read_or_create(path: &Path) -> Result<Self, SealError> {
        if !path.exists() {
            create(path).map_err(|error| SealError::Making(path.display().to_string(), error))?;
        }
        Self::new(crate::config::key(path)?.reveal())
    }

    pub fn new(key: &[u8; 32]) -> Result<Self, SealError> {
        let key = UnboundKey::new(&AES_256_GCM, key).map_err(|_| SealError::Sealing)?;
        Ok(Self(LessSafeKey::new(key)))
    }

    /// Nonce, ciphertext and tag. `about` names the row, so that no row can stand in for another.
    pub fn seal(&self, about: &str, secret: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE_LEN];
        aws_lc_rs::rand::fill(&mut nonce).map_err(|_| SealError::Sealing)?;
        let mut sealed = secret.to_vec();
        let at = Nonce::assume_unique_for_key(nonce);
        self.0
            .seal_in_place_append_tag(at, Aad::from(about.as_bytes()), &mut sealed)
            .map_err(|_| SealError::Sealing)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    pub fn open(&self, about: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN).ok_or(SealError::Opening)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::Opening)?;
        let mut body = Zeroizing::new(body.to_vec());
        let length = self
            .0
            .open_in_place(nonce, Aad::from(about.as_bytes()), &mut body)
            .map_err(|_| SealError::Opening)?
            .len();
        body.truncate(length);
        Ok(body)
    }
}

fn create(path: &Path) -> io::Result<()> {
    // With PostgreSQL nothing else makes the folder on the first start.
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = match options.open(path) {
        // Another node of the role was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
        opened => opened?,
    };
    // A handle is just that: 32 random bytes in base64url.
    file.write_all(Handle::random().reveal().as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_only_under_its_own_name_and_key() {
        let key = SealKey::new(&[7; 32]).unwrap();
        let sealed = key.seal("key 1", b"secret").unwrap();
        assert_eq!(key.open("key 1", &sealed).unwrap().as_slice(), b"secret");
        assert!(matches!(key.open("key 2", &sealed), Err(SealError::Opening)));
        let other = SealKey::new(&[8; 32]).unwrap();
        assert!(matches!(other.open("key 1", &sealed), Err(SealError::Opening)));
        assert!(matches!(key.open("key 1", &sealed[..10]), Err(SealError::Opening)));
    }

    #[test]
    fn the_key_file_is_made_once_and_then_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seal.key");
        let first = SealKey::read_or_create(&path).unwrap();
        let sealed = first.seal("x", b"kept").unwrap();
        let second = SealKey::read_or_create(&path).unwrap();
        assert_eq!(second.open("x", &sealed).unwrap().as_slice(), b"kept");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_the_key_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seal.key");
        SealKey::read_or_create(&path).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
