use axum::response::Response;
use domain::{Level, Timestamp};
use openid::relying::{Identity, RelyingError};
use web::{Fault, Handle, Params, Tx, Visitor, see_other, ticket};

use crate::entry::Asked;
use crate::logged_in::session_handle;
use crate::outcome::Unsuccessful;
use crate::start::{BROWSER, UNDER_WAY, UnderWay};
use crate::{SignIn, session};

/// A person who has come back from the gateway, proved.
pub struct Arrival {
    sign_in: SignIn,
    pub identity: Identity,
    level: Level,
    asked: Asked,
    to: &'static str,
    /// The session that this browser already had, if any.
    before: Option<Handle>,
}

impl SignIn {
    /// Judges what the browser brought back. The inner error is the answer to somebody who did not
    /// log in.
    pub async fn arrive(
        &self,
        visitor: &Visitor,
        params: &Params,
    ) -> Result<Result<Arrival, Response>, Fault> {
        let Some(under_way) = self.under_way(visitor, params).await? else {
            return Ok(Err(self.not_under_way(visitor).await?));
        };
        let to = self.place(Some(&under_way.to));
        let asked = Asked { level: to.level, begun: under_way.begun };
        let finished = self.0.relying.finish(params, under_way.pending, visitor.now).await;
        let proved = finished.and_then(|identity| {
            let level = identity.level().ok_or(RelyingError::LevelTooLow)?;
            Ok((identity, level))
        });
        let before = session_handle(visitor);
        match proved {
            Ok((identity, level)) => {
                let (sign_in, to) = (self.clone(), to.path);
                Ok(Ok(Arrival { sign_in, identity, level, asked, to, before }))
            }
            Err(error) => {
                if let Some(ledger) = &self.0.ledger {
                    ledger.refused(&self.0.database, &error, asked.level, visitor.now).await?;
                }
                let outcome = Unsuccessful::from_error(error)?;
                Ok(Err(self.unsuccessful(visitor, outcome, to.path)))
            }
        }
    }

    /// The login that this answer belongs to, if this is the browser that began it. Taken once;
    /// another browser that holds the answer cannot use it up.
    async fn under_way(
        &self,
        visitor: &Visitor,
        params: &Params,
    ) -> Result<Option<UnderWay>, Fault> {
        let browser = visitor.cookie(BROWSER).and_then(|text| Handle::parse(&text));
        let handle = params.once("state").ok().flatten().and_then(Handle::parse);
        let (Some(browser), Some(handle)) = (browser, handle) else { return Ok(None) };
        let mut tx = self.0.database.begin().await?;
        let seen: Option<UnderWay> = ticket::peek(&mut tx, UNDER_WAY, &handle, visitor.now).await?;
        if seen.is_none_or(|seen| seen.browser != browser.hash()) {
            return Ok(None);
        }
        let taken = ticket::take(&mut tx, UNDER_WAY, &handle, visitor.now).await?;
        tx.commit().await?;
        Ok(taken)
    }

    /// Whoever is logged in already and comes again, by the back button or a double click, is sent
    /// where they wanted to be; others are told.
    async fn not_under_way(&self, visitor: &Visitor) -> Result<Response, Fault> {
        let to = self.place(None).path;
        if self.session(visitor).await?.is_some() {
            return Ok(see_other(to));
        }
        Ok(self.unsuccessful(visitor, Unsuccessful::Foreign, to))
    }
}

impl Arrival {
    /// Opens the session, in place of the one that this browser had before, and enters the login in
    /// the service's ledger.
    pub async fn open_session(&self, tx: &mut Tx, now: Timestamp) -> Result<Handle, Fault> {
        if let Some(before) = &self.before {
            session::end(tx, before).await?;
        }
        let handle = session::open(tx, &self.identity, self.level, now).await?;
        if let Some(ledger) = &self.sign_in.0.ledger {
            ledger.accepted(tx, (&self.identity, self.level), self.asked, now).await?;
        }
        Ok(handle)
    }

    /// The answer, once the session is on disk.
    pub fn welcome(&self, session: &Handle) -> Response {
        let mut response = see_other(self.to);
        self.sign_in
            .0
            .chassis
            .cookie(crate::logged_in::SESSION, session.reveal())
            .add_to(&mut response);
        response
    }
}
