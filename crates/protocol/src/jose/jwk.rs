use std::fmt;

use aws_lc_rs::{agreement, digest, signature};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::header::{is_key_id, text};
use super::{Algorithm, JoseError, KeyManagement, roca};
use crate::base64url;
use crate::json::{self, Strict};

const MAX_JWK: usize = 16 * 1024;

/// A public key that is valid in itself: on its curve, long enough, canonically written.
#[derive(Clone, PartialEq, Eq)]
pub struct Jwk {
    pub(super) material: Material,
    key_id: Option<String>,
    key_use: Option<KeyUse>,
    operations: Option<Vec<String>>,
    algorithm: Option<String>,
}

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Material {
    /// An uncompressed point: 0x04, then x and y.
    Ec {
        curve: Curve,
        point: Vec<u8>,
    },
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    Ed25519([u8; 32]),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Curve {
    P256,
    P384,
}

impl Curve {
    pub fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::P256, Self::P384].into_iter().find(|curve| curve.name() == name)
    }

    /// The length of a coordinate, and of a private key.
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
        }
    }

    pub(super) fn agreement(self) -> &'static agreement::Algorithm {
        match self {
            Self::P256 => &agreement::ECDH_P256,
            Self::P384 => &agreement::ECDH_P384,
        }
    }
}

/// What a key is for (`use`, RFC 7517, section 4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyUse {
    Signature,
    Encryption,
}

impl KeyUse {
    pub fn name(self) -> &'static str {
        match self {
            Self::Signature => "sig",
            Self::Encryption => "enc",
        }
    }
}

impl Jwk {
    /// Reads one public key from its JSON text.
    pub fn parse(text: &[u8]) -> Result<Self, JoseError> {
        Self::from_members(&json::object(text, MAX_JWK)?)
    }

