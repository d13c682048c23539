//! The whole country in one library: its people, its parties and how they are started, so that
//! the binary and the testkit run the very same thing.
//!
//! No rule of a role lives here; a role is opened with its configuration and spoken to over HTTP.

pub mod audit;
mod bank;
pub mod bench;
pub mod card;
pub mod country;
mod demo_page;
pub mod drill;
pub mod folder;
pub mod load;
pub mod outside;
pub mod people;
pub mod phone;
pub mod publication;
pub mod records;
pub mod registrar;
pub mod seal;
pub mod simulate;
mod start_page;
pub mod statistics;
