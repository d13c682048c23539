//! What an operator may write down about a client, and what is refused with a sentence.

use openid::client::{Client, Registration};

use crate::service::Service;

#[test]
fn a_registration_is_refused_in_words() {
    let good = Service::health().registration();
    assert!(toml::from_str::<Client>(&good).is_ok());
    for (from, to, expected) in [
        ("client_id = \"health\"", "client_id = \"he alth\"", "a client id has"),
        ("client_id = \"health\"", "client_id = \"\"", "a client id has"),
        ("https://health.example/callback\"", "http://health.example/callback\"", "must be https"),
        ("https://health.example/callback\"", "https://health.example/#x\"", "fragment"),
        ("https://health.example/callback\"", "https://*.example/\"", "wildcards"),
        ("https://health.example/goodbye", "http://health.example/goodbye", "must be https"),
        ("\"private_key_jwt\"", "\"none\"", "unknown variant"),
        ("\"private_key_jwt\"", "\"client_secret_basic\"", "need client_secret_sha256"),
        ("jwks = ", "unheard_of = 1\njwks = ", "unknown field"),
        ("jwks = ", "jwks_uri = \"https://health.example/jwks\"\njwks = ", "not both"),
        ("jwks = ", "entity = \"https://health.example\"\njwks = ", "leave out jwks"),
        ("jwks = ", "entity = \"ftp://health.example\"\njwks = ", "an https URL"),
        ("jwks = ", "client_secret_sha256 = \"x\"\njwks = ", "32 bytes"),
        ("jwks = ", "id_token_signed_response_alg = \"PS256\"\njwks = ", "RS256 or ES256"),
        (
            "jwks = ",
            "id_token_encrypted_response_enc = \"A256GCM\"\njwks = ",
            "needs its encrypted_response_alg",
        ),
        ("jwks = ", "scope = \"enrolment\"\njwks = ", "client_credentials"),
        ("jwks = ", "grant_type = \"client_credentials\"\njwks = ", "needs a scope"),
        ("\"name\"", "\"shoe_size\"", "shoe_size"),
        ("jwks = ", "policy_uri = \"javascript:alert(1)\"\njwks = ", "must be https"),
        ("jwks = ", "backchannel_logout_uri = \"http://10.0.0.1/\"\njwks = ", "must be https"),
        ("https://health.example/callback\"", "https://hé.example/\"", "plain ASCII"),
        ("?second=1", "\", \"https://other.example/", "give its sector"),
    ] {
        assert!(good.contains(from), "{from}");
        let error = toml::from_str::<Client>(&good.replace(from, to)).unwrap_err();
        assert!(error.to_string().contains(expected), "{to}: {error}");
    }
}

#[test]
fn a_client_without_keys_cannot_prove_itself_by_key_nor_read_what_is_encrypted() {
    let key = Service::health().registration();
    let start = key.find("jwks = ").unwrap();
    let without = &key[..start];
    let error = toml::from_str::<Client>(without).unwrap_err();
    assert!(error.to_string().contains("private_key_jwt needs jwks or jwks_uri"), "{error}");
    let secret = Service::tax().registered("id_token_encrypted_response_alg = \"ECDH-ES\"");
    let error = toml::from_str::<Client>(&secret.registration()).unwrap_err();
    assert!(error.to_string().contains("encrypted answers need"), "{error}");
}

#[test]
fn a_private_key_in_a_registration_is_refused() {
    let private = r#"jwks = { keys = [{ kty = "EC", crv = "P-256", x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0", d = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI" }] }"#;
    let key = Service::health().registration();
    let start = key.find("jwks = ").unwrap();
    let error = toml::from_str::<Client>(&format!("{}{private}", &key[..start])).unwrap_err();
    assert!(error.to_string().contains("its jwks is not a set of public keys"), "{error}");
    assert!(!error.to_string().contains("jpsQnnGQmL"), "the key is not printed");
}

#[test]
fn a_registration_can_be_written_as_toml_and_read_back() {
    let text = Service::bank().registration();
    let form: Registration = toml::from_str(&text).unwrap();
    let again = toml::to_string(&form).unwrap();
    assert_eq!(toml::from_str::<Client>(&again).unwrap().id().as_str(), "bank");
}
