//! The identity card: the state's own means, proved to the gateway itself.
//!
//! There are two ways to use its key, and one rule behind both. In Web eID a browser extension lets
//! the card sign our origin and a nonce ([`token`]); in mutual TLS it signs a handshake ([`tls`]). Either
//! gives a [`protocol::x509::CardProof`], and [`settle`] alone decides what that is worth.

mod nonce;
pub mod page;
mod revocation;
mod settings;
mod settle;
pub mod tls;
pub mod token;

use domain::Timestamp;
use protocol::web_eid::Origin;
use protocol::x509::{Authorities, Card, CardPolicy, Certificate, Refused, WithoutAnswer};
use url::Url;
use web::Limit;

pub use revocation::Revocations;
pub use settings::CardSettings;
pub use settle::{refused, settle};

/// What cards are held against.
pub struct Cards {
    /// The origin that a card signs in Web eID.
    origin: Origin,
    authorities: Authorities,
    policy: CardPolicy,
    without_answer: WithoutAnswer,
    revocations: Revocations,
    virtual_reader: Option<Url>,
    /// The origin of the door at which cards are shown by mutual TLS.
    door: Option<String>,
    /// How many nonces and tickets one login may ask for.
    limit: Limit,
}

impl Cards {
    /// Whether a certificate is that of a card that may log its holder in. Nobody has proved yet
    /// to hold it.
    pub fn judge(&self, certificate: Certificate, now: Timestamp) -> Result<Card, Refused> {
        Card::verify(certificate, &self.authorities, &self.policy, now)
    }
}
