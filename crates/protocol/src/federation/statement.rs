use std::collections::{BTreeMap, BTreeSet};

use domain::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::ALGORITHMS;
use super::constraints::Constraints;
use super::entity::EntityId;
use super::policy::MetadataPolicy;
use crate::CLOCK_SKEW;
use crate::jose::{JoseError, JwkSet, SignError, Signer, TokenType, jws};

/// `typ` of entity statements (section 3).
pub const STATEMENT_TYPE: &str = "entity-statement+jwt";
/// `typ` of resolve responses (section 8.3.2).
pub const RESOLVE_TYPE: &str = "resolve-response+jwt";
/// `typ` of historical keys (section 8.7.2).
pub const HISTORICAL_KEYS_TYPE: &str = "jwk-set+jwt";

const MAX_HINTS: usize = 16;
const MAX_MARKS: usize = 32;

/// What an entity is, by entity type: `openid_provider`, `federation_entity` and so on.
pub type Metadata = BTreeMap<String, Map<String, Value>>;

/// The claims of an entity statement (section 3), as written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatementClaims {
    pub iss: EntityId,
    pub sub: EntityId,
    pub iat: i64,
    pub exp: i64,
    pub jwks: JwkSet,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority_hints: Option<Vec<EntityId>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: Metadata,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata_policy: Option<MetadataPolicy>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata_policy_crit: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraints: Option<Constraints>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trust_marks: Vec<MarkReference>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub trust_mark_issuers: BTreeMap<String, Vec<EntityId>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub trust_mark_owners: BTreeMap<String, Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crit: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_endpoint: Option<String>,
}

impl StatementClaims {
    /// What every statement says: who, about whom, with which keys, from when until when.
    pub fn new(
        iss: EntityId,
        sub: EntityId,
        jwks: JwkSet,
        (from, until): (Timestamp, Timestamp),
    ) -> Self {
        Self {
            iss,
            sub,
            iat: from.seconds(),
            exp: until.seconds(),
            jwks,
            authority_hints: None,
            metadata: Metadata::new(),
            metadata_policy: None,
            metadata_policy_crit: None,
            constraints: None,
            trust_marks: Vec::new(),
            trust_mark_issuers: BTreeMap::new(),
            trust_mark_owners: BTreeMap::new(),
            crit: None,
            source_endpoint: None,
        }
    }
}

/// A trust mark as it stands in a configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkReference {
    pub trust_mark_type: String,
    pub trust_mark: String,
}

/// A statement whose signature holds, of the form that section 3.2 asks for, and valid now.
/// Whether to trust whoever signed it is for the chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    claims: StatementClaims,
    jwt: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    #[error(transparent)]
    Jose(#[from] JoseError),
    #[error("an entity configuration must be about its own issuer")]
    NotSelfIssued,
    #[error("a subordinate statement cannot be about its own issuer")]
    SelfIssued,
    #[error("the statement is issued in the future")]
    NotYet,
    #[error("the statement has expired")]
    Expired,
    #[error("every key of the statement needs a key identifier of its own")]
    KeyIds,
    #[error("the statement does not say which key signed it")]
    NoKeyId,
    #[error("the statement names critical claims or operators that are not understood")]
    Critical,
    #[error("a claim stands in the wrong kind of statement, or has the wrong form")]
    Misplaced,
}

impl Statement {
    /// An entity configuration: signed by one of the keys that it holds itself.
    pub fn configuration(jwt: &str, now: Timestamp) -> Result<Self, StatementError> {
        let unverified = jws::unverified_claims(jwt)?;
        let keys = unverified.get("jwks").ok_or(StatementError::Misplaced)?;
        let keys = JwkSet::parse(keys.to_string().as_bytes())?;
        let statement = Self::read(jwt, &keys, now)?;
        let claims = &statement.claims;
        if claims.iss != claims.sub {
            return Err(StatementError::NotSelfIssued);
        }
        let of_superiors = claims.metadata_policy.is_some()
            || claims.metadata_policy_crit.is_some()
            || claims.constraints.is_some()
            || claims.source_endpoint.is_some();
        let hints = claims.authority_hints.as_ref().map(Vec::len);
        if of_superiors || hints == Some(0) || hints > Some(MAX_HINTS) {
            return Err(StatementError::Misplaced);
        }
        marks_match(&claims.trust_marks)?;
        Ok(statement)
    }

