//! The registrar's side of enrolment: a bank that knows a person vouches for them at the mobile
//! provider and gets an activation code to hand over.

use domain::{Level, Timestamp};
use http::header;
use protocol::jose::SoftwareKey;
use protocol::oidc::client_assertion;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;
use web::{Call, Fault, Fetch, Fetched, Handle, Params};

use crate::country::RegistrarEntry;
use crate::people::Person;

/// How a registrar is known to the mobile provider.
pub struct Registrar {
    pub client_id: String,
    pub key: SoftwareKey,
    /// The mobile provider's issuer, which is the audience of the registrar's assertions.
    pub issuer: String,
    pub token_endpoint: Url,
    pub enrolments_endpoint: Url,
}

/// What the registrar hands to the person.
#[derive(Clone, Debug, Deserialize)]
pub struct Activation {
    pub activation_code: String,
    pub expires_in: u64,
    /// Opens the app with the code in it.
    pub app_uri: String,
}

#[derive(Debug, thiserror::Error)]
pub enum RegistrarError {
    #[error("the registrar's key cannot be read: {0}")]
    Key(#[from] protocol::jose::JoseError),
    #[error("the mobile provider's address cannot be read: {0}")]
    Address(#[from] url::ParseError),
    #[error("the mobile provider cannot be reached: {0}")]
    Unreachable(#[from] web::FetchError),
    #[error("the mobile provider refused: {0}")]
    Refused(String),
    #[error("the mobile provider's answer is not understood")]
    Unintelligible,
    #[error("{0:?}")]
    Fault(Fault),
}

impl From<Fault> for RegistrarError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// The scope of the registrar API.
pub const SCOPE: &str = "enrolment";

impl Registrar {
    /// The demo's registrar, with the credentials that lie in the demo's folder.
    pub fn of(entry: &RegistrarEntry) -> Result<Self, RegistrarError> {
        Ok(Self {
            client_id: entry.client_id.clone(),
            key: SoftwareKey::from_jwk(entry.private_key_jwk.to_string().as_bytes())?,
            issuer: entry.issuer.clone(),
            token_endpoint: entry.token_endpoint.parse()?,
            enrolments_endpoint: entry.enrolments_endpoint.parse()?,
        })
    }

    /// Vouches for a person, whose identity was proved at `level`, and gets an activation code.
    pub async fn enrol(
        &self,
        fetch: &Fetch,
        person: &Person,
        level: Level,
        now: Timestamp,
    ) -> Result<Activation, RegistrarError> {
        let token = self.access_token(fetch, now).await?;
        let body = json!({
            "verified_claims": verified_claims(person, level, now),
            "phone_number": person.phone_number,
            "locale": person.language,
        });
        let call = Call::post(self.enrolments_endpoint.clone(), body.to_string())
            .header(header::CONTENT_TYPE, "application/json")?
            .bearer(&token)?;
        read(&fetch.send(call).await?)
    }

    /// Client credentials (RFC 6749, section 4.4) with a signed assertion (RFC 7523).
    async fn access_token(&self, fetch: &Fetch, now: Timestamp) -> Result<String, RegistrarError> {
        #[derive(Deserialize)]
        struct Token {
            access_token: String,
        }
        let assertion = self.assertion(now)?;
        let params: Params = [
            ("grant_type", "client_credentials"),
            ("scope", SCOPE),
            ("client_id", &self.client_id),
            ("client_assertion_type", client_assertion::TYPE),
            ("client_assertion", &assertion),
        ]
        .into_iter()
        .collect();
        let answer = fetch.send(Call::form(self.token_endpoint.clone(), &params)).await?;
        let token: Token = read(&answer)?;
        Ok(token.access_token)
    }

    fn assertion(&self, now: Timestamp) -> Result<String, Fault> {
        let id = Handle::random();
        let signed =
            client_assertion::create(&self.key, &self.client_id, &self.issuer, id.reveal(), now);
        signed.map_err(|error| Fault::new("signing a client assertion", error))
    }
}

/// What the bank knows, in the form of OpenID Identity Assurance 1.0.
fn verified_claims(person: &Person, level: Level, now: Timestamp) -> Value {
    let check_method = if level == Level::High { "vpip" } else { "data" };
    let mut claims = json!({
        "family_name": person.family_name,
        "birthdate": person.birthdate,
        "national_number": person.national_number.reveal(),
    });
    if let Some(given_name) = &person.given_name {
        claims["given_name"] = given_name.as_str().into();
    }
    json!({
        "verification": {
            "trust_framework": "eidas",
            "assurance_level": level.name(),
            "time": now.rfc3339(),
            "evidence": [{
                "type": "document",
                "check_details": [{"check_method": check_method, "organization": "Demobank"}],
                "document_details": {"type": "idcard"},
            }],
        },
        "claims": claims,
    })
}

fn read<T: serde::de::DeserializeOwned>(answer: &Fetched) -> Result<T, RegistrarError> {
    if answer.status.is_success() {
        return serde_json::from_slice(&answer.body).map_err(|_| RegistrarError::Unintelligible);
    }
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    let reason = text("message").or_else(|| text("error_description")).or_else(|| text("error"));
    Err(RegistrarError::Refused(reason.unwrap_or_else(|| answer.status.to_string())))
}
