//! An authenticator that says whatever a test wants, with a real key behind it.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use ciborium::{Value, cbor};
use protocol::webauthn::{
    Asserted, AssertionResponse, AttestationPolicy, AttestationResponse,
    AuthenticationResponseJson, Base64Url, Ceremony, CoseAlgorithm, CosePublicKey,
    CredentialRecord, Refused, Registered, RegistrationResponseJson, UserIdentified,
    UserVerification, verify_assertion, verify_registration,
};

pub const ORIGIN: &str = "https://mobile.example";
pub const RP_ID: &str = "mobile.example";
pub const CHALLENGE: [u8; 32] = [42; 32];
pub const USER_HANDLE: [u8; 16] = [9; 16];

pub struct Forge {
    key: EcdsaKeyPair,
    pub id: Vec<u8>,
    pub rp_id: String,
    pub flags: u8,
    pub counter: u32,
    /// What stands between the counter and the extensions; `None` for the credential itself.
    pub attested: Option<Vec<u8>>,
    /// Bytes after everything.
    pub tail: Vec<u8>,
    pub client_data: String,
}

impl Forge {
    /// A registration as it should be.
    pub fn registration() -> Self {
        Self { flags: 0x45, client_data: client_data("webauthn.create"), ..Self::blank() }
    }

    /// An assertion as it should be, after a registration with counter 1.
    pub fn assertion() -> Self {
        Self {
            flags: 0x05,
            counter: 2,
            attested: Some(Vec::new()),
            client_data: client_data("webauthn.get"),
            ..Self::blank()
        }
    }

    fn blank() -> Self {
        let rng = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &rng).unwrap();
        Self {
            key: EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref()).unwrap(),
            id: vec![3; 32],
            rp_id: RP_ID.to_owned(),
            flags: 0,
            counter: 1,
            attested: None,
            tail: Vec::new(),
            client_data: String::new(),
        }
    }

    pub fn public_key(&self) -> Vec<u8> {
        let point = self.key.public_key().as_ref();
        cose(&[
            (1, 2.into()),
            (3, (-7).into()),
            (-1, 1.into()),
            (-2, Value::Bytes(point[1..33].to_vec())),
            (-3, Value::Bytes(point[33..].to_vec())),
        ])
    }

    /// Attested credential data with this public key.
    pub fn attested(&self, public_key: &[u8]) -> Vec<u8> {
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        [&[0xaa; 16][..], &length, &self.id, public_key].concat()
    }

    pub fn authenticator_data(&self) -> Vec<u8> {
        let attested = self.attested.clone().unwrap_or_else(|| self.attested(&self.public_key()));
        let rp_id_hash = digest(&SHA256, self.rp_id.as_bytes());
        let counter = self.counter.to_be_bytes();
        [rp_id_hash.as_ref(), &[self.flags], &counter, &attested, &self.tail].concat()
    }

    /// What attestation and assertion signatures cover.
    pub fn signed(&self) -> Vec<u8> {
        let hash = digest(&SHA256, self.client_data.as_bytes());
        [self.authenticator_data().as_slice(), hash.as_ref()].concat()
    }

    pub fn signature(&self) -> Vec<u8> {
        self.key.sign(&SystemRandom::new(), &self.signed()).unwrap().as_ref().to_vec()
    }

    /// A registration response without attestation.
    pub fn unattested(&self) -> RegistrationResponseJson {
        self.attested_by("none", &cbor!({}).unwrap())
    }

    pub fn attested_by(&self, format: &str, statement: &Value) -> RegistrationResponseJson {
        let data = Value::Bytes(self.authenticator_data());
        self.with_object(&encode(
            &cbor!({
                "fmt" => format, "attStmt" => statement, "authData" => data
            })
            .unwrap(),
        ))
    }

    pub fn with_object(&self, object: &[u8]) -> RegistrationResponseJson {
        let id = Base64Url(self.id.clone());
        RegistrationResponseJson {
            id: id.text(),
            raw_id: id,
            response: AttestationResponse {
                client_data_json: self.client_data.as_bytes().into(),
                attestation_object: object.into(),
                transports: vec!["internal".into(), "hybrid".into()],
            },
            authenticator_attachment: None,
            client_extension_results: serde_json::Map::new(),
            kind: "public-key".into(),
        }
    }

    pub fn asserted(&self) -> AuthenticationResponseJson {
        let id = Base64Url(self.id.clone());
        AuthenticationResponseJson {
            id: id.text(),
            raw_id: id,
            response: AssertionResponse {
                client_data_json: self.client_data.as_bytes().into(),
                authenticator_data: self.authenticator_data().into(),
                signature: self.signature().into(),
                user_handle: Some(Base64Url(USER_HANDLE.to_vec())),
            },
            authenticator_attachment: None,
            client_extension_results: serde_json::Map::new(),
            kind: "public-key".into(),
        }
    }

    /// The record that a registration with counter 1 left.
    pub fn record(&self) -> CredentialRecord {
        CredentialRecord {
            id: self.id.clone(),
            public_key: CosePublicKey::parse(&self.public_key()).unwrap(),
            counter: 1,
            backup_eligible: false,
            user_handle: USER_HANDLE.to_vec(),
        }
    }
}

pub fn client_data(kind: &str) -> String {
    format!(
        r#"{{"type":"{kind}","challenge":"{}","origin":"{ORIGIN}","crossOrigin":false}}"#,
        Base64Url(CHALLENGE.to_vec()).text()
    )
}

pub fn cose(members: &[(i32, Value)]) -> Vec<u8> {
    encode(&Value::Map(members.iter().map(|(k, v)| ((*k).into(), v.clone())).collect()))
}

pub fn encode(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

pub fn register(response: &RegistrationResponseJson) -> Result<Registered, Refused> {
    register_under(AttestationPolicy::Unchecked, response)
}

pub fn register_under(
    policy: AttestationPolicy<'_>,
    response: &RegistrationResponseJson,
) -> Result<Registered, Refused> {
    let origins = [ORIGIN.to_owned(), "https://app.mobile.example".to_owned()];
    verify_registration(&asked(&origins), &CoseAlgorithm::ALL, policy, response)
}

pub fn assert_with(
    record: &CredentialRecord,
    response: &AuthenticationResponseJson,
) -> Result<Asserted, Refused> {
    let origins = [ORIGIN.to_owned()];
    verify_assertion(&asked(&origins), record, UserIdentified::Beforehand, response)
}

pub fn asked(origins: &[String]) -> Ceremony<'_> {
    Ceremony {
        challenge: &CHALLENGE,
        rp_id: RP_ID,
        origins,
        user_verification: UserVerification::Required,
    }
}
