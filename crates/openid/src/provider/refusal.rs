//! What a provider refuses, and how it says so: to the person on a page, to the client by
//! redirect, to the client's server in JSON.

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use protocol::oidc::token::TokenRefusal;
use protocol::oidc::{self, PageReason, Refusal, TokenError, bearer};
use serde_json::json;
use web::Fault;

use super::reply::Reply;

/// The authorization endpoint's no. Until client and redirect URI are proved it stays on a page:
/// a redirect to an unproved place would make the provider an open redirector (RFC 9700, 4.11).
#[derive(Debug)]
pub enum Denied {
    Page(PageReason),
    Redirect { reply: Reply, refusal: Refusal },
    Fault(Fault),
}

impl From<PageReason> for Denied {
    fn from(reason: PageReason) -> Self {
        Self::Page(reason)
    }
}

impl From<Fault> for Denied {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// The key of the text that a person is shown, in [`TEXTS`](crate::TEXTS).
pub fn page_key(reason: PageReason) -> &'static str {
    match reason {
        PageReason::NoClient => "openid-no-client",
        PageReason::UnknownClient => "openid-unknown-client",
        PageReason::UnverifiedClient => "openid-unverified-client",
        PageReason::NoRedirectUri => "openid-no-redirect-uri",
        PageReason::UnknownRedirectUri => "openid-unknown-redirect-uri",
        PageReason::UnknownRequestUri => "openid-unknown-request-uri",
        PageReason::NoState => "openid-no-state",
        PageReason::Malformed => "openid-malformed",
    }
}

/// The no of an endpoint that a client's server calls: token, pushed request.
#[derive(Debug)]
pub enum EndpointError {
    Refused(EndpointRefusal),
    Fault(Fault),
}

/// A standard error with its status and a description for the client's developers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointRefusal {
    pub status: StatusCode,
    pub code: &'static str,
    pub description: Cow<'static, str>,
    /// Whether the client tried by the `Authorization` header and is told how to.
    challenge: bool,
}

impl EndpointError {
    pub(crate) fn refused(code: TokenError, description: impl Into<Cow<'static, str>>) -> Self {
        Self::Refused(EndpointRefusal {
            status: StatusCode::BAD_REQUEST,
            code: code.code(),
            description: description.into(),
            challenge: false,
        })
    }

    pub(crate) fn invalid_request(description: impl Into<Cow<'static, str>>) -> Self {
        Self::refused(TokenError::InvalidRequest, description)
    }

    /// Who asks is not proved. `challenge` when they tried by the `Authorization` header
    /// (RFC 6749, section 5.2).
    pub(crate) fn invalid_client(
        description: impl Into<Cow<'static, str>>,
        challenge: bool,
    ) -> Self {
        Self::Refused(EndpointRefusal {
            status: StatusCode::UNAUTHORIZED,
            code: TokenError::InvalidClient.code(),
            description: description.into(),
            challenge,
        })
    }
}

impl From<Refusal> for EndpointError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(EndpointRefusal {
            status: StatusCode::BAD_REQUEST,
            code: refusal.error.code(),
            description: refusal.description.into(),
            challenge: false,
        })
    }
}

impl From<TokenRefusal> for EndpointError {
    fn from(refusal: TokenRefusal) -> Self {
        Self::refused(refusal.error, refusal.description)
    }
}

impl From<Fault> for EndpointError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl IntoResponse for EndpointError {
    fn into_response(self) -> Response {
        let refusal = match self {
            Self::Refused(refusal) => refusal,
            Self::Fault(fault) => return fault.respond(),
        };
        let body = json!({ "error": refusal.code, "error_description": refusal.description });
        let mut response = (refusal.status, web::Json(body)).into_response();
        not_stored(&mut response);
        if refusal.challenge {
            let basic = HeaderValue::from_static("Basic realm=\"client\", charset=\"UTF-8\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, basic);
        }
        response
    }
}

/// The no of an endpoint that takes an access token (RFC 6750, section 3.1).
#[derive(Debug)]
pub enum BearerError {
    /// No token at all: the challenge carries no error.
    Missing,
    InvalidRequest,
    InvalidToken,
    InsufficientScope,
    Fault(Fault),
}

impl From<oidc::BearerError> for BearerError {
    fn from(error: oidc::BearerError) -> Self {
        match error {
            oidc::BearerError::InvalidRequest => Self::InvalidRequest,
            oidc::BearerError::InvalidToken => Self::InvalidToken,
            oidc::BearerError::InsufficientScope => Self::InsufficientScope,
        }
    }
}

impl From<Fault> for BearerError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl IntoResponse for BearerError {
    fn into_response(self) -> Response {
        use oidc::BearerError as Code;
        let (code, description) = match self {
            Self::Missing => (None, "an access token is needed"),
            Self::InvalidRequest => (
                Some(Code::InvalidRequest),
                "the access token must come once, in the Authorization header or in the form",
            ),
            Self::InvalidToken => {
                (Some(Code::InvalidToken), "the access token is unknown, expired or revoked")
            }
            Self::InsufficientScope => {
                (Some(Code::InsufficientScope), "the access token was not given for this")
            }
            Self::Fault(fault) => return fault.respond(),
        };
        let challenge = bearer::challenge("openid", code.map(|code| (code, description)));
        let code = code.unwrap_or(Code::InvalidToken);
        let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::UNAUTHORIZED);
        let body = json!({ "error": code, "error_description": description });
        let mut response = (status, web::Json(body)).into_response();
        not_stored(&mut response);
        if let Ok(challenge) = HeaderValue::from_str(&challenge) {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

/// Tokens and errors about them are for one caller, once (RFC 6749, section 5.1).
pub(super) fn not_stored(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
}
