use askama::Template;
use web::Words;

use super::data::{Listed, Shown};
use crate::moment::{day, moment};

#[derive(Template)]
#[template(path = "register.html")]
pub struct RegisterPage {
    pub words: Words,
    pub listed: Vec<Row>,
    /// Who cosigns the heads of the ledger of decisions.
    pub witnesses: String,
}

#[derive(Template)]
#[template(path = "accreditation.html")]
pub struct AccreditationPage {
    pub words: Words,
    pub row: Row,
    pub decisions: Vec<DecisionView>,
}

#[derive(Template)]
#[template(path = "mark.html")]
pub struct MarkPage {
    pub words: Words,
    /// In words.
    pub level: String,
    pub mark_type: String,
}

/// An accreditation in words.
pub struct Row {
    pub href: String,
    pub organisation: String,
    pub entity: String,
    pub level: String,
    pub state: String,
    pub badge: &'static str,
    pub since: String,
    pub until: String,
}

/// A decision in words.
pub struct DecisionView {
    pub number: i64,
    pub measure: String,
    pub decided: String,
    pub effect: String,
    pub reason: String,
    pub receipt: String,
}

impl Row {
    pub fn of(listed: &Listed, words: &Words) -> Self {
        Self {
            href: format!("/register/{}", listed.dossier),
            organisation: listed.organisation.clone(),
            entity: listed.provider.to_string(),
            level: words.get(&format!("level-{}", listed.level)),
            state: words.get(&format!("state-{}", listed.state.name())),
            badge: listed.state.badge(),
            since: day(listed.since, words.language),
            until: day(listed.until, words.language),
        }
    }
}

impl DecisionView {
    pub fn of(shown: &Shown, words: &Words) -> Self {
        let measure = words.get(&format!("measure-{}", shown.measure));
        let measure = match shown.level {
            Some(level) => format!("{measure}: {}", words.get(&format!("level-{level}"))),
            None => measure,
        };
        Self {
            number: shown.number,
            measure,
            decided: moment(shown.decided, words.language),
            effect: moment(shown.effect, words.language),
            reason: shown.reason.clone(),
            receipt: format!("/register/decisions/{}/receipt", shown.number),
        }
    }
}
