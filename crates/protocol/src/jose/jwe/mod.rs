//! Compact JSON Web Encryption (RFC 7516) to public keys.

mod algorithm;
mod content;
mod decryption_key;
mod ecdh;

use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

pub use algorithm::{ContentEncryption, KeyManagement};
pub use decryption_key::DecryptionKey;

use super::jwk::{Material, rsa_components};
use super::{Header, JoseError, Jwk};
use crate::base64url;

/// An encrypted token holds a signed one, a third larger for its second base64url.
pub const MAX_TOKEN: usize = 128 * 1024;

/// A content encryption key, wiped when dropped.
pub(super) type ContentKey = Zeroizing<Vec<u8>>;

/// What a JWE held. Encryption to a public key says nothing about who sent it.
pub struct Decrypted {
    pub header: Header,
    pub plaintext: Zeroizing<Vec<u8>>,
}

/// Encrypts to a public key. `content_type` is `JWT` when the plaintext is a signed token.
pub fn encrypt(
    plaintext: &[u8],
    recipient: &Jwk,
    algorithm: KeyManagement,
    encryption: ContentEncryption,
    content_type: Option<&str>,
) -> Result<String, JoseError> {
    if !recipient.can_encrypt(algorithm) {
        return Err(JoseError::UnsuitableKey);
    }
    let mut header = Map::new();
    header.insert("alg".to_owned(), json!(algorithm));
    header.insert("enc".to_owned(), json!(encryption));
    if let Some(key_id) = recipient.key_id() {
        header.insert("kid".to_owned(), json!(key_id));
    }
    if let Some(content_type) = content_type {
        header.insert("cty".to_owned(), json!(content_type));
    }
    let (key, encrypted_key) = wrap_new_key(recipient, algorithm, encryption, &mut header)?;
    let protected = base64url::encode(Value::Object(header).to_string());
    let sealed = content::seal(encryption, &key, protected.as_bytes(), plaintext)?;
    Ok([
        protected,
        base64url::encode(encrypted_key),
        base64url::encode(sealed.nonce),
        base64url::encode(sealed.ciphertext),
        base64url::encode(sealed.tag),
    ]
    .join("."))
}

/// Decrypts with the one key that the token names, or the only one that fits it.
pub fn decrypt(token: &str, keys: &[DecryptionKey]) -> Result<Decrypted, JoseError> {
    if token.len() > MAX_TOKEN {
        return Err(JoseError::TooLarge);
    }
    let parts: Vec<&str> = token.splitn(6, '.').collect();
    let [protected, encrypted_key, nonce, ciphertext, tag] = parts[..] else {
        return Err(JoseError::Form);
    };
    let header = Header::parse(protected)?;
    let algorithm = header.algorithm.parse().map_err(|_| JoseError::UnknownAlgorithm)?;
    let encryption: ContentEncryption = header
        .text("enc")?
        .ok_or(JoseError::Header)?
        .parse()
        .map_err(|_| JoseError::UnknownAlgorithm)?;
    let key = only(keys, header.key_id.as_deref(), algorithm)?;
    let content_key =
        key.unwrap(algorithm, encryption, &header, &base64url::decode(encrypted_key)?)?;
    let sealed = content::Sealed {
        nonce: base64url::decode(nonce)?,
        ciphertext: base64url::decode(ciphertext)?,
        tag: base64url::decode(tag)?,
    };
    let plaintext = content::open(encryption, &content_key, protected.as_bytes(), sealed)?;
    Ok(Decrypted { header, plaintext })
}

/// A fresh content key and its encrypted form; ECDH adds its ephemeral key to the header.
fn wrap_new_key(
    recipient: &Jwk,
    algorithm: KeyManagement,
    encryption: ContentEncryption,
    header: &mut Map<String, Value>,
) -> Result<(ContentKey, Vec<u8>), JoseError> {
    match &recipient.material {
        Material::Ec { curve, point } => {
            let ephemeral = ecdh::Ephemeral::new(*curve)?;
            header.insert("epk".to_owned(), Value::Object(ephemeral.public.to_members()));
            let context = ecdh::Context { algorithm, encryption, apu: &[], apv: &[] };
            ecdh::wrap(&ephemeral.private, *curve, point, &context)
        }
        Material::Rsa { n, e } => {
            let key = content::new_key(encryption)?;
            let wrapped = algorithm::oaep_encrypt(algorithm, rsa_components(n, e), &key)?;
            Ok((key, wrapped))
        }
        Material::Ed25519(_) => Err(JoseError::UnsuitableKey),
    }
}

fn only<'a>(
    keys: &'a [DecryptionKey],
    key_id: Option<&str>,
    algorithm: KeyManagement,
) -> Result<&'a DecryptionKey, JoseError> {
    let named = |key: &&DecryptionKey| key_id.is_none_or(|key_id| key.key_id() == key_id);
    let mut candidates =
        keys.iter().filter(named).filter(|key| key.public().can_encrypt(algorithm));
    let found = candidates.next().ok_or(JoseError::UnknownKey)?;
    if candidates.next().is_some() {
        return Err(JoseError::AmbiguousKey);
    }
    Ok(found)
}
