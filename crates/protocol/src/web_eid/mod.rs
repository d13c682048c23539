//! Web eID authentication tokens: an identity card in a reader signs our origin and our nonce, and
//! a browser extension brings the signature (token formats `web-eid:1.0` and `web-eid:1.1`).
//!
//! The origin inside the signed bytes is the one that the extension saw, so a phishing page cannot
//! pass a card's signature on. Format 1.1 adds what signing documents needs: the certificate for
//! signatures and its algorithms. Nothing is concluded from them here, so they are not read.

mod origin;
mod token;

pub use origin::{InvalidOrigin, Origin};
pub use token::{Token, TokenAlgorithm};

use domain::Timestamp;

use crate::x509::{self, Authorities, Card, CardPolicy, CardProof};

/// Why a token proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refused {
    #[error("the token is missing, or longer than any token")]
    Length,
    #[error("the token is not JSON of the expected form")]
    Malformed,
    #[error("the token is of a format that is not known")]
    Format,
    #[error("the token has no certificate that can be read")]
    Certificate,
    #[error("the signature algorithm is unknown, or not one for the certificate's key")]
    Algorithm,
    #[error("the signature does not hold for this origin, nonce and certificate")]
    Signature,
    #[error(transparent)]
    Card(#[from] x509::Refused),
}

/// What a token must meet.
#[derive(Clone, Copy, Debug)]
pub struct Expectation<'a> {
    /// The origin of the gateway's page.
    pub origin: &'a Origin,
    /// The nonce as the page got it, never given out again. At least 44 characters, as the
    /// specification asks: 256 bits in base64.
    pub nonce: &'a str,
    pub authorities: &'a Authorities,
    pub policy: &'a CardPolicy,
    pub now: Timestamp,
}

/// Key, certificate and person in one answer: the certificate is a card's that we accept, and its
/// key has just signed our origin and nonce. What remains for the caller: that the nonce is used
/// once and within its time, and whether the card is revoked.
pub fn verify(token: &Token, expected: &Expectation<'_>) -> Result<CardProof, Refused> {
    let certificate = token.certificate().clone();
    let card = Card::verify(certificate, expected.authorities, expected.policy, expected.now)?;
    token.check_signature(expected.origin, expected.nonce)?;
    Ok(card.proved_by_web_eid())
}
