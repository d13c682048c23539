//! Authenticated encryption of the content (RFC 7518, section 5).

use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{
    self, DecryptionContext, EncryptionContext, PaddedBlockDecryptingKey, PaddedBlockEncryptingKey,
    UnboundCipherKey,
};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::{constant_time, hmac, rand};
use zeroize::Zeroizing;

use super::{ContentEncryption, ContentKey};
use crate::jose::JoseError;

pub(super) struct Sealed {
    pub nonce: Vec<u8>,
    pub ciphertext: Vec<u8>,
    pub tag: Vec<u8>,
}

pub(super) fn new_key(encryption: ContentEncryption) -> Result<ContentKey, JoseError> {
    let mut key = Zeroizing::new(vec![0; encryption.key_bytes()]);
    rand::fill(&mut key).map_err(|_| JoseError::Encryption)?;
    Ok(key)
}

/// Encrypts under a key that serves for this one message, so a random nonce cannot repeat.
pub(super) fn seal(
    encryption: ContentEncryption,
    key: &[u8],
    aad: &[u8],
    plaintext: &[u8],
) -> Result<Sealed, JoseError> {
    let sealed = match Kind::of(encryption) {
        Kind::Gcm(algorithm) => seal_gcm(algorithm, key, aad, plaintext),
        Kind::Cbc(cbc) => cbc.seal(key, aad, plaintext),
    };
    sealed.map_err(|_| JoseError::Encryption)
}

/// Every failure is one error, so that an answer does not tell padding from tag (RFC 7516,
/// section 11.5).
pub(super) fn open(
    encryption: ContentEncryption,
    key: &[u8],
    aad: &[u8],
    sealed: Sealed,
) -> Result<Zeroizing<Vec<u8>>, JoseError> {
    let opened = match Kind::of(encryption) {
        Kind::Gcm(algorithm) => open_gcm(algorithm, key, aad, sealed),
        Kind::Cbc(cbc) => cbc.open(key, aad, sealed),
    };
    opened.map_err(|_| JoseError::Decryption)
}

type Unspecified = aws_lc_rs::error::Unspecified;

enum Kind {
    Gcm(&'static aead::Algorithm),
    Cbc(CbcHmac),
}

impl Kind {
    fn of(encryption: ContentEncryption) -> Self {
        match encryption {
            ContentEncryption::A128Gcm => Self::Gcm(&aead::AES_128_GCM),
            ContentEncryption::A256Gcm => Self::Gcm(&aead::AES_256_GCM),
            ContentEncryption::A128CbcHs256 => {
                Self::Cbc(CbcHmac { cipher: &cipher::AES_128, mac: hmac::HMAC_SHA256 })
            }
            ContentEncryption::A256CbcHs512 => {
                Self::Cbc(CbcHmac { cipher: &cipher::AES_256, mac: hmac::HMAC_SHA512 })
            }
        }
    }
}

fn seal_gcm(
    algorithm: &'static aead::Algorithm,
    key: &[u8],
    aad: &[u8],
    plaintext: &[u8],
) -> Result<Sealed, Unspecified> {
    let key = LessSafeKey::new(UnboundKey::new(algorithm, key)?);
    let mut nonce = vec![0; aead::NONCE_LEN];
    rand::fill(&mut nonce)?;
    let mut ciphertext = plaintext.to_vec();
    let once = Nonce::try_assume_unique_for_key(&nonce)?;
    let tag = key.seal_in_place_separate_tag(once, Aad::from(aad), &mut ciphertext)?;
    Ok(Sealed { nonce, ciphertext, tag: tag.as_ref().to_vec() })
}

fn open_gcm(
    algorithm: &'static aead::Algorithm,
    key: &[u8],
    aad: &[u8],
    sealed: Sealed,
) -> Result<Zeroizing<Vec<u8>>, Unspecified> {
    // A shorter tag would be accepted by some libraries and can be guessed (RFC 7518, 5.3).
    if sealed.tag.len() != algorithm.tag_len() {
        return Err(Unspecified {});
    }
    let key = LessSafeKey::new(UnboundKey::new(algorithm, key)?);
    let nonce = Nonce::try_assume_unique_for_key(&sealed.nonce)?;
    let mut content = Zeroizing::new(sealed.ciphertext);
    key.open_in_place_separate_tag(nonce, Aad::from(aad), &sealed.tag, &mut content)?;
    Ok(content)
}

/// AES-CBC with HMAC (RFC 7518, section 5.2): the first half of the key authenticates, the
/// second encrypts, and the tag is half of the MAC.
struct CbcHmac {
    cipher: &'static cipher::Algorithm,
    mac: hmac::Algorithm,
}

impl CbcHmac {
    fn seal(&self, key: &[u8], aad: &[u8], plaintext: &[u8]) -> Result<Sealed, Unspecified> {
        let (mac_key, cipher_key) = key.split_at(key.len() / 2);
        let mut nonce = [0; cipher::AES_CBC_IV_LEN];
        rand::fill(&mut nonce)?;
        let mut ciphertext = plaintext.to_vec();
        let context = EncryptionContext::Iv128(FixedLength::from(nonce));
        PaddedBlockEncryptingKey::cbc_pkcs7(UnboundCipherKey::new(self.cipher, cipher_key)?)?
            .less_safe_encrypt(&mut ciphertext, context)?;
        let tag = self.tag(mac_key, aad, &nonce, &ciphertext);
        Ok(Sealed { nonce: nonce.to_vec(), ciphertext, tag })
    }

    /// The tag is checked before the padding is looked at: no padding oracle.
    fn open(
        &self,
        key: &[u8],
        aad: &[u8],
        sealed: Sealed,
    ) -> Result<Zeroizing<Vec<u8>>, Unspecified> {
        if key.len() != self.mac.tag_len() {
            return Err(Unspecified {});
        }
        let (mac_key, cipher_key) = key.split_at(key.len() / 2);
        let expected = self.tag(mac_key, aad, &sealed.nonce, &sealed.ciphertext);
        constant_time::verify_slices_are_equal(&expected, &sealed.tag)?;
        let nonce = FixedLength::try_from(sealed.nonce.as_slice())?;
        let mut content = Zeroizing::new(sealed.ciphertext);
        let cipher_key = UnboundCipherKey::new(self.cipher, cipher_key)?;
        let length = PaddedBlockDecryptingKey::cbc_pkcs7(cipher_key)?
            .decrypt(&mut content, DecryptionContext::Iv128(nonce))?
            .len();
        content.truncate(length);
        Ok(content)
    }

    fn tag(&self, key: &[u8], aad: &[u8], nonce: &[u8], ciphertext: &[u8]) -> Vec<u8> {
        let bits = (aad.len() as u64) * 8;
        let mut mac = hmac::Context::with_key(&hmac::Key::new(self.mac, key));
        for part in [aad, nonce, ciphertext, &bits.to_be_bytes()] {
            mac.update(part);
        }
        let whole = mac.sign();
        whole.as_ref()[..whole.as_ref().len() / 2].to_vec()
    }
}
