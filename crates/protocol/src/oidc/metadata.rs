//! What providers and clients publish about themselves.

use serde::{Deserialize, Serialize};
use url::Url;

use super::client_authentication::Method;
use super::redirect_uri::{self, InvalidRedirectUri};
use crate::jose::{Algorithm, ContentEncryption, JwkSet, KeyManagement};
use crate::json;

const MAX_BYTES: usize = 128 * 1024;

/// The metadata of a provider (OpenID Connect Discovery, section 3; RFC 8414; RFC 9126, section
/// 5; RFC 9207, section 3; RFC 9396, section 10). Lists are texts, because another provider may
/// name what we do not know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "the standards define independent promises")]
pub struct ProviderMetadata {
    pub issuer: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub jwks_uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub userinfo_endpoint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pushed_authorization_request_endpoint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_session_endpoint: Option<String>,
    pub response_types_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub response_modes_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grant_types_supported: Vec<String>,
    pub subject_types_supported: Vec<String>,
    pub id_token_signing_alg_values_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub id_token_encryption_alg_values_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub id_token_encryption_enc_values_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub userinfo_signing_alg_values_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub userinfo_encryption_alg_values_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub userinfo_encryption_enc_values_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub token_endpoint_auth_methods_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub token_endpoint_auth_signing_alg_values_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub code_challenge_methods_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scopes_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub claims_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub acr_values_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ui_locales_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub claims_locales_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub display_values_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub prompt_values_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authorization_details_types_supported: Vec<String>,
    pub claims_parameter_supported: bool,
    pub request_parameter_supported: bool,
    /// True when left out (OpenID Connect Discovery, section 3), so it is always written.
    pub request_uri_parameter_supported: bool,
    pub require_pushed_authorization_requests: bool,
    pub authorization_response_iss_parameter_supported: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub backchannel_logout_supported: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub backchannel_logout_session_supported: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_documentation: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MetadataError {
    #[error("the metadata is not strict JSON of the expected shape")]
    Malformed,
    #[error("the metadata is of another issuer")]
    Issuer,
    #[error("the metadata lacks an endpoint, or names one that is not https")]
    Endpoint,
}

impl ProviderMetadata {
    /// Reads another provider's metadata. The issuer must be exactly the one that was asked for
    /// (OpenID Connect Discovery, section 4.3): otherwise one provider could pose as another.
    pub fn parse(text: &[u8], issuer: &str) -> Result<Self, MetadataError> {
        let metadata: Self = json::read(text, MAX_BYTES).map_err(|_| MetadataError::Malformed)?;
        if metadata.issuer != issuer {
            return Err(MetadataError::Issuer);
        }
        if metadata.endpoints().all(is_endpoint) {
            Ok(metadata)
        } else {
            Err(MetadataError::Endpoint)
        }
    }

    /// The required ones, which are empty when left out, and the others where they are given.
    fn endpoints(&self) -> impl Iterator<Item = &str> {
        let required = [&self.authorization_endpoint, &self.token_endpoint, &self.jwks_uri];
        let optional = [
            &self.userinfo_endpoint,
            &self.pushed_authorization_request_endpoint,
            &self.end_session_endpoint,
        ];
        required.into_iter().chain(optional.into_iter().flatten()).map(String::as_str)
    }
}

/// Where an issuer publishes its metadata (OpenID Connect Discovery, section 4).
pub fn discovery_url(issuer: &str) -> String {
    format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'))
}

fn is_endpoint(text: &str) -> bool {
    let url = Url::parse(text);
    url.is_ok_and(|url| redirect_uri::is_https_or_loopback(&url) && url.fragment().is_none())
}

/// The metadata that a client registers (OpenID Connect Registration, section 2; RFC 7591). Only
/// what we support has a place here, so that a registration that asks for more is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientMetadata {
    pub redirect_uris: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub post_logout_redirect_uris: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
    #[serde(default = "basic")]
    pub token_endpoint_auth_method: Method,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks: Option<JwkSet>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector_identifier_uri: Option<String>,
    #[serde(default = "rs256")]
    pub id_token_signed_response_alg: Algorithm,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token_encrypted_response_alg: Option<KeyManagement>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token_encrypted_response_enc: Option<ContentEncryption>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub userinfo_signed_response_alg: Option<Algorithm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub userinfo_encrypted_response_alg: Option<KeyManagement>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub userinfo_encrypted_response_enc: Option<ContentEncryption>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub require_pushed_authorization_requests: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_uri: Option<String>,
}

/// The defaults of OpenID Connect Registration, section 2.
fn basic() -> Method {
    Method::ClientSecretBasic
}

