//! The relying party: how a role asks another provider who a person is, and believes nothing of
//! the answer that it has not checked.

mod begin;
mod error;
mod finish;
mod identity;
mod logged_out;
mod pending;
mod provider;

use std::sync::Arc;

use protocol::jose::Algorithm;
use url::Url;
use web::{Fetch, OpenError};

pub use begin::Request;
pub use error::RelyingError;
pub use identity::Identity;
pub use pending::Pending;

use crate::client::ClientId;
use crate::issuer::Issuer;
use crate::keys::KeyRing;
use crate::remote::Document;
use provider::Known;

/// How we are registered with a provider. We authenticate by `private_key_jwt`, with our ES256
/// key.
#[derive(Clone, Debug)]
pub struct Settings {
    pub issuer: Issuer,
    pub client_id: ClientId,
    pub redirect_uri: Url,
    /// The algorithms in which the provider may sign what it tells us.
    pub signed: Vec<Algorithm>,
    /// Whether ID tokens must come encrypted to our key.
    pub encrypted: bool,
    /// Whether the userinfo endpoint is asked too.
    pub userinfo: bool,
}

/// Our side of the agreement with one provider. Cheap to clone. Making one asks nothing of the
/// provider, which may be down; what it publishes is fetched when it is first needed.
#[derive(Clone)]
pub struct RelyingParty(Arc<Inner>);

struct Inner {
    settings: Settings,
    keys: KeyRing,
    fetch: Fetch,
    provider: Document<Known>,
}

impl RelyingParty {
    pub fn new(settings: Settings, keys: KeyRing, fetch: Fetch) -> Result<Self, OpenError> {
        let provider = provider::document(&settings.issuer, &fetch)
            .map_err(|error| OpenError::new(format!("reaching {}", settings.issuer), error))?;
        Ok(Self(Arc::new(Inner { settings, keys, fetch, provider })))
    }

    pub fn issuer(&self) -> &Issuer {
        &self.0.settings.issuer
    }

    /// Where the browser goes to log out at the provider too, if the provider offers it
    /// (OpenID Connect RP-Initiated Logout 1.0). `then` must be registered there.
    pub async fn end_session(
        &self,
        id_token: &str,
        then: &Url,
        state: Option<&str>,
    ) -> Result<Option<Url>, RelyingError> {
        let known = self.0.provider.current().await?;
        let Some(endpoint) = &known.metadata.end_session_endpoint else { return Ok(None) };
        let mut url = parsed(endpoint)?;
        url.query_pairs_mut()
            .append_pair("id_token_hint", id_token)
            .append_pair("client_id", self.client_id())
            .append_pair("post_logout_redirect_uri", then.as_str())
            .extend_pairs(state.map(|state| ("state", state)));
        Ok(Some(url))
    }

    fn client_id(&self) -> &str {
        self.0.settings.client_id.as_str()
    }
}

fn parsed(endpoint: &str) -> Result<Url, RelyingError> {
    Url::parse(endpoint).map_err(|_| RelyingError::invalid("one of its endpoints is not a URL"))
}
