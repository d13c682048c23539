//! The gateway as its neighbours see it: served over HTTP, with a provider that is a real OpenID
//! provider in all but its people, a service that redeems its codes, and browsers with cookies.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of a test fail the test")]

mod astray;
mod browser;
mod country;
mod login;
mod logout;
mod own;
mod provider;
mod service;
mod session;
