//! What a person sees and takes along.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::NationalNumber;
use http::{HeaderValue, header};
use serde_json::Value;
use web::{Fault, Params, Visitor};

use super::download::{self, DIAGNOSES};
use super::fhir::Bundle;
use super::page::{DiagnosesPage, FrontPage, LockedPage, NonePage, SummaryPage};
use super::summary::Summary;
use super::{Health, record};
use sign_in::{LoggedIn, Session};

/// `GET /`
pub async fn front(State(health): State<Health>, visitor: Visitor) -> Result<Response, Fault> {
    let logged_in = health.sign_in.session(&visitor).await?.is_some();
    let words = health.texts.speak(visitor.language);
    Ok(health.show(&visitor, "health-name", FrontPage { words, logged_in }))
}

/// `GET /callback`: a person comes back from the gateway. Their first login links the subject by
/// which the gateway knows them here to the document about their national number.
pub async fn arrive(
    State(health): State<Health>,
    visitor: Visitor,
    params: Params,
) -> Result<Response, Fault> {
    let arrival = match health.sign_in.arrive(&visitor, &params).await? {
        Ok(arrival) => arrival,
        Err(answer) => return Ok(answer),
    };
    let number = arrival.identity.text("national_number").and_then(|text| text.parse().ok());
    let number: NationalNumber =
        number.ok_or_else(|| Fault::because("the gateway gave no national number"))?;
    let mut tx = health.database.begin().await?;
    record::link(&mut tx, &health.key, arrival.identity.subject(), &number).await?;
    let session = arrival.open_session(&mut tx, visitor.now).await?;
    tx.commit().await?;
    Ok(arrival.welcome(&session))
}

/// `GET /summary`
pub async fn summary(
    State(health): State<Health>,
    visitor: Visitor,
    LoggedIn(session): LoggedIn,
) -> Result<Response, Fault> {
    let Some(summary) = health.summary_of(&session, &visitor).await? else {
        return Ok(health.no_document(&visitor, session));
    };
    let words = health.texts.speak(visitor.language);
    let title = words.with_one("health-summary-title", "name", &summary.name);
    let (name, whole) = (session.person.name, session.level >= DIAGNOSES);
    let page = SummaryPage { words, name, summary, whole };
    Ok(health.page(&visitor, &title, page))
}

/// `GET /diagnoses`
pub async fn diagnoses(
    State(health): State<Health>,
    visitor: Visitor,
    LoggedIn(session): LoggedIn,
) -> Result<Response, Fault> {
    let words = health.texts.speak(visitor.language);
    if session.level < DIAGNOSES {
        let level = words.get(&format!("level-{}", session.level));
        let page = LockedPage { words, name: session.person.name, level };
        return Ok(health.show(&visitor, "health-diagnoses", page));
    }
    let Some(summary) = health.summary_of(&session, &visitor).await? else {
        return Ok(health.no_document(&visitor, session));
    };
    let page = DiagnosesPage { words, name: session.person.name, summary };
    Ok(health.show(&visitor, "health-diagnoses", page))
}

/// `GET /document`: the FHIR document itself.
pub async fn document(
    State(health): State<Health>,
    visitor: Visitor,
    LoggedIn(session): LoggedIn,
) -> Result<Response, Fault> {
    let Some(stored) = health.document_of(&session).await? else {
        return Ok(health.no_document(&visitor, session));
    };
    let document = download::document(stored, session.level);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/fhir+json")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"health-summary.json\""),
        ),
    ];
    Ok((headers, serde_json::to_vec_pretty(&document)?).into_response())
}

impl Health {
    async fn document_of(&self, session: &Session) -> Result<Option<Value>, Fault> {
        let mut conn = self.database.read().await?;
        record::find(&mut conn, &self.key, &session.subject).await
    }

    async fn summary_of(
        &self,
        session: &Session,
        visitor: &Visitor,
    ) -> Result<Option<Summary>, Fault> {
        let Some(stored) = self.document_of(session).await? else { return Ok(None) };
        // The error's own words could quote the document.
        let bundle: Bundle = serde_json::from_value(stored)
            .map_err(|_| Fault::because("a stored document is no FHIR bundle"))?;
        Ok(Some(Summary::of(&bundle, visitor.language)?))
    }

    fn no_document(&self, visitor: &Visitor, session: Session) -> Response {
        let words = self.texts.speak(visitor.language);
        self.show(visitor, "health-none-title", NonePage { words, name: session.person.name })
    }

    fn show(&self, visitor: &Visitor, title: &str, page: impl Template) -> Response {
        self.page(visitor, &self.texts.get(visitor.language, title), page)
    }

    /// Every page may hold the form that logs out, whose answer leads on to the gateway.
    fn page(&self, visitor: &Visitor, title: &str, page: impl Template) -> Response {
        let gateway = self.sign_in.gateway_origin();
        self.chassis.page(visitor, title, page).form_origin(gateway).respond()
    }
}
