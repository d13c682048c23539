//! The examples of WebAuthn Level 3, section 16. Everything in them is derived from one phrase, so
//! they are derived here again; the hashes show that the outcome is the published one, byte for
//! byte. (Only the signatures are made anew: theirs are deterministic, ours are not.)

use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use ciborium::{Value, cbor};
use protocol::base64url;
use protocol::webauthn::*;

use crate::forge::{cose, encode};

const RP_ID: &str = "example.org";
const ORIGIN: &str = "https://example.org";

struct Example {
    name: &'static str,
    /// Members of the client data after `origin`.
    framed: &'static str,
    credential_id_length: usize,
    /// SHA-256 of client data and attestation object.
    registration: &'static str,
    /// SHA-256 of client data and authenticator data.
    assertion: &'static str,
    expected: Option<Refused>,
}

const EXAMPLES: [Example; 4] = [
    Example {
        name: "none.ES256",
        framed: r#""crossOrigin":false"#,
        credential_id_length: 32,
        registration: "ca116797d5733da69f40faafb9b8db9f3b9bf01aef951e4092f366a00199a57c",
        assertion: "1041421f6109c2248241277a8b8f97ca5218016f627442b8a18a5faaa54ad7dd",
        expected: None,
    },
    Example {
        name: "none.ES256.crossOrigin",
        framed: r#""crossOrigin":true"#,
        credential_id_length: 32,
        registration: "2326afe295be7a996ee6b96eecb95b6e68d871bfb1ed50259614cfd0aaac4000",
        assertion: "b9506245673aecbc3445380735d4f0da8235de028568e00f3b07690550f82f75",
        expected: Some(Refused::CrossOrigin),
    },
    Example {
        name: "none.ES256.topOrigin",
        framed: r#""crossOrigin":true,"topOrigin":"https://example.com""#,
        credential_id_length: 32,
        registration: "4c9d95e4521ed0b6b6e2afaa37f308143151ebbde039550ee36b07b03bb6b248",
        assertion: "bacebaa9ed20f49eff6d503d638c5f0623dad97a437eebc93e6157ee3ddf1e54",
        expected: Some(Refused::CrossOrigin),
    },
    Example {
        name: "none.ES256.long-credential-id",
        framed: r#""crossOrigin":false"#,
        credential_id_length: 1023,
        registration: "cd55eafcd226de9025858c83e98edf5f7a2a22218c1e031a4a918c10faa01ba5",
        assertion: "b6dd8008c69ff559c5466ae7c3f551a4cf20ad30ae24a0c3b86cf1334cf88047",
        expected: None,
    },
];

#[test]
fn the_published_examples_verify_or_are_refused_as_framed() {
    for example in &EXAMPLES {
        let mut phrase = Phrase { name: example.name, count: 0 };
        let challenge = phrase.next(32);
        let key = Key::from_scalar(&phrase.next(32));
        let client_data = example.client_data("webauthn.create", &challenge, &mut phrase);
        let aaguid = phrase.next(16);
        let id = phrase.next(example.credential_id_length);
        let mut flags = phrase.next(1)[0] & 0x1c;
        if flags & 0x08 == 0 {
            flags &= !0x18;
        }
        let length = u16::try_from(id.len()).unwrap().to_be_bytes();
        let attested = [&aaguid[..], &length, &id, &key.cose()].concat();
        let object = attestation_object(authenticator_data(flags | 0x41, &attested));
        assert_eq!(hash(&[&client_data, &object]), example.registration, "{}", example.name);

        let policy = AttestationPolicy::Unchecked;
        let response = registration(&id, &client_data, &object);
        let origins = [ORIGIN.to_owned()];
        let asked = asked(&challenge, &origins);
        let registered = verify_registration(&asked, &CoseAlgorithm::ALL, policy, &response);
        assert_eq!(registered.clone().err(), example.expected, "{}", example.name);

        let challenge = phrase.next(32);
        let client_data = example.client_data("webauthn.get", &challenge, &mut phrase);
        let mut later = phrase.next(1)[0] & 0x14;
        if flags & 0x08 == 0 {
            later &= !0x18;
        }
        let data = authenticator_data(later | 0x01 | (flags & 0x08), &[]);
        assert_eq!(hash(&[&client_data, &data]), example.assertion, "{}", example.name);

        let signature = key.sign(&[&data, digest(&SHA256, &client_data).as_ref()].concat());
        let record = CredentialRecord {
            public_key: CosePublicKey::parse(&key.cose()).unwrap(),
            id: id.clone(),
            counter: 0,
            backup_eligible: flags & 0x08 != 0,
            user_handle: vec![1],
        };
        let response = assertion(&id, &client_data, &data, &signature);
        let asked = crate::level_3_vectors::asked(&challenge, &origins);
        let known = UserIdentified::Beforehand;
        let asserted = verify_assertion(&asked, &record, known, &response);
        assert_eq!(asserted.err(), example.expected, "{}", example.name);
    }
}

