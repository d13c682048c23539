//! Every route of the gateway. Those that only machines call come with the provider.

use axum::Router;
use axum::routing::{get, post};

use crate::card::{page, tls, token};
use crate::dispute::page as dispute;
use crate::gateway::Shared;
use crate::login::{callback, choose, chooser, refuse};
use crate::oidc::{authorize, logout};
use crate::session::front;
use crate::trail::receipt;

/// Paths that other sites may post to.
pub const ENDPOINTS: &[&str] = openid::provider::Provider::ENDPOINTS;

pub fn routes(gateway: &Shared) -> Router {
    Router::new()
        .route("/", get(front::show))
        .route("/sign-in", post(front::sign_in))
        .route("/log-out", post(front::log_out))
        .route("/logged-out", get(front::logged_out))
        .route("/sessions/{session}/end", post(front::end))
        .route("/logins/{login}/dispute", get(dispute::ask).post(dispute::open))
        .route("/disputes/{dispute}", get(dispute::opened))
        .route("/methods/{method}/unblock", post(dispute::unblock))
        .route("/receipts/{login}", get(receipt::one))
        .route("/receipts/of/{year}", get(receipt::of_year))
        .route("/authorize", get(authorize::get).post(authorize::post))
        .route("/authorize/posted/{request}", get(authorize::resume))
        .route("/login/{login}", get(chooser::show))
        .route("/login/{login}/app", post(choose::app))
        .route("/login/{login}/card", get(page::show).post(page::choose))
        .route("/login/{login}/card/nonce", post(token::nonce))
        .route("/login/{login}/card/tls", get(tls::come_back).post(tls::go))
        .route("/login/{login}/card/token", post(token::token))
        .route("/login/{login}/session", post(choose::session))
        .route("/login/{login}/cancel", post(refuse::cancel))
        .route("/login/{login}/return", get(refuse::go_back))
        .route("/callback/{provider}", get(callback::callback))
        .route("/logout", get(logout::get).post(logout::post))
        .route("/logout/posted/{request}", get(logout::resume))
        .route("/logout/confirm", post(logout::confirmed))
        .merge(gateway.openid.routes())
        .with_state(gateway.clone())
}

/// What is behind the door at which cards are shown.
pub fn door_routes(gateway: &Shared) -> Router {
    Router::new().route("/login/{login}/card", get(tls::show)).with_state(gateway.clone())
}
