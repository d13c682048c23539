//! ID tokens: what the provider says, and what the relying party checks (OpenID Connect Core,
//! sections 2 and 3.1.3).

use std::time::Duration;

use aws_lc_rs::digest;
use domain::{Level, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use subtle::ConstantTimeEq;

use super::{Audience, NumericDate, acr};
use crate::CLOCK_SKEW;
use crate::base64url;
use crate::jose::{Algorithm, JoseError, JwkSet, SignError, Signer, TokenType, jws};

/// What the token itself says, and no claim about a person may be called.
const PROTOCOL_CLAIMS: [&str; 12] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "azp",
    "nonce",
    "auth_time",
    "acr",
    "amr",
    "at_hash",
    "sid",
];

/// The claims of an ID token. `claims` holds those about the person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdTokenClaims {
    pub iss: String,
    pub sub: String,
    pub aud: Audience,
    pub exp: NumericDate,
    pub iat: NumericDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub azp: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<NumericDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amr: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_hash: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    #[serde(flatten)]
    pub claims: Map<String, Value>,
}

impl std::fmt::Debug for IdTokenClaims {
    /// Without the person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IdTokenClaims(from {} for {:?})", self.iss, self.aud)
    }
}

impl IdTokenClaims {
    /// The claims that every ID token has; the rest is set by name.
    pub fn new(
        issuer: &str,
        subject: &str,
        client_id: &str,
        now: Timestamp,
        life: Duration,
    ) -> Self {
        Self {
            iss: issuer.to_owned(),
            sub: subject.to_owned(),
            aud: client_id.into(),
            exp: now.plus(life).into(),
            iat: now.into(),
            azp: None,
            nonce: None,
            auth_time: None,
            acr: None,
            amr: Vec::new(),
            at_hash: None,
            sid: None,
            claims: Map::new(),
        }
    }

    /// Signs the token; with an access token beside it, binds the two by `at_hash`. A claim about
    /// the person that bears a protocol name is an error: the token would say it twice.
    pub fn sign(
        mut self,
        signer: &dyn Signer,
        access_token: Option<&str>,
    ) -> Result<String, SignError> {
        if PROTOCOL_CLAIMS.iter().any(|name| self.claims.contains_key(*name)) {
            return Err(SignError);
        }
        self.at_hash = access_token.map(|token| half_hash(signer.algorithm(), token));
        jws::sign(signer, "JWT", &self)
    }

    /// The level that was reached, if the token states one that we know.
    pub fn level(&self) -> Option<Level> {
        self.acr.as_deref().and_then(acr::level_of_uri)
    }
}

