use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

use crate::Fault;

/// Sends the browser on, always with 303: it turns a form post into a GET, so that a password or
/// code that was just posted is never posted again elsewhere (RFC 9700, section 4.12).
pub fn see_other(location: impl AsRef<str>) -> Response {
    match HeaderValue::from_str(location.as_ref()) {
        Ok(location) => (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
        Err(error) => Fault::new("writing a redirect", error).respond(),
    }
}
