//! oidcc-config.

use crate::stage::{ISSUER, Stage};

#[tokio::test]
async fn discovery_endpoint_verification() {
    for stage in Stage::everywhere().await {
        let metadata = serde_json::to_value(stage.provider.metadata()).unwrap();
        assert_eq!(metadata["issuer"], ISSUER);
        for (name, path) in [
            ("authorization_endpoint", "/authorize"),
            ("token_endpoint", "/token"),
            ("userinfo_endpoint", "/userinfo"),
            ("pushed_authorization_request_endpoint", "/par"),
            ("jwks_uri", "/jwks"),
            ("end_session_endpoint", "/logout"),
        ] {
            assert_eq!(metadata[name], format!("{ISSUER}{path}"), "{name}");
        }
        for (name, value) in [
            ("response_types_supported", "code"),
            ("response_modes_supported", "form_post"),
            ("subject_types_supported", "pairwise"),
            ("id_token_signing_alg_values_supported", "RS256"),
            ("id_token_signing_alg_values_supported", "ES256"),
            ("id_token_encryption_alg_values_supported", "ECDH-ES"),
            ("userinfo_signing_alg_values_supported", "RS256"),
            ("token_endpoint_auth_methods_supported", "private_key_jwt"),
            ("token_endpoint_auth_methods_supported", "client_secret_basic"),
            ("token_endpoint_auth_methods_supported", "client_secret_post"),
            ("token_endpoint_auth_signing_alg_values_supported", "ES256"),
            ("scopes_supported", "openid"),
            ("claims_supported", "sub"),
            ("claims_supported", "national_number"),
            ("acr_values_supported", "http://eidas.europa.eu/LoA/high"),
            ("code_challenge_methods_supported", "S256"),
            ("grant_types_supported", "authorization_code"),
            ("authorization_details_types_supported", "service_login"),
        ] {
            let listed = metadata[name].as_array().unwrap();
            assert!(listed.iter().any(|other| other == value), "{value} in {name}");
        }
        let methods = metadata["code_challenge_methods_supported"].as_array().unwrap();
        assert!(!methods.iter().any(|method| method == "plain"));
        assert_eq!(metadata["claims_parameter_supported"], true);
        assert_eq!(metadata["request_parameter_supported"], false);
        assert_eq!(metadata["request_uri_parameter_supported"], false);
        assert_eq!(metadata["authorization_response_iss_parameter_supported"], true);
    }
}

#[tokio::test]
async fn only_public_keys_are_published() {
    for stage in Stage::everywhere().await {
        let jwks = serde_json::to_value(stage.provider.jwks(crate::stage::NOON)).unwrap();
        let keys = jwks["keys"].as_array().unwrap();
        let described: Vec<_> =
            keys.iter().map(|key| (key["kty"].as_str(), key["use"].as_str())).collect();
        assert!(described.contains(&(Some("EC"), Some("sig"))));
        assert!(described.contains(&(Some("RSA"), Some("sig"))));
        assert!(described.contains(&(Some("EC"), Some("enc"))));
        assert_eq!(keys.len(), 3);
        for (key, private) in keys.iter().flat_map(|key| [(key, "d"), (key, "p"), (key, "k")]) {
            assert!(key.get(private).is_none());
            assert!(key["kid"].is_string());
        }
    }
}
