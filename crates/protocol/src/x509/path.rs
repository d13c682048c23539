use std::time::Duration;

use domain::Timestamp;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeIdIter, KeyUsage, aws_lc_rs};

use super::{Certificate, Refused};

/// What authorities sign certificates with, and responders their answers. SHA-1 is not among them.
pub(super) const SIGNATURES: &[&dyn SignatureVerificationAlgorithm] = &[
    aws_lc_rs::ECDSA_P256_SHA256,
    aws_lc_rs::ECDSA_P256_SHA384,
    aws_lc_rs::ECDSA_P256_SHA512,
    aws_lc_rs::ECDSA_P384_SHA256,
    aws_lc_rs::ECDSA_P384_SHA384,
    aws_lc_rs::ECDSA_P384_SHA512,
    aws_lc_rs::ECDSA_P521_SHA256,
    aws_lc_rs::ECDSA_P521_SHA384,
    aws_lc_rs::ECDSA_P521_SHA512,
    aws_lc_rs::ED25519,
    aws_lc_rs::RSA_PKCS1_2048_8192_SHA256,
    aws_lc_rs::RSA_PKCS1_2048_8192_SHA384,
    aws_lc_rs::RSA_PKCS1_2048_8192_SHA512,
    aws_lc_rs::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
    aws_lc_rs::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
    aws_lc_rs::RSA_PSS_2048_8192_SHA512_LEGACY_KEY,
];

/// Whom we trust to issue certificates: configured, and nothing else. What a certificate brings
/// along or points at never becomes trusted.
#[derive(Clone, Debug)]
pub struct Authorities {
    anchors: Vec<Certificate>,
    intermediates: Vec<Certificate>,
}

/// What a path is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Nothing on the path may exclude client authentication.
    ClientAuthentication,
    /// The extended key usage does not matter.
    Any,
}

impl Authorities {
    /// `anchors` are trusted; `intermediates` help to find the way to them.
    pub fn new(
        anchors: Vec<Certificate>,
        intermediates: Vec<Certificate>,
    ) -> Result<Self, Refused> {
        if anchors.is_empty() || !anchors.iter().chain(&intermediates).all(may_issue) {
            return Err(Refused::NotAnAuthority);
        }
        Ok(Self { anchors, intermediates })
    }

    /// The same anchors, and other help to find the way to them: whichever of these certificates
    /// are those of authorities.
    #[must_use]
    pub fn with_intermediates(&self, certificates: Vec<Certificate>) -> Self {
        let intermediates = certificates.into_iter().filter(may_issue).collect();
        Self { anchors: self.anchors.clone(), intermediates }
    }

    /// The names of all of them in DER, by which a client knows whose certificates are wanted.
    pub fn names(&self) -> Vec<Vec<u8>> {
        let all = self.anchors.iter().chain(&self.intermediates);
        all.filter_map(|certificate| certificate.subject_der().ok()).collect()
    }

    /// The authority that issued `leaf`, if the path from there to an anchor holds at `now`
    /// (RFC 5280, section 6).
    pub fn issuer_of(
        &self,
        leaf: &Certificate,
        purpose: Purpose,
        now: Timestamp,
    ) -> Result<&Certificate, Refused> {
        leaf.check_validity(now)?;
        let valid: Vec<_> =
            self.anchors.iter().filter(|anchor| anchor.check_validity(now).is_ok()).collect();
        self.path(&valid, leaf, purpose, now).map_err(|refused| {
            // Told apart for the person's sake: their card may be good and its authority too old.
            let all: Vec<_> = self.anchors.iter().collect();
            match refused {
                Refused::Untrusted if self.path(&all, leaf, purpose, now).is_ok() => {
                    Refused::AuthorityNotValid
                }
                other => other,
            }
        })
    }

    fn path<'a>(
        &'a self,
        anchors: &[&'a Certificate],
        leaf: &Certificate,
        purpose: Purpose,
        now: Timestamp,
    ) -> Result<&'a Certificate, Refused> {
        let trusted =
            anchors.iter().map(|anchor| trust_anchor(anchor)).collect::<Result<Vec<_>, _>>()?;
        let intermediates: Vec<_> =
            self.intermediates.iter().map(|cert| cert.certificate_der().clone()).collect();
        let end_entity = end_entity(leaf)?;
        let path = end_entity
            .verify_for_usage(SIGNATURES, &trusted, &intermediates, unix(now), purpose, None, None)
            .map_err(|error| refused(&error))?;
        if let Some(issuer) = path.intermediate_certificates().next() {
            let is_issuer = |cert: &&Certificate| cert.der() == issuer.der().as_ref();
            return self.intermediates.iter().find(is_issuer).ok_or(Refused::Untrusted);
        }
        let at = trusted.iter().position(|anchor| anchor == path.anchor());
        at.map(|at| anchors[at]).ok_or(Refused::Untrusted)
    }
}

/// Whether a certificate may stand above another one. The path library looks at the basic
/// constraints alone; that the key may sign certificates is checked here (RFC 5280, section 6.1.4,
/// step n).
fn may_issue(certificate: &Certificate) -> bool {
    certificate.is_authority()
        && certificate.key_usages().is_none_or(|usages| usages.certificate_signing)
}

/// Whether `issuer` itself signed `leaf`, which is valid at `now`.
pub(super) fn is_issued_by(leaf: &Certificate, issuer: &Certificate, now: Timestamp) -> bool {
    let issued = || {
        leaf.check_validity(now)?;
        let anchor = [trust_anchor(issuer)?];
        end_entity(leaf)?
            .verify_for_usage(SIGNATURES, &anchor, &[], unix(now), Purpose::Any, None, None)
            .map(|_| ())
            .map_err(|error| refused(&error))
    };
    issued().is_ok()
}

pub(super) fn end_entity(certificate: &Certificate) -> Result<EndEntityCert<'_>, Refused> {
    EndEntityCert::try_from(certificate.certificate_der()).map_err(|error| refused(&error))
}

pub(super) fn trust_anchor(certificate: &Certificate) -> Result<TrustAnchor<'_>, Refused> {
    let der: &CertificateDer<'_> = certificate.certificate_der();
    webpki::anchor_from_trusted_cert(der).map_err(|_| Refused::NotAnAuthority)
}

pub(super) fn unix(now: Timestamp) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(now.seconds()).unwrap_or(0)))
}

impl ExtendedKeyUsageValidator for Purpose {
    fn validate(&self, purposes: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        match self {
            // Called for the leaf and for every authority above it; the leaf's own extension is
            // demanded elsewhere, since an authority need not have one.
            Self::ClientAuthentication => KeyUsage::client_auth().validate(purposes),
            Self::Any => Ok(()),
        }
    }
}

fn refused(error: &webpki::Error) -> Refused {
    use webpki::Error;
    match error {
        Error::BadDer | Error::BadDerTime | Error::TrailingData(_) => Refused::Malformed,
        // The leaf's own validity was checked before, so this is an authority's.
        Error::CertExpired { .. } | Error::CertNotValidYet { .. } => Refused::AuthorityNotValid,
        Error::UnknownIssuer | Error::InvalidSignatureForPublicKey => Refused::Untrusted,
        Error::CaUsedAsEndEntity => Refused::Authority,
        Error::RequiredEkuNotFoundContext(_) => Refused::Purpose,
        _ => Refused::Path,
    }
}
