//! Where the phone's pushes go.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use protocol::push::{Subscription, Vapid};
use serde_json::json;
use web::{Fault, Json};

use super::caller::Caller;
use crate::Refusal;
use crate::device;
use crate::error::Error;
use crate::mobile::Mobile;

/// `GET /phone/v1/push/key`: what the app subscribes with.
pub async fn key(State(mobile): State<Mobile>) -> Result<Response, Error> {
    let vapid = Vapid::new(&mobile.push_key, &mobile.push_contact)
        .map_err(|error| Fault::new("reading the push key", error))?;
    Ok(Json(json!({ "key": vapid.public_key() })).into_response())
}

/// `PUT /phone/v1/push`: a browser's `PushSubscription` as JSON.
pub async fn subscribe(
    State(mobile): State<Mobile>,
    Caller(bound): Caller,
    Json(subscription): Json<serde_json::Value>,
) -> Result<Response, Error> {
    let subscription: Subscription =
        serde_json::from_value(subscription).map_err(|_| Refusal::Malformed("the subscription"))?;
    let text = serde_json::to_string(&subscription).map_err(Fault::from)?;
    store(&mobile, &bound, Some(&text)).await
}

/// `DELETE /phone/v1/push`
pub async fn unsubscribe(
    State(mobile): State<Mobile>,
    Caller(bound): Caller,
) -> Result<Response, Error> {
    store(&mobile, &bound, None).await
}

async fn store(
    mobile: &Mobile,
    bound: &device::Bound,
    subscription: Option<&str>,
) -> Result<Response, Error> {
    let mut tx = mobile.db.begin().await?;
    device::store::subscribe(&mut tx, &bound.device.id, subscription).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
