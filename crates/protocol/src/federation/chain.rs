use domain::Timestamp;

use super::ALGORITHMS;
use super::constraints::Constraints;
use super::entity::EntityId;
use super::policy::{MetadataPolicy, PolicyError};
use super::statement::{Metadata, STATEMENT_TYPE, Statement, StatementError};
use crate::jose::{JwkSet, TokenType, jws};

/// Longer chains are refused before anything is verified: each link costs a fetch and a signature.
pub const MAX_CHAIN: usize = 8;

/// A trust anchor that the reader was configured with.
#[derive(Clone, Debug, PartialEq)]
pub struct Anchor {
    pub id: EntityId,
    pub keys: JwkSet,
}

/// A chain from an entity to a trust anchor, every link verified (section 10.2), with the metadata
/// that constraints and policies leave.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    configuration: Statement,
    anchor: Statement,
    links: Vec<String>,
    metadata: Metadata,
    expires: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    #[error("a trust chain has at least one statement and at most {MAX_CHAIN}")]
    Length,
    #[error("statement {0} of the chain: {1}")]
    Statement(usize, #[source] StatementError),
    #[error("statement {0} of the chain is not about the issuer of the one before")]
    Broken(usize),
    #[error("the chain passes the same entity twice")]
    Loop,
    #[error("the entity does not name the superior that vouches for it")]
    UnnamedSuperior,
    #[error("the chain ends at another trust anchor")]
    OtherAnchor,
    #[error("a constraint of the chain is not met")]
    Constraint,
    #[error(transparent)]
    Policy(#[from] PolicyError),
}

impl Chain {
    /// Verifies the statements from the subject's configuration to the anchor's.
    pub fn validate(links: &[String], anchor: &Anchor, now: Timestamp) -> Result<Self, ChainError> {
        let statements = verify(links, anchor, now)?;
        let (Some(configuration), Some(top)) = (statements.first(), statements.last()) else {
            return Err(ChainError::Length);
        };
        let vouching = &statements[1..statements.len().max(2) - 1];
        if let Some(superior) = vouching.first()
            && !configuration.authority_hints().contains(superior.issuer())
        {
            return Err(ChainError::UnnamedSuperior);
        }
        let metadata = resolve(configuration, vouching)?;
        let expires = statements.iter().map(Statement::expires).min().unwrap_or(now);
        Ok(Self {
            configuration: configuration.clone(),
            anchor: top.clone(),
            links: links.to_vec(),
            metadata,
            expires,
        })
    }

    pub fn subject(&self) -> &EntityId {
        self.configuration.subject()
    }

    /// The subject's own configuration, proved by the chain.
    pub fn configuration(&self) -> &Statement {
        &self.configuration
    }

    /// The trust anchor's configuration.
    pub fn anchor(&self) -> &Statement {
        &self.anchor
    }

    /// The subject's federation keys.
    pub fn keys(&self) -> &JwkSet {
        self.configuration.keys()
    }

    /// What the subject is, after all policies.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// When the first of the statements expires.
    pub fn expires(&self) -> Timestamp {
        self.expires
    }

    /// The signed statements, from the subject to the anchor.
    pub fn links(&self) -> &[String] {
        &self.links
    }
}

/// Section 10.2, from the anchor down: each statement is read with the keys that the one above it
/// gives, so that nothing is looked at before its signature holds.
fn verify(links: &[String], anchor: &Anchor, now: Timestamp) -> Result<Vec<Statement>, ChainError> {
    if links.is_empty() || links.len() > MAX_CHAIN {
        return Err(ChainError::Length);
    }
    let last = links.len() - 1;
    let at = |index: usize| move |error| ChainError::Statement(index, error);
    let top = Statement::configuration(&links[last], now).map_err(at(last))?;
    if *top.subject() != anchor.id {
        return Err(ChainError::OtherAnchor);
    }
    // A self-signed configuration proves nothing by itself: the configured keys decide.
    signed_by(&links[last], &anchor.keys).map_err(at(last))?;
    let mut keys = top.keys().clone();
    let mut statements = vec![top];
    for index in (0..last).rev() {
        let below = if index == 0 {
            signed_by(&links[0], &keys).map_err(at(0))?;
            Statement::configuration(&links[0], now).map_err(at(0))?
        } else {
            Statement::subordinate(&links[index], &keys, now).map_err(at(index))?
        };
        let above = &statements[statements.len() - 1];
        if below.issuer() != above.subject() {
            return Err(ChainError::Broken(index + 1));
        }
        let passed = statements.iter().any(|statement| statement.subject() == below.subject());
        if index > 0 && passed {
            return Err(ChainError::Loop);
        }
        keys = below.keys().clone();
        statements.push(below);
    }
    statements.reverse();
    Ok(statements)
}

/// Whether one of these keys signed the statement, whatever else it says.
fn signed_by(jwt: &str, keys: &JwkSet) -> Result<(), StatementError> {
    jws::verify(jwt, keys, ALGORITHMS, TokenType::Named(STATEMENT_TYPE))?;
    Ok(())
}

/// Constraints of every superior, the immediate superior's metadata, then the merged policies.
fn resolve(configuration: &Statement, vouching: &[Statement]) -> Result<Metadata, ChainError> {
    let mut metadata = configuration.claims().metadata.clone();
    if let Some(immediate) = vouching.first() {
        for (kind, parameters) in &immediate.claims().metadata {
            if let Some(own) = metadata.get_mut(kind) {
                own.extend(parameters.clone());
            }
        }
    }
    let mut policy = MetadataPolicy::default();
    for (intermediates, statement) in vouching.iter().enumerate().rev() {
        if let Some(constraints) = &statement.claims().constraints {
            constrain(constraints, intermediates, configuration, vouching, &mut metadata)?;
        }
        if let Some(below) = &statement.claims().metadata_policy {
            policy.merge(below)?;
        }
    }
    policy.apply(&mut metadata)?;
    Ok(metadata)
}

fn constrain(
    constraints: &Constraints,
    intermediates: usize,
    configuration: &Statement,
    vouching: &[Statement],
    metadata: &mut Metadata,
) -> Result<(), ChainError> {
    let below = vouching[..intermediates].iter().map(Statement::issuer);
    let mut names = below.chain([configuration.subject()]);
    if !constraints.allow_path(intermediates) || !names.all(|name| constraints.allow_name(name)) {
        return Err(ChainError::Constraint);
    }
    constraints.restrict(metadata);
    Ok(())
}
