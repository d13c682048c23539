//! The person goes to a provider, or goes on with the session that they have.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use domain::{LoginId, Method};
use openid::relying::{Pending, RelyingError, Request as Question};
use protocol::oidc::authorization_details::{AuthorizationDetail, Service, ServiceLogin};
use protocol::oidc::{ClaimRequest, ClaimsRequest};
use url::Url;
use web::{Fault, Params, Visitor, see_other};

use super::answer::{self, Basis};
use super::store::{self, Kept};
use super::{Login, Notice, Proof, Request, begin, over};
use crate::gateway::{Gateway, Shared};
use crate::provider::Offer;
use crate::session::Decision;

/// `POST /login/{login}/app`
pub async fn app(
    State(gateway): State<Shared>,
    visitor: Visitor,
    Path(id): Path<LoginId>,
    params: Params,
) -> Result<Response, Fault> {
    let kept = store::of_browser(&mut *gateway.db.read().await?, &id, &visitor).await?;
    let Some(kept) = kept else { return Ok(over::unknown(&gateway, &visitor)) };
    let offers = gateway.offers(kept.login.request.minimum, visitor.now);
    let offer = chosen(&offers, Method::App, params.first("provider"));
    let (Some(offer), Ok(())) = (offer, kept.login.still_open(visitor.now)) else {
        return Ok(see_other(begin::path(&id)));
    };
    // The remote call comes before the transaction; what it began is nothing if that fails.
    let (kept, next) = go(&gateway, visitor, kept, offer).await?;
    let mut tx = gateway.db.begin().await?;
    if store::save(&mut tx, kept).await?.is_none() {
        return Ok(see_other(begin::path(&id)));
    }
    tx.commit().await?;
    Ok(see_other(next))
}

/// Where the person goes now: to the provider or, if that cannot be reached, back to the choice.
async fn go(
    gateway: &Gateway,
    visitor: Visitor,
    kept: Kept,
    offer: Offer<'_>,
) -> Result<(Kept, String), Fault> {
    let visitor = visitor.prefer(kept.login.request.language);
    match ask(gateway, &visitor, &kept.login, offer).await {
        Ok((url, pending)) => {
            let kept = kept.step(|login| login.choose(offer, visitor.now))?;
            Ok((kept.with(pending), url.into()))
        }
        Err(RelyingError::Fault(fault)) => Err(fault),
        Err(error) => {
            tracing::warn!(
                provider.id = %offer.provider().id, error = %error,
                "a provider could not be asked"
            );
            let kept = kept.step(|login| login.back(Notice::Unreachable, visitor.now))?;
            let next = begin::path(&kept.login.id);
            Ok((kept, next))
        }
    }
}

/// The provider that the person pressed; the only one of this method needs no naming.
pub fn chosen<'a>(offers: &[Offer<'a>], method: Method, named: Option<&str>) -> Option<Offer<'a>> {
    let mut of_method = offers.iter().filter(|offer| offer.provider().method == method);
    match named {
        Some(id) => of_method.find(|offer| offer.provider().id.as_str() == id).copied(),
        None => of_method.next().filter(|_| of_method.next().is_none()).copied(),
    }
}

/// Asks the provider who the person is, on behalf of the service: its phone names both.
async fn ask(
    gateway: &Gateway,
    visitor: &Visitor,
    login: &Login,
    offer: Offer<'_>,
) -> Result<(Url, Pending), RelyingError> {
    let id = &offer.provider().id;
    let relying = gateway.relying.get(id);
    let relying = relying.ok_or_else(|| Fault::because("a provider has no agreement"))?;
    let number = ClaimRequest { essential: true, values: Vec::new() };
    let question = Question {
        claims: ClaimsRequest {
            id_token: BTreeMap::from([(NATIONAL_NUMBER.to_owned(), number)]),
            userinfo: BTreeMap::new(),
        },
        minimum: Some(login.request.minimum),
        // The gateway's own single sign-on decides when a proof is used again, not the provider's.
        prompt: Some("login"),
        // Makes the provider say when it authenticated the person.
        max_age: Some(gateway.login_lifetime),
        language: Some(visitor.language),
        authorization_details: vec![on_behalf_of(gateway, login)],
        ..Question::default()
    };
    relying.begin(&question, visitor.now).await
}

/// The claim by which the person is found in the register.
pub const NATIONAL_NUMBER: &str = "national_number";

/// The service for which the person logs in (RFC 9396), with its name in every language.
fn on_behalf_of(gateway: &Gateway, login: &Login) -> AuthorizationDetail {
    let Request { service, minimum, .. } = &login.request;
    let name = gateway.service_names(service);
    let service = Service { id: service.to_string(), name };
    ServiceLogin { service, level: *minimum }.detail()
}

/// `POST /login/{login}/session`: the person agrees that their session answers.
pub async fn session(
    State(gateway): State<Shared>,
    visitor: Visitor,
    Path(id): Path<LoginId>,
) -> Result<Response, Fault> {
    let mut tx = gateway.db.begin().await?;
    let Some(kept) = store::of_browser(&mut tx, &id, &visitor).await? else {
        return Ok(over::unknown(&gateway, &visitor));
    };
    let present = begin::present(&gateway, &mut tx, &visitor, kept.asked.as_ref()).await?;
    let decision = gateway.decide(present.as_ref(), &kept.login.request, visitor.now);
    let (Decision::Answer(held) | Decision::Offer(held), Some(session)) = (decision, present)
    else {
        return Ok(see_other(begin::path(&id)));
    };
    let Ok(kept) = kept.step(|login| login.resume(Proof::held(&session, held), visitor.now)) else {
        return Ok(see_other(begin::path(&id)));
    };
    answer::finish(&gateway, tx, kept, Basis::Session(session), &visitor).await
}
