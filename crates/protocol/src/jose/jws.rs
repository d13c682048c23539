//! Compact JSON Web Signatures (RFC 7515).

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::{Algorithm, Header, JoseError, JwkSet, SignError, Signer, TokenType};
use crate::{base64url, json};

/// Tokens travel in headers and URLs, which take less; signed userinfo may be larger.
pub const MAX_TOKEN: usize = 64 * 1024;

/// A token whose signature holds. That says who wrote it, not that it is meant for us or still
/// valid: that is for the claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    pub header: Header,
    pub payload: Vec<u8>,
}

impl Verified {
    /// The payload as claims of the expected shape, no member twice.
    pub fn claims<T: DeserializeOwned>(&self) -> Result<T, JoseError> {
        Ok(json::read(&self.payload, MAX_TOKEN)?)
    }
}

/// Signs claims as a compact token with `typ`, `alg` and `kid` in the header.
pub fn sign(
    signer: &dyn Signer,
    token_type: &str,
    claims: &impl Serialize,
) -> Result<String, SignError> {
    let header = json!({
        "alg": signer.algorithm(), "kid": signer.key_id(), "typ": token_type,
    });
    let payload = serde_json::to_vec(claims).map_err(|_| SignError)?;
    sign_bytes(signer, &header, &payload)
}

fn sign_bytes(signer: &dyn Signer, header: &Value, payload: &[u8]) -> Result<String, SignError> {
    let mut token = base64url::encode(header.to_string());
    token.push('.');
    token.push_str(&base64url::encode(payload));
    let signature = signer.sign(token.as_bytes())?;
    token.push('.');
    token.push_str(&base64url::encode(signature));
    Ok(token)
}

/// Verifies a compact token: one of the allowed algorithms, the expected type, and the one key of
/// the set that fits. Nothing that the token says widens what the caller allows.
pub fn verify(
    token: &str,
    keys: &JwkSet,
    allowed: &[Algorithm],
    expected: TokenType<'_>,
) -> Result<Verified, JoseError> {
    let parts = Parts::split(token)?;
    let algorithm: Algorithm =
        parts.header.algorithm.parse().map_err(|_| JoseError::UnknownAlgorithm)?;
    if !allowed.contains(&algorithm) {
        return Err(JoseError::AlgorithmNotAllowed);
    }
    if !expected.accepts(&parts.header) {
        return Err(JoseError::Type);
    }
    let key = keys.verifying(parts.header.key_id.as_deref(), algorithm)?;
    key.verify(algorithm, parts.signed.as_bytes(), &parts.signature)?;
    Ok(Verified { header: parts.header, payload: base64url::decode(parts.payload)? })
}

/// The claims of a token that nobody has verified. Good only for finding out whose keys to verify
/// it with; whatever else is read here is what an attacker wrote.
pub fn unverified_claims(token: &str) -> Result<Map<String, Value>, JoseError> {
    let parts = Parts::split(token)?;
    Ok(json::object(&base64url::decode(parts.payload)?, MAX_TOKEN)?)
}

struct Parts<'a> {
    header: Header,
    /// Header and payload with the dot between them: what the signature covers.
    signed: &'a str,
    payload: &'a str,
    signature: Vec<u8>,
}

impl<'a> Parts<'a> {
    fn split(token: &'a str) -> Result<Self, JoseError> {
        if token.len() > MAX_TOKEN {
            return Err(JoseError::TooLarge);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(JoseError::Form)?;
        let (header, payload) = signed.split_once('.').ok_or(JoseError::Form)?;
        if payload.contains('.') || signature.is_empty() {
            return Err(JoseError::Form);
        }
        let header = Header::parse(header)?;
        Ok(Self { header, signed, payload, signature: base64url::decode(signature)? })
    }
}
