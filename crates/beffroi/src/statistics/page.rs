use askama::Template;
use web::Words;

use super::office::{Office, Shown};
use crate::publication::announcement;
use crate::simulate;

/// What there is, newest year first, and how anybody checks it.
#[derive(Template)]
#[template(path = "statistics/front.html")]
pub struct FrontPage {
    words: Words,
    origin: String,
    listed: Vec<Listed>,
    /// Whether the first figures of a made-up country are on their way.
    coming: bool,
    check: Option<Check>,
}

struct Listed {
    name: String,
    title: String,
    sentences: Vec<String>,
    fiction: bool,
    ledger: String,
    entry: String,
    entered: String,
}

/// What the commands need that check the newest figures.
struct Check {
    publication: String,
    source: String,
    year: i16,
}

impl FrontPage {
    pub fn new(words: Words, office: &Office) -> Self {
        let shown = office.shown();
        let fiction = |origin: &str| simulate::is_fiction(origin);
        let coming = shown.is_empty()
            && office.config.sources.iter().any(|source| fiction(source.ledger_key.name()));
        let checkable =
            |shown: &&Shown| office.source_of(shown).is_some_and(|source| source.folder.is_some());
        let check = shown.iter().find(checkable).and_then(|shown| {
            let publication = shown.checked.name.clone();
            let source = office.source_of(shown)?.id();
            Some(Check { publication, source, year: shown.checked.figures.year })
        });
        Self {
            origin: office.chassis.origin().to_owned(),
            listed: shown.iter().map(|shown| Listed::new(shown, &words)).collect(),
            coming,
            check,
            words,
        }
    }

    /// Whether it is worth looking again soon.
    pub fn waits(&self) -> bool {
        self.coming
    }
}

impl Listed {
    fn new(shown: &Shown, words: &Words) -> Self {
        let figures = &shown.checked.figures;
        let entered = shown.entered.at.rfc3339();
        Self {
            name: shown.checked.name.clone(),
            title: words.with_one("figures-title", "year", &figures.year.to_string()),
            sentences: announcement(figures, words),
            fiction: simulate::is_fiction(&figures.origin),
            ledger: figures.origin.clone(),
            entry: shown.entered.place.to_string(),
            entered: entered.chars().take("2020-04-30".len()).collect(),
        }
    }
}
