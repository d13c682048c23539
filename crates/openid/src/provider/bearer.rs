//! What an access token opens: the userinfo endpoint, and a role's own API.

use axum::response::{IntoResponse, Response};
use domain::Timestamp;
use http::{HeaderMap, HeaderValue, header};
use protocol::jose::jws;
use protocol::oidc::{Parameters, bearer};
use web::{Fault, Handle, Json};

use super::answer::Allowed;
use super::call::authorization;
use super::refusal::not_stored;
use super::{BearerError, ClientCall, Provider, store};
use crate::client::ClientId;

/// What the holder of an access token may do.
#[derive(Debug)]
pub struct Grant {
    client: ClientId,
    allowed: Allowed,
}

impl Grant {
    /// Which client the token was given to.
    pub fn client(&self) -> &ClientId {
        &self.client
    }

    /// Proves that the token was given for a scope.
    pub fn require(&self, scope: &str) -> Result<(), BearerError> {
        self.allowed.scope.contains(scope).then_some(()).ok_or(BearerError::InsufficientScope)
    }
}

impl Provider {
    /// What the token in the `Authorization` header allows.
    pub async fn bearer(&self, headers: &HeaderMap, now: Timestamp) -> Result<Grant, BearerError> {
        self.grant(authorization(headers).as_deref(), None, now).await
    }

    /// The userinfo endpoint (OpenID Connect Core, section 5.3). The token comes in the header or
    /// in the form, never in the query, which lands in histories and logs.
    pub async fn userinfo(
        &self,
        call: &ClientCall,
        now: Timestamp,
    ) -> Result<Response, BearerError> {
        let grant = self.grant(call.authorization.as_deref(), Some(&call.form), now).await?;
        grant.require("openid")?;
        Ok(self.describe(grant, now).await?)
    }

    async fn grant(
        &self,
        header: Option<&str>,
        form: Option<&Parameters>,
        now: Timestamp,
    ) -> Result<Grant, BearerError> {
        let token = bearer::access_token(header, form)?.ok_or(BearerError::Missing)?;
        let token = Handle::parse(token).ok_or(BearerError::InvalidToken)?;
        let found = store::by_token(&mut *self.0.db.read().await?, &token.hash(), now).await?;
        let (client, text) = found.ok_or(BearerError::InvalidToken)?;
        Ok(Grant { client, allowed: Allowed::read(&text)? })
    }

    /// The claims in the form that the client is registered for.
    async fn describe(&self, grant: Grant, now: Timestamp) -> Result<Response, Fault> {
        let registered = self
            .registered(grant.client.as_str())
            .ok_or_else(|| Fault::because("the client of a token is no longer registered"))?;
        let mut claims = grant.allowed.login.map(|login| login.userinfo_claims).unwrap_or_default();
        claims.insert("sub".to_owned(), grant.allowed.subject.into());
        let mut response = match registered.client.userinfo {
            None => Json(claims).into_response(),
            Some(protection) => {
                claims.insert("iss".to_owned(), self.issuer().as_str().into());
                claims.insert("aud".to_owned(), grant.client.as_str().into());
                claims.insert("iat".to_owned(), now.seconds().into());
                let signer = self.0.keys.signer(protection.signed, now)?;
                let signed = jws::sign(&*signer, "JWT", &claims)?;
                let token = self.encrypted(registered, protection, signed, now).await?;
                let jwt = HeaderValue::from_static("application/jwt");
                ([(header::CONTENT_TYPE, jwt)], token).into_response()
            }
        };
        not_stored(&mut response);
        Ok(response)
    }
}
