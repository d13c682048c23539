//! The yes, from a phone or from the computer's own page: verified against the stored row, and
//! written exactly once.

use domain::{ApprovalId, Channel, Level, Timestamp, Verification, reached};
use protocol::webauthn::AuthenticationResponseJson;
use web::Conn;

use super::store;
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

/// A device that answers a request.
#[derive(Clone, Copy)]
pub struct Answering<'a> {
    pub mobile: &'a Mobile,
    pub bound: &'a Bound,
    pub id: &'a ApprovalId,
    pub way: Way,
    pub now: Timestamp,
}

impl Answering<'_> {
    /// Approves, or says why not. Each step is one rule; the order is part of them: the signature
    /// is verified before a code may be tried, so that whoever holds a stolen session alone can
    /// neither guess at the code nor block its owner.
    pub async fn approve(self, yes: Yes) -> Result<Level, Error> {
        let mobile = self.mobile;
        let stored = store::find(&mut *mobile.db.read().await?, self.id).await?;
        let (approval, channel) = self.shown(stored.ok_or(Refusal::RequestUnknown)?.approval)?;
        if channel.needs_match() {
            let typed = yes.pair.as_deref().ok_or(Refusal::MatchMissing)?;
            if !approval.matter.pair.is(typed) {
                return Err(self.mismatch().await?.into());
            }
        }
        let code_asked = approval.matter.code_required;
        if code_asked {
            approval.verify(&mobile.site, &self.bound.device, channel, &yes.assertion)?;
            self.try_code(yes.code).await?;
        }
        let done = Verification { user_verified: true, code_asked, code_right: code_asked };
        let written = self.write(&yes.assertion, done).await;
        if code_asked && written.is_err() {
            self.forgive().await?;
        }
        let level = written?;
        mobile.bell.ring(Ring::Approval(self.id.clone()));
        mobile.bell.ring(Ring::Person(self.bound.device.person.clone()));
        Ok(level)
    }

    /// The approval as this device shows it. By passkey, the asking browser itself shows it, and
    /// the device that signed is the one that showed it.
    fn shown(self, approval: Approval) -> Result<(Approval, Channel), Refusal> {
        let approval = match self.way {
            Way::Phone => approval.lapse(self.now),
            Way::Passkey => show(self.mobile, approval, self.bound, Channel::Passkey, self.now)?,
        };
        match &approval.stage {
            Stage::Waiting(Waiting::Shown(showing)) if showing.device == self.bound.device.id => {
                let channel = showing.channel;
                Ok((approval, channel))
            }
            // The rule itself says why not.
            _ => Err(approval
                .approve(self.bound.holder(), Level::High, self.now)
                .err()
                .unwrap_or(Refusal::RequestUnknown)),
        }
    }

    /// Counts a wrong match and says what is left. Counted over the row as it is by then, and
    /// again if another node moved it in the same moment: any number of guesses sent at once are
    /// still two.
    async fn mismatch(self) -> Result<Refusal, Error> {
        loop {
            let mut tx = self.mobile.db.begin().await?;
            let stored = store::find(&mut tx, self.id).await?.ok_or(Refusal::RequestUnknown)?;
            let moved = stored.approval.clone().mismatch(self.bound.holder(), self.now)?;
            if !store::save(&mut tx, &stored, &moved).await? {
                continue;
            }
            tx.commit().await?;
            if matches!(moved.stage, Stage::Waiting(_)) {
                return Ok(Refusal::MatchWrong { tries_left: MATCH_TRIES - 1 });
            }
            self.mobile.bell.ring(Ring::Approval(moved.id));
            return Ok(Refusal::MatchWrong { tries_left: 0 });
        }
    }

    /// Tries the 5-digit code. The try is counted, durably, before anybody looks whether it is
    /// right: any number of tries sent at once are still three.
    async fn try_code(self, typed: Option<String>) -> Result<(), Error> {
        let typed = typed.filter(|typed| !typed.is_empty()).ok_or(Refusal::CodeMissing)?;
        let enrolment = &self.bound.enrolment;
        let mut tx = self.mobile.db.begin().await?;
        let count = enrolment::store::count_try(&mut tx, &enrolment.id).await?;
        tx.commit().await?;
        let right = match (count, Code::typed(&typed), enrolment.code_hash.clone()) {
            (Some(_), Ok(code), Some(hash)) => self.mobile.code_hash.check(code, hash).await?,
            _ => false,
        };
        match count {
            Some(_) if right => Ok(()),
            Some(count) if count < CODE_TRIES => {
                Err(Refusal::CodeWrong { tries_left: CODE_TRIES - count }.into())
            }
            _ => {
                self.block().await?;
                Err(Refusal::Blocked.into())
            }
        }
    }

    /// A right code whose approval came too late does not stay counted among the wrong ones.
    async fn forgive(self) -> Result<(), Error> {
        let mut tx = self.mobile.db.begin().await?;
        enrolment::store::clear_tries(&mut tx, &self.bound.enrolment.id).await?;
        Ok(tx.commit().await?)
    }

    /// The third wrong code: the enrolment is blocked, and the request ends with it.
    async fn block(self) -> Result<(), Error> {
        let mut tx = self.mobile.db.begin().await?;
        if let Some(stored) = store::find(&mut tx, self.id).await?
            && let Ok((approval, _)) = self.shown(stored.approval.clone())
            && let Ok(ended) = approval.block(self.bound.holder(), self.now)
        {
            store::save(&mut tx, &stored, &ended).await?;
        }
        let why = Event::CodeBlocked;
        let ended = blocking::block_enrolment(&mut tx, self.bound, why, self.now).await?;
        tx.commit().await?;
        self.mobile.bell.ring(Ring::Approval(self.id.clone()));
        ended.ring(self.mobile);
        Ok(())
    }

    /// The one transaction that says yes: everything that may have changed is read again in it.
    async fn write(
        self,
        assertion: &AuthenticationResponseJson,
        done: Verification,
    ) -> Result<Level, Error> {
        let (mobile, now) = (self.mobile, self.now);
        let mut tx = mobile.db.begin().await?;
        let bound = &still_bound(&mut tx, self.bound).await?;
        let stored = store::find(&mut tx, self.id).await?.ok_or(Refusal::RequestUnknown)?;
        let (approval, channel) = Answering { bound, ..self }.shown(stored.approval.clone())?;
        let asserted = approval.verify(&mobile.site, &bound.device, channel, assertion)?;
        let done = Verification { user_verified: asserted.user_verified, ..done };
        let level = reached(bound.evidence(channel, done, now), mobile.accredited);
        let level = level.ok_or(Refusal::UserNotVerified)?;
        let approved = approval.approve(bound.holder(), level, now)?;
        if !store::save(&mut tx, &stored, &approved).await? {
            return Err(Refusal::RequestTaken.into());
        }
        if !device::store::advance(&mut tx, &bound.device.id, asserted.counter, now).await? {
            return Err(Refusal::AssertionInvalid.into());
        }
        if done.code_right && !enrolment::store::clear_tries(&mut tx, &bound.enrolment.id).await? {
            return Err(Refusal::Blocked.into());
        }
        tx.commit().await?;
        mobile.chassis.count("approvals", &[("outcome", "approved"), ("channel", channel.name())]);
        Ok(level)
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
    let reach = |at| bound.reach(channel, mobile.accredited, at).unwrap_or(Level::Low);
    let asked = approval.matter.level;
    let showing = Showing {
        person: bound.device.person.clone(),
        device: bound.device.id.clone(),
        channel,
        wrong_matches: 0,
    };
    approval.show(showing, reach(now), now).map_err(|refusal| match bound.enrolment.settles {
        // Too little today, and enough once the enrolment has its full weight: that is worth saying.
        Some(settles) if refusal == Refusal::LevelTooLow && reach(settles) >= asked => {
            Refusal::CoolingOff { hours: bound.enrolment.hours_to_settle(now) }
        }
        _ => refusal,
    })
}

async fn still_bound(conn: &mut Conn, bound: &Bound) -> Result<Bound, Error> {
    let bound = device::store::find(conn, &bound.device.id).await?.ok_or(Refusal::SignedOut)?;
    match bound.enrolment.state {
        State::Active => Ok(bound),
        State::Blocked => Err(Refusal::Blocked.into()),
        _ => Err(Refusal::SignedOut.into()),
    }
}
