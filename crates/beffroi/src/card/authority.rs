use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use domain::Timestamp;
use protocol::x509::{Certificate, PublicKey};
use rcgen::{CertificateParams, Issuer, KeyPair, PKCS_ECDSA_P384_SHA384};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde::{Deserialize, Serialize};

use super::CardError;
use super::certificate::{self, Place};
use super::register::{Event, Register};
use crate::folder;

/// Who issues certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Authority {
    /// Issues the certificates of the next two, and nobody's card.
    Root,
    Citizen,
    Foreigner,
    /// Calls itself what the citizens' authority is called, and nobody trusts it.
    Forged,
}

impl Authority {
    /// From above to below.
    pub const ALL: [Self; 4] = [Self::Root, Self::Citizen, Self::Foreigner, Self::Forged];

    pub fn name(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Citizen => "citizen",
            Self::Foreigner => "foreigner",
            Self::Forged => "forged",
        }
    }

    pub(super) fn common_name(self) -> &'static str {
        match self {
            Self::Root => "Beffroi Demo Root CA",
            Self::Citizen | Self::Forged => "Beffroi Demo Citizen CA",
            Self::Foreigner => "Beffroi Demo Foreigner CA",
        }
    }

    /// Whose certificate stands above this one's.
    pub(super) fn above(self) -> Option<Self> {
        match self {
            Self::Citizen | Self::Foreigner => Some(Self::Root),
            Self::Root | Self::Forged => None,
        }
    }
}

impl fmt::Display for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such authority")]
pub struct UnknownAuthority;

impl FromStr for Authority {
    type Err = UnknownAuthority;

    fn from_str(text: &str) -> Result<Self, UnknownAuthority> {
        Self::ALL.into_iter().find(|it| it.name() == text).ok_or(UnknownAuthority)
    }
}

/// An authority with its key.
pub struct Signer {
    pub issuer: Issuer<'static, KeyPair>,
    pub certificate: Certificate,
}

/// All authorities of the country, and the one that is none of its.
pub struct Signers(BTreeMap<Authority, Signer>);

impl Signers {
    /// Reads the keys and certificates of a folder. What is missing is made.
    pub fn keep(
        folder: &Path,
        register: &Register,
        place: &Place,
        founded: Timestamp,
    ) -> Result<Self, CardError> {
        let mut signers = Self(BTreeMap::new());
        let desk = Desk { folder, register, place, founded };
        for authority in Authority::ALL {
            let signer = desk.signer(authority, &signers)?;
            signers.0.insert(authority, signer);
        }
        Ok(signers)
    }

    pub fn of(&self, authority: Authority) -> Result<&Signer, CardError> {
        self.0.get(&authority).ok_or(CardError::NoCard)
    }
}

/// Where authorities are founded.
struct Desk<'a> {
    folder: &'a Path,
    register: &'a Register,
    place: &'a Place,
    founded: Timestamp,
}

impl Desk<'_> {
    fn signer(&self, authority: Authority, above: &Signers) -> Result<Signer, CardError> {
        let key = self.key(authority)?;
        let params = certificate::authority(authority, self.place, self.founded);
        let file = self.folder.join(format!("{authority}.pem"));
        // A key that was made anew needs a certificate of its own.
        let kept = read(&file)?.and_then(|text| certificate_of(&text, &key));
        let certificate = match kept {
            Some(certificate) => certificate,
            None => self.certify(authority, &params, &key, above, &file)?,
        };
        Ok(Signer { issuer: Issuer::new(params, key), certificate })
    }

    fn key(&self, authority: Authority) -> Result<KeyPair, CardError> {
        let file = self.folder.join(format!("{authority}.key"));
        if let Some(text) = read(&file)? {
            return KeyPair::from_pkcs8_pem_and_sign_algo(&text, &PKCS_ECDSA_P384_SHA384)
                .map_err(|error| CardError::file(&file, &error));
        }
        let key = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384)?;
        folder::write_secret(&file, key.serialize_pem().as_bytes())
            .map_err(|error| CardError::file(&file, &error))?;
        Ok(key)
    }

    fn certify(
        &self,
        authority: Authority,
        params: &CertificateParams,
        key: &KeyPair,
        above: &Signers,
        file: &Path,
    ) -> Result<Certificate, CardError> {
        let serial = certificate::serial();
        let params = certificate::numbered(params.clone(), &serial);
        let certificate = match authority.above() {
            Some(parent) => {
                self.register.lock()?.note(parent, &serial, Event::Issued, self.founded)?;
                params.signed_by(key, &above.of(parent)?.issuer)?
            }
            None => params.self_signed(key)?,
        };
        folder::write(file, certificate.pem().as_bytes())
            .map_err(|error| CardError::file(file, &error))?;
        Ok(Certificate::parse(certificate.der())?)
    }
}

fn certificate_of(text: &str, key: &KeyPair) -> Option<Certificate> {
    let der = CertificateDer::from_pem_slice(text.as_bytes()).ok()?;
    let certificate = Certificate::parse(&der).ok()?;
    let same = *certificate.public_key() == PublicKey::P384(key.public_key_raw().to_vec());
    same.then_some(certificate)
}

fn read(file: &Path) -> Result<Option<String>, CardError> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(CardError::File(PathBuf::from(file), error.to_string())),
    }
}
