//! Which phone calls. The types exist only if the check passed.

use std::time::Duration;

use axum::extract::FromRequestParts;
use http::request::Parts;
use web::{Cookie, Handle, Visitor};

use crate::Refusal;
use crate::device::{self, Bound};
use crate::enrolment::State;
use crate::error::Error;
use crate::mobile::Mobile;

/// A phone with a session, whatever became of its enrolment: enough to be told that it is blocked.
pub struct Known(pub Bound);

/// A phone with a session and an active enrolment.
pub struct Caller(pub Bound);

const COOKIE: &str = "device";
/// As long as browsers keep a cookie at all: people open the app once a year.
pub const SESSION_LIFE: Duration = Duration::from_hours(400 * 24);

impl FromRequestParts<Mobile> for Known {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, mobile: &Mobile) -> Result<Self, Error> {
        let visitor = parts.extensions.get::<Visitor>().ok_or(Refusal::SignedOut)?;
        let cookie = visitor.cookie(COOKIE).ok_or(Refusal::SignedOut)?;
        let handle = Handle::parse(&cookie).ok_or(Refusal::SignedOut)?;
        let now = visitor.now;
        let mut conn = mobile.db.read().await?;
        let bound = device::store::by_session(&mut conn, &handle.hash(), now).await?;
        Ok(Self(bound.ok_or(Refusal::SignedOut)?))
    }
}

impl FromRequestParts<Mobile> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, mobile: &Mobile) -> Result<Self, Error> {
        let Known(bound) = Known::from_request_parts(parts, mobile).await?;
        match bound.enrolment.state {
            State::Active => Ok(Self(bound)),
            State::Blocked => Err(Refusal::Blocked.into()),
            State::Offered | State::Replaced | State::Removed | State::Refused => {
                Err(Refusal::SignedOut.into())
            }
        }
    }
}

/// The session's cookie: never sent along with what another site causes.
pub fn cookie(mobile: &Mobile, session: &Handle) -> Cookie {
    mobile.chassis.cookie(COOKIE, session.reveal()).strict().lasting(SESSION_LIFE)
}

pub fn forget(mobile: &Mobile) -> Cookie {
    mobile.chassis.forget(COOKIE).strict()
}
