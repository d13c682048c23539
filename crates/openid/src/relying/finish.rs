use std::time::Duration;

use domain::Timestamp;
use http::header;
use protocol::jose::JoseError;
use protocol::json;
use protocol::oidc::Parameters;
use protocol::oidc::callback::{self, Outcome};
use protocol::oidc::id_token::{self, IdTokenClaims, IdTokenError};
use protocol::oidc::token::TokenResponse;
use protocol::oidc::userinfo::{self, UserinfoError};
use serde_json::{Map, Value};
use web::{Call, FetchError, Params};

use super::begin::MAX_ANSWER;
use super::provider::Known;
use super::{Identity, Pending, RelyingError, RelyingParty, parsed};

impl RelyingParty {
    /// Reads what the browser came back with, and asks the provider for the rest.
    ///
    /// `pending` is what was kept for this very browser; taking it, so that it serves once, is
    /// the caller's.
    pub async fn finish(
        &self,
        params: &Params,
        pending: Pending,
        now: Timestamp,
    ) -> Result<Identity, RelyingError> {
        let known = self.0.provider.current().await?;
        let code = code(params, &pending, &known)?;
        let form = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", code),
            ("redirect_uri", self.0.settings.redirect_uri.to_string()),
            ("code_verifier", pending.verifier.clone()),
        ];
        let answer = self.call(&known.metadata.token_endpoint, form, now).await?;
        let tokens: TokenResponse = json::read(&answer, MAX_ANSWER)
            .map_err(|_| RelyingError::invalid("its token answer is malformed"))?;
        if !tokens.is_bearer() {
            return Err(RelyingError::invalid("its access token is of an unknown type"));
        }
        let token = tokens.id_token.as_deref();
        let token = token.ok_or_else(|| RelyingError::invalid("there is no ID token"))?;
        let id_token = self.opened(token)?;
        let claims = self.verified(&known, &id_token, &pending, &tokens.access_token, now).await?;
        let mut identity = Identity::new(self.issuer().clone(), claims, id_token);
        if self.0.settings.userinfo {
            let more = self.userinfo(&known, &tokens.access_token, &identity.subject, now).await?;
            identity.add(more);
        }
        Ok(identity)
    }

    /// The signed token inside, which must have been encrypted to us where that was agreed:
    /// otherwise whoever stands between could have read it.
    fn opened(&self, token: &str) -> Result<String, RelyingError> {
        let encrypted = token.split('.').count() == 5;
        if !encrypted && self.0.settings.encrypted {
            return Err(RelyingError::invalid("the ID token is not encrypted"));
        }
        if !encrypted {
            return Ok(token.to_owned());
        }
        let decrypted = self.0.keys.decrypt(token).map_err(RelyingError::invalid)?;
        String::from_utf8(decrypted.plaintext.to_vec())
            .map_err(|_| RelyingError::invalid("the ID token holds no signed token"))
    }
}

/// The code, once it is certain who sent it (RFC 9207) and that this browser asked for it.
fn code(params: &Params, pending: &Pending, known: &Known) -> Result<String, RelyingError> {
    let pairs = params.iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let parameters = Parameters::from_pairs(pairs.collect())
        .map_err(|_| RelyingError::Foreign(callback::CallbackError::Malformed))?;
    let expected = callback::Expectation {
        state: &pending.state,
        issuer: pending.issuer.as_str(),
        issuer_promised: known.metadata.authorization_response_iss_parameter_supported,
    };
    match callback::read(&parameters, &expected)? {
        Outcome::Code(code) => Ok(code.reveal().to_owned()),
        Outcome::Error { error, description } => Err(RelyingError::Refused {
            code: error.map_or("unknown", |error| error.code()).to_owned(),
            description,
        }),
    }
}

impl RelyingParty {
    /// The claims of the ID token, once its signature and every claim about it hold.
    async fn verified(
        &self,
        known: &Known,
        token: &str,
        pending: &Pending,
        access_token: &str,
        now: Timestamp,
    ) -> Result<IdTokenClaims, RelyingError> {
        let expected = id_token::Expectation {
            issuer: pending.issuer.as_str(),
            client_id: self.client_id(),
            algorithms: &self.0.settings.signed,
            nonce: &pending.nonce,
            access_token: Some(access_token),
            minimum: pending.minimum,
            max_age: pending.max_age_seconds.map(Duration::from_secs),
            now,
        };
        let keys = known.keys.current(now).await?;
        let verified = match id_token::verify(token, &keys, &expected) {
            // The provider may have rotated its keys since we looked.
            Err(IdTokenError::Token(JoseError::UnknownKey)) => {
                id_token::verify(token, &*known.keys.renewed(now).await?, &expected)
            }
            verified => verified,
        };
        verified.map_err(|error| match error {
            IdTokenError::Level => RelyingError::LevelTooLow,
            error => RelyingError::invalid(error),
        })
    }

    /// The userinfo answer, plain or as a token, about the person of the ID token.
    async fn userinfo(
        &self,
        known: &Known,
        access_token: &str,
        subject: &str,
        now: Timestamp,
    ) -> Result<Map<String, Value>, RelyingError> {
        let endpoint = known.metadata.userinfo_endpoint.as_deref();
        let endpoint =
            endpoint.ok_or_else(|| RelyingError::invalid("it has no userinfo endpoint"))?;
        let answer = self.0.fetch.send(Call::get(parsed(endpoint)?).bearer(access_token)?).await?;
        if !answer.status.is_success() {
            return Err(FetchError::Status(answer.status).into());
        }
        let content_type = answer.headers.get(header::CONTENT_TYPE);
        let is_token = content_type.is_some_and(|value| value.as_bytes() == b"application/jwt");
        if !is_token {
            return userinfo::read(&answer.body, subject).map_err(RelyingError::invalid);
        }
        let token = std::str::from_utf8(&answer.body)
            .map_err(|_| RelyingError::invalid("its userinfo answer is not a token"))?;
        let token = self.opened(token)?;
        let expected = userinfo::Expectation {
            issuer: self.issuer().as_str(),
            client_id: self.client_id(),
            algorithms: &self.0.settings.signed,
            subject,
        };
        let keys = known.keys.current(now).await?;
        let verified = match userinfo::verify(&token, &keys, &expected) {
            Err(UserinfoError::Token(JoseError::UnknownKey)) => {
                userinfo::verify(&token, &*known.keys.renewed(now).await?, &expected)
            }
            verified => verified,
        };
        verified.map_err(RelyingError::invalid)
    }
}
