//! A service's request becomes a login: answered at once by the present session, or put before
//! the person.

use axum::response::{IntoResponse, Response};
use domain::{LoginId, ServiceId};
use openid::provider::Asked;
use protocol::oidc::{AuthorizationError, Refusal as Error};
use web::{Conn, Fault, Handle, Visitor, see_other};

use super::store::{self, Kept};
use super::{Login, Proof, Request, answer, prove, refuse};
use crate::gateway::{BROWSER_COOKIE, Gateway, OWN_PAGES, handle};
use crate::id::fresh;
use crate::session::{Decision, Prompt, Reuse, Session};

impl Request {
    /// A service's request in the gateway's own words.
    pub fn of(asked: &Asked) -> Self {
        let asks = asked.prompt();
        let prompt = match () {
            () if asks.none => Prompt::None,
            () if asks.login => Prompt::Login,
            () if asks.consent || asks.select_account => Prompt::Confirm,
            () => Prompt::Unsaid,
        };
        Self {
            service: ServiceId::new(asked.client().as_str()),
            minimum: asked.minimum(),
            essential: asked.level_is_essential(),
            reuse: Reuse { prompt, max_age: asked.max_age().map(|age| age.as_secs()) },
            claims: asked.claims().into_iter().map(str::to_owned).collect(),
            language: asked.language(),
        }
    }
}

/// What comes of a service's request.
pub async fn begin(gateway: &Gateway, visitor: &Visitor, asked: Asked) -> Result<Response, Fault> {
    let request = Request::of(&asked);
    let present = present(gateway, &mut *gateway.db.read().await?, visitor, Some(&asked)).await?;
    let decision = gateway.decide(present.as_ref(), &request, visitor.now);
    let silent = request.reuse.prompt == Prompt::None;
    let kept = Kept::begun(new_login(gateway, visitor, request), Some(asked));
    if let (Decision::Answer(held), Some(session)) = (decision, present) {
        let proof = Proof::held(&session, held);
        let proved = kept.clone().step(|login| login.resume(proof, visitor.now))?;
        if let Some(answered) = answer::at_once(gateway, visitor, proved, session).await? {
            return Ok(answered);
        }
    }
    if silent {
        login_required(gateway, visitor, &kept)
    } else {
        ask(gateway, visitor, &kept).await
    }
}

/// Nobody took part, so this is no refused login and leaves no trail.
fn login_required(gateway: &Gateway, visitor: &Visitor, kept: &Kept) -> Result<Response, Fault> {
    let error = Error::new(AuthorizationError::LoginRequired, "the person must log in");
    let reply = refuse::reply(gateway, kept, error);
    let reply = reply.ok_or_else(|| Fault::because("a silent login came from no service"))?;
    Ok(reply.respond(visitor.language))
}

/// The live session of this browser, unless the service means somebody else or may not have this
/// person: then a proof decides, and a page explains.
pub async fn present(
    gateway: &Gateway,
    conn: &mut Conn,
    visitor: &Visitor,
    asked: Option<&Asked>,
) -> Result<Option<Session>, Fault> {
    let Some(session) = gateway.session(conn, visitor).await? else { return Ok(None) };
    let meant = match asked {
        Some(asked) => gateway.openid.is_meant_for(asked, &session.person)?,
        None => true,
    };
    let service = asked.map_or(OWN_PAGES, |asked| asked.client().as_str());
    let service = ServiceId::new(service);
    let barred = prove::bar(gateway, conn, &service, &session.person, visitor.now).await?;
    Ok((meant && barred.is_none()).then_some(session))
}

pub fn new_login(gateway: &Gateway, visitor: &Visitor, request: Request) -> Login {
    Login::begin(LoginId::new(fresh()), request, visitor.now, gateway.login_lifetime)
}

/// Puts the login before the person, in this browser and no other.
pub async fn ask(gateway: &Gateway, visitor: &Visitor, kept: &Kept) -> Result<Response, Fault> {
    if let Some(Err(too_many)) =
        gateway.limit.as_ref().map(|limit| limit.check(&visitor.address_key()))
    {
        return Ok(too_many.into_response());
    }
    let known = handle(visitor, BROWSER_COOKIE);
    let browser = known.clone().unwrap_or_else(Handle::random);
    let mut tx = gateway.db.begin().await?;
    store::add(&mut tx, kept, &browser).await?;
    tx.commit().await?;
    let mut response = see_other(path(&kept.login.id));
    if known.is_none() {
        gateway.chassis.cookie(BROWSER_COOKIE, browser.reveal()).add_to(&mut response);
    }
    Ok(response)
}

/// Where the person finds a login.
pub fn path(id: &LoginId) -> String {
    format!("/login/{id}")
}
