//! The office that issues cards, with its responder and its list, served over HTTP as cards say.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::{get, post};
use domain::{Level, NationalNumber, Timestamp};
use http::StatusCode;
use rcgen::{
    CertificateParams, CertificateRevocationListParams, CrlDistributionPoint, CustomExtension,
    KeyIdMethod, RevokedCertParams, SerialNumber,
};
use tempfile::TempDir;
use tokio::net::TcpListener;
use url::Url;
use web::Clock;
use x509_cert::Certificate;
use x509_cert::der::asn1::{BitString, GeneralizedTime, Ia5String, OctetString};
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::ext::pkix::AccessDescription;
use x509_cert::ext::pkix::AuthorityInfoAccessSyntax;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_ocsp::{
    BasicOcspResponse, CertStatus, OcspGeneralizedTime, OcspRequest, OcspResponse,
    OcspResponseStatus, ResponderId, ResponseBytes, ResponseData, RevokedInfo, SingleResponse,
    Version,
};

use crate::authority::{Authority, Issued, Kind, LOGIN, card_params, serial_number};
use crate::country::{BEGINNING, Country, SetClock};

/// An authority that issues cards to the people of a country.
pub struct Office {
    pub authority: Arc<Authority>,
    url: Url,
    folder: TempDir,
    counter: Arc<Counter>,
}

/// What the responder and the list stand on.
struct Counter {
    authority: Arc<Authority>,
    doing: Mutex<Doing>,
    clock: Mutex<Option<Arc<SetClock>>>,
}

/// How the office serves those who ask.
#[derive(Clone, Default)]
pub struct Doing {
    pub revoked: Vec<Vec<u8>>,
    pub responder: Responder,
    /// How long an answer of the responder may be used.
    pub good_for: Option<Duration>,
    pub list_is_away: bool,
    /// What is served in the place of the list as it is now.
    pub list_is: Option<Vec<u8>>,
    pub asked: usize,
    pub lists: usize,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Responder {
    #[default]
    Answers,
    Away,
    SaysNonsense,
    SaysTryLater,
    /// Answers about a card that nobody asked about.
    AnswersForAnother,
    IsAnImpostor,
    /// Replays an answer with a nonce of somebody else.
    Replays,
}

impl Office {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let url = Url::parse(&format!("http://localhost:{port}/")).unwrap();
        let authority = Arc::new(Authority::new());
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("root.pem"), authority.issuer.pem()).unwrap();
        let counter = Counter {
            authority: authority.clone(),
            doing: Mutex::default(),
            clock: Mutex::default(),
        };
        let counter = Arc::new(counter);
        let router = Router::new()
            .route("/ocsp", post(ocsp))
            .route("/list.crl", get(list))
            .with_state(counter.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { authority, url, folder, counter }
    }

    /// A country that takes the cards of this office, on these terms.
    pub async fn country(&self, terms: &str) -> Country {
        let root = self.folder.path().join("root.pem");
        let terms = format!(
            "[card]\nauthorities = [\"{}\"]\naccepted_policies = [\"{LOGIN}\"]\n{terms}",
            root.display()
        );
        let country = Country::with(Level::Substantial, &terms).await;
        *self.counter.clock.lock().unwrap() = Some(country.clock.clone());
        country
    }

    pub fn card_of(&self, number: &NationalNumber) -> Issued {
        self.card(number, |_| ())
    }

    /// A card that is not as it should be.
    pub fn card(
        &self,
        number: &NationalNumber,
        change: impl FnOnce(&mut CertificateParams),
    ) -> Issued {
        self.authority.issue(&self.params(number, change), Kind::P384)
    }

    pub fn params(
        &self,
        number: &NationalNumber,
        change: impl FnOnce(&mut CertificateParams),
    ) -> CertificateParams {
        let mut params = card_params();
        params.distinguished_name.push(serial_number(), number.reveal());
        params.custom_extensions.push(responder_at(&self.at("ocsp")));
        params.crl_distribution_points =
            vec![CrlDistributionPoint { uris: vec![self.at("list.crl")] }];
        change(&mut params);
        params
    }

    pub fn does(&self, change: impl FnOnce(&mut Doing)) {
        change(&mut self.counter.doing.lock().unwrap());
    }

    pub fn revoke(&self, card: &Issued) {
        let serial = card.certificate().serial().to_vec();
        self.does(|doing| doing.revoked.push(serial));
    }

    pub fn doing(&self) -> Doing {
        self.counter.doing.lock().unwrap().clone()
    }

    /// The list as it is now.
    pub fn list(&self) -> Vec<u8> {
        made(&self.counter, &self.doing())
    }

    fn at(&self, path: &str) -> String {
        self.url.join(path).unwrap().into()
    }
}

fn responder_at(url: &str) -> CustomExtension {
    let access = AccessDescription {
        access_method: "1.3.6.1.5.5.7.48.1".parse().unwrap(),
        access_location: GeneralName::UniformResourceIdentifier(Ia5String::new(url).unwrap()),
    };
    let der = AuthorityInfoAccessSyntax(vec![access]).to_der().unwrap();
    CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], der)
}

