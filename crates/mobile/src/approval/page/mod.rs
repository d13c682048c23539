//! The page on the computer that waits for the phone. It belongs to one browser, by a cookie, and
//! keeps no state of its own: reload it, or restart the server, and it goes on.

mod finish;
mod status;
mod view;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::{ApprovalId, Timestamp};
use http::StatusCode;
use openid::provider::Asked;
use protocol::webauthn::AuthenticationResponseJson;
use serde::Deserialize;
use serde_json::json;
use subtle::ConstantTimeEq;
use web::{Fault, Handle, Json, Params, Visitor, see_other};

use super::answer::{Answering, Way, Yes};
use super::store::{self, Page};
use super::{Stage, Waiting};
use crate::error::Error;
use crate::mobile::Mobile;
use crate::notice::Ring;
use crate::person::PhoneNumber;
use crate::{Refusal, device};
use view::Problem;
pub use view::{scan_handle, stopped};

/// Binds requests to the browser in which they began.
pub const BROWSER_COOKIE: &str = "browser";

pub fn routes() -> Router<Mobile> {
    Router::new()
        .route("/request/{handle}", get(show))
        .route("/request/{handle}/events", get(status::events))
        .route("/request/{handle}/status", get(status::status))
        .route("/request/{handle}/phone", post(send))
        .route("/request/{handle}/passkey", post(passkey))
        .route("/request/{handle}/cancel", post(cancel))
        .route("/request/{handle}/finish", get(finish::finish))
}

/// A page that exists and belongs to the browser that asks for it.
pub struct Bound {
    pub handle: Handle,
    pub page: Page,
}

impl Bound {
    /// The visitor, spoken to in the language that the partner asked for, unless they chose one
    /// here: the page, its events and its errors speak alike.
    pub fn speaking(&self, visitor: &Visitor) -> Result<Visitor, Fault> {
        Ok(visitor.clone().prefer(asked(&self.page)?.language()))
    }
}

/// Why there is no such page for this browser.
pub enum NotBound {
    Unknown,
    OtherBrowser,
    Fault(Fault),
}

