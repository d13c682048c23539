//! The desk's pages with sample values, for the test that reads them in every language.

use web::Words;

use super::page::{
    ContactView, DeskPage, DossierPage, DossiersPage, FileView, IncidentView, InvitationPage,
    KindView, Note, OfficerView, ProposalView, ReportView, Row, StepView, Told,
};
use crate::page_tests::rendered;
use crate::register::samples::decision;

const NAME: &str = "Ana <b>";

fn row(words: &Words) -> Row {
    Row {
        href: "/dossiers/x".to_owned(),
        organisation: NAME.to_owned(),
        state: words.get("state-draft"),
        badge: "badge",
        level: words.get("level-high"),
        notes: vec![Note {
            text: words.with("note-incident-late", &[("title", NAME), ("owed", NAME)]),
            late: true,
        }],
        waits: true,
    }
}

fn incident(words: &Words, closed: bool) -> IncidentView {
    IncidentView {
        path: "/dossiers/x/incidents/y".to_owned(),
        title: NAME.to_owned(),
        noticed: "1".to_owned(),
        owed: words.get("incident-nothing-owed"),
        late: !closed,
        closed,
        steps: vec![("note", words.get("step-note"))],
        reports: vec![ReportView {
            step: words.get("step-note"),
            author: NAME.to_owned(),
            made: "1".to_owned(),
            text: NAME.to_owned(),
        }],
    }
}

fn contact(acts: bool) -> ContactView {
    ContactView { name: NAME.to_owned(), email: "ana@app.example".to_owned(), acts }
}

fn dossier(words: &Words, draft: bool, officer: Option<OfficerView>) -> DossierPage {
    let file = FileView {
        href: "/dossiers/x/evidence/y".to_owned(),
        name: "report.pdf".to_owned(),
        size: "12 kB".to_owned(),
        digest: "ab".repeat(32),
    };
    let text = words.get("evidence-audit-report");
    DossierPage {
        name: NAME.to_owned(),
        told: Some(Told { text: words.get("refusal-not-now"), done: false }),
        path: "/dossiers/x".to_owned(),
        organisation: NAME.to_owned(),
        entity: "https://app.example".to_owned(),
        state: words.get("state-draft"),
        badge: "badge",
        level: words.get("level-high"),
        span: Some("1".to_owned()),
        kinds: vec![
            KindView { name: "audit-report", text: text.clone(), files: vec![file] },
            KindView { name: "continuity-plan", text, files: Vec::new() },
        ],
        reminded: Some(
            words.with("reminded", &[("months", &words.counted("months", 12)), ("sent", "1")]),
        ),
        contacts: vec![contact(true), contact(false)],
        incidents: vec![incident(words, false), incident(words, true)],
        steps: vec![StepView {
            measure: words.get("measure-hand-back"),
            decided: "1".to_owned(),
            reason: NAME.to_owned(),
        }],
        decisions: vec![decision(words)],
        draft,
        in_force: !draft,
        officer,
        words: words.clone(),
    }
}

fn officer(words: &Words, own: Option<bool>) -> OfficerView {
    OfficerView {
        suspend: true,
        measures: vec![("refuse".to_owned(), words.get("act-refuse"))],
        proposal: own.map(|own| ProposalView {
            text: words.get("measure-refuse"),
            by: "Els Maes".to_owned(),
            effect: "1".to_owned(),
            reason: NAME.to_owned(),
            own,
        }),
    }
}

pub fn all(words: &Words) -> Vec<String> {
    let name = || NAME.to_owned();
    let told = Some(Told { text: words.get("done-invited"), done: true });
    let words = || words.clone();
    let mut pages = vec![
        rendered(&DossiersPage {
            words: words(),
            name: name(),
            told,
            rows: vec![row(&words())],
            officer: true,
        }),
        rendered(&DeskPage { words: words(), name: name(), rows: Vec::new() }),
        rendered(&dossier(&words(), true, None)),
    ];
    for (name, offer) in
        [(Some(name()), Some((name(), name()))), (None, Some((name(), name()))), (None, None)]
    {
        pages.push(rendered(&InvitationPage { words: words(), name, offer }));
    }
    for own in [None, Some(true), Some(false)] {
        let officer = officer(&words(), own);
        pages.push(rendered(&dossier(&words(), false, Some(officer))));
    }
    pages
}
