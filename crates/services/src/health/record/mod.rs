//! The health documents that the service keeps: sealed, and found by a keyed hash of the national
//! number, so that a copy of the database is no list of patients.

mod import;
mod key;
mod migrations;
mod store;

pub use import::import;
pub use key::RecordKey;
pub use migrations::MIGRATIONS;
pub use store::{find, link};