impl From<Fault> for NotBound {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<NotBound> for Error {
    fn from(not: NotBound) -> Self {
        match not {
            NotBound::Unknown => Refusal::RequestUnknown.into(),
            NotBound::OtherBrowser => Refusal::OtherBrowser.into(),
            NotBound::Fault(fault) => fault.into(),
        }
    }
}

/// Finds a page by its handle and proves that this browser began it. Whoever has only the handle,
/// from a history or over a shoulder, gets nothing.
pub async fn bound(mobile: &Mobile, visitor: &Visitor, handle: &str) -> Result<Bound, NotBound> {
    let handle = Handle::parse(handle).ok_or(NotBound::Unknown)?;
    let page = store::by_page(&mut *mobile.db.read().await?, &handle.hash()).await?;
    let page = page.ok_or(NotBound::Unknown)?;
    let cookie = visitor.cookie(BROWSER_COOKIE).and_then(|cookie| Handle::parse(&cookie));
    let cookie = cookie.ok_or(NotBound::OtherBrowser)?;
    if bool::from(cookie.hash().as_slice().ct_eq(&page.browser)) {
        Ok(Bound { handle, page })
    } else {
        Err(NotBound::OtherBrowser)
    }
}

/// What the partner asked, as it was stored.
pub fn asked(page: &Page) -> Result<Asked, Fault> {
    serde_json::from_str(&page.request)
        .map_err(|_| Fault::because("a stored authorization request cannot be read"))
}

/// `GET /request/{handle}`
async fn show(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Path(handle): Path<String>,
) -> Response {
    match bound(&mobile, &visitor, &handle).await {
        Ok(bound) => view::request(&mobile, &visitor, &bound, None),
        Err(not) => view::not_bound(&mobile, &visitor, not),
    }
}

/// `POST /request/{handle}/phone`: the same answer, as fast, whether somebody has this number.
async fn send(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Path(handle): Path<String>,
    form: Params,
) -> Response {
    let bound = match bound(&mobile, &visitor, &handle).await {
        Ok(bound) => bound,
        Err(not) => return view::not_bound(&mobile, &visitor, not),
    };
    match note(&mobile, &visitor, &bound, &form).await {
        Ok(()) => see_other(format!("/request/{}", bound.handle.reveal())),
        Err(Noting::Problem(problem)) => view::request(&mobile, &visitor, &bound, Some(problem)),
        Err(Noting::Fault(fault)) => fault.respond(),
    }
}

enum Noting {
    Problem(Problem),
    Fault(Fault),
}

impl From<Fault> for Noting {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

async fn note(
    mobile: &Mobile,
    visitor: &Visitor,
    bound: &Bound,
    form: &Params,
) -> Result<(), Noting> {
    let typed = form.once("phone_number").ok().flatten().unwrap_or_default();
    let number = PhoneNumber::typed(typed, &mobile.calling_code)
        .map_err(|_| Noting::Problem(Problem::Unreadable(typed.chars().take(40).collect())))?;
    let often = |_| Noting::Problem(Problem::Often);
    mobile.limits.number_by_address.check(&visitor.address_key()).map_err(often)?;
    mobile.limits.number.check(number.reveal()).map_err(often)?;
    let approval = bound.page.stored.approval.clone().lapse(visitor.now);
    let offered = view::offers(mobile, &approval, domain::Channel::PhoneNumber);
    if !offered || !matches!(approval.stage, Stage::Waiting(Waiting::Asked { .. })) {
        // Over, or on a phone's screen by now: the page says so by itself.
        return Ok(());
    }
    let mut tx = mobile.db.begin().await?;
    store::note_number(&mut tx, &approval.id, &number).await?;
    tx.commit().await?;
    mobile.send_soon(approval.id);
    Ok(())
}

#[derive(Deserialize)]
struct PasskeyAnswer {
    assertion: AuthenticationResponseJson,
    #[serde(default)]
    code: Option<String>,
}

/// `POST /request/{handle}/passkey`: a passkey answered in this very browser. Whose it is, the
/// credential says.
async fn passkey(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Path(handle): Path<String>,
    Json(call): Json<PasskeyAnswer>,
) -> Result<Response, Error> {
    let bound = bound(&mobile, &visitor, &handle).await?;
    let language = bound.speaking(&visitor)?.language;
    let answered = answer(&mobile, &bound, call, visitor.now).await;
    Ok(answered.map_err(|error| error.said_in(language)).into_response())
}

async fn answer(
    mobile: &Mobile,
    bound: &Bound,
    call: PasskeyAnswer,
    now: Timestamp,
) -> Result<Response, Error> {
    let credential = call.assertion.raw_id.as_slice();
    let device = device::store::by_credential(&mut *mobile.db.read().await?, credential).await?;
    let device = device.ok_or(Refusal::AssertionInvalid)?;
    match device.enrolment.state {
        crate::enrolment::State::Active => {}
        crate::enrolment::State::Blocked => return Err(Refusal::Blocked.into()),
        _ => return Err(Refusal::AssertionInvalid.into()),
    }
    let id = bound.page.stored.approval.id.clone();
    let yes = Yes { pair: None, code: call.code, assertion: call.assertion };
    let answering = Answering { mobile, bound: &device, id: &id, way: Way::Passkey, now };
    let level = answering.approve(yes).await?;
    let next = status::next(&bound.handle);
    let body = json!({ "outcome": "approved", "level": level, "next": next });
    Ok(Json(body).into_response())
}

/// `POST /request/{handle}/cancel`
async fn cancel(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Path(handle): Path<String>,
) -> Response {
    let bound = match bound(&mobile, &visitor, &handle).await {
        Ok(bound) => bound,
        Err(not) => return view::not_bound(&mobile, &visitor, not),
    };
    let id = bound.page.stored.approval.id.clone();
    match end(&mobile, &id, &visitor).await {
        // The page itself then goes on to the partner. A redirect from here would carry the form
        // post's restrictions along to wherever the partner sends the browser.
        Ok(()) => see_other(format!("/request/{}", bound.handle.reveal())),
        Err(fault) => fault.respond(),
    }
}

async fn end(mobile: &Mobile, id: &ApprovalId, visitor: &Visitor) -> Result<(), Fault> {
    let mut tx = mobile.db.begin().await?;
    let Some(stored) = store::find(&mut tx, id).await? else { return Ok(()) };
    // Answered meanwhile: the page says how.
    let Ok(cancelled) = stored.approval.clone().cancel(visitor.now) else { return Ok(()) };
    if store::save(&mut tx, &stored, &cancelled).await? {
        tx.commit().await?;
        mobile.bell.ring(Ring::Approval(id.clone()));
        if let Some(person) = cancelled.stage.person() {
            mobile.bell.ring(Ring::Person(person.clone()));
        }
        mobile.chassis.count("approvals", &[("outcome", "cancelled")]);
    }
    Ok(())
}

/// The status of a page that shows a refusal.
const GONE: StatusCode = StatusCode::GONE;
