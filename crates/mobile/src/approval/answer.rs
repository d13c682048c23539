//! The yes, from a phone or from the computer's own page: verified against the stored row, and
//! written exactly once.

use domain::{ApprovalId, Channel, Level, Timestamp, Verification, reached};
use protocol::webauthn::{Asserted, AuthenticationResponseJson};
use web::Conn;

use super::store::{self, Stored};
use super::{Approval, MATCH_TRIES, Showing, Stage, Waiting};
use crate::device::{self, Bound};
use crate::enrolment::{self, CODE_TRIES, Code, State};
use crate::error::Error;
use crate::mobile::Mobile;
use crate::notice::Ring;
use crate::record::Event;
use crate::{Refusal, blocking};

/// What a person sends to say yes.
#[derive(Debug)]
pub struct Yes {
    /// The two digits as typed.
    pub pair: Option<String>,
    /// The 5-digit code as typed.
    pub code: Option<String>,
    pub assertion: AuthenticationResponseJson,
}

/// Where the yes comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From a phone that shows the question already.
    Phone,
    /// From the asking browser, by a passkey that answers there.
    Passkey,
}

/// Approves, or says why not. Each step is one rule; the order is part of them: the signature is
/// verified before a code may be tried, so that whoever holds a stolen session alone can neither
/// guess at the code nor block its owner.
pub async fn approve(
    mobile: &Mobile,
    bound: &Bound,
    id: &ApprovalId,
    way: Way,
    yes: Yes,
    now: Timestamp,
) -> Result<Level, Error> {
    let stored = store::find(&mut *mobile.db.read().await?, id).await?;
    let stored = stored.ok_or(Refusal::RequestUnknown)?;
    let (approval, channel) = shown(mobile, stored.approval.clone(), bound, way, now)?;
    if channel.needs_match() {
        let typed = yes.pair.as_deref().ok_or(Refusal::MatchMissing)?;
        if !approval.matter.pair.is(typed) {
            return Err(mismatch(mobile, bound, id, now).await?.into());
        }
    }
    let code_asked = approval.matter.code_required;
    if code_asked {
        approval.verify(&mobile.site, &bound.device, channel, &yes.assertion)?;
        try_code(mobile, bound, &stored, way, yes.code, now).await?;
    }
    let verification = Verification { user_verified: true, code_asked, code_right: code_asked };
    let level = write(mobile, bound, id, way, (&yes.assertion, verification), now).await?;
    mobile.bell.ring(Ring::Approval(id.clone()));
    mobile.bell.ring(Ring::Person(bound.device.person.clone()));
    Ok(level)
}

/// The approval as this device shows it. By passkey, the asking browser itself shows it, and the
/// device that signed is the one that showed it.
fn shown(
    mobile: &Mobile,
    approval: Approval,
    bound: &Bound,
    way: Way,
    now: Timestamp,
) -> Result<(Approval, Channel), Refusal> {
    let approval = match way {
        Way::Phone => approval.lapse(now),
        Way::Passkey => show(mobile, approval, bound, Channel::Passkey, now)?,
    };
    match &approval.stage {
        Stage::Waiting(Waiting::Shown(showing)) if showing.device == bound.device.id => {
            let channel = showing.channel;
            Ok((approval, channel))
        }
        // The rule itself says why not.
        _ => Err(approval
            .approve(bound.holder(), Level::High, now)
            .err()
            .unwrap_or(Refusal::RequestUnknown)),
    }
}

/// Puts the question on a device's screen, if what it can prove is enough.
pub fn show(
    mobile: &Mobile,
    approval: Approval,
    bound: &Bound,
    channel: Channel,
    now: Timestamp,
) -> Result<Approval, Refusal> {
    let reach = bound.reach(channel, mobile.accredited).unwrap_or(Level::Low);
    let showing = Showing {
        person: bound.device.person.clone(),
        device: bound.device.id.clone(),
        channel,
        wrong_matches: 0,
    };
    approval.show(showing, reach, now)
}

/// Counts a wrong match and says what is left. Counted over the row as it is by then, and again if
/// another node moved it in the same moment: any number of guesses sent at once are still two.
async fn mismatch(
    mobile: &Mobile,
    bound: &Bound,
    id: &ApprovalId,
    now: Timestamp,
) -> Result<Refusal, Error> {
    loop {
        let mut tx = mobile.db.begin().await?;
        let stored = store::find(&mut tx, id).await?.ok_or(Refusal::RequestUnknown)?;
        let moved = stored.approval.clone().mismatch(bound.holder(), now)?;
        if !store::save(&mut tx, &stored, &moved).await? {
            continue;
        }
        tx.commit().await?;
        if matches!(moved.stage, Stage::Waiting(_)) {
            return Ok(Refusal::MatchWrong { tries_left: MATCH_TRIES - 1 });
        }
        mobile.bell.ring(Ring::Approval(moved.id));
        return Ok(Refusal::MatchWrong { tries_left: 0 });
    }
}

