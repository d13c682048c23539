//! The error codes of the standards as closed lists.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Declares a closed list of codes with their spelling on the wire.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$inner:meta])* $code:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$inner])* #[serde(rename = $text)] $code),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            pub fn code(self) -> &'static str {
                match self { $(Self::$code => $text),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }

        impl FromStr for $name {
            type Err = UnknownCode;

            fn from_str(text: &str) -> Result<Self, UnknownCode> {
                Self::ALL.iter().copied().find(|error| error.code() == text).ok_or(UnknownCode)
            }
        }
    };
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown error code")]
pub struct UnknownCode;

codes! {
    /// What the authorization endpoint answers by redirect: RFC 6749, section 4.1.2.1; OpenID
    /// Connect Core, section 3.1.2.6; Unmet Authentication Requirements 1.0; RFC 9396, section 5.
    AuthorizationError {
        InvalidRequest = "invalid_request",
        UnauthorizedClient = "unauthorized_client",
        AccessDenied = "access_denied",
        UnsupportedResponseType = "unsupported_response_type",
        InvalidScope = "invalid_scope",
        ServerError = "server_error",
        TemporarilyUnavailable = "temporarily_unavailable",
        InteractionRequired = "interaction_required",
        LoginRequired = "login_required",
        AccountSelectionRequired = "account_selection_required",
        ConsentRequired = "consent_required",
        InvalidRequestUri = "invalid_request_uri",
        InvalidRequestObject = "invalid_request_object",
        RequestNotSupported = "request_not_supported",
        RequestUriNotSupported = "request_uri_not_supported",
        RegistrationNotSupported = "registration_not_supported",
        UnmetAuthenticationRequirements = "unmet_authentication_requirements",
        InvalidAuthorizationDetails = "invalid_authorization_details",
    }
}

codes! {
    /// What the token endpoint and the pushed authorization request endpoint answer to a client
    /// that is not authenticated or asks amiss (RFC 6749, section 5.2). A pushed request is
    /// refused with the authorization endpoint's own code where that says more (RFC 9126,
    /// section 2.3).
    TokenError {
        InvalidRequest = "invalid_request",
        InvalidClient = "invalid_client",
        InvalidGrant = "invalid_grant",
        UnauthorizedClient = "unauthorized_client",
        UnsupportedGrantType = "unsupported_grant_type",
        InvalidScope = "invalid_scope",
    }
}

impl TokenError {
    /// 401 says that authenticating better would help (RFC 6749, section 5.2).
    pub fn status(self) -> u16 {
        if self == Self::InvalidClient { 401 } else { 400 }
    }
}

codes! {
    /// What a resource such as userinfo answers (RFC 6750, section 3.1).
    BearerError {
        InvalidRequest = "invalid_request",
        InvalidToken = "invalid_token",
        InsufficientScope = "insufficient_scope",
    }
}

impl BearerError {
    pub fn status(self) -> u16 {
        match self {
            Self::InvalidRequest => 400,
            Self::InvalidToken => 401,
            Self::InsufficientScope => 403,
        }
    }
}

/// An authorization error with its description. The description is for the client's developers;
/// it is ours to word and never quotes the request (RFC 6749, section 4.1.2.1, also limits its
/// characters).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{error}: {description}")]
pub struct Refusal {
    pub error: AuthorizationError,
    pub description: &'static str,
}

impl Refusal {
    pub const fn new(error: AuthorizationError, description: &'static str) -> Self {
        Self { error, description }
    }
}

/// The JSON body of an error: what the endpoints answer, and what a relying party reads. The code
/// is text here because another party may send one that we do not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    pub error: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_description: Option<String>,
}

impl ErrorBody {
    pub fn new(code: impl fmt::Display, description: &str) -> Self {
        Self { error: code.to_string(), error_description: Some(description.to_owned()) }
    }
}

impl From<Refusal> for ErrorBody {
    fn from(refusal: Refusal) -> Self {
        Self::new(refusal.error, refusal.description)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back_as_they_are_written() {
        for error in AuthorizationError::ALL {
            assert_eq!(error.to_string().parse(), Ok(*error));
        }
        assert_eq!("login required".parse::<AuthorizationError>(), Err(UnknownCode));
    }

    #[test]
    fn only_a_client_that_failed_to_authenticate_gets_401() {
        for error in TokenError::ALL {
            assert_eq!(error.status() == 401, *error == TokenError::InvalidClient, "{error}");
        }
    }
}
