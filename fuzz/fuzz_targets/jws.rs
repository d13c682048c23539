//! No token holds that the key did not sign, and none makes the reader panic.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use protocol::base64url;
use protocol::jose::{Algorithm, JwkSet, Signer, SoftwareKey, TokenType, jws};

static KEYS: LazyLock<JwkSet> = LazyLock::new(|| {
    let algorithms = [Algorithm::ES256, Algorithm::EdDSA, Algorithm::RS256];
    let key = |algorithm| SoftwareKey::generate(algorithm).expect("a key").public();
    algorithms.into_iter().map(key).collect()
});

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    assert!(jws::verify(text, &KEYS, &Algorithm::ALL, TokenType::Plain).is_err());
    let _ = jws::unverified_claims(text);
    // The same text as the three parts of a token, one a line, to get past the encoding.
    let parts: Vec<String> = text.splitn(3, '\n').map(base64url::encode).collect();
    let token = parts.join(".");
    assert!(jws::verify(&token, &KEYS, &Algorithm::ALL, TokenType::Plain).is_err());
    let _ = jws::unverified_claims(&token);
});
