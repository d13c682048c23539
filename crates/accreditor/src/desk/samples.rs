//! The desk's pages with sample values, for the test that reads them in every language.

use web::Words;

use super::page::{
    DeskPage, DossierPage, DossiersPage, FileView, IncidentView, KindView, OfficerView,
    ProposalView, ReportView, Row,
};
use crate::page_tests::rendered;
use crate::register::samples::decision;

const NAME: &str = "Ana <b>";

fn row(words: &Words) -> Row {
    Row {
        href: "/dossiers/x".to_owned(),
        organisation: NAME.to_owned(),
        state: words.get("state-draft"),
        level: words.get("level-high"),
        notes: vec![words.with_one("note-incident-late", "title", NAME)],
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
        told: Some(words.get("refusal-not-now")),
        path: "/dossiers/x".to_owned(),
        organisation: NAME.to_owned(),
        entity: "https://app.example".to_owned(),
        state: words.get("state-draft"),
        level: words.get("level-high"),
        span: Some("1".to_owned()),
        kinds: vec![
            KindView { name: "audit-report", text: text.clone(), files: vec![file] },
            KindView { name: "continuity-plan", text, files: Vec::new() },
        ],
        contacts: vec![NAME.to_owned()],
        incidents: vec![incident(words, false), incident(words, true)],
        decisions: vec![decision(words)],
        draft,
        in_force: !draft,
        officer,
        words: words.clone(),
    }
}

fn officer(words: &Words, own: Option<bool>) -> OfficerView {
    OfficerView {
        take_up: true,
        hand_back: true,
        suspend: true,
        measures: vec![("refuse".to_owned(), words.get("measure-refuse"))],
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
    let told = Some(words.get("told-entity"));
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
    for own in [None, Some(true), Some(false)] {
        let officer = officer(&words(), own);
        pages.push(rendered(&dossier(&words(), false, Some(officer))));
    }
    pages
}
