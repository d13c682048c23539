//! What officers do with a dossier.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use web::{Fault, Params, Problem, Visitor};

use super::{Side, back, refused, told, visible};
use crate::accreditor::Accreditor;
use crate::dossier::{Measure, Refusal};
use crate::id::DossierId;
use crate::moment::read_day;
use crate::office::OfficeError;
use crate::person::Officer;

/// `POST /dossiers/{dossier}/take-up`
pub async fn take_up(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    officer: Officer,
    Path(id): Path<DossierId>,
) -> Result<Response, Fault> {
    if let Some(answer) = barred(&accreditor, &id, &officer).await? {
        return Ok(answer);
    }
    answer(&id, accreditor.office.take_up(&id, &officer.id, visitor.now).await)
}

/// `POST /dossiers/{dossier}/hand-back`
pub async fn hand_back(
    State(accreditor): State<Accreditor>,
    officer: Officer,
    Path(id): Path<DossierId>,
) -> Result<Response, Fault> {
    if let Some(answer) = barred(&accreditor, &id, &officer).await? {
        return Ok(answer);
    }
    match accreditor.office.hand_back(&id, &officer.id).await {
        // The draft is the provider's again, and out of the officers' sight.
        Ok(()) => Ok(web::see_other("/desk")),
        failed => answer(&id, failed),
    }
}

/// `POST /dossiers/{dossier}/propose`: the first half of a decision.
pub async fn propose(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    officer: Officer,
    Path(id): Path<DossierId>,
    params: Params,
) -> Result<Response, Fault> {
    if let Some(answer) = barred(&accreditor, &id, &officer).await? {
        return Ok(answer);
    }
    let Some(measure) = params.first("measure").and_then(measure) else {
        return Ok(refused(&id, Refusal::NotNow));
    };
    let effect = params.first("effect").and_then(read_day).unwrap_or(visitor.now);
    let why = (&officer.id, params.first("reason").unwrap_or_default());
    answer(&id, accreditor.office.propose((&id, measure), effect, why, visitor.now).await)
}

/// `POST /dossiers/{dossier}/confirm`: the second half.
pub async fn confirm(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    officer: Officer,
    Path(id): Path<DossierId>,
) -> Result<Response, Fault> {
    if let Some(answer) = barred(&accreditor, &id, &officer).await? {
        return Ok(answer);
    }
    answer(&id, accreditor.office.confirm(&id, &officer.id, visitor.now).await)
}

/// `POST /dossiers/{dossier}/drop`: a proposal is taken back, or somebody says no to it.
pub async fn drop_proposal(
    State(accreditor): State<Accreditor>,
    officer: Officer,
    Path(id): Path<DossierId>,
) -> Result<Response, Fault> {
    if let Some(answer) = barred(&accreditor, &id, &officer).await? {
        return Ok(answer);
    }
    answer(&id, accreditor.office.drop_proposal(&id, &officer.id).await)
}

/// `POST /dossiers/{dossier}/suspend`: at once, by one officer.
pub async fn suspend(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    officer: Officer,
    Path(id): Path<DossierId>,
    params: Params,
) -> Result<Response, Fault> {
    if let Some(answer) = barred(&accreditor, &id, &officer).await? {
        return Ok(answer);
    }
    let why = (&officer.id, params.first("reason").unwrap_or_default());
    answer(&id, accreditor.office.suspend(&id, why, visitor.now).await)
}

/// What keeps an officer from acting: a dossier that they cannot see, or one of their own.
async fn barred(
    accreditor: &Accreditor,
    id: &DossierId,
    officer: &Officer,
) -> Result<Option<Response>, Fault> {
    let conn = &mut *accreditor.db.read().await?;
    Ok(match visible(conn, id, &officer.person).await? {
        Some((_, Side::Officer)) => None,
        Some((_, Side::Provider)) => Some(refused(id, Refusal::OwnDossier)),
        None => Some(Problem::NotFound.into_response()),
    })
}

fn answer<T>(id: &DossierId, done: Result<T, OfficeError>) -> Result<Response, Fault> {
    Ok(match done {
        Ok(_) => back(id),
        Err(OfficeError::Refused(refusal)) => refused(id, refusal),
        Err(OfficeError::NothingProposed) => told(id, "told-nothing-proposed"),
        Err(OfficeError::AlreadyProposed) => told(id, "told-already-proposed"),
        Err(OfficeError::NoDossier) => Problem::NotFound.into_response(),
        Err(OfficeError::NoOfficer(_)) => Problem::Forbidden.into_response(),
        Err(OfficeError::Fault(fault)) => return Err(fault),
    })
}

/// A measure as the form names it: `grant-high`, `refuse`.
fn measure(value: &str) -> Option<Measure> {
    match value.split_once('-') {
        Some((name, level)) => Measure::read(name, Some(level.parse().ok()?)),
        // A suspension has a form of its own.
        None => Measure::read(value, None).filter(|measure| *measure != Measure::Suspend),
    }
}
