//! What verifiers ask: is this card revoked, and whose certificate is above it?

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Timestamp;
use http::header;
use web::{Fault, Problem, Visitor};

use super::{Office, failed};
use crate::card::Authority;

/// `POST /ocsp/{authority}`
pub async fn ocsp(
    State(office): State<Office>,
    Path(authority): Path<String>,
    visitor: Visitor,
    request: Bytes,
) -> Result<Response, Fault> {
    answer(&office, &authority, request.to_vec(), visitor.now).await
}

/// `GET /ocsp/{authority}/{request}` (RFC 6960, appendix A.1)
pub async fn ocsp_by_address(
    State(office): State<Office>,
    Path((authority, request)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, Fault> {
    // What is no base64 is no request either, and the responder says so.
    let request = STANDARD.decode(request).unwrap_or_default();
    answer(&office, &authority, request, visitor.now).await
}

/// `GET /crl/{authority}.crl`
pub async fn list(
    State(office): State<Office>,
    Path(file): Path<String>,
    visitor: Visitor,
) -> Result<Response, Fault> {
    let Some(authority) = named(&file, ".crl") else {
        return Ok(Problem::NotFound.into_response());
    };
    let made = office.work(move |it| it.0.cards.revocation_list(authority, visitor.now)).await?;
    Ok(bytes("application/pkix-crl", made.map_err(failed)?))
}

/// `GET /ca/{authority}.cer`
pub async fn certificate(
    State(office): State<Office>,
    Path(file): Path<String>,
) -> Result<Response, Fault> {
    let Some(authority) = named(&file, ".cer") else {
        return Ok(Problem::NotFound.into_response());
    };
    let certificate = office.0.cards.authority(authority).map_err(failed)?;
    Ok(bytes("application/pkix-cert", certificate.der().to_vec()))
}

async fn answer(
    office: &Office,
    authority: &str,
    request: Vec<u8>,
    now: Timestamp,
) -> Result<Response, Fault> {
    let Ok(authority) = authority.parse::<Authority>() else {
        return Ok(Problem::NotFound.into_response());
    };
    let answered =
        office.work(move |it| it.0.responder.answer(&it.0.cards, authority, &request, now)).await?;
    Ok(bytes("application/ocsp-response", answered.map_err(failed)?))
}

fn named(file: &str, ending: &str) -> Option<Authority> {
    file.strip_suffix(ending)?.parse().ok()
}

fn bytes(kind: &'static str, content: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, kind)], content).into_response()
}
