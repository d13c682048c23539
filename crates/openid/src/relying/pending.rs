use std::fmt;

use domain::Level;
use serde::{Deserialize, Serialize};

use crate::issuer::Issuer;

/// What must be remembered between the question and its answer. It belongs in the row or ticket
/// that the browser's own cookie leads to, so that an answer meant for another browser finds
/// nothing (login CSRF).
#[derive(Clone, Serialize, Deserialize)]
pub struct Pending {
    pub(super) issuer: Issuer,
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
    pub(super) minimum: Option<Level>,
    pub(super) max_age_seconds: Option<u64>,
}

impl Pending {
    /// What comes back as `state`: a good handle for the row.
    pub fn state(&self) -> &str {
        &self.state
    }

    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pending({})", self.issuer)
    }
}
