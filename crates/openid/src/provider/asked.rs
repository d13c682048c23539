use std::time::Duration;

use domain::{Language, Level, Localized};
use protocol::oidc::{self, AuthorizationDetail, Prompt, Scope};
use serde::{Deserialize, Serialize};

use super::reply::origin;
use crate::claims::Released;
use crate::client::{Client, ClientId};

/// An authorization request that passed every check: who asks, for what, and where the answer
/// goes. Only [`Provider::ask`](super::Provider::ask) makes one; a role keeps it, serialised, in
/// its own row until the person has answered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    pub(super) client: ClientId,
    client_name: Localized,
    pub(super) request: oidc::Asked,
    pub(super) id_token_claims: Vec<String>,
    pub(super) userinfo_claims: Vec<String>,
    code_required: bool,
    /// The hash of the pushed request's handle, in base64url, if this is one.
    pub(super) pushed: Option<String>,
}

impl Asked {
    pub(super) fn new(request: oidc::Asked, client: &Client) -> Self {
        let released = Released::of(&request.wish, client);
        Self {
            client: client.id.clone(),
            client_name: client.name.clone(),
            request,
            id_token_claims: released.id_token,
            userinfo_claims: released.userinfo,
            code_required: client.code_required,
            pushed: None,
        }
    }

    pub fn client(&self) -> &ClientId {
        &self.client
    }

    pub fn client_name(&self) -> &Localized {
        &self.client_name
    }

    pub fn redirect_uri(&self) -> &str {
        &self.request.address.redirect_uri
    }

    /// Where the answer goes, for the `form-action` of a page whose form ends there.
    pub fn origin(&self) -> String {
        origin(self.redirect_uri())
    }

    pub fn state(&self) -> Option<&str> {
        self.request.address.state.as_deref()
    }

    pub fn nonce(&self) -> Option<&str> {
        self.request.wish.nonce.as_deref()
    }

    pub fn scope(&self) -> &Scope {
        &self.request.wish.scope
    }

    /// The claims that the client will receive about the person if they are known, beside `sub`,
    /// each once and in order: what a person is shown before they agree.
    pub fn claims(&self) -> Vec<&str> {
        let all = self.id_token_claims.iter().chain(&self.userinfo_claims);
        let mut all: Vec<&str> = all.map(String::as_str).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The lowest level that answers the request: never lower than the client's own minimum.
    pub fn minimum(&self) -> Level {
        self.request.wish.minimum
    }

    /// Whether the client said that no answer is better than one at a lower level
    /// (OpenID Connect Core, section 5.5.1.1).
    pub fn level_is_essential(&self) -> bool {
        self.request.wish.claims.acr().is_some_and(|acr| acr.essential)
    }

    /// Whether the person's code is asked whatever the level.
    pub fn code_required(&self) -> bool {
        self.code_required
    }

    pub fn prompt(&self) -> Prompt {
        self.request.wish.prompt
    }

    pub fn max_age(&self) -> Option<Duration> {
        self.request.wish.max_age
    }

    pub fn login_hint(&self) -> Option<&str> {
        self.request.wish.login_hint.as_deref()
    }

    /// The first of `ui_locales` that we speak.
    pub fn language(&self) -> Option<Language> {
        self.request.wish.language
    }

    /// Rich authorization requests (RFC 9396), each of a type that the provider knows and the
    /// client is registered for.
    pub fn authorization_details(&self) -> &[AuthorizationDetail] {
        &self.request.wish.authorization_details
    }

    /// The subject that the client expects, by an `id_token_hint` or in the `claims` parameter.
    pub(super) fn expected_subject(&self) -> Option<&str> {
        let wish = &self.request.wish;
        let hinted = wish.id_token_hint.as_ref().map(|hint| hint.subject.as_str());
        hinted.or_else(|| wish.claims.subject())
    }
}
