//! A role as an entity of a federation (OpenID Federation 1.0): what it publishes about itself,
//! the trust marks that it shows, how a chain from any entity to a trust anchor is gathered, and
//! what is known of another entity by its chain.
//!
//! What statements, chains and marks prove is decided in `protocol::federation`; here is the
//! network, the database and the clock.

pub mod describe;
mod entity;
mod gather;
mod marks;
mod peer;

pub use entity::{AnchorSettings, Entity, Settings};
pub use gather::{GatherError, gather};
pub(crate) use peer::{Peer, PeerError, Resolver};
