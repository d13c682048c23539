use axum::extract::State;
use axum::response::Response;
use domain::{Level, Timestamp};
use protocol::federation::{EntityId, MarkClaims, Scheme};
use web::{Conn, Fault, Json, Params, Visitor};

use super::refused::{Refused, required};
use super::signed;
use crate::accreditor::Accreditor;
use crate::dossier::{Accreditation, Dossier, Standing, store};
use crate::id::DossierId;

const TYPE_MISSING: &str = "trust_mark_type must be given once";

/// `GET /federation/trust-mark`: the mark of an entity (section 8.6). With `upcoming=true`, which
/// is our own, the mark that is decided and begins later.
pub async fn mark(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    params: Params,
) -> Result<Response, Refused> {
    let mark_type = required(&params, "trust_mark_type", TYPE_MISSING)?;
    let sub = required(&params, "sub", "sub must be given once")?;
    let upcoming = params.once("upcoming")? == Some("true");
    let wanted = if upcoming { Standing::Ahead } else { Standing::Active };
    let none = || Refused::NotFound("this entity has no such trust mark");
    let entity: EntityId = sub.parse().map_err(|_| none())?;
    let level = level_of(&accreditor.scheme, mark_type).ok_or_else(none)?;
    let conn = &mut *accreditor.db.read().await?;
    let found = held(conn, &entity, level).await?;
    let found = found.into_iter().rev().find(|(_, it)| it.standing(visitor.now) == wanted);
    let (dossier, held) = found.ok_or_else(none)?;
    let claims = claims(&accreditor, &dossier, &entity, &held);
    let jwt = claims.sign(&*accreditor.keys.federation_signer(visitor.now)?)?;
    Ok(signed("application/trust-mark+jwt", jwt))
}

/// `GET /federation/trust-mark-list`: who holds a mark of this type now (section 8.5).
pub async fn list(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    params: Params,
) -> Result<Json<Vec<EntityId>>, Refused> {
    let mark_type = required(&params, "trust_mark_type", TYPE_MISSING)?;
    let only = params.once("sub")?;
    let Some(level) = level_of(&accreditor.scheme, mark_type) else {
        return Err(Refused::NotFound("the authority issues no such trust mark"));
    };
    let dossiers = store::all(&mut *accreditor.db.read().await?).await?;
    let counts = |dossier: &Dossier| {
        only.is_none_or(|only| dossier.entity.as_str() == only)
            && dossier.accreditation().is_some_and(|held| {
                held.level == level && held.standing(visitor.now) == Standing::Active
            })
    };
    Ok(Json(dossiers.into_iter().filter(counts).map(|dossier| dossier.entity).collect()))
}

/// The accreditations of an entity for a level, the newest last.
pub async fn held(
    conn: &mut Conn,
    entity: &EntityId,
    level: Level,
) -> Result<Vec<(DossierId, Accreditation)>, Fault> {
    let dossiers = store::of_entity(conn, entity).await?.into_iter();
    let granted = dossiers.filter_map(|it| Some((it.id.clone(), *it.accreditation()?)));
    Ok(granted.filter(|(_, held)| held.level == level).collect())
}

/// What the mark of an accreditation says. It is told apart from others of the same entity by the
/// moment at which it begins.
fn claims(
    accreditor: &Accreditor,
    dossier: &DossierId,
    entity: &EntityId,
    held: &Accreditation,
) -> MarkClaims {
    MarkClaims {
        iss: accreditor.id.clone(),
        sub: entity.clone(),
        trust_mark_type: mark_type(&accreditor.scheme, held.level).unwrap_or_default().to_owned(),
        iat: begins(held),
        exp: Some(held.until.seconds()),
        reference: Some(accreditor.at(&format!("/register/{dossier}"))),
        delegation: None,
    }
}

/// The first whole second at which it holds: a mark must not count before its accreditation.
pub fn begins(held: &Accreditation) -> i64 {
    let second = held.from.seconds();
    if Timestamp::from_seconds(second) < held.from { second + 1 } else { second }
}

pub fn mark_type(scheme: &Scheme, level: Level) -> Option<&str> {
    scheme.mark_type(level)
}

pub fn level_of(scheme: &Scheme, mark_type: &str) -> Option<Level> {
    [Level::Substantial, Level::High]
        .into_iter()
        .find(|level| scheme.mark_type(*level) == Some(mark_type))
}
