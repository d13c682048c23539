//! Receipts: what a person takes home as proof that a login of theirs stands in the ledger, and
//! the page on which anyone checks one in their own browser.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::LoginId;
use http::StatusCode;
use web::{Fault, Visitor, Words, see_other};

use super::store;
use crate::gateway::{Gateway, Shared};
use crate::session::front;

pub const SCRIPT: &str = "receipt.js";

#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage {
    words: Words,
    /// The ledger's own key, against which the browser checks: a receipt brings none that counts.
    key: String,
    /// Those who cosign its heads.
    witnesses: String,
}

#[derive(Template)]
#[template(path = "no_receipt.html")]
struct NoReceiptPage {
    words: Words,
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

/// `GET /receipts/{login}`: the receipt for one of the person's own logins, as a file.
pub async fn one(
    State(gateway): State<Shared>,
    visitor: Visitor,
    Path(login): Path<LoginId>,
) -> Result<Response, Fault> {
    let Some(session) = front::own_session(&gateway, &visitor).await? else {
        return Ok(see_other("/"));
    };
    let place = store::place_of(&mut *gateway.db.read().await?, &session.person, &login).await?;
    let Some(place) = place else { return Ok(none(&gateway, &visitor)) };
    gateway.trail.keeper.take_home(&gateway.db, &gateway.fetch, place).await
}

/// `GET /receipts/of/{year}`: the receipts for all of the person's logins of a year, under one head,
/// as a file: whoever has it can see offline that none is missing.
pub async fn of_year(
    State(gateway): State<Shared>,
    visitor: Visitor,
    Path(year): Path<i16>,
) -> Result<Response, Fault> {
    let Some(session) = front::own_session(&gateway, &visitor).await? else {
        return Ok(see_other("/"));
    };
    let places =
        store::places_of_year(&mut *gateway.db.read().await?, &session.person, year).await?;
    if places.is_empty() {
        return Ok(none(&gateway, &visitor));
    }
    let name = format!("receipts-{year}.tlog-proof");
    gateway.trail.keeper.take_all_home(&gateway.db, &gateway.fetch, (&places, &name)).await
}

/// Whether there is no such login, it is somebody else's, or it is of before the ledger: the
/// answer is the same.
fn none(gateway: &Gateway, visitor: &Visitor) -> Response {
    let words = gateway.words(visitor);
    let title = words.get("no-receipt-title");
    let page = gateway.chassis.page(visitor, &title, NoReceiptPage { words });
    page.status(StatusCode::NOT_FOUND).respond()
}

/// `GET /receipts`: checks a receipt in the browser. Nothing of it is sent anywhere.
pub async fn check(State(gateway): State<Shared>, visitor: Visitor) -> Response {
    let words = gateway.words(&visitor);
    let title = words.get("receipt-title");
    let key = gateway.trail.keeper.key().verifier().to_string();
    let witnesses = gateway.trail.keeper.witnesses().map(|witness| witness.key.to_string());
    let witnesses = witnesses.collect::<Vec<_>>().join(" ");
    let page = gateway.chassis.page(&visitor, &title, ReceiptPage { words, key, witnesses });
    page.script(SCRIPT).respond()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{every_language, whole};

    #[test]
    fn the_pages_about_receipts_are_whole_in_every_language() {
        for words in every_language() {
            let page = ReceiptPage {
                words: words.clone(),
                key: "gateway.example/ledger+1+k".into(),
                witnesses: String::new(),
            };
            let html = page.render().unwrap();
            whole(&html);
            assert!(html.contains("data-key=\"gateway.example/ledger+1+k\""), "{html}");
            whole(&NoReceiptPage { words }.render().unwrap());
        }
    }
}
