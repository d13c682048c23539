//! What a browser may do here after its person has shown their card, for a while.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{EnrolmentId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use web::ticket::{self, Kind};
use web::{Conn, Cookie, Fault, Handle, Params, Visitor};

use super::Desk;
use super::holder::Holder;
use crate::mobile::{Mobile, fresh_id};

/// A person at this browser, proved by their card.
#[derive(Serialize, Deserialize)]
pub struct Visit {
    /// Stands in every form of these pages. A page that was made for the person before is not
    /// taken for the word of the one who showed their card since.
    pub id: String,
    number: String,
    claims: Map<String, Value>,
    proved: Timestamp,
    pub expires: Timestamp,
    /// The code that this visit brought.
    pub offered: Option<Offered>,
}

#[derive(Serialize, Deserialize)]
pub struct Offered {
    pub enrolment: EnrolmentId,
    pub code: String,
    pub expires: Timestamp,
}

const VISIT: Kind = Kind("enrolment by card");
const COOKIE: &str = "card";
/// As long as it takes to fetch a phone and set it up.
pub const LIFE: Duration = Duration::from_mins(30);

/// Who the person is and their code are sealed: the ticket lies in the database.
#[derive(Serialize, Deserialize)]
struct Sealed(String);

impl Visit {
    pub fn begin(holder: &Holder, now: Timestamp) -> Result<Self, Fault> {
        Ok(Self {
            id: fresh_id()?,
            number: holder.national_number.reveal().to_owned(),
            claims: holder.claims.claims().clone(),
            proved: holder.proved,
            expires: now.plus(LIFE),
            offered: None,
        })
    }

    pub fn holder(&self) -> Result<Holder, Fault> {
        let holder = Holder::of(&self.number, self.claims.clone(), self.proved);
        holder.map_err(|_| Fault::because("a visit holds nobody"))
    }

    /// Keeps it under `handle`, where none is.
    pub async fn keep(
        &self,
        mobile: &Mobile,
        conn: &mut Conn,
        handle: &Handle,
    ) -> Result<(), Fault> {
        let sealed = mobile.seal.seal(VISIT.0, &serde_json::to_vec(self)?)?;
        let sealed = Sealed(STANDARD.encode(sealed));
        ticket::issue(conn, VISIT, handle, &sealed, self.expires).await
    }

    /// Takes it, to be changed and kept again: of two clicks, one goes on.
    pub async fn take(
        mobile: &Mobile,
        conn: &mut Conn,
        handle: &Handle,
        now: Timestamp,
    ) -> Result<Option<Self>, Fault> {
        let sealed = ticket::take::<Sealed>(conn, VISIT, handle, now).await?;
        sealed.map(|sealed| open(mobile, &sealed)).transpose()
    }
}

fn open(mobile: &Mobile, sealed: &Sealed) -> Result<Visit, Fault> {
    let sealed = STANDARD.decode(&sealed.0)?;
    let opened = mobile.seal.open(VISIT.0, &sealed)?;
    // The error's own words could quote personal data, so they are left out.
    serde_json::from_slice(&opened).map_err(|_| Fault::because("a visit cannot be read"))
}

/// The handle of this browser's visit, whether or not it is still alive.
pub fn handle(visitor: &Visitor) -> Option<Handle> {
    visitor.cookie(COOKIE).and_then(|text| Handle::parse(&text))
}

pub fn cookie(mobile: &Mobile, handle: &Handle) -> Cookie {
    mobile.chassis.cookie(COOKIE, handle.reveal())
}

pub fn forget(mobile: &Mobile) -> Cookie {
    mobile.chassis.forget(COOKIE)
}

impl Desk {
    /// The visit of this browser.
    pub async fn visit(&self, visitor: &Visitor) -> Result<Option<Visit>, Fault> {
        let Some(handle) = handle(visitor) else { return Ok(None) };
        let mut conn = self.mobile.db.read().await?;
        let sealed = ticket::peek::<Sealed>(&mut conn, VISIT, &handle, visitor.now).await?;
        sealed.map(|sealed| open(&self.mobile, &sealed)).transpose()
    }

    /// The visit that a form was made for, if it is still the one of this browser.
    pub async fn visit_of(&self, visitor: &Visitor, form: &Params) -> Result<Option<Visit>, Fault> {
        let visit = self.visit(visitor).await?;
        let said = form.once("visit").ok().flatten();
        Ok(visit.filter(|visit| said == Some(visit.id.as_str())))
    }
}
