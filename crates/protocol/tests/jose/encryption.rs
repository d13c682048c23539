//! Encrypted tokens: every method in both directions, and the attacks on them.

use std::sync::LazyLock;

use protocol::base64url;
use protocol::jose::jwe::{self, decrypt, encrypt};
use protocol::jose::{
    Algorithm, ContentEncryption, Curve, DecryptionKey, JoseError, Jwk, KeyManagement, Signer,
    SoftwareKey, TokenType, jws,
};

static KEYS: LazyLock<Vec<DecryptionKey>> = LazyLock::new(|| {
    vec![
        DecryptionKey::generate(Curve::P256).unwrap(),
        DecryptionKey::generate(Curve::P384).unwrap(),
        DecryptionKey::generate_rsa().unwrap(),
    ]
});

const TEXT: &[u8] = b"geheim";

fn fitting(algorithm: KeyManagement) -> impl Iterator<Item = &'static DecryptionKey> {
    KEYS.iter().filter(move |key| key.public().can_encrypt(algorithm))
}

fn token(algorithm: KeyManagement, encryption: ContentEncryption) -> String {
    let key = fitting(algorithm).next().unwrap();
    encrypt(TEXT, key.public(), algorithm, encryption, None).unwrap()
}

/// The token with one of its five parts changed.
fn with_part(token: &str, at: usize, change: impl Fn(Vec<u8>) -> Vec<u8>) -> String {
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    parts[at] = base64url::encode(change(base64url::decode(&parts[at]).unwrap()));
    parts.join(".")
}

#[test]
fn every_method_is_decrypted_by_the_key_it_names() {
    for algorithm in KeyManagement::ALL {
        for encryption in ContentEncryption::ALL {
            for key in fitting(algorithm) {
                for text in [&b""[..], TEXT, &[7; 5000]] {
                    let token =
                        encrypt(text, key.public(), algorithm, encryption, Some("JWT")).unwrap();
                    let decrypted = decrypt(&token, &KEYS).unwrap();
                    assert_eq!(decrypted.plaintext.as_slice(), text, "{algorithm} {encryption}");
                    assert_eq!(decrypted.header.content_type.as_deref(), Some("JWT"));
                }
            }
        }
    }
}

