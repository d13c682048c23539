//! Pushed authorization requests (RFC 9126).

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use domain::Timestamp;
use http::StatusCode;
use protocol::oidc::request::{Raw, Via};
use protocol::oidc::token::{PUSHED_PREFIX, PushedResponse};
use protocol::oidc::{Parameters, TokenError};
use serde::{Deserialize, Serialize};
use web::ticket::{self, Kind};
use web::{Handle, Json};

use super::refusal::not_stored;
use super::{Asked, ClientCall, Denied, EndpointError, Provider};
use crate::client::GrantType;

pub(super) const PUSHED: Kind = Kind("openid pushed request");

/// How long the browser may come with it: long enough to be reloaded while the person decides.
/// FAPI 2.0 wants less than ten minutes.
const LIFE: Duration = Duration::from_mins(5);

/// How long it is remembered whether it was answered: longer than any login lasts.
const MEMORY: Duration = Duration::from_hours(24);

/// A pushed request as it is kept until it is answered.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    pub asked: Asked,
    pub until: Timestamp,
}

/// A request that was accepted, and the name by which the browser brings it.
#[derive(Debug)]
pub struct Pushed(PushedResponse);

impl Pushed {
    pub fn request_uri(&self) -> &str {
        &self.0.request_uri
    }
}

impl IntoResponse for Pushed {
    fn into_response(self) -> Response {
        let mut response = (StatusCode::CREATED, Json(self.0)).into_response();
        not_stored(&mut response);
        response
    }
}

impl Provider {
    /// The pushed authorization request endpoint.
    pub async fn push(&self, call: ClientCall, now: Timestamp) -> Result<Pushed, EndpointError> {
        let authenticated = self.authenticate(&call, now).await?;
        if authenticated.client().grant != GrantType::AuthorizationCode {
            let description = "this client is not registered to log people in";
            return Err(EndpointError::refused(TokenError::UnauthorizedClient, description));
        }
        let parameters = with_client_id(call.form, authenticated.client().id.as_str())?;
        let raw = Raw::new(parameters, Via::Pushed);
        let asked = self.checked(authenticated.registered(), raw, now).await.map_err(in_json)?;
        let kept = Kept { asked, until: now.plus(LIFE) };
        let handle = Handle::random();
        let mut tx = self.0.db.begin().await?;
        authenticated.once(&mut tx).await?;
        ticket::issue(&mut tx, PUSHED, &handle, &kept, now.plus(MEMORY)).await?;
        tx.commit().await?;
        Ok(Pushed(PushedResponse {
            request_uri: format!("{PUSHED_PREFIX}{}", handle.reveal()),
            expires_in: LIFE.as_secs(),
        }))
    }
}

/// A client that authenticates by header or assertion need not name itself a second time.
fn with_client_id(form: Parameters, client_id: &str) -> Result<Parameters, EndpointError> {
    if form.pairs().iter().any(|(name, _)| name == "client_id") {
        return Ok(form);
    }
    let mut pairs = form.pairs().to_vec();
    pairs.push(("client_id".to_owned(), client_id.to_owned()));
    Parameters::from_pairs(pairs).map_err(|error| EndpointError::invalid_request(error.to_string()))
}

/// No browser stands between, so every refusal is told to the client directly.
fn in_json(denied: Denied) -> EndpointError {
    match denied {
        Denied::Page(reason) => EndpointError::invalid_request(reason.to_string()),
        Denied::Redirect { refusal, .. } => refusal.into(),
        Denied::Fault(fault) => fault.into(),
    }
}
