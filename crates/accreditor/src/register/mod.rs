//! The public register: who is accredited, at which level, since when, until when, and by what
//! decisions. Nothing here needs a login, and nothing here names a person.

mod data;
mod feed;
mod page;
#[cfg(test)]
pub mod samples;
mod view;

use axum::Router;
use axum::routing::get;

use crate::accreditor::Accreditor;
pub use data::Shown;
pub use page::DecisionView;

pub fn routes() -> Router<Accreditor> {
    Router::new()
        .route("/", get(view::front))
        .route("/register.json", get(view::json))
        .route("/register.atom", get(feed::atom))
        .route("/register/{dossier}", get(view::accreditation))
        .route("/register/decisions/{number}/receipt", get(view::receipt))
        .route("/marks/{level}", get(view::mark))
}
