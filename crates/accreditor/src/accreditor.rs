use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::response::Response;
use domain::{Language, Timestamp};
use keeper::Keeper;
use openid::keys::KeyRing;
use protocol::federation::{Anchor, EntityId, Scheme};
use sign_in::SignIn;
use web::{Chassis, Database, Fetch, Limit, Texts, Visitor};

use crate::config::{FederationSettings, OfficerSettings, TakenOver};
use crate::id::OfficerId;
use crate::mail::Post;
use crate::office::Office;

/// The open role. Cheap to clone.
#[derive(Clone)]
pub struct Accreditor(Arc<Inner>);

pub struct Inner {
    /// The authority's name in the federation: its public URL.
    pub id: EntityId,
    pub scheme: Scheme,
    pub federation: FederationSettings,
    pub chassis: Chassis,
    pub db: Database,
    pub keys: KeyRing,
    pub keeper: Keeper,
    pub fetch: Fetch,
    pub texts: Texts,
    /// The language for those who ask for none.
    pub language: Language,
    pub sign_in: SignIn,
    pub office: Office,
    pub officers: Vec<OfficerSettings>,
    pub taken_over: Vec<TakenOver>,
    pub post: Option<Post>,
    /// How often one address may have chains gathered, each of which costs several calls.
    pub resolving: Limit,
    /// How often one person may have mails sent that invite somebody.
    pub inviting: Limit,
}

impl Accreditor {
    pub fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// The authority as its own trust anchor.
    pub fn anchor(&self) -> Anchor {
        Anchor { id: self.id.clone(), keys: self.keys.federation_keys() }
    }

    /// The absolute URL of a path of this role.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.id.as_str())
    }

    /// A page whose title is one of the texts.
    pub fn show(&self, visitor: &Visitor, title: &str, body: impl Template) -> Response {
        self.page(visitor, &self.texts.get(visitor.language, title), body)
    }

    pub fn page(&self, visitor: &Visitor, title: &str, body: impl Template) -> Response {
        let page = self.chassis.page(visitor, title, body);
        // The button that logs out ends at the gateway.
        page.form_origin(self.sign_in.gateway_origin()).respond()
    }

    /// What an officer is called among colleagues: by their name while they are one.
    pub fn officer_name<'a>(&'a self, id: &'a OfficerId) -> &'a str {
        let officer = self.officers.iter().find(|it| it.id == *id);
        officer.map_or(id.as_str(), |officer| officer.name.as_str())
    }

    /// Until when a statement made now is good.
    pub fn statement_end(&self, now: Timestamp) -> Timestamp {
        now.plus(Duration::from_mins(self.federation.statement_minutes.into()))
    }
}

impl Deref for Accreditor {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl std::fmt::Debug for Accreditor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Accreditor({})", self.id)
    }
}
