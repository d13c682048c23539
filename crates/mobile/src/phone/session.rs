//! Signing the app in again by its passkey, when the cookie is lost.

use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::Timestamp;
use protocol::webauthn::{
    Asserted, AuthenticationResponseJson, Base64Url, Hint, PublicKeyCredentialRequestOptionsJson,
    UserIdentified, verify_assertion,
};
use serde::Deserialize;
use serde_json::json;
use web::ticket::{self, Kind};
use web::{Conn, Fault, Handle, Json, Visitor};

use super::activations::enrolled;
use super::caller;
use crate::Refusal;
use crate::device::store::Session;
use crate::device::{self, Bound};
use crate::enrolment::State as EnrolmentState;
use crate::error::Error;
use crate::mobile::Mobile;
use crate::record::{self, Event, Record};

const LIFE: Duration = Duration::from_mins(5);
const SESSION: Kind = Kind("mobile session");

/// `POST /phone/v1/session/challenge`
pub async fn challenge(State(mobile): State<Mobile>, visitor: Visitor) -> Result<Response, Error> {
    mobile.limits.session.check(&visitor.address_key()).map_err(Refusal::from)?;
    let mut challenge = vec![0; 32];
    aws_lc_rs::rand::fill(&mut challenge).map_err(|error| Fault::new("drawing", error))?;
    let challenge = Base64Url::from(challenge);
    let handle = Handle::random();
    let mut tx = mobile.db.begin().await?;
    ticket::issue(&mut tx, SESSION, &handle, &challenge, visitor.now.plus(LIFE)).await?;
    tx.commit().await?;
    let options = PublicKeyCredentialRequestOptionsJson {
        challenge,
        timeout: u32::try_from(LIFE.as_millis()).ok(),
        rp_id: mobile.site.rp_id.clone(),
        allow_credentials: Vec::new(),
        user_verification: "required".to_owned(),
        hints: vec![Hint::ClientDevice],
    };
    Ok(Json(json!({ "session": handle.reveal(), "options": options })).into_response())
}

#[derive(Deserialize)]
pub struct SigningIn {
    session: String,
    assertion: AuthenticationResponseJson,
}

/// `POST /phone/v1/session`
pub async fn sign_in(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Json(call): Json<SigningIn>,
) -> Result<Response, Error> {
    mobile.limits.session.check(&visitor.address_key()).map_err(Refusal::from)?;
    let now = visitor.now;
    let handle = Handle::parse(&call.session).ok_or(Refusal::AssertionInvalid)?;
    let session = Handle::random();
    let mut tx = mobile.db.begin().await?;
    let challenge = ticket::take::<Base64Url>(&mut tx, SESSION, &handle, now).await?;
    let verified = match challenge {
        Some(challenge) => verify(&mobile, &mut tx, &challenge, &call.assertion).await,
        None => Err(Refusal::AssertionInvalid.into()),
    };
    // The challenge is used up even by an assertion that does not hold.
    let (bound, asserted) = match verified {
        Ok(verified) => verified,
        Err(error) => {
            tx.commit().await?;
            return Err(error);
        }
    };
    let expires = now.plus(caller::SESSION_LIFE);
    let new = Session { hash: session.hash(), expires };
    start(&mut tx, &bound, asserted, new, now).await?;
    tx.commit().await?;
    let mut response = Json(enrolled(&mobile, &bound, now)).into_response();
    caller::cookie(&mobile, &session).add_to(&mut response);
    Ok(response)
}

async fn verify(
    mobile: &Mobile,
    conn: &mut Conn,
    challenge: &Base64Url,
    assertion: &AuthenticationResponseJson,
) -> Result<(Bound, Asserted), Error> {
    let bound = device::store::by_credential(conn, assertion.raw_id.as_slice()).await?;
    let bound = bound.ok_or(Refusal::AssertionInvalid)?;
    let ceremony = mobile.site.ceremony(challenge.as_slice());
    let identified = UserIdentified::ByCredential;
    let asserted = verify_assertion(&ceremony, &bound.device.credential, identified, assertion)
        .map_err(Refusal::from)?;
    match bound.enrolment.state {
        EnrolmentState::Active => Ok((bound, asserted)),
        EnrolmentState::Blocked => Err(Refusal::Blocked.into()),
        _ => Err(Refusal::AssertionInvalid.into()),
    }
}

async fn start(
    conn: &mut Conn,
    bound: &Bound,
    asserted: Asserted,
    session: Session,
    now: Timestamp,
) -> Result<(), Error> {
    let device = &bound.device.id;
    if !device::store::advance(conn, device, asserted.counter, now).await? {
        return Err(Refusal::AssertionInvalid.into());
    }
    device::store::sign_in(conn, device, session).await?;
    let record = Record {
        person: &bound.device.person,
        what: Event::SignedIn,
        registrar: None,
        enrolment: Some(&bound.enrolment.id),
        device: Some(device),
    };
    Ok(record::add(conn, record, now).await?)
}
