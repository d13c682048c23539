//! `private_key_jwt` (OpenID Connect Core, section 9; RFC 7523, sections 2.2 and 3).

use std::time::Duration;

use domain::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Audience, NumericDate};
use crate::CLOCK_SKEW;
use crate::jose::{Algorithm, JoseError, JwkSet, SignError, Signer, TokenType, jws};

/// The only `client_assertion_type`.
pub const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What an assertion may be signed with. RS256 is here because common clients, Apache's
/// `mod_auth_openidc` among them, know nothing else for RSA keys.
pub const ALGORITHMS: [Algorithm; 5] =
    [Algorithm::ES256, Algorithm::PS256, Algorithm::EdDSA, Algorithm::ES384, Algorithm::RS256];

/// Used identifiers are kept as long as an assertion lives, so its life is bounded. An hour is
/// the default of widespread clients.
const LONGEST_LIFE: Duration = Duration::from_hours(1);

/// An assertion that we make lives for a minute: it is used at once.
const OUR_LIFE: Duration = Duration::from_mins(1);

const MAX_JTI: usize = 256;

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: NumericDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    iat: Option<NumericDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nbf: Option<NumericDate>,
    jti: String,
}

/// What the provider expects of an assertion.
#[derive(Clone, Copy, Debug)]
pub struct Expectation<'a> {
    pub client_id: &'a str,
    /// Names under which the provider may be addressed: its issuer, and beside it the URL of its
    /// token endpoint for the clients that know only the older advice of OpenID Connect Core.
    /// The issuer is the one that cannot be steered: a malicious provider can publish our token
    /// endpoint as its own and so be handed assertions for us. Leave the URL out for clients
    /// that also talk to providers they do not trust.
    pub audiences: &'a [&'a str],
    pub now: Timestamp,
}

/// An assertion that holds. The caller must store `(client_id, id)` until `expires` and refuse
/// one that is stored already: that is what makes it single use.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an assertion that is not stored can be replayed"]
pub struct Used {
    pub id: String,
    pub expires: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AssertionError {
    #[error(transparent)]
    Token(#[from] JoseError),
    #[error("the assertion is not by and about the client")]
    Party,
    #[error("the assertion is not addressed to this provider alone")]
    Audience,
    #[error("the assertion has expired")]
    Expired,
    #[error("the assertion lives too long")]
    LongLived,
    #[error("the assertion is from the future")]
    NotYet,
    #[error("the assertion has no usable jti")]
    Id,
}

/// Verifies an assertion with the client's own keys.
pub fn verify(
    assertion: &str,
    keys: &JwkSet,
    expected: &Expectation<'_>,
) -> Result<Used, AssertionError> {
    // A request object or a DPoP proof is signed with the same keys; its type tells it apart.
    let typ = TokenType::NamedOrPlain("client-authentication+jwt");
    let claims: Claims = jws::verify(assertion, keys, &ALGORITHMS, typ)?.claims()?;
    if claims.iss != expected.client_id || claims.sub != expected.client_id {
        return Err(AssertionError::Party);
    }
    check_audience(&claims.aud, expected.audiences)?;
    check_times(&claims, expected.now)?;
    if claims.jti.is_empty() || claims.jti.len() > MAX_JTI {
        return Err(AssertionError::Id);
    }
    Ok(Used { id: claims.jti, expires: claims.exp.moment().plus(CLOCK_SKEW) })
}

/// Exactly one audience, so that no other party to which the assertion was also addressed can
/// replay it here.
fn check_audience(found: &Audience, expected: &[&str]) -> Result<(), AssertionError> {
    match found.sole() {
        Some(audience) if expected.contains(&audience) => Ok(()),
        _ => Err(AssertionError::Audience),
    }
}

fn check_times(claims: &Claims, now: Timestamp) -> Result<(), AssertionError> {
    let expires = claims.exp.moment();
    if now >= expires.plus(CLOCK_SKEW) {
        return Err(AssertionError::Expired);
    }
    if expires > now.plus(LONGEST_LIFE).plus(CLOCK_SKEW) {
        return Err(AssertionError::LongLived);
    }
    let starts = [claims.iat, claims.nbf];
    if starts.into_iter().flatten().any(|start| start.moment() > now.plus(CLOCK_SKEW)) {
        return Err(AssertionError::NotYet);
    }
    Ok(())
}

/// The client that an assertion says it is from, not verified: good only for finding its keys.
pub fn claimed_client(assertion: &str) -> Result<String, JoseError> {
    match jws::unverified_claims(assertion)?.remove("sub") {
        Some(Value::String(client_id)) => Ok(client_id),
        _ => Err(JoseError::Header),
    }
}

/// An assertion by a relying party of ours. `id` must be fresh and unguessable.
pub fn create(
    signer: &dyn Signer,
    client_id: &str,
    issuer: &str,
    id: &str,
    now: Timestamp,
) -> Result<String, SignError> {
    let claims = Claims {
        iss: client_id.to_owned(),
        sub: client_id.to_owned(),
        aud: issuer.into(),
        exp: now.plus(OUR_LIFE).into(),
        iat: Some(now.into()),
        nbf: None,
        jti: id.to_owned(),
    };
    jws::sign(signer, "JWT", &claims)
}
