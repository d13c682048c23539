//! The phone's HTTP API, as the installable app and the software phone speak it: JSON in and out,
//! and one cookie by which a phone is known.
//!
//! The cookie lets a phone see what waits and say no. It can never say yes: that takes a signature
//! by the device's key over the very question.

mod activations;
mod caller;
mod devices;
mod enrolments;
mod events;
mod push;
mod requests;
mod session;
mod shapes;

use axum::Router;
use axum::routing::{delete, get, post, put};

use crate::mobile::Mobile;

pub fn routes() -> Router<Mobile> {
    Router::new()
        .route("/phone/v1/activations", post(activations::open))
        .route("/phone/v1/activations/{handle}", post(activations::finish))
        .route("/phone/v1/session/challenge", post(session::challenge))
        .route("/phone/v1/session", post(session::sign_in))
        .route("/phone/v1/me", get(devices::me))
        .route("/phone/v1/requests", get(requests::waiting))
        .route("/phone/v1/scans", post(requests::scan))
        .route("/phone/v1/requests/{id}", get(requests::question))
        .route("/phone/v1/requests/{id}/open", post(requests::open_here))
        .route("/phone/v1/requests/{id}/approve", post(requests::approve))
        .route("/phone/v1/requests/{id}/decline", post(requests::decline))
        .route("/phone/v1/history", get(requests::history))
        .route("/phone/v1/history/{id}/receipt", get(requests::receipt))
        .route("/phone/v1/devices", get(devices::list))
        .route("/phone/v1/devices/{id}", delete(devices::remove))
        .route("/phone/v1/enrolments", get(enrolments::list))
        .route("/phone/v1/enrolments/{id}/refuse", post(enrolments::refuse))
        .route("/phone/v1/block", post(devices::block))
        .route("/phone/v1/push/key", get(push::key))
        .route("/phone/v1/push", put(push::subscribe).delete(push::unsubscribe))
        .route("/phone/v1/events", get(events::stream))
}
