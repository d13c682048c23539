//! Refusals and faults on their way to whoever asked.

use axum::extract::Request;
use axum::extract::State;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::Language;
use http::{HeaderValue, header};
use serde_json::{Value, json};
use web::{Fault, Json, Visitor};

use crate::Refusal;
use crate::mobile::Mobile;

/// Why a call got no answer: we say no, or we failed.
#[derive(Debug)]
pub enum Error {
    Refusal(Refusal),
    Fault(Fault),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Error {
    /// To be put into words of this language, whatever the request's headers prefer.
    pub fn said_in(self, language: Language) -> Response {
        let mut response = self.into_response();
        response.extensions_mut().insert(language);
        response
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        match self {
            Self::Fault(fault) => fault.respond(),
            Self::Refusal(refusal) => {
                let mut response = refusal.status().into_response();
                response.extensions_mut().insert(refusal);
                response
            }
        }
    }
}

/// Puts a refusal into words, in the language of whoever hears it.
pub async fn explain(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    request: Request,
    next: Next,
) -> Response {
    let response = next.run(request).await;
    let Some(refusal) = response.extensions().get::<Refusal>() else { return response };
    let language = response.extensions().get::<Language>().copied().unwrap_or(visitor.language);
    let mut answer = (refusal.status(), Json(body(&mobile, language, refusal))).into_response();
    if let Refusal::TooMany { retry_after_seconds } = refusal {
        let seconds = HeaderValue::from(*retry_after_seconds);
        answer.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    answer
}

fn body(mobile: &Mobile, language: Language, refusal: &Refusal) -> Value {
    let description = match refusal {
        Refusal::Malformed(part) => format!("{part} is missing or malformed"),
        other => other.word().replace('_', " "),
    };
    let mut body = json!({
        "error": refusal.word(),
        "error_description": description,
        "message": refusal.sentence(&mobile.texts.speak(language)),
    });
    if let Some(tries) = refusal.tries_left() {
        body["tries_left"] = tries.into();
    }
    body
}
