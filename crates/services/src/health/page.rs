//! The service's pages.

use askama::Template;
use web::Words;

use super::dates;
use super::fhir::Date;
use super::summary::{Medicine, Summary};

#[derive(Template)]
#[template(path = "health/front.html")]
pub struct FrontPage {
    pub words: Words,
    pub logged_in: bool,
}

#[derive(Template)]
#[template(path = "health/summary.html")]
pub struct SummaryPage {
    pub words: Words,
    pub name: String,
    pub summary: Summary,
    /// Whether the download holds the diagnoses too.
    pub whole: bool,
}

#[derive(Template)]
#[template(path = "health/diagnoses.html")]
pub struct DiagnosesPage {
    pub words: Words,
    pub name: String,
    pub summary: Summary,
}

/// Diagnoses need a higher level than this session has.
#[derive(Template)]
#[template(path = "health/locked.html")]
pub struct LockedPage {
    pub words: Words,
    pub name: String,
    /// The level of the session, in words.
    pub level: String,
}

/// Nobody has sent a document about this person.
#[derive(Template)]
#[template(path = "health/none.html")]
pub struct NonePage {
    pub words: Words,
    pub name: String,
}

impl SummaryPage {
    fn date(&self, date: Date) -> String {
        dates::spelt(&self.words, date)
    }

    fn since(&self, date: Date) -> String {
        since(&self.words, date)
    }

    fn period(&self, medicine: &Medicine) -> Option<String> {
        match (medicine.from, medicine.until) {
            (Some(from), Some(until)) => {
                let (from, until) =
                    (dates::spelt(&self.words, from), dates::spelt(&self.words, until));
                Some(self.words.with("health-from-until", &[("from", &from), ("until", &until)]))
            }
            (Some(from), None) => Some(since(&self.words, from)),
            (None, Some(until)) => Some(dates::spelt(&self.words, until)),
            (None, None) => None,
        }
    }
}

impl DiagnosesPage {
    fn since(&self, date: Date) -> String {
        since(&self.words, date)
    }
}

fn since(words: &Words, date: Date) -> String {
    words.with_one("health-since", "date", &dates::spelt(words, date))
}

#[cfg(test)]
mod tests {
    use domain::Language;

    use super::super::summary::{Allergy, Diagnosis, Vaccination};
    use super::*;

    fn sample() -> Summary {
        let date = Some(Date::day(2024, 10, 2));
        let medicine = |name: &str| Medicine {
            name: name.to_owned(),
            dosage: "1 × <b>".to_owned(),
            from: date,
            until: date,
        };
        Summary {
            name: "Koen D'Hondt".to_owned(),
            birth_date: date,
            updated: date,
            allergies: vec![Allergy {
                to: "Penicilline".to_owned(),
                dangerous: true,
                reactions: "Anafylaxie".to_owned(),
                since: date,
            }],
            medicines: vec![medicine("Ramipril")],
            earlier_medicines: vec![medicine("Amoxicilline")],
            vaccinations: vec![Vaccination {
                vaccine: "Griepvaccin".to_owned(),
                against: "Griep".to_owned(),
                on: date,
                dose: Some(2),
                lot: Some("FICT00001".to_owned()),
            }],
            diagnoses: vec![Diagnosis { name: "Astma".to_owned(), since: date, over: true }],
            not_shown: 1,
        }
    }

    fn empty() -> Summary {
        Summary {
            name: String::new(),
            birth_date: None,
            updated: None,
            allergies: Vec::new(),
            medicines: Vec::new(),
            earlier_medicines: Vec::new(),
            vaccinations: Vec::new(),
            diagnoses: Vec::new(),
            not_shown: 0,
        }
    }

    fn pages(words: &Words) -> Vec<String> {
        let name = || "Koen D'Hondt".to_owned();
        let words = || words.clone();
        let mut pages = Vec::new();
        for logged_in in [false, true] {
            pages.push(FrontPage { words: words(), logged_in }.render().unwrap());
        }
        for (summary, whole) in [(sample(), true), (sample(), false), (empty(), false)] {
            let diagnoses =
                DiagnosesPage { words: words(), name: name(), summary: summary.clone() };
            pages.push(diagnoses.render().unwrap());
            let summary = SummaryPage { words: words(), name: name(), summary, whole };
            pages.push(summary.render().unwrap());
        }
        let level = words().get("level-substantial");
        pages.push(LockedPage { words: words(), name: name(), level }.render().unwrap());
        pages.push(NonePage { words: words(), name: name() }.render().unwrap());
        pages
    }

    #[test]
    fn every_page_is_whole_in_every_language() {
        let texts = crate::health::texts().unwrap();
        for language in Language::ALL {
            for html in pages(&texts.speak(language)) {
                for key in ["health-", "sign-in-", "level-", "month-", "date-"] {
                    assert!(!html.contains(&format!(">{key}")), "{language}: {key} in {html}");
                }
                assert!(!html.contains("<b>"), "what a document says is never markup");
                assert_eq!(html.matches("<h1>").count(), 1);
            }
        }
    }
}
