//! What a registrar and the card have in common: an identity becomes an enrolment that waits for
//! its activation code.

use std::time::Duration;

use domain::{
    EnrolmentId, IdentityProof, Language, NationalNumber, PersonId, RegistrarId, Timestamp,
};
use serde_json::Value;
use web::{Conn, Fault};

use super::store::{self, Offer};
use super::{ActivationCode, Enrolment, Identity, State};
use crate::mobile::{Mobile, fresh_id};
use crate::person::{self, PhoneNumber};
use crate::record::{self, Event, Record};

/// An identity, and who vouches for it: a registrar, or without one the person's own card.
pub struct Vouched {
    pub national_number: NationalNumber,
    pub identity: IdentityProof,
    pub registrar: Option<RegistrarId>,
    pub claims: Identity,
    pub verification: Value,
    pub phone_number: Option<PhoneNumber>,
    pub language: Language,
}

/// An enrolment that waits, and the code that activates it.
pub struct Offered {
    pub id: EnrolmentId,
    pub code: ActivationCode,
}

/// Keeps an identity for `life`, until a phone is bound to it.
pub async fn offer(
    mobile: &Mobile,
    conn: &mut Conn,
    vouched: Vouched,
    life: Duration,
    now: Timestamp,
) -> Result<Offered, Fault> {
    let code = ActivationCode::random()?;
    let fresh = PersonId::new(fresh_id()?);
    let person = person::store::find_or_add(conn, &vouched.national_number, fresh, now).await?;
    let enrolment = Enrolment {
        id: EnrolmentId::new(fresh_id()?),
        person,
        identity: vouched.identity,
        registrar: vouched.registrar,
        claims: vouched.claims,
        verification: vouched.verification,
        phone_number: vouched.phone_number,
        language: vouched.language,
        state: State::Offered,
        code_hash: None,
        settles: None,
    };
    let activation = code.hash(&mobile.activation_key);
    let offer = Offer { enrolment: &enrolment, activation, expires: now.plus(life) };
    store::offer(conn, offer, now).await?;
    let record = Record {
        person: &enrolment.person,
        what: Event::Offered,
        registrar: enrolment.registrar.as_ref(),
        enrolment: Some(&enrolment.id),
        device: None,
    };
    record::add(conn, record, now).await?;
    Ok(Offered { id: enrolment.id, code })
}
