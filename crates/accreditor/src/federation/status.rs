use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use domain::Timestamp;
use protocol::federation::{Mark, MarkClaims, MarkError, MarkStatus, StatusAnswer};
use protocol::jose::jws;
use web::{Params, Visitor};

use super::mark::{begins, held, level_of};
use super::refused::{Refused, required};
use super::{history, signed};
use crate::accreditor::Accreditor;
use crate::dossier::{Accreditation, Standing};

/// `POST /federation/trust-mark-status`: what a mark is worth at this moment (section 8.4).
pub async fn status(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    params: Params,
) -> Result<Response, Refused> {
    let jwt = required(&params, "trust_mark", "trust_mark must be given once")?;
    let (status, until) = judge(&accreditor, jwt, visitor.now).await?;
    let answer = StatusAnswer {
        iss: accreditor.id.clone(),
        iat: visitor.now.seconds(),
        trust_mark: jwt.to_owned(),
        status,
        exp: Some(until.seconds()),
    };
    let jwt = answer.sign(&*accreditor.keys.federation_signer(visitor.now)?)?;
    Ok(signed("application/trust-mark-status-response+jwt", jwt))
}

/// The status, and until when the answer may be relied on: never beyond a change that is decided
/// already.
pub(super) async fn judge(
    accreditor: &Accreditor,
    jwt: &str,
    now: Timestamp,
) -> Result<(MarkStatus, Timestamp), Refused> {
    let unknown = || Refused::NotFound("the authority did not issue this trust mark");
    let relied = now.plus(Duration::from_mins(accreditor.federation.status_minutes.into()));
    let claims = jws::unverified_claims(jwt).ok().and_then(|claims| {
        serde_json::from_value::<MarkClaims>(serde_json::Value::Object(claims)).ok()
    });
    let Some(claims) = claims.filter(|claims| claims.iss == accreditor.id) else {
        return Err(unknown());
    };
    let conn = &mut *accreditor.db.read().await?;
    // A mark that was signed under a key that has gone is still what was issued.
    let keys = history::all_keys(conn, &accreditor.keys).await?;
    let verified = Mark::verify(jwt, (&accreditor.id, &keys), &claims.sub, now);
    if !matches!(verified, Ok(_) | Err(MarkError::Expired | MarkError::NotYet)) {
        return Ok((MarkStatus::Invalid, relied));
    }
    let level = level_of(&accreditor.scheme, &claims.trust_mark_type).ok_or_else(unknown)?;
    let all = held(conn, &claims.sub, level).await?;
    let issued = all
        .iter()
        .find(|(_, it)| begins(it) == claims.iat && claims.exp == Some(it.until.seconds()));
    let (_, issued) = issued.ok_or_else(unknown)?;
    let until = issued.next_change(now).map_or(relied, |change| change.min(relied));
    Ok((worth(issued, now), until))
}

fn worth(held: &Accreditation, now: Timestamp) -> MarkStatus {
    match held.standing(now) {
        Standing::Active => MarkStatus::Active,
        Standing::Expired => MarkStatus::Expired,
        Standing::Suspended | Standing::Withdrawn | Standing::Renewed => MarkStatus::Revoked,
        Standing::Ahead => MarkStatus::Invalid,
    }
}
