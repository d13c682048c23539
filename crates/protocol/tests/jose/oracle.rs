//! Another implementation, jsonwebtoken, reads our tokens, and we read its.

use jsonwebtoken::jwk::Jwk as OtherJwk;
use jsonwebtoken::{DecodingKey, EncodingKey, Header, Validation};
use protocol::jose::{Algorithm, Signer, SoftwareKey, jws};
use serde_json::{Map, Value, json};

use crate::forge::{KEYS, set_of, verify};

fn theirs(algorithm: Algorithm) -> jsonwebtoken::Algorithm {
    match algorithm {
        Algorithm::ES256 => jsonwebtoken::Algorithm::ES256,
        Algorithm::ES384 => jsonwebtoken::Algorithm::ES384,
        Algorithm::RS256 => jsonwebtoken::Algorithm::RS256,
        Algorithm::PS256 => jsonwebtoken::Algorithm::PS256,
        Algorithm::EdDSA => jsonwebtoken::Algorithm::EdDSA,
    }
}

fn encoding_key(key: &SoftwareKey) -> EncodingKey {
    let pkcs8 = key.to_pkcs8().unwrap();
    let base64 = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &*pkcs8);
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{base64}\n-----END PRIVATE KEY-----\n");
    match key.algorithm() {
        Algorithm::ES256 | Algorithm::ES384 => EncodingKey::from_ec_pem(pem.as_bytes()),
        Algorithm::RS256 | Algorithm::PS256 => EncodingKey::from_rsa_pem(pem.as_bytes()),
        Algorithm::EdDSA => EncodingKey::from_ed_pem(pem.as_bytes()),
    }
    .unwrap()
}

#[test]
fn our_tokens_hold_elsewhere() {
    for key in KEYS.iter() {
        let token = jws::sign(key, "JWT", &json!({"sub": "ana"})).unwrap();
        let jwk = serde_json::to_string(&key.public()).unwrap();
        let jwk: OtherJwk = serde_json::from_str(&jwk).unwrap();
        let mut validation = Validation::new(theirs(key.algorithm()));
        validation.required_spec_claims.clear();
        let decoded = jsonwebtoken::decode::<Map<String, Value>>(
            &token,
            &DecodingKey::from_jwk(&jwk).unwrap(),
            &validation,
        )
        .unwrap();
        assert_eq!(decoded.claims["sub"], "ana");
        assert_eq!(decoded.header.kid.as_deref(), Some(key.key_id()));
    }
}

#[test]
fn tokens_from_elsewhere_hold_here() {
    for key in KEYS.iter() {
        let mut header = Header::new(theirs(key.algorithm()));
        header.kid = Some(key.key_id().to_owned());
        let token = jsonwebtoken::encode(&header, &json!({"sub": "ana"}), &encoding_key(key));
        assert!(verify(&token.unwrap(), &set_of(key)).is_ok(), "{key:?}");
    }
}

#[test]
fn thumbprints_agree() {
    for key in KEYS.iter() {
        let jwk: OtherJwk =
            serde_json::from_value(Value::Object(key.public().to_members())).unwrap();
        let theirs = jwk.thumbprint(jsonwebtoken::jwk::ThumbprintHash::SHA256);
        assert_eq!(key.public().thumbprint(), theirs.unwrap());
    }
}
