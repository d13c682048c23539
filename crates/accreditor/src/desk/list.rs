use axum::extract::State;
use axum::response::Response;
use domain::Timestamp;
use web::{Conn, Fault, Params, Visitor, Words};

use super::page::{DeskPage, DossiersPage, Row};
use super::show;
use crate::accreditor::Accreditor;
use crate::dossier::{Dossier, REMINDERS, Stage, papers, store};
use crate::incident::{self, owed};
use crate::moment::day;
use crate::person::{Officer, Person};

/// `GET /dossiers`: those of a provider's own people, and the form to open one.
pub async fn own(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    person: Person,
    params: Params,
) -> Result<Response, Fault> {
    let words = accreditor.texts.speak(visitor.language);
    let conn = &mut *accreditor.db.read().await?;
    let own = papers::of_person(conn, &person.subject).await?;
    let mut rows = Vec::new();
    for dossier in store::all(conn).await?.into_iter().filter(|it| own.contains(&it.id)) {
        rows.push(row(conn, &dossier, &words, visitor.now).await?);
    }
    let page = DossiersPage {
        told: show::told(&params, &words),
        name: person.name,
        officer: person.officer.is_some(),
        rows,
        words,
    };
    Ok(accreditor.show(&visitor, "dossiers-title", page))
}

/// `GET /desk`: what the officers have before them.
pub async fn desk(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    officer: Officer,
) -> Result<Response, Fault> {
    let words = accreditor.texts.speak(visitor.language);
    let conn = &mut *accreditor.db.read().await?;
    let mut rows = Vec::new();
    for dossier in store::all(conn).await?.into_iter().rev() {
        if dossier.stage != Stage::Draft {
            rows.push(row(conn, &dossier, &words, visitor.now).await?);
        }
    }
    // Whatever waits for somebody comes first.
    rows.sort_by_key(|row| row.notes.is_empty());
    let page = DeskPage { name: officer.person.name, rows, words };
    Ok(accreditor.show(&visitor, "desk-title", page))
}

async fn row(
    conn: &mut Conn,
    dossier: &Dossier,
    words: &Words,
    now: Timestamp,
) -> Result<Row, Fault> {
    let mut notes = Vec::new();
    if let Some(proposal) = store::proposal(conn, &dossier.id).await? {
        let measure = words.get(&format!("measure-{}", proposal.measure.name()));
        notes.push(words.with_one("note-proposed", "measure", &measure));
    }
    for incident in incident::store::of_dossier(conn, &dossier.id).await? {
        let late = owed(incident.noticed, &incident.steps()).is_some_and(|owed| owed.due <= now);
        if incident.closed.is_none() {
            let key = if late { "note-incident-late" } else { "note-incident" };
            notes.push(words.with_one(key, "title", &incident.title));
        }
    }
    if let Some(held) = dossier.accreditation() {
        let near = held.until.plus_months(-REMINDERS[0]) <= now && now < held.until;
        if near && !held.is_succeeded() {
            notes.push(words.with_one("note-ends", "until", &day(held.until, words.language)));
        }
    }
    Ok(Row {
        href: format!("/dossiers/{}", dossier.id),
        organisation: dossier.organisation.clone(),
        state: words.get(&format!("state-{}", dossier.state(now).name())),
        level: words.get(&format!("level-{}", dossier.level)),
        notes,
    })
}
