//! The country seen from outside: people log in, and those who should not do not get in.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod accreditation;
mod attack;
mod bank;
mod card;
mod card_login;
mod dossier;
mod enforcement;
mod enrolment;
mod federation;
mod figures;
mod health;
mod ledger;
mod login;
mod outcome;
mod restart;
mod sweep;
