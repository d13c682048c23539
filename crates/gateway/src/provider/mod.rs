//! Providers: who may authenticate people for the gateway, to what level and until when.

mod accreditation;
pub mod keep;
mod watch;

pub use accreditation::{Accreditation, CARD, Offer, Provider, Standing, offers, unaccredited};
pub use watch::{Asked, Held, Known, Source, Watch};
