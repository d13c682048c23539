use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

/// What can be wrong with a request before any role's own rules are asked. The chassis shows it
/// as a page in the visitor's language, or as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    BadRequest,
    /// There is no session, or it has ended.
    SignedOut,
    /// The request did not come from this site's own pages.
    CrossSite,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    TooLarge,
    UnsupportedMediaType,
    TooManyRequests {
        retry_after: Duration,
    },
    /// Something failed. The reference under which it was logged comes with it.
    Fault,
    Unavailable,
}

impl Problem {
    pub fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::CrossSite | Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Fault => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The code in JSON answers. Where OAuth has a word, it is OAuth's.
    pub fn code(self) -> &'static str {
        match self {
            Self::BadRequest => "invalid_request",
            Self::SignedOut => "signed_out",
            Self::CrossSite => "cross_site_request",
            Self::Forbidden => "access_denied",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::TooLarge => "too_large",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::TooManyRequests { .. } => "too_many_requests",
            Self::Fault => "server_error",
            Self::Unavailable => "temporarily_unavailable",
        }
    }

    /// The start of its keys in the frame's texts.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::BadRequest | Self::UnsupportedMediaType => "problem-bad-request",
            Self::SignedOut => "problem-signed-out",
            Self::CrossSite => "problem-cross-site",
            Self::Forbidden => "problem-forbidden",
            Self::NotFound => "problem-not-found",
            Self::MethodNotAllowed => "problem-method",
            Self::TooLarge => "problem-too-large",
            Self::TooManyRequests { .. } => "problem-too-many",
            Self::Fault => "problem-fault",
            Self::Unavailable => "problem-unavailable",
        }
    }

    /// The problem that a bare status means, such as those that the router answers by itself.
    pub(crate) fn of(status: StatusCode) -> Option<Self> {
        Some(match status {
            StatusCode::UNAUTHORIZED => Self::SignedOut,
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::UnsupportedMediaType,
            StatusCode::TOO_MANY_REQUESTS => Self::TooManyRequests { retry_after: Duration::ZERO },
            StatusCode::SERVICE_UNAVAILABLE => Self::Unavailable,
            status if status.is_client_error() => Self::BadRequest,
            status if status.is_server_error() => Self::Fault,
            _ => return None,
        })
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Self::TooManyRequests { retry_after } = self {
            let seconds = HeaderValue::from(retry_after.as_secs() + 1);
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response.extensions_mut().insert(self);
        response
    }
}
