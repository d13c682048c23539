//! The authorization endpoint's first half: what is asked, proved step by step.

use domain::Timestamp;
use protocol::base64url;
use protocol::oidc::request::{ClientRules, ProviderRules, Raw, Via};
use protocol::oidc::token::PUSHED_PREFIX;
use protocol::oidc::{PageReason, Parameters};
use web::{Handle, Params, ticket};

use super::push::{Kept, PUSHED};
use super::{Asked, Denied, Provider, Registered, Reply};
use crate::claims::SCOPES;
use crate::client::GrantType;

impl Provider {
    /// Checks an authorization request, as GET or POST brought it, or finds the pushed request
    /// that it names. Looking changes nothing: a reload asks the same again.
    pub async fn ask(&self, params: &Params, now: Timestamp) -> Result<Asked, Denied> {
        let pairs = params.iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        let parameters = Parameters::from_pairs(pairs.collect());
        let raw = Raw::new(parameters.map_err(|_| PageReason::Malformed)?, Via::Browser);
        let registered = self.registered(raw.client_id()?).ok_or(PageReason::UnknownClient)?;
        if registered.client.grant != GrantType::AuthorizationCode {
            return Err(PageReason::UnknownClient.into());
        }
        match raw.pushed_reference()? {
            Some(reference) => self.pushed(registered, reference, now).await,
            None => self.checked(registered, raw, now).await,
        }
    }

    /// Every check of the protocol, in its order.
    pub(super) async fn checked(
        &self,
        registered: &Registered,
        raw: Raw,
        now: Timestamp,
    ) -> Result<Asked, Denied> {
        let (settings, client) = (&self.0.settings, &registered.client);
        let redirect_uris = registered.redirect_uris(now).await.map_err(|error| {
            tracing::warn!(client.id = %client.id, reason = %error, "a client cannot be verified");
            PageReason::UnverifiedClient
        })?;
        let rules = ClientRules {
            client_id: client.id.as_str(),
            redirect_uris: &redirect_uris,
            minimum: client.minimum_level,
            require_pushed: client.require_pushed,
        };
        let details: Vec<&str> =
            client.authorization_details_types.iter().map(String::as_str).collect();
        let provider = ProviderRules {
            issuer: settings.issuer.as_str(),
            acr: &settings.acr,
            scopes: SCOPES,
            authorization_details: &details,
            keys: &self.0.keys.verifying(),
        };
        let asked = raw.known(rules)?.returnable()?.asked(&provider);
        asked.map(|asked| Asked::new(asked, client)).map_err(|refused| {
            let answer = refused.address.error(settings.issuer.as_str(), refused.refusal);
            let reply = Reply::error(answer, refused.refusal);
            Denied::Redirect { reply, refusal: refused.refusal }
        })
    }

    /// A pushed request, for the client that pushed it and for no other.
    async fn pushed(
        &self,
        registered: &Registered,
        reference: &str,
        now: Timestamp,
    ) -> Result<Asked, Denied> {
        let handle = reference.strip_prefix(PUSHED_PREFIX).and_then(Handle::parse);
        let handle = handle.ok_or(PageReason::UnknownRequestUri)?;
        let mut conn = self.0.db.read().await?;
        let kept: Option<Kept> = ticket::peek(&mut conn, PUSHED, &handle, now).await?;
        let kept = kept.filter(|kept| kept.asked.client == registered.client.id);
        let kept = kept.filter(|kept| now < kept.until).ok_or(PageReason::UnknownRequestUri)?;
        let mut asked = kept.asked;
        asked.pushed = Some(base64url::encode(handle.hash()));
        Ok(asked)
    }
}
