//! The authorization request (OpenID Connect Core, section 3.1.2), checked in the order in which
//! each step may rely on the ones before:
//!
//! | stage | proved by then | a refusal is |
//! |---|---|---|
//! | [`Raw`] | nothing | a page |
//! | [`KnownClient`] | the client exists and the request names it | a page |
//! | [`Returnable`] | the redirect URI is the client's own | sent to the redirect URI |
//! | [`Asked`] | everything in `CHECKS` of `checks.rs` | |
//!
//! A refusal that is sent to a redirect URI before that is proved makes the provider an open
//! redirector (RFC 9700, section 4.11), so only [`Returnable`] has an address to send one to.

mod checks;

use std::time::Duration;

use domain::{Language, Level};
use serde::{Deserialize, Serialize};

use super::token::PUSHED_PREFIX;
use super::{
    AcrSpelling, AuthorizationDetail, ClaimsRequest, CodeChallenge, Display, Parameters, Prompt,
    Refusal, ResponseMode, ReturnAddress, Scope, id_token, redirect_uri,
};
use crate::jose::JwkSet;

const MAX_STATE: usize = 2048;

/// Why a request ends on a page: nobody can be told by redirect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum PageReason {
    #[error("client_id is missing, or stands more than once")]
    NoClient,
    #[error("the client is not known here")]
    UnknownClient,
    #[error("whether the client may ask here cannot be verified now")]
    UnverifiedClient,
    #[error("redirect_uri is missing, or stands more than once")]
    NoRedirectUri,
    #[error("redirect_uri is not registered for this client")]
    UnknownRedirectUri,
    #[error("request_uri is not known here, expired, used, or of another client")]
    UnknownRequestUri,
    #[error("state or response_mode stands more than once, or state is too long")]
    NoState,
    #[error("the request is not well formed or too large")]
    Malformed,
}

/// What the provider knows of the client that the request names.
#[derive(Clone, Copy, Debug)]
pub struct ClientRules<'a> {
    pub client_id: &'a str,
    pub redirect_uris: &'a [String],
    /// The least level at which this client may be answered.
    pub minimum: Level,
    pub require_pushed: bool,
}

/// What the provider offers.
#[derive(Clone, Copy, Debug)]
pub struct ProviderRules<'a> {
    pub issuer: &'a str,
    pub acr: &'a AcrSpelling,
    pub scopes: &'a [&'a str],
    pub authorization_details: &'a [&'a str],
    /// The provider's own public keys, retired ones too, to recognise an `id_token_hint`.
    pub keys: &'a JwkSet,
}

/// How the request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// Through the person's browser.
    Browser,
    /// From the authenticated client itself (RFC 9126).
    Pushed,
}

/// A request of which nothing is proved.
#[derive(Clone, Debug)]
pub struct Raw {
    parameters: Parameters,
    via: Via,
}

impl Raw {
    pub fn new(parameters: Parameters, via: Via) -> Self {
        Self { parameters, via }
    }

    /// Whom to look up.
    pub fn client_id(&self) -> Result<&str, PageReason> {
        let client_id = self.parameters.once("client_id");
        client_id.ok().flatten().ok_or(PageReason::NoClient)
    }

    /// The reference to a request that was pushed before, if this is one. The pushed request then
    /// is the request: other parameters beside it are not looked at (RFC 9126, section 4).
    pub fn pushed_reference(&self) -> Result<Option<&str>, PageReason> {
        let reference = self.parameters.once("request_uri");
        let reference = reference.map_err(|_| PageReason::UnknownRequestUri)?;
        Ok(reference.filter(|uri| self.via == Via::Browser && uri.starts_with(PUSHED_PREFIX)))
    }

    /// Binds the request to the client that was looked up.
    pub fn known(self, client: ClientRules<'_>) -> Result<KnownClient<'_>, PageReason> {
        if self.client_id()? != client.client_id {
            return Err(PageReason::UnknownClient);
        }
        Ok(KnownClient { parameters: self.parameters, via: self.via, client })
    }
}

/// A request whose client is known.
#[derive(Clone, Debug)]
pub struct KnownClient<'a> {
    parameters: Parameters,
    via: Via,
    client: ClientRules<'a>,
}

impl<'a> KnownClient<'a> {
    /// Proves where an answer may go. `redirect_uri` is required even of a client that has only
    /// one (OpenID Connect Core, section 3.1.2.1).
    pub fn returnable(self) -> Result<Returnable<'a>, PageReason> {
        let uri = self.parameters.once("redirect_uri").ok().flatten();
        let uri = uri.ok_or(PageReason::NoRedirectUri)?;
        if !redirect_uri::is_registered(uri, self.client.redirect_uris) {
            return Err(PageReason::UnknownRedirectUri);
        }
        let state = self.parameters.once("state").map_err(|_| PageReason::NoState)?;
        if state.is_some_and(|state| state.len() > MAX_STATE) {
            return Err(PageReason::NoState);
        }
        let mode = self.parameters.once("response_mode").map_err(|_| PageReason::NoState)?;
        let address = ReturnAddress {
            redirect_uri: uri.to_owned(),
            // A mode that is not offered is refused below; that refusal travels by query.
            mode: mode.and_then(ResponseMode::parse).unwrap_or_default(),
            state: state.map(str::to_owned),
        };
        let Self { parameters, via, client } = self;
        Ok(Returnable { parameters, via, client, address })
    }
}

/// A request whose answer, good or bad, may be sent to the client.
#[derive(Clone, Debug)]
pub struct Returnable<'a> {
    parameters: Parameters,
    via: Via,
    client: ClientRules<'a>,
    address: ReturnAddress,
}

/// A refusal and where to send it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub address: ReturnAddress,
    pub refusal: Refusal,
}

impl Returnable<'_> {
    pub fn address(&self) -> &ReturnAddress {
        &self.address
    }

    /// Makes all remaining checks, in the order of the table.
    pub fn asked(self, provider: &ProviderRules<'_>) -> Result<Asked, Box<Refused>> {
        let step = checks::Step {
            parameters: &self.parameters,
            via: self.via,
            client: &self.client,
            provider,
        };
        match checks::run(&step) {
            Ok(wish) => Ok(Asked {
                client_id: self.client.client_id.to_owned(),
                address: self.address,
                wish,
            }),
            Err(refusal) => Err(Box::new(Refused { address: self.address, refusal })),
        }
    }
}

/// A request that may be put to a person. It can be stored and read back; nothing else makes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Asked {
    pub client_id: String,
    pub address: ReturnAddress,
    #[serde(flatten)]
    pub wish: Wish,
}

/// What the client wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Wish {
    pub code_challenge: CodeChallenge,
    pub scope: Scope,
    pub nonce: Option<String>,
    /// The least level that satisfies both the request and the client's registration.
    pub minimum: Level,
    pub prompt: Prompt,
    /// How long ago the person may have authenticated, at most.
    pub max_age: Option<Duration>,
    pub display: Display,
    pub language: Option<Language>,
    pub claims_language: Option<Language>,
    pub login_hint: Option<String>,
    pub id_token_hint: Option<id_token::Hint>,
    pub claims: ClaimsRequest,
    pub authorization_details: Vec<AuthorizationDetail>,
}
