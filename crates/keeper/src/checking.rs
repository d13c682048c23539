//! The page on which anyone checks receipts of this ledger in their own browser: nothing of a receipt
//! is sent anywhere, and nobody is asked.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::Language;
use web::{Asset, AssetKind, Chassis, Texts, TextsError, Visitor, Words};

use crate::Keeper;

/// What the page runs, for the assets of a role that shows it.
pub const RECEIPT_SCRIPT: Asset = Asset {
    name: "receipt.js",
    kind: AssetKind::JavaScript,
    body: include_bytes!("../assets/receipt.js"),
};

/// The page of one ledger's receipts.
#[derive(Clone)]
pub struct Checking {
    pub keeper: Keeper,
    pub chassis: Chassis,
    /// Whether the role gives people all receipts of a year as one file.
    pub of_years: bool,
}

#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage {
    words: Words,
    of_years: bool,
    /// The ledger's own key, against which the browser checks: a receipt brings none that counts.
    key: String,
    /// Those who cosign its heads.
    witnesses: String,
}

/// What a receipt can come to, each with its text `receipt-result-…`.
const RESULTS: &[&str] = &[
    "good",
    "whole",
    "missing",
    "twice",
    "mixed",
    "heads",
    "format",
    "ledger",
    "signature",
    "proof",
    "browser",
];

impl ReceiptPage {
    fn results() -> &'static [&'static str] {
        RESULTS
    }

    fn is_good(result: &str) -> bool {
        matches!(result, "good" | "whole")
    }
}

impl Checking {
    /// `/receipts`.
    pub fn routes<S: Clone + Send + Sync + 'static>(self) -> Result<Router<S>, TextsError> {
        Ok(Router::new().route("/receipts", get(check)).with_state((self, texts()?)))
    }
}

/// `GET /receipts`: checks a receipt in the browser.
async fn check(State((checking, texts)): State<(Checking, Texts)>, visitor: Visitor) -> Response {
    let Checking { keeper, chassis, of_years } = checking;
    let words = texts.speak(visitor.language);
    let title = words.get("receipt-title");
    let key = keeper.key().verifier().to_string();
    let witnesses: Vec<_> = keeper.witnesses().map(|witness| witness.key.to_string()).collect();
    let witnesses = witnesses.join(" ");
    let page = chassis.page(&visitor, &title, ReceiptPage { words, of_years, key, witnesses });
    page.script(RECEIPT_SCRIPT.name).respond()
}

fn texts() -> Result<Texts, TextsError> {
    Texts::load(&[
        (Language::Nl, include_str!("../text/nl.ftl")),
        (Language::Fr, include_str!("../text/fr.ftl")),
        (Language::De, include_str!("../text/de.ftl")),
        (Language::En, include_str!("../text/en.ftl")),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_whole_in_every_language_and_has_the_key() {
        let texts = texts().unwrap();
        for language in Language::ALL {
            let words = texts.speak(language);
            let key = "gateway.example/ledger+1+k".to_owned();
            let page = ReceiptPage { words, of_years: true, key, witnesses: String::new() };
            let html = page.render().unwrap();
            assert!(html.contains("data-key=\"gateway.example/ledger+1+k\""), "{html}");
            // A text that is missing shows as its key.
            for key in texts.keys(language) {
                assert!(!html.contains(&format!(">{key}<")), "{language}: {key}");
                assert!(html.contains(&texts.get(language, &key)), "{language}: {key} is unused");
            }
        }
    }
}
