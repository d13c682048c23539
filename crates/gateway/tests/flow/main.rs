//! The gateway as its neighbours see it: served over HTTP, with a provider that is a real OpenID
//! provider in all but its people, a service that redeems its codes, and browsers with cookies.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of a test fail the test")]

mod accreditation;
/// The country's authority, which accredits the app.
mod anchor;
mod astray;
/// The authority that tests of cards share.
#[allow(dead_code, reason = "not every test needs all that an authority can do")]
#[path = "../../../protocol/tests/card/authority.rs"]
mod authority;
mod browser;
mod card;
mod card_tls;
mod country;
mod dispute;
mod login;
mod logout;
mod office;
mod own;
mod provider;
mod service;
mod session;
