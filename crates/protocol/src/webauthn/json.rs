//! The JSON forms of options and responses (section 5.1): what `parseCreationOptionsFromJSON`,
//! `parseRequestOptionsFromJSON` and `PublicKeyCredential.toJSON` read and write.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{CoseAlgorithm, Refused};
use crate::base64url;

/// Bytes that JSON carries as base64url without padding (RFC 4648, section 5). Padding, other
/// alphabets and bits beyond the last byte are refused: one value has one spelling.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Base64Url(pub Vec<u8>);

impl Base64Url {
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }

    pub fn text(&self) -> String {
        base64url::encode(&self.0)
    }
}

impl From<Vec<u8>> for Base64Url {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Base64Url {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl Serialize for Base64Url {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

impl<'de> Deserialize<'de> for Base64Url {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        base64url::decode(&text).map(Self).map_err(D::Error::custom)
    }
}

/// What `navigator.credentials.create()` is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicKeyCredentialCreationOptionsJson {
    pub rp: RelyingPartyEntity,
    pub user: UserEntity,
    pub challenge: Base64Url,
    pub pub_key_cred_params: Vec<CredentialParameters>,
    /// In milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude_credentials: Vec<CredentialDescriptor>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authenticator_selection: Option<AuthenticatorSelection>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<Hint>,
    /// `none`, `indirect`, `direct` or `enterprise`.
    #[serde(default = "none")]
    pub attestation: String,
}

/// What `navigator.credentials.get()` is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicKeyCredentialRequestOptionsJson {
    pub challenge: Base64Url,
    /// In milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<u32>,
    pub rp_id: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow_credentials: Vec<CredentialDescriptor>,
    /// `required`, `preferred` or `discouraged`.
    #[serde(default = "preferred")]
    pub user_verification: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<Hint>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelyingPartyEntity {
    pub id: String,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserEntity {
    /// The user handle: at most 64 random bytes that say nothing about the person.
    pub id: Base64Url,
    pub name: String,
    pub display_name: String,
}

/// An algorithm that is asked for. The number is kept as it came: a browser's options may name
/// algorithms that we do not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialParameters {
    #[serde(rename = "type")]
    pub kind: String,
    pub alg: i32,
}

impl From<CoseAlgorithm> for CredentialParameters {
    fn from(algorithm: CoseAlgorithm) -> Self {
        Self { kind: PUBLIC_KEY.to_owned(), alg: algorithm.identifier() }
    }
}

/// A credential that may, or must not, be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialDescriptor {
    #[serde(rename = "type")]
    pub kind: String,
    pub id: Base64Url,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transports: Vec<String>,
}

impl CredentialDescriptor {
    pub fn new(id: &[u8], transports: Vec<String>) -> Self {
        Self { kind: PUBLIC_KEY.to_owned(), id: id.into(), transports }
    }
}

/// Which authenticators may be used (section 5.4.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthenticatorSelection {
    /// `platform` or `cross-platform`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authenticator_attachment: Option<String>,
    /// `required`, `preferred` or `discouraged`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resident_key: Option<String>,
    /// For clients of Level 1; true exactly if `resident_key` is `required`.
    #[serde(default)]
    pub require_resident_key: bool,
    /// `required`, `preferred` or `discouraged`.
    #[serde(default = "preferred")]
    pub user_verification: String,
}

/// Which way the browser should offer first (section 5.8.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hint {
    SecurityKey,
    ClientDevice,
    Hybrid,
}

/// What a browser hands over after `create()`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RegistrationResponseJson {
    pub id: String,
    pub raw_id: Base64Url,
    pub response: AttestationResponse,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authenticator_attachment: Option<String>,
    pub client_extension_results: serde_json::Map<String, serde_json::Value>,
    #[serde(rename = "type")]
    pub kind: String,
}

/// The members that prove something. The others that browsers send (`authenticatorData`,
/// `publicKey`, `publicKeyAlgorithm`) repeat what is inside the attestation object, unsigned, and
/// are not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AttestationResponse {
    #[serde(rename = "clientDataJSON")]
    pub client_data_json: Base64Url,
    pub attestation_object: Base64Url,
    #[serde(default)]
    pub transports: Vec<String>,
}

/// What a browser hands over after `get()`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthenticationResponseJson {
    pub id: String,
    pub raw_id: Base64Url,
    pub response: AssertionResponse,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authenticator_attachment: Option<String>,
    pub client_extension_results: serde_json::Map<String, serde_json::Value>,
    #[serde(rename = "type")]
    pub kind: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssertionResponse {
    #[serde(rename = "clientDataJSON")]
    pub client_data_json: Base64Url,
    pub authenticator_data: Base64Url,
    pub signature: Base64Url,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_handle: Option<Base64Url>,
}

pub(super) const PUBLIC_KEY: &str = "public-key";

/// A response must be a public key credential, and its two ids one: whoever looked it up by the
/// one must not verify it by the other.
pub(super) fn check_envelope(kind: &str, id: &str, raw_id: &Base64Url) -> Result<(), Refused> {
    if kind == PUBLIC_KEY && id == raw_id.text() {
        Ok(())
    } else {
        Err(Refused::CredentialMalformed)
    }
}

fn none() -> String {
    "none".to_owned()
}

fn preferred() -> String {
    "preferred".to_owned()
}
