//! RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0).

use std::time::Duration;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::ServiceId;
use http::StatusCode;
use openid::provider::{Leaving, NotLeaving};
use url::Url;
use web::ticket::{self, Kind};
use web::{Fault, Handle, Params, Problem, Visitor, Words, see_other};

use super::authorize::DeniedPage;
use super::posted;
use crate::gateway::{Gateway, Shared};
use crate::session::front;

/// Asks the person whether they want to log out, where nothing proves that they do.
#[derive(Template)]
#[template(path = "logout.html")]
pub struct LogoutPage {
    words: Words,
    service: Option<String>,
    /// Leads to where the person goes afterwards.
    ticket: Option<String>,
}

const POSTED: Kind = Kind("gateway posted logout");
const AFTERWARDS: Kind = Kind("gateway after logout");
const LIFE: Duration = Duration::from_mins(15);

/// `GET /logout`
pub async fn get(
    State(gateway): State<Shared>,
    visitor: Visitor,
    params: Params,
) -> Result<Response, Fault> {
    leave(&gateway, visitor, &params).await
}

/// `POST /logout`
pub async fn post(
    State(gateway): State<Shared>,
    visitor: Visitor,
    params: Params,
) -> Result<Response, Fault> {
    if let Err(not) = gateway.openid.leave(&params) {
        return Ok(deny(&gateway, &visitor, not));
    }
    posted::put_aside(&gateway.db, &visitor, &params, (POSTED, "/logout/posted")).await
}

/// `GET /logout/posted/{request}`
pub async fn resume(
    State(gateway): State<Shared>,
    visitor: Visitor,
    Path(request): Path<String>,
) -> Result<Response, Fault> {
    match posted::fetch(&gateway.db, POSTED, &request, visitor.now).await? {
        Some(params) => leave(&gateway, visitor, &params).await,
        None => Ok(Problem::NotFound.into_response()),
    }
}

async fn leave(gateway: &Gateway, visitor: Visitor, params: &Params) -> Result<Response, Fault> {
    let leaving = match gateway.openid.leave(params) {
        Ok(leaving) => leaving,
        Err(not) => return Ok(deny(gateway, &visitor, not)),
    };
    let visitor = visitor.prefer(leaving.language());
    let session = gateway.session(&mut *gateway.db.read().await?, &visitor).await?;
    match session {
        None => Ok(onward(leaving.then())),
        Some(session) if gateway.openid.ends(&leaving, &session.id)? => {
            front::end_here(gateway, &visitor).await?;
            Ok(front::forget_session(gateway, onward(leaving.then())))
        }
        // Anybody can put a link here on a page; only the person says that they want to leave.
        Some(_) => confirm(gateway, &visitor, &leaving).await,
    }
}

async fn confirm(
    gateway: &Gateway,
    visitor: &Visitor,
    leaving: &Leaving,
) -> Result<Response, Fault> {
    let words = gateway.words(visitor);
    let title = words.get("logout-title");
    let service = leaving.client().map(|client| ServiceId::new(client.as_str()));
    let page = LogoutPage {
        service: service.map(|service| gateway.service_name(&service, visitor.language)),
        ticket: keep(gateway, visitor, leaving.then()).await?,
        words,
    };
    let page = gateway.chassis.page(visitor, &title, page);
    let then = leaving.then().and_then(|then| Url::parse(then).ok());
    let ends = then.iter().map(|then| then.origin().ascii_serialization());
    Ok(ends.fold(page, web::Page::form_origin).respond())
}

/// Keeps where the person goes afterwards, out of the page's reach: a URL in a form would be an
/// open redirector to whoever can post it.
async fn keep(
    gateway: &Gateway,
    visitor: &Visitor,
    then: Option<&str>,
) -> Result<Option<String>, Fault> {
    let Some(then) = then else { return Ok(None) };
    let (handle, expires) = (Handle::random(), visitor.now.plus(LIFE));
    let mut tx = gateway.db.begin().await?;
    ticket::issue(&mut tx, AFTERWARDS, &handle, &then, expires).await?;
    tx.commit().await?;
    Ok(Some(handle.reveal().to_owned()))
}

/// `POST /logout/confirm`
pub async fn confirmed(
    State(gateway): State<Shared>,
    visitor: Visitor,
    params: Params,
) -> Result<Response, Fault> {
    let then: Option<String> = match params.first("ticket").and_then(Handle::parse) {
        Some(handle) => {
            let mut conn = gateway.db.read().await?;
            ticket::peek(&mut conn, AFTERWARDS, &handle, visitor.now).await?
        }
        None => None,
    };
    front::end_here(&gateway, &visitor).await?;
    Ok(front::forget_session(&gateway, onward(then.as_deref())))
}

fn onward(then: Option<&str>) -> Response {
    see_other(then.unwrap_or("/logged-out"))
}

fn deny(gateway: &Gateway, visitor: &Visitor, not: NotLeaving) -> Response {
    let words = gateway.words(visitor);
    let (title, text) = ("logout-denied-title", "logout-denied");
    let heading = words.get(title);
    let page = DeniedPage { reason: words.get(not.key()), words, title, text };
    gateway.chassis.page(visitor, &heading, page).status(StatusCode::BAD_REQUEST).respond()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{every_language, whole};

    #[test]
    fn the_question_is_whole_in_every_language() {
        for words in every_language() {
            for service in [None, Some("Health & Care".to_owned())] {
                let ticket = service.as_ref().map(|_| "sample".to_owned());
                whole(&LogoutPage { words: words.clone(), service, ticket }.render().unwrap());
            }
            for not in NotLeaving::ALL {
                let (title, text) = ("logout-denied-title", "logout-denied");
                let reason = words.get(not.key());
                let page = DeniedPage { words: words.clone(), title, text, reason };
                whole(&page.render().unwrap());
            }
        }
    }
}