/// What a relying party expects of the ID token that answers its own request.
#[derive(Clone, Copy, Debug)]
pub struct Expectation<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    /// The algorithms that the provider is known to sign with.
    pub algorithms: &'a [Algorithm],
    pub nonce: &'a str,
    /// The access token that came along; `at_hash` must fit it where it is stated.
    pub access_token: Option<&'a str>,
    pub minimum: Option<Level>,
    pub max_age: Option<Duration>,
    pub now: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdTokenError {
    #[error(transparent)]
    Token(#[from] JoseError),
    #[error("the ID token is from another issuer")]
    Issuer,
    #[error("the ID token is for another client, or not for this client alone")]
    Audience,
    #[error("the ID token has no usable subject")]
    Subject,
    #[error("the ID token has expired")]
    Expired,
    #[error("the ID token is from the future")]
    NotYet,
    #[error("the ID token answers another request")]
    Nonce,
    #[error("the ID token belongs to another access token")]
    AccessToken,
    #[error("the ID token states a lower level than asked, or none")]
    Level,
    #[error("the person authenticated too long ago, or the ID token does not say when")]
    AuthTime,
}

type Check = fn(&IdTokenClaims, &Expectation<'_>) -> Result<(), IdTokenError>;

/// The checks on the claims, in order (section 3.1.3.7). The signature is checked before.
const CHECKS: [Check; 7] = [issuer, audience, subject, lifetime, nonce, level, authentication_time];

/// Verifies an ID token that came from the token endpoint.
pub fn verify(
    token: &str,
    keys: &JwkSet,
    expected: &Expectation<'_>,
) -> Result<IdTokenClaims, IdTokenError> {
    let verified = jws::verify(token, keys, expected.algorithms, TokenType::Plain)?;
    let claims: IdTokenClaims = verified.claims()?;
    for check in CHECKS {
        check(&claims, expected)?;
    }
    // Found in the allowed list already, so it parses.
    let algorithm = verified.header.algorithm.parse().map_err(|_| JoseError::UnknownAlgorithm)?;
    access_token(&claims, algorithm, expected.access_token)?;
    Ok(claims)
}

fn issuer(claims: &IdTokenClaims, expected: &Expectation<'_>) -> Result<(), IdTokenError> {
    (claims.iss == expected.issuer).then_some(()).ok_or(IdTokenError::Issuer)
}

/// Other audiences are refused rather than weighed: we trust none. `azp`, when stated, is us
/// (steps 3 to 5).
fn audience(claims: &IdTokenClaims, expected: &Expectation<'_>) -> Result<(), IdTokenError> {
    let ours = claims.aud.sole() == Some(expected.client_id)
        && claims.azp.as_deref().is_none_or(|party| party == expected.client_id);
    ours.then_some(()).ok_or(IdTokenError::Audience)
}

/// At most 255 ASCII characters (section 2). It is compared as it is: trimming or folding it
/// would make one person out of two.
fn subject(claims: &IdTokenClaims, _: &Expectation<'_>) -> Result<(), IdTokenError> {
    let usable = !claims.sub.is_empty() && claims.sub.len() <= 255 && claims.sub.is_ascii();
    usable.then_some(()).ok_or(IdTokenError::Subject)
}

fn lifetime(claims: &IdTokenClaims, expected: &Expectation<'_>) -> Result<(), IdTokenError> {
    if expected.now >= claims.exp.moment().plus(CLOCK_SKEW) {
        return Err(IdTokenError::Expired);
    }
    if claims.iat.moment() > expected.now.plus(CLOCK_SKEW) {
        return Err(IdTokenError::NotYet);
    }
    Ok(())
}

/// Always required of answers to us: it binds the token to this browser's request, so that a
/// code stolen from another login cannot be injected (RFC 9700, section 4.5).
fn nonce(claims: &IdTokenClaims, expected: &Expectation<'_>) -> Result<(), IdTokenError> {
    let found = claims.nonce.as_deref().unwrap_or_default();
    let same = bool::from(found.as_bytes().ct_eq(expected.nonce.as_bytes()));
    (same && !found.is_empty()).then_some(()).ok_or(IdTokenError::Nonce)
}

fn level(claims: &IdTokenClaims, expected: &Expectation<'_>) -> Result<(), IdTokenError> {
    match expected.minimum {
        Some(minimum) if claims.level().is_none_or(|level| level < minimum) => {
            Err(IdTokenError::Level)
        }
        _ => Ok(()),
    }
}

/// With `max_age`, the token must say when the person authenticated, and that must be recent
/// (step 13).
fn authentication_time(
    claims: &IdTokenClaims,
    expected: &Expectation<'_>,
) -> Result<(), IdTokenError> {
    let Some(max_age) = expected.max_age else { return Ok(()) };
    let moment = claims.auth_time.ok_or(IdTokenError::AuthTime)?.moment();
    let recent = expected.now.since(moment) <= max_age + CLOCK_SKEW;
    (recent && moment <= expected.now.plus(CLOCK_SKEW)).then_some(()).ok_or(IdTokenError::AuthTime)
}

/// Section 3.1.3.8: an access token from elsewhere does not fit.
fn access_token(
    claims: &IdTokenClaims,
    algorithm: Algorithm,
    access_token: Option<&str>,
) -> Result<(), IdTokenError> {
    match (&claims.at_hash, access_token) {
        (Some(stated), Some(token)) if *stated != half_hash(algorithm, token) => {
            Err(IdTokenError::AccessToken)
        }
        _ => Ok(()),
    }
}

/// `at_hash` and `c_hash`: the left half of the hash that belongs to the signature algorithm
/// (section 3.1.3.6); SHA-512 for Ed25519, which has it inside.
pub fn half_hash(algorithm: Algorithm, token: &str) -> String {
    let hash = match algorithm {
        Algorithm::ES256 | Algorithm::RS256 | Algorithm::PS256 => &digest::SHA256,
        Algorithm::ES384 => &digest::SHA384,
        Algorithm::EdDSA => &digest::SHA512,
    };
    let whole = digest::digest(hash, token.as_bytes());
    base64url::encode(&whole.as_ref()[..whole.as_ref().len() / 2])
}

/// Whom an `id_token_hint` names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Hint {
    pub client_id: String,
    pub subject: String,
    pub session: Option<String>,
}

/// Verifies an ID token of our own that comes back as a hint. It may have expired (OpenID
/// Connect Core, section 3.1.2.1), so `keys` should hold retired keys as well.
pub fn verify_hint(token: &str, keys: &JwkSet, issuer: &str) -> Result<Hint, IdTokenError> {
    let verified = jws::verify(token, keys, &Algorithm::ALL, TokenType::Plain)?;
    let claims: IdTokenClaims = verified.claims()?;
    if claims.iss != issuer {
        return Err(IdTokenError::Issuer);
    }
    let client_id = claims.aud.sole().ok_or(IdTokenError::Audience)?.to_owned();
    Ok(Hint { client_id, subject: claims.sub, session: claims.sid })
}
