use domain::DeviceKey;
use protocol::webauthn::*;
use serde_json::json;

use crate::forge::{CHALLENGE, ORIGIN, RP_ID, USER_HANDLE, asked};

fn creation() -> PublicKeyCredentialCreationOptionsJson {
    PublicKeyCredentialCreationOptionsJson {
        rp: RelyingPartyEntity { id: RP_ID.into(), name: "Mobile".into() },
        user: UserEntity {
            id: USER_HANDLE.to_vec().into(),
            name: "ana".into(),
            display_name: "Ana Peeters".into(),
        },
        challenge: CHALLENGE.to_vec().into(),
        pub_key_cred_params: CoseAlgorithm::ALL.map(Into::into).to_vec(),
        timeout: Some(180_000),
        exclude_credentials: vec![],
        authenticator_selection: Some(AuthenticatorSelection {
            authenticator_attachment: None,
            resident_key: Some("required".into()),
            require_resident_key: true,
            user_verification: "required".into(),
        }),
        hints: vec![Hint::ClientDevice, Hint::Hybrid],
        attestation: "none".into(),
    }
}

fn request(allowed: &[&Registered]) -> PublicKeyCredentialRequestOptionsJson {
    let describe =
        |one: &&Registered| CredentialDescriptor::new(&one.credential_id, one.transports.clone());
    PublicKeyCredentialRequestOptionsJson {
        challenge: CHALLENGE.to_vec().into(),
        timeout: None,
        rp_id: RP_ID.into(),
        allow_credentials: allowed.iter().map(describe).collect(),
        user_verification: "required".into(),
        hints: vec![],
    }
}

fn register(phone: &mut SoftwareAuthenticator) -> Registered {
    let response = phone.create(ORIGIN, &creation()).unwrap();
    let policy = AttestationPolicy::Unchecked;
    verify_registration(&asked(&[ORIGIN.into()]), &CoseAlgorithm::ALL, policy, &response).unwrap()
}

fn record(registered: &Registered) -> CredentialRecord {
    CredentialRecord {
        id: registered.credential_id.clone(),
        public_key: registered.public_key.clone(),
        counter: registered.counter,
        backup_eligible: registered.backup_eligible,
        user_handle: USER_HANDLE.to_vec(),
    }
}

fn answer(phone: &mut SoftwareAuthenticator, to: &Registered) -> Result<Asserted, Refused> {
    let response = phone.get(ORIGIN, &request(&[to])).unwrap();
    let origins = [ORIGIN.to_owned()];
    verify_assertion(&asked(&origins), &record(to), UserIdentified::ByCredential, &response)
}

#[test]
fn a_phone_registers_and_answers_again_and_again() {
    let mut phone = SoftwareAuthenticator::new();
    let registered = register(&mut phone);
    assert_eq!(registered.device_key(), DeviceKey::DeviceBound);
    assert_eq!(registered.attestation, Attestation::None);
    assert_eq!(registered.transports, ["hybrid", "internal"]);
    for expected in 2..5 {
        let asserted = answer(&mut phone, &registered).unwrap();
        assert_eq!(asserted.counter, expected);
        assert!(asserted.user_verified);
    }
}

#[test]
fn a_phone_that_was_put_away_is_the_same_phone() {
    let mut phone = SoftwareAuthenticator::new();
    let registered = register(&mut phone);
    let kept = serde_json::to_string(&phone).unwrap();
    let mut phone: SoftwareAuthenticator = serde_json::from_str(&kept).unwrap();
    assert_eq!(answer(&mut phone, &registered).unwrap().counter, 2);
    assert!(!format!("{phone:?}").contains("credentials\""));
}

#[test]
fn a_synced_passkey_says_so() {
    let mut phone = SoftwareAuthenticator::new();
    phone.behaviour.backup_eligible = true;
    phone.behaviour.backed_up = true;
    phone.behaviour.counter = Counter::Absent;
    let registered = register(&mut phone);
    assert_eq!(registered.device_key(), DeviceKey::Synced);
    for _ in 0..2 {
        let asserted = answer(&mut phone, &registered).unwrap();
        assert!(asserted.backup_eligible && asserted.backed_up);
    }
}

#[test]
fn a_phone_can_vouch_for_its_own_key() {
    let mut phone = SoftwareAuthenticator::new();
    phone.behaviour.attests = true;
    assert_eq!(register(&mut phone).attestation, Attestation::OwnKey);
}

