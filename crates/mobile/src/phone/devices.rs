//! The person's phones, and blocking them.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::{DeviceId, Timestamp};
use http::StatusCode;
use serde_json::{Value, json};
use web::{Json, Visitor};

use super::activations::{best, enrolment};
use super::caller::{self, Caller, Known};
use crate::device::{self, Bound};
use crate::enrolment::{self, State as EnrolmentState};
use crate::error::Error;
use crate::mobile::Mobile;
use crate::notice::Ring;
use crate::record::{self, Event, Record};
use crate::{Refusal, blocking};

/// `GET /phone/v1/me`: the one call that a blocked phone may make, to learn that it is.
pub async fn me(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Known(bound): Known,
) -> Result<Response, Error> {
    let blocked = match bound.enrolment.state {
        EnrolmentState::Active => false,
        EnrolmentState::Blocked => true,
        _ => return Err(Refusal::SignedOut.into()),
    };
    follow_language(&mobile, &visitor, &bound).await?;
    let name = if blocked { String::new() } else { bound.enrolment.claims.name() };
    let body = json!({
        "person": { "name": name },
        "language": bound.device.language,
        "enrolment": enrolment(&mobile, &bound, visitor.now),
        "device": { "id": bound.device.id, "name": bound.device.name },
        "blocked": blocked,
    });
    Ok(Json(body).into_response())
}

/// Pushes are in the language that the app speaks; it says which with every call.
async fn follow_language(mobile: &Mobile, visitor: &Visitor, bound: &Bound) -> Result<(), Error> {
    if visitor.language != bound.device.language {
        let mut tx = mobile.db.begin().await?;
        device::store::speak(&mut tx, &bound.device.id, visitor.language).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// `GET /phone/v1/devices`
pub async fn list(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Caller(bound): Caller,
) -> Result<Response, Error> {
    let words = mobile.texts.speak(visitor.language);
    let mut conn = mobile.db.read().await?;
    let devices = device::store::list(&mut conn, &bound.device.person).await?;
    let body: Vec<Value> = devices
        .iter()
        .map(|other| {
            json!({
                "id": other.device.id,
                "name": other.device.name,
                "since": other.device.added,
                "last_used": other.device.seen,
                "level": best(&mobile, other, visitor.now),
                "enrolment": enrolment(&mobile, other, visitor.now),
                "enrolled_by": mobile.enrolled_by(other.enrolment.registrar.as_ref(), &words),
                "blocked": !other.is_active(),
                "this": other.device.id == bound.device.id,
            })
        })
        .collect();
    Ok(Json(body).into_response())
}

/// `DELETE /phone/v1/devices/{id}`: unbinds a phone of the same person, and ends its enrolment. A
/// phone that still cools off removes itself only.
pub async fn remove(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Caller(bound): Caller,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let (person, id, now) = (&bound.device.person, DeviceId::new(id), visitor.now);
    if id != bound.device.id {
        require_settled(&bound, now)?;
    }
    let mut tx = mobile.db.begin().await?;
    let removed = device::store::remove(&mut tx, person, &id, now).await?;
    let enrolment = removed.ok_or(Refusal::DeviceUnknown)?;
    enrolment::store::end(&mut tx, &enrolment, EnrolmentState::Removed, now).await?;
    let record = Record {
        person,
        what: Event::DeviceRemoved,
        registrar: None,
        enrolment: Some(&enrolment),
        device: Some(&id),
    };
    record::add(&mut tx, record, now).await?;
    tx.commit().await?;
    mobile.bell.ring(Ring::Person(person.clone()));
    let mut response = StatusCode::NO_CONTENT.into_response();
    if id == bound.device.id {
        caller::forget(&mobile).add_to(&mut response);
    }
    Ok(response)
}

/// A phone that joined another one may not end it before it has its full weight itself.
pub fn require_settled(bound: &Bound, now: Timestamp) -> Result<(), Refusal> {
    if bound.standing(now).may_end_others() {
        return Ok(());
    }
    Err(Refusal::CoolingOff { hours: bound.enrolment.hours_to_settle(now) })
}

/// `POST /phone/v1/block`: blocks the app on every phone of the person, until a new enrolment.
pub async fn block(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Caller(bound): Caller,
) -> Result<Response, Error> {
    let mut tx = mobile.db.begin().await?;
    let ended = blocking::block_person(&mut tx, &bound, visitor.now).await?;
    tx.commit().await?;
    ended.ring(&mobile);
    Ok(StatusCode::NO_CONTENT.into_response())
}