#[test]
fn any_changed_part_is_noticed() {
    for algorithm in KeyManagement::ALL {
        for encryption in ContentEncryption::ALL {
            let token = token(algorithm, encryption);
            for at in 1..5 {
                let flipped = with_part(&token, at, |mut bytes| {
                    match bytes.last_mut() {
                        Some(last) => *last ^= 1,
                        None => bytes.push(0),
                    }
                    bytes
                });
                let cut = with_part(&token, at, |mut bytes| {
                    bytes.pop();
                    bytes
                });
                let longer = with_part(&token, at, |mut bytes| {
                    bytes.push(0);
                    bytes
                });
                let empty = with_part(&token, at, |_| Vec::new());
                for other in [flipped, cut, longer, empty] {
                    if other != token {
                        let error = decrypt(&other, &KEYS).err();
                        assert_eq!(error, Some(JoseError::Decryption), "{algorithm} {at}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_header_is_authenticated() {
    let key = DecryptionKey::generate(Curve::P256).unwrap();
    let made =
        encrypt(TEXT, key.public(), KeyManagement::EcdhEs, ContentEncryption::A256Gcm, Some("JWT"))
            .unwrap();
    let changed = with_part(&made, 0, |bytes| {
        String::from_utf8(bytes).unwrap().replace(r#""cty":"JWT","#, "").into_bytes()
    });
    assert_ne!(made, changed);
    assert_eq!(decrypt(&changed, &[key]).err(), Some(JoseError::Decryption));
}

#[test]
fn a_short_tag_is_refused() {
    for encryption in ContentEncryption::ALL {
        let token = token(KeyManagement::EcdhEs, encryption);
        for length in [0, 4, 8, 12, 15] {
            let short = with_part(&token, 4, |bytes| bytes[..length].to_vec());
            assert_eq!(decrypt(&short, &KEYS).err(), Some(JoseError::Decryption));
        }
    }
}

#[test]
fn an_ephemeral_key_off_the_curve_is_refused() {
    let key = &KEYS[0];
    let zero = base64url::encode([0; 32]);
    let x = key.public().to_members()["x"].as_str().unwrap().to_owned();
    let p384 = serde_json::to_string(&KEYS[1].public().to_members()).unwrap();
    let p384: Jwk = Jwk::parse(p384.as_bytes()).unwrap();
    for (epk, expected) in [
        (format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{zero}"}}"#), JoseError::InvalidKey),
        (
            format!(r#"{{"kty":"EC","crv":"P-256","x":"{zero}","y":"{zero}"}}"#),
            JoseError::InvalidKey,
        ),
        (serde_json::to_string(&p384).unwrap(), JoseError::UnsuitableKey),
        (r#"{"kty":"oct","k":"AA"}"#.to_owned(), JoseError::PrivateKeyPublished),
        ("1".to_owned(), JoseError::Header),
    ] {
        let header =
            format!(r#"{{"alg":"ECDH-ES","enc":"A256GCM","kid":"{}","epk":{epk}}}"#, key.key_id());
        let token = format!("{}...AAAA.AAAA", base64url::encode(header)).replace("...", "..AAAA.");
        assert_eq!(decrypt(&token, &KEYS).err(), Some(expected), "{epk}");
    }
}

#[test]
fn methods_that_are_weak_or_symmetric_do_not_exist() {
    for algorithm in [
        "RSA1_5",
        "dir",
        "A128KW",
        "A256KW",
        "A256GCMKW",
        "PBES2-HS256+A128KW",
        "none",
        "ecdh-es",
        "ES256",
        "",
    ] {
        let header =
            format!(r#"{{"alg":"{algorithm}","enc":"A256GCM","p2c":2147483647,"p2s":"AA"}}"#);
        let token = format!("{}.AA.AA.AA.AA", base64url::encode(header));
        assert_eq!(decrypt(&token, &KEYS).err(), Some(JoseError::UnknownAlgorithm), "{algorithm}");
    }
    for encryption in ["A128CTR", "none", "", "A192GCM", "ECDH-ES"] {
        let header = format!(r#"{{"alg":"ECDH-ES","enc":"{encryption}"}}"#);
        let token = format!("{}..AA.AA.AA", base64url::encode(header));
        assert_eq!(decrypt(&token, &KEYS).err(), Some(JoseError::UnknownAlgorithm), "{encryption}");
    }
}

#[test]
fn compressed_content_is_refused_before_it_is_inflated() {
    let header = r#"{"alg":"ECDH-ES","enc":"A256GCM","zip":"DEF"}"#;
    let token = format!("{}..AA.AA.AA", base64url::encode(header));
    assert_eq!(decrypt(&token, &KEYS).err(), Some(JoseError::Critical));
}

#[test]
fn a_key_that_is_bound_to_one_method_takes_no_other() {
    let key = DecryptionKey::generate_rsa().unwrap().with_algorithm(KeyManagement::RsaOaep256);
    let unbound = DecryptionKey::from_rsa_pkcs8(&key.to_pkcs8().unwrap()).unwrap();
    let made =
        encrypt(TEXT, unbound.public(), KeyManagement::RsaOaep, ContentEncryption::A256Gcm, None)
            .unwrap();
    assert_eq!(decrypt(&made, std::slice::from_ref(&key)).err(), Some(JoseError::UnknownKey));
    let refused =
        encrypt(TEXT, key.public(), KeyManagement::RsaOaep, ContentEncryption::A256Gcm, None);
    assert_eq!(refused, Err(JoseError::UnsuitableKey));
}

#[test]
fn a_signing_key_is_not_encrypted_to() {
    let key = SoftwareKey::generate(Algorithm::ES256).unwrap().public();
    for algorithm in KeyManagement::ALL {
        let refused = encrypt(TEXT, &key, algorithm, ContentEncryption::A256Gcm, None);
        assert_eq!(refused, Err(JoseError::UnsuitableKey));
    }
}

#[test]
fn without_a_key_id_only_a_sole_fitting_key_is_tried() {
    let keys = [
        DecryptionKey::generate(Curve::P256).unwrap(),
        DecryptionKey::generate(Curve::P256).unwrap(),
    ];
    let mut members = keys[0].public().to_members();
    members.remove("kid");
    let nameless = Jwk::from_members(&members).unwrap();
    let (algorithm, encryption) = (KeyManagement::EcdhEs, ContentEncryption::A128Gcm);
    let token = encrypt(TEXT, &nameless, algorithm, encryption, None).unwrap();
    assert_eq!(decrypt(&token, &keys).err(), Some(JoseError::AmbiguousKey));
    assert!(decrypt(&token, &keys[..1]).is_ok());
    assert_eq!(decrypt(&token, &keys[1..]).err(), Some(JoseError::Decryption));
    assert_eq!(decrypt(&token, &[]).err(), Some(JoseError::UnknownKey));
}

#[test]
fn a_wrong_rsa_key_and_a_wrong_tag_look_alike() {
    let token = token(KeyManagement::RsaOaep256, ContentEncryption::A128CbcHs256);
    let wrong_key = with_part(&token, 1, |bytes| vec![1; bytes.len()]);
    let wrong_tag = with_part(&token, 4, |bytes| vec![1; bytes.len()]);
    assert_eq!(decrypt(&wrong_key, &KEYS).err(), decrypt(&wrong_tag, &KEYS).err());
}

#[test]
fn what_is_not_five_parts_is_refused() {
    let token = token(KeyManagement::EcdhEs, ContentEncryption::A256Gcm);
    for other in [format!("{token}."), token[..token.rfind('.').unwrap()].to_owned(), String::new()]
    {
        assert_eq!(decrypt(&other, &KEYS).err(), Some(JoseError::Form));
    }
    let huge = "A".repeat(jwe::MAX_TOKEN + 1);
    assert_eq!(decrypt(&huge, &KEYS).err(), Some(JoseError::TooLarge));
}

#[test]
fn a_signed_token_travels_inside_an_encrypted_one() {
    let signer = SoftwareKey::generate(Algorithm::ES256).unwrap();
    let signed = jws::sign(&signer, "JWT", &serde_json::json!({"sub": "ana"})).unwrap();
    let (algorithm, encryption) = (KeyManagement::EcdhEsA256Kw, ContentEncryption::A256Gcm);
    let nested =
        encrypt(signed.as_bytes(), KEYS[0].public(), algorithm, encryption, Some("JWT")).unwrap();
    let opened = decrypt(&nested, &KEYS).unwrap();
    let inner = std::str::from_utf8(&opened.plaintext).unwrap();
    let keys = [signer.public()].into_iter().collect();
    assert!(jws::verify(inner, &keys, &[Algorithm::ES256], TokenType::Plain).is_ok());
}

#[test]
fn a_decryption_key_survives_being_stored() {
    for key in KEYS.iter() {
        let pkcs8 = key.to_pkcs8().unwrap();
        let copies = [
            DecryptionKey::from_jwk(key.to_jwk().unwrap().as_bytes()),
            DecryptionKey::from_pkcs8(&pkcs8, Curve::P256),
            DecryptionKey::from_pkcs8(&pkcs8, Curve::P384),
            DecryptionKey::from_rsa_pkcs8(&pkcs8),
        ];
        let good: Vec<_> = copies.into_iter().flatten().collect();
        assert_eq!(good.len(), 2);
        assert!(good.iter().all(|copy| copy.public() == key.public()));
        assert_eq!(format!("{key:?}"), format!("DecryptionKey({})", key.key_id()));
    }
}
