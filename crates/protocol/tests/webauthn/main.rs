//! Both sides of WebAuthn, met through the public door.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod attestation;
mod ceremonies;
mod forge;
mod level_3_vectors;
mod properties;
mod refusals;
