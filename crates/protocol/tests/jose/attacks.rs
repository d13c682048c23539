//! Each known attack on signed tokens is refused, and for the right reason.

use protocol::base64url;
use protocol::jose::{Algorithm, JoseError, Jwk, JwkSet, Signer, SoftwareKey, TokenType, jws};
use protocol::json::JsonError;

use crate::forge::{PAYLOAD, key, set_of, signed, unsigned, verify};

#[test]
fn no_spelling_of_none_is_an_algorithm() {
    let keys = set_of(key(Algorithm::ES256));
    for none in ["none", "None", "nOnE", "NONE", "", "null", " none"] {
        let header = format!(r#"{{"alg":"{none}"}}"#);
        let token = unsigned(&header, b"x");
        assert_eq!(verify(&token, &keys), Err(JoseError::UnknownAlgorithm), "{none:?}");
        assert_eq!(verify(&unsigned(&header, b""), &keys), Err(JoseError::Form), "{none:?}");
    }
}

#[test]
fn a_public_key_is_never_a_shared_secret() {
    use aws_lc_rs::hmac;

    let rsa = key(Algorithm::RS256);
    let public = rsa.public();
    let jwk = serde_json::to_vec(&public).unwrap();
    let header = format!(r#"{{"alg":"HS256","kid":"{}"}}"#, rsa.key_id());
    let signed = format!("{}.{}", base64url::encode(&header), base64url::encode(PAYLOAD));
    for secret in [jwk.as_slice(), public.thumbprint().as_bytes(), b""] {
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), signed.as_bytes());
        let token = format!("{signed}.{}", base64url::encode(tag));
        assert_eq!(verify(&token, &set_of(rsa)), Err(JoseError::UnknownAlgorithm));
    }
}

#[test]
fn only_the_algorithms_that_the_caller_names_are_taken() {
    let key = key(Algorithm::RS256);
    let token = jws::sign(key, "JWT", &serde_json::json!({"sub": "ana"})).unwrap();
    let result = jws::verify(&token, &set_of(key), &[Algorithm::ES256], TokenType::Plain);
    assert_eq!(result, Err(JoseError::AlgorithmNotAllowed));
}

#[test]
fn a_key_serves_only_its_own_algorithm() {
    // The same RSA key, published for RS256, with a signature that is good under PS256.
    let pss = key(Algorithm::PS256);
    let published = pss.public().with_algorithm("RS256");
    let token = jws::sign(pss, "JWT", &serde_json::json!({})).unwrap();
    assert_eq!(verify(&token, &JwkSet::new(vec![published])), Err(JoseError::UnknownKey));
}

#[test]
fn a_key_for_encryption_verifies_nothing() {
    let key = key(Algorithm::ES256);
    for member in [r#""use":"enc""#, r#""key_ops":["deriveKey"]"#, r#""key_ops":[]"#] {
        let mut members = key.public().to_members();
        members.remove("use");
        let json = serde_json::to_string(&members).unwrap();
        let json = format!("{},{member}}}", json.trim_end_matches('}'));
        let set = JwkSet::new(vec![Jwk::parse(json.as_bytes()).unwrap()]);
        let token = jws::sign(key, "JWT", &serde_json::json!({})).unwrap();
        assert_eq!(verify(&token, &set), Err(JoseError::UnknownKey), "{member}");
    }
}

