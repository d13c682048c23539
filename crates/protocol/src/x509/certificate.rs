use std::fmt;

use domain::Timestamp;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::oid::AssociatedOid;
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    AuthorityInfoAccessSyntax, BasicConstraints, CertificatePolicies, CrlDistributionPoints,
    ExtendedKeyUsage, KeyUsage,
};
use x509_cert::name::Name;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::{TbsCertificate, Version};

use super::{Holder, Refused};

/// Larger than any card's certificate, and than their authorities'.
const SIZE_LIMIT: usize = 16 * 1024;

const ID_EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const SECP256R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const SECP384R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const SECP521R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.35");
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const ID_AD_OCSP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1");

/// A certificate that could be read to the last byte, every extension that we look at included.
/// That says nothing yet about who issued it.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    der: CertificateDer<'static>,
    tbs: TbsCertificate,
    public_key: PublicKey,
    key_usages: Option<KeyUsages>,
    purposes: Option<Vec<ObjectIdentifier>>,
    policies: Vec<ObjectIdentifier>,
    authority: bool,
    ocsp_urls: Vec<String>,
    crl_urls: Vec<String>,
}

/// A public key by its kind, in the form in which signatures are verified with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// Uncompressed points.
    P256(Vec<u8>),
    P384(Vec<u8>),
    P521(Vec<u8>),
    /// A PKCS#1 `RSAPublicKey`.
    Rsa(Vec<u8>),
    Other,
}

/// The key usages that decide something here (RFC 5280, section 4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "they are bits of a bit string")]
pub struct KeyUsages {
    pub digital_signature: bool,
    pub non_repudiation: bool,
    pub certificate_signing: bool,
    pub crl_signing: bool,
}

impl Certificate {
    pub fn parse(der: &[u8]) -> Result<Self, Refused> {
        if der.len() > SIZE_LIMIT {
            return Err(Refused::Malformed);
        }
        let parsed = x509_cert::Certificate::from_der(der).map_err(|_| Refused::Malformed)?;
        let tbs = parsed.tbs_certificate;
        if tbs.version != Version::V3 || has_duplicate_extension(&tbs) {
            return Err(Refused::Malformed);
        }
        let purposes = extension::<ExtendedKeyUsage>(&tbs)?.map(|purposes| purposes.0);
        let policies = extension::<CertificatePolicies>(&tbs)?.map_or(Vec::new(), |policies| {
            policies.0.iter().map(|policy| policy.policy_identifier).collect()
        });
        let constraints = extension::<BasicConstraints>(&tbs)?;
        Ok(Self {
            der: CertificateDer::from(der.to_vec()),
            public_key: PublicKey::read(&tbs.subject_public_key_info)?,
            key_usages: extension::<KeyUsage>(&tbs)?.map(KeyUsages::from),
            purposes,
            policies,
            authority: constraints.is_some_and(|constraints| constraints.ca),
            ocsp_urls: ocsp_urls(&tbs)?,
            crl_urls: crl_urls(&tbs)?,
            tbs,
        })
    }

    /// The certificates of a file: one in DER, or any number in PEM.
    pub fn read_file(bytes: &[u8]) -> Result<Vec<Self>, Refused> {
        if !bytes.starts_with(b"-----BEGIN") {
            return Ok(vec![Self::parse(bytes)?]);
        }
        let certificates = CertificateDer::pem_slice_iter(bytes)
            .map(|der| Self::parse(&der.map_err(|_| Refused::Malformed)?))
            .collect::<Result<Vec<_>, _>>()?;
        if certificates.is_empty() { Err(Refused::Malformed) } else { Ok(certificates) }
    }

    pub fn der(&self) -> &[u8] {
        &self.der
    }

    pub fn not_before(&self) -> Timestamp {
        moment(self.tbs.validity.not_before.to_unix_duration().as_secs())
    }

    /// The last second in which the certificate is valid.
    pub fn not_after(&self) -> Timestamp {
        moment(self.tbs.validity.not_after.to_unix_duration().as_secs())
    }

    /// Whether `now` lies in the validity, both ends included (RFC 5280, section 4.1.2.5).
    pub fn check_validity(&self, now: Timestamp) -> Result<(), Refused> {
        if now < self.not_before() {
            return Err(Refused::NotYetValid);
        }
        if now.seconds() > self.not_after().seconds() {
            return Err(Refused::Expired);
        }
        Ok(())
    }

    pub fn serial(&self) -> &[u8] {
        self.tbs.serial_number.as_bytes()
    }

    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// The key usages, if the certificate limits them.
    pub fn key_usages(&self) -> Option<KeyUsages> {
        self.key_usages
    }

    /// Whether the extended key usage is there and names this purpose.
    pub fn is_for(&self, purpose: ObjectIdentifier) -> bool {
        self.purposes.as_ref().is_some_and(|purposes| purposes.contains(&purpose))
    }

    pub fn policies(&self) -> &[ObjectIdentifier] {
        &self.policies
    }

