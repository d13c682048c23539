//! Every refusal, by the rule that it breaks.

use ciborium::{Value, cbor};
use protocol::base64url;
use protocol::jose::{Algorithm, Signer, SoftwareKey};
use protocol::webauthn::{
    AuthenticationResponseJson, AuthenticatorData, Base64Url, ClientData, CoseAlgorithm,
    CosePublicKey, Refused, UserIdentified, verify_assertion, verify_registration,
};

use crate::forge::{
    CHALLENGE, Forge, ORIGIN, asked, assert_with, client_data, cose, encode, register,
};

#[test]
fn the_forge_makes_good_ceremonies() {
    let registered = register(&Forge::registration().unattested()).unwrap();
    assert_eq!(registered.counter, 1);
    let forge = Forge::assertion();
    assert_eq!(assert_with(&forge.record(), &forge.asserted()).unwrap().counter, 2);
}

#[test]
fn client_data_of_another_ceremony_is_refused_in_both() {
    type Change = Box<dyn Fn(&str) -> String>;
    let other = base64url::encode([7; 32]);
    let challenge = base64url::encode(CHALLENGE);
    let swap = |from: &str, to: &str| -> Change {
        let (from, to) = (from.to_owned(), to.to_owned());
        Box::new(move |text: &str| text.replace(&from, &to))
    };
    let cases: [(Change, Refused); 16] = [
        (swap("webauthn.create", "webauthn.get"), Refused::WrongType),
        (swap(&challenge, &other), Refused::WrongChallenge),
        (swap(&challenge, &format!("{challenge}=")), Refused::WrongChallenge),
        (swap(&challenge, &challenge[1..]), Refused::WrongChallenge),
        (swap(&challenge, ""), Refused::WrongChallenge),
        (swap(ORIGIN, "https://mobile.example.evil.test"), Refused::WrongOrigin),
        (swap(ORIGIN, "https://mobile.example/"), Refused::WrongOrigin),
        (swap(ORIGIN, "http://mobile.example"), Refused::WrongOrigin),
        (swap(ORIGIN, "HTTPS://mobile.example"), Refused::WrongOrigin),
        (swap("\"crossOrigin\":false", "\"crossOrigin\":true"), Refused::CrossOrigin),
        (
            swap("\"crossOrigin\":false", "\"topOrigin\":\"https://mobile.example\""),
            Refused::CrossOrigin,
        ),
        (swap("\"crossOrigin\":false", "\"crossOrigin\":\"no\""), Refused::ClientDataMalformed),
        (
            swap("\"crossOrigin\":false", "\"origin\":\"https://mobile.example\""),
            Refused::ClientDataMalformed,
        ),
        (swap("\"origin\"", "\"orlgin\""), Refused::ClientDataMalformed),
        (swap("}", "} x"), Refused::ClientDataMalformed),
        (
            Box::new(|text: &str| format!("{text}{}", " ".repeat(9000))),
            Refused::ClientDataMalformed,
        ),
    ];
    for (change, expected) in cases {
        let mut forge = Forge::registration();
        forge.client_data = change(&forge.client_data);
        assert_eq!(register(&forge.unattested()), Err(expected), "{}", forge.client_data);
        // The same in an assertion, whose signature covers the changed client data.
        if expected != Refused::WrongType {
            let mut forge = Forge::assertion();
            forge.client_data = change(&forge.client_data);
            assert_eq!(assert_with(&forge.record(), &forge.asserted()), Err(expected));
        }
    }
    let mut forge = Forge::assertion();
    forge.client_data = client_data("webauthn.create");
    assert_eq!(assert_with(&forge.record(), &forge.asserted()), Err(Refused::WrongType));
}

