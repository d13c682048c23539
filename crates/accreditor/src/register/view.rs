use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::Level;
use http::{HeaderValue, header};
use serde_json::json;
use web::{Fault, Json, Problem, Visitor};

use super::data;
use super::page::{AccreditationPage, DecisionView, MarkPage, RegisterPage, Row};
use crate::accreditor::Accreditor;
use crate::dossier::store;
use crate::id::DossierId;

/// `GET /`: the register.
pub async fn front(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
) -> Result<Response, Fault> {
    let listed = data::all(&mut *accreditor.db.read().await?, visitor.now).await?;
    let words = accreditor.texts.speak(visitor.language);
    let listed = listed.iter().map(|it| Row::of(it, &words)).collect();
    let witnesses: Vec<_> = accreditor.keeper.witnesses().map(|it| it.key.name()).collect();
    let witnesses = witnesses.join(", ");
    Ok(accreditor.show(&visitor, "register-title", RegisterPage { words, listed, witnesses }))
}

/// `GET /register.json`
pub async fn json(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
) -> Result<Response, Fault> {
    let listed = data::all(&mut *accreditor.db.read().await?, visitor.now).await?;
    let body = json!({
        "authority": accreditor.id,
        "at": visitor.now.rfc3339(),
        "accreditations": listed,
    });
    // Anyone may build on it, from any site.
    let anywhere = [(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"))];
    Ok((anywhere, Json(body)).into_response())
}

/// `GET /register/{dossier}`: an accreditation, with the chain of decisions back to the first grant.
pub async fn accreditation(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    Path(dossier): Path<DossierId>,
) -> Result<Response, Fault> {
    let conn = &mut *accreditor.db.read().await?;
    let Some(kept) = store::find(conn, &dossier).await? else {
        return Ok(Problem::NotFound.into_response());
    };
    let Some(listed) = data::of(conn, &kept.dossier, visitor.now).await? else {
        return Ok(Problem::NotFound.into_response());
    };
    let words = accreditor.texts.speak(visitor.language);
    let page = AccreditationPage {
        row: Row::of(&listed, &words),
        decisions: listed.decisions.iter().map(|it| DecisionView::of(it, &words)).collect(),
        words,
    };
    Ok(accreditor.page(&visitor, &listed.organisation, page))
}

/// `GET /register/decisions/{number}/receipt`: the proof that the ledger holds the decision,
/// verifiable without asking anybody. Only for what the register shows.
pub async fn receipt(
    State(accreditor): State<Accreditor>,
    Path(number): Path<i64>,
) -> Result<Response, Fault> {
    let conn = &mut *accreditor.db.read().await?;
    let Some(decision) = store::decision(conn, number).await? else {
        return Ok(Problem::NotFound.into_response());
    };
    let dossier = store::find(conn, &decision.dossier).await?;
    let public = dossier.is_some_and(|kept| kept.dossier.accreditation().is_some());
    let place = u64::try_from(number - 1)?;
    match keeper::receipt(conn, place).await? {
        Some(proof) if public => {
            let text = HeaderValue::from_static("text/plain; charset=utf-8");
            Ok(([(header::CONTENT_TYPE, text)], proof.to_string()).into_response())
        }
        _ => Ok(Problem::NotFound.into_response()),
    }
}

/// `GET /marks/{level}`: what a trust mark of this type says, at the address that is its name.
pub async fn mark(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    Path(level): Path<String>,
) -> Response {
    let level = level.parse::<Level>().ok();
    let typed = level.and_then(|level| Some((level, accreditor.scheme.mark_type(level)?)));
    let Some((level, mark_type)) = typed else { return Problem::NotFound.into_response() };
    let words = accreditor.texts.speak(visitor.language);
    let (level, mark_type) = (words.get(&format!("level-{level}")), mark_type.to_owned());
    let page = MarkPage { words, level, mark_type };
    accreditor.show(&visitor, "mark-title", page)
}
