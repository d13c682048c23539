//! Answers of OCSP responders (RFC 6960): which certificate they speak of, who signed them and by
//! what right, and how fresh they are.

use std::time::Duration;

use aws_lc_rs::digest::{Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use domain::Timestamp;
use rustls_pki_types::SignatureVerificationAlgorithm;
use subtle::ConstantTimeEq as _;
use x509_cert::der::asn1::{Null, ObjectIdentifier, OctetString};
use x509_cert::der::{Any, Decode as _, Encode as _, Reader as _, SliceReader};
use x509_cert::ext::Extension;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_ocsp::{
    BasicOcspResponse, CertId, CertStatus, OcspGeneralizedTime, OcspRequest, OcspResponse,
    OcspResponseStatus, Request, ResponderId, SingleResponse, TbsRequest, Version,
};

use super::Certificate;
use super::path::{SIGNATURES, end_entity, is_issued_by};

const SIZE_LIMIT: usize = 64 * 1024;
const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
const SHA256_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const BASIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1");
const NONCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.2");
const OCSP_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.9");

/// What was asked, and what an answer must meet.
#[derive(Clone, Copy, Debug)]
pub struct OcspQuestion<'a> {
    pub certificate: &'a Certificate,
    pub issuer: &'a Certificate,
    /// The nonce that was sent.
    pub nonce: Option<&'a [u8]>,
    pub nonce_rule: NonceRule,
    /// Certificates of responders that are trusted by configuration, beside the issuer itself and
    /// those that it delegated to.
    pub designated: &'a [Certificate],
    pub freshness: Freshness,
    pub now: Timestamp,
}

/// What becomes of an answer without the nonce that was sent. One with another nonce is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NonceRule {
    /// The answer may be one that was made beforehand; its age decides.
    Optional,
    Required,
}

/// How old an answer may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// How far apart the responder's clock and ours may run.
    pub skew: Duration,
    /// The age up to which an answer that names no next update is believed.
    pub age: Duration,
}

/// What the authority says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OcspAnswer {
    /// Not revoked. The answer may be used again until then.
    Good { until: Timestamp },
    /// Revoked, or suspended.
    Revoked { at: Timestamp },
    /// The responder does not know the certificate. Never taken for good.
    Unknown,
}

/// Why an answer says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum OcspRefused {
    #[error("not an OCSP response")]
    Malformed,
    #[error("the responder could not answer")]
    Unsuccessful,
    #[error("the answer is not about exactly one certificate")]
    NotOne,
    #[error("the answer is about another certificate")]
    OtherCertificate,
    #[error("the answer has another nonce")]
    Nonce,
    #[error("the answer has no nonce")]
    NoNonce,
    #[error("the answer brings more than one responder certificate")]
    Responders,
    #[error("the responder is not trusted for this authority")]
    UntrustedResponder,
    #[error("the responder's certificate is not valid now")]
    ExpiredResponder,
    #[error("the signature does not hold")]
    Signature,
    #[error("the answer is from the future")]
    NotYet,
    #[error("the answer is too old")]
    Stale,
    #[error("the answer ends before it begins")]
    Times,
}

/// The request for one certificate (RFC 6960, section 4.1.1), with SHA-1 in the identifier: that
/// is what every responder knows, and nothing rests on it.
pub fn ocsp_request(
    certificate: &Certificate,
    issuer: &Certificate,
    nonce: Option<&[u8]>,
) -> Result<Vec<u8>, OcspRefused> {
    let malformed = |_| OcspRefused::Malformed;
    let hash = |bytes: &[u8]| {
        OctetString::new(digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref()).map_err(malformed)
    };
    let name = issuer.subject_der().map_err(|_| OcspRefused::Malformed)?;
    let identifier = CertId {
        hash_algorithm: AlgorithmIdentifierOwned { oid: SHA1, parameters: Some(Any::from(Null)) },
        issuer_name_hash: hash(&name)?,
        issuer_key_hash: hash(issuer.public_key_bits())?,
        serial_number: SerialNumber::new(certificate.serial()).map_err(malformed)?,
    };
    let nonce = nonce.map(nonce_extension).transpose().map_err(malformed)?;
    let request = OcspRequest {
        tbs_request: TbsRequest {
            version: Version::V1,
            requestor_name: None,
            request_list: vec![Request { req_cert: identifier, single_request_extensions: None }],
            request_extensions: nonce.map(|nonce| vec![nonce]),
        },
        optional_signature: None,
    };
    request.to_der().map_err(malformed)
}