#[test]
fn client_data_may_have_a_byte_order_mark_and_unknown_members() {
    let text = format!("\u{feff}{}", client_data("webauthn.get").replace('}', r#","more":[1]}"#));
    assert!(ClientData::parse(text.as_bytes()).is_ok());
    assert_eq!(ClientData::parse(b"\xff\xfe{}"), Err(Refused::ClientDataMalformed));
}

#[test]
fn authenticator_data_that_breaks_a_rule_is_refused_in_both() {
    type Change = fn(&mut Forge);
    let both: [(Change, Refused); 7] = [
        (|forge| forge.rp_id = "other.example".into(), Refused::WrongRelyingParty),
        (|forge| forge.flags &= !0x01, Refused::UserNotPresent),
        (|forge| forge.flags &= !0x04, Refused::UserNotVerified),
        (|forge| forge.flags |= 0x10, Refused::BackedUpButNotEligible),
        (|forge| forge.tail = vec![0], Refused::TrailingBytes),
        (|forge| forge.flags |= 0x80, Refused::NotCanonicalCbor),
        (
            |forge| {
                forge.flags |= 0x80;
                forge.tail = encode(&Value::Array(vec![]));
            },
            Refused::ExtensionsMalformed,
        ),
    ];
    for (change, expected) in both {
        let mut forge = Forge::registration();
        change(&mut forge);
        assert_eq!(register(&forge.unattested()), Err(expected));
        let mut forge = Forge::assertion();
        change(&mut forge);
        assert_eq!(assert_with(&forge.record(), &forge.asserted()), Err(expected));
    }
}

#[test]
fn extension_outputs_nobody_asked_for_are_passed_over() {
    let mut forge = Forge::registration();
    forge.flags |= 0x80;
    forge.tail = encode(&cbor!({"credProtect" => 2}).unwrap());
    assert!(register(&forge.unattested()).is_ok());
    let mut forge = Forge::assertion();
    forge.flags |= 0x80;
    forge.tail = encode(&cbor!({"credProtect" => 2}).unwrap());
    assert!(assert_with(&forge.record(), &forge.asserted()).is_ok());
}

#[test]
fn a_registration_has_exactly_one_credential_with_a_sane_id() {
    let mut forge = Forge::registration();
    forge.flags &= !0x40;
    forge.attested = Some(vec![]);
    assert_eq!(register(&forge.unattested()), Err(Refused::NoCredential));

    for (length, expected) in [
        (0, Err(Refused::CredentialIdLength)),
        (1, Ok(())),
        (1023, Ok(())),
        (1024, Err(Refused::CredentialIdLength)),
    ] {
        let mut forge = Forge::registration();
        forge.id = vec![5; length];
        assert_eq!(register(&forge.unattested()).map(|_| ()), expected, "{length}");
    }

    let forge = Forge::registration();
    let mut response = forge.unattested();
    response.raw_id = vec![4; 32].into();
    response.id = response.raw_id.text();
    assert_eq!(register(&response), Err(Refused::CredentialIdMismatch));
    response.id = Base64Url(forge.id.clone()).text();
    assert_eq!(register(&response), Err(Refused::CredentialMalformed));
    let mut response = forge.unattested();
    response.kind = "password".into();
    assert_eq!(register(&response), Err(Refused::CredentialMalformed));
}

#[test]
fn authenticator_data_that_ends_early_is_refused() {
    let data = Forge::registration().authenticator_data();
    for length in 0..data.len() {
        let refused = AuthenticatorData::parse(&data[..length]).unwrap_err();
        let expected = [Refused::AuthenticatorDataTruncated, Refused::NotCanonicalCbor];
        assert!(expected.contains(&refused), "{length}: {refused:?}");
    }
}

#[test]
fn an_attestation_object_has_three_members_in_canonical_order() {
    let forge = Forge::registration();
    let data = Value::Bytes(forge.authenticator_data());
    let none = cbor!({}).unwrap();
    let object = |members: &[(&str, &Value)]| {
        let entries = members.iter().map(|(key, value)| ((*key).into(), (*value).clone()));
        encode(&Value::Map(entries.collect()))
    };
    let format = Value::from("none");
    let good = object(&[("fmt", &format), ("attStmt", &none), ("authData", &data)]);
    assert!(register(&forge.with_object(&good)).is_ok());

    let long_length = [&[0xb8, 0x03], &good[1..]].concat();
    let indefinite = [&[0xbf], &good[1..], &[0xff]].concat();
    let number = Value::from(1);
    for (bytes, expected) in [
        (
            object(&[("attStmt", &none), ("fmt", &format), ("authData", &data)]),
            Refused::NotCanonicalCbor,
        ),
        (
            object(&[("fmt", &format), ("fmt", &format), ("authData", &data)]),
            Refused::NotCanonicalCbor,
        ),
        (long_length, Refused::NotCanonicalCbor),
        (indefinite, Refused::NotCanonicalCbor),
        ([&good[..], &[0]].concat(), Refused::TrailingBytes),
        (good[..good.len() - 1].to_vec(), Refused::NotCanonicalCbor),
        (vec![], Refused::NotCanonicalCbor),
        (encode(&number), Refused::AttestationMalformed),
        (object(&[("fmt", &format), ("authData", &data)]), Refused::AttestationMalformed),
        (
            object(&[("fmt", &number), ("attStmt", &none), ("authData", &data)]),
            Refused::AttestationMalformed,
        ),
        (
            object(&[("fmt", &format), ("attStmt", &number), ("authData", &data)]),
            Refused::AttestationMalformed,
        ),
        (
            object(&[("fmt", &format), ("attStmt", &none), ("authData", &number)]),
            Refused::AttestationMalformed,
        ),
        (
            object(&[("fmt", &format), ("more", &number), ("attStmt", &none), ("authData", &data)]),
            Refused::AttestationMalformed,
        ),
        (vec![0x80; 70_000], Refused::AttestationMalformed),
        (vec![0x81; 5_000], Refused::NotCanonicalCbor),
        (vec![0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], Refused::NotCanonicalCbor),
        (encode(&Value::Tag(1, Box::new(number.clone()))), Refused::NotCanonicalCbor),
    ] {
        assert_eq!(
            register(&forge.with_object(&bytes)),
            Err(expected),
            "{:02x?}",
            &bytes[..bytes.len().min(8)]
        );
    }
}

#[test]
fn a_public_key_has_the_members_of_its_type_and_no_others() {
    use Refused::*;
    let forge = Forge::registration();
    let CosePoint { x, y } = CosePoint::of(&forge);
    let (kty, alg, crv) = ((1, Value::from(2)), (3, Value::from(-7)), (-1, Value::from(1)));
    let (x, y) = ((-2, x), (-3, y));
    let short = Value::Bytes(vec![1; 31]);
    let cases: Vec<(Vec<(i32, Value)>, Refused)> = vec![
        (vec![kty.clone(), alg.clone(), crv.clone(), x.clone()], KeyMalformed),
        (vec![kty.clone(), crv.clone(), x.clone(), y.clone()], KeyMalformed),
        (vec![(1, 1.into()), alg.clone(), crv.clone(), x.clone(), y.clone()], KeyMalformed),
        (vec![kty.clone(), alg.clone(), (-1, 2.into()), x.clone(), y.clone()], KeyMalformed),
        (
            vec![
                kty.clone(),
                (2, Value::Bytes(vec![1])),
                alg.clone(),
                crv.clone(),
                x.clone(),
                y.clone(),
            ],
            KeyMalformed,
        ),
        (vec![kty.clone(), alg.clone(), crv.clone(), (-2, short.clone()), y.clone()], KeyMalformed),
        (vec![kty.clone(), alg.clone(), crv.clone(), x.clone(), (-3, true.into())], KeyMalformed),
        (vec![kty.clone(), alg.clone(), crv.clone(), y.clone(), x.clone()], NotCanonicalCbor),
        (
            vec![kty.clone(), alg.clone(), crv.clone(), (-2, y.1.clone()), (-3, x.1.clone())],
            KeyInvalid,
        ),
        (
            vec![
                kty.clone(),
                alg.clone(),
                crv.clone(),
                (-2, Value::Bytes(vec![0; 32])),
                (-3, Value::Bytes(vec![0; 32])),
            ],
            KeyInvalid,
        ),
        (
            vec![kty.clone(), (3, (-35).into()), crv.clone(), x.clone(), y.clone()],
            AlgorithmNotAllowed,
        ),
        (
            vec![kty.clone(), (3, (-65535).into()), crv.clone(), x.clone(), y.clone()],
            AlgorithmNotAllowed,
        ),
        (vec![(1, 1.into()), (3, (-8).into()), (-1, 6.into()), (-2, short)], KeyMalformed),
        (vec![(1, 1.into()), (3, (-8).into()), (-1, 7.into()), x.clone()], KeyMalformed),
    ];
    for (members, expected) in cases {
        assert_eq!(CosePublicKey::parse(&cose(&members)), Err(expected), "{members:?}");
        let mut forge = Forge::registration();
        forge.attested = Some(forge.attested(&cose(&members)));
        assert_eq!(register(&forge.unattested()), Err(expected), "{members:?}");
    }
    assert_eq!(CosePublicKey::parse(&encode(&Value::from(1))), Err(KeyMalformed));
    assert_eq!(CosePublicKey::parse(&encode(&cbor!({"a" => 1}).unwrap())), Err(KeyMalformed));
}

struct CosePoint {
    x: Value,
    y: Value,
}

impl CosePoint {
    fn of(forge: &Forge) -> Self {
        let key: Value = ciborium::from_reader(forge.public_key().as_slice()).unwrap();
        let member = |at: usize| key.as_map().unwrap()[at].1.clone();
        Self { x: member(3), y: member(4) }
    }
}

#[test]
fn an_rsa_key_has_sound_numbers() {
    let key = SoftwareKey::generate(Algorithm::RS256).unwrap();
    let members = key.public().to_members();
    let number = |name: &str| base64url::decode(members[name].as_str().unwrap()).unwrap();
    let (n, e) = (number("n"), number("e"));
    let rsa = |n: &[u8], e: &[u8]| {
        CosePublicKey::parse(&cose(&[
            (1, 3.into()),
            (3, (-257).into()),
            (-1, Value::Bytes(n.to_vec())),
            (-2, Value::Bytes(e.to_vec())),
        ]))
    };
    let public = rsa(&n, &e).unwrap();
    assert_eq!(public.algorithm(), CoseAlgorithm::Rs256);
    assert!(public.verifies(b"message", &key.sign(b"message").unwrap()));
    assert!(!public.verifies(b"messagf", &key.sign(b"message").unwrap()));

    let mut even = n.clone();
    *even.last_mut().unwrap() &= 0xfe;
    for (n, e) in [
        (&n[1..], &e[..]),
        (&[&[0], &n[..]].concat(), &e),
        (&even, &e),
        (&n, &[1]),
        (&n, &[2]),
        (&n, &[0, 1, 0, 1]),
        (&n, &[1, 0, 0, 0, 0, 1]),
        (&n, &[]),
        (&[], &e),
        (&[0xff; 1025], &e),
    ] {
        assert_eq!(rsa(n, e), Err(Refused::KeyInvalid), "{} {e:?}", n.len());
    }
}

#[test]
fn an_ed25519_key_verifies() {
    let key = SoftwareKey::generate(Algorithm::EdDSA).unwrap();
    let x = base64url::decode(key.public().to_members()["x"].as_str().unwrap()).unwrap();
    let public = CosePublicKey::parse(&cose(&[
        (1, 1.into()),
        (3, (-8).into()),
        (-1, 6.into()),
        (-2, Value::Bytes(x)),
    ]))
    .unwrap();
    assert_eq!(public.algorithm(), CoseAlgorithm::EdDsa);
    assert!(public.verifies(b"message", &key.sign(b"message").unwrap()));
    assert!(!public.verifies(b"other", &key.sign(b"message").unwrap()));
}

#[test]
fn an_algorithm_nobody_asked_for_is_refused() {
    let response = Forge::registration().unattested();
    let origins = [ORIGIN.to_owned()];
    let policy = protocol::webauthn::AttestationPolicy::Unchecked;
    let refused = verify_registration(&asked(&origins), &[CoseAlgorithm::Rs256], policy, &response);
    assert_eq!(refused, Err(Refused::AlgorithmNotAllowed));
}

#[test]
fn an_assertion_is_of_this_credential_and_of_this_person() {
    type Change = fn(&mut AuthenticationResponseJson);
    let forge = Forge::assertion();
    let record = forge.record();
    let good = forge.asserted();
    let cases: [(Change, Refused); 6] = [
        (|response| response.kind = "password".into(), Refused::CredentialMalformed),
        (|response| response.id = "AAAA".into(), Refused::CredentialMalformed),
        (
            |response| {
                response.raw_id = vec![1].into();
                response.id = response.raw_id.text();
            },
            Refused::UnknownCredential,
        ),
        (|response| response.response.user_handle = Some(vec![1].into()), Refused::WrongUserHandle),
        (|response| response.response.user_handle = Some(vec![].into()), Refused::WrongUserHandle),
        (|response| response.response.signature = vec![].into(), Refused::Signature),
    ];
    for (change, expected) in cases {
        let mut response = good.clone();
        change(&mut response);
        assert_eq!(assert_with(&record, &response), Err(expected));
    }
    let mut unnamed = good.clone();
    unnamed.response.user_handle = None;
    assert!(assert_with(&record, &unnamed).is_ok(), "the person was known beforehand");
    let origins = [ORIGIN.to_owned()];
    let by_credential = UserIdentified::ByCredential;
    let refused = verify_assertion(&asked(&origins), &record, by_credential, &unnamed);
    assert_eq!(refused, Err(Refused::UserHandleMissing));
}

#[test]
fn an_assertion_by_another_key_or_with_a_new_credential_is_refused() {
    let forge = Forge::assertion();
    let other = Forge::assertion();
    assert_eq!(assert_with(&other.record(), &forge.asserted()), Err(Refused::Signature));

    let mut forge = Forge::assertion();
    forge.flags |= 0x40;
    forge.attested = None;
    assert_eq!(assert_with(&forge.record(), &forge.asserted()), Err(Refused::UnexpectedCredential));
}

#[test]
fn backup_eligibility_never_changes() {
    let mut forge = Forge::assertion();
    let mut record = forge.record();
    record.backup_eligible = true;
    let changed = Err(Refused::BackupEligibilityChanged);
    assert_eq!(assert_with(&record, &forge.asserted()), changed);
    forge.flags |= 0x18;
    assert!(assert_with(&record, &forge.asserted()).unwrap().backed_up);
    record.backup_eligible = false;
    assert_eq!(assert_with(&record, &forge.asserted()), changed);
}

#[test]
fn the_counter_advances_or_does_not_exist() {
    for (stored, given, good) in [
        (0, 0, true),
        (0, 1, true),
        (1, 2, true),
        (1, u32::MAX, true),
        (1, 1, false),
        (2, 1, false),
        (1, 0, false),
        (u32::MAX, 0, false),
    ] {
        let mut forge = Forge::assertion();
        forge.counter = given;
        let mut record = forge.record();
        record.counter = stored;
        let expected = if good { Ok(given) } else { Err(Refused::CounterWentBack) };
        let found = assert_with(&record, &forge.asserted()).map(|asserted| asserted.counter);
        assert_eq!(found, expected, "{stored} then {given}");
    }
}

#[test]
fn transports_are_kept_only_if_they_look_like_one() {
    let mut response = Forge::registration().unattested();
    response.response.transports =
        ["usb", "smart-card", "<b>", "", "INTERNAL", &"x".repeat(17), "cable"]
            .map(str::to_owned)
            .into();
    assert_eq!(register(&response).unwrap().transports, ["usb", "smart-card", "cable"]);
}
