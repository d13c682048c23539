//! Ending sessions: RP-initiated logout and the logout tokens of back-channel logout.

use std::time::Duration;

use domain::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::response::with_query;
use super::{Audience, NumericDate, Parameters};
use crate::CLOCK_SKEW;
use crate::jose::{Algorithm, JoseError, JwkSet, SignError, Signer, TokenType, jws};

/// A request to log out (OpenID Connect RP-Initiated Logout, section 2), as it came.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct LeaveRequest {
    pub id_token_hint: Option<String>,
    pub client_id: Option<String>,
    pub post_logout_redirect_uri: Option<String>,
    pub state: Option<String>,
    pub ui_locales: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeaveError {
    #[error("a parameter is repeated or too long")]
    Malformed,
    #[error("the address to return to is not registered")]
    ReturnAddress,
}

const MAX_STATE: usize = 2048;

impl LeaveRequest {
    pub fn parse(parameters: &Parameters) -> Result<Self, LeaveError> {
        if parameters.has_repeated() {
            return Err(LeaveError::Malformed);
        }
        let field = |name| {
            let value = parameters.once(name).map_err(|_| LeaveError::Malformed)?;
            Ok(value.map(str::to_owned))
        };
        let request = Self {
            id_token_hint: field("id_token_hint")?,
            client_id: field("client_id")?,
            post_logout_redirect_uri: field("post_logout_redirect_uri")?,
            state: field("state")?,
            ui_locales: field("ui_locales")?,
        };
        match &request.state {
            Some(state) if state.len() > MAX_STATE => Err(LeaveError::Malformed),
            _ => Ok(request),
        }
    }

    /// Where to go afterwards, given what the client registered. Nowhere if the request names no
    /// address; an error if it names one that is not exactly registered, and then the person is
    /// shown a page and not sent anywhere (section 3).
    pub fn return_to(&self, registered: &[String]) -> Result<Option<String>, LeaveError> {
        let Some(uri) = &self.post_logout_redirect_uri else { return Ok(None) };
        if !registered.contains(uri) {
            return Err(LeaveError::ReturnAddress);
        }
        Ok(Some(match &self.state {
            Some(state) => with_query(uri, &[("state", state.clone())]),
            None => uri.clone(),
        }))
    }
}

impl std::fmt::Debug for LeaveRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LeaveRequest(of {:?})", self.client_id)
    }
}

/// The `typ` of a logout token (OpenID Connect Back-Channel Logout, section 2.4).
const TYPE: &str = "logout+jwt";
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// Delivered at once; two minutes is the standard's advice.
const LIFE: Duration = Duration::from_mins(2);

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    iat: NumericDate,
    exp: NumericDate,
    jti: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    events: Map<String, Value>,
    /// Prohibited, so that an ID token cannot pass for a logout token (section 2.4).
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<Value>,
}

/// Whose session ends at whom.
#[derive(Clone, Copy, Debug)]
pub struct Ended<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub subject: &'a str,
    pub session: Option<&'a str>,
}

/// A logout token. `id` must be fresh.
pub fn token(
    signer: &dyn Signer,
    ended: &Ended<'_>,
    id: &str,
    now: Timestamp,
) -> Result<String, SignError> {
    let claims = Claims {
        iss: ended.issuer.to_owned(),
        aud: ended.client_id.into(),
        iat: now.into(),
        exp: now.plus(LIFE).into(),
        jti: id.to_owned(),
        sub: Some(ended.subject.to_owned()),
        sid: ended.session.map(str::to_owned),
        events: [(EVENT.to_owned(), json!({}))].into_iter().collect(),
        nonce: None,
    };
    jws::sign(signer, TYPE, &claims)
}

/// A logout token that holds. The caller stores `id` until `expires` and refuses a second one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedOut {
    pub subject: Option<String>,
    pub session: Option<String>,
    pub id: String,
    pub expires: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogoutTokenError {
    #[error(transparent)]
    Token(#[from] JoseError),
    #[error("the logout token is from another issuer or for another client")]
    Party,
    #[error("the logout token is too old or from the future")]
    Time,
    #[error("the logout token does not say whose session ended, or says something else")]
    Event,
}

/// Who may send a logout token, and to whom.
#[derive(Clone, Copy, Debug)]
pub struct LogoutExpectation<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub algorithms: &'a [Algorithm],
    pub now: Timestamp,
}

/// Verifies a logout token (OpenID Connect Back-Channel Logout, section 2.6).
pub fn verify(
    token: &str,
    keys: &JwkSet,
    expected: &LogoutExpectation<'_>,
) -> Result<LoggedOut, LogoutTokenError> {
    let verified = jws::verify(token, keys, expected.algorithms, TokenType::Named(TYPE))?;
    let claims: Claims = verified.claims()?;
    if claims.iss != expected.issuer || claims.aud.sole() != Some(expected.client_id) {
        return Err(LogoutTokenError::Party);
    }
    let (issued, expires) = (claims.iat.moment(), claims.exp.moment().plus(CLOCK_SKEW));
    if expected.now >= expires || issued > expected.now.plus(CLOCK_SKEW) {
        return Err(LogoutTokenError::Time);
    }
    let event = claims.events.get(EVENT).is_some_and(Value::is_object);
    if !event || claims.nonce.is_some() || (claims.sub.is_none() && claims.sid.is_none()) {
        return Err(LogoutTokenError::Event);
    }
    Ok(LoggedOut { subject: claims.sub, session: claims.sid, id: claims.jti, expires })
}
