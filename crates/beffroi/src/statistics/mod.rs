//! The statistics office: it shows official figures to everybody, once it has checked them and
//! entered them in a ledger of its own.
//!
//! It computes nothing and keeps no login: what it shows was computed from the archive of another
//! party's ledger, and whoever doubts it downloads that and computes it again.

mod config;
mod entered;
mod first;
mod office;
mod page;
mod publication;
mod view;

pub use config::{Config, Source};
pub use first::{first_keys, make_first};
pub use office::open;
