use askama::Template;
use axum::response::Response;
use http::StatusCode;
use web::{Visitor, Words};

use crate::SignIn;
use crate::outcome::Unsuccessful;

#[derive(Template)]
#[template(path = "sign_in/unsuccessful.html")]
pub(crate) struct UnsuccessfulPage {
    pub words: Words,
    pub title: String,
    pub text: String,
    pub again: String,
}

#[derive(Template)]
#[template(path = "sign_in/over.html")]
pub(crate) struct OverPage {
    pub words: Words,
    pub again: String,
}

impl UnsuccessfulPage {
    pub fn of(outcome: Unsuccessful, to: &str, words: Words) -> Self {
        Self {
            title: words.get(&format!("{}-title", outcome.key())),
            text: words.get(&format!("{}-text", outcome.key())),
            again: again(to),
            words,
        }
    }
}

impl SignIn {
    pub(crate) fn unsuccessful(
        &self,
        visitor: &Visitor,
        outcome: Unsuccessful,
        to: &str,
    ) -> Response {
        let words = self.0.texts.speak(visitor.language);
        let page = UnsuccessfulPage::of(outcome, to, words);
        let title = page.title.clone();
        self.0.chassis.page(visitor, &title, page).status(outcome.status()).respond()
    }

    /// Somebody is not, or no longer, logged in.
    pub(crate) fn over(&self, visitor: &Visitor) -> Response {
        let words = self.0.texts.speak(visitor.language);
        let title = words.get("sign-in-over-title");
        let page = OverPage { words, again: again(self.place(Some(visitor.path())).path) };
        self.0.chassis.page(visitor, &title, page).status(StatusCode::UNAUTHORIZED).respond()
    }
}

/// Paths of places are our own and hold nothing that needs escaping.
fn again(to: &str) -> String {
    format!("/login?to={to}")
}

#[cfg(test)]
mod tests {
    use domain::Language;

    use super::*;
    use crate::TEXTS;

    #[test]
    fn every_outcome_is_told_in_every_language() {
        let texts = web::Texts::load(&TEXTS).unwrap();
        for language in Language::ALL {
            for outcome in Unsuccessful::ALL {
                let page = UnsuccessfulPage::of(outcome, "/summary", texts.speak(language));
                let html = page.render().unwrap();
                assert!(!html.contains("sign-in-"), "{language} {outcome:?}: {html}");
            }
            let over = OverPage { words: texts.speak(language), again: again("/summary") };
            assert!(over.render().unwrap().contains("href=\"/login?to=/summary\""));
        }
    }
}
