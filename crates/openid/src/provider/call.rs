use std::fmt;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, header};
use protocol::oidc::Parameters;
use web::Problem;

/// What a client's server sent: its `Authorization` header, if any, and its form.
#[derive(Clone)]
pub struct ClientCall {
    pub(super) authorization: Option<String>,
    pub(super) form: Parameters,
}

impl ClientCall {
    pub fn new(headers: &HeaderMap, form: Parameters) -> Self {
        Self { authorization: authorization(headers), form }
    }
}

/// The `Authorization` header. One that is unreadable or comes twice still counts as one, so that
/// it is refused and not passed over.
pub(super) fn authorization(headers: &HeaderMap) -> Option<String> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    match (values.next(), values.next()) {
        (None, _) => None,
        (Some(value), None) => Some(value.to_str().unwrap_or_default().to_owned()),
        (Some(_), Some(_)) => Some(String::new()),
    }
}

impl fmt::Debug for ClientCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClientCall({:?})", self.form)
    }
}

impl<S: Send + Sync> FromRequest<S> for ClientCall {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let authorization = authorization(request.headers());
        Ok(Self { authorization, form: form(request, state).await? })
    }
}

/// The form of a POST. No form at all, as in a userinfo request by POST with the token in the
/// header, is an empty one.
async fn form<S: Send + Sync>(request: Request, state: &S) -> Result<Parameters, Response> {
    let content_type = request.headers().get(header::CONTENT_TYPE).cloned();
    let body =
        Bytes::from_request(request, state).await.map_err(|_| Problem::TooLarge.into_response())?;
    if body.is_empty() {
        return Ok(Parameters::default());
    }
    let content_type = content_type.as_ref().and_then(|value| value.to_str().ok());
    let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(Problem::UnsupportedMediaType.into_response());
    }
    let text = std::str::from_utf8(&body).map_err(|_| Problem::BadRequest.into_response())?;
    Parameters::parse(text).map_err(|_| Problem::BadRequest.into_response())
}
