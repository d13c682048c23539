//! The JOSE layer against the standards' own examples, the Wycheproof vectors, another
//! implementation and the known attacks.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod attacks;
mod encryption;
mod forge;
mod oracle;
mod properties;
mod standards;
mod wycheproof;
