//! The provider's front door: a partner's request becomes a question that waits for a phone.

mod authorize;
mod service;

use axum::Router;
use axum::routing::get;

use crate::mobile::Mobile;

pub fn routes() -> Router<Mobile> {
    Router::new().route("/authorize", get(authorize::authorize).post(authorize::authorize))
}
