//! Setting up the app: the activation code says whose it is, then a key is made and a code chosen.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::{DeviceId, EnrolmentId, Language, Level, Others, PersonId, Timestamp, settles};
use http::StatusCode;
use protocol::webauthn::{
    AttestationPolicy, AuthenticatorSelection, Base64Url, CoseAlgorithm, CredentialRecord, Hint,
    PublicKeyCredentialCreationOptionsJson, Registered, RegistrationResponseJson,
    RelyingPartyEntity, UserEntity, verify_registration,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::ticket::{self, Kind};
use web::{Conn, Fault, Handle, Json, Visitor};

use super::caller;
use crate::Refusal;
use crate::device::store::Session;
use crate::device::{self, Bound, Device, user_handle};
use crate::enrolment::{self, ActivationCode, Code, Enrolment};
use crate::error::Error;
use crate::mobile::{Mobile, fresh_id};
use crate::notice::{self, Ring, What};
use crate::person;
use crate::record::{self, Event, Record};

/// How long an enrolment may take once its code was typed.
const LIFE: Duration = Duration::from_mins(10);
const NOTICE_LIFE: Duration = Duration::from_hours(3 * 24);
const ACTIVATION: Kind = Kind("mobile activation");
const NAME_LIMIT: usize = 60;

#[derive(Deserialize)]
pub struct Opening {
    activation_code: String,
}

/// An activation under way.
#[derive(Serialize, Deserialize)]
struct Opened {
    enrolment: EnrolmentId,
    challenge: Base64Url,
}

/// `POST /phone/v1/activations`: uses up an activation code.
pub async fn open(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Json(opening): Json<Opening>,
) -> Result<Response, Error> {
    mobile.limits.activation.check(&visitor.address_key()).map_err(Refusal::from)?;
    let code = ActivationCode::typed(&opening.activation_code).ok_or(Refusal::ActivationUnknown)?;
    let hash = code.hash(&mobile.activation_key);
    let mut challenge = vec![0; 32];
    aws_lc_rs::rand::fill(&mut challenge).map_err(|error| Fault::new("drawing", error))?;
    let challenge = Base64Url::from(challenge);
    let handle = Handle::random();
    let mut tx = mobile.db.begin().await?;
    let enrolment = enrolment::store::open(&mut tx, &hash, visitor.now).await?;
    let enrolment = enrolment.ok_or(Refusal::ActivationUnknown)?;
    let opened = Opened { enrolment: enrolment.id.clone(), challenge: challenge.clone() };
    ticket::issue(&mut tx, ACTIVATION, &handle, &opened, visitor.now.plus(LIFE)).await?;
    let others = device::store::list(&mut tx, &enrolment.person).await?;
    tx.commit().await?;
    let name = enrolment.claims.name();
    let body = json!({
        "activation": handle.reveal(),
        "person": { "name": name },
        "language": enrolment.language,
        "options": options(&mobile, &enrolment, challenge, &others, visitor.language),
    });
    Ok(Json(body).into_response())
}

fn options(
    mobile: &Mobile,
    enrolment: &Enrolment,
    challenge: Base64Url,
    others: &[Bound],
    language: Language,
) -> PublicKeyCredentialCreationOptionsJson {
    let name = enrolment.claims.name();
    let active = others.iter().filter(|other| other.enrolment.state == enrolment::State::Active);
    PublicKeyCredentialCreationOptionsJson {
        rp: RelyingPartyEntity {
            id: mobile.site.rp_id.clone(),
            name: mobile.chassis.name().text(language).to_owned(),
        },
        user: UserEntity {
            id: user_handle(&enrolment.person).into(),
            name: name.clone(),
            display_name: name,
        },
        challenge,
        pub_key_cred_params: CoseAlgorithm::ALL.map(Into::into).to_vec(),
        timeout: u32::try_from(LIFE.as_millis()).ok(),
        // A phone that already holds a key for this person would lose it to the new one.
        exclude_credentials: active.map(|other| other.device.descriptor()).collect(),
        authenticator_selection: Some(AuthenticatorSelection {
            authenticator_attachment: Some("platform".to_owned()),
            resident_key: Some("required".to_owned()),
            require_resident_key: true,
            user_verification: "required".to_owned(),
        }),
        hints: vec![Hint::ClientDevice],
        attestation: "none".to_owned(),
    }
}

#[derive(Deserialize)]
pub struct Finishing {
    credential: RegistrationResponseJson,
    code: String,
    device_name: String,
    language: Language,
}

/// `POST /phone/v1/activations/{handle}`: binds this phone to the enrolment.
pub async fn finish(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    Path(handle): Path<String>,
    Json(finishing): Json<Finishing>,
) -> Result<Response, Error> {
    let now = visitor.now;
    let handle = Handle::parse(&handle).ok_or(Refusal::ActivationUnknown)?;
    let code = Code::chosen(&finishing.code).map_err(|_| Refusal::CodeUnfit)?;
    let mut conn = mobile.db.read().await?;
    let opened = ticket::peek::<Opened>(&mut conn, ACTIVATION, &handle, now).await?;
    drop(conn);
    let opened = opened.ok_or(Refusal::ActivationUnknown)?;
    let registered = register(&mobile, &opened, &finishing.credential)?;
    let code_hash = mobile.code_hash.make(code).await?;
    let session = Handle::random();
    let mut tx = mobile.db.begin().await?;
    if ticket::take::<Opened>(&mut tx, ACTIVATION, &handle, now).await?.is_none() {
        return Err(Refusal::ActivationUnknown.into());
    }
    let device = new_device(&mut tx, &opened.enrolment, registered, &finishing, now).await?;
    activate(&mobile, &mut tx, &device, &code_hash, now).await?;
    let expires = now.plus(caller::SESSION_LIFE);
    device::store::add(&mut tx, &device, Session { hash: session.hash(), expires }).await?;
    let bound = device::store::find(&mut tx, &device.id).await?;
    tx.commit().await?;
    mobile.deliver_soon();
    mobile.bell.ring(Ring::Person(device.person.clone()));
    mobile.chassis.count("enrolments", &[]);
    let bound = bound.ok_or_else(|| Fault::because("a new device is not there"))?;
    let mut response = (StatusCode::CREATED, Json(enrolled(&mobile, &bound, now))).into_response();
    caller::cookie(&mobile, &session).add_to(&mut response);
    Ok(response)
}

/// What a phone hears once it is bound or signed in again.
pub fn enrolled(mobile: &Mobile, bound: &Bound, now: Timestamp) -> serde_json::Value {
    json!({
        "enrolment": enrolment(mobile, bound, now),
        "device": { "id": bound.device.id, "name": bound.device.name },
    })
}

/// The enrolment as its phone shows it. `settles` is there while it cools off.
pub fn enrolment(mobile: &Mobile, bound: &Bound, now: Timestamp) -> serde_json::Value {
    json!({
        "id": bound.enrolment.id,
        "level": best(mobile, bound, now),
        "settles": bound.enrolment.settles.filter(|settles| now < *settles),
    })
}

/// The best level that a phone can prove now.
pub fn best(mobile: &Mobile, bound: &Bound, now: Timestamp) -> Level {
    let here = domain::Channel::SameDevice;
    bound.reach(here, mobile.accredited, now).unwrap_or(Level::Low)
}

fn register(
    mobile: &Mobile,
    opened: &Opened,
    credential: &RegistrationResponseJson,
) -> Result<Registered, Refusal> {
    let ceremony = mobile.site.ceremony(opened.challenge.as_slice());
    let policy = AttestationPolicy::Unchecked;
    verify_registration(&ceremony, &CoseAlgorithm::ALL, policy, credential).map_err(|refused| {
        tracing::info!(registration.refused = %refused, "a registration was refused");
        match refused {
            protocol::webauthn::Refused::UserNotVerified => Refusal::UserNotVerified,
            _ => Refusal::CredentialUnfit,
        }
    })
}

async fn new_device(
    conn: &mut Conn,
    enrolment: &EnrolmentId,
    registered: Registered,
    finishing: &Finishing,
    now: Timestamp,
) -> Result<Device, Error> {
    let enrolment = enrolment::store::find(conn, enrolment).await?;
    let enrolment = enrolment.ok_or(Refusal::ActivationUnknown)?;
    if device::store::by_credential(conn, &registered.credential_id).await?.is_some() {
        return Err(Refusal::CredentialUnfit.into());
    }
    Ok(Device {
        id: DeviceId::new(fresh_id()?),
        name: device_name(&finishing.device_name),
        credential: record_of(&enrolment.person, &registered),
        transports: registered.transports,
        person: enrolment.person,
        enrolment: enrolment.id,
        language: finishing.language,
        push: None,
        added: now,
        seen: now,
    })
}

fn record_of(person: &PersonId, registered: &Registered) -> CredentialRecord {
    CredentialRecord {
        id: registered.credential_id.clone(),
        public_key: registered.public_key.clone(),
        counter: registered.counter,
        backup_eligible: registered.backup_eligible,
        user_handle: user_handle(person),
    }
}

/// The enrolment becomes active. It lifts a block by taking the place of what was blocked; beside
/// one that is alive, or was until the card ended it, it has to cool off, and the person's other
/// phones are told, lest a stranger's enrolment go unnoticed.
async fn activate(
    mobile: &Mobile,
    conn: &mut Conn,
    device: &Device,
    code_hash: &str,
    now: Timestamp,
) -> Result<(), Error> {
    person::store::lock(conn, &device.person).await?;
    let others = device::store::list(conn, &device.person).await?;
    let alive = others.iter().any(Bound::is_active);
    let ended_by_card = record::ended_by_card(conn, &device.person).await?;
    let settles = settles(now, Others { alive, ended_by_card }, mobile.cooling_off);
    if !enrolment::store::activate(conn, &device.enrolment, code_hash, settles, now).await? {
        return Err(Refusal::ActivationUnknown.into());
    }
    for other in others {
        if other.enrolment.state == enrolment::State::Blocked {
            device::store::remove(conn, &device.person, &other.device.id, now).await?;
        } else if other.device.push.is_some() && other.standing(now).may_end_others() {
            let until = now.plus(NOTICE_LIFE);
            notice::store::add(conn, &other.device.id, What::DeviceAdded, now, until).await?;
        }
    }
    enrolment::store::replace_blocked(conn, &device.person, now).await?;
    let record = Record {
        person: &device.person,
        what: Event::Activated,
        registrar: None,
        enrolment: Some(&device.enrolment),
        device: Some(&device.id),
    };
    Ok(record::add(conn, record, now).await?)
}

/// What the person's list calls this phone: their browser's word, kept short and printable.
fn device_name(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).take(NAME_LIMIT).collect();
    let clean = clean.trim();
    if clean.is_empty() { "–".to_owned() } else { clean.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_has_a_short_printable_name() {
        for (text, name) in
            [(" Pixel 9 ", "Pixel 9"), ("a\u{0}\nb", "ab"), ("", "–"), ("\u{1b}", "–")]
        {
            assert_eq!(device_name(text), name);
        }
        assert_eq!(device_name(&"x".repeat(200)).len(), NAME_LIMIT);
    }
}
