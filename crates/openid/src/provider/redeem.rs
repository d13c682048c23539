//! The token endpoint: a code becomes an access token and an ID token, once.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use domain::Timestamp;
use protocol::oidc::token::{TokenRequest, TokenResponse};
use protocol::oidc::{Scope, TokenError};
use web::{Conn, Fault, Handle, Json};

use super::answer::{Allowed, Login};
use super::authenticate::Authenticated;
use super::refusal::not_stored;
use super::store::{self, Exchange};
use super::{ClientCall, EndpointError, Provider};
use crate::client::{ClientId, GrantType};

/// An access token lives this long, and so does the memory of the code that gave it.
const TOKEN_LIFE: Duration = Duration::from_mins(10);

/// What the token endpoint answers (RFC 6749, section 5.1).
#[derive(Debug)]
pub struct TokenAnswer(TokenResponse);

impl TokenAnswer {
    fn new(token: &Handle, scope: Scope, id_token: Option<String>) -> Self {
        let response = TokenResponse::bearer(token.reveal().to_owned(), TOKEN_LIFE.as_secs());
        Self(TokenResponse { scope: Some(scope), id_token, ..response })
    }
}

impl IntoResponse for TokenAnswer {
    fn into_response(self) -> Response {
        let mut response = Json(self.0).into_response();
        not_stored(&mut response);
        response
    }
}

impl Provider {
    /// The token endpoint.
    pub async fn redeem(
        &self,
        call: ClientCall,
        now: Timestamp,
    ) -> Result<TokenAnswer, EndpointError> {
        let authenticated = self.authenticate(&call, now).await?;
        let registered = authenticated.client().grant;
        match TokenRequest::parse(&call.form)? {
            TokenRequest::AuthorizationCode { code, redirect_uri, code_verifier }
                if registered == GrantType::AuthorizationCode =>
            {
                let presented = PresentedCode { code, redirect_uri, code_verifier };
                self.exchange(authenticated, &presented, now).await
            }
            TokenRequest::ClientCredentials { scope }
                if registered == GrantType::ClientCredentials =>
            {
                self.credentials(authenticated, scope, now).await
            }
            _ => {
                let description = "this client is not registered for this grant_type";
                Err(EndpointError::refused(TokenError::UnauthorizedClient, description))
            }
        }
    }

    async fn exchange(
        &self,
        authenticated: Authenticated<'_>,
        presented: &PresentedCode,
        now: Timestamp,
    ) -> Result<TokenAnswer, EndpointError> {
        let token = Handle::random();
        let mut tx = self.0.db.begin().await?;
        let registered = authenticated.once(&mut tx).await?;
        let exchanged = presented.exchange(&mut tx, &registered.client.id, &token, now).await?;
        // Committed even when refused: the assertion is used, and a code that was presented twice
        // or without proof has lost its token.
        tx.commit().await?;
        let (allowed, login) = exchanged
            .map_err(|description| EndpointError::refused(TokenError::InvalidGrant, description))?;
        let subject = allowed.subject.unwrap_or_default();
        let id_token = self.id_token(registered, subject, login, &token, now).await?;
        Ok(TokenAnswer::new(&token, allowed.scope, Some(id_token)))
    }

    /// A token for the client itself, for the scopes that it is registered for and asks for.
    async fn credentials(
        &self,
        authenticated: Authenticated<'_>,
        asked: Scope,
        now: Timestamp,
    ) -> Result<TokenAnswer, EndpointError> {
        let scope = authenticated.client().granted(&asked).ok_or_else(|| {
            let description = "the client is not registered for this scope";
            EndpointError::refused(TokenError::InvalidScope, description)
        })?;
        let allowed = Allowed { subject: None, scope, login: None };
        let token = Handle::random();
        let mut tx = self.0.db.begin().await?;
        let client = &authenticated.once(&mut tx).await?.client;
        let expires = now.plus(TOKEN_LIFE);
        store::add_token(&mut tx, &token.hash(), &client.id, &allowed.write()?, expires).await?;
        tx.commit().await?;
        Ok(TokenAnswer::new(&token, allowed.scope, None))
    }
}

/// What a client presents to have a code exchanged.
struct PresentedCode {
    code: String,
    redirect_uri: String,
    code_verifier: String,
}

const UNKNOWN_CODE: &str = "the code is unknown, expired, used before, or another client's";
const OTHER_REDIRECT_URI: &str = "redirect_uri is not the one that the code was sent to";
const WRONG_VERIFIER: &str = "code_verifier does not fit the code_challenge";

impl PresentedCode {
    /// Exchanges the code for a token, or says why not. Whatever is wrong, the code is used up.
    async fn exchange(
        &self,
        tx: &mut Conn,
        client: &ClientId,
        token: &Handle,
        now: Timestamp,
    ) -> Result<Result<(Allowed, Login), &'static str>, Fault> {
        let Some(code) = Handle::parse(&self.code) else { return Ok(Err(UNKNOWN_CODE)) };
        let (code, token, expires) = (&code.hash(), &token.hash(), now.plus(TOKEN_LIFE));
        let exchange = Exchange { code, client, token, expires, now };
        let reason = match store::exchange(tx, exchange).await? {
            None => UNKNOWN_CODE,
            Some(text) => {
                let (allowed, login) = Allowed::read_login(&text)?;
                match self.mismatch(&login) {
                    None => return Ok(Ok((allowed, login))),
                    Some(reason) => reason,
                }
            }
        };
        if store::revoke(tx, code, client).await? {
            // Somebody else may have the code (RFC 6749, section 4.1.2; RFC 9700, section 4.5).
            tracing::warn!(client.id = %client, code.refused = reason, "a token was taken back");
        }
        Ok(Err(reason))
    }

    fn mismatch(&self, login: &Login) -> Option<&'static str> {
        if login.redirect_uri != self.redirect_uri {
            return Some(OTHER_REDIRECT_URI);
        }
        login.code_challenge.verify(&self.code_verifier).is_err().then_some(WRONG_VERIFIER)
    }
}
