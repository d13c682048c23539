//! The authority as a trust anchor and issuer of trust marks (OpenID Federation 1.0).

mod anchor;
mod history;
mod mark;
mod refused;
mod resolve;
mod status;
pub mod subordinate;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::header;
use web::Job;

use crate::accreditor::Accreditor;

pub fn routes() -> Router<Accreditor> {
    Router::new()
        .route("/.well-known/openid-federation", get(anchor::configuration))
        .route("/federation/fetch", get(subordinate::fetch))
        .route("/federation/list", get(subordinate::list))
        .route("/federation/resolve", get(resolve::resolve))
        .route("/federation/trust-mark", get(mark::mark))
        .route("/federation/trust-mark-list", get(mark::list))
        .route("/federation/trust-mark-status", post(status::status))
        .route("/federation/historical-keys", get(history::keys))
}

pub fn jobs(accreditor: &Accreditor) -> Vec<Job> {
    vec![subordinate::meeting_job(accreditor), history::job(accreditor)]
}

/// A signed answer under its own content type.
fn signed(content_type: &'static str, jwt: String) -> Response {
    ([(header::CONTENT_TYPE, content_type)], jwt).into_response()
}