/// RFC 9654, section 2.1.
fn nonce_extension(nonce: &[u8]) -> Result<Extension, x509_cert::der::Error> {
    let inner = OctetString::new(nonce)?.to_der()?;
    Ok(Extension { extn_id: NONCE, critical: false, extn_value: OctetString::new(inner)? })
}

/// What the responder says about the certificate, if its answer may be believed
/// (RFC 6960, section 3.2).
pub fn judge_ocsp(question: &OcspQuestion<'_>, answer: &[u8]) -> Result<OcspAnswer, OcspRefused> {
    let response = Response::parse(answer)?;
    // 3.2, 1: the answer is about the certificate that was asked for, and about no other.
    let single = response.single()?;
    check_identifier(&single.cert_id, question)?;
    // 3.2, 2 to 4: signed by someone who may answer for this authority.
    let responder = response.responder(question)?;
    response.check_signature(&responder)?;
    response.check_nonce(question)?;
    // 3.2, 5 and 6: recent enough.
    let until = check_times(single, question)?;
    Ok(match single.cert_status {
        CertStatus::Good(_) => OcspAnswer::Good { until },
        CertStatus::Revoked(info) => OcspAnswer::Revoked { at: moment(info.revocation_time) },
        CertStatus::Unknown(_) => OcspAnswer::Unknown,
    })
}

/// A basic response with the bytes that its signature covers.
struct Response {
    basic: BasicOcspResponse,
    signed: Vec<u8>,
}

impl Response {
    fn parse(bytes: &[u8]) -> Result<Self, OcspRefused> {
        if bytes.len() > SIZE_LIMIT {
            return Err(OcspRefused::Malformed);
        }
        let response = OcspResponse::from_der(bytes).map_err(|_| OcspRefused::Malformed)?;
        if response.response_status != OcspResponseStatus::Successful {
            return Err(OcspRefused::Unsuccessful);
        }
        let inner = response.response_bytes.ok_or(OcspRefused::Malformed)?;
        if inner.response_type != BASIC {
            return Err(OcspRefused::Malformed);
        }
        let der = inner.response.as_bytes();
        let basic = BasicOcspResponse::from_der(der).map_err(|_| OcspRefused::Malformed)?;
        let signed = first_member(der).ok_or(OcspRefused::Malformed)?;
        Ok(Self { basic, signed })
    }

    fn single(&self) -> Result<&SingleResponse, OcspRefused> {
        match self.basic.tbs_response_data.responses.as_slice() {
            [single] => Ok(single),
            _ => Err(OcspRefused::NotOne),
        }
    }

    /// RFC 6960, section 4.2.2.2: a responder of our configuration, the issuer itself, or one that
    /// the issuer, and nobody above it, certified for this purpose.
    fn responder(&self, question: &OcspQuestion<'_>) -> Result<Certificate, OcspRefused> {
        let named = |certificate: &&Certificate| self.names(certificate);
        if let Some(designated) = question.designated.iter().find(named) {
            return in_time(designated.clone(), question.now);
        }
        if self.names(question.issuer) {
            return in_time(question.issuer.clone(), question.now);
        }
        let delegate = match self.basic.certs.as_deref().unwrap_or_default() {
            [] => return Err(OcspRefused::UntrustedResponder),
            [certificate] => certificate.to_der().map_err(|_| OcspRefused::Malformed)?,
            _ => return Err(OcspRefused::Responders),
        };
        let delegate = Certificate::parse(&delegate).map_err(|_| OcspRefused::Malformed)?;
        let may_sign = delegate.key_usages().is_none_or(|usages| usages.digital_signature);
        if !self.names(&delegate) || !delegate.is_for(OCSP_SIGNING) || !may_sign {
            return Err(OcspRefused::UntrustedResponder);
        }
        let delegate = in_time(delegate, question.now)?;
        if is_issued_by(&delegate, question.issuer, question.now) {
            Ok(delegate)
        } else {
            Err(OcspRefused::UntrustedResponder)
        }
    }

    /// Whether the responder id is that of this certificate.
    fn names(&self, certificate: &Certificate) -> bool {
        match &self.basic.tbs_response_data.responder_id {
            ResponderId::ByName(name) => name == certificate.subject(),
            ResponderId::ByKey(hash) => {
                let bits = certificate.public_key_bits();
                hash.as_bytes() == digest(&SHA1_FOR_LEGACY_USE_ONLY, bits).as_ref()
            }
        }
    }

