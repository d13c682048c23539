//! The card authority of the demo country, and people's cards: personalisation, revocation, and a
//! card in software that does what a card in a reader does.
//!
//! Keys lie in files here, which no real card and no real authority would allow. Everything that
//! leaves this folder of code is as the real thing makes it: certificates, OCSP answers, revocation
//! lists and Web eID tokens are judged by the same rules as those of any other country's cards.

mod authority;
mod cards;
mod certificate;
mod list;
pub mod office;
mod pin;
mod register;
mod responder;
mod which;

pub use authority::Authority;
pub use cards::{Card, CardError, CardId, Cards, Challenge, Standing};
pub(crate) use certificate::moment;
pub use certificate::{CITIZEN_AUTHENTICATION, FOREIGNER_AUTHENTICATION};
pub use pin::{InvalidPin, Pin, TRIES};
pub use responder::Responder;
pub use which::Which;

#[cfg(test)]
mod tests;
