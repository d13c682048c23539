//! A real authenticator in software, with the part of the browser that belongs to it. It makes
//! P-256 credentials and answers ceremonies with them; nothing in it is pretended but the person.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::{self, SystemRandom};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use ciborium::Value;
use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::json::PUBLIC_KEY;
use super::{
    AssertionResponse, AttestationResponse, AuthenticationResponseJson, Base64Url, CoseAlgorithm,
    CosePublicKey, Flags, PublicKeyCredentialCreationOptionsJson,
    PublicKeyCredentialRequestOptionsJson, RegistrationResponseJson, cbor, cose,
};
use crate::base64url;

/// The model that this authenticator says it is.
const AAGUID: [u8; 16] = *b"beffroi-software";

/// An authenticator with its credentials. Serialise it to keep it; the private keys are inside.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SoftwareAuthenticator {
    pub behaviour: Behaviour,
    credentials: Vec<Credential>,
}

/// How it behaves. Every setting but the default is for tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "they are the flags of authenticator data")]
pub struct Behaviour {
    pub user_present: bool,
    pub user_verified: bool,
    pub backup_eligible: bool,
    pub backed_up: bool,
    pub counter: Counter,
    /// Whether a registration is signed with the new key (`packed`) rather than not at all.
    pub attests: bool,
}

impl Default for Behaviour {
    /// A device-bound key whose user verifies.
    fn default() -> Self {
        Self {
            user_present: true,
            user_verified: true,
            backup_eligible: false,
            backed_up: false,
            counter: Counter::Rises,
            attests: false,
        }
    }
}

/// What the signature counter does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counter {
    Rises,
    /// Always zero, as synced passkeys have it.
    Absent,
    /// Always this value, as a copy of the key might say.
    Stuck(u32),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Credential {
    id: Base64Url,
    rp_id: String,
    user_handle: Base64Url,
    counter: u32,
    private_key: PrivateKey,
}

/// A P-256 key in PKCS#8, wiped from memory when dropped.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(transparent)]
struct PrivateKey(String);

/// Why a ceremony got no answer, in the words of the exceptions that a browser throws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthenticatorError {
    #[error("SecurityError: the page's origin may not use this relying party id")]
    Security,
    #[error("NotSupportedError: no algorithm that this authenticator can do")]
    NotSupported,
    #[error("InvalidStateError: the authenticator holds one of the excluded credentials")]
    InvalidState,
    #[error("NotAllowedError: no credential of this authenticator is allowed")]
    NotAllowed,
    #[error("the key could not be made, read or used")]
    Key,
}

impl SoftwareAuthenticator {
    pub fn new() -> Self {
        Self::default()
    }

    /// What `navigator.credentials.create()` would do on a page of `origin`.
    pub fn create(
        &mut self,
        origin: &str,
        options: &PublicKeyCredentialCreationOptionsJson,
    ) -> Result<RegistrationResponseJson, AuthenticatorError> {
        check_scope(origin, &options.rp.id)?;
        if !options.pub_key_cred_params.contains(&CoseAlgorithm::Es256.into()) {
            return Err(AuthenticatorError::NotSupported);
        }
        let held = |id: &Base64Url| self.credentials.iter().any(|credential| credential.id == *id);
        if options.exclude_credentials.iter().any(|excluded| held(&excluded.id)) {
            return Err(AuthenticatorError::InvalidState);
        }
        let mut credential = Credential::generate(options)?;
        let client_data = client_data("webauthn.create", origin, &options.challenge);
        let response = self.behaviour.attestation(&mut credential, client_data)?;
        let answer = RegistrationResponseJson {
            id: credential.id.text(),
            raw_id: credential.id.clone(),
            response,
            authenticator_attachment: Some("platform".to_owned()),
            client_extension_results: serde_json::Map::new(),
            kind: PUBLIC_KEY.to_owned(),
        };
        self.credentials.push(credential);
        Ok(answer)
    }

    /// What `navigator.credentials.get()` would do on a page of `origin`. Where several credentials
    /// would do, the newest answers.
    pub fn get(
        &mut self,
        origin: &str,
        options: &PublicKeyCredentialRequestOptionsJson,
    ) -> Result<AuthenticationResponseJson, AuthenticatorError> {
        check_scope(origin, &options.rp_id)?;
        let allowed = &options.allow_credentials;
        let fits = |credential: &&mut Credential| {
            credential.rp_id == options.rp_id
                && (allowed.is_empty() || allowed.iter().any(|entry| entry.id == credential.id))
        };
        let credential =
            self.credentials.iter_mut().rev().find(fits).ok_or(AuthenticatorError::NotAllowed)?;
        let client_data = client_data("webauthn.get", origin, &options.challenge);
        let authenticator_data = self.behaviour.authenticator_data(credential, 0);
        let signature = credential.private_key.sign(&authenticator_data, &client_data)?;
        Ok(AuthenticationResponseJson {
            id: credential.id.text(),
            raw_id: credential.id.clone(),
            response: AssertionResponse {
                client_data_json: client_data.into(),
                authenticator_data: authenticator_data.into(),
                signature: signature.into(),
                user_handle: Some(credential.user_handle.clone()),
            },
            authenticator_attachment: Some("platform".to_owned()),
            client_extension_results: serde_json::Map::new(),
            kind: PUBLIC_KEY.to_owned(),
        })
    }

