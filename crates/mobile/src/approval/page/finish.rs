//! The way back to the partner, with a code or with the standard error.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::Response;
use domain::{DeviceKey, Level, Timestamp};
use openid::provider::{Asked, Proved, Reply};
use protocol::oidc::{AuthorizationError, Refusal};
use web::{Conn, Fault, Visitor, see_other};

use super::{Bound, asked, bound, view};
use crate::approval::entry::{self, Told};
use crate::approval::store::{self, Page};
use crate::approval::{Approval, Showing, Stage, Why};
use crate::enrolment::State as EnrolmentState;
use crate::mobile::Mobile;
use crate::{consent, device, person};

/// How long after the approval the browser may come for the code: as long as a slow phone needs to
/// bring its browser back to the front, not as long as a back button lives.
const PATIENCE: Duration = Duration::from_mins(5);

/// `GET /request/{handle}/finish`. Asked for twice, by a reload or because the first answer was
/// lost, it gives the same answer: a code is made once.
pub async fn finish(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Path(handle): Path<String>,
) -> Response {
    let bound = match bound(&mobile, &visitor, &handle).await {
        Ok(bound) => bound,
        Err(not) => return view::not_bound(&mobile, &visitor, not),
    };
    let here = format!("/request/{}", bound.handle.reveal());
    match reply(&mobile, &bound, visitor.now).await {
        Ok(Some(reply)) => reply.respond(visitor.language),
        Ok(None) => see_other(here),
        Err(fault) => fault.respond(),
    }
}

/// The answer to the partner; `None` while there is none.
async fn reply(mobile: &Mobile, bound: &Bound, now: Timestamp) -> Result<Option<Reply>, Fault> {
    let mut tx = mobile.db.begin().await?;
    let page = store::by_page(&mut tx, &bound.handle.hash()).await?;
    let page = page.ok_or_else(|| Fault::because("a request vanished while it was answered"))?;
    let approval = page.stored.approval.clone().lapse(now);
    if let Some(sealed) = &page.answer {
        return open(mobile, &approval, sealed).map(Some);
    }
    let asked = asked(&page)?;
    let (reply, told) = match &approval.stage {
        Stage::Waiting(_) => return Ok(None),
        Stage::Refused { why, .. } => refuse(mobile, &mut tx, &asked, *why, now).await?,
        Stage::Approved { at, .. } if now.since(*at) > PATIENCE => {
            refuse(mobile, &mut tx, &asked, Why::Expired, now).await?
        }
        Stage::Approved { showing, level, at } => {
            let yes = Given { approval: &approval, showing, level: *level, at: *at };
            answer(mobile, &mut tx, &asked, yes, now).await?
        }
    };
    let place = entry::enter(mobile, &mut tx, &approval, told, now).await?;
    keep(mobile, &mut tx, (&page, place), &approval, &reply).await?;
    tx.commit().await?;
    Ok(Some(reply))
}

/// A yes as it was given.
struct Given<'a> {
    approval: &'a Approval,
    showing: &'a Showing,
    level: Level,
    at: Timestamp,
}

async fn answer(
    mobile: &Mobile,
    tx: &mut Conn,
    asked: &Asked,
    given: Given<'_>,
    now: Timestamp,
) -> Result<(Reply, Told), Fault> {
    let bound = device::store::find(tx, &given.showing.device).await?;
    // Blocked or removed since: the yes of a phone that is no longer trusted is not passed on.
    let bound = bound.filter(|bound| bound.enrolment.state == EnrolmentState::Active);
    let Some(bound) = bound else { return refuse(mobile, tx, asked, Why::Blocked, now).await };
    let person = &given.showing.person;
    let number = person::store::national_number(tx, person).await?;
    let number = number.ok_or_else(|| Fault::because("an approval names nobody we know"))?;
    let matter = &given.approval.matter;
    let proved = Proved {
        person: person.clone(),
        level: given.level,
        amr: methods(bound.device.key(), matter.code_required),
        auth_time: given.at,
        session: None,
        claims: consent::shared(&matter.claims, &bound.enrolment, &number),
    };
    let claims = proved.claims.keys().cloned().collect();
    let yes = Told::Yes { person: person.clone(), level: given.level, claims };
    let reply = mobile.provider.answer(tx, asked, proved, now).await?;
    let told = match reply.refusal() {
        None => yes,
        Some(refusal) if refusal.error == AuthorizationError::LoginRequired => {
            Told::No("other_person")
        }
        Some(_) => Told::No("answered_before"),
    };
    Ok((reply, told))
}

/// How it was proved (RFC 8176): a key in hardware or one that is copied between devices, a test
/// that the user is there, and more than one factor: the key, and what unlocked it.
fn methods(key: DeviceKey, code_given: bool) -> Vec<&'static str> {
    let key = match key {
        DeviceKey::DeviceBound => "hwk",
        DeviceKey::Synced => "swk",
    };
    let mut methods = vec![key, "user", "mfa"];
    methods.extend(code_given.then_some("pin"));
    methods
}

async fn refuse(
    mobile: &Mobile,
    tx: &mut Conn,
    asked: &Asked,
    why: Why,
    now: Timestamp,
) -> Result<(Reply, Told), Fault> {
    // A pushed request answers once, with a no as with a yes.
    mobile.provider.complete(tx, asked, now).await?;
    let refusal = Refusal::new(AuthorizationError::AccessDenied, explanation(why));
    Ok((mobile.provider.refuse(asked, refusal), Told::No(why.name())))
}

/// The first word is stable, for programs; the rest is for whoever reads a log.
pub fn explanation(why: Why) -> &'static str {
    match why {
        Why::Declined => "declined: the person said no in the app",
        Why::WrongMatch => "declined: the digits of the asking screen were not known in the app",
        Why::Reported => "reported: the person did not ask for this and reported it",
        Why::Expired => "expired: nobody answered in time",
        Why::Cancelled => "cancelled: the request was cancelled in the browser",
        Why::Blocked => "blocked: the app of the person is blocked",
    }
}

/// The answer is kept sealed: until it is redeemed, the code in it is as good as the login. `place`
/// is where the ledger holds it.
async fn keep(
    mobile: &Mobile,
    tx: &mut Conn,
    (page, place): (&Page, u64),
    approval: &Approval,
    reply: &Reply,
) -> Result<(), Fault> {
    if approval.stage != page.stored.approval.stage
        && !store::save(tx, &page.stored, approval).await?
    {
        return Err(Fault::because("a request moved while it was answered"));
    }
    let sealed = mobile.seal.seal(&about(approval), &serde_json::to_vec(reply)?)?;
    if !store::answer(tx, &approval.id, &sealed, place).await? {
        return Err(Fault::because("a request was answered twice at once"));
    }
    Ok(())
}

fn open(mobile: &Mobile, approval: &Approval, sealed: &[u8]) -> Result<Reply, Fault> {
    let reply = mobile.seal.open(&about(approval), sealed)?;
    serde_json::from_slice(&reply).map_err(|_| Fault::because("a kept answer cannot be read"))
}

fn about(approval: &Approval) -> String {
    format!("answer {}", approval.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_begins_with_the_word_of_its_outcome() {
        for why in Why::ALL {
            let (word, _) = explanation(why).split_once(": ").unwrap();
            assert_eq!(word, why.outcome());
        }
    }

    #[test]
    fn the_methods_say_what_was_used() {
        assert_eq!(methods(DeviceKey::DeviceBound, true), ["hwk", "user", "mfa", "pin"]);
        assert_eq!(methods(DeviceKey::Synced, false), ["swk", "user", "mfa"]);
    }
}
