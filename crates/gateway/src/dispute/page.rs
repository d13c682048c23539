use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::{Level, LoginId, Method, Timestamp};
use http::StatusCode;
use web::{Conn, Fault, Visitor, Words, see_other};

use super::{Dispute, store};
use crate::gateway::{Gateway, Shared};
use crate::id::fresh;
use crate::session::{self, Lifetimes, Session, front};
use crate::trail::{self, Entry, Outcome};

/// The name under which operators find how often a person disputes a login.
const DISPUTES: &str = "disputes";

#[derive(Template)]
#[template(path = "dispute.html")]
struct DisputePage {
    words: Words,
    login: LoginId,
    service: String,
    when: String,
    method: Method,
}

#[derive(Template)]
#[template(path = "disputed.html")]
struct DisputedPage {
    words: Words,
    id: String,
    method: Method,
}

#[derive(Template)]
#[template(path = "no_dispute.html")]
struct NoDisputePage {
    words: Words,
}

/// `GET /logins/{login}/dispute`: what will happen, before it does.
pub async fn ask(
    State(gateway): State<Shared>,
    visitor: Visitor,
    Path(login): Path<LoginId>,
) -> Result<Response, Fault> {
    let Some(own) = front::own_session(&gateway, &visitor).await? else {
        return Ok(see_other("/"));
    };
    let entry = trail::find(&mut *gateway.db.read().await?, &own.person, &login).await?;
    let Some((entry, method)) = entry.and_then(answered) else {
        return Ok(none(&gateway, &visitor));
    };
    let words = gateway.words(&visitor);
    let title = words.get("dispute-title");
    let page = DisputePage {
        login,
        service: gateway.service_name(&entry.service, visitor.language),
        when: gateway.zone.say(&words, entry.at),
        method,
        words,
    };
    Ok(gateway.chassis.page(&visitor, &title, page).respond())
}

/// `POST /logins/{login}/dispute`: blocks the method, ends every session, and opens a case.
pub async fn open(
    State(gateway): State<Shared>,
    visitor: Visitor,
    Path(login): Path<LoginId>,
) -> Result<Response, Fault> {
    let Some(own) = front::own_session(&gateway, &visitor).await? else {
        return Ok(see_other("/"));
    };
    let mut tx = gateway.db.begin().await?;
    let entry = trail::find(&mut tx, &own.person, &login).await?;
    let Some((entry, method)) = entry.and_then(answered) else {
        return Ok(none(&gateway, &visitor));
    };
    let dispute = of(entry, method, &own, visitor.now);
    let id = store::add(&mut tx, &dispute).await?;
    store::block(&mut tx, &own.person, method, visitor.now).await?;
    end_all(&mut tx, &own, visitor.now).await?;
    tx.commit().await?;
    gateway.chassis.count(DISPUTES, &[("method", method.name())]);
    tracing::warn!(dispute.id = id, method = method.name(), "a person disputes a login");
    Ok(front::forget_session(&gateway, see_other(format!("/disputes/{id}"))))
}

/// A list of sessions has an end, and whoever is to be thrown out may have begun more.
async fn end_all(tx: &mut Conn, own: &Session, now: Timestamp) -> Result<(), Fault> {
    loop {
        let sessions = session::store::list(tx, &own.person, now).await?;
        if sessions.is_empty() {
            return Ok(());
        }
        for session in sessions {
            session::store::end(tx, &session.id, &own.person, now).await?;
        }
    }
}

fn of(entry: Entry, method: Method, own: &Session, now: Timestamp) -> Dispute {
    Dispute {
        id: fresh(),
        login: entry.login,
        person: own.person.clone(),
        service: entry.service,
        method,
        answered: entry.at,
        opened: now,
    }
}

/// Only a login that was answered opened anything.
fn answered(entry: Entry) -> Option<(Entry, Method)> {
    match &entry.outcome {
        Outcome::Answered(answered) => {
            let method = answered.method;
            Some((entry, method))
        }
        Outcome::Refused(_) => None,
    }
}

