//! The no: the person turned back, or somebody had to say no for them.

use axum::extract::{Path, State};
use axum::response::Response;
use domain::{LoginId, Timestamp};
use openid::provider::Reply;
use protocol::oidc::{AuthorizationError, Refusal as Error};
use web::{Fault, Tx, Visitor, see_other};

use super::answer::LOGINS;
use super::store::{self, Kept};
use super::{Reason, Stage, begin, over};
use crate::gateway::{Gateway, Shared};
use crate::trail::Entry;

/// `POST /login/{login}/cancel`
pub async fn cancel(
    State(gateway): State<Shared>,
    visitor: Visitor,
    Path(id): Path<LoginId>,
) -> Result<Response, Fault> {
    let mut tx = gateway.db.begin().await?;
    let Some(kept) = store::of_browser(&mut tx, &id, &visitor).await? else {
        return Ok(over::unknown(&gateway, &visitor));
    };
    if kept.login.still_open(visitor.now).is_err() {
        return Ok(see_other(begin::path(&id)));
    }
    let offered = gateway.offers(kept.login.request.minimum, visitor.now);
    let reason = if offered.is_empty() { Reason::NoMethod } else { Reason::Cancelled };
    let kept = kept.step(|login| login.refuse(reason, visitor.now))?;
    let Some(kept) = settle(&gateway, &mut tx, kept, visitor.now).await? else {
        return Ok(see_other(begin::path(&id)));
    };
    tx.commit().await?;
    Ok(send_back(&gateway, &visitor, &kept))
}

/// Saves a move, and enters it in the trail if it was a refusal. `None` when another request moved
/// the login first: then this move does not count.
pub async fn settle(
    gateway: &Gateway,
    tx: &mut Tx,
    kept: Kept,
    now: Timestamp,
) -> Result<Option<Kept>, Fault> {
    let Some(kept) = store::save(tx, kept).await? else { return Ok(None) };
    if let Stage::Refused(refusal) = &kept.login.stage {
        let provider = refusal.provider.as_ref().and_then(|id| gateway.provider(id));
        let method = provider.map(|provider| provider.method);
        gateway.trail.record(tx, Entry::refused(&kept.login, now)?, method).await?;
        // A pushed request answers once, with a no as with a yes.
        if let Some(asked) = &kept.asked {
            gateway.openid.complete(tx, asked, now).await?;
        }
    }
    Ok(Some(kept))
}

/// Back to the service with the standard error; or, where the gateway owes the person an
/// explanation, first to the page that gives it. Only for after the commit.
pub fn send_back(gateway: &Gateway, visitor: &Visitor, kept: &Kept) -> Response {
    if let Stage::Refused(refusal) = &kept.login.stage {
        gateway.chassis.count(LOGINS, &[("outcome", refusal.reason.word())]);
    }
    match &kept.login.stage {
        Stage::Refused(refusal) if !refusal.reason.needs_explaining() => {
            answer(gateway, visitor, kept, refusal.reason)
        }
        _ => see_other(begin::path(&kept.login.id)),
    }
}

/// `GET /login/{login}/return`: from the page that explains a refusal to the service.
pub async fn go_back(
    State(gateway): State<Shared>,
    visitor: Visitor,
    Path(id): Path<LoginId>,
) -> Result<Response, Fault> {
    let mut conn = gateway.db.read().await?;
    let Some(kept) = store::of_browser(&mut conn, &id, &visitor).await? else {
        return Ok(over::unknown(&gateway, &visitor));
    };
    Ok(match kept.login.stage {
        Stage::Refused(ref refusal) => answer(&gateway, &visitor, &kept, refusal.reason),
        _ => see_other(begin::path(&id)),
    })
}

fn answer(gateway: &Gateway, visitor: &Visitor, kept: &Kept, reason: Reason) -> Response {
    let essential = kept.login.request.essential;
    match reply(gateway, kept, error(reason, essential)) {
        Some(reply) => reply.respond(visitor.language),
        None => see_other("/"),
    }
}

/// The error on its way to the service; none where the person was at the gateway's own pages.
pub fn reply(gateway: &Gateway, kept: &Kept, error: Error) -> Option<Reply> {
    kept.asked.as_ref().map(|asked| gateway.openid.refuse(asked, error))
}

/// What the service is told. The description begins with a word that services may rely on.
fn error(reason: Reason, essential: bool) -> Error {
    let because = match reason {
        Reason::Cancelled => "cancelled: the person turned back",
        Reason::Declined => "declined: the person said no in the app",
        Reason::Reported => "reported: the person reported this login in the app",
        Reason::Blocked => "blocked: the person's app is blocked",
        Reason::NoMethod => "no_method: no accredited method reaches the level asked",
        Reason::NotAccredited => "not_accredited: the provider is not accredited at present",
        Reason::UnknownPerson => "unknown_person: the register does not know the person",
        Reason::OtherPerson => "other_person: not the person whom the id_token_hint names",
        Reason::Deceased => "deceased: the register says that the person has died",
        Reason::UnderAge => "under_age: the register does not show the age that is asked for",
        Reason::MethodBlocked => "method_blocked: the person said that others use this method",
    };
    let code = match reason {
        // OpenID Connect Core Error Code unmet_authentication_requirements 1.0: only to one who
        // said that the level is essential; others are told as OAuth tells.
        Reason::NoMethod if essential => AuthorizationError::UnmetAuthenticationRequirements,
        Reason::OtherPerson => AuthorizationError::LoginRequired,
        _ => AuthorizationError::AccessDenied,
    };
    Error::new(code, because)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_is_told_apart_by_its_first_word() {
        for reason in Reason::ALL {
            let error = error(*reason, false);
            let (word, _) = error.description.split_once(':').unwrap();
            assert_eq!(word, reason.word());
        }
    }

    #[test]
    fn only_an_essential_level_that_nothing_reaches_has_an_error_of_its_own() {
        for (reason, essential, expected) in [
            (Reason::NoMethod, true, "unmet_authentication_requirements"),
            (Reason::NoMethod, false, "access_denied"),
            (Reason::Cancelled, true, "access_denied"),
            (Reason::OtherPerson, false, "login_required"),
        ] {
            assert_eq!(error(reason, essential).error.code(), expected, "{reason:?}");
        }
    }
}