    /// Reads one public key from members that were read without duplicates. A private or
    /// symmetric key is an error: whoever published it must learn of it.
    pub fn from_members(members: &Map<String, Value>) -> Result<Self, JoseError> {
        if ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]
            .iter()
            .any(|name| members.contains_key(*name))
        {
            return Err(JoseError::PrivateKeyPublished);
        }
        let key = Self {
            material: Material::from_members(members)?,
            key_id: text(members, "kid")?,
            key_use: key_use(members)?,
            operations: operations(members)?,
            algorithm: text(members, "alg")?,
        };
        if key.key_id.as_deref().is_some_and(|key_id| !is_key_id(key_id)) {
            return Err(JoseError::InvalidKey);
        }
        Ok(key)
    }

    pub(super) fn new(material: Material) -> Self {
        Self { material, key_id: None, key_use: None, operations: None, algorithm: None }
    }

    #[must_use]
    pub fn with_key_id(self, key_id: impl Into<String>) -> Self {
        Self { key_id: Some(key_id.into()), ..self }
    }

    #[must_use]
    pub fn with_use(self, key_use: KeyUse) -> Self {
        Self { key_use: Some(key_use), ..self }
    }

    /// Binds the key to one algorithm, by its name in `alg`.
    #[must_use]
    pub fn with_algorithm(self, algorithm: &str) -> Self {
        Self { algorithm: Some(algorithm.to_owned()), ..self }
    }

    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// The `alg` that the key is bound to, if it says so.
    pub fn algorithm(&self) -> Option<&str> {
        self.algorithm.as_deref()
    }

    /// The name of the key as its content gives it (RFC 7638): base64url of SHA-256 over the
    /// required members in lexical order.
    pub fn thumbprint(&self) -> String {
        // The values are base64url and registered names, so nothing in them needs escaping.
        let canonical = match &self.material {
            Material::Ec { curve, point } => {
                let (x, y) = coordinates(point);
                format!(r#"{{"crv":"{}","kty":"EC","x":"{x}","y":"{y}"}}"#, curve.name())
            }
            Material::Rsa { n, e } => {
                let (e, n) = (base64url::encode(e), base64url::encode(n));
                format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#)
            }
            Material::Ed25519(x) => {
                format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, base64url::encode(x))
            }
        };
        base64url::encode(digest::digest(&digest::SHA256, canonical.as_bytes()))
    }

    /// Whether this key may verify signatures of this algorithm.
    pub fn can_verify(&self, algorithm: Algorithm) -> bool {
        self.material.fits(algorithm)
            && self.key_use.is_none_or(|key_use| key_use == KeyUse::Signature)
            && self.may(&["verify"])
            && self.algorithm.as_deref().is_none_or(|name| name.parse() == Ok(algorithm))
    }

    /// Whether this key may receive encryption under this algorithm.
    pub fn can_encrypt(&self, algorithm: KeyManagement) -> bool {
        algorithm.fits(&self.material)
            && self.key_use.is_none_or(|key_use| key_use == KeyUse::Encryption)
            && self.may(&["encrypt", "wrapKey", "deriveKey", "deriveBits"])
            && self.algorithm.as_deref().is_none_or(|name| name == algorithm.name())
    }

    fn may(&self, any: &[&str]) -> bool {
        self.operations
            .as_ref()
            .is_none_or(|operations| operations.iter().any(|name| any.contains(&name.as_str())))
    }

    /// Verifies a signature in JWS form. The algorithm must fit the key.
    pub(super) fn verify(
        &self,
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), JoseError> {
        if !self.can_verify(algorithm) {
            return Err(JoseError::UnsuitableKey);
        }
        let verified = match (&self.material, algorithm) {
            (Material::Ec { point, .. }, Algorithm::ES256) => {
                verify_with(&signature::ECDSA_P256_SHA256_FIXED, point, message, signature)
            }
            (Material::Ec { point, .. }, Algorithm::ES384) => {
                verify_with(&signature::ECDSA_P384_SHA384_FIXED, point, message, signature)
            }
            (Material::Ed25519(x), Algorithm::EdDSA) => {
                verify_with(&signature::ED25519, x, message, signature)
            }
            (Material::Rsa { n, e }, Algorithm::RS256) => rsa_components(n, e).verify(
                &signature::RSA_PKCS1_2048_8192_SHA256,
                message,
                signature,
            ),
            (Material::Rsa { n, e }, Algorithm::PS256) => rsa_components(n, e).verify(
                &signature::RSA_PSS_2048_8192_SHA256,
                message,
                signature,
            ),
            _ => return Err(JoseError::UnsuitableKey),
        };
        verified.map_err(|_| JoseError::Signature)
    }

    /// The key as it is published.
    pub fn to_members(&self) -> Map<String, Value> {
        let mut members = self.material.to_members();
        let mut add = |name: &str, value: Value| members.insert(name.to_owned(), value);
        if let Some(key_id) = &self.key_id {
            add("kid", json!(key_id));
        }
        if let Some(key_use) = self.key_use {
            add("use", json!(key_use.name()));
        }
        if let Some(operations) = &self.operations {
            add("key_ops", json!(operations));
        }
        if let Some(algorithm) = &self.algorithm {
            add("alg", json!(algorithm));
        }
        members
    }
}

impl Material {
    pub(super) fn from_members(members: &Map<String, Value>) -> Result<Self, JoseError> {
        let kty = text(members, "kty")?.ok_or(JoseError::InvalidKey)?;
        match kty.as_str() {
            "EC" => {
                let name = text(members, "crv")?.ok_or(JoseError::InvalidKey)?;
                let curve = Curve::named(&name).ok_or(JoseError::UnsupportedKey)?;
                Self::ec(curve, &number(members, "x")?, &number(members, "y")?)
            }
            "RSA" => Self::rsa(number(members, "n")?, number(members, "e")?),
            "OKP" if members.get("crv") == Some(&json!("Ed25519")) => {
                let x = number(members, "x")?.try_into().map_err(|_| JoseError::InvalidKey)?;
                Ok(Self::Ed25519(x))
            }
            _ => Err(JoseError::UnsupportedKey),
        }
    }

    /// A point that is on its curve. An invalid point would let an attacker learn the private
    /// key that it is multiplied with (RFC 7516's ECDH-ES, the "invalid curve" attack).
    pub(super) fn ec(curve: Curve, x: &[u8], y: &[u8]) -> Result<Self, JoseError> {
        if x.len() != curve.bytes() || y.len() != curve.bytes() {
            return Err(JoseError::InvalidKey);
        }
        Self::ec_point(curve, [&[4], x, y].concat())
    }

    pub(super) fn ec_point(curve: Curve, point: Vec<u8>) -> Result<Self, JoseError> {
        let unparsed = agreement::UnparsedPublicKey::new(curve.agreement(), &point);
        agreement::ParsedPublicKey::try_from(&unparsed).map_err(|_| JoseError::InvalidKey)?;
        Ok(Self::Ec { curve, point })
    }

