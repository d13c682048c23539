//! The OCSP responder of the authorities (RFC 6960), by certificates that are delegated to it for a
//! day each: an authority's own key signs cards and nothing that strangers ask for.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_lc_rs::digest::{Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use domain::Timestamp;
use rcgen::{KeyPair, PKCS_ECDSA_P384_SHA384, SigningKey as _};
use x509_cert::Certificate;
use x509_cert::der::asn1::{BitString, GeneralizedTime, ObjectIdentifier, OctetString};
use x509_cert::der::{self, Decode as _, Encode as _};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::CrlReason;
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_ocsp::{
    BasicOcspResponse, CertId, CertStatus, OcspGeneralizedTime, OcspRequest, OcspResponse,
    OcspResponseStatus, ResponderId, ResponseBytes, ResponseData, RevokedInfo, SingleResponse,
    Version,
};

use super::certificate::{self, Validity};
use super::register::{Event, Last};
use super::{Authority, CardError, Cards};

const SIZE_LIMIT: usize = 16 * 1024;
/// So many certificates may be asked about at once.
const QUESTIONS: usize = 16;
/// RFC 9654, section 2.1.
const NONCE_LENGTH: std::ops::RangeInclusive<usize> = 1..=128;

const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
const SHA256_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const BASIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1");
const NONCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.2");
const ECDSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");

/// The responder's clock may run a little ahead of that of whoever reads its answers.
const DELEGATED_BEFORE: Duration = Duration::from_mins(5);
const DELEGATED_FOR: Duration = Duration::from_hours(24);
/// A delegate with less than this to go is followed by another.
const RENEWED_BEFORE: Duration = Duration::from_hours(1);

/// Answers in the authorities' names.
pub struct Responder {
    delegates: Mutex<BTreeMap<Authority, Arc<Delegate>>>,
    /// How long an answer may be used again.
    good_for: Duration,
}

struct Delegate {
    key: KeyPair,
    certificate: Certificate,
    validity: Validity,
}

/// Why a request gets no answer about a certificate; said without a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refused {
    Malformed,
    /// It is not this authority's certificate.
    Unauthorized,
}

/// A request that can be answered.
struct Asked {
    certificates: Vec<CertId>,
    nonce: Option<Extension>,
}

impl Responder {
    pub fn new(good_for: Duration) -> Self {
        Self { delegates: Mutex::default(), good_for }
    }

    /// The answer to a request, both in DER.
    pub fn answer(
        &self,
        cards: &Cards,
        authority: Authority,
        request: &[u8],
        now: Timestamp,
    ) -> Result<Vec<u8>, CardError> {
        let issuer = Certificate::from_der(cards.signers.of(authority)?.certificate.der())?;
        let asked = match Asked::read(request, &issuer) {
            Ok(asked) => asked,
            Err(refused) => return refused.answer(),
        };
        let delegate = self.delegate(cards, authority, now)?;
        let mut responses = Vec::new();
        for asked in asked.certificates {
            let last = cards.register.find(authority, asked.serial_number.as_bytes())?;
            responses.push(self.single(asked, last, now)?);
        }
        delegate.sign(ResponseData {
            version: Version::V1,
            responder_id: ResponderId::ByName(delegate.certificate.tbs_certificate.subject.clone()),
            produced_at: generalized(now)?,
            responses,
            response_extensions: asked.nonce.map(|nonce| vec![nonce]),
        })
    }

    fn single(
        &self,
        cert_id: CertId,
        last: Option<Last>,
        now: Timestamp,
    ) -> Result<SingleResponse, CardError> {
        // Times of OCSP are whole seconds: one more, or an answer could end before it is read.
        let until = now.plus(self.good_for).plus(Duration::from_secs(1));
        Ok(SingleResponse {
            cert_id,
            cert_status: match last {
                // RFC 6960, section 2.2: a serial that was never issued is not good.
                None => CertStatus::unknown(),
                Some(Last { event: Event::Issued, .. }) => CertStatus::good(),
                Some(last) => CertStatus::Revoked(revoked(last)?),
            },
            this_update: generalized(now)?,
            next_update: Some(generalized(until)?),
            single_extensions: None,
        })
    }

    fn delegate(
        &self,
        cards: &Cards,
        authority: Authority,
        now: Timestamp,
    ) -> Result<Arc<Delegate>, CardError> {
        let mut delegates = self.delegates.lock().unwrap_or_else(PoisonError::into_inner);
        match delegates.get(&authority) {
            Some(delegate) if delegate.serves(now) => Ok(Arc::clone(delegate)),
            _ => {
                let delegate = Arc::new(Delegate::appoint(cards, authority, now)?);
                delegates.insert(authority, Arc::clone(&delegate));
                Ok(delegate)
            }
        }
    }
}

