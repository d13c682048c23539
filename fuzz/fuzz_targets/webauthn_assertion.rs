//! Authenticator data that the right key signed is still accepted only within the rules.
#![no_main]

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use libfuzzer_sys::fuzz_target;
use protocol::base64url;
use protocol::jose::{Algorithm, Signer, SoftwareKey};
use protocol::webauthn::{
    AssertionResponse, AuthenticationResponseJson, AuthenticatorData, Ceremony, CosePublicKey,
    CredentialRecord, UserIdentified, UserVerification, verify_assertion,
};

static ORIGINS: LazyLock<[String; 1]> = LazyLock::new(|| ["https://mobile.example".to_owned()]);
static KEY: LazyLock<SoftwareKey> =
    LazyLock::new(|| SoftwareKey::generate(Algorithm::EdDSA).expect("a key"));
static RECORD: LazyLock<CredentialRecord> = LazyLock::new(|| {
    let members = KEY.public().to_members();
    let x = base64url::decode(members["x"].as_str().expect("x")).expect("x");
    // {1: 1, 3: -8, -1: 6, -2: x}
    let cose = [&[0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20][..], &x].concat();
    CredentialRecord {
        id: vec![3; 32],
        public_key: CosePublicKey::parse(&cose).expect("a key"),
        counter: 7,
        backup_eligible: false,
        user_handle: vec![9; 16],
    }
});

fuzz_target!(|data: &[u8]| {
    let client_data = format!(
        r#"{{"type":"webauthn.get","challenge":"{}","origin":"https://mobile.example"}}"#,
        base64url::encode([42; 32])
    );
    let hash = sha256(client_data.as_bytes());
    let signature = KEY.sign(&[data, &hash].concat()).expect("a signature");
    let response = AuthenticationResponseJson {
        id: base64url::encode(&RECORD.id),
        raw_id: RECORD.id.clone().into(),
        response: AssertionResponse {
            client_data_json: client_data.into_bytes().into(),
            authenticator_data: data.into(),
            signature: signature.into(),
            user_handle: None,
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
    if let Ok(asserted) = verify_assertion(&asked, &RECORD, UserIdentified::Beforehand, &response) {
        let said = AuthenticatorData::parse(data).expect("authenticator data");
        assert!(asserted.user_verified && said.flags.user_present());
        assert!(asserted.counter > RECORD.counter);
        assert!(!asserted.backup_eligible && !asserted.backed_up);
        assert_eq!(said.rp_id_hash, sha256(b"mobile.example"));
        assert_eq!(said.attested, None);
    }
});

fn sha256(bytes: &[u8]) -> [u8; 32] {
    digest(&SHA256, bytes).as_ref().try_into().expect("32 bytes")
}
