//! Claims that the client's own key signed are still accepted only for this client and provider.
#![no_main]

use std::sync::LazyLock;

use domain::Timestamp;
use libfuzzer_sys::fuzz_target;
use protocol::base64url;
use protocol::jose::{Algorithm, JwkSet, Signer, SoftwareKey};
use protocol::oidc::client_assertion::{Expectation, claimed_client, verify};
use serde_json::{Value, json};

const ISSUER: &str = "https://gateway.example";
const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

static KEY: LazyLock<SoftwareKey> =
    LazyLock::new(|| SoftwareKey::generate(Algorithm::EdDSA).expect("a key"));

fuzz_target!(|data: &[u8]| {
    let signed = format!("{}.{}", base64url::encode(r#"{"alg":"EdDSA"}"#), base64url::encode(data));
    let signature = KEY.sign(signed.as_bytes()).expect("a signature");
    let token = format!("{signed}.{}", base64url::encode(signature));
    let keys: JwkSet = [KEY.public()].into_iter().collect();
    let expected = Expectation { client_id: "health", audiences: &[ISSUER], now: NOW };
    if let Ok(used) = verify(&token, &keys, &expected) {
        let claims: Value = serde_json::from_slice(data).expect("JSON");
        assert_eq!((&claims["iss"], &claims["sub"]), (&json!("health"), &json!("health")));
        assert!(claims["aud"] == json!(ISSUER) || claims["aud"] == json!([ISSUER]));
        assert!(used.expires > NOW && !used.id.is_empty());
        assert_eq!(claimed_client(&token).expect("the client"), "health");
    }
});
