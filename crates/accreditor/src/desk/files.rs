//! Evidence on its way in and out. What providers send is never shown here, only handed on: a
//! file that carries something leaves as what it came, for a machine that expects it.

use axum::extract::multipart::Field;
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use web::{Fault, Problem, Visitor};

use super::apply::is_draft;
use super::{Side, back, refused, told, visible};
use crate::accreditor::Accreditor;
use crate::dossier::papers::{self, MAX_FILE, MAX_FILES};
use crate::dossier::{EvidenceKind, Refusal};
use crate::id::{DossierId, EvidenceId};
use crate::person::Person;

/// What a form sent.
struct Upload {
    kind: EvidenceKind,
    name: String,
    content: Vec<u8>,
}

/// `POST /dossiers/{dossier}/evidence`
pub async fn upload(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    person: Person,
    Path(id): Path<DossierId>,
    form: Multipart,
) -> Result<Response, Fault> {
    let Some(upload) = read(form).await else { return Ok(told(&id, "told-file")) };
    let mut tx = accreditor.db.begin().await?;
    let Some((kept, Side::Provider)) = visible(&mut tx, &id, &person).await? else {
        return Ok(Problem::NotFound.into_response());
    };
    if !is_draft(&kept.dossier) {
        return Ok(refused(&id, Refusal::NotNow));
    }
    if papers::evidence(&mut tx, &id).await?.len() >= MAX_FILES {
        return Ok(told(&id, "told-too-many-files"));
    }
    let Upload { kind, name, content } = upload;
    papers::add_evidence(&mut tx, &id, (kind, &name), content, visitor.now).await?;
    tx.commit().await?;
    Ok(back(&id))
}

/// The kind, then the file. `None` for anything else, and for files that are empty or too large.
async fn read(mut form: Multipart) -> Option<Upload> {
    let mut kind = None;
    while let Some(field) = form.next_field().await.ok()? {
        match field.name() {
            Some("kind") => kind = EvidenceKind::read(&field.text().await.ok()?),
            Some("file") => {
                let name = plain(field.file_name().unwrap_or_default());
                let content = content(field).await?;
                return Some(Upload { kind: kind?, name, content });
            }
            _ => {}
        }
    }
    None
}

/// What is in a file that is not empty and not too large. One that is too large is read to its end
/// and forgotten: a browser that is still sending hears no answer.
async fn content(mut field: Field<'_>) -> Option<Vec<u8>> {
    let (mut content, mut fits) = (Vec::new(), true);
    while let Some(piece) = field.chunk().await.ok()? {
        fits &= content.len() + piece.len() <= MAX_FILE;
        if fits {
            content.extend_from_slice(&piece);
        }
    }
    (fits && !content.is_empty()).then_some(content)
}

/// A file's name without folders and without anything that a header or a system reads otherwise.
fn plain(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let safe = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
    let name: String = last.chars().map(|it| if safe(it) { it } else { '_' }).take(80).collect();
    let name = name.trim_start_matches('.');
    if name.is_empty() { "file".to_owned() } else { name.to_owned() }
}

/// `GET /dossiers/{dossier}/evidence/{file}`
pub async fn download(
    State(accreditor): State<Accreditor>,
    person: Person,
    Path((id, file)): Path<(DossierId, EvidenceId)>,
) -> Result<Response, Fault> {
    let conn = &mut *accreditor.db.read().await?;
    if visible(conn, &id, &person).await?.is_none() {
        return Ok(Problem::NotFound.into_response());
    }
    let Some((evidence, content)) = papers::file(conn, &id, &file).await? else {
        return Ok(Problem::NotFound.into_response());
    };
    let disposition = format!("attachment; filename=\"{}\"", evidence.name);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition)?),
        // Should a browser show it in spite of all, then as a page that can do nothing.
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("sandbox; default-src 'none'; frame-ancestors 'none'"),
        ),
    ];
    Ok((headers, content).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_harmless() {
        for (sent, kept) in [
            ("report.pdf", "report.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\secret\\x.exe", "x.exe"),
            ("a\"; filename=b\r\n.html", "a___filename_b__.html"),
            (".htaccess", "htaccess"),
            ("", "file"),
            ("..", "file"),
        ] {
            assert_eq!(plain(sent), kept, "{sent:?}");
        }
    }
}
