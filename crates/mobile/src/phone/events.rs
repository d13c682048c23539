//! Tells an open app that something came or went.

use axum::extract::State;
use axum::response::sse::Event;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::caller::Caller;
use super::enrolments::added;
use super::requests::waiting_for;
use crate::Refusal;
use crate::device::{self, Bound};
use crate::error::Error;
use crate::mobile::Mobile;
use crate::notice::Ring;
use crate::notice::stream::{self, Look};

/// `GET /phone/v1/events`: an event `request` whenever what waits for this phone has changed, or
/// another phone was bound to the person's name.
pub async fn stream(
    State(mobile): State<Mobile>,
    Caller(bound): Caller,
) -> Result<Response, Error> {
    mobile.limits.stream.check(bound.device.id.as_str()).map_err(Refusal::from)?;
    let ring = Ring::Person(bound.device.person.clone());
    let state = mobile.clone();
    let look = move || {
        let (mobile, bound) = (state.clone(), bound.clone());
        async move { look(&mobile, &bound).await.unwrap_or(Look::Over) }
    };
    let first = Event::default().comment("open");
    Ok(stream::respond(&mobile, ring, first, look).into_response())
}

async fn look(mobile: &Mobile, bound: &Bound) -> Result<Look, Error> {
    let now = mobile.chassis.clock().now();
    let found = device::store::find(&mut *mobile.db.read().await?, &bound.device.id).await?;
    // A phone that was blocked or removed since is told nothing more.
    let Some(bound) = found.filter(Bound::is_active) else { return Ok(Look::Over) };
    let waiting = waiting_for(mobile, &bound, now).await?;
    let ids: Vec<&str> = waiting.iter().map(|approval| approval.id.as_str()).collect();
    let added = added(mobile, &bound, now).await?;
    let added: Vec<&str> = added.iter().map(|other| other.enrolment.id.as_str()).collect();
    let data = json!({ "waiting": ids, "added": added });
    Ok(Look::Now { event: "request", data: data.to_string() })
}