    fn check_signature(&self, responder: &Certificate) -> Result<(), OcspRefused> {
        let algorithm = algorithm_der(&self.basic.signature_algorithm)?;
        let signature = self.basic.signature.as_bytes().ok_or(OcspRefused::Malformed)?;
        let key = end_entity(responder).map_err(|_| OcspRefused::UntrustedResponder)?;
        let fits = |candidate: &&&dyn SignatureVerificationAlgorithm| {
            candidate.signature_alg_id().as_ref() == algorithm.as_slice()
        };
        let verifies = |candidate: &&dyn SignatureVerificationAlgorithm| {
            key.verify_signature(*candidate, &self.signed, signature).is_ok()
        };
        if SIGNATURES.iter().filter(fits).any(verifies) {
            Ok(())
        } else {
            Err(OcspRefused::Signature)
        }
    }

    /// A replayed answer cannot have our nonce.
    fn check_nonce(&self, question: &OcspQuestion<'_>) -> Result<(), OcspRefused> {
        let Some(sent) = question.nonce else {
            return Ok(());
        };
        let extensions = self.basic.tbs_response_data.response_extensions.iter().flatten();
        let mut nonces = extensions.filter(|extension| extension.extn_id == NONCE);
        let Some(found) = nonces.next() else {
            return match question.nonce_rule {
                NonceRule::Optional => Ok(()),
                NonceRule::Required => Err(OcspRefused::NoNonce),
            };
        };
        let found =
            OctetString::from_der(found.extn_value.as_bytes()).map_err(|_| OcspRefused::Nonce)?;
        if nonces.next().is_none() && bool::from(found.as_bytes().ct_eq(sent)) {
            Ok(())
        } else {
            Err(OcspRefused::Nonce)
        }
    }
}

fn in_time(responder: Certificate, now: Timestamp) -> Result<Certificate, OcspRefused> {
    match responder.check_validity(now) {
        Ok(()) => Ok(responder),
        Err(_) => Err(OcspRefused::ExpiredResponder),
    }
}

/// The identifier must be this certificate's by all three of its parts (section 4.1.1).
fn check_identifier(identifier: &CertId, question: &OcspQuestion<'_>) -> Result<(), OcspRefused> {
    let algorithm: &Algorithm = match identifier.hash_algorithm.oid {
        SHA1 => &SHA1_FOR_LEGACY_USE_ONLY,
        SHA256_ID => &SHA256,
        _ => return Err(OcspRefused::OtherCertificate),
    };
    let name = question.certificate.issuer_der().map_err(|_| OcspRefused::Malformed)?;
    let key = question.issuer.public_key_bits();
    let same = identifier.issuer_name_hash.as_bytes() == digest(algorithm, &name).as_ref()
        && identifier.issuer_key_hash.as_bytes() == digest(algorithm, key).as_ref()
        && identifier.serial_number.as_bytes() == question.certificate.serial();
    if same { Ok(()) } else { Err(OcspRefused::OtherCertificate) }
}

/// The moment until which the answer may be used.
fn check_times(
    single: &SingleResponse,
    question: &OcspQuestion<'_>,
) -> Result<Timestamp, OcspRefused> {
    let Freshness { skew, age } = question.freshness;
    let this_update = moment(single.this_update);
    if this_update > question.now.plus(skew) {
        return Err(OcspRefused::NotYet);
    }
    let until = match single.next_update.map(moment) {
        Some(next_update) if next_update < this_update => return Err(OcspRefused::Times),
        Some(next_update) => next_update,
        None => this_update.plus(age),
    };
    if until.plus(skew) < question.now {
        return Err(OcspRefused::Stale);
    }
    Ok(until)
}

fn moment(time: OcspGeneralizedTime) -> Timestamp {
    let seconds = time.0.to_unix_duration().as_secs();
    Timestamp::from_seconds(i64::try_from(seconds).unwrap_or(i64::MAX))
}

/// The bytes of the first member of a SEQUENCE, as they came: what was signed.
fn first_member(der: &[u8]) -> Option<Vec<u8>> {
    let mut reader = SliceReader::new(der).ok()?;
    let bytes = reader.sequence(|inner| {
        let member = inner.tlv_bytes()?.to_vec();
        inner.read_slice(inner.remaining_len())?;
        Ok(member)
    });
    bytes.ok()
}

/// The content of an `AlgorithmIdentifier`, without its header.
fn algorithm_der(algorithm: &AlgorithmIdentifierOwned) -> Result<Vec<u8>, OcspRefused> {
    let whole = algorithm.to_der().map_err(|_| OcspRefused::Malformed)?;
    let any = Any::from_der(&whole).map_err(|_| OcspRefused::Malformed)?;
    Ok(any.value().to_vec())
}
