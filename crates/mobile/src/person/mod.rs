//! The people that the provider knows, and how they are named and reached.

mod phone_number;
pub mod store;

pub use phone_number::{InvalidPhoneNumber, PhoneNumber};
