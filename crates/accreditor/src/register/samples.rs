//! The register's pages with sample values, for the test that reads them in every language.

use web::Words;

use super::page::{AccreditationPage, DecisionView, MarkPage, RegisterPage, Row};
use crate::page_tests::rendered;

pub fn decision(words: &Words) -> DecisionView {
    DecisionView {
        number: 7,
        measure: words.get("measure-grant"),
        decided: "1".to_owned(),
        effect: "2".to_owned(),
        reason: "It is <b>sound</b>.".to_owned(),
        receipt: "/register/decisions/7/receipt".to_owned(),
    }
}

fn row(words: &Words) -> Row {
    Row {
        href: "/register/x".to_owned(),
        organisation: "App <b>".to_owned(),
        entity: "https://app.example".to_owned(),
        level: words.get("level-high"),
        state: words.get("state-granted"),
        badge: "badge badge-good",
        since: "1".to_owned(),
        until: "2".to_owned(),
    }
}

pub fn all(words: &Words) -> Vec<String> {
    let level = words.get("level-high");
    let mark_type = "https://authority.example/marks/high".to_owned();
    vec![
        rendered(&RegisterPage {
            words: words.clone(),
            listed: vec![row(words)],
            witnesses: "gateway.example/witness".to_owned(),
        }),
        rendered(&RegisterPage {
            words: words.clone(),
            listed: Vec::new(),
            witnesses: String::new(),
        }),
        rendered(&AccreditationPage {
            words: words.clone(),
            row: row(words),
            decisions: vec![decision(words)],
        }),
        rendered(&MarkPage { words: words.clone(), level, mark_type }),
    ]
}
