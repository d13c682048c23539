//! Where software phones lie when nobody holds them: one file per owner in the data folder.

use std::io;
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Language, NationalNumber};
use protocol::webauthn::SoftwareAuthenticator;
use serde::{Deserialize, Serialize};
use url::Url;

use super::Phone;
use super::call::Line;
use crate::folder;

/// The software phones of a data folder.
#[derive(Clone, Debug)]
pub struct PhoneBook(PathBuf);

#[derive(Serialize, Deserialize)]
struct Kept<A> {
    provider: Url,
    language: Language,
    cookie: Option<String>,
    code: Option<String>,
    authenticator: A,
}

impl PhoneBook {
    pub fn in_folder(data: &Path) -> Self {
        Self(data.join("phones"))
    }

    /// The phone of a person, or `None` if they have none.
    pub fn find(&self, owner: &NationalNumber) -> Result<Option<Phone>, PhoneBookError> {
        let file = self.file(owner);
        let text = match std::fs::read(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(PhoneBookError::Unreadable(file, error.to_string())),
        };
        let kept: Kept<SoftwareAuthenticator> = serde_json::from_slice(&text)
            .map_err(|error| PhoneBookError::Unreadable(file.clone(), error.to_string()))?;
        let line = Line::new(&kept.provider, kept.language)
            .map_err(|error| PhoneBookError::Unreadable(file, error.to_string()))?;
        Ok(Some(Phone {
            line: line.with_cookie(kept.cookie),
            authenticator: kept.authenticator,
            code: kept.code,
        }))
    }

    /// Puts a phone away. The file holds its device key, so only its owner may read it.
    pub fn keep(&self, owner: &NationalNumber, phone: &Phone) -> Result<(), PhoneBookError> {
        let file = self.file(owner);
        let kept = Kept {
            provider: phone.line.provider().clone(),
            language: phone.line.language(),
            cookie: phone.line.cookie().map(str::to_owned),
            code: phone.code.clone(),
            authenticator: &phone.authenticator,
        };
        let unwritten = |reason: String| PhoneBookError::Unwritten(file.clone(), reason);
        let text = serde_json::to_vec(&kept).map_err(|error| unwritten(error.to_string()))?;
        folder::write_secret(&file, &text).map_err(|error| unwritten(error.to_string()))
    }

    /// Named by a hash, so that a listing of the folder is no list of national numbers.
    fn file(&self, owner: &NationalNumber) -> PathBuf {
        let hash = digest(&SHA256, owner.reveal().as_bytes());
        self.0.join(format!("{}.json", URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16])))
    }
}

#[derive(Debug, thiserror::Error)]
pub enum PhoneBookError {
    #[error("the phone in {} cannot be read: {}", .0.display(), .1)]
    Unreadable(PathBuf, String),
    #[error("the phone cannot be kept in {}: {}", .0.display(), .1)]
    Unwritten(PathBuf, String),
}
