use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;
use web::{Fault, Json, Params, TooMany};

/// Why a federation endpoint gives nothing (section 8.9).
#[derive(Debug)]
pub enum Refused {
    /// A parameter is missing, or came twice.
    Invalid(&'static str),
    NotFound(&'static str),
    InvalidSubject,
    InvalidTrustAnchor,
    /// No chain could be verified, for a reason in words.
    InvalidTrustChain(String),
    /// Somebody whom we would have to ask is not there.
    Unavailable(&'static str),
    TooMany(TooMany),
    Fault(Fault),
}

impl Refused {
    fn told(&self) -> (StatusCode, &'static str, String) {
        let bad = StatusCode::BAD_REQUEST;
        let not_found = StatusCode::NOT_FOUND;
        match self {
            Self::Invalid(what) => (bad, "invalid_request", (*what).to_owned()),
            Self::NotFound(what) => (not_found, "not_found", (*what).to_owned()),
            Self::InvalidSubject => {
                (not_found, "invalid_subject", "the authority does not vouch for it".to_owned())
            }
            Self::InvalidTrustAnchor => {
                (not_found, "invalid_trust_anchor", "chains end here at this authority".to_owned())
            }
            Self::InvalidTrustChain(why) => (bad, "invalid_trust_chain", why.clone()),
            Self::Unavailable(what) => {
                (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", (*what).to_owned())
            }
            Self::TooMany(_) | Self::Fault(_) => {
                (StatusCode::INTERNAL_SERVER_ERROR, "server_error", String::new())
            }
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Self::Fault(fault) => fault.into_response(),
            Self::TooMany(too_many) => too_many.into_response(),
            refused => {
                let (status, error, error_description) = refused.told();
                let body = json!({"error": error, "error_description": error_description});
                (status, Json(body)).into_response()
            }
        }
    }
}

impl<E: Into<Fault>> From<E> for Refused {
    #[track_caller]
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

/// A parameter that must come exactly once.
pub fn required<'a>(
    params: &'a Params,
    name: &str,
    missing: &'static str,
) -> Result<&'a str, Refused> {
    params.once(name).ok().flatten().ok_or(Refused::Invalid(missing))
}
