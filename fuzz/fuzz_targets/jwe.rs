//! No text makes the decryption panic, and none is decrypted that was not encrypted to the key.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use protocol::base64url;
use protocol::jose::{Curve, DecryptionKey, jwe};

static KEYS: LazyLock<Vec<DecryptionKey>> = LazyLock::new(|| {
    vec![
        DecryptionKey::generate(Curve::P256).expect("a key").with_key_id("ec"),
        DecryptionKey::generate_rsa().expect("a key").with_key_id("rsa"),
    ]
});

fuzz_target!(|data: &[u8]| {
    // The five parts of a token, one a line.
    let parts: Vec<String> = data.splitn(5, |byte| *byte == b'\n').map(base64url::encode).collect();
    // A fuzzer that does ECDH could encrypt to the key; it would have to find it first.
    assert!(jwe::decrypt(&parts.join("."), &KEYS).is_err());
    if let Ok(text) = std::str::from_utf8(data) {
        assert!(jwe::decrypt(text, &KEYS).is_err());
    }
});
