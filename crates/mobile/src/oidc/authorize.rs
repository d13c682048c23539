//! `/authorize`: the browser arrives with a partner's request and goes on to the page that waits.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::{ApprovalId, Level, PartnerId, Timestamp};
use openid::provider::{Asked, Denied};
use protocol::oidc::{AuthorizationError, Refusal};
use web::{Fault, Handle, Params, Visitor, see_other};

use super::service::Behalf;
use crate::approval::page::{BROWSER_COOKIE, scan_handle, stopped};
use crate::approval::store::{self, Access};
use crate::approval::{Approval, Matter, Pair, Stage, Waiting};
use crate::mobile::{Mobile, fresh_id};

/// `GET /authorize`, `POST /authorize`
pub async fn authorize(State(mobile): State<Mobile>, visitor: Visitor, params: Params) -> Response {
    if let Some(limit) = &mobile.limits.request
        && let Err(too_many) = limit.check(&visitor.address_key())
    {
        return too_many.into_response();
    }
    match begin(&mobile, &visitor, params).await {
        Ok((page, browser)) => {
            let mut response = see_other(format!("/request/{}", page.reveal()));
            mobile.chassis.cookie(BROWSER_COOKIE, browser.reveal()).add_to(&mut response);
            response
        }
        Err(Denied::Page(reason)) => stopped(&mobile, &visitor, reason),
        Err(Denied::Redirect { reply, .. }) => reply.respond(visitor.language),
        Err(Denied::Fault(fault)) => fault.respond(),
    }
}

async fn begin(
    mobile: &Mobile,
    visitor: &Visitor,
    params: Params,
) -> Result<(Handle, Handle), Denied> {
    let asked = mobile.provider.ask(&params, visitor.now).await?;
    let refuse = |error, description| {
        let refusal = Refusal::new(error, description);
        Denied::Redirect { reply: mobile.provider.refuse(&asked, refusal), refusal }
    };
    if asked.prompt().none {
        // The app keeps no session in the browser: each login is a person's own yes.
        return Err(refuse(AuthorizationError::LoginRequired, "each login is confirmed anew"));
    }
    let behalf = Behalf::of(&asked)
        .map_err(|reason| refuse(AuthorizationError::InvalidAuthorizationDetails, reason))?;
    if behalf.level > mobile.accredited {
        let error = AuthorizationError::UnmetAuthenticationRequirements;
        return Err(refuse(error, "the app is not accredited for this level"));
    }
    // One cookie for all requests of a browser, so that two tabs do not put each other out.
    let cookie = visitor.cookie(BROWSER_COOKIE).and_then(|cookie| Handle::parse(&cookie));
    let browser = cookie.unwrap_or_else(Handle::random);
    let page = Handle::random();
    let expires = visitor.now.plus(mobile.request_life);
    let approval = approval(&asked, behalf, visitor.now, expires)?;
    let request = serde_json::to_string(&asked).map_err(Fault::from)?;
    let access = Access {
        page: page.hash(),
        browser: browser.hash(),
        scan: scan_handle(&page)?.hash(),
        request: &request,
    };
    let mut tx = mobile.db.begin().await?;
    store::add(&mut tx, &approval, access).await?;
    tx.commit().await?;
    mobile.chassis.count("approvals_asked", &[]);
    Ok((page, browser))
}

fn approval(
    asked: &Asked,
    behalf: Behalf,
    now: Timestamp,
    expires: Timestamp,
) -> Result<Approval, Fault> {
    let mut random = [0u8; 8];
    aws_lc_rs::rand::fill(&mut random).map_err(|error| Fault::new("drawing two digits", error))?;
    let code_required = asked.code_required() || behalf.level == Level::High;
    Ok(Approval {
        id: ApprovalId::new(fresh_id()?),
        matter: Matter {
            partner: PartnerId::new(asked.client().as_str()),
            partner_name: asked.client_name().clone(),
            service: behalf.service,
            service_name: behalf.name,
            level: behalf.level,
            claims: asked.claims().into_iter().map(str::to_owned).collect(),
            code_required,
            nonce: Handle::random().reveal().to_owned(),
            pair: Pair::drawn(u64::from_be_bytes(random)),
            asked: now,
            expires,
        },
        stage: Stage::Waiting(Waiting::Asked { addressed: None }),
    })
}
