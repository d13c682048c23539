use std::fmt;

use aws_lc_rs::encoding::{AsBigEndian, AsDer, EcPrivateKeyBin, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    self, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair, RsaKeyPair,
};
use serde_json::Value;
use zeroize::Zeroizing;

use super::jwk::Material;
use super::private_jwk::PrivateJwk;
use super::{Algorithm, Curve, JoseError, Jwk, KeyUse, SignError, Signer, der};
use crate::base64url;

/// A private key held in memory. The memory is wiped when the key is dropped (aws-lc does it), and
/// what is exported wipes itself.
pub struct SoftwareKey {
    algorithm: Algorithm,
    key_id: String,
    pair: Pair,
    material: Material,
}

enum Pair {
    Ec(EcdsaKeyPair),
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

impl SoftwareKey {
    /// A new key. Its identifier is its thumbprint (RFC 7638) until another is given.
    pub fn generate(algorithm: Algorithm) -> Result<Self, JoseError> {
        let invalid = |_| JoseError::InvalidKey;
        let pair = match algorithm {
            Algorithm::ES256 | Algorithm::ES384 => {
                Pair::Ec(EcdsaKeyPair::generate(ecdsa(algorithm)?).map_err(invalid)?)
            }
            Algorithm::RS256 | Algorithm::PS256 => {
                Pair::Rsa(Box::new(RsaKeyPair::generate(KeySize::Rsa2048).map_err(invalid)?))
            }
            Algorithm::EdDSA => Pair::Ed25519(Ed25519KeyPair::generate().map_err(invalid)?),
        };
        Self::new(algorithm, pair)
    }

    /// Reads an unencrypted PKCS#8 key.
    pub fn from_pkcs8(pkcs8: &[u8], algorithm: Algorithm) -> Result<Self, JoseError> {
        let invalid = |_| JoseError::InvalidKey;
        let pair = match algorithm {
            Algorithm::ES256 | Algorithm::ES384 => {
                Pair::Ec(EcdsaKeyPair::from_pkcs8(ecdsa(algorithm)?, pkcs8).map_err(invalid)?)
            }
            Algorithm::RS256 | Algorithm::PS256 => {
                Pair::Rsa(Box::new(RsaKeyPair::from_pkcs8(pkcs8).map_err(invalid)?))
            }
            Algorithm::EdDSA => Pair::Ed25519(Ed25519KeyPair::from_pkcs8(pkcs8).map_err(invalid)?),
        };
        Self::new(algorithm, pair)
    }

    /// Reads a private key in JWK form. Its `alg` says what it signs with; a key without one
    /// signs with the usual algorithm of its kind (for RSA: RS256).
    pub fn from_jwk(text: &[u8]) -> Result<Self, JoseError> {
        let jwk = PrivateJwk::parse(text)?;
        let algorithm = jwk.signature_algorithm()?;
        let invalid = |_| JoseError::InvalidKey;
        let pair = match jwk.material()? {
            Material::Ec { point, .. } => Pair::Ec(
                EcdsaKeyPair::from_private_key_and_public_key(
                    ecdsa(algorithm)?,
                    &jwk.private_scalar()?,
                    &point,
                )
                .map_err(invalid)?,
            ),
            Material::Rsa { .. } => Pair::Rsa(Box::new(jwk.rsa()?)),
            Material::Ed25519(x) => Pair::Ed25519(
                Ed25519KeyPair::from_seed_and_public_key(&jwk.private_scalar()?, &x)
                    .map_err(invalid)?,
            ),
        };
        let key = Self::new(algorithm, pair)?;
        Ok(match jwk.key_id() {
            Some(key_id) => key.with_key_id(key_id),
            None => key,
        })
    }

    #[must_use]
    pub fn with_key_id(self, key_id: impl Into<String>) -> Self {
        Self { key_id: key_id.into(), ..self }
    }

