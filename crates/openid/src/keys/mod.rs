//! The keys of a role: made on the first start, sealed in its database, and rotated by a job.

mod ring;
mod schedule;
mod store;

pub use ring::{KeyRing, Purpose};
pub use schedule::{Schedule, Stage};