#[test]
fn a_misbehaving_phone_is_noticed() {
    type Misbehave = fn(&mut Behaviour);
    let cases: [(Misbehave, Refused); 5] = [
        (|behaviour| behaviour.user_present = false, Refused::UserNotPresent),
        (|behaviour| behaviour.user_verified = false, Refused::UserNotVerified),
        (|behaviour| behaviour.backup_eligible = true, Refused::BackupEligibilityChanged),
        (|behaviour| behaviour.backed_up = true, Refused::BackedUpButNotEligible),
        (|behaviour| behaviour.counter = Counter::Stuck(1), Refused::CounterWentBack),
    ];
    for (misbehave, expected) in cases {
        let mut phone = SoftwareAuthenticator::new();
        let registered = register(&mut phone);
        misbehave(&mut phone.behaviour);
        assert_eq!(answer(&mut phone, &registered), Err(expected));
    }
}

#[test]
fn the_browser_s_part_keeps_its_rules() {
    let mut phone = SoftwareAuthenticator::new();
    let elsewhere = "https://mobile.example.evil.test";
    assert_eq!(phone.create(elsewhere, &creation()), Err(AuthenticatorError::Security));
    assert_eq!(
        phone.get("https://xmobile.example", &request(&[])),
        Err(AuthenticatorError::Security)
    );
    assert_eq!(phone.get(ORIGIN, &request(&[])), Err(AuthenticatorError::NotAllowed));

    let registered = register(&mut phone);
    let mut again = creation();
    again.exclude_credentials = vec![CredentialDescriptor::new(&registered.credential_id, vec![])];
    assert_eq!(phone.create(ORIGIN, &again), Err(AuthenticatorError::InvalidState));
    again = creation();
    again.pub_key_cred_params = vec![CoseAlgorithm::Rs256.into()];
    assert_eq!(phone.create(ORIGIN, &again), Err(AuthenticatorError::NotSupported));
    assert!(phone.get("https://app.mobile.example:8443", &request(&[])).is_ok());
    phone.reset();
    assert_eq!(phone.get(ORIGIN, &request(&[])), Err(AuthenticatorError::NotAllowed));
}

#[test]
fn options_have_the_form_that_browsers_parse() {
    let text = json!({
        "rp": {"id": "mobile.example", "name": "Mobile"},
        "user": {"id": "CQkJCQkJCQkJCQkJCQkJCQ", "name": "ana", "displayName": "Ana Peeters"},
        "challenge": "KioqKioqKioqKioqKioqKioqKioqKioqKioqKioqKio",
        "pubKeyCredParams": [
            {"type": "public-key", "alg": -7},
            {"type": "public-key", "alg": -8},
            {"type": "public-key", "alg": -257},
        ],
        "timeout": 180_000,
        "authenticatorSelection": {
            "residentKey": "required", "requireResidentKey": true, "userVerification": "required",
        },
        "hints": ["client-device", "hybrid"],
        "attestation": "none",
    });
    assert_eq!(serde_json::to_value(creation()).unwrap(), text);
    assert_eq!(
        serde_json::from_value::<PublicKeyCredentialCreationOptionsJson>(text).unwrap(),
        creation()
    );
    let text = json!({
        "challenge": "KioqKioqKioqKioqKioqKioqKioqKioqKioqKioqKio",
        "rpId": "mobile.example",
        "userVerification": "required",
    });
    assert_eq!(serde_json::to_value(request(&[])).unwrap(), text);
}

#[test]
fn responses_are_read_as_browsers_write_them() {
    let text = json!({
        "type": "public-key", "id": "AQI", "rawId": "AQI", "authenticatorAttachment": "platform",
        "clientExtensionResults": {"credProps": {"rk": true}},
        "response": {
            "clientDataJSON": "e30", "authenticatorData": "AA", "attestationObject": "oA",
            "transports": ["internal"], "publicKeyAlgorithm": -7, "publicKey": "AA",
        },
    });
    let read: RegistrationResponseJson = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(read.response.client_data_json.as_slice(), b"{}");
    for odd in ["AQI=", "AQJ", "A", "AQI\n", "A+I"] {
        let mut text = text.clone();
        text["rawId"] = odd.into();
        assert!(serde_json::from_value::<RegistrationResponseJson>(text).is_err(), "{odd:?}");
    }
}
