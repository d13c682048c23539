//! The gateway's own pages: what this is and, for a person who is signed in, where they are
//! logged in and which logins there were.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::{Level, LoginId, ServiceId, SessionId, Timestamp};
use web::{Fault, Params, Visitor, Words, see_other};

use super::own::{OwnPage, SignedIn};
use super::{Prompt, Reuse, Session, store};
use crate::dispute::{self, page::may_unblock};
use crate::gateway::{Gateway, OWN_PAGES, SESSION_COOKIE, Shared};
use crate::login::{self, Kept, Request};
use crate::trail::After;
use crate::{person, trail};

#[derive(Template)]
#[template(path = "front.html")]
pub struct FrontPage {
    words: Words,
}

#[derive(Template)]
#[template(path = "logged_out.html")]
pub struct LoggedOutPage {
    words: Words,
}

/// Who reads their own history must have proved who they are to this level.
const OWN_LEVEL: Level = Level::Substantial;
const PAGE: i64 = 20;

/// `GET /`
pub async fn show(
    State(gateway): State<Shared>,
    visitor: Visitor,
    params: Params,
) -> Result<Response, Fault> {
    let mut conn = gateway.db.read().await?;
    let Some(session) = own_session(&gateway, &visitor).await? else {
        return Ok(front(&gateway, &visitor));
    };
    let Some(person) = person::find(&mut conn, &session.person).await? else {
        return Ok(front(&gateway, &visitor));
    };
    let after = after(&params);
    let sessions = store::list(&mut conn, &person.id, visitor.now).await?;
    let mut told = Vec::with_capacity(sessions.len());
    for session in &sessions {
        told.push(store::services(&mut conn, &session.id).await?);
    }
    // One more than is shown tells whether there are older ones.
    let entries = trail::list(&mut conn, &person.id, after.as_ref(), PAGE + 1).await?;
    let blocked = dispute::blocked(&mut conn, &person.id).await?.into_iter();
    let may = |method| may_unblock(&session, method, gateway.lifetimes, visitor.now);
    let lists = gateway.trail.lists(&mut conn, &person.id).await?;
    let signed_in = SignedIn {
        blocked: blocked.map(|method| (method, may(method))).collect(),
        name: person.name(),
        here: session.id,
        sessions: sessions.into_iter().zip(told).collect(),
        entries,
        lists,
    };
    let page = OwnPage::new(&gateway, &visitor, signed_in, PAGE);
    let title = gateway.words(&visitor).get("own-title");
    Ok(gateway.chassis.page(&visitor, &title, page).respond())
}

fn front(gateway: &Gateway, visitor: &Visitor) -> Response {
    let words = gateway.words(visitor);
    let title = words.get("front-title");
    gateway.chassis.page(visitor, &title, FrontPage { words }).respond()
}

/// The session of this browser, if it may see the person's own pages.
pub async fn own_session(gateway: &Gateway, visitor: &Visitor) -> Result<Option<Session>, Fault> {
    let session = gateway.session(&mut *gateway.db.read().await?, visitor).await?;
    Ok(session.filter(|session| {
        session.level(gateway.lifetimes, visitor.now).is_some_and(|level| level >= OWN_LEVEL)
    }))
}

/// Where the history goes on. It is a place in the person's own list, so a wrong one shows no more
/// than another page of it.
fn after(params: &Params) -> Option<After> {
    let (at, login) = params.first("after")?.split_once('.')?;
    Some(After { at: Timestamp::from_millis(at.parse().ok()?), login: LoginId::new(login) })
}

/// `POST /sign-in`: a login whose service is the gateway itself.
pub async fn sign_in(State(gateway): State<Shared>, visitor: Visitor) -> Result<Response, Fault> {
    let request = Request {
        service: ServiceId::new(OWN_PAGES),
        minimum: OWN_LEVEL,
        essential: false,
        reuse: Reuse { prompt: Prompt::Unsaid, max_age: None },
        claims: Vec::new(),
        language: None,
    };
    if own_session(&gateway, &visitor).await?.is_some() {
        return Ok(see_other("/"));
    }
    let login = login::new_login(&gateway, &visitor, request);
    login::ask(&gateway, &visitor, &Kept::begun(login, None)).await
}

/// `POST /log-out`
pub async fn log_out(State(gateway): State<Shared>, visitor: Visitor) -> Result<Response, Fault> {
    end_here(&gateway, &visitor).await?;
    Ok(forget_session(&gateway, see_other("/logged-out")))
}

/// Ends the session of this browser, and has services told. Returns when that is durable.
pub async fn end_here(gateway: &Gateway, visitor: &Visitor) -> Result<(), Fault> {
    let mut tx = gateway.db.begin().await?;
    if let Some(session) = gateway.session(&mut tx, visitor).await? {
        store::end(&mut tx, &session.id, &session.person, visitor.now).await?;
        tx.commit().await?;
    }
    Ok(())
}

pub fn forget_session(gateway: &Gateway, mut response: Response) -> Response {
    gateway.chassis.forget(SESSION_COOKIE).add_to(&mut response);
    response
}

/// `GET /logged-out`
pub async fn logged_out(State(gateway): State<Shared>, visitor: Visitor) -> Response {
    let words = gateway.words(&visitor);
    let title = words.get("logged-out-title");
    gateway.chassis.page(&visitor, &title, LoggedOutPage { words }).respond()
}

/// `POST /sessions/{session}/end`: the person ends one of their own sessions, in any browser.
pub async fn end(
    State(gateway): State<Shared>,
    visitor: Visitor,
    Path(id): Path<SessionId>,
) -> Result<Response, Fault> {
    let Some(own) = own_session(&gateway, &visitor).await? else { return Ok(see_other("/")) };
    let mut tx = gateway.db.begin().await?;
    store::end(&mut tx, &id, &own.person, visitor.now).await?;
    tx.commit().await?;
    if id == own.id {
        return Ok(forget_session(&gateway, see_other("/logged-out")));
    }
    Ok(see_other("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{every_language, whole};

    #[test]
    fn the_pages_of_those_who_are_not_signed_in_are_whole_in_every_language() {
        for words in every_language() {
            whole(&FrontPage { words: words.clone() }.render().unwrap());
            whole(&LoggedOutPage { words }.render().unwrap());
        }
    }

    #[test]
    fn a_place_in_the_history_is_read_back() {
        let place = |text| after(&Params::parse(text));
        let expected = After { at: Timestamp::from_millis(5), login: LoginId::new("a-b") };
        assert_eq!(place("after=5.a-b"), Some(expected));
        assert_eq!(place("after=x.a"), None);
        assert_eq!(place(""), None);
    }
}
