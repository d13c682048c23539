//! Questions on the phone: what waits, what is asked, yes and no.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::{ApprovalId, Channel, Timestamp};
use http::StatusCode;
use protocol::webauthn::AuthenticationResponseJson;
use serde::Deserialize;
use serde_json::json;
use subtle::ConstantTimeEq;
use web::{Handle, Json, Visitor};

use super::caller::Caller;
use super::shapes::{Past, Question, Summary};
use crate::Refusal;
use crate::approval::answer::{Answering, Way, Yes, show};
use crate::approval::store::{self, Stored};
use crate::approval::{self, Approval, Stage, Waiting};
use crate::device::Bound;
use crate::error::Error;
use crate::mobile::Mobile;
use crate::notice::Ring;

/// Longer than any request lives.
const RECENT: Duration = Duration::from_hours(1);

/// `GET /phone/v1/requests`: what waits for this person and this phone.
pub async fn waiting(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Caller(bound): Caller,
) -> Result<Response, Error> {
    let words = mobile.texts.speak(visitor.language);
    let list = waiting_for(&mobile, &bound, visitor.now).await?;
    let body: Vec<Summary> = list.iter().map(|approval| Summary::new(approval, &words)).collect();
    Ok(Json(body).into_response())
}

/// The requests that wait for this phone.
pub async fn waiting_for(
    mobile: &Mobile,
    bound: &Bound,
    now: Timestamp,
) -> Result<Vec<Approval>, Error> {
    let mut conn = mobile.db.read().await?;
    let since = now.minus(RECENT);
    let recent = store::list(&mut conn, &bound.device.person, since, 100).await?;
    let waits = |approval: &Approval| match &approval.stage {
        Stage::Waiting(Waiting::Asked { .. }) => true,
        Stage::Waiting(Waiting::Shown(showing)) => showing.device == bound.device.id,
        _ => false,
    };
    Ok(recent.into_iter().map(|stored| stored.approval.lapse(now)).filter(waits).collect())
}

#[derive(Deserialize)]
pub struct Scan {
    scan: String,
}

/// `POST /phone/v1/scans`: what a QR code leads to. The first phone gets it.
pub async fn scan(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Caller(bound): Caller,
    Json(scan): Json<Scan>,
) -> Result<Response, Error> {
    let handle = Handle::parse(&scan.scan).ok_or(Refusal::RequestUnknown)?;
    let mut tx = mobile.db.begin().await?;
    let stored = store::by_scan(&mut tx, &handle.hash()).await?.ok_or(Refusal::RequestUnknown)?;
    let shown = show(&mobile, stored.approval.clone(), &bound, Channel::QrCode, visitor.now)?;
    if !store::save(&mut tx, &stored, &shown).await? {
        return Err(Refusal::RequestTaken.into());
    }
    tx.commit().await?;
    Ok(put(&mobile, &visitor, &bound, &shown))
}

/// `POST /phone/v1/requests/{id}/open`: the app and the asking browser are on one device, as the
/// browser's own cookie shows.
pub async fn open_here(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Caller(bound): Caller,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let id = ApprovalId::new(id);
    let mut tx = mobile.db.begin().await?;
    let stored = store::find(&mut tx, &id).await?.ok_or(Refusal::RequestUnknown)?;
    let browser = store::browser(&mut tx, &id).await?.unwrap_or_default();
    let cookie = visitor.cookie(approval::page::BROWSER_COOKIE);
    let same = cookie
        .and_then(|cookie| Handle::parse(&cookie))
        .is_some_and(|cookie| bool::from(cookie.hash().as_slice().ct_eq(&browser)));
    if !same {
        return Err(Refusal::OtherBrowser.into());
    }
    let shown = show(&mobile, stored.approval.clone(), &bound, Channel::SameDevice, visitor.now)?;
    if !store::save(&mut tx, &stored, &shown).await? {
        return Err(Refusal::RequestTaken.into());
    }
    tx.commit().await?;
    Ok(put(&mobile, &visitor, &bound, &shown))
}

