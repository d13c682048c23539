//! OpenID Connect as Beffroi's roles share it: a provider's endpoints, a relying party, and the
//! keys of both.
//!
//! Two roles are providers and four are relying parties, so what is the same for all of them
//! lives here: who may ask, what is asked, the codes and tokens, and every check of an answer.
//! What a login is, which pages a person sees and what is kept about them belongs to the roles.
//! Pure rules belong to `protocol`; this crate adds the database, the clock and the network.

mod claims;
pub mod client;
pub mod federation;
mod issuer;
pub mod keys;
mod migrations;
pub mod provider;
pub mod relying;
mod remote;

use domain::Language;

pub use issuer::{InvalidIssuer, Issuer};
pub use migrations::MIGRATIONS;

/// The texts of the refusals that a person is shown, to be loaded beside a role's own.
pub const TEXTS: [(Language, &str); 4] = [
    (Language::Nl, include_str!("../text/nl.ftl")),
    (Language::Fr, include_str!("../text/fr.ftl")),
    (Language::De, include_str!("../text/de.ftl")),
    (Language::En, include_str!("../text/en.ftl")),
];
