//! The routes that are the same for every provider. `/authorize` and `/logout` meet a person, so
//! they are the role's.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::{HeaderValue, header};
use web::{Json, Visitor};

use super::reply::{FORM_SCRIPT, FORM_SCRIPT_PATH};
use super::{ClientCall, Provider};

impl Provider {
    /// The paths of [`Provider::routes`] that other sites may call, for the chassis, together
    /// with `/authorize` and `/logout`.
    pub const ENDPOINTS: &'static [&'static str] =
        &["/authorize", "/par", "/token", "/userinfo", "/logout"];
    /// The paths whose problems are told in JSON.
    pub const API: &'static [&'static str] =
        &["/.well-known/", "/jwks", "/par", "/token", "/userinfo"];

    /// Metadata, key set, pushed requests, tokens and userinfo.
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/jwks", get(jwks))
            .route("/par", post(push))
            .route("/token", post(redeem))
            .route("/userinfo", get(userinfo).post(userinfo))
            .route(FORM_SCRIPT_PATH, get(form_script))
            .with_state(self.clone())
    }
}

/// `GET /.well-known/openid-configuration`
async fn metadata(State(provider): State<Provider>) -> Response {
    shared(Json(provider.metadata()).into_response())
}

/// `GET /jwks`
async fn jwks(State(provider): State<Provider>, visitor: Visitor) -> Response {
    shared(Json(provider.jwks(visitor.now)).into_response())
}

/// `POST /par`
async fn push(State(provider): State<Provider>, visitor: Visitor, call: ClientCall) -> Response {
    provider.push(call, visitor.now).await.into_response()
}

/// `POST /token`
async fn redeem(State(provider): State<Provider>, visitor: Visitor, call: ClientCall) -> Response {
    provider.redeem(call, visitor.now).await.into_response()
}

/// `GET /userinfo`, `POST /userinfo`
async fn userinfo(
    State(provider): State<Provider>,
    visitor: Visitor,
    call: ClientCall,
) -> Response {
    provider.userinfo(&call, visitor.now).await.into_response()
}

/// `GET /form_post.js`
async fn form_script() -> Response {
    let javascript = HeaderValue::from_static("text/javascript; charset=utf-8");
    shared(([(header::CONTENT_TYPE, javascript)], FORM_SCRIPT).into_response())
}

/// The same for everyone, and for scripts of any origin: it holds nothing but public facts. An
/// hour is far below the week for which a key is published before it signs.
fn shared(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}
