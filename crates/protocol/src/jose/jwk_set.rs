use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::{Algorithm, JoseError, Jwk, KeyManagement};
use crate::json::{self, Strict};

/// A set of a few rotating keys is some kilobytes; a set with certificates may reach fifty.
const MAX_SET: usize = 128 * 1024;
const MAX_KEYS: usize = 100;

/// The public keys of one party.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JwkSet {
    keys: Vec<Jwk>,
}

impl JwkSet {
    pub fn new(keys: Vec<Jwk>) -> Self {
        Self { keys }
    }

    /// Reads a set. Keys of a kind that we do not know or that are not valid are left out, as
    /// RFC 7517, section 5, asks; a published private key refuses the whole set, because every
    /// reader of it can sign as its owner.
    pub fn parse(text: &[u8]) -> Result<Self, JoseError> {
        Self::from_members(&json::object(text, MAX_SET)?)
    }

    fn from_members(members: &Map<String, Value>) -> Result<Self, JoseError> {
        let entries = members.get("keys").and_then(Value::as_array).ok_or(JoseError::InvalidKey)?;
        if entries.len() > MAX_KEYS {
            return Err(JoseError::TooLarge);
        }
        let mut keys = Vec::new();
        for entry in entries {
            let members = entry.as_object().ok_or(JoseError::InvalidKey)?;
            match Jwk::from_members(members) {
                Ok(key) => keys.push(key),
                Err(JoseError::PrivateKeyPublished) => return Err(JoseError::PrivateKeyPublished),
                Err(_) => {}
            }
        }
        Ok(Self { keys })
    }

    pub fn keys(&self) -> &[Jwk] {
        &self.keys
    }

    /// The one key that may verify such a token.
    pub fn verifying(&self, key_id: Option<&str>, algorithm: Algorithm) -> Result<&Jwk, JoseError> {
        self.only(key_id, |key| key.can_verify(algorithm))
    }

    /// The one key to encrypt to. A set may hold several during a rotation; the first is taken,
    /// because its owner can decrypt with any that it publishes.
    pub fn encrypting(&self, algorithm: KeyManagement) -> Result<&Jwk, JoseError> {
        self.keys.iter().find(|key| key.can_encrypt(algorithm)).ok_or(JoseError::UnknownKey)
    }

    /// With a key identifier, the fitting key of that name; without one, the only fitting key
    /// (OpenID Connect Core, section 10.1). Trying several would accept a token under a key that
    /// its issuer did not mean.
    fn only(&self, key_id: Option<&str>, fits: impl Fn(&Jwk) -> bool) -> Result<&Jwk, JoseError> {
        let named = |key: &&Jwk| key_id.is_none_or(|key_id| key.key_id() == Some(key_id));
        let mut candidates = self.keys.iter().filter(named).filter(|key| fits(key));
        let found = candidates.next().ok_or(JoseError::UnknownKey)?;
        if candidates.next().is_some() {
            return Err(JoseError::AmbiguousKey);
        }
        Ok(found)
    }
}

impl FromIterator<Jwk> for JwkSet {
    fn from_iter<I: IntoIterator<Item = Jwk>>(keys: I) -> Self {
        Self::new(keys.into_iter().collect())
    }
}

impl Serialize for JwkSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json!({ "keys": self.keys }).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for JwkSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Strict::deserialize(deserializer)?.0 {
            Value::Object(members) => Self::from_members(&members).map_err(D::Error::custom),
            _ => Err(D::Error::custom(JoseError::InvalidKey)),
        }
    }
}
