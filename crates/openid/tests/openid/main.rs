//! The provider and the relying party through their public doors. Tests of the endpoints carry
//! the names of the OpenID Foundation's conformance modules, so that an official run compares one
//! to one.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of a test fail with it")]

mod answers;
mod attacks;
mod client;
mod fapi2;
mod federation;
mod impostor;
mod keys;
mod oidcc_basic;
mod oidcc_config;
mod oidcc_logout;
mod published;
mod relying;
mod routes;
mod service;
mod stage;
