use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Fault, Problem};

/// A JSON body, in and out. What does not parse is answered with 400 in words that quote nothing
/// of it.
#[derive(Clone, Debug)]
pub struct Json<T>(pub T);

const JSON_LIMIT: usize = 64 * 1024;

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        // A form can be posted across origins without asking; application/json cannot.
        if !is_json(&request) {
            return Err(Problem::UnsupportedMediaType.into_response());
        }
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|_| Problem::TooLarge.into_response())?;
        if body.len() > JSON_LIMIT {
            return Err(Problem::TooLarge.into_response());
        }
        serde_json::from_slice(&body).map(Self).map_err(|_| Problem::BadRequest.into_response())
    }
}

fn is_json(request: &Request) -> bool {
    let content_type = request.headers().get(header::CONTENT_TYPE);
    content_type.and_then(|value| value.to_str().ok()).is_some_and(|value| {
        let essence = value.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/json")
    })
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => {
                let json = HeaderValue::from_static("application/json");
                ([(header::CONTENT_TYPE, json)], body).into_response()
            }
            Err(error) => Fault::new("writing JSON", error).respond(),
        }
    }
}
