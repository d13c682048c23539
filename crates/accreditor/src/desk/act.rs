//! What officers do with a dossier.

use axum::extract::{FromRequestParts, Path, State};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use web::{Fault, Params, Problem, Visitor, see_other};

use super::{Side, back, refused, told, visible};
use crate::accreditor::Accreditor;
use crate::dossier::{Measure, Refusal};
use crate::id::{DossierId, OfficerId};
use crate::moment::read_day;
use crate::office::{OfficeError, Taken};
use crate::person::{Officer, Person};

/// Proof that an officer stands before a dossier about which they may decide: one that was handed
/// in, and not by themselves.
pub struct Reviewer {
    dossier: DossierId,
    officer: OfficerId,
}

impl FromRequestParts<Accreditor> for Reviewer {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        accreditor: &Accreditor,
    ) -> Result<Self, Response> {
        let officer = Officer::from_request_parts(parts, accreditor).await?;
        let id = Path::<DossierId>::from_request_parts(parts, accreditor).await;
        let Path(dossier) = id.map_err(IntoResponse::into_response)?;
        let side = side(accreditor, &dossier, &officer.person).await;
        match side.map_err(IntoResponse::into_response)? {
            Some(Side::Officer) => Ok(Self { dossier, officer: officer.id }),
            Some(Side::Provider) => Err(refused(&dossier, Refusal::OwnDossier)),
            None => Err(Problem::NotFound.into_response()),
        }
    }
}

async fn side(
    accreditor: &Accreditor,
    dossier: &DossierId,
    person: &Person,
) -> Result<Option<Side>, Fault> {
    let conn = &mut *accreditor.db.read().await?;
    Ok(visible(conn, dossier, person).await?.map(|(_, side)| side))
}

/// `POST /dossiers/{dossier}/propose`: the first half of a decision.
pub async fn propose(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    Reviewer { dossier: id, officer }: Reviewer,
    params: Params,
) -> Result<Response, Fault> {
    let Some(measure) = params.first("measure").and_then(measure) else {
        return Ok(refused(&id, Refusal::NotNow));
    };
    let effect = params.first("effect").and_then(read_day).unwrap_or(visitor.now);
    let why = (&officer, params.first("reason").unwrap_or_default());
    answer(&id, accreditor.office.propose((&id, measure), effect, why, visitor.now).await)
}

/// `POST /dossiers/{dossier}/confirm`: the second half.
pub async fn confirm(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    Reviewer { dossier: id, officer }: Reviewer,
) -> Result<Response, Fault> {
    answer(&id, accreditor.office.confirm(&id, &officer, visitor.now).await)
}

/// `POST /dossiers/{dossier}/drop`: a proposal is taken back, or somebody says no to it.
pub async fn drop_proposal(
    State(accreditor): State<Accreditor>,
    Reviewer { dossier: id, officer }: Reviewer,
) -> Result<Response, Fault> {
    answer(&id, accreditor.office.drop_proposal(&id, &officer).await)
}

/// `POST /dossiers/{dossier}/suspend`: at once, by one officer.
pub async fn suspend(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    Reviewer { dossier: id, officer }: Reviewer,
    params: Params,
) -> Result<Response, Fault> {
    let why = (&officer, params.first("reason").unwrap_or_default());
    answer(&id, accreditor.office.suspend(&id, why, visitor.now).await)
}

fn answer(id: &DossierId, done: Result<Taken, OfficeError>) -> Result<Response, Fault> {
    Ok(match done {
        // The draft is the provider's again, and out of the officers' sight.
        Ok(Taken::Moved(Measure::HandBack)) => see_other("/desk"),
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
    if let Some(level) = value.strip_prefix("grant-") {
        return Some(Measure::Grant(level.parse().ok()?));
    }
    // A suspension has a form of its own.
    Measure::read(value, None).filter(|measure| *measure != Measure::Suspend)
}
