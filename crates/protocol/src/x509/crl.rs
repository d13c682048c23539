use std::time::Duration;

use domain::Timestamp;
use webpki::{
    BorrowedCertRevocationList, CertRevocationList, Error, ExpirationPolicy, RevocationCheckDepth,
    RevocationOptionsBuilder, UnknownStatusPolicy,
};
use x509_cert::crl::CertificateList;
use x509_cert::der::Decode as _;

use super::Certificate;
use super::path::{Purpose, SIGNATURES, end_entity, trust_anchor, unix};

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

/// Judges a complete, direct list of the certificate's own issuer (RFC 5280, section 6.3). `skew`
/// is how far apart the authority's clock and ours may run.
pub fn judge_crl(
    certificate: &Certificate,
    issuer: &Certificate,
    list: &[u8],
    now: Timestamp,
    skew: Duration,
) -> Result<CrlAnswer, CrlRefused> {
    let times = CertificateList::from_der(list).map_err(|_| CrlRefused::Malformed)?.tbs_cert_list;
    let next_update = times.next_update.ok_or(CrlRefused::Stale)?;
    if moment(times.this_update) > now.plus(skew) {
        return Err(CrlRefused::NotYet);
    }
    let list = BorrowedCertRevocationList::from_der(list).map_err(|_| CrlRefused::Malformed)?;
    let lists = [&CertRevocationList::from(list)];
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
        Ok(_) => Ok(CrlAnswer::Good { until: moment(next_update) }),
        Err(Error::CertRevoked) => Ok(CrlAnswer::Revoked),
        Err(error) => Err(refused(&error)),
    }
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
