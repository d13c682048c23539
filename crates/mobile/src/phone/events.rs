//! Tells an open app that something came or went.

use axum::extract::State;
use axum::response::sse::Event;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::caller::Caller;
use super::requests::waiting_for;
use crate::Refusal;
use crate::error::Error;
use crate::mobile::Mobile;
use crate::notice::Ring;
use crate::notice::stream::{self, Look};

/// `GET /phone/v1/events`: an event `request` whenever what waits for this phone has changed.
pub async fn stream(
    State(mobile): State<Mobile>,
    Caller(bound): Caller,
) -> Result<Response, Error> {
    mobile.limits.stream.check(bound.device.id.as_str()).map_err(Refusal::from)?;
    let ring = Ring::Person(bound.device.person.clone());
    let state = mobile.clone();
    let look = move || {
        let (mobile, bound) = (state.clone(), bound.clone());
        async move {
            let now = mobile.chassis.clock().now();
            let Ok(waiting) = waiting_for(&mobile, &bound, now).await else { return Look::Over };
            let ids: Vec<&str> = waiting.iter().map(|approval| approval.id.as_str()).collect();
            Look::Now { event: "request", data: json!({ "waiting": ids }).to_string() }
        }
    };
    let first = Event::default().comment("open");
    Ok(stream::respond(&mobile, ring, first, look).into_response())
}
