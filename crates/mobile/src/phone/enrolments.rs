//! What was bound to the person's name of late: another phone that still cools off, a code that
//! waits. "It was not me" ends either in one step.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::{EnrolmentId, Standing, Timestamp};
use http::StatusCode;
use serde_json::{Value, json};
use web::{Fault, Json, Visitor};

use super::caller::Caller;
use super::devices::require_settled;
use crate::device::{self, Bound};
use crate::enrolment;
use crate::error::Error;
use crate::mobile::Mobile;
use crate::notice::Ring;
use crate::record::{self, Record};
use crate::{Refusal, blocking};

/// `GET /phone/v1/enrolments`: `added` are the phones that this one may refuse, `waiting` the codes
/// that nobody has used yet.
pub async fn list(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Caller(bound): Caller,
) -> Result<Response, Error> {
    let words = mobile.texts.speak(visitor.language);
    let added = added(&mobile, &bound, visitor.now).await?;
    let person = &bound.device.person;
    let mut conn = mobile.db.read().await?;
    let waiting = enrolment::store::waiting(&mut conn, person, visitor.now).await?;
    let added = added.iter().map(|other| {
        json!({
            "id": other.enrolment.id,
            "device": { "name": other.device.name },
            "since": other.device.added,
            "settles": other.enrolment.settles,
            "enrolled_by": mobile.enrolled_by(other.enrolment.registrar.as_ref(), &words),
            "by_card": other.enrolment.registrar.is_none(),
        })
    });
    let waiting = waiting.iter().map(|code| {
        json!({
            "id": code.id,
            "since": code.offered,
            "enrolled_by": mobile.enrolled_by(code.registrar.as_ref(), &words),
        })
    });
    let body = json!({
        "added": added.collect::<Vec<Value>>(),
        "waiting": waiting.collect::<Vec<Value>>(),
    });
    Ok(Json(body).into_response())
}

/// The phones that cool off beside this one. One that cools off itself is told of none: it may be
/// the very stranger's.
pub async fn added(mobile: &Mobile, bound: &Bound, now: Timestamp) -> Result<Vec<Bound>, Fault> {
    if !bound.standing(now).may_end_others() {
        return Ok(Vec::new());
    }
    let mut conn = mobile.db.read().await?;
    let mut devices = device::store::list(&mut conn, &bound.device.person).await?;
    devices.retain(|other| can_be_refused(other, now));
    Ok(devices)
}

fn can_be_refused(other: &Bound, now: Timestamp) -> bool {
    other.is_active() && other.standing(now) == Standing::CoolingOff
}

/// `POST /phone/v1/enrolments/{id}/refuse`: it was not me.
pub async fn refuse(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Caller(bound): Caller,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let (person, id, now) = (&bound.device.person, EnrolmentId::new(id), visitor.now);
    require_settled(&bound, now)?;
    let mut tx = mobile.db.begin().await?;
    if enrolment::store::withdraw(&mut tx, person, &id, now).await? {
        record::add(&mut tx, Record::withdrawn(person, &id), now).await?;
        tx.commit().await?;
        mobile.bell.ring(Ring::Person(person.clone()));
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let devices = device::store::list(&mut tx, person).await?;
    let refused = devices.iter().find(|other| other.enrolment.id == id);
    let refused = refused.filter(|other| can_be_refused(other, now));
    let refused = refused.ok_or(Refusal::EnrolmentUnknown)?;
    let ended = blocking::refuse(&mut tx, refused, now).await?;
    let ended = ended.ok_or(Refusal::EnrolmentUnknown)?;
    tx.commit().await?;
    ended.ring(&mobile);
    mobile.chassis.count("enrolments_refused", &[]);
    tracing::warn!(enrolment.id = %id, "an enrolment was refused on an earlier phone");
    Ok(StatusCode::NO_CONTENT.into_response())
}