#[test]
fn a_token_that_brings_its_key_is_refused_even_if_it_fits() {
    let own = SoftwareKey::generate(Algorithm::ES256).unwrap();
    let jwk = serde_json::to_string(&own.public()).unwrap();
    for member in [
        format!(r#""jwk":{jwk}"#),
        r#""jku":"https://evil.example/jwks""#.to_owned(),
        r#""x5u":"https://evil.example/chain""#.to_owned(),
        r#""x5c":["AAAA"]"#.to_owned(),
    ] {
        let token = signed(&own, &format!(r#"{{"alg":"ES256",{member}}}"#), PAYLOAD);
        assert_eq!(verify(&token, &set_of(&own)), Err(JoseError::EmbeddedKey), "{member}");
    }
}

#[test]
fn extensions_that_are_not_understood_are_refused() {
    let key = key(Algorithm::ES256);
    for member in [
        r#""crit":["exp"],"exp":1"#,
        r#""crit":[]"#,
        r#""crit":"exp""#,
        r#""crit":["b64"],"b64":false"#,
        r#""b64":false"#,
        r#""zip":"DEF""#,
    ] {
        let token = signed(key, &format!(r#"{{"alg":"ES256",{member}}}"#), PAYLOAD);
        assert_eq!(verify(&token, &set_of(key)), Err(JoseError::Critical), "{member}");
    }
}

#[test]
fn a_key_id_is_compared_and_nothing_else() {
    let key = key(Algorithm::ES256);
    let keys = set_of(key);
    for key_id in ["../../../../dev/null", "' OR '1'='1", "http://evil.example", "other"] {
        let header = format!(r#"{{"alg":"ES256","kid":"{key_id}"}}"#);
        assert_eq!(verify(&signed(key, &header, PAYLOAD), &keys), Err(JoseError::UnknownKey));
    }
    for key_id in [r"a\u0000", r"a\n", "", &"k".repeat(257)] {
        let header = format!(r#"{{"alg":"ES256","kid":"{key_id}"}}"#);
        assert_eq!(verify(&signed(key, &header, PAYLOAD), &keys), Err(JoseError::Header));
    }
    let huge = format!(r#"{{"alg":"ES256","kid":"{}"}}"#, "k".repeat(1_000_000));
    assert_eq!(verify(&signed(key, &huge, PAYLOAD), &keys), Err(JoseError::TooLarge));
    let twice = r#"{"alg":"ES256","kid":"a","kid":"b"}"#;
    let refused = Err(JoseError::Json(JsonError::Duplicate));
    assert_eq!(verify(&signed(key, twice, PAYLOAD), &keys), refused);
}

#[test]
fn without_a_key_id_only_a_sole_fitting_key_is_tried() {
    let (first, second) = (key(Algorithm::ES256), SoftwareKey::generate(Algorithm::ES256).unwrap());
    let token = signed(first, r#"{"alg":"ES256"}"#, PAYLOAD);
    let both = JwkSet::new(vec![first.public(), second.public()]);
    assert_eq!(verify(&token, &both), Err(JoseError::AmbiguousKey));
    let other_kinds = JwkSet::new(vec![key(Algorithm::RS256).public(), first.public()]);
    assert!(verify(&token, &other_kinds).is_ok());
}

#[test]
fn two_keys_of_one_name_are_ambiguous() {
    let first = key(Algorithm::ES256);
    let second = SoftwareKey::generate(Algorithm::ES256).unwrap().with_key_id(first.key_id());
    let set = JwkSet::new(vec![second.public(), first.public()]);
    let token = jws::sign(first, "JWT", &serde_json::json!({})).unwrap();
    assert_eq!(verify(&token, &set), Err(JoseError::AmbiguousKey));
}

#[test]
fn psychic_and_out_of_range_ecdsa_signatures_fail() {
    // CVE-2022-21449 and its relatives: zero, the group order, and everything set.
    let order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    let order: Vec<u8> =
        (0..64).step_by(2).map(|at| u8::from_str_radix(&order[at..at + 2], 16).unwrap()).collect();
    let (zero, one, full) = (vec![0; 32], [vec![0; 31], vec![1]].concat(), vec![0xff; 32]);
    let keys = set_of(key(Algorithm::ES256));
    for r in [&zero, &one, &order, &full] {
        for s in [&zero, &one, &order, &full] {
            let token = unsigned(r#"{"alg":"ES256"}"#, &[r.as_slice(), s].concat());
            assert_eq!(verify(&token, &keys), Err(JoseError::Signature), "{r:?} {s:?}");
        }
    }
}

#[test]
fn ecdsa_signatures_are_two_numbers_not_der() {
    let key = key(Algorithm::ES256);
    let token = signed(key, r#"{"alg":"ES256"}"#, PAYLOAD);
    let (_, signature) = token.rsplit_once('.').unwrap();
    let signature = base64url::decode(signature).unwrap();
    let integer = |number: &[u8]| {
        let padded = if number[0] >= 0x80 { [&[0], number].concat() } else { number.to_vec() };
        [vec![2, u8::try_from(padded.len()).unwrap()], padded].concat()
    };
    let body = [integer(&signature[..32]), integer(&signature[32..])].concat();
    let der = [vec![0x30, u8::try_from(body.len()).unwrap()], body].concat();
    let keys = set_of(key);
    for wrong in [der, signature[..63].to_vec(), [signature.clone(), vec![0]].concat()] {
        let token = unsigned(r#"{"alg":"ES256"}"#, &wrong);
        assert_eq!(verify(&token, &keys), Err(JoseError::Signature));
    }
}

#[test]
fn a_token_has_one_spelling() {
    let key = key(Algorithm::EdDSA);
    let token = signed(key, r#"{"alg":"EdDSA"}"#, PAYLOAD);
    let keys = set_of(key);
    assert!(verify(&token, &keys).is_ok());
    let (signed, signature) = token.rsplit_once('.').unwrap();
    // 64 bytes leave four unused bits in the last character; its neighbour decodes alike when
    // those are not looked at.
    let last = signature.chars().last().unwrap();
    let neighbour = match last {
        'A' => 'B',
        'Q' => 'R',
        'g' => 'h',
        _ => 'x',
    };
    let sloppy = format!("{signed}.{}{neighbour}", &signature[..signature.len() - 1]);
    for other in [
        format!("{token}="),
        format!("{token}=="),
        format!("{token}\n"),
        format!(" {token}"),
        sloppy,
        token.replace('.', ".\n"),
    ] {
        assert_eq!(verify(&other, &keys), Err(JoseError::Base64Url), "{other:?}");
    }
    for other in [format!("{token}."), format!("{token}.x"), signed.to_owned(), String::new()] {
        assert!(verify(&other, &keys).is_err(), "{other:?}");
    }
}

#[test]
fn the_json_forms_are_not_tokens() {
    let key = key(Algorithm::EdDSA);
    let token = signed(key, r#"{"alg":"EdDSA"}"#, PAYLOAD);
    let parts: Vec<&str> = token.split('.').collect();
    let flat = serde_json::json!({
        "protected": parts[0], "payload": parts[1], "signature": parts[2],
    });
    assert!(verify(&flat.to_string(), &set_of(key)).is_err());
}

#[test]
fn claims_that_stand_twice_or_too_deep_are_refused() {
    let key = key(Algorithm::EdDSA);
    let claims = |payload: &str| {
        let token = signed(key, r#"{"alg":"EdDSA"}"#, payload);
        let verified = verify(&token, &set_of(key)).unwrap();
        verified.claims::<serde_json::Map<String, serde_json::Value>>()
    };
    assert!(claims(PAYLOAD).is_ok());
    let deep = format!(r#"{{"a":{}1{}}}"#, "[".repeat(100), "]".repeat(100));
    for (payload, reason) in [
        (r#"{"sub":"ana","sub":"eve"}"#, JsonError::Duplicate),
        (r#"{"a":{"b":1,"b":1}}"#, JsonError::Duplicate),
        (r#"{"sub":"ana"}{"#, JsonError::Malformed),
        (r#"{"exp":1e400}"#, JsonError::Malformed),
        (r#"{"exp":NaN}"#, JsonError::Malformed),
        (r#"["sub"]"#, JsonError::Shape),
        (r#""sub""#, JsonError::Shape),
        ("", JsonError::Malformed),
        (deep.as_str(), JsonError::TooDeep),
    ] {
        assert_eq!(claims(payload), Err(JoseError::Json(reason)), "{payload}");
    }
}

#[test]
fn a_token_of_another_type_is_refused() {
    let key = key(Algorithm::EdDSA);
    let keys = set_of(key);
    for (typ, expected, accepted) in [
        ("dpop+jwt", TokenType::Plain, false),
        ("at+jwt", TokenType::Plain, false),
        ("oauth-authz-req+jwt", TokenType::NamedOrPlain("client-authentication+jwt"), false),
        ("JWT", TokenType::Named("logout+jwt"), false),
        ("logout+jwt", TokenType::Named("logout+jwt"), true),
    ] {
        let token = jws::sign(key, typ, &serde_json::json!({})).unwrap();
        let result = jws::verify(&token, &keys, &[Algorithm::EdDSA], expected);
        assert_eq!(result.is_ok(), accepted, "{typ} {expected:?}");
        assert!(accepted || result == Err(JoseError::Type));
    }
}

#[test]
fn a_huge_token_is_refused_before_it_is_read() {
    let keys = set_of(key(Algorithm::EdDSA));
    let token = "A".repeat(jws::MAX_TOKEN + 1);
    assert_eq!(verify(&token, &keys), Err(JoseError::TooLarge));
}

#[test]
fn a_set_with_a_private_or_shared_key_is_refused_whole() {
    let key = key(Algorithm::ES256);
    let public = serde_json::to_string(&key.public()).unwrap();
    let private = key.to_jwk().unwrap();
    for secret in [private.as_str(), r#"{"kty":"oct","k":"AAAA"}"#] {
        let set = format!(r#"{{"keys":[{public},{secret}]}}"#);
        assert_eq!(JwkSet::parse(set.as_bytes()), Err(JoseError::PrivateKeyPublished));
    }
}

#[test]
fn keys_of_unknown_kinds_are_passed_over() {
    let public = serde_json::to_string(&key(Algorithm::ES256).public()).unwrap();
    let set = format!(
        r#"{{"keys":[{{"kty":"AKP","alg":"ML-DSA-44","pub":"AAAA"}},
            {{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}},{{"kty":"EC","crv":"secp256k1"}},
            {{"kid":"no kty"}},{public}]}}"#
    );
    assert_eq!(JwkSet::parse(set.as_bytes()).unwrap().keys().len(), 1);
    for bad in ["{}", r#"{"keys":{}}"#, r#"{"keys":[1]}"#, r#"{"keys":[],"keys":[]}"#, "[]"] {
        assert!(JwkSet::parse(bad.as_bytes()).is_err(), "{bad}");
    }
    let many = format!(r#"{{"keys":[{}]}}"#, vec!["{}"; 101].join(","));
    assert_eq!(JwkSet::parse(many.as_bytes()), Err(JoseError::TooLarge));
}

#[test]
fn weak_rsa_keys_are_no_keys() {
    let n = |bytes: &[u8]| base64url::encode(bytes);
    let good = key(Algorithm::RS256).public().to_members()["n"].as_str().unwrap().to_owned();
    let modulus = base64url::decode(&good).unwrap();
    let even = [&modulus[..255], &[modulus[255] & 0xfe]].concat();
    for (n, e) in [
        (n(&modulus[128..]), "AQAB"),
        (n(&even), "AQAB"),
        (n(&[&[0], modulus.as_slice()].concat()), "AQAB"),
        (n(&[0xff; 513]), "AQAB"),
        (good.clone(), "AQ"),
        (good.clone(), "Aw"),
        (good.clone(), "AQAA"),
        (good.clone(), "AAEAAQ"),
        (good.clone(), "AQAAAAAB"),
        (good.clone(), ""),
    ] {
        let jwk = format!(r#"{{"kty":"RSA","n":"{n}","e":"{e}"}}"#);
        assert_eq!(Jwk::parse(jwk.as_bytes()), Err(JoseError::InvalidKey), "{e}");
    }
}

#[test]
fn a_point_off_its_curve_is_no_key() {
    let good = key(Algorithm::ES256).public().to_members();
    let x = good["x"].as_str().unwrap();
    let zero = base64url::encode([0; 32]);
    for (x, y) in [(x, zero.as_str()), (&zero, &zero), (x, x), (x, ""), (x, "AAAA")] {
        let jwk = format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}"}}"#);
        assert_eq!(Jwk::parse(jwk.as_bytes()), Err(JoseError::InvalidKey), "{y}");
    }
}
