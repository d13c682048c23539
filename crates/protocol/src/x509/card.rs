use domain::{Level, Timestamp};
use x509_cert::der::asn1::ObjectIdentifier;

use super::{Authorities, Certificate, Holder, PublicKey, Purpose, Refused};

const CLIENT_AUTHENTICATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");
/// The exponent and size below which an RSA key is no longer accepted are those of the verifier
/// in aws-lc-rs: 2048 bits.
const RSA_MINIMUM_BYTES: usize = 256;

/// Which of an authority's certificates are for logging in. Identifiers in dotted form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardPolicy {
    accepted: Vec<ObjectIdentifier>,
    refused: Vec<ObjectIdentifier>,
}

impl CardPolicy {
    /// Certificates must be issued under one of `accepted`, if there are any, and under none of
    /// `refused`. An identifier that cannot be read is handed back.
    pub fn new<'a>(accepted: &[&'a str], refused: &[&'a str]) -> Result<Self, &'a str> {
        let read = |texts: &[&'a str]| -> Result<Vec<_>, &'a str> {
            texts.iter().map(|text| ObjectIdentifier::new(text).map_err(|_| *text)).collect()
        };
        Ok(Self { accepted: read(accepted)?, refused: read(refused)? })
    }

    fn check(&self, certificate: &Certificate) -> Result<(), Refused> {
        let has = |identifier: &ObjectIdentifier| certificate.policies().contains(identifier);
        if self.refused.iter().any(has) {
            return Err(Refused::RefusedPolicy);
        }
        if self.accepted.is_empty() || self.accepted.iter().any(has) {
            Ok(())
        } else {
            Err(Refused::Policy)
        }
    }
}

/// A certificate of a card that may log its holder in, and who that is. Nobody has proved yet to
/// hold the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    certificate: Certificate,
    issuer: Certificate,
    holder: Holder,
}

impl Card {
    /// The path to a trusted authority, and on top of it what a login needs of the leaf.
    pub fn verify(
        certificate: Certificate,
        authorities: &Authorities,
        policy: &CardPolicy,
        now: Timestamp,
    ) -> Result<Self, Refused> {
        if certificate.is_authority() {
            return Err(Refused::Authority);
        }
        let issuer =
            authorities.issuer_of(&certificate, Purpose::ClientAuthentication, now)?.clone();
        // A certificate for signatures has nonRepudiation instead: the PIN that was typed for it
        // was typed to sign a document, not to log in.
        if !certificate.key_usages().is_some_and(|usages| usages.digital_signature) {
            return Err(Refused::KeyUsage);
        }
        if !certificate.is_for(CLIENT_AUTHENTICATION) {
            return Err(Refused::Purpose);
        }
        policy.check(&certificate)?;
        check_key(certificate.public_key())?;
        let holder = Holder::read(&certificate)?;
        Ok(Self { certificate, issuer, holder })
    }

    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The authority that issued the card: whom to ask whether it was revoked.
    pub fn issuer(&self) -> &Certificate {
        &self.issuer
    }

    pub fn holder(&self) -> &Holder {
        &self.holder
    }

    /// For a TLS listener that has just verified the handshake's signature with this certificate.
    pub fn proved_by_tls(self) -> CardProof {
        CardProof { card: self, possession: Possession::MutualTls }
    }

    pub(crate) fn proved_by_web_eid(self) -> CardProof {
        CardProof { card: self, possession: Possession::WebEid }
    }
}

fn check_key(key: &PublicKey) -> Result<(), Refused> {
    match key {
        PublicKey::P256(_) | PublicKey::P384(_) | PublicKey::P521(_) => Ok(()),
        PublicKey::Rsa(der) if der.len() > RSA_MINIMUM_BYTES => Ok(()),
        _ => Err(Refused::Key),
    }
}

/// Someone who holds the card, and knows its PIN, has just used its key: key, certificate and
/// person in one, so that no part of it can be paired with another's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardProof {
    card: Card,
    possession: Possession,
}

/// How the key was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Possession {
    /// It signed our origin and nonce.
    WebEid,
    /// It signed the handshake of a TLS connection to us.
    MutualTls,
}

/// What is known about revocation at the time of the login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// The authority says that the card is good, up to this moment.
    Good { until: Timestamp },
    /// The authority says that the card is revoked or suspended, or that it knows of no such card.
    Revoked,
    /// Neither responder nor list could be had.
    NoAnswer,
}

/// The level that a card reaches while its authority cannot be asked; `high` is out of reach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WithoutAnswer {
    #[default]
    Refused,
    Low,
    Substantial,
}

impl CardProof {
    pub fn card(&self) -> &Card {
        &self.card
    }

    pub fn holder(&self) -> &Holder {
        &self.card.holder
    }

    pub fn possession(&self) -> Possession {
        self.possession
    }

    /// The level of this login: `high` rests on an answer of the authority that is still good, and
    /// a revoked card reaches nothing.
    pub fn level(
        &self,
        revocation: Revocation,
        without_answer: WithoutAnswer,
        now: Timestamp,
    ) -> Option<Level> {
        match (revocation, without_answer) {
            (Revocation::Good { until }, _) if now <= until => Some(Level::High),
            (Revocation::Revoked, _) | (_, WithoutAnswer::Refused) => None,
            (_, WithoutAnswer::Low) => Some(Level::Low),
            (_, WithoutAnswer::Substantial) => Some(Level::Substantial),
        }
    }
}
