use axum::extract::State;
use axum::response::Response;
use domain::{Language, Timestamp};
use openid::federation::describe;
use protocol::federation::{Metadata, StatementClaims, sign_statement};
use serde_json::{Value, json};
use web::{Fault, Visitor};

use super::signed;
use crate::accreditor::Accreditor;

/// `GET /.well-known/openid-federation`: the anchor's own configuration.
pub async fn configuration(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
) -> Result<Response, Fault> {
    let statement = statement(&accreditor, visitor.now)?;
    Ok(signed("application/entity-statement+jwt", statement))
}

fn statement(accreditor: &Accreditor, now: Timestamp) -> Result<String, Fault> {
    let (id, scheme) = (&accreditor.id, &accreditor.scheme);
    let mark_types = [scheme.substantial.clone(), scheme.high.clone()];
    let claims = StatementClaims {
        metadata: metadata(accreditor, now)?,
        // Nobody else may accredit: an empty list would mean everybody.
        trust_mark_issuers: mark_types.map(|it| (it, vec![id.clone()])).into_iter().collect(),
        ..StatementClaims::new(
            id.clone(),
            id.clone(),
            accreditor.keys.federation_keys(),
            (now, accreditor.statement_end(now)),
        )
    };
    Ok(sign_statement(&*accreditor.keys.federation_signer(now)?, &claims)?)
}

/// It is also a client: officers and providers' people log in at the gateway.
fn metadata(accreditor: &Accreditor, now: Timestamp) -> Result<Metadata, Fault> {
    let own_name = || accreditor.chassis.name().text(Language::En).to_owned();
    let settings = &accreditor.federation;
    let at = |path: &str| Value::from(accreditor.at(path));
    let mut federation_entity = json!({
        "organization_name": settings.organization_name.clone().unwrap_or_else(own_name),
        "federation_fetch_endpoint": at("/federation/fetch"),
        "federation_list_endpoint": at("/federation/list"),
        "federation_resolve_endpoint": at("/federation/resolve"),
        "federation_trust_mark_endpoint": at("/federation/trust-mark"),
        "federation_trust_mark_list_endpoint": at("/federation/trust-mark-list"),
        "federation_trust_mark_status_endpoint": at("/federation/trust-mark-status"),
        "federation_historical_keys_endpoint": at("/federation/historical-keys"),
    });
    if !settings.contacts.is_empty() {
        federation_entity["contacts"] = json!(settings.contacts);
    }
    let client = accreditor.sign_in.described(now)?;
    let metadata = json!({"federation_entity": federation_entity, describe::RELYING_PARTY: client});
    Ok(serde_json::from_value(metadata)?)
}