    /// A modulus of 2048 to 4096 bits (below is factored one day, above costs the verifier), an
    /// odd exponent above 2^16 (FIPS 186-5, A.1.1), and no leading zeros (RFC 7518, 6.3.1).
    pub(super) fn rsa(n: Vec<u8>, e: Vec<u8>) -> Result<Self, JoseError> {
        let sound = |number: &[u8]| {
            let canonical = number.first().is_some_and(|first| *first != 0);
            canonical && number.last().is_some_and(|last| last % 2 == 1)
        };
        let long_enough = n.len() > 256 || (n.len() == 256 && n[0] >= 0x80);
        let sizes = long_enough && n.len() <= 512 && (3..=4).contains(&e.len());
        if sizes && sound(&n) && sound(&e) && !roca::is_weak(&n) {
            Ok(Self::Rsa { n, e })
        } else {
            Err(JoseError::InvalidKey)
        }
    }

    fn fits(&self, algorithm: Algorithm) -> bool {
        match algorithm {
            Algorithm::ES256 => matches!(self, Self::Ec { curve: Curve::P256, .. }),
            Algorithm::ES384 => matches!(self, Self::Ec { curve: Curve::P384, .. }),
            Algorithm::RS256 | Algorithm::PS256 => matches!(self, Self::Rsa { .. }),
            Algorithm::EdDSA => matches!(self, Self::Ed25519(_)),
        }
    }

    pub(super) fn to_members(&self) -> Map<String, Value> {
        let members = match self {
            Self::Ec { curve, point } => {
                let (x, y) = coordinates(point);
                json!({"kty": "EC", "crv": curve.name(), "x": x, "y": y})
            }
            Self::Rsa { n, e } => {
                json!({"kty": "RSA", "n": base64url::encode(n), "e": base64url::encode(e)})
            }
            Self::Ed25519(x) => json!({"kty": "OKP", "crv": "Ed25519", "x": base64url::encode(x)}),
        };
        match members {
            Value::Object(members) => members,
            _ => Map::new(),
        }
    }
}

fn verify_with(
    algorithm: &'static dyn signature::VerificationAlgorithm,
    key: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<(), aws_lc_rs::error::Unspecified> {
    signature::UnparsedPublicKey::new(algorithm, key).verify(message, signature)
}

pub(super) fn rsa_components<'a>(
    n: &'a [u8],
    e: &'a [u8],
) -> signature::RsaPublicKeyComponents<&'a [u8]> {
    signature::RsaPublicKeyComponents { n, e }
}

fn coordinates(point: &[u8]) -> (String, String) {
    let (x, y) = point[1..].split_at((point.len() - 1) / 2);
    (base64url::encode(x), base64url::encode(y))
}

fn number(members: &Map<String, Value>, name: &str) -> Result<Vec<u8>, JoseError> {
    let text = text(members, name)?.ok_or(JoseError::InvalidKey)?;
    base64url::decode(&text).map_err(|_| JoseError::InvalidKey)
}

fn key_use(members: &Map<String, Value>) -> Result<Option<KeyUse>, JoseError> {
    match text(members, "use")?.as_deref() {
        None => Ok(None),
        Some("sig") => Ok(Some(KeyUse::Signature)),
        Some("enc") => Ok(Some(KeyUse::Encryption)),
        Some(_) => Err(JoseError::UnsupportedKey),
    }
}

fn operations(members: &Map<String, Value>) -> Result<Option<Vec<String>>, JoseError> {
    let Some(value) = members.get("key_ops") else { return Ok(None) };
    let names = value.as_array().ok_or(JoseError::InvalidKey)?;
    let name = |name: &Value| name.as_str().map(str::to_owned).ok_or(JoseError::InvalidKey);
    names.iter().map(name).collect::<Result<_, _>>().map(Some)
}

impl fmt::Debug for Jwk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Jwk({})", self.key_id.as_deref().unwrap_or("no kid"))
    }
}

impl Serialize for Jwk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_members().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Jwk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Strict::deserialize(deserializer)?.0 {
            Value::Object(members) => Self::from_members(&members).map_err(D::Error::custom),
            _ => Err(D::Error::custom(JoseError::InvalidKey)),
        }
    }
}
