//! What happened to enrolments and devices: for the person, who sees it in the app, and for the
//! auditor. Written in the transaction of what it records.

use domain::{DeviceId, EnrolmentId, PersonId, RegistrarId, Timestamp};
use web::{Conn, Fault, Handle};

/// One thing that happened.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    pub person: &'a PersonId,
    pub what: Event,
    pub registrar: Option<&'a RegistrarId>,
    pub enrolment: Option<&'a EnrolmentId>,
    pub device: Option<&'a DeviceId>,
}

impl<'a> Record<'a> {
    pub fn withdrawn(person: &'a PersonId, enrolment: &'a EnrolmentId) -> Self {
        let enrolment = Some(enrolment);
        Self { person, what: Event::Withdrawn, registrar: None, enrolment, device: None }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    Offered,
    Activated,
    SignedIn,
    DeviceRemoved,
    /// The code was withdrawn before anybody used it.
    Withdrawn,
    /// A new enrolment, on an earlier phone: it was not the person.
    Refused,
    /// With the card, to make room for another phone.
    Replaced,
    /// With the card.
    CardBlocked,
    /// By its owner.
    Blocked,
    /// By wrong codes.
    CodeBlocked,
}

impl Event {
    pub fn name(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Activated => "activated",
            Self::SignedIn => "signed_in",
            Self::DeviceRemoved => "device_removed",
            Self::Withdrawn => "withdrawn",
            Self::Refused => "refused",
            Self::Replaced => "replaced",
            Self::CardBlocked => "card_blocked",
            Self::Blocked => "blocked",
            Self::CodeBlocked => "code_blocked",
        }
    }
}

pub async fn add(conn: &mut Conn, record: Record<'_>, now: Timestamp) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO record (id, person, what, registrar, enrolment, device, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(Handle::random().reveal())
    .bind(record.person.as_str())
    .bind(record.what.name())
    .bind(record.registrar.map(RegistrarId::as_str))
    .bind(record.enrolment.map(EnrolmentId::as_str))
    .bind(record.device.map(DeviceId::as_str))
    .bind(now.millis())
    .execute(conn)
    .await?;
    Ok(())
}

/// When the card last ended something that was bound to a person's name.
pub async fn ended_by_card(conn: &mut Conn, person: &PersonId) -> Result<Option<Timestamp>, Fault> {
    let (at,): (Option<i64>,) =
        sqlx::query_as("SELECT MAX(at) FROM record WHERE person = $1 AND what IN ($2, $3)")
            .bind(person.as_str())
            .bind(Event::Replaced.name())
            .bind(Event::CardBlocked.name())
            .fetch_one(conn)
            .await?;
    Ok(at.map(Timestamp::from_millis))
}
