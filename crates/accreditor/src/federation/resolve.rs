use axum::extract::State;
use axum::response::Response;
use domain::Timestamp;
use openid::federation::gather;
use protocol::federation::{Chain, Mark, MarkReference, MarkStatus, Metadata, RESOLVE_TYPE};
use protocol::jose::jws;
use serde_json::json;
use web::{Params, Visitor};

use super::refused::{Refused, required};
use super::{signed, status, subordinate};
use crate::accreditor::Accreditor;

/// `GET /federation/resolve`: what an entity is after all constraints and policies, with the chain
/// that proves it and the trust marks that are active (section 8.3).
pub async fn resolve(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    params: Params,
) -> Result<Response, Refused> {
    accreditor.resolving.check(&visitor.address_key()).map_err(Refused::TooMany)?;
    let sub = required(&params, "sub", "sub must be given once")?;
    let mut anchors = params.all("trust_anchor").peekable();
    if anchors.peek().is_none() {
        return Err(Refused::Invalid("trust_anchor must be given"));
    }
    if !anchors.any(|anchor| anchor == accreditor.id.as_str()) {
        return Err(Refused::InvalidTrustAnchor);
    }
    // Only those whom the anchor knows are looked up: nobody can send us to an address of theirs.
    let known = subordinate::known(&accreditor, sub).await;
    let known = known.map_err(|refused| match refused {
        Refused::NotFound(_) => Refused::InvalidSubject,
        other => other,
    })?;
    let now = visitor.now;
    let gathered = gather(&accreditor.fetch, &known.entity, &accreditor.anchor(), now).await;
    let chain = gathered.map_err(|error| {
        if error.is_outage() {
            return Refused::Unavailable("the entity does not answer");
        }
        Refused::InvalidTrustChain(error.to_string())
    })?;
    let wanted: Vec<&str> = params.all("entity_type").collect();
    let jwt = answer(&accreditor, &chain, &wanted, now).await?;
    Ok(signed("application/resolve-response+jwt", jwt))
}

async fn answer(
    accreditor: &Accreditor,
    chain: &Chain,
    wanted: &[&str],
    now: Timestamp,
) -> Result<String, Refused> {
    let (marks, first_end) = active_marks(accreditor, chain, now).await?;
    let mut metadata: Metadata = chain.metadata().clone();
    if !wanted.is_empty() {
        metadata.retain(|kind, _| wanted.contains(&kind.as_str()));
    }
    let claims = json!({
        "iss": accreditor.id,
        "sub": chain.subject(),
        "iat": now.seconds(),
        "exp": first_end.map_or(chain.expires(), |end| end.min(chain.expires())).seconds(),
        "metadata": metadata,
        "trust_marks": marks,
        "trust_chain": chain.links(),
    });
    Ok(jws::sign(&*accreditor.keys.federation_signer(now)?, RESOLVE_TYPE, &claims)?)
}

/// The marks of ours that the entity shows and that are active, and when the first of them ends.
async fn active_marks(
    accreditor: &Accreditor,
    chain: &Chain,
    now: Timestamp,
) -> Result<(Vec<MarkReference>, Option<Timestamp>), Refused> {
    let keys = accreditor.keys.federation_keys();
    let (mut active, mut first_end) = (Vec::new(), None::<Timestamp>);
    for shown in &chain.configuration().claims().trust_marks {
        let verified =
            Mark::verify(&shown.trust_mark, (&accreditor.id, &keys), chain.subject(), now);
        let Ok(mark) = verified else { continue };
        match status::judge(accreditor, &shown.trust_mark, now).await {
            Ok((MarkStatus::Active, until)) => {
                let end = mark.expires().map_or(until, |end| end.min(until));
                first_end = Some(first_end.map_or(end, |first| first.min(end)));
                active.push(shown.clone());
            }
            Err(Refused::Fault(fault)) => return Err(fault.into()),
            _ => {}
        }
    }
    Ok((active, first_end))
}
