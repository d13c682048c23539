//! What the provider publishes about itself.

use domain::{Language, Level, Timestamp};
use protocol::jose::{ContentEncryption, JwkSet, KeyManagement};
use protocol::oidc::client_assertion;
use protocol::oidc::client_authentication::Method;
use protocol::oidc::metadata::ProviderMetadata;

use super::Provider;
use crate::claims::{CLAIMS, SCOPES};

impl Provider {
    /// The discovery document (OpenID Connect Discovery 1.0, section 3; RFC 8414; RFC 9126).
    pub fn metadata(&self) -> ProviderMetadata {
        let settings = &self.0.settings;
        let (issuer, signing) = (&settings.issuer, texts(&["RS256", "ES256"]));
        let management: Vec<String> = KeyManagement::ALL.iter().map(ToString::to_string).collect();
        let encryption: Vec<String> =
            ContentEncryption::ALL.iter().map(ToString::to_string).collect();
        let methods = [Method::PrivateKeyJwt, Method::ClientSecretBasic, Method::ClientSecretPost];
        ProviderMetadata {
            issuer: issuer.to_string(),
            authorization_endpoint: issuer.at("/authorize"),
            token_endpoint: issuer.at("/token"),
            jwks_uri: issuer.at("/jwks"),
            userinfo_endpoint: Some(issuer.at("/userinfo")),
            pushed_authorization_request_endpoint: Some(issuer.at("/par")),
            end_session_endpoint: settings.logout.then(|| issuer.at("/logout")),
            response_types_supported: texts(&["code"]),
            response_modes_supported: texts(&["query", "form_post"]),
            grant_types_supported: texts(&["authorization_code", "client_credentials"]),
            subject_types_supported: texts(&["pairwise"]),
            id_token_signing_alg_values_supported: signing.clone(),
            id_token_encryption_alg_values_supported: management.clone(),
            id_token_encryption_enc_values_supported: encryption.clone(),
            userinfo_signing_alg_values_supported: signing,
            userinfo_encryption_alg_values_supported: management,
            userinfo_encryption_enc_values_supported: encryption,
            token_endpoint_auth_methods_supported: texts(&methods.map(Method::name)),
            token_endpoint_auth_signing_alg_values_supported: client_assertion::ALGORITHMS
                .iter()
                .map(ToString::to_string)
                .collect(),
            code_challenge_methods_supported: texts(&["S256"]),
            scopes_supported: texts(SCOPES),
            claims_supported: texts(&[PROTOCOL_CLAIMS, CLAIMS].concat()),
            acr_values_supported: texts(&Level::ALL.map(Level::uri)),
            ui_locales_supported: texts(&Language::ALL.map(Language::tag)),
            prompt_values_supported: texts(&["none", "login", "consent", "select_account"]),
            authorization_details_types_supported: texts(settings.authorization_details_types),
            claims_parameter_supported: true,
            authorization_response_iss_parameter_supported: true,
            backchannel_logout_supported: settings.logout,
            backchannel_logout_session_supported: settings.logout,
            ..ProviderMetadata::default()
        }
    }

    /// The key set (RFC 7517, section 5).
    pub fn jwks(&self, now: Timestamp) -> JwkSet {
        self.0.keys.public(now)
    }
}

const PROTOCOL_CLAIMS: &[&str] =
    &["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash", "sid"];

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
