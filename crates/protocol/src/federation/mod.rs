//! OpenID Federation 1.0: who vouches for whom, and what an accreditation proves.
//!
//! An entity states its keys and metadata in a configuration that it signs itself. A superior
//! signs statements about its subordinates. A chain of them ends at a trust anchor whose keys the
//! reader was configured with. A trust mark says that its issuer has found something true of an
//! entity; here, that a provider is accredited for a level.
//!
//! Everything here is pure: whoever fetches the statements hands them in, with the time.

mod accreditation;
mod chain;
mod constraints;
mod entity;
mod mark;
mod policy;
mod statement;

pub use accreditation::{Accreditation, Scheme, Unaccredited, accredited};
pub use chain::{Anchor, Chain, ChainError, MAX_CHAIN};
pub use constraints::Constraints;
pub use entity::{EntityId, NotAnEntityId};
pub use mark::{Mark, MarkClaims, MarkError, MarkStatus, StatusAnswer};
pub use policy::{MetadataPolicy, PolicyError};
pub use statement::{
    HISTORICAL_KEYS_TYPE, MarkReference, Metadata, RESOLVE_TYPE, STATEMENT_TYPE, Statement,
    StatementClaims, StatementError, sign_statement,
};

use crate::jose::Algorithm;

/// Federation keys may be of any kind that we verify; section 3 asks for RS256 at least.
const ALGORITHMS: &[Algorithm] = &Algorithm::ALL;
