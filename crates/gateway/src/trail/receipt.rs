//! Receipts: what a person takes home as proof that a login of theirs stands in the ledger. The page
//! on which anyone checks one is `keeper::Checking`.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::LoginId;
use http::StatusCode;
use web::{Fault, Visitor, Words, see_other};

use super::store;
use crate::gateway::{Gateway, Shared};
use crate::session::front;

#[derive(Template)]
#[template(path = "no_receipt.html")]
struct NoReceiptPage {
    words: Words,
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
    // A year can hold thousands of logins, and each is proved by some twenty hashes.
    if let Err(too_many) = gateway.years_taken.check(session.person.as_str()) {
        return Ok(too_many.into_response());
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{every_language, whole};

    #[test]
    fn the_page_for_no_receipt_is_whole_in_every_language() {
        for words in every_language() {
            whole(&NoReceiptPage { words }.render().unwrap());
        }
    }
}
