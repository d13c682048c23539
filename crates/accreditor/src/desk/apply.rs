//! What a provider's people do with their dossier.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::Level;
use protocol::federation::EntityId;
use web::{Conn, Fault, Params, Problem, Visitor, see_other};

use super::{Side, back, refused, visible};
use crate::accreditor::Accreditor;
use crate::dossier::contact::{self, Contact};
use crate::dossier::{Dossier, Refusal, Stage, papers, store, that_count};
use crate::federation::subordinate;
use crate::id::DossierId;
use crate::mail::is_address;
use crate::person::Person;

const MAX_NAME: usize = 200;
/// Nobody works on more dossiers at a time.
const MAX_DRAFTS: usize = 5;

/// `POST /dossiers`: a provider begins to ask.
pub async fn open(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    person: Person,
    params: Params,
) -> Result<Response, Fault> {
    let sorry = |key: &str| Ok(see_other(format!("/dossiers?told={key}")));
    let field = |name| params.first(name).unwrap_or_default().trim().to_owned();
    // With a slash at its end it would be another name for the same address.
    let entity = field("entity").parse().ok().filter(|it: &EntityId| !it.as_str().ends_with('/'));
    let Some(entity) = entity else { return sorry("told-entity") };
    let organisation = field("organisation");
    if !is_name(&organisation) {
        return sorry("told-name");
    }
    if !is_address(&field("email")) {
        return sorry("told-email");
    }
    let level = field("level").parse().unwrap_or(Level::Low);
    let mut tx = accreditor.db.begin().await?;
    let own = contact::of_person(&mut tx, &person.subject).await?;
    let others = match that_count(store::of_entity(&mut tx, &entity).await?, &own) {
        Ok(others) => others,
        Err(refusal) => return sorry(refusal.key()),
    };
    if begun(&mut tx, &own).await? >= MAX_DRAFTS {
        return sorry("told-too-many-drafts");
    }
    let id = DossierId::random();
    let opened = Dossier::open(id.clone(), (entity, organisation), level, &others, visitor.now);
    let dossier = match opened {
        Ok(dossier) => dossier,
        Err(refusal) => return sorry(refusal.key()),
    };
    store::add(&mut tx, &dossier, visitor.now).await?;
    if let Some(before) = &dossier.renews {
        // Those who look after what is renewed look after its renewal.
        for contact in contact::list(&mut tx, before).await? {
            contact::add(&mut tx, &id, &contact).await?;
        }
    }
    if !contact::acts_for(&mut tx, &id, &person.subject).await? {
        let contact = Contact {
            email: field("email"),
            name: person.name,
            language: visitor.language,
            subject: Some(person.subject),
        };
        contact::add(&mut tx, &id, &contact).await?;
    }
    tx.commit().await?;
    Ok(back(&id))
}

/// How many dossiers of a person are not handed in. Each has room for many files.
async fn begun(conn: &mut Conn, own: &[DossierId]) -> Result<usize, Fault> {
    let all = store::all(conn).await?;
    Ok(all.iter().filter(|it| own.contains(&it.id) && is_draft(it)).count())
}

/// `POST /dossiers/{dossier}/submit`: the dossier is handed in.
pub async fn submit(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    person: Person,
    Path(id): Path<DossierId>,
) -> Result<Response, Fault> {
    let mut tx = accreditor.db.begin().await?;
    let Some((kept, Side::Provider)) = visible(&mut tx, &id, &person).await? else {
        return Ok(Problem::NotFound.into_response());
    };
    let evidence = papers::evidence(&mut tx, &id).await?;
    let kinds: Vec<_> = evidence.iter().map(|it| it.kind).collect();
    // Somebody else may have been faster since the draft was begun.
    let own = contact::of_person(&mut tx, &person.subject).await?;
    let others = that_count(store::of_entity(&mut tx, &kept.dossier.entity).await?, &own);
    let submitted =
        others.and_then(|others| kept.dossier.clone().submit(&kinds, &others, visitor.now));
    let dossier = match submitted {
        Ok(dossier) => dossier,
        Err(refusal) => return Ok(refused(&id, refusal)),
    };
    // From now on the anchor vouches that it exists: its keys are met, and marks can follow.
    subordinate::add_provider(&mut tx, &dossier).await?;
    if !store::save(&mut tx, &kept.with(dossier)).await? {
        return Ok(refused(&id, Refusal::NotNow));
    }
    tx.commit().await?;
    Ok(back(&id))
}

/// A name as it stands on a page and in a mail: one line.
pub fn is_name(text: &str) -> bool {
    let length = text.chars().count();
    (1..=MAX_NAME).contains(&length) && !text.contains(char::is_control)
}

/// Whether the provider may still put papers in.
pub fn is_draft(dossier: &Dossier) -> bool {
    dossier.stage == Stage::Draft
}