/// Tries the 5-digit code. The try is counted, durably, before anybody looks whether it is right:
/// any number of tries sent at once are still three.
async fn try_code(
    mobile: &Mobile,
    bound: &Bound,
    stored: &Stored,
    way: Way,
    typed: Option<String>,
    now: Timestamp,
) -> Result<(), Error> {
    let typed = typed.filter(|typed| !typed.is_empty()).ok_or(Refusal::CodeMissing)?;
    let enrolment = &bound.enrolment;
    let mut tx = mobile.db.begin().await?;
    let count = enrolment::store::count_try(&mut tx, &enrolment.id).await?;
    tx.commit().await?;
    let right = match (count, Code::typed(&typed), enrolment.code_hash.clone()) {
        (Some(_), Ok(code), Some(hash)) => mobile.code_hash.check(code, hash).await?,
        _ => false,
    };
    match count {
        Some(_) if right => Ok(()),
        Some(count) if count < CODE_TRIES => {
            Err(Refusal::CodeWrong { tries_left: CODE_TRIES - count }.into())
        }
        _ => {
            block(mobile, bound, stored, way, now).await?;
            Err(Refusal::Blocked.into())
        }
    }
}

/// The third wrong code: the enrolment is blocked, and the request ends with it.
async fn block(
    mobile: &Mobile,
    bound: &Bound,
    stored: &Stored,
    way: Way,
    now: Timestamp,
) -> Result<(), Error> {
    let mut tx = mobile.db.begin().await?;
    if way == Way::Passkey
        && let Some(stored) = store::find(&mut tx, &stored.approval.id).await?
        && let Ok((approval, _)) = shown(mobile, stored.approval.clone(), bound, way, now)
        && let Ok(ended) = approval.block(bound.holder(), now)
    {
        store::save(&mut tx, &stored, &ended).await?;
    }
    let ended = blocking::block_enrolment(&mut tx, bound, Event::CodeBlocked, now).await?;
    tx.commit().await?;
    mobile.bell.ring(Ring::Approval(stored.approval.id.clone()));
    ended.ring(mobile);
    Ok(())
}

/// The one transaction that says yes: everything that may have changed is read again in it.
async fn write(
    mobile: &Mobile,
    bound: &Bound,
    id: &ApprovalId,
    way: Way,
    (assertion, verification): (&AuthenticationResponseJson, Verification),
    now: Timestamp,
) -> Result<Level, Error> {
    let mut tx = mobile.db.begin().await?;
    let bound = still_bound(&mut tx, bound).await?;
    let stored = store::find(&mut tx, id).await?.ok_or(Refusal::RequestUnknown)?;
    let (approval, channel) = shown(mobile, stored.approval.clone(), &bound, way, now)?;
    let asserted = approval.verify(&mobile.site, &bound.device, channel, assertion)?;
    let level = level(mobile, &bound, channel, asserted, verification)?;
    let approved = approval.approve(bound.holder(), level, now)?;
    if !store::save(&mut tx, &stored, &approved).await? {
        return Err(Refusal::RequestTaken.into());
    }
    if !device::store::advance(&mut tx, &bound.device.id, asserted.counter, now).await? {
        return Err(Refusal::AssertionInvalid.into());
    }
    if verification.code_right
        && !enrolment::store::clear_tries(&mut tx, &bound.enrolment.id).await?
    {
        return Err(Refusal::Blocked.into());
    }
    tx.commit().await?;
    mobile.chassis.count("approvals", &[("outcome", "approved"), ("channel", channel.name())]);
    Ok(level)
}

async fn still_bound(conn: &mut Conn, bound: &Bound) -> Result<Bound, Error> {
    let bound = device::store::find(conn, &bound.device.id).await?.ok_or(Refusal::SignedOut)?;
    match bound.enrolment.state {
        State::Active => Ok(bound),
        State::Blocked => Err(Refusal::Blocked.into()),
        _ => Err(Refusal::SignedOut.into()),
    }
}

fn level(
    mobile: &Mobile,
    bound: &Bound,
    channel: Channel,
    asserted: Asserted,
    verification: Verification,
) -> Result<Level, Refusal> {
    let verification = Verification { user_verified: asserted.user_verified, ..verification };
    reached(bound.evidence(channel, verification), mobile.accredited)
        .ok_or(Refusal::UserNotVerified)
}
