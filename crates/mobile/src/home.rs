//! The front page.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use web::{Visitor, Words};

use crate::mobile::Mobile;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    words: Words,
    /// Whether people can enrol themselves with their card.
    by_card: bool,
}

/// `GET /`
pub async fn home(State(mobile): State<Mobile>, visitor: Visitor) -> Response {
    let words = mobile.texts.speak(visitor.language);
    let title = words.get("home-title");
    let by_card = mobile.gateway.is_some();
    mobile.chassis.page(&visitor, &title, HomePage { words, by_card }).respond()
}
