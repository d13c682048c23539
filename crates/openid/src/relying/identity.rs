use domain::{Level, Timestamp};
use protocol::oidc::NumericDate;
use protocol::oidc::id_token::IdTokenClaims;
use serde_json::{Map, Value};

use crate::issuer::Issuer;

/// Who the person is, as a provider told us and as far as it could be checked.
#[derive(Clone)]
pub struct Identity {
    pub(super) issuer: Issuer,
    pub(super) subject: String,
    pub(super) level: Option<Level>,
    pub(super) amr: Vec<String>,
    pub(super) auth_time: Option<Timestamp>,
    pub(super) session: Option<String>,
    pub(super) claims: Map<String, Value>,
    pub(super) id_token: String,
}

impl Identity {
    pub(super) fn new(issuer: Issuer, claims: IdTokenClaims, id_token: String) -> Self {
        Self {
            issuer,
            level: claims.level(),
            amr: claims.amr,
            auth_time: claims.auth_time.map(NumericDate::moment),
            session: claims.sid,
            subject: claims.sub,
            claims: claims.claims,
            id_token,
        }
    }

    /// Adds the claims of a userinfo answer. The ID token's own stay: it is signed for certain.
    pub(super) fn add(&mut self, claims: Map<String, Value>) {
        for (name, value) in claims {
            self.claims.entry(name).or_insert(value);
        }
    }

    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// The person's name at that provider, for us.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The level that the provider says was reached; never below what was asked.
    pub fn level(&self) -> Option<Level> {
        self.level
    }

    pub fn amr(&self) -> &[String] {
        &self.amr
    }

    pub fn auth_time(&self) -> Option<Timestamp> {
        self.auth_time
    }

    /// The provider's session (`sid`).
    pub fn session(&self) -> Option<&str> {
        self.session.as_deref()
    }

    /// A claim of the ID token or, where that has none, of the userinfo answer.
    pub fn claim(&self, name: &str) -> Option<&Value> {
        self.claims.get(name)
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.claim(name).and_then(Value::as_str)
    }

    /// The signed ID token, to be shown to the provider again at logout (`id_token_hint`).
    pub fn id_token(&self) -> &str {
        &self.id_token
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Identity(of {})", self.issuer)
    }
}
