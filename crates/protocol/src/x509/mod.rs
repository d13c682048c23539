//! Certificates of people's cards: is this certificate one of a card that we accept, whose is it,
//! and is it revoked? Pure: certificates, answers of responders, lists and the time are arguments.
//!
//! Paths and revocation lists are judged by rustls-webpki. It leaves out what matters for a login,
//! on purpose or by design, and that is added here:
//! - the extended key usage must be there, not only not contradict ([`CardPolicy`]);
//! - the key usage of the leaf: a certificate for signatures is no login;
//! - the key usage of authorities: one for revocation lists alone issues no cards;
//! - the policy identifiers, which tell an authentication certificate from its siblings;
//! - the validity of the trust anchors themselves.
//!
//! A *critical* policies extension is beyond rustls-webpki and so refused. None of the card
//! authorities that were looked at marks it critical (the tests hold that), and a chain that
//! did would fail closed.

mod card;
mod certificate;
mod crl;
mod holder;
pub(crate) mod name;
mod ocsp;
mod path;
mod refused;

pub use card::{Card, CardPolicy, CardProof, Possession, Revocation, WithoutAnswer};
pub use certificate::{Certificate, KeyUsages, PublicKey};
pub use crl::{CrlAnswer, CrlRefused, RevocationList, judge_crl};
pub use holder::{ForeignIdentifier, Holder, Identifier};
pub use ocsp::{
    Freshness, NonceRule, OcspAnswer, OcspQuestion, OcspRefused, judge_ocsp, ocsp_request,
};
pub use path::{Authorities, Purpose};
pub use refused::Refused;
