use aws_lc_rs::digest::{self, digest};
use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::{Origin, Refused};
use crate::json::{self, JsonError};
use crate::x509::{Certificate, PublicKey};

/// A token carries one or two certificates and a signature; these bounds are generous.
const MINIMUM: usize = 100;
const MAXIMUM: usize = 16 * 1024;
/// 256 bits in base64 have 44 characters.
const NONCE_MINIMUM: usize = 44;

/// A token that could be read. Nothing about it is proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    certificate: Certificate,
    algorithm: TokenAlgorithm,
    signature: Vec<u8>,
}

/// How the card signed (JSON Web Algorithms, RFC 7518, section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenAlgorithm {
    Es256,
    Es384,
    Es512,
    Rs256,
    Rs384,
    Rs512,
    Ps256,
    Ps384,
    Ps512,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Json {
    unverified_certificate: Option<String>,
    algorithm: Option<String>,
    signature: Option<String>,
    format: Option<String>,
}

impl Token {
    /// Reads a token as the page got it from the extension.
    pub fn parse(text: &[u8]) -> Result<Self, Refused> {
        if !(MINIMUM..=MAXIMUM).contains(&text.len()) {
            return Err(Refused::Length);
        }
        let json: Json = json::read(text, MAXIMUM).map_err(|_: JsonError| Refused::Malformed)?;
        if !matches!(json.format.as_deref(), Some("web-eid:1.0" | "web-eid:1.1")) {
            return Err(Refused::Format);
        }
        let algorithm = json.algorithm.as_deref().and_then(TokenAlgorithm::named);
        let certificate = json.unverified_certificate.as_deref().unwrap_or_default();
        let certificate = STANDARD.decode(certificate).map_err(|_| Refused::Certificate)?;
        let signature = json.signature.as_deref().unwrap_or_default();
        Ok(Self {
            algorithm: algorithm.ok_or(Refused::Algorithm)?,
            certificate: Certificate::parse(&certificate).map_err(|_| Refused::Certificate)?,
            signature: STANDARD.decode(signature).map_err(|_| Refused::Signature)?,
        })
    }

    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    pub fn algorithm(&self) -> TokenAlgorithm {
        self.algorithm
    }

    /// The signature is over hash(origin) followed by hash(nonce), each with the algorithm's own
    /// hash, so that neither can take bytes from the other.
    pub(super) fn check_signature(&self, origin: &Origin, nonce: &str) -> Result<(), Refused> {
        if nonce.len() < NONCE_MINIMUM {
            return Err(Refused::Signature);
        }
        let (hash, verification) = (self.algorithm.hash(), self.algorithm.verification());
        let signed = [
            digest(hash, origin.as_str().as_bytes()).as_ref(),
            digest(hash, nonce.as_bytes()).as_ref(),
        ]
        .concat();
        let key = self.algorithm.key(self.certificate.public_key()).ok_or(Refused::Algorithm)?;
        UnparsedPublicKey::new(verification, key)
            .verify(&signed, &self.signature)
            .map_err(|_| Refused::Signature)
    }
}

impl TokenAlgorithm {
    const ALL: [(&'static str, Self); 9] = [
        ("ES256", Self::Es256),
        ("ES384", Self::Es384),
        ("ES512", Self::Es512),
        ("RS256", Self::Rs256),
        ("RS384", Self::Rs384),
        ("RS512", Self::Rs512),
        ("PS256", Self::Ps256),
        ("PS384", Self::Ps384),
        ("PS512", Self::Ps512),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, algorithm)| algorithm)
    }

    /// The key, if it is one for this algorithm: an algorithm names one kind of key, and for
    /// elliptic curves one curve.
    fn key(self, key: &PublicKey) -> Option<&[u8]> {
        match (self, key) {
            (Self::Es256, PublicKey::P256(point))
            | (Self::Es384, PublicKey::P384(point))
            | (Self::Es512, PublicKey::P521(point)) => Some(point),
            (
                Self::Rs256 | Self::Rs384 | Self::Rs512 | Self::Ps256 | Self::Ps384 | Self::Ps512,
                PublicKey::Rsa(key),
            ) => Some(key),
            _ => None,
        }
    }

    fn hash(self) -> &'static digest::Algorithm {
        match self {
            Self::Es256 | Self::Rs256 | Self::Ps256 => &digest::SHA256,
            Self::Es384 | Self::Rs384 | Self::Ps384 => &digest::SHA384,
            Self::Es512 | Self::Rs512 | Self::Ps512 => &digest::SHA512,
        }
    }

    fn verification(self) -> &'static dyn VerificationAlgorithm {
        match self {
            Self::Es256 => &signature::ECDSA_P256_SHA256_FIXED,
            Self::Es384 => &signature::ECDSA_P384_SHA384_FIXED,
            Self::Es512 => &signature::ECDSA_P521_SHA512_FIXED,
            Self::Rs256 => &signature::RSA_PKCS1_2048_8192_SHA256,
            Self::Rs384 => &signature::RSA_PKCS1_2048_8192_SHA384,
            Self::Rs512 => &signature::RSA_PKCS1_2048_8192_SHA512,
            Self::Ps256 => &signature::RSA_PSS_2048_8192_SHA256,
            Self::Ps384 => &signature::RSA_PSS_2048_8192_SHA384,
            Self::Ps512 => &signature::RSA_PSS_2048_8192_SHA512,
        }
    }
}
