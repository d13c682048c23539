//! What the relying party checks of a userinfo answer (OpenID Connect Core, section 5.3).

use serde_json::{Map, Value};

use super::Audience;
use crate::jose::{Algorithm, JoseError, JwkSet, TokenType, jws};
use crate::json;

const MAX_BYTES: usize = 64 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UserinfoError {
    #[error(transparent)]
    Token(#[from] JoseError),
    #[error("the answer is about another person than the ID token")]
    Subject,
    #[error("the answer is from another issuer or for another client")]
    Party,
}

/// Reads a JSON answer. It is about the person of the ID token or not used at all (section
/// 5.3.2): a token of another person may have been slipped in.
pub fn read(body: &[u8], subject: &str) -> Result<Map<String, Value>, UserinfoError> {
    about(json::object(body, MAX_BYTES).map_err(JoseError::from)?, subject)
}

/// Who must have signed an answer, and for whom.
#[derive(Clone, Copy, Debug)]
pub struct Expectation<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub algorithms: &'a [Algorithm],
    pub subject: &'a str,
}

/// Reads a signed answer. `iss` and `aud` are required of it (section 5.3.2), since other tokens
/// are signed with the same keys.
pub fn verify(
    token: &str,
    keys: &JwkSet,
    expected: &Expectation<'_>,
) -> Result<Map<String, Value>, UserinfoError> {
    let verified = jws::verify(token, keys, expected.algorithms, TokenType::Plain)?;
    let claims: Map<String, Value> = verified.claims()?;
    let issuer = claims.get("iss").and_then(Value::as_str);
    let audience: Option<Audience> =
        claims.get("aud").and_then(|audience| serde_json::from_value(audience.clone()).ok());
    let ours = audience.is_some_and(|audience| audience.sole() == Some(expected.client_id));
    // An ID token has these; an answer about the person does not.
    let is_id_token = claims.contains_key("nonce") || claims.contains_key("at_hash");
    if issuer != Some(expected.issuer) || !ours || is_id_token {
        return Err(UserinfoError::Party);
    }
    about(claims, expected.subject)
}

fn about(claims: Map<String, Value>, subject: &str) -> Result<Map<String, Value>, UserinfoError> {
    if claims.get("sub").and_then(Value::as_str) == Some(subject) {
        Ok(claims)
    } else {
        Err(UserinfoError::Subject)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_about_another_person_is_not_used() {
        assert!(read(br#"{"sub":"a","given_name":"Ana"}"#, "a").is_ok());
        for body in [r#"{"sub":"b"}"#, r#"{"sub":"a "}"#, r#"{"sub":["a"]}"#, "{}"] {
            assert_eq!(read(body.as_bytes(), "a"), Err(UserinfoError::Subject), "{body}");
        }
        assert!(read(br#"{"sub":"b","sub":"a"}"#, "a").is_err());
    }
}