impl Example {
    fn client_data(&self, kind: &str, challenge: &[u8], phrase: &mut Phrase) -> Vec<u8> {
        let mut text = format!(
            r#"{{"type":"{kind}","challenge":"{}","origin":"{ORIGIN}",{}"#,
            base64url::encode(challenge),
            self.framed
        );
        if phrase.next(1)[0] & 1 == 1 {
            text.push_str(
                ",\"extraData\":\"clientDataJSON may be extended with additional fields ",
            );
            text.push_str("in the future, such as this: ");
            text.push_str(&base64url::encode(phrase.next(16)));
            text.push('"');
        }
        text.push('}');
        text.into_bytes()
    }
}

/// The source of all values: HKDF over a phrase, counting up in the salt.
struct Phrase {
    name: &'static str,
    count: u8,
}

impl Phrase {
    fn next(&mut self, length: usize) -> Vec<u8> {
        struct Length(usize);
        impl KeyType for Length {
            fn len(&self) -> usize {
                self.0
            }
        }
        let salt = Salt::new(HKDF_SHA256, &[self.count]);
        self.count += 1;
        let mut output = vec![0; length];
        salt.extract(b"WebAuthn test vectors")
            .expand(&[self.name.as_bytes()], Length(length))
            .unwrap()
            .fill(&mut output)
            .unwrap();
        output
    }
}

struct Key {
    pair: EcdsaKeyPair,
    point: Vec<u8>,
}

impl Key {
    fn from_scalar(scalar: &[u8]) -> Self {
        let private = PrivateKey::from_private_key(&ECDH_P256, scalar).unwrap();
        let point = private.compute_public_key().unwrap().as_ref().to_vec();
        let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let pair =
            EcdsaKeyPair::from_private_key_and_public_key(algorithm, scalar, &point).unwrap();
        Self { pair, point }
    }

    fn cose(&self) -> Vec<u8> {
        cose(&[
            (1, 2.into()),
            (3, (-7).into()),
            (-1, 1.into()),
            (-2, Value::Bytes(self.point[1..33].to_vec())),
            (-3, Value::Bytes(self.point[33..].to_vec())),
        ])
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec()
    }
}

fn asked<'a>(challenge: &'a [u8], origins: &'a [String]) -> Ceremony<'a> {
    let user_verification = UserVerification::Preferred;
    Ceremony { challenge, rp_id: RP_ID, origins, user_verification }
}

fn authenticator_data(flags: u8, rest: &[u8]) -> Vec<u8> {
    let rp_id_hash = digest(&SHA256, RP_ID.as_bytes());
    [rp_id_hash.as_ref(), &[flags], &[0; 4], rest].concat()
}

fn attestation_object(data: Vec<u8>) -> Vec<u8> {
    let empty = cbor!({}).unwrap();
    let data = Value::Bytes(data);
    encode(&cbor!({"fmt" => "none", "attStmt" => empty, "authData" => data}).unwrap())
}

fn registration(id: &[u8], client_data: &[u8], object: &[u8]) -> RegistrationResponseJson {
    RegistrationResponseJson {
        id: base64url::encode(id),
        raw_id: id.into(),
        response: AttestationResponse {
            client_data_json: client_data.into(),
            attestation_object: object.into(),
            transports: vec![],
        },
        authenticator_attachment: None,
        client_extension_results: serde_json::Map::new(),
        kind: "public-key".into(),
    }
}

fn assertion(
    id: &[u8],
    client_data: &[u8],
    data: &[u8],
    signature: &[u8],
) -> AuthenticationResponseJson {
    AuthenticationResponseJson {
        id: base64url::encode(id),
        raw_id: id.into(),
        response: AssertionResponse {
            client_data_json: client_data.into(),
            authenticator_data: data.into(),
            signature: signature.into(),
            user_handle: None,
        },
        authenticator_attachment: None,
        client_extension_results: serde_json::Map::new(),
        kind: "public-key".into(),
    }
}

/// SHA-256 in hexadecimal.
fn hash(parts: &[&[u8]]) -> String {
    format!("{:?}", digest(&SHA256, &parts.concat())).replace("SHA256:", "")
}
