//! A key set that is read is written and read again alike; private keys never pass.
#![no_main]

use libfuzzer_sys::fuzz_target;
use protocol::jose::{DecryptionKey, Jwk, JwkSet, SoftwareKey};

fuzz_target!(|data: &[u8]| {
    if let Ok(set) = JwkSet::parse(data) {
        let written = serde_json::to_vec(&set).expect("JSON");
        assert_eq!(JwkSet::parse(&written), Ok(set));
    }
    if let Ok(key) = Jwk::parse(data) {
        assert!(!key.to_members().contains_key("d"));
        assert_eq!(key.thumbprint().len(), 43);
    }
    let _ = SoftwareKey::from_jwk(data);
    let _ = DecryptionKey::from_jwk(data);
});
