//! What a client receives about a person: the ID token and the userinfo answer, plain, signed, or
//! signed and then encrypted.

use std::time::Duration;

use domain::Timestamp;
use protocol::jose::jwe;
use protocol::oidc::id_token::IdTokenClaims;
use web::{Fault, Handle};

use super::answer::Login;
use super::{Provider, Registered};
use crate::client::Protection;

/// An ID token says what just happened; it is not a session.
const ID_TOKEN_LIFE: Duration = Duration::from_mins(10);

impl Provider {
    /// The ID token (OpenID Connect Core, section 2) for a login and its access token.
    pub(super) async fn id_token(
        &self,
        registered: &Registered,
        subject: String,
        login: Login,
        token: &Handle,
        now: Timestamp,
    ) -> Result<String, Fault> {
        let client_id = registered.client.id.as_str();
        let claims = IdTokenClaims {
            sub: subject,
            nonce: login.nonce,
            auth_time: Some(login.auth_time.into()),
            acr: Some(login.level.uri().to_owned()),
            amr: login.amr,
            sid: login.session,
            claims: login.id_token_claims,
            ..IdTokenClaims::new(self.issuer().as_str(), "", client_id, now, ID_TOKEN_LIFE)
        };
        let protection = registered.client.id_token;
        let signer = self.0.keys.signer(protection.signed, now)?;
        let signed = claims.sign(&*signer, Some(token.reveal()))?;
        self.encrypted(registered, protection, signed, now).await
    }

    /// Encrypts a signed token to the client's key, if the client is registered so.
    pub(super) async fn encrypted(
        &self,
        registered: &Registered,
        protection: Protection,
        signed: String,
        now: Timestamp,
    ) -> Result<String, Fault> {
        let Some((algorithm, encryption)) = protection.encrypted else { return Ok(signed) };
        let keys = registered.keys.current(now).await?;
        let recipient = keys.encrypting(algorithm)?;
        Ok(jwe::encrypt(signed.as_bytes(), recipient, algorithm, encryption, Some("JWT"))?)
    }
}