    /// Whether the basic constraints say that this is an authority.
    pub fn is_authority(&self) -> bool {
        self.authority
    }

    /// Where its authority's responder is, as the certificate says. Whoever asks there guards
    /// against addresses of the own network.
    pub fn ocsp_urls(&self) -> &[String] {
        &self.ocsp_urls
    }

    /// Where the list that would name it is, as the certificate says.
    pub fn crl_urls(&self) -> &[String] {
        &self.crl_urls
    }

    /// Whom the certificate claims to be of. Good for telling a person which card was refused;
    /// nothing of it is proved before [`super::Card::verify`].
    pub fn claimed_holder(&self) -> Result<Holder, Refused> {
        Holder::read(self)
    }

    pub(crate) fn subject(&self) -> &Name {
        &self.tbs.subject
    }

    /// The DER of an extension's value, and whether it is critical.
    pub(crate) fn extension(&self, identifier: ObjectIdentifier) -> Option<(bool, &[u8])> {
        let mut extensions = self.tbs.extensions.iter().flatten();
        let found = extensions.find(|extension| extension.extn_id == identifier)?;
        Some((found.critical, found.extn_value.as_bytes()))
    }

    pub(super) fn certificate_der(&self) -> &CertificateDer<'static> {
        &self.der
    }

    pub(super) fn subject_der(&self) -> Result<Vec<u8>, Refused> {
        self.tbs.subject.to_der().map_err(|_| Refused::Malformed)
    }

    pub(super) fn issuer_der(&self) -> Result<Vec<u8>, Refused> {
        self.tbs.issuer.to_der().map_err(|_| Refused::Malformed)
    }

    /// The bits of the subject's public key, without the algorithm: what OCSP hashes.
    pub(super) fn public_key_bits(&self) -> &[u8] {
        self.tbs.subject_public_key_info.subject_public_key.raw_bytes()
    }
}

impl fmt::Debug for Certificate {
    /// The subject of a card's certificate is a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificate(withheld)")
    }
}

impl PublicKey {
    fn read(info: &SubjectPublicKeyInfoOwned) -> Result<Self, Refused> {
        let bits = info.subject_public_key.as_bytes().ok_or(Refused::Malformed)?.to_vec();
        let parameters = info.algorithm.parameters.as_ref();
        if info.algorithm.oid == RSA_ENCRYPTION {
            return Ok(Self::Rsa(bits));
        }
        if info.algorithm.oid != ID_EC_PUBLIC_KEY {
            return Ok(Self::Other);
        }
        let curve = parameters.and_then(|any| any.decode_as::<ObjectIdentifier>().ok());
        Ok(match curve {
            Some(SECP256R1) => Self::P256(bits),
            Some(SECP384R1) => Self::P384(bits),
            Some(SECP521R1) => Self::P521(bits),
            _ => Self::Other,
        })
    }
}

impl From<KeyUsage> for KeyUsages {
    fn from(usage: KeyUsage) -> Self {
        Self {
            digital_signature: usage.digital_signature(),
            non_repudiation: usage.non_repudiation(),
            certificate_signing: usage.key_cert_sign(),
            crl_signing: usage.crl_sign(),
        }
    }
}

/// An extension that stands twice could be read twice, differently (RFC 5280, section 4.2).
fn has_duplicate_extension(tbs: &TbsCertificate) -> bool {
    let mut identifiers: Vec<_> = tbs.extensions.iter().flatten().map(|ext| ext.extn_id).collect();
    let count = identifiers.len();
    identifiers.sort_unstable();
    identifiers.dedup();
    identifiers.len() != count
}

fn extension<'a, T: x509_cert::der::Decode<'a> + AssociatedOid>(
    tbs: &'a TbsCertificate,
) -> Result<Option<T>, Refused> {
    let found = tbs.get::<T>().map_err(|_| Refused::Malformed)?;
    Ok(found.map(|(_, value)| value))
}

fn ocsp_urls(tbs: &TbsCertificate) -> Result<Vec<String>, Refused> {
    let access = extension::<AuthorityInfoAccessSyntax>(tbs)?.map_or(Vec::new(), |access| access.0);
    let responders = access.iter().filter(|entry| entry.access_method == ID_AD_OCSP);
    Ok(responders.filter_map(|entry| url(&entry.access_location)).collect())
}

fn crl_urls(tbs: &TbsCertificate) -> Result<Vec<String>, Refused> {
    let points = extension::<CrlDistributionPoints>(tbs)?.map_or(Vec::new(), |points| points.0);
    let names = points.into_iter().filter_map(|point| match point.distribution_point {
        Some(DistributionPointName::FullName(names)) => Some(names),
        _ => None,
    });
    Ok(names.flatten().filter_map(|name| url(&name)).collect())
}

fn url(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::UniformResourceIdentifier(text) => Some(text.to_string()),
        _ => None,
    }
}

fn moment(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(i64::try_from(seconds).unwrap_or(i64::MAX))
}
