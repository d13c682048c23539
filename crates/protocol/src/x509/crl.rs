use std::time::Duration;

use domain::Timestamp;
use webpki::{
    CertRevocationList, Error, ExpirationPolicy, OwnedCertRevocationList, RevocationCheckDepth,
    RevocationOptionsBuilder, UnknownStatusPolicy,
};
use x509_cert::crl::CertificateList;
use x509_cert::der::Decode as _;
use x509_cert::der::oid::AssociatedOid as _;
use x509_cert::ext::pkix::CrlDistributionPoints;

use super::path::{Purpose, SIGNATURES, end_entity, trust_anchor, unix};
use super::{Card, Certificate};

/// What a revocation list says about a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrlAnswer {
    /// Not on the list, which may be used until its next one.
    Good { until: Timestamp },
    /// Revoked, or suspended.
    Revoked,
}

/// Why a list says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CrlRefused {
    #[error("not a revocation list")]
    Malformed,
    #[error("the list is from the future")]
    NotYet,
    #[error("the list is too old, or names no next one")]
    Stale,
    #[error("the list is not signed by the authority")]
    Signature,
    #[error("the list does not cover the certificate")]
    NotCovered,
    #[error("the certificate is not of this authority, or not valid now")]
    Certificate,
}

/// A list that its authority signed. Reading a country's takes a while, and looking a card up none:
/// it is asked when the responder is silent, which is when everybody's card is looked up.
pub struct RevocationList {
    list: CertRevocationList<'static>,
    issuer: Certificate,
    /// What the certificate with which it was read says of where its list is.
    points: Option<Vec<u8>>,
    this_update: Timestamp,
    next_update: Timestamp,
}

impl RevocationList {
    /// Reads a complete, direct list of the issuer of this certificate (RFC 5280, section 6.3).
    /// `skew` is how far apart the authority's clock and ours may run.
    pub fn read(
        certificate: &Certificate,
        issuer: &Certificate,
        list: &[u8],
        now: Timestamp,
        skew: Duration,
    ) -> Result<Self, CrlRefused> {
        let times = CertificateList::from_der(list).map_err(|_| CrlRefused::Malformed)?;
        let times = times.tbs_cert_list;
        let next_update = moment(times.next_update.ok_or(CrlRefused::Stale)?);
        let this_update = moment(times.this_update);
        if this_update > now.plus(skew) {
            return Err(CrlRefused::NotYet);
        }
        let list = OwnedCertRevocationList::from_der(list).map_err(|_| CrlRefused::Malformed)?;
        let list = CertRevocationList::from(list);
        check(&list, certificate, issuer, now)?;
        let (issuer, points) = (issuer.clone(), points(certificate));
        Ok(Self { list, issuer, points, this_update, next_update })
    }

    /// What it says about a card of the same authority that has its list at the same place.
    pub fn answer(&self, card: &Card, now: Timestamp) -> Result<CrlAnswer, CrlRefused> {
        if *card.issuer() != self.issuer || points(card.certificate()) != self.points {
            return Err(CrlRefused::NotCovered);
        }
        self.look_up(card.certificate(), now)
    }

    pub fn this_update(&self) -> Timestamp {
        self.this_update
    }

    fn look_up(&self, certificate: &Certificate, now: Timestamp) -> Result<CrlAnswer, CrlRefused> {
        if now >= self.next_update {
            return Err(CrlRefused::Stale);
        }
        match self.list.find_serial(certificate.serial()) {
            Ok(None) => Ok(CrlAnswer::Good { until: self.next_update }),
            Ok(Some(_)) => Ok(CrlAnswer::Revoked),
            Err(_) => Err(CrlRefused::Malformed),
        }
    }
}

/// Reads a list for one certificate, and says what it says of that one.
pub fn judge_crl(
    certificate: &Certificate,
    issuer: &Certificate,
    list: &[u8],
    now: Timestamp,
    skew: Duration,
) -> Result<CrlAnswer, CrlRefused> {
    RevocationList::read(certificate, issuer, list, now, skew)?.look_up(certificate, now)
}

/// That the list is the issuer's, signed by it, and covers this certificate now, revoked or not.
fn check(
    list: &CertRevocationList<'_>,
    certificate: &Certificate,
    issuer: &Certificate,
    now: Timestamp,
) -> Result<(), CrlRefused> {
    let lists = [list];
    let options = RevocationOptionsBuilder::new(&lists)
        .map_err(|_| CrlRefused::Malformed)?
        .with_depth(RevocationCheckDepth::EndEntity)
        .with_status_policy(UnknownStatusPolicy::Deny)
        .with_expiration_policy(ExpirationPolicy::Enforce)
        .build();
    let anchor = [trust_anchor(issuer).map_err(|_| CrlRefused::Certificate)?];
    let leaf = end_entity(certificate).map_err(|_| CrlRefused::Certificate)?;
    let verified = leaf.verify_for_usage(
        SIGNATURES,
        &anchor,
        &[],
        unix(now),
        Purpose::Any,
        Some(options),
        None,
    );
    match verified {
        // The signature is checked before the list is looked into.
        Ok(_) | Err(Error::CertRevoked) => Ok(()),
        Err(error) => Err(refused(&error)),
    }
}

/// The extension that says where the list is (RFC 5280, section 4.2.1.13).
fn points(certificate: &Certificate) -> Option<Vec<u8>> {
    certificate.extension(CrlDistributionPoints::OID).map(|(_, der)| der.to_vec())
}

fn refused(error: &Error) -> CrlRefused {
    match error {
        Error::CrlExpired { .. } => CrlRefused::Stale,
        Error::InvalidCrlSignatureForPublicKey | Error::IssuerNotCrlSigner => CrlRefused::Signature,
        Error::UnknownRevocationStatus => CrlRefused::NotCovered,
        _ => CrlRefused::Certificate,
    }
}

fn moment(time: x509_cert::time::Time) -> Timestamp {
    let seconds = time.to_unix_duration().as_secs();
    Timestamp::from_seconds(i64::try_from(seconds).unwrap_or(i64::MAX))
}
