//! Authenticator data, keys and client data are read to the last byte or not at all.
#![no_main]

use libfuzzer_sys::fuzz_target;
use protocol::webauthn::{AuthenticatorData, ClientData, CosePublicKey};

fuzz_target!(|data: &[u8]| {
    if let Ok(read) = AuthenticatorData::parse(data) {
        let attested = read.attested.as_ref().map_or(0, |attested| {
            assert!((1..=1023).contains(&attested.credential_id.len()));
            18 + attested.credential_id.len() + attested.public_key.as_bytes().len()
        });
        let extensions = read.extensions.as_ref().map_or(0, Vec::len);
        assert_eq!(37 + attested + extensions, data.len());
    }
    if let Ok(key) = CosePublicKey::parse(data) {
        assert_eq!(key.as_bytes(), data);
        assert!(!key.verifies(b"message", data));
    }
    let _ = ClientData::parse(data);
});
