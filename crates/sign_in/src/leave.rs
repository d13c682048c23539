use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use openid::relying::RelyingError;
use web::{Fault, Json, Params, Visitor, see_other};

use crate::logged_in::{SESSION, session_handle};
use crate::{SignIn, session};

/// `POST /logout`: ends the session here, and then the gateway's, so that on a shared computer the
/// next person does not slip in by single sign-on.
pub(crate) async fn log_out(
    State(sign_in): State<SignIn>,
    visitor: Visitor,
) -> Result<Response, Fault> {
    let mut ended = None;
    if let Some(handle) = session_handle(&visitor) {
        let mut tx = sign_in.0.database.begin().await?;
        ended = session::end(&mut tx, &handle).await?;
        tx.commit().await?;
    }
    let there = match ended {
        Some(id_token) => sign_in.0.relying.end_session(&id_token, &sign_in.0.front, None).await,
        None => Ok(None),
    };
    let mut response = match there {
        Ok(Some(url)) => see_other(url),
        Ok(None) => see_other("/"),
        // Here the person is logged out whatever the gateway says.
        Err(error) => {
            tracing::warn!(error = %error, "the gateway's logout cannot be reached");
            see_other("/")
        }
    };
    sign_in.0.chassis.forget(SESSION).add_to(&mut response);
    Ok(response)
}

/// `POST /backchannel-logout`: the gateway says that a session is over
/// (OpenID Connect Back-Channel Logout 1.0, section 2.5).
pub(crate) async fn logged_out_elsewhere(
    State(sign_in): State<SignIn>,
    visitor: Visitor,
    params: Params,
) -> Result<Response, Fault> {
    let token = params.once("logout_token").ok().flatten().unwrap_or_default();
    let over = match sign_in.0.relying.logged_out(token, visitor.now).await {
        Ok(over) => over,
        Err(RelyingError::Fault(fault)) => return Err(fault),
        Err(error) => {
            tracing::warn!(error = %error, "a logout token was refused");
            return Ok(refused());
        }
    };
    let mut tx = sign_in.0.database.begin().await?;
    if !session::is_first(&mut tx, &over.id, over.expires).await? {
        return Ok(refused());
    }
    session::end_elsewhere(&mut tx, over.subject.as_deref(), over.session.as_deref()).await?;
    tx.commit().await?;
    Ok(StatusCode::OK.into_response())
}

fn refused() -> Response {
    let body = serde_json::json!({"error": "invalid_request"});
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}
