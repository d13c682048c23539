use std::fmt;
use std::str::FromStr;

use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepAlgorithm, OaepPublicEncryptingKey,
    PublicEncryptingKey,
};
use aws_lc_rs::signature::RsaPublicKeyComponents;
use serde::{Deserialize, Serialize};

use crate::jose::jwk::Material;
use crate::jose::{JoseError, UnknownAlgorithm};

/// How the content key reaches the recipient (`alg`, RFC 7518, section 4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum KeyManagement {
    #[serde(rename = "ECDH-ES")]
    EcdhEs,
    #[serde(rename = "ECDH-ES+A128KW")]
    EcdhEsA128Kw,
    #[serde(rename = "ECDH-ES+A256KW")]
    EcdhEsA256Kw,
    #[serde(rename = "RSA-OAEP")]
    RsaOaep,
    #[serde(rename = "RSA-OAEP-256")]
    RsaOaep256,
}

impl KeyManagement {
    pub const ALL: [Self; 5] =
        [Self::EcdhEs, Self::EcdhEsA128Kw, Self::EcdhEsA256Kw, Self::RsaOaep, Self::RsaOaep256];

    pub fn name(self) -> &'static str {
        match self {
            Self::EcdhEs => "ECDH-ES",
            Self::EcdhEsA128Kw => "ECDH-ES+A128KW",
            Self::EcdhEsA256Kw => "ECDH-ES+A256KW",
            Self::RsaOaep => "RSA-OAEP",
            Self::RsaOaep256 => "RSA-OAEP-256",
        }
    }

    pub(in crate::jose) fn fits(self, material: &Material) -> bool {
        match self {
            Self::EcdhEs | Self::EcdhEsA128Kw | Self::EcdhEsA256Kw => {
                matches!(material, Material::Ec { .. })
            }
            Self::RsaOaep | Self::RsaOaep256 => matches!(material, Material::Rsa { .. }),
        }
    }

    /// OAEP with SHA-1 is what RFC 7518 calls `RSA-OAEP`. Its security does not rest on SHA-1
    /// being free of collisions.
    pub(super) fn oaep(self) -> Result<&'static OaepAlgorithm, JoseError> {
        match self {
            Self::RsaOaep => Ok(&OAEP_SHA1_MGF1SHA1),
            Self::RsaOaep256 => Ok(&OAEP_SHA256_MGF1SHA256),
            _ => Err(JoseError::UnsuitableKey),
        }
    }
}

pub(super) fn oaep_encrypt(
    algorithm: KeyManagement,
    recipient: RsaPublicKeyComponents<&[u8]>,
    key: &[u8],
) -> Result<Vec<u8>, JoseError> {
    let failed = |_| JoseError::Encryption;
    let recipient: PublicEncryptingKey = recipient.try_into().map_err(failed)?;
    let recipient = OaepPublicEncryptingKey::new(recipient).map_err(failed)?;
    let mut wrapped = vec![0; recipient.ciphertext_size()];
    let length =
        recipient.encrypt(algorithm.oaep()?, key, &mut wrapped, None).map_err(failed)?.len();
    wrapped.truncate(length);
    Ok(wrapped)
}

/// How the content is encrypted (`enc`, RFC 7518, section 5.1). All are authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ContentEncryption {
    #[serde(rename = "A128GCM")]
    A128Gcm,
    #[serde(rename = "A256GCM")]
    A256Gcm,
    #[serde(rename = "A128CBC-HS256")]
    A128CbcHs256,
    #[serde(rename = "A256CBC-HS512")]
    A256CbcHs512,
}

impl ContentEncryption {
    pub const ALL: [Self; 4] =
        [Self::A128Gcm, Self::A256Gcm, Self::A128CbcHs256, Self::A256CbcHs512];

    pub fn name(self) -> &'static str {
        match self {
            Self::A128Gcm => "A128GCM",
            Self::A256Gcm => "A256GCM",
            Self::A128CbcHs256 => "A128CBC-HS256",
            Self::A256CbcHs512 => "A256CBC-HS512",
        }
    }

    pub(super) fn key_bytes(self) -> usize {
        match self {
            Self::A128Gcm => 16,
            Self::A256Gcm | Self::A128CbcHs256 => 32,
            Self::A256CbcHs512 => 64,
        }
    }
}

macro_rules! named {
    ($($name:ident),+) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }

        impl FromStr for $name {
            type Err = UnknownAlgorithm;

            /// Names are case sensitive (RFC 7516, section 4.1).
            fn from_str(text: &str) -> Result<Self, UnknownAlgorithm> {
                Self::ALL.into_iter().find(|one| one.name() == text).ok_or(UnknownAlgorithm)
            }
        }
    )+};
}

named!(KeyManagement, ContentEncryption);
