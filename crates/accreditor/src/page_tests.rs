//! Every page with sample values, in every language.

use askama::Template;
use domain::Language;
use web::Words;

use crate::desk::samples as desk;
use crate::dossier::{EvidenceKind, Refusal, State};
use crate::incident::Step;
use crate::register::samples as register;
use crate::texts;

fn pages(words: &Words) -> Vec<String> {
    let mut pages = register::all(words);
    pages.extend(desk::all(words));
    pages
}

#[test]
fn every_page_is_whole_in_every_language() {
    let texts = texts().unwrap();
    for language in Language::ALL {
        for html in pages(&texts.speak(language)) {
            for key in [
                "register-",
                "fact-",
                "decision",
                "mark-",
                "apply-",
                "desk-",
                "evidence-",
                "contacts-",
                "invitation-",
                "act-",
                "reminded",
                "done-",
                "note-",
                "submit-",
                "officer-",
                "incident",
                "state-",
                "level-",
                "measure-",
                "told-",
                "refusal-",
                "sign-in-",
                "step-",
            ] {
                assert!(!html.contains(&format!(">{key}")), "{language}: {key} in {html}");
            }
            assert!(!html.contains("<b>"), "what somebody writes is never markup");
            assert_eq!(html.matches("<h1>").count(), 1);
        }
    }
}

#[test]
fn every_word_that_rules_use_has_a_text() {
    let texts = texts().unwrap();
    let keys = texts.keys(Language::En);
    let has = |key: String| assert!(keys.contains(&key), "{key}");
    for state in State::ALL {
        has(format!("state-{}", state.name()));
    }
    for refusal in Refusal::ALL {
        has(refusal.key().to_owned());
    }
    for kind in EvidenceKind::ALL {
        has(format!("evidence-{}", kind.name()));
    }
    for step in Step::ALL {
        has(format!("step-{}", step.name()));
    }
    let steps = ["take-up", "hand-back"];
    has("measure-renew".to_owned());
    for measure in ["grant", "refuse", "suspend", "reinstate", "withdraw"].iter().chain(&steps) {
        has(format!("measure-{measure}"));
        has(format!("act-{measure}"));
    }
}

pub fn rendered(page: &impl Template) -> String {
    page.render().unwrap()
}
