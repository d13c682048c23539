//! The token endpoint (RFC 6749, sections 4.1.3, 4.4 and 5).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Parameters, Scope, TokenError};

/// What a client asks of the token endpoint.
#[derive(Clone, PartialEq, Eq)]
pub enum TokenRequest {
    AuthorizationCode { code: String, redirect_uri: String, code_verifier: String },
    ClientCredentials { scope: Scope },
}

/// Why a token request cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{error}: {description}")]
pub struct TokenRefusal {
    pub error: TokenError,
    pub description: &'static str,
}

impl TokenRefusal {
    pub const fn new(error: TokenError, description: &'static str) -> Self {
        Self { error, description }
    }
}

impl TokenRequest {
    pub fn parse(form: &Parameters) -> Result<Self, TokenRefusal> {
        if form.has_repeated() {
            return Err(invalid("a parameter is repeated"));
        }
        match field(form, "grant_type")?.ok_or(invalid("grant_type is missing"))? {
            "authorization_code" => Self::authorization_code(form),
            "client_credentials" => Self::client_credentials(form),
            _ => Err(TokenRefusal::new(
                TokenError::UnsupportedGrantType,
                "grant_type must be authorization_code or client_credentials",
            )),
        }
    }

    /// All three are required: every code here was asked for with PKCE and a redirect URI, so a
    /// missing one is an attempt to redeem a code without proof (RFC 9700, section 4.8).
    fn authorization_code(form: &Parameters) -> Result<Self, TokenRefusal> {
        Ok(Self::AuthorizationCode {
            code: field(form, "code")?.ok_or(invalid("code is missing"))?.to_owned(),
            redirect_uri: field(form, "redirect_uri")?
                .ok_or(invalid("redirect_uri is missing"))?
                .to_owned(),
            code_verifier: field(form, "code_verifier")?
                .ok_or(invalid("code_verifier is missing"))?
                .to_owned(),
        })
    }

    fn client_credentials(form: &Parameters) -> Result<Self, TokenRefusal> {
        let scope = Scope::parse(field(form, "scope")?.unwrap_or_default());
        let invalid = |_| TokenRefusal::new(TokenError::InvalidScope, "scope is not valid");
        Ok(Self::ClientCredentials { scope: scope.map_err(invalid)? })
    }
}

impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AuthorizationCode { .. } => "TokenRequest::AuthorizationCode",
            Self::ClientCredentials { .. } => "TokenRequest::ClientCredentials",
        })
    }
}

const fn invalid(description: &'static str) -> TokenRefusal {
    TokenRefusal::new(TokenError::InvalidRequest, description)
}

fn field<'a>(form: &'a Parameters, name: &str) -> Result<Option<&'a str>, TokenRefusal> {
    form.once(name).map_err(|_| invalid("a parameter is repeated"))
}

/// What the token endpoint answers. To be sent with `Cache-Control: no-store`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenResponse {
    pub access_token: String,
    pub token_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
}

impl TokenResponse {
    pub fn bearer(access_token: String, expires_in: u64) -> Self {
        let token_type = "Bearer".to_owned();
        Self { access_token, token_type, expires_in: Some(expires_in), scope: None, id_token: None }
    }

    /// The type compares without case (RFC 6749, section 5.1). A client must not use a token
    /// whose type it does not know.
    pub fn is_bearer(&self) -> bool {
        self.token_type.eq_ignore_ascii_case("Bearer")
    }
}

impl fmt::Debug for TokenResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenResponse(withheld)")
    }
}

/// What the pushed authorization request endpoint answers (RFC 9126, section 2.2), with 201.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushedResponse {
    pub request_uri: String,
    pub expires_in: u64,
}

/// The form of a `request_uri` that was pushed (RFC 9126, section 2.2).
pub const PUSHED_PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(form: &str) -> Result<TokenRequest, TokenError> {
        TokenRequest::parse(&Parameters::parse(form).unwrap()).map_err(|refusal| refusal.error)
    }

    #[test]
    fn a_code_is_never_redeemed_without_verifier_and_redirect_uri() {
        let whole = "grant_type=authorization_code&code=a&redirect_uri=b&code_verifier=c";
        assert!(parse(whole).is_ok());
        for part in
            ["&code=a", "&redirect_uri=b", "&code_verifier=c", "grant_type=authorization_code&"]
        {
            assert_eq!(parse(&whole.replace(part, "")), Err(TokenError::InvalidRequest), "{part}");
            let repeated = format!("{whole}&{}", part.trim_matches('&'));
            assert_eq!(parse(&repeated), Err(TokenError::InvalidRequest), "{repeated}");
        }
    }

    #[test]
    fn other_grants_are_unsupported() {
        for grant in ["password", "refresh_token", "implicit", "AUTHORIZATION_CODE"] {
            let parsed = parse(&format!("grant_type={grant}"));
            assert_eq!(parsed, Err(TokenError::UnsupportedGrantType), "{grant}");
        }
        assert!(parse("grant_type=client_credentials&scope=enrolment").is_ok());
    }

    #[test]
    fn tokens_are_not_printed() {
        let response = TokenResponse::bearer("s3cret".to_owned(), 60);
        assert!(!format!("{response:?}").contains("s3cret"));
        assert!(response.is_bearer());
    }
}
