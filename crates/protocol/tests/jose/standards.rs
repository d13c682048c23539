//! The examples that the RFCs print, recomputed.

use protocol::base64url;
use protocol::jose::jwe::{decrypt, encrypt};
use protocol::jose::{
    Algorithm, ContentEncryption, DecryptionKey, Jwk, JwkSet, KeyManagement, Signer, SoftwareKey,
};
use serde_json::{Map, Value};

use crate::forge::verify;

/// Keys that the RFCs print, private parts included: they protect nothing.
const EXAMPLES: &str = include_str!("rfc.json");

fn examples(kind: &str) -> Vec<Map<String, Value>> {
    let examples: Value = serde_json::from_str(EXAMPLES).unwrap();
    let list = examples[kind].as_array().unwrap().clone();
    list.into_iter().map(|example| example.as_object().unwrap().clone()).collect()
}

fn key_text(example: &Map<String, Value>, alg: &str) -> Vec<u8> {
    let mut key = example["key"].as_object().unwrap().clone();
    key.insert("alg".to_owned(), alg.into());
    serde_json::to_vec(&key).unwrap()
}

#[test]
fn the_signed_examples_hold_and_are_made_alike() {
    let examples = examples("jws");
    assert_eq!(examples.len(), 5);
    for example in examples {
        let source = example["source"].as_str().unwrap();
        let algorithm = example["algorithm"].as_str().unwrap();
        let key = SoftwareKey::from_jwk(&key_text(&example, algorithm)).unwrap();
        let token = example["token"].as_str().unwrap();
        // The example's header names no key, or its own.
        let published = match example["key"].get("kid") {
            Some(key_id) => key.public().with_key_id(key_id.as_str().unwrap()),
            None => key.public(),
        };
        assert!(verify(token, &JwkSet::new(vec![published])).is_ok(), "{source}");
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let ours = base64url::encode(key.sign(signed.as_bytes()).unwrap());
        assert_eq!(ours == signature, example["deterministic"] == true, "{source}");
    }
}

#[test]
fn the_encrypted_examples_are_decrypted() {
    let examples = examples("jwe");
    assert_eq!(examples.len(), 5);
    for example in examples {
        let source = example["source"].as_str().unwrap();
        let algorithm: KeyManagement = example["algorithm"].as_str().unwrap().parse().unwrap();
        let encryption: ContentEncryption =
            example["encryption"].as_str().unwrap().parse().unwrap();
        let key = DecryptionKey::from_jwk(&key_text(&example, algorithm.name())).unwrap();
        let keys = [key];
        let plaintext = example["plaintext"].as_str().unwrap().as_bytes();
        let decrypted = decrypt(example["token"].as_str().unwrap(), &keys).unwrap();
        assert_eq!(decrypted.plaintext.as_slice(), plaintext, "{source}");
        let ours = encrypt(plaintext, keys[0].public(), algorithm, encryption, None).unwrap();
        assert_eq!(decrypt(&ours, &keys).unwrap().plaintext.as_slice(), plaintext, "{source}");
    }
}

/// RFC 7638, section 3.1, and RFC 8037, appendix A.3.
#[test]
fn the_thumbprints_of_the_examples_are_ours() {
    let rsa = r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#;
    let thumbprint = Jwk::parse(rsa.as_bytes()).unwrap().thumbprint();
    assert_eq!(thumbprint, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    let okp = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    let thumbprint = Jwk::parse(okp.as_bytes()).unwrap().thumbprint();
    assert_eq!(thumbprint, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

/// RFC 9864 renames `EdDSA` with this curve to `Ed25519`; newer clients use that name.
#[test]
fn ed25519_goes_by_both_names() {
    let key = crate::forge::key(Algorithm::EdDSA);
    let token = crate::forge::signed(key, r#"{"alg":"Ed25519"}"#, "{}");
    for name in ["EdDSA", "Ed25519"] {
        let keys = JwkSet::new(vec![key.public().with_algorithm(name)]);
        assert!(verify(&token, &keys).is_ok(), "{name}");
    }
}
