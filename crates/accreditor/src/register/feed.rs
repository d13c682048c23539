//! The newest decisions as a feed (RFC 4287), for whoever must know of a change soon.

use askama::filters::{Html, escape};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::Timestamp;
use http::{HeaderValue, header};
use web::{Fault, Visitor};

use super::DecisionView;
use super::data::Shown;
use crate::accreditor::Accreditor;
use crate::dossier::store;

const MOST: i64 = 50;

/// `GET /register.atom`
pub async fn atom(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
) -> Result<Response, Fault> {
    let conn = &mut *accreditor.db.read().await?;
    let words = accreditor.texts.speak(visitor.language);
    let (mut entries, mut updated) = (String::new(), None);
    for decision in store::newest_decisions(conn, MOST).await? {
        let kept = store::find(conn, &decision.dossier).await?;
        let Some(kept) = kept.filter(|kept| kept.dossier.accreditation().is_some()) else {
            continue;
        };
        updated = updated.max(Some(decision.decided));
        let shown = Shown::from(decision);
        let view = DecisionView::of(&shown, &words);
        let title = format!("{}: {}", kept.dossier.organisation, view.measure);
        entries.push_str(&entry(&accreditor, &shown, &title));
    }
    let updated = updated.unwrap_or(Timestamp::from_seconds(0)).rfc3339();
    let (id, title) = (accreditor.at("/register.atom"), words.get("register-title"));
    let author = accreditor.chassis.name().text(visitor.language);
    let feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <id>{id}</id><title>{}</title><updated>{updated}</updated>\n\
         <author><name>{}</name></author><link rel=\"self\" href=\"{id}\"/>\n{entries}</feed>\n",
        visitor.language,
        escaped(&title),
        escaped(author),
    );
    let atom = HeaderValue::from_static("application/atom+xml; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, atom)], feed).into_response())
}

fn entry(accreditor: &Accreditor, shown: &Shown, title: &str) -> String {
    let (dossier, number) = (&shown.dossier, shown.number);
    let link = accreditor.at(&format!("/register/{dossier}"));
    format!(
        "<entry><id>{link}#decision-{number}</id><title>{}</title><updated>{}</updated>\
         <link href=\"{link}\"/><summary>{}</summary></entry>\n",
        escaped(title),
        shown.decided.rfc3339(),
        escaped(&shown.reason),
    )
}

/// Text in XML: what HTML escapes, XML escapes alike, and control characters have no place in it.
fn escaped(text: &str) -> String {
    let plain: String = text.chars().filter(|it| !it.is_control() || *it == '\n').collect();
    let Ok(safe) = escape(plain, Html);
    safe.to_string()
}