    /// The private key as unencrypted PKCS#8, to be sealed before it is stored.
    pub fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, JoseError> {
        let invalid = |_| JoseError::InvalidKey;
        let bytes = match &self.pair {
            Pair::Ec(pair) => pair.to_pkcs8v1().map_err(invalid)?.as_ref().to_vec(),
            Pair::Rsa(pair) => {
                AsDer::<Pkcs8V1Der<'_>>::as_der(&**pair).map_err(invalid)?.as_ref().to_vec()
            }
            Pair::Ed25519(pair) => pair.to_pkcs8v1().map_err(invalid)?.as_ref().to_vec(),
        };
        Ok(Zeroizing::new(bytes))
    }

    /// The private key as a JWK, for a party that wants it so.
    pub fn to_jwk(&self) -> Result<Zeroizing<String>, JoseError> {
        let mut members = self.public().to_members();
        let mut add = |name: &str, number: &[u8]| {
            members.insert(name.to_owned(), Value::String(base64url::encode(number)));
        };
        let invalid = |_| JoseError::InvalidKey;
        match &self.pair {
            Pair::Ec(pair) => {
                let scalar: EcPrivateKeyBin<'_> =
                    pair.private_key().as_be_bytes().map_err(invalid)?;
                add("d", scalar.as_ref());
            }
            Pair::Ed25519(pair) => {
                let seed = pair.seed().and_then(|seed| seed.as_be_bytes()).map_err(invalid)?;
                add("d", seed.as_ref());
            }
            Pair::Rsa(_) => {
                let pkcs8 = self.to_pkcs8()?;
                let numbers = der::rsa_private(&pkcs8).ok_or(JoseError::InvalidKey)?;
                for (name, number) in numbers.private_members() {
                    add(name, number);
                }
            }
        }
        Ok(Zeroizing::new(Value::Object(members).to_string()))
    }

    fn new(algorithm: Algorithm, pair: Pair) -> Result<Self, JoseError> {
        let material = pair.public(algorithm)?;
        let key_id = Jwk::new(material.clone()).thumbprint();
        Ok(Self { algorithm, key_id, pair, material })
    }
}

impl Pair {
    fn public(&self, algorithm: Algorithm) -> Result<Material, JoseError> {
        match self {
            Self::Ec(pair) => {
                let curve = if algorithm == Algorithm::ES384 { Curve::P384 } else { Curve::P256 };
                Material::ec_point(curve, pair.public_key().as_ref().to_vec())
            }
            Self::Rsa(pair) => {
                let (n, e) =
                    der::rsa_public(pair.public_key().as_ref()).ok_or(JoseError::InvalidKey)?;
                Material::rsa(n.to_vec(), e.to_vec())
            }
            Self::Ed25519(pair) => {
                let x = pair.public_key().as_ref().try_into();
                x.map(Material::Ed25519).map_err(|_| JoseError::InvalidKey)
            }
        }
    }
}

impl Signer for SoftwareKey {
    fn key_id(&self) -> &str {
        &self.key_id
    }

    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Ec(pair) => {
                let signature = pair.sign(&random, message).map_err(|_| SignError)?;
                Ok(signature.as_ref().to_vec())
            }
            Pair::Ed25519(pair) => {
                let signature = pair.try_sign(message).map_err(|_| SignError)?;
                Ok(signature.as_ref().to_vec())
            }
            Pair::Rsa(pair) => {
                let encoding: &dyn signature::RsaEncoding = match self.algorithm {
                    Algorithm::PS256 => &signature::RSA_PSS_SHA256,
                    _ => &signature::RSA_PKCS1_SHA256,
                };
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(encoding, &random, message, &mut signature).map_err(|_| SignError)?;
                Ok(signature)
            }
        }
    }

    fn public(&self) -> Jwk {
        Jwk::new(self.material.clone())
            .with_key_id(&self.key_id)
            .with_use(KeyUse::Signature)
            .with_algorithm(self.algorithm.name())
    }
}

impl fmt::Debug for SoftwareKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SoftwareKey({} {})", self.algorithm, self.key_id)
    }
}

fn ecdsa(algorithm: Algorithm) -> Result<&'static EcdsaSigningAlgorithm, JoseError> {
    match algorithm {
        Algorithm::ES256 => Ok(&signature::ECDSA_P256_SHA256_FIXED_SIGNING),
        Algorithm::ES384 => Ok(&signature::ECDSA_P384_SHA384_FIXED_SIGNING),
        _ => Err(JoseError::UnsuitableKey),
    }
}
