//! Message encryption for Web Push: RFC 8291, in the one-record form of RFC 8188.

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use aws_lc_rs::rand;
use zeroize::Zeroizing;

use super::Subscription;

/// The record size that the header announces. Push services take 4096 bytes (RFC 8030, section 7.2).
const RECORD_SIZE: usize = 4096;
const HEADER: usize = 16 + 4 + 1 + 65;
const TAG: usize = 16;
/// Marks the end of the plaintext in the last record (RFC 8188, section 2).
const LAST_RECORD: u8 = 2;

/// The longest plaintext that fits with header, delimiter and tag into what push services take.
pub const MAX_PLAINTEXT: usize = RECORD_SIZE - HEADER - TAG - 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncryptError {
    #[error("the message is longer than a push service takes")]
    TooLong,
    #[error("the message could not be encrypted")]
    Key,
}

/// What makes one message unlike every other: a key pair and a salt, used once.
pub struct MessageKeys {
    private_key: PrivateKey,
    salt: [u8; 16],
}

impl MessageKeys {
    pub fn random() -> Result<Self, EncryptError> {
        let mut salt = [0; 16];
        rand::fill(&mut salt).map_err(|_| EncryptError::Key)?;
        let private_key = PrivateKey::generate(&ECDH_P256).map_err(|_| EncryptError::Key)?;
        Ok(Self { private_key, salt })
    }

    /// From a P-256 scalar and a salt, for test vectors.
    pub fn from_bytes(scalar: &[u8; 32], salt: [u8; 16]) -> Result<Self, EncryptError> {
        let private_key =
            PrivateKey::from_private_key(&ECDH_P256, scalar).map_err(|_| EncryptError::Key)?;
        Ok(Self { private_key, salt })
    }
}

/// The body of the request: header and one encrypted record, with `padding` zero bytes in it.
pub fn encrypt(
    subscription: &Subscription,
    plaintext: &[u8],
    padding: usize,
    keys: &MessageKeys,
) -> Result<Vec<u8>, EncryptError> {
    if plaintext.len().saturating_add(padding) > MAX_PLAINTEXT {
        return Err(EncryptError::TooLong);
    }
    let own = keys.private_key.compute_public_key().map_err(|_| EncryptError::Key)?;
    let own = own.as_ref();
    let input = input_key(subscription, own, &keys.private_key)?;
    let derived = Salt::new(HKDF_SHA256, &keys.salt).extract(&*input);
    let mut key = Zeroizing::new([0; 16]);
    let mut nonce = [0; 12];
    expand(&derived, &[b"Content-Encoding: aes128gcm\0"], &mut key)?;
    expand(&derived, &[b"Content-Encoding: nonce\0"], &mut nonce)?;

    let mut record = plaintext.to_vec();
    record.push(LAST_RECORD);
    record.resize(record.len() + padding, 0);
    let sealing = UnboundKey::new(&AES_128_GCM, &*key).map_err(|_| EncryptError::Key)?;
    LessSafeKey::new(sealing)
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record)
        .map_err(|_| EncryptError::Key)?;

    let mut body = Vec::with_capacity(HEADER + record.len());
    body.extend(keys.salt);
    body.extend(u32::try_from(RECORD_SIZE).unwrap_or(u32::MAX).to_be_bytes());
    body.push(u8::try_from(own.len()).map_err(|_| EncryptError::Key)?);
    body.extend(own);
    body.extend(record);
    Ok(body)
}

/// RFC 8291, section 3.3 and 3.4: the shared secret, bound to both public keys and to the secret
/// that only the browser and its application server know.
fn input_key(
    subscription: &Subscription,
    own: &[u8],
    private_key: &PrivateKey,
) -> Result<Zeroizing<[u8; 32]>, EncryptError> {
    let theirs = subscription.public_key();
    let peer = UnparsedPublicKey::new(&ECDH_P256, theirs);
    agree(private_key, peer, EncryptError::Key, |secret| {
        let salt = Salt::new(HKDF_SHA256, subscription.authentication_secret());
        let mut input = Zeroizing::new([0; 32]);
        expand(&salt.extract(secret), &[b"WebPush: info\0", theirs, own], &mut input)?;
        Ok(input)
    })
}

fn expand<const N: usize>(
    key: &aws_lc_rs::hkdf::Prk,
    info: &[&[u8]],
    output: &mut [u8; N],
) -> Result<(), EncryptError> {
    struct Length(usize);
    impl KeyType for Length {
        fn len(&self) -> usize {
            self.0
        }
    }
    key.expand(info, Length(N))
        .and_then(|material| material.fill(output))
        .map_err(|_| EncryptError::Key)
}