/// `GET /phone/v1/requests/{id}`: the question. What was sent to the person counts as shown on
/// this phone from here on.
pub async fn question(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Caller(bound): Caller,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let id = ApprovalId::new(id);
    let stored = store::find(&mut *mobile.db.read().await?, &id).await?;
    let stored = stored.ok_or(Refusal::RequestUnknown)?;
    let approval = stored.approval.clone().lapse(visitor.now);
    let known = approval.stage.person() == Some(&bound.device.person);
    let mine = approval.stage.showing().is_some_and(|showing| showing.device == bound.device.id);
    if mine && matches!(approval.stage, Stage::Waiting(_)) {
        return Ok(put(&mobile, &visitor, &bound, &approval));
    }
    if !known {
        return Err(Refusal::RequestUnknown.into());
    }
    let shown = show(&mobile, approval, &bound, Channel::PhoneNumber, visitor.now)?;
    let mut tx = mobile.db.begin().await?;
    if !store::save(&mut tx, &stored, &shown).await? {
        return Err(Refusal::RequestTaken.into());
    }
    tx.commit().await?;
    Ok(put(&mobile, &visitor, &bound, &shown))
}

/// Puts the question before the person, and tells the asking page that it is there.
fn put(mobile: &Mobile, visitor: &Visitor, bound: &Bound, approval: &Approval) -> Response {
    mobile.bell.ring(Ring::Approval(approval.id.clone()));
    let channel = approval.stage.showing().map_or(Channel::QrCode, |showing| showing.channel);
    let words = mobile.texts.speak(visitor.language);
    let credential = bound.device.descriptor();
    Json(Question::new(approval, channel, &mobile.site.rp_id, credential, &words)).into_response()
}

#[derive(Deserialize)]
pub struct Approving {
    #[serde(default, rename = "match")]
    pair: Option<String>,
    #[serde(default)]
    code: Option<String>,
    assertion: AuthenticationResponseJson,
}

/// `POST /phone/v1/requests/{id}/approve`
pub async fn approve(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Caller(bound): Caller,
    Path(id): Path<String>,
    Json(call): Json<Approving>,
) -> Result<Response, Error> {
    let id = ApprovalId::new(id);
    let yes = Yes { pair: call.pair, code: call.code, assertion: call.assertion };
    let (way, now) = (Way::Phone, visitor.now);
    let answering = Answering { mobile: &mobile, bound: &bound, id: &id, way, now };
    let level = answering.approve(yes).await?;
    Ok(Json(json!({ "outcome": "approved", "level": level })).into_response())
}

#[derive(Deserialize)]
pub struct Declining {
    #[serde(default)]
    report: bool,
}

/// `POST /phone/v1/requests/{id}/decline`
pub async fn decline(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Caller(bound): Caller,
    Path(id): Path<String>,
    Json(Declining { report }): Json<Declining>,
) -> Result<Response, Error> {
    let id = ApprovalId::new(id);
    let mut tx = mobile.db.begin().await?;
    let stored: Stored = store::find(&mut tx, &id).await?.ok_or(Refusal::RequestUnknown)?;
    let declined = stored.approval.clone().decline(bound.holder(), report, visitor.now)?;
    if !store::save(&mut tx, &stored, &declined).await? {
        return Err(Refusal::RequestTaken.into());
    }
    tx.commit().await?;
    mobile.bell.ring(Ring::Approval(id));
    mobile.bell.ring(Ring::Person(bound.device.person.clone()));
    let outcome = if report { "reported" } else { "declined" };
    mobile.chassis.count("approvals", &[("outcome", outcome)]);
    Ok((StatusCode::OK, Json(json!({ "outcome": outcome }))).into_response())
}

/// `GET /phone/v1/history`
pub async fn history(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Caller(bound): Caller,
) -> Result<Response, Error> {
    let since = visitor.now.minus(mobile.history_life);
    let mut conn = mobile.db.read().await?;
    let past = store::list(&mut conn, &bound.device.person, since, 200).await?;
    let words = mobile.texts.speak(visitor.language);
    let body: Vec<Past> = past
        .into_iter()
        .filter_map(|stored| Past::new(&stored.approval.lapse(visitor.now), stored.place, &words))
        .collect();
    Ok(Json(body).into_response())
}

/// `GET /phone/v1/history/{id}/receipt`: the ledger's receipt for what a partner was told, as a file.
pub async fn receipt(
    State(mobile): State<Mobile>,
    Caller(bound): Caller,
    Path(id): Path<ApprovalId>,
) -> Result<Response, Error> {
    // No connection is held while others are asked for a receipt.
    let place = store::place_of(&mut *mobile.db.read().await?, &bound.device.person, &id).await?;
    let place = place.ok_or(Refusal::RequestUnknown)?;
    Ok(mobile.logins.keeper.take_home(&mobile.db, &mobile.fetch, place).await?)
}
