use std::fmt;

use aws_lc_rs::agreement::PrivateKey;
use aws_lc_rs::encoding::{AsBigEndian, AsDer, EcPrivateKeyBin, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeySize, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use aws_lc_rs::signature::{KeyPair, RsaKeyPair};
use serde_json::Value;
use zeroize::Zeroizing;

use super::{ContentEncryption, ContentKey, KeyManagement, content, ecdh};
use crate::base64url;
use crate::jose::jwk::Material;
use crate::jose::private_jwk::PrivateJwk;
use crate::jose::{Curve, Header, JoseError, Jwk, KeyUse, der};

/// `apu` and `apv` name the parties; ours are absent, others' are short.
const MAX_PARTY_INFO: usize = 512;

/// A private key that others encrypt to.
pub struct DecryptionKey {
    inner: Inner,
    public: Jwk,
}

enum Inner {
    Ec { curve: Curve, private: PrivateKey },
    Rsa { oaep: OaepPrivateDecryptingKey, pkcs8: Zeroizing<Vec<u8>> },
}

impl DecryptionKey {
    /// A new elliptic curve key, for the ECDH-ES algorithms.
    pub fn generate(curve: Curve) -> Result<Self, JoseError> {
        let private = PrivateKey::generate(curve.agreement()).map_err(invalid)?;
        Self::new(Inner::Ec { curve, private })
    }

    /// A new RSA key, for senders that know no elliptic curves.
    pub fn generate_rsa() -> Result<Self, JoseError> {
        Self::from_rsa(&RsaKeyPair::generate(KeySize::Rsa2048).map_err(invalid)?)
    }

    /// Reads an unencrypted PKCS#8 key on a curve.
    pub fn from_pkcs8(pkcs8: &[u8], curve: Curve) -> Result<Self, JoseError> {
        let private =
            PrivateKey::from_private_key_der(curve.agreement(), pkcs8).map_err(invalid)?;
        Self::new(Inner::Ec { curve, private })
    }

    /// Reads an unencrypted PKCS#8 RSA key.
    pub fn from_rsa_pkcs8(pkcs8: &[u8]) -> Result<Self, JoseError> {
        Self::from_rsa(&RsaKeyPair::from_pkcs8(pkcs8).map_err(invalid)?)
    }

    /// Reads a private key in JWK form. If it names an `alg`, it serves no other.
    pub fn from_jwk(text: &[u8]) -> Result<Self, JoseError> {
        let jwk = PrivateJwk::parse(text)?;
        let key = match jwk.material()? {
            Material::Ec { curve, point } => {
                let scalar = jwk.private_scalar()?;
                let private =
                    PrivateKey::from_private_key(curve.agreement(), &scalar).map_err(invalid)?;
                let public = private.compute_public_key().map_err(invalid)?;
                if public.as_ref() != point {
                    return Err(JoseError::InvalidKey);
                }
                Self::new(Inner::Ec { curve, private })?
            }
            Material::Rsa { .. } => Self::from_rsa(&jwk.rsa()?)?,
            Material::Ed25519(_) => return Err(JoseError::UnsuitableKey),
        };
        let key = match jwk.key_management()? {
            Some(algorithm) => key.with_algorithm(algorithm),
            None => key,
        };
        Ok(match jwk.key_id() {
            Some(key_id) => key.with_key_id(key_id),
            None => key,
        })
    }

    #[must_use]
    pub fn with_key_id(self, key_id: impl Into<String>) -> Self {
        Self { public: self.public.with_key_id(key_id), ..self }
    }

    /// Publishes the key for one algorithm only.
    #[must_use]
    pub fn with_algorithm(self, algorithm: KeyManagement) -> Self {
        Self { public: self.public.with_algorithm(algorithm.name()), ..self }
    }

    pub fn key_id(&self) -> &str {
        self.public.key_id().unwrap_or_default()
    }

    /// The public key, with `kid` and `use`, ready to be published.
    pub fn public(&self) -> &Jwk {
        &self.public
    }

    /// The private key as unencrypted PKCS#8, to be sealed before it is stored.
    pub fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, JoseError> {
        match &self.inner {
            Inner::Ec { private, .. } => {
                let der: Pkcs8V1Der<'_> = private.as_der().map_err(invalid)?;
                Ok(Zeroizing::new(der.as_ref().to_vec()))
            }
            Inner::Rsa { pkcs8, .. } => Ok(pkcs8.clone()),
        }
    }

    /// The private key as a JWK, for a party that wants it so.
    pub fn to_jwk(&self) -> Result<Zeroizing<String>, JoseError> {
        let mut members = self.public.to_members();
        let mut add = |name: &str, number: &[u8]| {
            members.insert(name.to_owned(), Value::String(base64url::encode(number)));
        };
        match &self.inner {
            Inner::Ec { private, .. } => {
                let scalar: EcPrivateKeyBin<'_> = private.as_be_bytes().map_err(invalid)?;
                add("d", scalar.as_ref());
            }
            Inner::Rsa { pkcs8, .. } => {
                let numbers = der::rsa_private(pkcs8).ok_or(JoseError::InvalidKey)?;
                for (name, number) in numbers.private_members() {
                    add(name, number);
                }
            }
        }
        Ok(Zeroizing::new(Value::Object(members).to_string()))
    }

    /// The content key of one message.
    pub(super) fn unwrap(
        &self,
        algorithm: KeyManagement,
        encryption: ContentEncryption,
        header: &Header,
        wrapped: &[u8],
    ) -> Result<ContentKey, JoseError> {
        match &self.inner {
            Inner::Ec { curve, private } => {
                let point = ephemeral_point(header, *curve)?;
                let (apu, apv) = (party_info(header, "apu")?, party_info(header, "apv")?);
                let context = ecdh::Context { algorithm, encryption, apu: &apu, apv: &apv };
                ecdh::unwrap(private, *curve, &point, &context, wrapped)
            }
            Inner::Rsa { oaep, .. } => {
                // A wrong key goes on as a random one, so that neither the answer nor its time
                // tells whether the padding held (RFC 7516, section 11.5; Manger's attack).
                let random = content::new_key(encryption)?;
                let key = oaep_decrypt(oaep, algorithm, wrapped);
                Ok(key.filter(|key| key.len() == random.len()).unwrap_or(random))
            }
        }
    }

    fn from_rsa(pair: &RsaKeyPair) -> Result<Self, JoseError> {
        let der: Pkcs8V1Der<'_> = pair.as_der().map_err(invalid)?;
        let pkcs8 = Zeroizing::new(der.as_ref().to_vec());
        let key = PrivateDecryptingKey::from_pkcs8(&pkcs8).map_err(invalid)?;
        let oaep = OaepPrivateDecryptingKey::new(key).map_err(invalid)?;
        let (n, e) = der::rsa_public(pair.public_key().as_ref()).ok_or(JoseError::InvalidKey)?;
        let material = Material::rsa(n.to_vec(), e.to_vec())?;
        Ok(Self::publish(Inner::Rsa { oaep, pkcs8 }, material))
    }

    fn new(inner: Inner) -> Result<Self, JoseError> {
        let Inner::Ec { curve, private } = &inner else { return Err(JoseError::InvalidKey) };
        let point = private.compute_public_key().map_err(invalid)?.as_ref().to_vec();
        let material = Material::ec_point(*curve, point)?;
        Ok(Self::publish(inner, material))
    }

    fn publish(inner: Inner, material: Material) -> Self {
        let public = Jwk::new(material);
        let key_id = public.thumbprint();
        Self { inner, public: public.with_key_id(key_id).with_use(KeyUse::Encryption) }
    }
}

impl fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecryptionKey({})", self.key_id())
    }
}

