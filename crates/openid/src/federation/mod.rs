//! A role as an entity of a federation (OpenID Federation 1.0): what it publishes about itself,
//! the trust marks that it shows, and how a chain from any entity to a trust anchor is gathered.
//!
//! What statements, chains and marks prove is decided in `protocol::federation`; here is the
//! network, the database and the clock.

pub mod describe;
mod entity;
mod gather;
mod marks;

pub use entity::{Entity, Settings};
pub use gather::{GatherError, gather};
