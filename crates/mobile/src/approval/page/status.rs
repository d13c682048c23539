//! How a request stands, for the page's script.

use axum::extract::{Path, State};
use axum::response::sse::Event;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use web::{Handle, Json, Visitor};

use super::view::{message, state};
use super::{Bound, bound};
use crate::Refusal;
use crate::approval::Stage;
use crate::approval::store::{self, Page};
use crate::error::Error;
use crate::mobile::Mobile;
use crate::notice::Ring;
use crate::notice::stream::{self, Look};

/// What the script is told: how it stands, in words too, and where to go when it is over.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Status {
    state: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Where the browser goes when the request is over, whatever its end.
pub fn next(handle: &Handle) -> String {
    format!("/request/{}/finish", handle.reveal())
}

fn status_of(mobile: &Mobile, visitor: &Visitor, bound: &Bound, now: domain::Timestamp) -> Status {
    let approval = bound.page.stored.approval.clone().lapse(now);
    let words = mobile.texts.speak(visitor.language);
    let over = !matches!(approval.stage, Stage::Waiting(_));
    Status {
        state: state(&approval, bound.page.number_typed),
        message: message(&approval, bound.page.number_typed, &words),
        next: over.then(|| next(&bound.handle)),
    }
}

/// `GET /request/{handle}/status`
pub async fn status(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Path(handle): Path<String>,
) -> Result<Response, Error> {
    let bound = bound(&mobile, &visitor, &handle).await?;
    let (now, visitor) = (visitor.now, bound.speaking(&visitor)?);
    Ok(Json(status_of(&mobile, &visitor, &bound, now)).into_response())
}

/// `GET /request/{handle}/events`: an event `status` for every change, until the end.
pub async fn events(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Path(handle): Path<String>,
) -> Result<Response, Error> {
    let bound = bound(&mobile, &visitor, &handle).await?;
    let visitor = bound.speaking(&visitor)?;
    let Bound { handle, page } = bound;
    mobile.limits.stream.check(page.stored.approval.id.as_str()).map_err(Refusal::from)?;
    let ring = Ring::Approval(page.stored.approval.id.clone());
    let state = mobile.clone();
    let look = move || {
        let (mobile, visitor, handle) = (state.clone(), visitor.clone(), handle.clone());
        async move { look(&mobile, &visitor, handle).await }
    };
    Ok(stream::respond(&mobile, ring, Event::default().comment("open"), look).into_response())
}

async fn look(mobile: &Mobile, visitor: &Visitor, handle: Handle) -> Look {
    let page: Option<Page> = match mobile.db.read().await {
        Ok(mut conn) => store::by_page(&mut conn, &handle.hash()).await.ok().flatten(),
        Err(_) => None,
    };
    let Some(page) = page else { return Look::Over };
    let now = mobile.chassis.clock().now();
    let status = status_of(mobile, visitor, &Bound { handle, page }, now);
    match serde_json::to_string(&status) {
        Ok(data) if status.next.is_some() => Look::Last { event: "status", data },
        Ok(data) => Look::Now { event: "status", data },
        Err(_) => Look::Over,
    }
}
