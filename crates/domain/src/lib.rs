//! The words that every role of Beffroi shares, and the rules that follow from them alone.
//!
//! This crate is pure knowledge: no async, no SQL, no HTTP, no clock and no randomness may enter
//! it. Whoever needs the time or a random number passes it in.

mod id;
mod language;
mod level;
mod method;
mod national_number;
mod reach;
mod standing;
mod time;

pub use id::{
    ApprovalId, DeviceId, EnrolmentId, LoginId, PartnerId, PersonId, ProviderId, RegistrarId,
    ServiceId, SessionId,
};
pub use language::{Language, Localized, UnknownLanguage};
pub use level::{Level, UnknownLevel};
pub use method::{Method, UnknownMethod};
pub use national_number::{BirthDate, Century, InvalidNationalNumber, NationalNumber};
pub use reach::{Channel, DeviceKey, Evidence, IdentityProof, Verification, reached};
pub use standing::{Others, Standing, settles};
pub use time::Timestamp;
