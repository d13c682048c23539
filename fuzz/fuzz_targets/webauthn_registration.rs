//! No attestation object makes a registration say more than was asked and signed.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use protocol::base64url;
use protocol::webauthn::{
    AttestationPolicy, AttestationResponse, Ceremony, CoseAlgorithm, CosePublicKey,
    RegistrationResponseJson, UserVerification, verify_registration,
};

const ID: &[u8] = &[3; 32];
static ORIGINS: LazyLock<[String; 1]> = LazyLock::new(|| ["https://mobile.example".to_owned()]);
static CLIENT_DATA: LazyLock<String> = LazyLock::new(|| {
    format!(
        r#"{{"type":"webauthn.create","challenge":"{}","origin":"https://mobile.example"}}"#,
        base64url::encode([42; 32])
    )
});

fuzz_target!(|data: &[u8]| {
    let response = RegistrationResponseJson {
        id: base64url::encode(ID),
        raw_id: ID.into(),
        response: AttestationResponse {
            client_data_json: CLIENT_DATA.as_bytes().into(),
            attestation_object: data.into(),
            transports: Vec::new(),
        },
        authenticator_attachment: None,
        client_extension_results: serde_json::Map::new(),
        kind: "public-key".to_owned(),
    };
    let asked = Ceremony {
        challenge: &[42; 32],
        rp_id: "mobile.example",
        origins: &*ORIGINS,
        user_verification: UserVerification::Required,
    };
    let policy = AttestationPolicy::Unchecked;
    let registered = verify_registration(&asked, &CoseAlgorithm::ALL, policy, &response);
    if let Ok(registered) = registered {
        assert_eq!(registered.credential_id, ID);
        assert!(registered.user_verified);
        assert!(registered.backup_eligible || !registered.backed_up);
        let stored = CosePublicKey::parse(registered.public_key.as_bytes());
        assert_eq!(stored.as_ref(), Ok(&registered.public_key));
    }
});
