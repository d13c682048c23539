use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use figures::archive::Manifest;
use http::{HeaderMap, HeaderValue, header};
use ledger::VerifierKey;
use serde_json::json;
use web::{Fault, Problem, Visitor, see_other};

use super::office::Office;
use super::page::FrontPage;
use crate::publication::STATEMENT;

/// What a published page may load: its stylesheet, and nothing else.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
/// Public, and soon replaced if a publication is withdrawn.
const A_MINUTE: HeaderValue = HeaderValue::from_static("public, max-age=60");

/// `GET /`
pub async fn front(State(office): State<Office>, visitor: Visitor) -> Response {
    let words = office.texts.speak(visitor.language);
    let title = words.get("office-title");
    let page = FrontPage::new(words, &office);
    let waits = page.waits();
    let page = office.chassis.page(&visitor, &title, page);
    if waits { page.refresh(3).respond() } else { page.respond() }
}

/// `GET /publications.json`: the same for programs.
pub async fn list(State(office): State<Office>) -> Response {
    let shown = office.shown();
    let publications = shown.iter().map(|shown| {
        let checked = &shown.checked;
        let at = |file: &str| {
            format!("{}/publications/{}/{file}", office.chassis.origin(), checked.name)
        };
        json!({
            "name": checked.name,
            "year": checked.figures.year,
            "ledger": checked.figures.origin,
            "size": checked.size,
            "digest": checked.digest,
            "entry": shown.entered.place,
            "entered": shown.entered.at.rfc3339(),
            "statement": at(STATEMENT),
            "figures": at("figures.json"),
            "receipt": at("receipt"),
        })
    });
    let publications: Vec<_> = publications.collect();
    axum::Json(json!({"publications": publications})).into_response()
}

/// `GET /publications/{name}`: on to the page in the visitor's language.
pub async fn publication(
    State(office): State<Office>,
    visitor: Visitor,
    Path(name): Path<String>,
) -> Response {
    match office.find(&name) {
        Some(_) => see_other(format!("/publications/{name}/{}.html", visitor.language)),
        None => Problem::NotFound.into_response(),
    }
}

/// `GET /publications/{name}/{file}`: a file of it, byte for byte as it was signed.
pub async fn file(
    State(office): State<Office>,
    Path((name, file)): Path<(String, String)>,
) -> Response {
    let shown = office.find(&name);
    let bytes = shown.as_ref().and_then(|shown| shown.checked.files.get(&file));
    let Some(bytes) = bytes else { return Problem::NotFound.into_response() };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, kind(&file));
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(header::CACHE_CONTROL, A_MINUTE);
    (headers, bytes.clone()).into_response()
}

/// `GET /publications/{name}/files.txt`: the addresses of all its files, for a program that
/// downloads them.
pub async fn files(State(office): State<Office>, Path(name): Path<String>) -> Response {
    let Some(shown) = office.find(&name) else { return Problem::NotFound.into_response() };
    let base = format!("{}/publications/{name}", office.chassis.origin());
    addresses(&base, shown.checked.files.keys())
}

/// `GET /publications/{name}/receipt`: the proof that the office's ledger holds the publication.
pub async fn receipt(
    State(office): State<Office>,
    Path(name): Path<String>,
) -> Result<Response, Fault> {
    let Some(shown) = office.find(&name) else { return Ok(Problem::NotFound.into_response()) };
    match office.receipt(shown.entered.place).await? {
        Some(proof) => Ok(([(header::CONTENT_TYPE, TEXT)], proof.to_string()).into_response()),
        None => Ok(Problem::NotFound.into_response()),
    }
}

/// `GET /sources/{id}/key`: the key that signs the heads of the ledger.
pub async fn ledger_key(State(office): State<Office>, Path(id): Path<String>) -> Response {
    office.source(&id).map_or(Problem::NotFound.into_response(), |it| key(&it.ledger_key))
}

/// `GET /sources/{id}/figures-key`: the key that signs its figures.
pub async fn figures_key(State(office): State<Office>, Path(id): Path<String>) -> Response {
    office.source(&id).map_or(Problem::NotFound.into_response(), |it| key(&it.figures_key))
}

/// `GET /sources/{id}/files.txt`: the addresses of the archive's files, as its manifest has them.
pub async fn archive_files(
    State(office): State<Office>,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let folder = office.source(&id).and_then(|source| source.folder.as_ref());
    let Some(folder) = folder else { return Ok(Problem::NotFound.into_response()) };
    let Ok(text) = tokio::fs::read(folder.join("archive/manifest.json")).await else {
        return Ok(Problem::NotFound.into_response());
    };
    let manifest = Manifest::from_json(&text)?;
    let names: Vec<_> = manifest.sealed.into_iter().map(|sealed| sealed.file).collect();
    let base = format!("{}/sources/{id}/archive", office.chassis.origin());
    Ok(addresses(&base, names.iter().chain([&"manifest.json".to_owned()])))
}

fn key(key: &VerifierKey) -> Response {
    ([(header::CONTENT_TYPE, TEXT)], format!("{key}\n")).into_response()
}

fn addresses<'a>(base: &str, names: impl Iterator<Item = &'a String>) -> Response {
    let lines: Vec<_> = names.map(|name| format!("{base}/{name}")).collect();
    ([(header::CONTENT_TYPE, TEXT)], lines.join("\n") + "\n").into_response()
}

fn kind(file: &str) -> HeaderValue {
    HeaderValue::from_static(match file.rsplit_once('.').map_or("", |(_, kind)| kind) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "json" => "application/json",
        _ => "text/plain; charset=utf-8",
    })
}
