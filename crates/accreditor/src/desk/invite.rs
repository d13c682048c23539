//! A provider's people let a colleague in: by a link in a mail, which counts once, ends after a week,
//! and lets in only who has logged in at `high`. Whose mailbox it reaches says nothing of a number.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::Timestamp;
use serde::{Deserialize, Serialize};
use web::ticket::{self, Kind};
use web::{Conn, Fault, Handle, Params, Problem, Visitor, see_other};

use super::apply::is_name;
use super::page::InvitationPage;
use super::{Side, back, refused, told, visible};
use crate::accreditor::Accreditor;
use crate::dossier::contact::{self, Contact, MAX_CONTACTS};
use crate::dossier::{Refusal, store};
use crate::id::DossierId;
use crate::mail::{self, Mail, is_address};
use crate::person::Person;

/// What a link stands for. Its mailbox is told once more when it is used: whoever was removed
/// meanwhile is not let in by it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Invitation {
    dossier: DossierId,
    organisation: String,
    email: String,
    /// Who invites, as they are called and as the gateway knows them here.
    by: String,
    inviter: String,
}

const INVITATION: Kind = Kind("invitation");
const LASTS: Duration = Duration::from_hours(7 * 24);
/// Holds the link's handle while somebody logs in, so that it stands in no address by then.
const COOKIE: &str = "invitation";

/// `POST /dossiers/{dossier}/contacts`: a colleague is invited, or invited again.
pub async fn invite(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    person: Person,
    Path(id): Path<DossierId>,
    params: Params,
) -> Result<Response, Fault> {
    let mut tx = accreditor.db.begin().await?;
    let Some((kept, Side::Provider)) = visible(&mut tx, &id, &person).await? else {
        return Ok(Problem::NotFound.into_response());
    };
    let field = |name| params.first(name).unwrap_or_default().trim().to_owned();
    let contact = Contact {
        email: field("email"),
        name: field("name"),
        language: visitor.language,
        subject: None,
    };
    let all = contact::list(&mut tx, &id).await?;
    if let Some(key) = objection(&contact, &all) {
        return Ok(told(&id, key));
    }
    // Mails in the authority's name are no toy.
    if accreditor.inviting.check(&person.subject).is_err() {
        return Ok(told(&id, "told-too-many-invitations"));
    }
    contact::add(&mut tx, &id, &contact).await?;
    let invitation = Invitation {
        dossier: id.clone(),
        organisation: kept.dossier.organisation,
        email: contact.email,
        by: person.name,
        inviter: person.subject,
    };
    send(&accreditor, &mut tx, &invitation, &visitor).await?;
    tx.commit().await?;
    Ok(told(&id, "done-invited"))
}

/// Why nobody is invited like this.
fn objection(contact: &Contact, all: &[Contact]) -> Option<&'static str> {
    let known = all.iter().find(|it| it.email == contact.email);
    if !is_name(&contact.name) {
        Some("told-name")
    } else if !is_address(&contact.email) {
        Some("told-email")
    } else if known.is_some_and(|it| it.subject.is_some()) {
        Some("told-contact-acts")
    } else if known.is_none() && all.len() >= MAX_CONTACTS {
        Some("told-too-many-contacts")
    } else {
        None
    }
}

async fn send(
    accreditor: &Accreditor,
    conn: &mut Conn,
    invitation: &Invitation,
    visitor: &Visitor,
) -> Result<(), Fault> {
    let handle = Handle::random();
    let link = accreditor.at(&format!("/invitations/{}", handle.reveal()));
    let until = visitor.now.plus(LASTS);
    ticket::issue(conn, INVITATION, &handle, invitation, until).await?;
    let words = accreditor.texts.speak(visitor.language);
    let values = [
        ("organisation", invitation.organisation.as_str()),
        ("by", invitation.by.as_str()),
        ("link", link.as_str()),
    ];
    let mail = Mail {
        to: invitation.email.clone(),
        subject: words.with("mail-invitation-subject", &values),
        body: words.with("mail-invitation-body", &values),
    };
    mail::write(conn, &mail, visitor.now).await
}