fn invalid<E>(_: E) -> JoseError {
    JoseError::InvalidKey
}

fn oaep_decrypt(
    key: &OaepPrivateDecryptingKey,
    algorithm: KeyManagement,
    wrapped: &[u8],
) -> Option<ContentKey> {
    let mut content_key = Zeroizing::new(vec![0; key.min_output_size()]);
    let length = key.decrypt(algorithm.oaep().ok()?, wrapped, &mut content_key, None).ok()?.len();
    content_key.truncate(length);
    Some(content_key)
}

/// The sender's ephemeral key: on our curve and truly on it, or the agreement would leak our key.
fn ephemeral_point(header: &Header, curve: Curve) -> Result<Vec<u8>, JoseError> {
    let members = header.members.get("epk").and_then(Value::as_object).ok_or(JoseError::Header)?;
    match Jwk::from_members(members)?.material {
        Material::Ec { curve: found, point } if found == curve => Ok(point),
        _ => Err(JoseError::UnsuitableKey),
    }
}

fn party_info(header: &Header, name: &str) -> Result<Vec<u8>, JoseError> {
    match header.text(name)? {
        None => Ok(Vec::new()),
        Some(text) if text.len() > MAX_PARTY_INFO => Err(JoseError::TooLarge),
        Some(text) => Ok(base64url::decode(&text)?),
    }
}
