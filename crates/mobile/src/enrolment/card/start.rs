//! The beginning: what will happen, and the way to the gateway.

use std::collections::BTreeMap;
use std::time::Duration;

use askama::Template;
use axum::response::{IntoResponse, Response};
use domain::{Level, Timestamp};
use openid::relying::{Pending, Request};
use protocol::oidc::{ClaimRequest, ClaimsRequest};
use serde::{Deserialize, Serialize};
use url::Url;
use web::ticket::{self, Kind};
use web::{Fault, Handle, Visitor, Words, see_other};

use super::holder::CLAIMS;
use super::outcome::{self, Unsuccessful};
use super::{Desk, visit};

/// A login at the gateway that is under way.
#[derive(Serialize, Deserialize)]
pub struct UnderWay {
    pub pending: Pending,
    /// The hash of the browser's own cookie: an answer that another browser brings is foreign. Else
    /// a stranger could make somebody's browser go on with the stranger's own card, and the phone
    /// that they then set up would answer in the stranger's name (login CSRF).
    pub browser: [u8; 32],
    pub begun: Timestamp,
}

pub const UNDER_WAY: Kind = Kind("enrolment under way");
pub const BROWSER: &str = "enrolling";
/// Longer than any login at the gateway.
const LONGEST: Duration = Duration::from_hours(1);

#[derive(Template)]
#[template(path = "enrol/start.html")]
struct StartPage {
    words: Words,
    minutes: String,
    hours: String,
}

/// `GET /enrol`
pub async fn show(desk: Desk, visitor: Visitor) -> Response {
    let words = desk.mobile.texts.speak(visitor.language);
    let title = words.get("enrol-title");
    let hours = desk.mobile.cooling_off.as_secs() / (60 * 60);
    let minutes = visit::LIFE.as_secs() / 60;
    let page = StartPage { words, minutes: minutes.to_string(), hours: hours.to_string() };
    let page = desk.mobile.chassis.page(&visitor, &title, page);
    page.form_origin(desk.gateway_origin()).respond()
}

/// `POST /enrol`: asks the gateway who the person is. A session that somebody left open there does
/// not count.
pub async fn begin(desk: Desk, visitor: Visitor) -> Result<Response, Fault> {
    let mobile = &desk.mobile;
    if let Err(too_many) = mobile.limits.card.check(&visitor.address_key()) {
        return Ok(too_many.into_response());
    }
    let request = Request {
        claims: claims(),
        minimum: Some(Level::High),
        prompt: Some("login"),
        language: Some(visitor.language),
        ..Request::default()
    };
    let (url, pending) = match desk.gateway.begin(&request, visitor.now).await {
        Ok(begun) => begun,
        Err(error) => {
            return Ok(outcome::page(mobile, &visitor, Unsuccessful::from_error(error)?));
        }
    };
    // One cookie for all logins of this browser: two tabs may be on their way at once.
    let known = visitor.cookie(BROWSER).and_then(|text| Handle::parse(&text));
    let browser = known.unwrap_or_else(Handle::random);
    let handle = Handle::parse(pending.state());
    let handle = handle.ok_or_else(|| Fault::because("a state that we made is no handle"))?;
    let under_way = UnderWay { pending, browser: browser.hash(), begun: visitor.now };
    let mut tx = mobile.db.begin().await?;
    ticket::issue(&mut tx, UNDER_WAY, &handle, &under_way, visitor.now.plus(LONGEST)).await?;
    tx.commit().await?;
    let mut response = see_other(url);
    mobile.chassis.cookie(BROWSER, browser.reveal()).add_to(&mut response);
    Ok(response)
}

impl Desk {
    /// Where the form that begins it ends up, as a `form-action` source.
    fn gateway_origin(&self) -> String {
        Url::parse(self.gateway.issuer().as_str())
            .map(|url| url.origin().ascii_serialization())
            .unwrap_or_default()
    }
}

fn claims() -> ClaimsRequest {
    let wanted = ClaimRequest { essential: true, values: Vec::new() };
    let userinfo = CLAIMS.iter().map(|name| ((*name).to_owned(), wanted.clone()));
    ClaimsRequest { userinfo: userinfo.collect(), id_token: BTreeMap::new() }
}
