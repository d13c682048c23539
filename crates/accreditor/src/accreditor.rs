use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use domain::Timestamp;
use keeper::Keeper;
use openid::keys::KeyRing;
use protocol::federation::{Anchor, EntityId, Scheme};
use web::{Chassis, Database, Fetch, Limit};

use crate::config::FederationSettings;

/// The open role. Cheap to clone.
#[derive(Clone)]
pub struct Accreditor(Arc<Inner>);

pub struct Inner {
    /// The authority's name in the federation: its public URL.
    pub id: EntityId,
    pub scheme: Scheme,
    pub federation: FederationSettings,
    pub chassis: Chassis,
    pub db: Database,
    pub keys: KeyRing,
    pub keeper: Keeper,
    pub fetch: Fetch,
    /// How often one address may have chains gathered, each of which costs several calls.
    pub resolving: Limit,
}

impl Accreditor {
    pub fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// The authority as its own trust anchor.
    pub fn anchor(&self) -> Anchor {
        Anchor { id: self.id.clone(), keys: self.keys.federation_keys() }
    }

    /// The absolute URL of a path of this role.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.id.as_str())
    }

    /// Until when a statement made now is good.
    pub fn statement_end(&self, now: Timestamp) -> Timestamp {
        now.plus(Duration::from_mins(self.federation.statement_minutes.into()))
    }
}

impl Deref for Accreditor {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl std::fmt::Debug for Accreditor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Accreditor({})", self.id)
    }
}
