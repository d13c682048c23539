use protocol::webauthn::*;

const ORIGIN: &str = "https://mobile.example";

fn creation() -> PublicKeyCredentialCreationOptionsJson {
    PublicKeyCredentialCreationOptionsJson {
        rp: RelyingPartyEntity { id: "mobile.example".into(), name: "Mobile".into() },
        user: UserEntity { id: vec![7; 32].into(), name: "ana".into(), display_name: "Ana".into() },
        challenge: vec![1; 32].into(),
        pub_key_cred_params: CoseAlgorithm::ALL.map(Into::into).to_vec(),
        timeout: None,
        exclude_credentials: vec![],
        authenticator_selection: None,
        hints: vec![Hint::Hybrid],
        attestation: "none".into(),
    }
}

#[test]
fn a_phone_registers_and_answers() {
    let origins = [ORIGIN.to_owned()];
    let mut phone = SoftwareAuthenticator::new();
    let options = creation();
    let registration = phone.create(ORIGIN, &options).unwrap();
    let asked = Ceremony {
        challenge: &options.challenge.0,
        rp_id: "mobile.example",
        origins: &origins,
        user_verification: UserVerification::Required,
    };
    let registered = verify_registration(
        &asked,
        &CoseAlgorithm::ALL,
        AttestationPolicy::Unchecked,
        &registration,
    )
    .unwrap();
    assert_eq!(registered.device_key(), domain::DeviceKey::DeviceBound);
}
