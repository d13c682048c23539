use std::collections::BTreeMap;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use domain::Timestamp;
use openid::relying::{Pending, Request};
use protocol::oidc::{ClaimRequest, ClaimsRequest};
use serde::{Deserialize, Serialize};
use web::ticket::{self, Kind};
use web::{Fault, Handle, Params, Visitor, see_other};

use crate::SignIn;
use crate::outcome::Unsuccessful;

/// A login that is under way.
#[derive(Serialize, Deserialize)]
pub(crate) struct UnderWay {
    pub pending: Pending,
    /// The place that the person wanted to see.
    pub to: String,
    #[serde(default)]
    pub begun: Option<Timestamp>,
    /// The hash of the browser's own cookie: an answer that another browser brings is foreign
    /// (login CSRF).
    pub browser: [u8; 32],
}

pub(crate) const UNDER_WAY: Kind = Kind("login under way");
pub(crate) const BROWSER: &str = "browser";
/// Longer than any login at the gateway.
const LONGEST: Duration = Duration::from_hours(1);

/// `GET /login`: asks the gateway who the person is, at the level that `to` needs.
pub(crate) async fn log_in(
    State(sign_in): State<SignIn>,
    visitor: Visitor,
    params: Params,
) -> Result<Response, Fault> {
    let place = sign_in.place(params.first("to"));
    let request = Request {
        scopes: vec!["profile"],
        claims: sign_in.claims(),
        minimum: Some(place.level),
        language: Some(visitor.language),
        ..Request::default()
    };
    let (url, pending) = match sign_in.0.relying.begin(&request, visitor.now).await {
        Ok(begun) => begun,
        Err(error) => {
            let outcome = Unsuccessful::from_error(error)?;
            return Ok(sign_in.unsuccessful(&visitor, outcome, place.path));
        }
    };
    // One cookie for all logins of this browser: two tabs may be logging in at once.
    let known = visitor.cookie(BROWSER).and_then(|text| Handle::parse(&text));
    let browser = known.unwrap_or_else(Handle::random);
    let handle = state_handle(pending.state())?;
    let (to, begun) = (place.path.to_owned(), Some(visitor.now));
    let under_way = UnderWay { pending, to, begun, browser: browser.hash() };
    let mut tx = sign_in.0.database.begin().await?;
    ticket::issue(&mut tx, UNDER_WAY, &handle, &under_way, visitor.now.plus(LONGEST)).await?;
    tx.commit().await?;
    let mut response = see_other(url);
    sign_in.0.chassis.cookie(BROWSER, browser.reveal()).add_to(&mut response);
    Ok(response)
}

fn state_handle(state: &str) -> Result<Handle, Fault> {
    Handle::parse(state).ok_or_else(|| Fault::because("a state that we made is no handle"))
}

impl SignIn {
    fn claims(&self) -> ClaimsRequest {
        let wanted = ClaimRequest { essential: true, values: Vec::new() };
        let userinfo = self.0.claims.iter().map(|name| ((*name).to_owned(), wanted.clone()));
        ClaimsRequest { userinfo: userinfo.collect(), id_token: BTreeMap::new() }
    }
}
