//! The authority that accredits: it decides who may authenticate people, at which level, from when
//! until when, and lets everyone see and check why.
//!
//! It is a trust anchor of OpenID Federation 1.0 under keys of its own. An accreditation is a
//! trust mark that it signs; what was decided lies in its ledger. It authenticates nobody, and
//! knows nothing of any login. No crate of another role may enter here.

mod accreditor;
pub mod config;
mod desk;
pub mod dossier;
mod federation;
mod id;
mod incident;
mod mail;
mod migrations;
mod moment;
mod office;
mod open;
#[cfg(test)]
mod page_tests;
mod person;
mod register;
mod taken_over;

use domain::Language;
use web::{Texts, TextsError};

pub use config::{Config, Report};
pub use id::{DossierId, OfficerId};
pub use office::{Office, OfficeError, Taken};
pub use open::open;

pub(crate) fn texts() -> Result<Texts, TextsError> {
    Texts::load(&[
        sign_in::TEXTS[0],
        sign_in::TEXTS[1],
        sign_in::TEXTS[2],
        sign_in::TEXTS[3],
        (Language::Nl, include_str!("../text/nl.ftl")),
        (Language::Fr, include_str!("../text/fr.ftl")),
        (Language::De, include_str!("../text/de.ftl")),
        (Language::En, include_str!("../text/en.ftl")),
    ])
}
