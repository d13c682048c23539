//! Tokens that an honest signer would not make.

use std::sync::LazyLock;

use protocol::base64url;
use protocol::jose::{Algorithm, JoseError, JwkSet, Signer, SoftwareKey, TokenType, Verified, jws};

pub const PAYLOAD: &str = r#"{"sub":"ana"}"#;

/// One key per algorithm, made once: RSA keys take a while.
pub static KEYS: LazyLock<Vec<SoftwareKey>> = LazyLock::new(|| {
    Algorithm::ALL.map(|algorithm| SoftwareKey::generate(algorithm).unwrap()).into()
});

pub fn key(algorithm: Algorithm) -> &'static SoftwareKey {
    KEYS.iter().find(|key| key.algorithm() == algorithm).unwrap()
}

/// The set with this one public key.
pub fn set_of(key: &SoftwareKey) -> JwkSet {
    JwkSet::new(vec![key.public()])
}

/// A token with exactly this header, truly signed.
pub fn signed(key: &SoftwareKey, header: &str, payload: &str) -> String {
    let signed = format!("{}.{}", base64url::encode(header), base64url::encode(payload));
    let signature = base64url::encode(key.sign(signed.as_bytes()).unwrap());
    format!("{signed}.{signature}")
}

/// A token with exactly this header and signature.
pub fn unsigned(header: &str, signature: &[u8]) -> String {
    let parts = [base64url::encode(header), base64url::encode(PAYLOAD)];
    format!("{}.{}", parts.join("."), base64url::encode(signature))
}

/// Verifies with everything allowed that a caller could allow.
pub fn verify(token: &str, keys: &JwkSet) -> Result<Verified, JoseError> {
    jws::verify(token, keys, &Algorithm::ALL, TokenType::Plain)
}
