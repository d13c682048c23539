use axum::extract::State;
use axum::response::Response;
use domain::Timestamp;
use web::{Conn, Fault, Params, Visitor, Words};

use super::page::{DeskPage, DossiersPage, Note, Row};
use super::show;
use crate::accreditor::Accreditor;
use crate::dossier::{Dossier, REMINDERS, Stage, contact, store};
use crate::id::OfficerId;
use crate::incident::store::Incident;
use crate::incident::{self, owed};
use crate::mail;
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
    let own = contact::of_person(conn, &person.subject).await?;
    let mut rows = Vec::new();
    for dossier in store::all(conn).await?.into_iter().filter(|it| own.contains(&it.id)) {
        rows.push(row(conn, &dossier, None, (&accreditor, &words, visitor.now)).await?);
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
            let by = (&accreditor, &words, visitor.now);
            rows.push(row(conn, &dossier, Some(&officer.id), by).await?);
        }
    }
    // What waits for this officer comes first, then what waits for somebody else.
    rows.sort_by_key(|row| (!row.waits, row.notes.is_empty()));
    let page = DeskPage { name: officer.person.name, rows, words };
    Ok(accreditor.show(&visitor, "desk-title", page))
}

/// A dossier as this officer, or somebody of the provider's, sees it in a list.
async fn row(
    conn: &mut Conn,
    dossier: &Dossier,
    officer: Option<&OfficerId>,
    (accreditor, words, now): (&Accreditor, &Words, Timestamp),
) -> Result<Row, Fault> {
    let (mut notes, mut waits) = (Vec::new(), false);
    match (store::proposal(conn, &dossier.id).await?, &dossier.stage) {
        (Some(proposal), _) => {
            waits = officer.is_some_and(|officer| *officer != proposal.by);
            let measure = show::spelt_act(proposal.measure, words);
            let values =
                [("measure", measure.as_str()), ("officer", accreditor.officer_name(&proposal.by))];
            notes.push(Note::plain(
                words.with(if waits { "note-yours" } else { "note-proposed" }, &values),
            ));
        }
        (None, Stage::Submitted { at }) => {
            waits = officer.is_some();
            let at = day(*at, words.language);
            notes.push(Note::plain(words.with_one("note-submitted", "at", &at)));
        }
        _ => {}
    }
    for incident in incident::store::of_dossier(conn, &dossier.id).await? {
        notes.extend(incident_note(&incident, (words, now)));
    }
    notes.extend(end_notes(conn, dossier, (words, now)).await?);
    Ok(Row {
        href: format!("/dossiers/{}", dossier.id),
        organisation: dossier.organisation.clone(),
        state: words.get(&format!("state-{}", dossier.state(now).name())),
        badge: dossier.state(now).badge(),
        level: words.get(&format!("level-{}", dossier.level)),
        notes,
        waits,
    })
}

/// What an incident that is not closed still asks for, and from when it is late.
fn incident_note(incident: &Incident, (words, now): (&Words, Timestamp)) -> Option<Note> {
    if incident.closed.is_some() {
        return None;
    }
    let next = owed(incident.noticed, &incident.steps());
    let late = next.is_some_and(|next| next.due <= now);
    let key = if late { "note-incident-late" } else { "note-incident" };
    let owed = match next {
        Some(next) => show::spelt_owed(next, words),
        None => words.get("incident-nothing-owed"),
    };
    let text = words.with(key, &[("title", &incident.title), ("owed", &owed)]);
    Some(Note { text, late })
}

/// That it ends within the year, and that both sides know.
async fn end_notes(
    conn: &mut Conn,
    dossier: &Dossier,
    (words, now): (&Words, Timestamp),
) -> Result<Vec<Note>, Fault> {
    let Some(held) = dossier.accreditation().filter(|held| !held.is_succeeded()) else {
        return Ok(Vec::new());
    };
    if now < held.until.plus_months(-REMINDERS[0]) || held.until <= now {
        return Ok(Vec::new());
    }
    let ends = words.with_one("note-ends", "until", &day(held.until, words.language));
    let reminded = mail::last_reminder(conn, &dossier.id).await?.map(|it| it.spelt(words));
    Ok([Some(ends), reminded].into_iter().flatten().map(Note::plain).collect())
}

impl Note {
    fn plain(text: String) -> Self {
        Self { text, late: false }
    }
}