    /// Forgets every credential, as a phone that was reset does.
    pub fn reset(&mut self) {
        self.credentials.clear();
    }
}

impl std::fmt::Debug for SoftwareAuthenticator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SoftwareAuthenticator({} credentials, withheld)", self.credentials.len())
    }
}

impl Behaviour {
    /// Authenticator data (section 6.1) up to the counter; `more` are the flags of what follows.
    fn authenticator_data(self, credential: &mut Credential, more: u8) -> Vec<u8> {
        credential.counter = match self.counter {
            Counter::Rises => credential.counter.saturating_add(1),
            Counter::Absent => 0,
            Counter::Stuck(value) => value,
        };
        let flags = [
            (self.user_present, Flags::USER_PRESENT),
            (self.user_verified, Flags::USER_VERIFIED),
            (self.backup_eligible, Flags::BACKUP_ELIGIBLE),
            (self.backed_up, Flags::BACKED_UP),
        ];
        let set = flags.iter().filter(|(is_set, _)| *is_set).map(|(_, bit)| bit);
        let mut data = digest(&SHA256, credential.rp_id.as_bytes()).as_ref().to_vec();
        data.push(set.fold(more, |flags, bit| flags | bit));
        data.extend(credential.counter.to_be_bytes());
        data
    }

    fn attestation(
        self,
        credential: &mut Credential,
        client_data: Vec<u8>,
    ) -> Result<AttestationResponse, AuthenticatorError> {
        let mut authenticator_data = self.authenticator_data(credential, Flags::ATTESTED);
        authenticator_data.extend(AAGUID);
        let length = u16::try_from(credential.id.0.len()).map_err(|_| AuthenticatorError::Key)?;
        authenticator_data.extend(length.to_be_bytes());
        authenticator_data.extend(&credential.id.0);
        authenticator_data.extend(credential.private_key.public()?.as_bytes());
        let (format, statement) = if self.attests {
            let signature = credential.private_key.sign(&authenticator_data, &client_data)?;
            let algorithm = CoseAlgorithm::Es256.identifier();
            let statement = [("alg", algorithm.into()), ("sig", Value::Bytes(signature))];
            ("packed", map(statement))
        } else {
            ("none", map([]))
        };
        let object = map([
            ("fmt", format.into()),
            ("attStmt", statement),
            ("authData", Value::Bytes(authenticator_data)),
        ]);
        let object = cbor::encode(&object).map_err(|_| AuthenticatorError::Key)?;
        Ok(AttestationResponse {
            client_data_json: client_data.into(),
            attestation_object: object.into(),
            transports: vec!["hybrid".to_owned(), "internal".to_owned()],
        })
    }
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
}

impl Credential {
    fn generate(
        options: &PublicKeyCredentialCreationOptionsJson,
    ) -> Result<Self, AuthenticatorError> {
        let mut id = vec![0; 32];
        rand::fill(&mut id).map_err(|_| AuthenticatorError::Key)?;
        Ok(Self {
            id: id.into(),
            rp_id: options.rp.id.clone(),
            user_handle: options.user.id.clone(),
            counter: 0,
            private_key: PrivateKey::generate()?,
        })
    }
}

impl PrivateKey {
    fn generate() -> Result<Self, AuthenticatorError> {
        let document =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &SystemRandom::new())
                .map_err(|_| AuthenticatorError::Key)?;
        Ok(Self(base64url::encode(document.as_ref())))
    }

    fn pair(&self) -> Result<EcdsaKeyPair, AuthenticatorError> {
        let document = base64url::decode(&self.0).map_err(|_| AuthenticatorError::Key)?;
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &Zeroizing::new(document))
            .map_err(|_| AuthenticatorError::Key)
    }

    fn public(&self) -> Result<CosePublicKey, AuthenticatorError> {
        cose::es256_from_point(self.pair()?.public_key().as_ref())
            .map_err(|_| AuthenticatorError::Key)
    }

    /// Over the authenticator data and the hash of the client data (section 6.3.3).
    fn sign(&self, data: &[u8], client_data: &[u8]) -> Result<Vec<u8>, AuthenticatorError> {
        let signed = [data, digest(&SHA256, client_data).as_ref()].concat();
        let signature = self
            .pair()?
            .sign(&SystemRandom::new(), &signed)
            .map_err(|_| AuthenticatorError::Key)?;
        Ok(signature.as_ref().to_vec())
    }
}

/// The browser's rule (section 5.1.3, step 8): the id is the page's host or a domain above it.
fn check_scope(origin: &str, rp_id: &str) -> Result<(), AuthenticatorError> {
    let url = Url::parse(origin).map_err(|_| AuthenticatorError::Security)?;
    let host = url.host_str().ok_or(AuthenticatorError::Security)?;
    let above = host.strip_suffix(rp_id).is_some_and(|rest| rest.ends_with('.'));
    if host == rp_id || above { Ok(()) } else { Err(AuthenticatorError::Security) }
}

/// The serialization that section 5.8.1.1 prescribes to browsers.
fn client_data(kind: &str, origin: &str, challenge: &Base64Url) -> Vec<u8> {
    let text = |value: &str| serde_json::Value::from(value).to_string();
    format!(
        r#"{{"type":{},"challenge":{},"origin":{},"crossOrigin":false}}"#,
        text(kind),
        text(&challenge.text()),
        text(origin)
    )
    .into_bytes()
}
