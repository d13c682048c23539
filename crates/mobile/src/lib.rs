//! The mobile provider: an independent OpenID provider whose people say yes on their phone.
//!
//! It keeps its own people, enrolments, devices, keys and partners, and knows nothing of the
//! gateway but that it is one of the partners. A login is a question that names who asks, for
//! whom, and what will be shared; the answer is a signature by the phone's key over that very
//! question, verified against the stored row and written once.
//!
//! No national number, phone number, code or handle may appear in a log, a URL's path or an error.

mod app;
mod approval;
mod blocking;
mod config;
mod consent;
mod device;
mod enrolment;
mod error;
mod home;
mod keys;
mod migrations;
mod mobile;
mod notice;
mod oidc;
mod open;
mod person;
mod phone;
mod qr;
mod record;
mod refusal;

pub use approval::{Books, Unequal};
pub use config::{Config, LimitSettings, Registrar, Report};
pub use open::open;
pub(crate) use refusal::Refusal;
