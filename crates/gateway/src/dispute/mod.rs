//! A person says that a login was not theirs.
//!
//! Whoever logged in holds the person's card or phone, or what answers for it. So the method is
//! blocked for this person at once, every session of theirs ends, and the operator gets a case.
//! The person alone takes the block away, once they have proved themselves by another method; the
//! operator does it for those who have no other.

pub mod desk;
pub mod page;
mod store;

use domain::{LoginId, Method, PersonId, ServiceId, Timestamp};

pub use store::{blocked, is_blocked};

/// What became known, and which login it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// A random name that the person may tell a helpdesk.
    pub id: String,
    pub login: LoginId,
    pub person: PersonId,
    pub service: ServiceId,
    pub method: Method,
    /// When the login was answered.
    pub answered: Timestamp,
    /// When the person spoke up.
    pub opened: Timestamp,
}
