use std::fmt;

use domain::Timestamp;
use serde::{Deserialize, Serialize};

use super::ALGORITHMS;
use super::entity::EntityId;
use crate::CLOCK_SKEW;
use crate::jose::{JoseError, JwkSet, SignError, Signer, TokenType, jws};

const MARK_TYPE: &str = "trust-mark+jwt";
const STATUS_TYPE: &str = "trust-mark-status-response+jwt";

/// The claims of a trust mark (section 7.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkClaims {
    pub iss: EntityId,
    pub sub: EntityId,
    pub trust_mark_type: String,
    pub iat: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exp: Option<i64>,
    /// Where people can read about the decision.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "ref")]
    pub reference: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegation: Option<String>,
}

/// A trust mark whose signature holds, about the entity that the reader asked about, valid now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    claims: MarkClaims,
    jwt: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MarkError {
    #[error(transparent)]
    Jose(#[from] JoseError),
    #[error("the trust mark was issued to another entity")]
    OtherSubject,
    #[error("the trust mark was issued by another entity")]
    OtherIssuer,
    #[error("the trust mark is issued in the future")]
    NotYet,
    #[error("the trust mark has expired")]
    Expired,
    #[error("the trust mark does not say which key signed it")]
    NoKeyId,
    #[error("delegated trust marks are not accepted")]
    Delegated,
    #[error("the status is about another trust mark")]
    OtherMark,
}

impl Mark {
    /// Checks a trust mark of `issuer` about `subject` (section 7.3).
    pub fn verify(
        jwt: &str,
        (issuer, issuer_keys): (&EntityId, &JwkSet),
        subject: &EntityId,
        now: Timestamp,
    ) -> Result<Self, MarkError> {
        let verified = jws::verify(jwt, issuer_keys, ALGORITHMS, TokenType::Named(MARK_TYPE))?;
        if verified.header.key_id.is_none() {
            return Err(MarkError::NoKeyId);
        }
        let claims: MarkClaims = verified.claims()?;
        if claims.iss != *issuer {
            return Err(MarkError::OtherIssuer);
        }
        if claims.sub != *subject {
            return Err(MarkError::OtherSubject);
        }
        if claims.delegation.is_some() {
            return Err(MarkError::Delegated);
        }
        if Timestamp::from_seconds(claims.iat) > now.plus(CLOCK_SKEW) {
            return Err(MarkError::NotYet);
        }
        if claims.exp.is_some_and(|exp| Timestamp::from_seconds(exp) <= now) {
            return Err(MarkError::Expired);
        }
        Ok(Self { claims, jwt: jwt.to_owned() })
    }

    pub fn claims(&self) -> &MarkClaims {
        &self.claims
    }

    pub fn jwt(&self) -> &str {
        &self.jwt
    }

    /// When the mark ends; `None` if never.
    pub fn expires(&self) -> Option<Timestamp> {
        self.claims.exp.map(Timestamp::from_seconds)
    }
}

impl MarkClaims {
    pub fn sign(&self, signer: &dyn Signer) -> Result<String, SignError> {
        jws::sign(signer, MARK_TYPE, self)
    }
}

/// What the issuer says of a mark today (section 8.4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MarkStatus {
    Active,
    Expired,
    Revoked,
    Invalid,
}

impl fmt::Display for MarkStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Invalid => "invalid",
        })
    }
}

/// A signed status response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusAnswer {
    pub iss: EntityId,
    pub iat: i64,
    pub trust_mark: String,
    pub status: MarkStatus,
    /// Until when a reader may rely on this answer if the issuer cannot be asked again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exp: Option<i64>,
}

impl StatusAnswer {
    pub fn sign(&self, signer: &dyn Signer) -> Result<String, SignError> {
        jws::sign(signer, STATUS_TYPE, self)
    }

    /// Checks an answer of `issuer` about `mark`.
    pub fn verify(
        jwt: &str,
        (issuer, issuer_keys): (&EntityId, &JwkSet),
        mark: &str,
        now: Timestamp,
    ) -> Result<Self, MarkError> {
        let verified = jws::verify(jwt, issuer_keys, ALGORITHMS, TokenType::Named(STATUS_TYPE))?;
        let answer: Self = verified.claims()?;
        if answer.iss != *issuer {
            return Err(MarkError::OtherIssuer);
        }
        if answer.trust_mark != mark {
            return Err(MarkError::OtherMark);
        }
        if Timestamp::from_seconds(answer.iat) > now.plus(CLOCK_SKEW) {
            return Err(MarkError::NotYet);
        }
        if answer.exp.is_some_and(|exp| Timestamp::from_seconds(exp) <= now) {
            return Err(MarkError::Expired);
        }
        Ok(answer)
    }
}
