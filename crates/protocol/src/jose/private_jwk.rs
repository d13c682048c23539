use aws_lc_rs::rsa::{KeyPairComponents, PublicKeyComponents};
use aws_lc_rs::signature::RsaKeyPair;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::header::text;
use super::jwk::Material;
use super::{Algorithm, Curve, JoseError, KeyManagement};
use crate::{base64url, json};

const MAX_JWK: usize = 16 * 1024;

/// The members that make a key private (RFC 7518, section 6; RFC 8037, section 2).
const PRIVATE: [&str; 6] = ["d", "p", "q", "dp", "dq", "qi"];

type Number = Zeroizing<Vec<u8>>;

/// A private key in JWK form, read from our own configuration or a test service's. The private
/// numbers are wiped when it is dropped.
pub(super) struct PrivateJwk {
    public: Map<String, Value>,
    private: [Option<Zeroizing<String>>; PRIVATE.len()],
}

impl PrivateJwk {
    pub fn parse(text: &[u8]) -> Result<Self, JoseError> {
        let mut members = json::object(text, MAX_JWK)?;
        // Moved out of the tree rather than copied, so that wiping them leaves nothing behind.
        let private = PRIVATE.map(|name| match members.remove(name) {
            Some(Value::String(text)) => Some(Zeroizing::new(text)),
            _ => None,
        });
        if ["oth", "k"].iter().any(|name| members.contains_key(*name)) {
            return Err(JoseError::UnsupportedKey);
        }
        Ok(Self { public: members, private })
    }

    pub fn key_id(&self) -> Option<&str> {
        self.public.get("kid").and_then(Value::as_str)
    }

    pub fn material(&self) -> Result<Material, JoseError> {
        Material::from_members(&self.public)
    }

    /// What the key signs with: its `alg`, or else the usual algorithm of its kind.
    pub fn signature_algorithm(&self) -> Result<Algorithm, JoseError> {
        if let Some(name) = text(&self.public, "alg")? {
            return name.parse().map_err(|_| JoseError::UnknownAlgorithm);
        }
        Ok(match self.material()? {
            Material::Ec { curve: Curve::P256, .. } => Algorithm::ES256,
            Material::Ec { curve: Curve::P384, .. } => Algorithm::ES384,
            Material::Rsa { .. } => Algorithm::RS256,
            Material::Ed25519(_) => Algorithm::EdDSA,
        })
    }

    /// The algorithm that a decryption key is bound to, if it says so.
    pub fn key_management(&self) -> Result<Option<KeyManagement>, JoseError> {
        let name = text(&self.public, "alg")?;
        name.map(|name| name.parse().map_err(|_| JoseError::UnknownAlgorithm)).transpose()
    }

    /// `d` of an EC key, or the seed of an Ed25519 key.
    pub fn private_scalar(&self) -> Result<Number, JoseError> {
        self.number("d")
    }

    pub fn rsa(&self) -> Result<RsaKeyPair, JoseError> {
        let Material::Rsa { n, e } = self.material()? else {
            return Err(JoseError::InvalidKey);
        };
        RsaKeyPair::from_components(&KeyPairComponents {
            public_key: PublicKeyComponents { n, e },
            d: self.number("d")?,
            p: self.number("p")?,
            q: self.number("q")?,
            dP: self.number("dp")?,
            dQ: self.number("dq")?,
            qInv: self.number("qi")?,
        })
        .map_err(|_| JoseError::InvalidKey)
    }

    fn number(&self, name: &str) -> Result<Number, JoseError> {
        let at = PRIVATE.iter().position(|private| *private == name);
        let text = at.and_then(|at| self.private[at].as_ref()).ok_or(JoseError::InvalidKey)?;
        base64url::decode(text).map(Zeroizing::new).map_err(|_| JoseError::InvalidKey)
    }
}
