//! The desk: where providers hand in their dossiers and officers decide about them.

mod act;
mod apply;
mod files;
mod incidents;
mod invite;
mod list;
mod page;
#[cfg(test)]
pub mod samples;
mod show;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::Response;
use axum::routing::{get, post};
use web::{Conn, Fault, see_other};

use crate::accreditor::Accreditor;
use crate::dossier::papers::MAX_FILE;
use crate::dossier::store::{self, Kept};
use crate::dossier::{Refusal, Stage, contact};
use crate::id::DossierId;
use crate::person::Person;

/// Whoever sends more than a file may hold is told so up to here; beyond, the line is cut.
const MAX_UPLOAD: usize = 10 * MAX_FILE;

pub fn routes() -> Router<Accreditor> {
    Router::new()
        .route("/desk", get(list::desk))
        .route("/dossiers", get(list::own).post(apply::open))
        .route("/dossiers/{dossier}", get(show::dossier))
        .route("/dossiers/{dossier}/contacts", post(invite::invite))
        .route("/dossiers/{dossier}/contacts/remove", post(invite::remove))
        .route("/invitations/{handle}", get(invite::open))
        .route("/invitation", get(invite::show).post(invite::accept))
        .route("/dossiers/{dossier}/submit", post(apply::submit))
        .route("/dossiers/{dossier}/evidence/{file}", get(files::download))
        .route(
            "/dossiers/{dossier}/evidence",
            post(files::upload).layer(DefaultBodyLimit::max(MAX_UPLOAD)),
        )
        .route("/dossiers/{dossier}/incidents", post(incidents::open))
        .route("/dossiers/{dossier}/incidents/{incident}", post(incidents::report))
        .route("/dossiers/{dossier}/incidents/{incident}/close", post(incidents::close))
        .route("/dossiers/{dossier}/propose", post(act::propose))
        .route("/dossiers/{dossier}/confirm", post(act::confirm))
        .route("/dossiers/{dossier}/drop", post(act::drop_proposal))
        .route("/dossiers/{dossier}/suspend", post(act::suspend))
}

/// In what capacity somebody looks at a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Provider,
    Officer,
}

/// The dossier, for those who may see it: whoever acts for its provider and, once it was handed
/// in, the officers. Nobody else learns that it exists.
async fn visible(
    conn: &mut Conn,
    id: &DossierId,
    person: &Person,
) -> Result<Option<(Kept, Side)>, Fault> {
    let Some(kept) = store::find(conn, id).await? else { return Ok(None) };
    if contact::acts_for(conn, id, &person.subject).await? {
        return Ok(Some((kept, Side::Provider)));
    }
    let handed_in = kept.dossier.stage != Stage::Draft;
    let officer = person.officer.is_some() && handed_in;
    Ok(officer.then_some((kept, Side::Officer)))
}

/// Back to the dossier's page, which says why nothing was done.
fn refused(id: &DossierId, refusal: Refusal) -> Response {
    see_other(format!("/dossiers/{id}?told={}", refusal.key()))
}

fn told(id: &DossierId, key: &str) -> Response {
    see_other(format!("/dossiers/{id}?told={key}"))
}

fn back(id: &DossierId) -> Response {
    see_other(format!("/dossiers/{id}"))
}