fn rs256() -> Algorithm {
    Algorithm::RS256
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientMetadataError {
    #[error("the client metadata is not strict JSON of the expected shape")]
    Malformed,
    #[error(transparent)]
    RedirectUri(#[from] InvalidRedirectUri),
    #[error("a client needs at least one redirect URI")]
    NoRedirectUri,
    #[error("private_key_jwt and encryption need keys: either jwks or jwks_uri")]
    Keys,
    #[error("an encryption method needs an encryption algorithm")]
    Encryption,
    #[error("a URL of the client is not https")]
    Url,
}

impl ClientMetadata {
    pub fn parse(text: &[u8]) -> Result<Self, ClientMetadataError> {
        let client: Self =
            json::read(text, MAX_BYTES).map_err(|_| ClientMetadataError::Malformed)?;
        if client.redirect_uris.is_empty() {
            return Err(ClientMetadataError::NoRedirectUri);
        }
        for uri in client.redirect_uris.iter().chain(&client.post_logout_redirect_uris) {
            redirect_uri::register(uri)?;
        }
        let urls =
            [&client.jwks_uri, &client.sector_identifier_uri, &client.backchannel_logout_uri];
        if !urls.into_iter().flatten().all(|url| is_endpoint(url)) {
            return Err(ClientMetadataError::Url);
        }
        client.check_keys()?;
        client.check_encryption()?;
        Ok(client)
    }

    /// `jwks` and `jwks_uri` must not stand together, and who signs or decrypts must have one.
    fn check_keys(&self) -> Result<(), ClientMetadataError> {
        let needed = self.token_endpoint_auth_method == Method::PrivateKeyJwt
            || self.id_token_encrypted_response_alg.is_some()
            || self.userinfo_encrypted_response_alg.is_some();
        match (self.jwks.is_some(), self.jwks_uri.is_some()) {
            (true, true) => Err(ClientMetadataError::Keys),
            (false, false) if needed => Err(ClientMetadataError::Keys),
            _ => Ok(()),
        }
    }

    fn check_encryption(&self) -> Result<(), ClientMetadataError> {
        let pairs = [
            (self.id_token_encrypted_response_alg, self.id_token_encrypted_response_enc),
            (self.userinfo_encrypted_response_alg, self.userinfo_encrypted_response_enc),
        ];
        if pairs.iter().any(|(alg, enc)| alg.is_none() && enc.is_some()) {
            return Err(ClientMetadataError::Encryption);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const METADATA: &str = r#"{"issuer":"https://mobile.example","authorization_endpoint":"https://mobile.example/authorize","token_endpoint":"https://mobile.example/token","jwks_uri":"https://mobile.example/jwks","unknown":[1]}"#;

    #[test]
    fn metadata_is_of_the_issuer_that_was_asked_for() {
        let issuer = "https://mobile.example";
        assert!(ProviderMetadata::parse(METADATA.as_bytes(), issuer).is_ok());
        for other in ["https://mobile.example/", "https://MOBILE.example", "https://evil.example"] {
            let parsed = ProviderMetadata::parse(METADATA.as_bytes(), other);
            assert_eq!(parsed, Err(MetadataError::Issuer), "{other}");
        }
    }

    #[test]
    fn endpoints_are_https_and_present() {
        let issuer = "https://mobile.example";
        for (from, to) in [
            (r#""jwks_uri":"https:"#, r#""jwks_uri":"http:"#),
            (r#""token_endpoint":"https:"#, r#""token_endpoint":"ftp:"#),
            (r#""jwks_uri""#, r#""no_jwks_uri""#),
            ("/token\"", "/token#x\""),
        ] {
            let text = METADATA.replace(from, to);
            let parsed = ProviderMetadata::parse(text.as_bytes(), issuer);
            assert_eq!(parsed, Err(MetadataError::Endpoint), "{text}");
        }
        let repeated = METADATA.replace('{', r#"{"issuer":"https://mobile.example","#);
        let parsed = ProviderMetadata::parse(repeated.as_bytes(), issuer);
        assert_eq!(parsed, Err(MetadataError::Malformed));
    }

    #[test]
    fn the_well_known_url_follows_the_issuer() {
        let expected = "https://a.example/tenant/.well-known/openid-configuration";
        assert_eq!(discovery_url("https://a.example/tenant"), expected);
        assert_eq!(discovery_url("https://a.example/tenant/"), expected);
    }

    #[test]
    fn a_client_registers_only_what_holds_together() {
        let parse = |text: &str| ClientMetadata::parse(text.as_bytes()).map(|_| ());
        let uri = r#""redirect_uris":["https://a.example/cb"]"#;
        for (text, expected) in [
            (format!("{{{uri}}}"), Ok(())),
            (r#"{"redirect_uris":[]}"#.to_owned(), Err(ClientMetadataError::NoRedirectUri)),
            (
                r#"{"redirect_uris":["https://a.example/cb#f"]}"#.to_owned(),
                Err(ClientMetadataError::RedirectUri(InvalidRedirectUri::Fragment)),
            ),
            (
                format!(r#"{{{uri},"token_endpoint_auth_method":"private_key_jwt"}}"#),
                Err(ClientMetadataError::Keys),
            ),
            (
                format!(r#"{{{uri},"jwks":{{"keys":[]}},"jwks_uri":"https://a.example/jwks"}}"#),
                Err(ClientMetadataError::Keys),
            ),
            (
                format!(r#"{{{uri},"jwks_uri":"http://a.example/jwks"}}"#),
                Err(ClientMetadataError::Url),
            ),
            (
                format!(r#"{{{uri},"id_token_encrypted_response_enc":"A256GCM"}}"#),
                Err(ClientMetadataError::Encryption),
            ),
            (
                format!(r#"{{{uri},"id_token_signed_response_alg":"none"}}"#),
                Err(ClientMetadataError::Malformed),
            ),
            (
                format!(r#"{{{uri},"token_endpoint_auth_method":"none"}}"#),
                Err(ClientMetadataError::Malformed),
            ),
        ] {
            assert_eq!(parse(&text), expected, "{text}");
        }
    }
}
