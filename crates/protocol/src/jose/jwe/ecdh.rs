//! ECDH-ES, directly or with AES key wrap (RFC 7518, section 4.6).

use aws_lc_rs::agreement::{self, PrivateKey, UnparsedPublicKey};
use aws_lc_rs::kdf::{SskdfDigestAlgorithmId, get_sskdf_digest_algorithm, sskdf_digest};
use aws_lc_rs::key_wrap::{AES_128, AES_256, AesKek, KeyWrap};
use zeroize::Zeroizing;

use super::{ContentEncryption, ContentKey, KeyManagement, content};
use crate::jose::jwk::Material;
use crate::jose::{Curve, JoseError};

/// A key pair that serves for one message.
pub(super) struct Ephemeral {
    pub private: PrivateKey,
    pub public: Material,
}

impl Ephemeral {
    pub fn new(curve: Curve) -> Result<Self, JoseError> {
        let failed = |_| JoseError::Encryption;
        let private = PrivateKey::generate(curve.agreement()).map_err(failed)?;
        let point = private.compute_public_key().map_err(failed)?.as_ref().to_vec();
        Ok(Self { private, public: Material::Ec { curve, point } })
    }
}

/// What the derived key is bound to, beside the shared secret.
pub(super) struct Context<'a> {
    pub algorithm: KeyManagement,
    pub encryption: ContentEncryption,
    pub apu: &'a [u8],
    pub apv: &'a [u8],
}

/// The content key and its encrypted form (empty when the derived key is the content key).
pub(super) fn wrap(
    private: &PrivateKey,
    curve: Curve,
    point: &[u8],
    context: &Context<'_>,
) -> Result<(ContentKey, Vec<u8>), JoseError> {
    let derived = agree(private, curve, point, context).ok_or(JoseError::Encryption)?;
    let Some(wrapping) = Wrapping::of(context.algorithm) else {
        return Ok((derived, Vec::new()));
    };
    let key = content::new_key(context.encryption)?;
    let mut wrapped = vec![0; key.len() + 8];
    let failed = |_| JoseError::Encryption;
    wrapping.key(&derived).and_then(|kek| kek.wrap(&key, &mut wrapped)).map_err(failed)?;
    Ok((key, wrapped))
}

/// The content key out of its encrypted form.
pub(super) fn unwrap(
    private: &PrivateKey,
    curve: Curve,
    point: &[u8],
    context: &Context<'_>,
    wrapped: &[u8],
) -> Result<ContentKey, JoseError> {
    let derived = agree(private, curve, point, context).ok_or(JoseError::Decryption)?;
    let Some(wrapping) = Wrapping::of(context.algorithm) else {
        // The encrypted key must be empty (RFC 7516, section 5.2, step 10).
        return if wrapped.is_empty() { Ok(derived) } else { Err(JoseError::Decryption) };
    };
    if wrapped.len() != context.encryption.key_bytes() + 8 {
        return Err(JoseError::Decryption);
    }
    let mut key = Zeroizing::new(vec![0; context.encryption.key_bytes()]);
    let failed = |_| JoseError::Decryption;
    wrapping.key(&derived).and_then(|kek| kek.unwrap(wrapped, &mut key)).map_err(failed)?;
    Ok(key)
}

/// The Concat KDF over the shared secret (RFC 7518, section 4.6.2).
fn agree(
    private: &PrivateKey,
    curve: Curve,
    point: &[u8],
    context: &Context<'_>,
) -> Option<ContentKey> {
    let wrapping = Wrapping::of(context.algorithm);
    let length = wrapping.map_or(context.encryption.key_bytes(), Wrapping::bytes);
    let name = match wrapping {
        Some(_) => context.algorithm.name(),
        None => context.encryption.name(),
    };
    let bits = u32::try_from(length * 8).ok()?;
    let mut info = Vec::new();
    for part in [name.as_bytes(), context.apu, context.apv] {
        info.extend_from_slice(&u32::try_from(part.len()).ok()?.to_be_bytes());
        info.extend_from_slice(part);
    }
    info.extend_from_slice(&bits.to_be_bytes());
    let hash = get_sskdf_digest_algorithm(SskdfDigestAlgorithmId::Sha256)?;
    let mut derived = Zeroizing::new(vec![0; length]);
    let peer = UnparsedPublicKey::new(curve.agreement(), point);
    agreement::agree(private, peer, (), |secret| {
        sskdf_digest(hash, secret, &info, &mut derived).map_err(|_| ())
    })
    .ok()?;
    Some(derived)
}

#[derive(Clone, Copy)]
enum Wrapping {
    Aes128,
    Aes256,
}

impl Wrapping {
    fn of(algorithm: KeyManagement) -> Option<Self> {
        match algorithm {
            KeyManagement::EcdhEsA128Kw => Some(Self::Aes128),
            KeyManagement::EcdhEsA256Kw => Some(Self::Aes256),
            _ => None,
        }
    }

    fn bytes(self) -> usize {
        match self {
            Self::Aes128 => 16,
            Self::Aes256 => 32,
        }
    }

    fn key(self, bytes: &[u8]) -> Result<AesKek, aws_lc_rs::error::Unspecified> {
        match self {
            Self::Aes128 => AesKek::new(&AES_128, bytes),
            Self::Aes256 => AesKek::new(&AES_256, bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base64url;

    /// RFC 7518, appendix C: Alice's ephemeral key, Bob's static one.
    #[test]
    fn the_example_of_the_standard_holds() {
        let number = |text| base64url::decode(text).unwrap();
        let alice = number("0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo");
        let alice = PrivateKey::from_private_key(Curve::P256.agreement(), &alice).unwrap();
        let bob = [
            vec![4],
            number("weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ"),
            number("e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"),
        ];
        let context = Context {
            algorithm: KeyManagement::EcdhEs,
            encryption: ContentEncryption::A128Gcm,
            apu: b"Alice",
            apv: b"Bob",
        };
        let derived = agree(&alice, Curve::P256, &bob.concat(), &context).unwrap();
        assert_eq!(base64url::encode(&derived), "VqqN6vgjbSBcIijNcacQGg");
    }
}
