use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use web::{Conn, Fault, Handle, Params, Problem, Visitor};

use super::{Side, back, refused, told, visible};
use crate::accreditor::Accreditor;
use crate::dossier::Refusal;
use crate::id::{DossierId, IncidentId};
use crate::incident::Step;
use crate::incident::store::{self, Incident, Report};
use crate::moment::read_day;
use crate::person::{Officer, Person};

const MAX_TITLE: usize = 200;
const MAX_TEXT: usize = 20_000;

/// `POST /dossiers/{dossier}/incidents`: either side says that something went wrong.
pub async fn open(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    person: Person,
    Path(id): Path<DossierId>,
    params: Params,
) -> Result<Response, Fault> {
    let mut tx = accreditor.db.begin().await?;
    let Some((kept, _)) = visible(&mut tx, &id, &person).await? else {
        return Ok(Problem::NotFound.into_response());
    };
    if kept.dossier.accreditation().is_none() {
        return Ok(refused(&id, Refusal::NotInForce));
    }
    let title = params.first("title").unwrap_or_default().trim();
    if title.is_empty() || title.chars().count() > MAX_TITLE {
        return Ok(told(&id, "told-text"));
    }
    // The clock of the deadlines starts when it was noticed, which was not in the future.
    let noticed = params.first("noticed").and_then(read_day).unwrap_or(visitor.now);
    let incident = Incident {
        id: IncidentId::new(Handle::random().reveal()),
        dossier: id.clone(),
        title: title.to_owned(),
        noticed: noticed.min(visitor.now),
        closed: None,
        reports: Vec::new(),
    };
    store::add(&mut tx, &incident).await?;
    tx.commit().await?;
    Ok(back(&id))
}

/// `POST /dossiers/{dossier}/incidents/{incident}`: what there is to say about it now.
pub async fn report(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    person: Person,
    Path((id, incident)): Path<(DossierId, IncidentId)>,
    params: Params,
) -> Result<Response, Fault> {
    let mut tx = accreditor.db.begin().await?;
    let Some((_, side)) = visible(&mut tx, &id, &person).await? else {
        return Ok(Problem::NotFound.into_response());
    };
    if !is_open(&mut tx, &id, &incident).await? {
        return Ok(refused(&id, Refusal::NotNow));
    }
    let text = params.first("text").unwrap_or_default().trim();
    if text.is_empty() || text.chars().count() > MAX_TEXT {
        return Ok(told(&id, "told-text"));
    }
    let step = params.first("step").and_then(Step::read).unwrap_or(Step::Note);
    let report = Report {
        // What is owed is owed by the provider; the authority can only add to it.
        step: if side == Side::Provider { step } else { Step::Note },
        text: text.to_owned(),
        author: person.officer.map_or(person.name, |officer| officer.to_string()),
        made: visitor.now,
    };
    store::report(&mut tx, &incident, &report).await?;
    tx.commit().await?;
    Ok(back(&id))
}

/// `POST /dossiers/{dossier}/incidents/{incident}/close`
pub async fn close(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    officer: Officer,
    Path((id, incident)): Path<(DossierId, IncidentId)>,
) -> Result<Response, Fault> {
    let mut tx = accreditor.db.begin().await?;
    let Some((_, Side::Officer)) = visible(&mut tx, &id, &officer.person).await? else {
        return Ok(Problem::NotFound.into_response());
    };
    if !store::close(&mut tx, &id, &incident, visitor.now).await? {
        return Ok(refused(&id, Refusal::NotNow));
    }
    tx.commit().await?;
    Ok(back(&id))
}

async fn is_open(
    conn: &mut Conn,
    dossier: &DossierId,
    incident: &IncidentId,
) -> Result<bool, Fault> {
    let all = store::of_dossier(conn, dossier).await?;
    Ok(all.iter().any(|it| it.id == *incident && it.closed.is_none()))
}
