//! Whatever is changed on the way is noticed, and nothing hostile panics.

use ciborium::cbor;
use proptest::prelude::*;
use protocol::webauthn::{
    AttestationPolicy, AuthenticationResponseJson, AuthenticatorData, Base64Url, ClientData,
    CosePublicKey, RegistrationResponseJson, SoftwareAuthenticator,
};

use crate::forge::{Forge, assert_with, register, register_under};

fn flip(bytes: &mut Base64Url, at: prop::sample::Index, by: u8) {
    let at = at.index(bytes.0.len());
    bytes.0[at] ^= by;
}

/// A registration that its own credential signed, so that every byte counts.
fn self_attested() -> RegistrationResponseJson {
    let forge = Forge::registration();
    let signature = ciborium::Value::Bytes(forge.signature());
    forge.attested_by("packed", &cbor!({"alg" => -7, "sig" => signature}).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_changed_byte_of_an_assertion_is_refused(
        part in 0usize..5, at: prop::sample::Index, by in 1u8..=255,
    ) {
        let forge = Forge::assertion();
        let mut response = forge.asserted();
        match part {
            0 => flip(&mut response.response.client_data_json, at, by),
            1 => flip(&mut response.response.authenticator_data, at, by),
            2 => flip(&mut response.response.signature, at, by),
            3 => flip(&mut response.raw_id, at, by),
            _ => flip(response.response.user_handle.as_mut().unwrap(), at, by),
        }
        prop_assert!(assert_with(&forge.record(), &response).is_err());
    }

    #[test]
    fn any_changed_byte_of_a_registration_is_refused(
        part in 0usize..3, at: prop::sample::Index, by in 1u8..=255,
    ) {
        let mut response = self_attested();
        match part {
            0 => flip(&mut response.response.client_data_json, at, by),
            1 => flip(&mut response.response.attestation_object, at, by),
            _ => flip(&mut response.raw_id, at, by),
        }
        prop_assert!(register(&response).is_err());
    }

    #[test]
    fn an_unsigned_registration_never_takes_more_than_it_says(
        at: prop::sample::Index, by in 1u8..=255,
    ) {
        let forge = Forge::registration();
        let mut response = forge.unattested();
        flip(&mut response.response.attestation_object, at, by);
        if let Ok(registered) = register(&response) {
            prop_assert_eq!(&registered.credential_id, &forge.id);
            prop_assert!(registered.user_verified);
        }
    }

    #[test]
    fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = ClientData::parse(&bytes);
        let _ = AuthenticatorData::parse(&bytes);
        let _ = CosePublicKey::parse(&bytes);
        let forge = Forge::registration();
        let _ = register_under(AttestationPolicy::Unchecked, &forge.with_object(&bytes));
    }

    #[test]
    fn hostile_json_never_panics(text in ".{0,200}") {
        let _ = serde_json::from_str::<RegistrationResponseJson>(&text);
        let _ = serde_json::from_str::<AuthenticationResponseJson>(&text);
        let _ = serde_json::from_str::<SoftwareAuthenticator>(&text);
    }
}
