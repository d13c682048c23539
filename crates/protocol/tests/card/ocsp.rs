//! Answers of OCSP responders, good and bad.

use std::time::Duration;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use domain::Timestamp;
use protocol::x509::{
    Certificate, Freshness, NonceRule, OcspAnswer, OcspQuestion, OcspRefused, judge_ocsp,
    ocsp_request,
};
use rcgen::{
    CertificateParams, ExtendedKeyUsagePurpose, KeyUsagePurpose, SigningKey as _, date_time_ymd,
};
use x509_cert::der::asn1::{BitString, GeneralizedTime, Null, OctetString};
use x509_cert::der::{Any, Decode as _, Encode as _};
use x509_cert::ext::Extension;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_ocsp::{
    BasicOcspResponse, CertId, CertStatus, OcspGeneralizedTime, OcspRequest, OcspResponse,
    OcspResponseStatus, ResponderId, ResponseBytes, ResponseData, RevokedInfo, SingleResponse,
    Version,
};

use crate::authority::{Authority, Issued, Kind, NOW, authority_params};

const NONCE: &[u8] = &[7; 32];
const MINUTE: Duration = Duration::from_mins(1);
const FRESHNESS: Freshness =
    Freshness { skew: Duration::from_mins(15), age: Duration::from_mins(30) };

/// An authority, a card, and an answer about it that a test can change before it is signed.
struct Scene {
    authority: Authority,
    card: Issued,
    /// Signs in the authority's place, if there is one.
    delegate: Option<Issued>,
    certificates: Vec<Vec<u8>>,
    status: CertStatus,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    nonce: Option<Vec<u8>>,
    times: usize,
    hash: Hash,
}

#[derive(Clone, Copy)]
enum Hash {
    Sha1,
    Sha256,
}

impl Scene {
    fn new() -> Self {
        let authority = Authority::new();
        let card = authority.card();
        Self {
            authority,
            card,
            delegate: None,
            certificates: vec![],
            status: CertStatus::good(),
            this_update: NOW.minus(MINUTE),
            next_update: None,
            nonce: Some(NONCE.to_vec()),
            times: 1,
            hash: Hash::Sha1,
        }
    }

    fn delegated(change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut scene = Self::new();
        let delegate = scene.authority.issue(&responder_params(change), Kind::P384);
        scene.certificates = vec![delegate.der.clone()];
        scene.delegate = Some(delegate);
        scene
    }

    fn identifier(&self) -> CertId {
        let issuer = x509_cert::Certificate::from_der(self.authority.issuer.der()).unwrap();
        let tbs = issuer.tbs_certificate;
        let (oid, algorithm) = match self.hash {
            Hash::Sha1 => ("1.3.14.3.2.26", &SHA1_FOR_LEGACY_USE_ONLY),
            Hash::Sha256 => ("2.16.840.1.101.3.4.2.1", &SHA256),
        };
        let hash = |bytes: &[u8]| OctetString::new(digest(algorithm, bytes).as_ref()).unwrap();
        CertId {
            hash_algorithm: AlgorithmIdentifierOwned {
                oid: oid.parse().unwrap(),
                parameters: Some(Any::from(Null)),
            },
            issuer_name_hash: hash(&tbs.subject.to_der().unwrap()),
            issuer_key_hash: hash(tbs.subject_public_key_info.subject_public_key.raw_bytes()),
            serial_number: SerialNumber::new(self.card.certificate().serial()).unwrap(),
        }
    }

    fn data(&self) -> ResponseData {
        let signer =
            self.delegate.as_ref().map_or(self.authority.issuer.der().as_ref(), |d| &d.der);
        let signer = x509_cert::Certificate::from_der(signer).unwrap();
        let single = SingleResponse {
            cert_id: self.identifier(),
            cert_status: self.status,
            this_update: generalized(self.this_update),
            next_update: self.next_update.map(generalized),
            single_extensions: None,
        };
        let nonce = self.nonce.as_ref().map(|nonce| Extension {
            extn_id: "1.3.6.1.5.5.7.48.1.2".parse().unwrap(),
            critical: false,
            extn_value: OctetString::new(
                OctetString::new(nonce.as_slice()).unwrap().to_der().unwrap(),
            )
            .unwrap(),
        });
        ResponseData {
            version: Version::V1,
            responder_id: ResponderId::ByName(signer.tbs_certificate.subject),
            produced_at: generalized(self.this_update),
            responses: vec![single; self.times],
            response_extensions: nonce.map(|nonce| vec![nonce]),
        }
    }

