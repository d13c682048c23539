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
}

/// `GET /`
pub async fn home(State(mobile): State<Mobile>, visitor: Visitor) -> Response {
    let words = mobile.texts.speak(visitor.language);
    let title = words.get("home-title");
    mobile.chassis.page(&visitor, &title, HomePage { words }).respond()
}
