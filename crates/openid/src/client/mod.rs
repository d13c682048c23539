//! A registered client: parsed once from its TOML form into a type that proves it.

mod registration;

use std::collections::BTreeSet;
use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use domain::{Level, Localized};
use protocol::federation::EntityId;
use protocol::jose::{Algorithm, ContentEncryption, JwkSet, KeyManagement};
use protocol::oidc::Scope;
use serde::{Deserialize, Serialize};
use url::Url;

pub use registration::{InvalidClient, Registration};

/// The name by which a client is registered with a provider.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct ClientId(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a client id has 1 to 42 letters, digits, or any of - . _ ~")]
pub struct InvalidClientId;

impl ClientId {
    /// Only unreserved characters, so that an id is the same in a URL, a form, a header and a log;
    /// and shorter than any subject, so that no client can pass for a person (RFC 9700, section
    /// 4.15).
    pub fn parse(text: &str) -> Result<Self, InvalidClientId> {
        let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let good = (1..=42).contains(&text.len()) && text.bytes().all(unreserved);
        good.then(|| Self(text.to_owned())).ok_or(InvalidClientId)
    }

    /// An id that we stored ourselves, after it was parsed.
    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ClientId {
    type Error = InvalidClientId;

    fn try_from(text: String) -> Result<Self, InvalidClientId> {
        Self::parse(&text)
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClientId({})", self.0)
    }
}

/// A client as registered. It cannot be built but by parsing a [`Registration`].
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Registration")]
pub struct Client {
    pub(crate) id: ClientId,
    pub(crate) digest: Digest,
    pub(crate) name: Localized,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) post_logout_redirect_uris: Vec<String>,
    pub(crate) authentication: Authentication,
    pub(crate) keys: Option<KeySource>,
    pub(crate) grant: GrantType,
    pub(crate) sector: String,
    pub(crate) minimum_level: Level,
    pub(crate) minimum_age: Option<u8>,
    pub(crate) scope: Scope,
    pub(crate) claims: BTreeSet<String>,
    pub(crate) id_token: Protection,
    pub(crate) userinfo: Option<Protection>,
    pub(crate) require_pushed: bool,
    pub(crate) code_required: bool,
    pub(crate) authorization_details_types: Vec<String>,
    pub(crate) links: Links,
    pub(crate) backchannel_logout_uri: Option<Url>,
}

impl Client {
    pub fn id(&self) -> &ClientId {
        &self.id
    }

    /// The SHA-256 of the registration as JSON, by which it is told whether anything about the
    /// client was changed.
    pub fn digest(&self) -> [u8; 32] {
        self.digest.0
    }

    pub fn name(&self) -> &Localized {
        &self.name
    }

    /// What it is registered for.
    pub fn grant(&self) -> GrantType {
        self.grant
    }

    /// The group of services that know a person by the same subject.
    pub fn sector(&self) -> &str {
        &self.sector
    }

    /// Whoever asks for less is held to this.
    pub fn minimum_level(&self) -> Level {
        self.minimum_level
    }

    /// How old a person must be to log in to it.
    pub fn minimum_age(&self) -> Option<u8> {
        self.minimum_age
    }

    /// Whether every login for this client asks for the person's code too.
    pub fn code_required(&self) -> bool {
        self.code_required
    }

    /// Its name in the federation, if it is known by its chain.
    pub fn entity(&self) -> Option<&EntityId> {
        match &self.keys {
            Some(KeySource::Entity(entity)) => Some(entity),
            _ => None,
        }
    }

    pub fn links(&self) -> &Links {
        &self.links
    }

    /// Where the client is told that a session is over, if it wants to be.
    pub fn backchannel_logout_uri(&self) -> Option<&Url> {
        self.backchannel_logout_uri.as_ref()
    }

    pub(crate) fn may_release(&self, claim: &str) -> bool {
        self.claims.contains(claim)
    }

    /// What the client may have of the scope that it asks for in its own name; all that it is
    /// registered for when it names none, nothing when it asks for more.
    pub(crate) fn granted(&self, asked: &Scope) -> Option<Scope> {
        let granted = if asked.values().next().is_none() { &self.scope } else { asked };
        let registered = granted.values().all(|value| self.scope.contains(value));
        (registered && granted.values().next().is_some()).then(|| granted.clone())
    }
}

/// The one way in which a client proves who it is. Any other is refused, or the weakest way that
/// a provider knows would be every client's way.
#[derive(Clone, Debug)]
pub(crate) enum Authentication {
    /// Assertions signed with the client's own key (OpenID Connect Core, section 9).
    PrivateKeyJwt,
    /// A secret in the `Authorization` header (RFC 6749, section 2.3.1).
    SecretBasic(SecretHash),
    /// A secret in the form.
    SecretPost(SecretHash),
}

/// The SHA-256 of a secret of 256 random bits; slow hashing would protect nothing more.
#[derive(Clone)]
pub(crate) struct SecretHash(pub(crate) [u8; 32]);

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(withheld)")
    }
}

/// The SHA-256 of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Digest([u8; 32]);

impl Digest {
    pub(crate) fn of(json: &[u8]) -> Self {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest(&SHA256, json).as_ref());
        Self(hash)
    }
}

/// Where a client's public keys come from.
#[derive(Clone, Debug)]
pub(crate) enum KeySource {
    Registered(JwkSet),
    Remote(Url),
    /// The federation: whatever its chain says that they are.
    Entity(EntityId),
}

/// What a client is registered for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    /// Logging people in.
    AuthorizationCode,
    /// Calling an API of the provider in its own name.
    ClientCredentials,
}

/// How an answer is protected on its way to a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Protection {
    pub(crate) signed: Algorithm,
    pub(crate) encrypted: Option<(KeyManagement, ContentEncryption)>,
}

/// What a login page may show about a client beside its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    pub home: Option<Url>,
    pub logo: Option<Url>,
    pub policy: Option<Url>,
    pub terms: Option<Url>,
}
