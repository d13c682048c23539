//! What holds for every token, not only for chosen ones.

use proptest::prelude::*;
use protocol::jose::jwe::{decrypt, encrypt};
use protocol::jose::{
    Algorithm, ContentEncryption, Curve, DecryptionKey, Jwk, JwkSet, KeyManagement, Signer,
    SoftwareKey, TokenType, jws,
};

use crate::forge::{KEYS, key, set_of, verify};

fn algorithms() -> impl Strategy<Value = Algorithm> {
    prop::sample::select(Algorithm::ALL.to_vec())
}

fn fast_algorithms() -> impl Strategy<Value = Algorithm> {
    prop::sample::select(vec![Algorithm::ES256, Algorithm::ES384, Algorithm::EdDSA])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_signed_is_verified(algorithm in algorithms(), sub in "\\PC{0,40}") {
        let key = key(algorithm);
        let token = jws::sign(key, "JWT", &serde_json::json!({"sub": sub})).unwrap();
        let all: JwkSet = KEYS.iter().map(Signer::public).collect();
        let verified = jws::verify(&token, &all, &[algorithm], TokenType::Plain).unwrap();
        let claims: serde_json::Map<String, serde_json::Value> = verified.claims().unwrap();
        prop_assert_eq!(claims["sub"].as_str(), Some(sub.as_str()));
    }

    #[test]
    fn any_changed_character_fails(algorithm in fast_algorithms(), at: prop::sample::Index, to in "[A-Za-z0-9_.=-]") {
        let key = key(algorithm);
        let token = jws::sign(key, "JWT", &serde_json::json!({"sub": "ana"})).unwrap();
        let at = at.index(token.len());
        let changed = format!("{}{to}{}", &token[..at], &token[at + 1..]);
        prop_assume!(changed != token);
        prop_assert!(verify(&changed, &set_of(key)).is_err());
    }

    #[test]
    fn any_changed_bit_of_a_signature_fails(algorithm in algorithms(), at: prop::sample::Index, bit in 0u8..8) {
        let key = key(algorithm);
        let mut signature = key.sign(b"message").unwrap();
        let at = at.index(signature.len());
        signature[at] ^= 1 << bit;
        let token = crate::forge::unsigned(&format!(r#"{{"alg":"{algorithm}"}}"#), &signature);
        prop_assert!(verify(&token, &set_of(key)).is_err());
    }

    #[test]
    fn hostile_text_never_panics(text in "\\PC{0,200}") {
        let keys = set_of(key(Algorithm::ES256));
        let _ = verify(&text, &keys);
        let _ = decrypt(&text, &[]);
        let _ = Jwk::parse(text.as_bytes());
        let _ = JwkSet::parse(text.as_bytes());
        let _ = SoftwareKey::from_jwk(text.as_bytes());
        let _ = DecryptionKey::from_jwk(text.as_bytes());
    }

    #[test]
    fn hostile_parts_never_panic(header in "\\{(\"(alg|enc|kid|typ|epk|apu)\":(\"[A-Z0-9-]{0,8}\"|1|\\{\\}),?){0,4}\\}", rest in "(\\.[A-Za-z0-9_-]{0,20}){0,5}") {
        let text = format!("{}{rest}", protocol::base64url::encode(header));
        let key = DecryptionKey::generate(Curve::P256).unwrap();
        prop_assert!(verify(&text, &set_of(self::key(Algorithm::ES256))).is_err());
        prop_assert!(decrypt(&text, &[key]).is_err());
    }

    #[test]
    fn what_is_encrypted_is_decrypted(
        text: Vec<u8>, p384: bool,
        algorithm in prop::sample::select(KeyManagement::ALL[..3].to_vec()),
        encryption in prop::sample::select(ContentEncryption::ALL.to_vec()),
    ) {
        let key = DecryptionKey::generate(if p384 { Curve::P384 } else { Curve::P256 }).unwrap();
        let token = encrypt(&text, key.public(), algorithm, encryption, None).unwrap();
        prop_assert_eq!(decrypt(&token, &[key]).unwrap().plaintext.to_vec(), text);
    }

    #[test]
    fn a_signing_key_survives_being_stored(algorithm in fast_algorithms()) {
        stored(&SoftwareKey::generate(algorithm).unwrap());
    }
}

#[test]
fn rsa_signing_keys_survive_being_stored() {
    for algorithm in [Algorithm::RS256, Algorithm::PS256] {
        stored(key(algorithm));
    }
}

fn stored(key: &SoftwareKey) {
    let from_pkcs8 = SoftwareKey::from_pkcs8(&key.to_pkcs8().unwrap(), key.algorithm()).unwrap();
    let from_jwk = SoftwareKey::from_jwk(key.to_jwk().unwrap().as_bytes()).unwrap();
    for copy in [from_pkcs8, from_jwk] {
        assert_eq!(copy.public(), key.public());
        assert_eq!(copy.key_id(), key.public().thumbprint());
        let token = jws::sign(&copy, "JWT", &serde_json::json!({})).unwrap();
        assert!(verify(&token, &set_of(key)).is_ok());
    }
    let printed = format!("{key:?}");
    assert_eq!(printed, format!("SoftwareKey({} {})", key.algorithm(), key.key_id()));
}