    fn answer(&self) -> Vec<u8> {
        self.answer_with(self.data())
    }

    fn answer_with(&self, data: ResponseData) -> Vec<u8> {
        let signed = data.to_der().unwrap();
        let signature = match &self.delegate {
            Some(delegate) => delegate.key.sign(&signed).unwrap(),
            None => self.authority.sign(&signed),
        };
        let certificates: Vec<_> = self
            .certificates
            .iter()
            .map(|der| x509_cert::Certificate::from_der(der).unwrap())
            .collect();
        let basic = BasicOcspResponse {
            tbs_response_data: data,
            signature_algorithm: AlgorithmIdentifierOwned {
                oid: "1.2.840.10045.4.3.3".parse().unwrap(),
                parameters: None,
            },
            signature: BitString::from_bytes(&signature).unwrap(),
            certs: (!certificates.is_empty()).then_some(certificates),
        };
        successful("1.3.6.1.5.5.7.48.1.1", basic.to_der().unwrap())
    }

    fn judge(&self) -> Result<OcspAnswer, OcspRefused> {
        self.judge_bytes(&self.answer(), &[])
    }

    fn judge_bytes(
        &self,
        answer: &[u8],
        designated: &[Certificate],
    ) -> Result<OcspAnswer, OcspRefused> {
        let question = OcspQuestion {
            certificate: &self.card.certificate(),
            issuer: &self.authority.certificate(),
            nonce: Some(NONCE),
            nonce_rule: NonceRule::Optional,
            designated,
            freshness: FRESHNESS,
            now: NOW,
        };
        judge_ocsp(&question, answer)
    }
}

fn responder_params(change: impl FnOnce(&mut CertificateParams)) -> CertificateParams {
    let mut params = authority_params("Responder");
    params.is_ca = rcgen::IsCa::NoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::OcspSigning];
    change(&mut params);
    params
}

fn generalized(moment: Timestamp) -> OcspGeneralizedTime {
    let seconds = u64::try_from(moment.seconds()).unwrap();
    OcspGeneralizedTime(GeneralizedTime::from_unix_duration(Duration::from_secs(seconds)).unwrap())
}

fn successful(kind: &str, response: Vec<u8>) -> Vec<u8> {
    let bytes = ResponseBytes {
        response_type: kind.parse().unwrap(),
        response: OctetString::new(response).unwrap(),
    };
    let status = OcspResponseStatus::Successful;
    OcspResponse { response_status: status, response_bytes: Some(bytes) }.to_der().unwrap()
}

#[test]
fn the_authority_or_its_delegate_says_good_revoked_or_unknown() {
    for mut scene in [Scene::new(), Scene::delegated(|_| ())] {
        let until = scene.this_update.plus(FRESHNESS.age);
        assert_eq!(scene.judge(), Ok(OcspAnswer::Good { until }));
        let at = NOW.minus(Duration::from_hours(24));
        let info = RevokedInfo { revocation_time: generalized(at), revocation_reason: None };
        scene.status = CertStatus::revoked(info);
        assert_eq!(scene.judge(), Ok(OcspAnswer::Revoked { at }));
        scene.status = CertStatus::unknown();
        assert_eq!(scene.judge(), Ok(OcspAnswer::Unknown));
    }
}

#[test]
fn a_certificate_may_be_named_by_either_hash_and_a_responder_by_its_key() {
    let mut scene = Scene::new();
    scene.hash = Hash::Sha256;
    assert!(scene.judge().is_ok());
    let mut data = scene.data();
    let issuer = x509_cert::Certificate::from_der(scene.authority.issuer.der()).unwrap();
    let bits = issuer.tbs_certificate.subject_public_key_info.subject_public_key;
    let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, bits.raw_bytes());
    data.responder_id = ResponderId::ByKey(OctetString::new(hash.as_ref()).unwrap());
    assert!(scene.judge_bytes(&scene.answer_with(data), &[]).is_ok());
}

