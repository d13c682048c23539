//! The way back from the gateway.

use axum::response::Response;
use web::{Fault, Handle, Params, Visitor, see_other, ticket};

use super::Desk;
use super::holder::Holder;
use super::outcome::{self, Unsuccessful};
use super::start::{BROWSER, UNDER_WAY, UnderWay};
use super::visit::{self, Visit};

/// `GET /enrol/callback`
pub async fn arrive(desk: Desk, visitor: Visitor, params: Params) -> Result<Response, Fault> {
    let refuse = |outcome| outcome::page(&desk.mobile, &visitor, outcome);
    let Some(under_way) = desk.under_way(&visitor, &params).await? else {
        // Whoever comes again, by the back button or a double click, goes on where they were.
        let known = desk.visit(&visitor).await?.is_some();
        let foreign = || refuse(Unsuccessful::Foreign);
        return Ok(if known { see_other("/enrol/phones") } else { foreign() });
    };
    let begun = under_way.begun;
    let holder = match desk.gateway.finish(&params, under_way.pending, visitor.now).await {
        Ok(answer) => Holder::read(&answer, begun),
        Err(error) => Err(Unsuccessful::from_error(error)?),
    };
    match holder {
        Ok(holder) => desk.welcome(&visitor, &holder).await,
        Err(outcome) => {
            tracing::info!(enrolment.refused = outcome.key(), "an enrolment by card was refused");
            Ok(refuse(outcome))
        }
    }
}

impl Desk {
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
        let mut tx = self.mobile.db.begin().await?;
        let seen: Option<UnderWay> = ticket::peek(&mut tx, UNDER_WAY, &handle, visitor.now).await?;
        if seen.is_none_or(|seen| seen.browser != browser.hash()) {
            return Ok(None);
        }
        let taken = ticket::take(&mut tx, UNDER_WAY, &handle, visitor.now).await?;
        tx.commit().await?;
        Ok(taken)
    }

    /// Begins the visit, in place of the one that this browser had before, whoever's it was.
    async fn welcome(&self, visitor: &Visitor, holder: &Holder) -> Result<Response, Fault> {
        let handle = Handle::random();
        let visit = Visit::begin(holder, visitor.now)?;
        let mut tx = self.mobile.db.begin().await?;
        if let Some(before) = visit::handle(visitor) {
            Visit::take(&self.mobile, &mut tx, &before, visitor.now).await?;
        }
        visit.keep(&self.mobile, &mut tx, &handle).await?;
        tx.commit().await?;
        let mut response = see_other("/enrol/phones");
        visit::cookie(&self.mobile, &handle).add_to(&mut response);
        Ok(response)
    }
}