/// `POST /dossiers/{dossier}/contacts/remove`: somebody acts no longer, and is written to no longer,
/// for this dossier and for every other one of the provider that both look after.
pub async fn remove(
    State(accreditor): State<Accreditor>,
    person: Person,
    Path(id): Path<DossierId>,
    params: Params,
) -> Result<Response, Fault> {
    let mut tx = accreditor.db.begin().await?;
    let Some((kept, Side::Provider)) = visible(&mut tx, &id, &person).await? else {
        return Ok(Problem::NotFound.into_response());
    };
    let email = params.first("email").unwrap_or_default();
    for dossier in store::of_entity(&mut tx, &kept.dossier.entity).await? {
        let Some((kept, Side::Provider)) = visible(&mut tx, &dossier.id, &person).await? else {
            continue;
        };
        contact::remove(&mut tx, &dossier.id, email).await?;
        let left = contact::list(&mut tx, &dossier.id).await?;
        if left.iter().all(|it| it.subject.is_none()) {
            return Ok(told(&id, "told-last-contact"));
        }
        // Of two who remove each other at once, one is refused: its version has moved.
        if !store::save(&mut tx, &kept).await? {
            return Ok(refused(&id, Refusal::NotNow));
        }
    }
    tx.commit().await?;
    let acts = contact::acts_for(&mut *accreditor.db.read().await?, &id, &person.subject).await?;
    Ok(if acts { back(&id) } else { see_other("/dossiers") })
}

/// `GET /invitations/{handle}`: the link of the mail. Nothing is taken by it: mailboxes open links
/// to look whether they are harmless.
pub async fn open(State(accreditor): State<Accreditor>, Path(handle): Path<String>) -> Response {
    let mut response = see_other("/invitation");
    // Nothing but a handle gets into a cookie: an address can hold what ends one and begins another.
    if let Some(handle) = Handle::parse(&handle) {
        accreditor.chassis.cookie(COOKIE, handle.reveal()).add_to(&mut response);
    }
    response
}

/// `GET /invitation`: what somebody is invited to.
pub async fn show(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
) -> Result<Response, Fault> {
    let words = accreditor.texts.speak(visitor.language);
    let person = Person::at_high(&accreditor, &visitor).await?;
    let invitation = match handle(&visitor) {
        Some(handle) => standing(&mut *accreditor.db.read().await?, &handle, visitor.now).await?,
        None => None,
    };
    let page = InvitationPage {
        name: person.map(|person| person.name),
        offer: invitation.map(|it| (it.organisation, it.by)),
        words,
    };
    Ok(accreditor.show(&visitor, "invitation-title", page))
}

/// `POST /invitation`: the colleague says yes.
pub async fn accept(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    person: Person,
) -> Result<Response, Fault> {
    let over = || Ok(see_other("/invitation"));
    let Some(handle) = handle(&visitor) else { return over() };
    let mut tx = accreditor.db.begin().await?;
    let Some(invitation) = standing(&mut tx, &handle, visitor.now).await? else { return over() };
    let taken: Option<Invitation> = ticket::take(&mut tx, INVITATION, &handle, visitor.now).await?;
    let at = (&invitation.dossier, invitation.email.as_str());
    let who = (person.subject.as_str(), person.name.as_str());
    if taken.is_none() || !contact::join(&mut tx, at, who).await? {
        return over();
    }
    tx.commit().await?;
    tracing::info!(dossier.id = %invitation.dossier, "a colleague looks after a dossier too");
    let mut response = back(&invitation.dossier);
    accreditor.chassis.forget(COOKIE).add_to(&mut response);
    Ok(response)
}

fn handle(visitor: &Visitor) -> Option<Handle> {
    visitor.cookie(COOKIE).and_then(|text| Handle::parse(&text))
}

/// The invitation, if whoever made it still acts and the mailbox is still meant.
async fn standing(
    conn: &mut Conn,
    handle: &Handle,
    now: Timestamp,
) -> Result<Option<Invitation>, Fault> {
    let found: Option<Invitation> = ticket::peek(conn, INVITATION, handle, now).await?;
    let Some(invitation) = found else { return Ok(None) };
    let contacts = contact::list(conn, &invitation.dossier).await?;
    let meant = contacts.iter().any(|it| it.email == invitation.email && it.subject.is_none());
    let acts = contacts.iter().any(|it| it.subject.as_ref() == Some(&invitation.inviter));
    Ok((meant && acts).then_some(invitation))
}