#[test]
fn a_responder_of_our_configuration_may_answer_without_a_delegation() {
    let mut scene = Scene::new();
    let stranger = Authority::new();
    let responder = stranger.issue(&responder_params(|_| ()), Kind::P384);
    let designated = [responder.certificate()];
    scene.delegate = Some(responder);
    let answer = scene.answer();
    assert!(scene.judge_bytes(&answer, &designated).is_ok());
    assert_eq!(scene.judge_bytes(&answer, &[]), Err(OcspRefused::UntrustedResponder));
    scene.certificates = vec![scene.delegate.as_ref().unwrap().der.clone()];
    assert_eq!(scene.judge(), Err(OcspRefused::UntrustedResponder));
}

#[test]
fn a_responder_without_the_right_to_answer_is_refused() {
    use OcspRefused::{ExpiredResponder, UntrustedResponder};
    type Change = fn(&mut CertificateParams);
    let cases: [(&str, Change, OcspRefused); 5] = [
        ("no purpose", |p| p.extended_key_usages.clear(), UntrustedResponder),
        (
            "another purpose",
            |p| p.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth],
            UntrustedResponder,
        ),
        (
            "another key usage",
            |p| p.key_usages = vec![KeyUsagePurpose::KeyAgreement],
            UntrustedResponder,
        ),
        ("expired", |p| p.not_after = date_time_ymd(2026, 11, 24), ExpiredResponder),
        ("not valid yet", |p| p.not_before = date_time_ymd(2026, 11, 26), ExpiredResponder),
    ];
    for (says, change, expected) in cases {
        assert_eq!(Scene::delegated(change).judge(), Err(expected), "{says}");
    }
    // Another card of the same authority is no responder.
    let mut scene = Scene::new();
    let other = scene.authority.card();
    scene.certificates = vec![other.der.clone()];
    scene.delegate = Some(other);
    assert_eq!(scene.judge(), Err(UntrustedResponder));
    // Two certificates: which one signed?
    let mut scene = Scene::delegated(|_| ());
    scene.certificates.push(scene.card.der.clone());
    assert_eq!(scene.judge(), Err(OcspRefused::Responders));
}

#[test]
fn an_answer_is_about_this_one_certificate() {
    type Change = fn(&mut CertId);
    let mut scene = Scene::new();
    scene.times = 2;
    assert_eq!(scene.judge(), Err(OcspRefused::NotOne));
    scene.times = 0;
    assert_eq!(scene.judge(), Err(OcspRefused::NotOne));
    scene.times = 1;
    let changes: [Change; 4] = [
        |id| id.serial_number = SerialNumber::new(&[1, 2, 3]).unwrap(),
        |id| id.issuer_name_hash = OctetString::new([0; 20]).unwrap(),
        |id| id.issuer_key_hash = OctetString::new([0; 20]).unwrap(),
        |id| id.hash_algorithm.oid = "1.2.840.113549.2.5".parse().unwrap(),
    ];
    for change in changes {
        let mut data = scene.data();
        change(&mut data.responses[0].cert_id);
        let answer = scene.answer_with(data);
        assert_eq!(scene.judge_bytes(&answer, &[]), Err(OcspRefused::OtherCertificate));
    }
}

#[test]
fn what_is_no_answer_is_refused() {
    let scene = Scene::new();
    let judge = |bytes: &[u8]| scene.judge_bytes(bytes, &[]);
    let good = scene.answer();
    let trailing = [&good[..], &[0]].concat();
    let large = vec![0x30; 100_000];
    for odd in [&[][..], b"<html>", &good[..good.len() - 1], &trailing, &large] {
        assert_eq!(judge(odd), Err(OcspRefused::Malformed));
    }
    let other_kind = successful("1.3.6.1.5.5.7.48.1.9", vec![0x30, 0]);
    assert_eq!(judge(&other_kind), Err(OcspRefused::Malformed));
    let empty = successful("1.3.6.1.5.5.7.48.1.1", vec![0x30, 0]);
    assert_eq!(judge(&empty), Err(OcspRefused::Malformed));
    for failed in [
        OcspResponse::internal_error(),
        OcspResponse::try_later(),
        OcspResponse::unauthorized(),
        OcspResponse::malformed_request(),
        OcspResponse::sig_required(),
    ] {
        assert_eq!(judge(&failed.to_der().unwrap()), Err(OcspRefused::Unsuccessful));
    }
}