/// `GET /disputes/{dispute}`: what happened and what to do now. It says nothing of the person, for
/// whom no session is left to ask for.
pub async fn opened(
    State(gateway): State<Shared>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let dispute = store::find(&mut *gateway.db.read().await?, &id).await?;
    let Some(dispute) = dispute else { return Ok(none(&gateway, &visitor)) };
    let words = gateway.words(&visitor);
    let title = words.get("disputed-title");
    let page = DisputedPage { words, id: dispute.id, method: dispute.method };
    Ok(gateway.chassis.page(&visitor, &title, page).respond())
}

/// `POST /methods/{method}/unblock`: the person has the method in their own hands again, and shows
/// by another one that it is them who says so.
pub async fn unblock(
    State(gateway): State<Shared>,
    visitor: Visitor,
    Path(method): Path<String>,
) -> Result<Response, Fault> {
    let own = front::own_session(&gateway, &visitor).await?;
    let (Some(own), Ok(method)) = (own, method.parse::<Method>()) else {
        return Ok(see_other("/"));
    };
    if may_unblock(&own, method, gateway.lifetimes, visitor.now) {
        let mut tx = gateway.db.begin().await?;
        store::unblock(&mut tx, &own.person, method).await?;
        tx.commit().await?;
    }
    Ok(see_other("/"))
}

/// Whoever stole the method must not be able to give it back to themselves, nor by a weaker one.
pub fn may_unblock(
    session: &Session,
    method: Method,
    lifetimes: Lifetimes,
    now: Timestamp,
) -> bool {
    session.held.iter().any(|held| {
        held.is_alive(lifetimes, now) && held.method != method && held.level == Level::High
    })
}

fn none(gateway: &Gateway, visitor: &Visitor) -> Response {
    let words = gateway.words(visitor);
    let title = words.get("no-dispute-title");
    let page = gateway.chassis.page(visitor, &title, NoDisputePage { words });
    page.status(StatusCode::NOT_FOUND).respond()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use domain::{PersonId, ProviderId, SessionId};

    use super::*;
    use crate::session::Held;
    use crate::testing::{every_language, whole};

    const LIFETIMES: Lifetimes =
        Lifetimes { idle: Duration::from_mins(1), absolute: Duration::from_mins(1) };

    #[test]
    fn only_another_method_at_high_gives_a_blocked_one_back() {
        let held = |method, level| Held {
            level,
            provider: ProviderId::new("x"),
            method,
            amr: Vec::new(),
            since: Timestamp::from_seconds(1),
        };
        let session = |held| {
            let id = SessionId::new("s");
            Session::begin(id, PersonId::new("ana"), held, Timestamp::from_seconds(1))
        };
        for (method, level, may) in [
            (Method::Card, Level::High, true),
            (Method::Card, Level::Substantial, false),
            (Method::App, Level::High, false),
        ] {
            let own = session(held(method, level));
            let at = |second| Timestamp::from_seconds(second);
            assert_eq!(may_unblock(&own, Method::App, LIFETIMES, at(2)), may, "{method} {level}");
            assert!(!may_unblock(&own, Method::App, LIFETIMES, at(61)), "a proof grows old");
        }
    }

    #[test]
    fn the_pages_of_a_dispute_are_whole_in_every_language() {
        for words in every_language() {
            for method in [Method::App, Method::Card] {
                let page = DisputePage {
                    words: words.clone(),
                    login: LoginId::new("sample"),
                    service: "Health & Care".to_owned(),
                    when: "1 June".to_owned(),
                    method,
                };
                whole(&page.render().unwrap());
                let id = "sample".to_owned();
                whole(&DisputedPage { words: words.clone(), id, method }.render().unwrap());
            }
            whole(&NoDisputePage { words }.render().unwrap());
        }
    }
}