    /// An entity configuration that one of the keys which the reader knows signed: what it holds
    /// beside them, such as the next keys, is its owner's word.
    pub fn configuration_signed_by(
        jwt: &str,
        known: &JwkSet,
        now: Timestamp,
    ) -> Result<Self, StatementError> {
        jws::verify(jwt, known, ALGORITHMS, TokenType::Named(STATEMENT_TYPE))?;
        Self::configuration(jwt, now)
    }

    /// A subordinate statement: signed by one of its issuer's keys.
    pub fn subordinate(
        jwt: &str,
        issuer_keys: &JwkSet,
        now: Timestamp,
    ) -> Result<Self, StatementError> {
        let statement = Self::read(jwt, issuer_keys, now)?;
        let claims = &statement.claims;
        if claims.iss == claims.sub {
            return Err(StatementError::SelfIssued);
        }
        // Operators beyond the standard ones are not understood, so none may be critical.
        if claims.metadata_policy_crit.is_some() {
            return Err(StatementError::Critical);
        }
        let of_configurations = claims.authority_hints.is_some()
            || !claims.trust_marks.is_empty()
            || !claims.trust_mark_issuers.is_empty()
            || !claims.trust_mark_owners.is_empty();
        if of_configurations { Err(StatementError::Misplaced) } else { Ok(statement) }
    }

    fn read(jwt: &str, keys: &JwkSet, now: Timestamp) -> Result<Self, StatementError> {
        let verified = jws::verify(jwt, keys, ALGORITHMS, TokenType::Named(STATEMENT_TYPE))?;
        if verified.header.key_id.is_none() {
            return Err(StatementError::NoKeyId);
        }
        let claims: StatementClaims = verified.claims()?;
        if Timestamp::from_seconds(claims.iat) > now.plus(CLOCK_SKEW) {
            return Err(StatementError::NotYet);
        }
        if Timestamp::from_seconds(claims.exp) <= now {
            return Err(StatementError::Expired);
        }
        if claims.crit.is_some() {
            return Err(StatementError::Critical);
        }
        unique_key_ids(&claims.jwks)?;
        Ok(Self { claims, jwt: jwt.to_owned() })
    }

    pub fn issuer(&self) -> &EntityId {
        &self.claims.iss
    }

    pub fn subject(&self) -> &EntityId {
        &self.claims.sub
    }

    pub fn claims(&self) -> &StatementClaims {
        &self.claims
    }

    /// The subject's federation keys, as the issuer states them.
    pub fn keys(&self) -> &JwkSet {
        &self.claims.jwks
    }

    pub fn expires(&self) -> Timestamp {
        Timestamp::from_seconds(self.claims.exp)
    }

    /// The signed text.
    pub fn jwt(&self) -> &str {
        &self.jwt
    }

    /// The entity's superiors by its own word.
    pub fn authority_hints(&self) -> &[EntityId] {
        self.claims.authority_hints.as_deref().unwrap_or_default()
    }

    /// A parameter of the entity's own `federation_entity` metadata, such as where to fetch.
    pub fn endpoint(&self, name: &str) -> Option<&str> {
        self.claims.metadata.get("federation_entity")?.get(name)?.as_str()
    }
}

/// Signs the claims of a statement.
pub fn sign_statement(signer: &dyn Signer, claims: &StatementClaims) -> Result<String, SignError> {
    jws::sign(signer, STATEMENT_TYPE, claims)
}

fn unique_key_ids(keys: &JwkSet) -> Result<(), StatementError> {
    let mut seen = BTreeSet::new();
    let named = |key: &crate::jose::Jwk| key.key_id().is_some_and(|id| seen.insert(id.to_owned()));
    let fine = !keys.keys().is_empty() && keys.keys().iter().all(named);
    if fine { Ok(()) } else { Err(StatementError::KeyIds) }
}

/// Each mark must carry the type under which it is listed; its trustworthiness is checked apart.
fn marks_match(marks: &[MarkReference]) -> Result<(), StatementError> {
    let matches = |mark: &MarkReference| {
        let claims = jws::unverified_claims(&mark.trust_mark).ok();
        let listed = claims.and_then(|claims| claims.get("trust_mark_type").cloned());
        listed.is_some_and(|listed| listed == mark.trust_mark_type.as_str())
    };
    if marks.len() <= MAX_MARKS && marks.iter().all(matches) {
        Ok(())
    } else {
        Err(StatementError::Misplaced)
    }
}
