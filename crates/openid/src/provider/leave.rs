//! RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0).

use domain::{Language, PersonId, SessionId, Timestamp};
use protocol::oidc::Parameters;
use protocol::oidc::id_token::{self, Hint};
use protocol::oidc::logout::{self, Ended, LeaveRequest};
use web::{Fault, Handle, Params};

use super::Provider;
use crate::client::{Client, ClientId};

/// A request to log out that holds together.
#[derive(Clone, Debug)]
pub struct Leaving {
    hint: Option<Hint>,
    client: Option<ClientId>,
    then: Option<String>,
    language: Option<Language>,
}

/// Why a request to log out is not followed: an error page, and nobody is redirected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotLeaving {
    #[error("a parameter of the logout request is repeated, too long or malformed")]
    Malformed,
    #[error("id_token_hint is not an ID token that this provider gave to this client")]
    Hint,
    #[error("post_logout_redirect_uri needs an id_token_hint and must be registered")]
    ReturnAddress,
}

impl NotLeaving {
    pub const ALL: [Self; 3] = [Self::Malformed, Self::Hint, Self::ReturnAddress];

    /// The key of its text in [`TEXTS`](crate::TEXTS).
    pub fn key(self) -> &'static str {
        match self {
            Self::Malformed => "openid-leave-malformed",
            Self::Hint => "openid-leave-hint",
            Self::ReturnAddress => "openid-leave-return-address",
        }
    }
}

impl Leaving {
    /// The service that the person comes from, where its ID token proves it.
    pub fn client(&self) -> Option<&ClientId> {
        self.client.as_ref()
    }

    /// Where the person goes afterwards: registered by that service.
    pub fn then(&self) -> Option<&str> {
        self.then.as_deref()
    }

    pub fn language(&self) -> Option<Language> {
        self.language
    }
}

impl Provider {
    /// Checks a request to log out. Only an ID token of ours shows which service the person comes
    /// from; without one nobody is sent anywhere.
    pub fn leave(&self, params: &Params) -> Result<Leaving, NotLeaving> {
        let pairs = params.iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        let parameters = Parameters::from_pairs(pairs.collect());
        let parameters = parameters.map_err(|_| NotLeaving::Malformed)?;
        let request = LeaveRequest::parse(&parameters).map_err(|_| NotLeaving::Malformed)?;
        let hint = request.id_token_hint.as_deref().map(|token| self.hint(token)).transpose()?;
        let named = (&request.client_id, &hint);
        if let (Some(client_id), Some(hint)) = named
            && *client_id != hint.client_id
        {
            return Err(NotLeaving::Hint);
        }
        let client = match &hint {
            Some(hint) => Some(self.registered(&hint.client_id).ok_or(NotLeaving::Hint)?),
            None => None,
        };
        let registered = client.map(|found| found.client.post_logout_redirect_uris.as_slice());
        let then = request
            .return_to(registered.unwrap_or_default())
            .map_err(|_| NotLeaving::ReturnAddress)?;
        let language = request.ui_locales.as_deref().and_then(Language::preferred);
        let client = client.map(|found| found.client.id.clone());
        Ok(Leaving { hint, client, then, language })
    }

    /// Whether the service shows an ID token of this very session, so that the person need not be
    /// asked: otherwise any page could log people out by a link.
    pub fn ends(&self, leaving: &Leaving, session: &SessionId) -> Result<bool, Fault> {
        let (Some(hint), Some(client)) = (&leaving.hint, &leaving.client) else {
            return Ok(false);
        };
        let name = self.0.keys.subject()?.session(client.as_str(), session);
        Ok(hint.session.as_ref() == Some(&name))
    }

    /// The token that tells a client, server to server, that a session of this person is over
    /// (OpenID Connect Back-Channel Logout 1.0, section 2.4).
    pub fn logout_token(
        &self,
        client: &Client,
        person: &PersonId,
        session: &SessionId,
        now: Timestamp,
    ) -> Result<String, Fault> {
        let names = self.0.keys.subject()?;
        let (subject, id) = (names.pairwise(client.sector(), person), Handle::random());
        let ended = Ended {
            issuer: self.issuer().as_str(),
            client_id: client.id.as_str(),
            subject: &subject,
            session: Some(&names.session(client.id.as_str(), session)),
        };
        let signer = self.0.keys.signer(client.id_token.signed, now)?;
        Ok(logout::token(&*signer, &ended, id.reveal(), now)?)
    }

    fn hint(&self, token: &str) -> Result<Hint, NotLeaving> {
        let keys = self.0.keys.verifying();
        id_token::verify_hint(token, &keys, self.issuer().as_str()).map_err(|_| NotLeaving::Hint)
    }
}