#[test]
fn a_nonce_must_be_ours_where_there_is_one() {
    use NonceRule::{Optional, Required};
    let mut scene = Scene::new();
    let judge = |scene: &Scene, nonce, nonce_rule| {
        let question = OcspQuestion {
            certificate: &scene.card.certificate(),
            issuer: &scene.authority.certificate(),
            nonce,
            nonce_rule,
            designated: &[],
            freshness: FRESHNESS,
            now: NOW,
        };
        judge_ocsp(&question, &scene.answer()).map(|_| ())
    };
    assert_eq!(judge(&scene, Some(NONCE), Required), Ok(()));
    assert_eq!(judge(&scene, Some(&[8; 32]), Optional), Err(OcspRefused::Nonce));
    assert_eq!(judge(&scene, Some(&NONCE[1..]), Optional), Err(OcspRefused::Nonce));
    assert_eq!(judge(&scene, None, Required), Ok(()), "none was sent");
    scene.nonce = None;
    assert_eq!(judge(&scene, Some(NONCE), Optional), Ok(()));
    assert_eq!(judge(&scene, Some(NONCE), Required), Err(OcspRefused::NoNonce));
}

#[test]
fn an_answer_is_recent_give_or_take_the_clocks() {
    let at = |minutes: i64| Timestamp::from_millis(NOW.millis() + minutes * 60_000);
    for (this_update, next_update, expected) in [
        (0, None, Ok(())),
        (14, None, Ok(())),
        (15, None, Ok(())),
        (16, None, Err(OcspRefused::NotYet)),
        (30, None, Err(OcspRefused::NotYet)),
        (-45, None, Ok(())),
        (-46, None, Err(OcspRefused::Stale)),
        (-600, Some(30), Ok(())),
        (-600, Some(-15), Ok(())),
        (-600, Some(-16), Err(OcspRefused::Stale)),
        (-30, Some(-30), Err(OcspRefused::Stale)),
        (0, Some(-1), Err(OcspRefused::Times)),
        (10, Some(9), Err(OcspRefused::Times)),
        (30, Some(60), Err(OcspRefused::NotYet)),
    ] {
        let mut scene = Scene::new();
        scene.this_update = at(this_update);
        scene.next_update = next_update.map(at);
        assert_eq!(scene.judge().map(|_| ()), expected, "{this_update} to {next_update:?}");
    }
    let mut scene = Scene::new();
    scene.next_update = Some(at(60));
    assert_eq!(scene.judge(), Ok(OcspAnswer::Good { until: at(60) }));
}

#[test]
fn any_changed_bit_of_what_is_signed_is_noticed() {
    let scene = Scene::delegated(|_| ());
    let good = scene.answer();
    let mut noticed = 0;
    for at in (0..good.len()).step_by(3) {
        let mut changed = good.clone();
        changed[at] ^= 0x01;
        // Certificates in the answer are not signed over, but they are judged themselves.
        if scene.judge_bytes(&changed, &[]).is_err() {
            noticed += 1;
        }
    }
    assert_eq!(noticed, good.len().div_ceil(3));

    let mut other = Scene::new();
    other.card = scene.authority.card();
    let mut data = scene.data();
    data.responses[0].cert_status = CertStatus::unknown();
    let forged = BasicOcspResponse::from_der(
        OcspResponse::from_der(&good).unwrap().response_bytes.unwrap().response.as_bytes(),
    )
    .unwrap();
    let forged = BasicOcspResponse { tbs_response_data: data, ..forged };
    let forged = successful("1.3.6.1.5.5.7.48.1.1", forged.to_der().unwrap());
    assert_eq!(scene.judge_bytes(&forged, &[]), Err(OcspRefused::Signature));
}

#[test]
fn a_request_asks_for_this_certificate_with_this_nonce() {
    let scene = Scene::new();
    let (card, issuer) = (scene.card.certificate(), scene.authority.certificate());
    let der = ocsp_request(&card, &issuer, Some(NONCE)).unwrap();
    let request = OcspRequest::from_der(&der).unwrap();
    assert_eq!(request.tbs_request.request_list[0].req_cert, scene.identifier());
    assert_eq!(request.nonce().unwrap().0.as_bytes(), NONCE);
    let der = ocsp_request(&card, &issuer, None).unwrap();
    assert!(OcspRequest::from_der(&der).unwrap().nonce().is_none());
}
