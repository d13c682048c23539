//! Providers: who may authenticate people for the gateway, to what level and until when.

mod accreditation;

pub use accreditation::{Accreditation, CARD, Offer, Provider, offers};