impl Counter {
    fn now(&self) -> Timestamp {
        let clock = self.clock.lock().unwrap();
        clock.as_ref().map_or(Timestamp::from_millis(BEGINNING), |clock| clock.now())
    }
}

async fn ocsp(State(counter): State<Arc<Counter>>, body: Bytes) -> Result<Vec<u8>, StatusCode> {
    let doing = {
        let mut doing = counter.doing.lock().unwrap();
        doing.asked += 1;
        doing.clone()
    };
    match doing.responder {
        Responder::Away => return Err(StatusCode::SERVICE_UNAVAILABLE),
        Responder::SaysNonsense => return Ok(b"<html>maintenance</html>".to_vec()),
        Responder::SaysTryLater => {
            let status = OcspResponseStatus::TryLater;
            let response = OcspResponse { response_status: status, response_bytes: None };
            return Ok(response.to_der().unwrap());
        }
        _ => {}
    }
    Ok(answer(&counter, &doing, &OcspRequest::from_der(&body).unwrap()))
}

fn answer(counter: &Counter, doing: &Doing, asked: &OcspRequest) -> Vec<u8> {
    let now = counter.now();
    let mut cert_id = asked.tbs_request.request_list[0].req_cert.clone();
    let revoked = doing.revoked.iter().any(|serial| serial == cert_id.serial_number.as_bytes());
    if doing.responder == Responder::AnswersForAnother {
        cert_id.serial_number = x509_cert::serial_number::SerialNumber::new(&[7; 9]).unwrap();
    }
    let mut extensions = asked.tbs_request.request_extensions.clone().unwrap_or_default();
    if doing.responder == Responder::Replays {
        let other = OctetString::new(vec![9; 32]).unwrap().to_der().unwrap();
        extensions[0].extn_value = OctetString::new(other).unwrap();
    }
    let info = RevokedInfo { revocation_time: generalized(now), revocation_reason: None };
    let issuer = Certificate::from_der(counter.authority.issuer.der()).unwrap();
    let data = ResponseData {
        version: Version::V1,
        responder_id: ResponderId::ByName(issuer.tbs_certificate.subject),
        produced_at: generalized(now),
        responses: vec![SingleResponse {
            cert_id,
            cert_status: if revoked { CertStatus::revoked(info) } else { CertStatus::good() },
            this_update: generalized(now),
            next_update: doing.good_for.map(|span| generalized(now.plus(span))),
            single_extensions: None,
        }],
        response_extensions: Some(extensions),
    };
    let signed = data.to_der().unwrap();
    let signature = match doing.responder {
        Responder::IsAnImpostor => Authority::new().sign(&signed),
        _ => counter.authority.sign(&signed),
    };
    let basic = BasicOcspResponse {
        tbs_response_data: data,
        signature_algorithm: AlgorithmIdentifierOwned {
            oid: "1.2.840.10045.4.3.3".parse().unwrap(),
            parameters: None,
        },
        signature: BitString::from_bytes(&signature).unwrap(),
        certs: None,
    };
    let bytes = ResponseBytes {
        response_type: "1.3.6.1.5.5.7.48.1.1".parse().unwrap(),
        response: OctetString::new(basic.to_der().unwrap()).unwrap(),
    };
    let status = OcspResponseStatus::Successful;
    OcspResponse { response_status: status, response_bytes: Some(bytes) }.to_der().unwrap()
}

async fn list(State(counter): State<Arc<Counter>>) -> Result<Vec<u8>, StatusCode> {
    let doing = {
        let mut doing = counter.doing.lock().unwrap();
        doing.lists += 1;
        doing.clone()
    };
    if doing.list_is_away {
        return Err(StatusCode::NOT_FOUND);
    }
    Ok(doing.list_is.clone().unwrap_or_else(|| made(&counter, &doing)))
}

fn made(counter: &Counter, doing: &Doing) -> Vec<u8> {
    let now = counter.now();
    let moment =
        |at: Timestamp| std::time::UNIX_EPOCH + Duration::from_secs(at.seconds().unsigned_abs());
    let params = CertificateRevocationListParams {
        this_update: moment(now).into(),
        next_update: moment(now.plus(LIST_LIFE)).into(),
        crl_number: SerialNumber::from(7),
        issuing_distribution_point: None,
        revoked_certs: doing
            .revoked
            .iter()
            .map(|serial| RevokedCertParams {
                serial_number: SerialNumber::from_slice(serial),
                revocation_time: moment(now).into(),
                reason_code: None,
                invalidity_date: None,
            })
            .collect(),
        key_identifier_method: KeyIdMethod::Sha256,
    };
    params.signed_by(&counter.authority.issuer).unwrap().der().to_vec()
}

/// How long a list may be used.
pub const LIST_LIFE: Duration = Duration::from_hours(24);

fn generalized(moment: Timestamp) -> OcspGeneralizedTime {
    let seconds = Duration::from_secs(moment.seconds().unsigned_abs());
    OcspGeneralizedTime(GeneralizedTime::from_unix_duration(seconds).unwrap())
}
