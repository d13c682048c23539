//! What a provider's people do with their dossier.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::Level;
use protocol::federation::EntityId;
use web::{Fault, Params, Problem, Visitor, see_other};

use super::{Side, back, refused, told, visible};
use crate::accreditor::Accreditor;
use crate::dossier::papers::{self, Contact};
use crate::dossier::{Dossier, Refusal, Stage, store};
use crate::federation::subordinate;
use crate::id::DossierId;
use crate::mail::is_address;
use crate::person::Person;

const MAX_NAME: usize = 200;

/// `POST /dossiers`: a provider begins to ask.
pub async fn open(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    person: Person,
    params: Params,
) -> Result<Response, Fault> {
    let sorry = |key: &str| Ok(see_other(format!("/dossiers?told={key}")));
    let field = |name| params.first(name).unwrap_or_default().trim().to_owned();
    let Ok(entity) = field("entity").parse::<EntityId>() else { return sorry("told-entity") };
    let organisation = field("organisation");
    if organisation.is_empty() || organisation.chars().count() > MAX_NAME {
        return sorry("told-name");
    }
    if !is_address(&field("email")) {
        return sorry("told-email");
    }
    let level = field("level").parse().unwrap_or(Level::Low);
    let mut tx = accreditor.db.begin().await?;
    let others = store::of_entity(&mut tx, &entity).await?;
    // Whose provider this is becomes known when it shows its keys; until then, and for as long as
    // somebody else acts for it, nobody else opens a dossier in its name.
    let mut strange = false;
    for other in &others {
        let contacts = papers::contacts(&mut tx, &other.id).await?;
        let acting = contacts.iter().any(|it| it.subject.is_some());
        strange |= acting && !papers::acts_for(&mut tx, &other.id, &person.subject).await?;
    }
    if strange {
        return sorry(Refusal::AnotherUnderWay.key());
    }
    let id = DossierId::random();
    let opened = Dossier::open(id.clone(), (entity, organisation), level, &others, visitor.now);
    let dossier = match opened {
        Ok(dossier) => dossier,
        Err(refusal) => return sorry(refusal.key()),
    };
    store::add(&mut tx, &dossier, visitor.now).await?;
    let contact = Contact {
        email: field("email"),
        name: person.name,
        language: visitor.language,
        subject: Some(person.subject),
    };
    papers::add_contact(&mut tx, &id, &contact).await?;
    tx.commit().await?;
    Ok(back(&id))
}

/// `POST /dossiers/{dossier}/contacts`: one more person to write to.
pub async fn add_contact(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    person: Person,
    Path(id): Path<DossierId>,
    params: Params,
) -> Result<Response, Fault> {
    let mut tx = accreditor.db.begin().await?;
    let Some((_, Side::Provider)) = visible(&mut tx, &id, &person).await? else {
        return Ok(Problem::NotFound.into_response());
    };
    let field = |name| params.first(name).unwrap_or_default().trim().to_owned();
    let (name, email) = (field("name"), field("email"));
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return Ok(told(&id, "told-name"));
    }
    if !is_address(&email) {
        return Ok(told(&id, "told-email"));
    }
    let contact = Contact { email, name, language: visitor.language, subject: None };
    papers::add_contact(&mut tx, &id, &contact).await?;
    tx.commit().await?;
    Ok(back(&id))
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
    let dossier = match kept.dossier.clone().submit(&kinds, visitor.now) {
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

/// Whether the provider may still put papers in.
pub fn is_draft(dossier: &Dossier) -> bool {
    dossier.stage == Stage::Draft
}
