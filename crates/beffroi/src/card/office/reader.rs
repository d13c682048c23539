//! A reader in software, with everybody's card in it: for people who try the demo without one. It
//! serves the gateway's page and no other, as the extension of Web eID would tell it which page
//! asks.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::Timestamp;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Fault, Json, Visitor};

use super::{Holding, Office, failed};
use crate::card::{CardError, Challenge};

/// A card that could be put into the reader.
#[derive(Serialize)]
struct Entry {
    card: String,
    name: String,
    story: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Request {
    card: String,
    pin: String,
    origin: String,
    challenge_nonce: String,
}

/// `OPTIONS` of both
pub async fn preflight(State(office): State<Office>, visitor: Visitor) -> Response {
    office.shared(&visitor, StatusCode::NO_CONTENT.into_response())
}

/// `GET /reader/cards`
pub async fn cards(State(office): State<Office>, visitor: Visitor) -> Response {
    let entry = |holding: &Holding| Entry {
        card: holding.card.as_str().to_owned(),
        name: holding.known.name.clone(),
        story: holding.story(visitor.language),
    };
    let entries: Vec<_> = office.0.holdings.iter().map(entry).collect();
    office.shared(&visitor, Json(entries).into_response())
}

/// `POST /reader/authenticate`
pub async fn authenticate(
    State(office): State<Office>,
    visitor: Visitor,
    Json(request): Json<Request>,
) -> Result<Response, Fault> {
    if request.origin != office.0.gateway || !office.is_gateway(visitor.headers()) {
        return Ok(refusal(StatusCode::FORBIDDEN, json!({"error": "origin_refused"})));
    }
    let presented = office.work(move |it| it.present(&request, visitor.now)).await?;
    let answer = match presented {
        Ok(token) => Json(token).into_response(),
        Err(CardError::PinWrong { tries_left }) => {
            let told = json!({"error": "pin_wrong", "tries_left": tries_left});
            refusal(StatusCode::FORBIDDEN, told)
        }
        Err(CardError::PinBlocked) => {
            refusal(StatusCode::FORBIDDEN, json!({"error": "pin_blocked"}))
        }
        Err(CardError::NoCard) => refusal(StatusCode::NOT_FOUND, json!({"error": "no_card"})),
        Err(CardError::Nonce) => {
            refusal(StatusCode::BAD_REQUEST, json!({"error": "nonce_invalid"}))
        }
        Err(error) => return Err(failed(error)),
    };
    Ok(office.shared(&visitor, answer))
}

fn refusal(status: StatusCode, told: serde_json::Value) -> Response {
    (status, Json(told)).into_response()
}

impl Office {
    fn present(&self, request: &Request, now: Timestamp) -> Result<serde_json::Value, CardError> {
        let Holding { known, which, .. } = self.holding(&request.card).ok_or(CardError::NoCard)?;
        let challenge = Challenge { origin: &request.origin, nonce: &request.challenge_nonce };
        self.0.cards.present(&known.person, *which, &request.pin, challenge, now)
    }

    fn is_gateway(&self, headers: &HeaderMap) -> bool {
        headers.get(header::ORIGIN).is_some_and(|origin| *origin == *self.0.gateway)
    }

    /// Lets the gateway's page read the answer, and no other page.
    fn shared(&self, visitor: &Visitor, mut response: Response) -> Response {
        let headers = response.headers_mut();
        headers.insert(header::VARY, HeaderValue::from_static("Origin, Accept-Language"));
        if let (true, Ok(origin)) =
            (self.is_gateway(visitor.headers()), HeaderValue::from_str(&self.0.gateway))
        {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            for (name, value) in [
                (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
                (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
            ] {
                headers.insert(name, HeaderValue::from_static(value));
            }
        }
        response
    }
}
