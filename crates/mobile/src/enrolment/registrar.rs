//! The registrar's API: an organisation that knows a person vouches for them, and gets the code by
//! which the person sets up the app.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use domain::{IdentityProof, RegistrarId, Timestamp};
use http::{HeaderMap, StatusCode};
use openid::client::ClientId;
use openid::provider::BearerError;
use serde_json::json;
use web::{Fault, Json, TooMany, Visitor};

use super::offer::{Offered, Vouched, offer};
use super::offering::{OfferingBody, Terms};
use super::{ActivationCode, Offering, Unfit};
use crate::mobile::Mobile;

/// The scope of an access token that may vouch for people.
const SCOPE: &str = "enrolment";

pub fn routes() -> Router<Mobile> {
    Router::new().route("/registrar/v1/enrolments", post(vouch))
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
async fn vouch(
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
    let registrar = RegistrarId::new(registrar.as_str());
    let vouched = Vouched {
        national_number: offering.national_number,
        identity: IdentityProof::Registrar(offering.level),
        registrar: Some(registrar.clone()),
        claims: offering.claims,
        verification: offering.verification,
        phone_number: offering.phone_number,
        language: offering.language,
    };
    let mut tx = mobile.db.begin().await?;
    let Offered { id, code } = offer(mobile, &mut tx, vouched, mobile.activation_life, now).await?;
    tx.commit().await?;
    tracing::info!(registrar.id = %registrar, enrolment.id = %id, "an enrolment was offered");
    Ok(code)
}
