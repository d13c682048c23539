//! Incidents: what went wrong at a provider, and what it owes the authority by when.

mod rules;
pub mod store;

pub use rules::{Owed, Step, owed};