impl Delegate {
    fn appoint(cards: &Cards, authority: Authority, now: Timestamp) -> Result<Self, CardError> {
        let from = now.minus(DELEGATED_BEFORE);
        let validity = Validity { from, until: now.plus(DELEGATED_FOR) };
        let params = certificate::responder(authority, validity);
        let params = certificate::numbered(params, &certificate::serial());
        let key = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384)?;
        let certificate = params.signed_by(&key, &cards.signers.of(authority)?.issuer)?;
        Ok(Self { certificate: Certificate::from_der(certificate.der())?, key, validity })
    }

    fn serves(&self, now: Timestamp) -> bool {
        self.validity.from <= now && now <= self.validity.until.minus(RENEWED_BEFORE)
    }

    fn sign(&self, data: ResponseData) -> Result<Vec<u8>, CardError> {
        let signature = self.key.sign(&data.to_der()?)?;
        let basic = BasicOcspResponse {
            tbs_response_data: data,
            signature_algorithm: AlgorithmIdentifierOwned { oid: ECDSA_SHA384, parameters: None },
            signature: BitString::from_bytes(&signature)?,
            certs: Some(vec![self.certificate.clone()]),
        };
        let response = OctetString::new(basic.to_der()?)?;
        Ok(OcspResponse {
            response_status: OcspResponseStatus::Successful,
            response_bytes: Some(ResponseBytes { response_type: BASIC, response }),
        }
        .to_der()?)
    }
}

impl Refused {
    fn answer(self) -> Result<Vec<u8>, CardError> {
        let response_status = match self {
            Self::Malformed => OcspResponseStatus::MalformedRequest,
            Self::Unauthorized => OcspResponseStatus::Unauthorized,
        };
        Ok(OcspResponse { response_status, response_bytes: None }.to_der()?)
    }
}

impl Asked {
    fn read(request: &[u8], issuer: &Certificate) -> Result<Self, Refused> {
        if request.len() > SIZE_LIMIT {
            return Err(Refused::Malformed);
        }
        let request = OcspRequest::from_der(request).map_err(|_| Refused::Malformed)?.tbs_request;
        let certificates: Vec<_> =
            request.request_list.into_iter().map(|request| request.req_cert).collect();
        if certificates.is_empty() || certificates.len() > QUESTIONS {
            return Err(Refused::Malformed);
        }
        for certificate in &certificates {
            check_issuer(certificate, issuer)?;
        }
        Ok(Self { certificates, nonce: nonce(request.request_extensions.unwrap_or_default())? })
    }
}

/// Whether the identifier names this authority, by both of its hashes (RFC 6960, section 4.1.1):
/// two authorities can give the same serial.
fn check_issuer(asked: &CertId, issuer: &Certificate) -> Result<(), Refused> {
    let algorithm: &Algorithm = match asked.hash_algorithm.oid {
        SHA1 => &SHA1_FOR_LEGACY_USE_ONLY,
        SHA256_ID => &SHA256,
        _ => return Err(Refused::Unauthorized),
    };
    let issuer = &issuer.tbs_certificate;
    let name = issuer.subject.to_der().map_err(|_| Refused::Unauthorized)?;
    let key = issuer.subject_public_key_info.subject_public_key.raw_bytes();
    let ours = asked.issuer_name_hash.as_bytes() == digest(algorithm, &name).as_ref()
        && asked.issuer_key_hash.as_bytes() == digest(algorithm, key).as_ref();
    if ours { Ok(()) } else { Err(Refused::Unauthorized) }
}

/// The nonce, which is echoed as it came. Anything else that must be understood is not.
fn nonce(extensions: Vec<Extension>) -> Result<Option<Extension>, Refused> {
    let mut found = None;
    for extension in extensions {
        if extension.extn_id != NONCE {
            if extension.critical {
                return Err(Refused::Malformed);
            }
            continue;
        }
        let value = OctetString::from_der(extension.extn_value.as_bytes());
        let length = value.map_err(|_| Refused::Malformed)?.as_bytes().len();
        if !NONCE_LENGTH.contains(&length) || found.is_some() {
            return Err(Refused::Malformed);
        }
        found = Some(Extension { critical: false, ..extension });
    }
    Ok(found)
}

fn revoked(last: Last) -> Result<RevokedInfo, der::Error> {
    let reason = match last.event {
        Event::Replaced => CrlReason::Superseded,
        Event::Lost | Event::Issued => CrlReason::KeyCompromise,
    };
    Ok(RevokedInfo { revocation_time: generalized(last.at)?, revocation_reason: Some(reason) })
}

fn generalized(at: Timestamp) -> Result<OcspGeneralizedTime, der::Error> {
    let seconds = u64::try_from(at.seconds()).unwrap_or(0);
    let time = GeneralizedTime::from_unix_duration(Duration::from_secs(seconds))?;
    Ok(OcspGeneralizedTime::from(time))
}
