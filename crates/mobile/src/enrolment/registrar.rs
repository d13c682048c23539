//! The registrar's API: an organisation that knows a person vouches for them, and gets the code by
//! which the person sets up the app.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use domain::{EnrolmentId, IdentityProof, PersonId, RegistrarId, Timestamp};
use http::{HeaderMap, StatusCode};
use openid::client::ClientId;
use openid::provider::BearerError;
use serde_json::json;
use web::{Fault, Json, TooMany, Visitor};

use super::offering::{OfferingBody, Terms};
use super::store::{self, Offer};
use super::{ActivationCode, Enrolment, Offering, State as Stage, Unfit};
use crate::mobile::{Mobile, fresh_id};
use crate::person;
use crate::record::{self, Event, Record};

/// The scope of an access token that may vouch for people.
const SCOPE: &str = "enrolment";

pub fn routes() -> Router<Mobile> {
    Router::new().route("/registrar/v1/enrolments", post(offer))
}

/// Why nobody is enrolled.
enum Refused {
    Bearer(BearerError),
    NotRegistrar,
    TooMany(TooMany),
    Unfit(Unfit),
    Fault(Fault),
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, error, description) = match self {
            Self::Bearer(error) => return error.into_response(),
            Self::TooMany(too_many) => return too_many.into_response(),
            Self::Fault(fault) => return fault.respond(),
            Self::NotRegistrar => {
                let text = "this client is not registered as a registrar";
                (StatusCode::FORBIDDEN, "access_denied", text.to_owned())
            }
            Self::Unfit(unfit) => (StatusCode::BAD_REQUEST, "invalid_request", unfit.to_string()),
        };
        let body = json!({ "error": error, "error_description": description });
        (status, Json(body)).into_response()
    }
}

/// `POST /registrar/v1/enrolments`
async fn offer(
    State(mobile): State<Mobile>,
    visitor: Visitor,
    headers: HeaderMap,
    Json(body): Json<OfferingBody>,
) -> Response {
    match enrol(&mobile, &visitor, &headers, body).await {
        Ok(response) => response,
        Err(refused) => refused.into_response(),
    }
}

async fn enrol(
    mobile: &Mobile,
    visitor: &Visitor,
    headers: &HeaderMap,
    body: OfferingBody,
) -> Result<Response, Refused> {
    let now = visitor.now;
    let grant = mobile.provider.bearer(headers, now).await.map_err(Refused::Bearer)?;
    grant.require(SCOPE).map_err(Refused::Bearer)?;
    let ceiling = *mobile.registrars.get(grant.client()).ok_or(Refused::NotRegistrar)?;
    mobile.limits.enrolment.check(grant.client().as_str()).map_err(Refused::TooMany)?;
    let terms = Terms { ceiling, calling_code: &mobile.calling_code, language: visitor.language };
    let offering = Offering::read(&body, terms, now).map_err(Refused::Unfit)?;
    let code = keep(mobile, grant.client(), offering, now).await?;
    let shown = code.grouped();
    let body = json!({
        "activation_code": shown,
        "expires_in": mobile.activation_life.as_secs(),
        "app_uri": format!("{}/app/#activate={shown}", mobile.chassis.origin()),
    });
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

async fn keep(
    mobile: &Mobile,
    registrar: &ClientId,
    offering: Offering,
    now: Timestamp,
) -> Result<ActivationCode, Fault> {
    let code = ActivationCode::random()?;
    let registrar = RegistrarId::new(registrar.as_str());
    let mut tx = mobile.db.begin().await?;
    let fresh = PersonId::new(fresh_id()?);
    let person = person::store::find_or_add(&mut tx, &offering.national_number, fresh, now).await?;
    let enrolment = Enrolment {
        id: EnrolmentId::new(fresh_id()?),
        person,
        identity: IdentityProof::Registrar(offering.level),
        registrar: Some(registrar.clone()),
        claims: offering.claims,
        verification: offering.verification,
        phone_number: offering.phone_number,
        language: offering.language,
        state: Stage::Offered,
        code_hash: None,
    };
    let offer = Offer {
        enrolment: &enrolment,
        activation: code.hash(&mobile.activation_key),
        expires: now.plus(mobile.activation_life),
    };
    store::offer(&mut tx, offer, now).await?;
    let record = Record {
        person: &enrolment.person,
        what: Event::Offered,
        registrar: Some(&registrar),
        enrolment: Some(&enrolment.id),
        device: None,
    };
    record::add(&mut tx, record, now).await?;
    tx.commit().await?;
    tracing::info!(registrar.id = %registrar, enrolment.id = %enrolment.id, "an enrolment was offered");
    Ok(code)
}
