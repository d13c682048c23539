//! Cards: certificates, revocation and Web eID tokens, with an authority of our own and with what
//! was published.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::too_many_lines, reason = "a table of cases is one thing")]

mod authority;
mod certificates;
mod crl;
mod holders;
mod ocsp;
mod properties;
mod published;
mod tokens;
