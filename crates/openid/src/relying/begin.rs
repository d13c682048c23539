use std::time::Duration;

use domain::{Language, Level, Timestamp};
use protocol::jose::Algorithm;
use protocol::json;
use protocol::oidc::token::PushedResponse;
use protocol::oidc::{
    AuthorizationDetail, ClaimsRequest, CodeChallenge, ErrorBody, client_assertion,
};
use url::Url;
use web::{Call, Fault, FetchError, Handle};

use super::pending::Pending;
use super::{RelyingError, RelyingParty, parsed};

/// No token answer is near this.
pub(super) const MAX_ANSWER: usize = 256 * 1024;

/// What is asked of the provider.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Beside `openid`.
    pub scopes: Vec<&'static str>,
    pub claims: ClaimsRequest,
    pub minimum: Option<Level>,
    /// Such as `login`.
    pub prompt: Option<&'static str>,
    pub max_age: Option<Duration>,
    pub login_hint: Option<String>,
    pub language: Option<Language>,
    pub authorization_details: Vec<AuthorizationDetail>,
}

impl RelyingParty {
    /// Asks the provider, through a pushed request where it takes those, and says where to send
    /// the browser and what to remember until it comes back.
    pub async fn begin(
        &self,
        request: &Request,
        now: Timestamp,
    ) -> Result<(Url, Pending), RelyingError> {
        let known = self.0.provider.current().await?;
        let verifier = Handle::random();
        let pending = Pending {
            issuer: self.issuer().clone(),
            state: Handle::random().reveal().to_owned(),
            nonce: Handle::random().reveal().to_owned(),
            verifier: verifier.reveal().to_owned(),
            minimum: request.minimum,
            max_age_seconds: request.max_age.map(|age| age.as_secs()),
        };
        let mut parameters = self.parameters(request, &pending)?;
        if let Some(endpoint) = &known.metadata.pushed_authorization_request_endpoint {
            let request_uri = self.push(endpoint, parameters, now).await?;
            let client_id = ("client_id", self.client_id().to_owned());
            parameters = vec![client_id, ("request_uri", request_uri)];
        }
        let mut url = parsed(&known.metadata.authorization_endpoint)?;
        url.query_pairs_mut().extend_pairs(parameters);
        Ok((url, pending))
    }
}

impl RelyingParty {
    fn parameters(
        &self,
        request: &Request,
        pending: &Pending,
    ) -> Result<Vec<(&'static str, String)>, Fault> {
        let scope: Vec<&str> =
            ["openid"].into_iter().chain(request.scopes.iter().copied()).collect();
        let mut parameters = vec![
            ("client_id", self.client_id().to_owned()),
            ("response_type", "code".to_owned()),
            ("redirect_uri", self.0.settings.redirect_uri.to_string()),
            ("scope", scope.join(" ")),
            ("state", pending.state.clone()),
            ("nonce", pending.nonce.clone()),
            ("code_challenge", CodeChallenge::of(&pending.verifier).to_string()),
            ("code_challenge_method", "S256".to_owned()),
        ];
        let mut add = |name, value: Option<String>| {
            parameters.extend(value.map(|value| (name, value)));
        };
        add("acr_values", request.minimum.map(|level| level.uri().to_owned()));
        add("prompt", request.prompt.map(str::to_owned));
        add("max_age", request.max_age.map(|age| age.as_secs().to_string()));
        add("login_hint", request.login_hint.clone());
        add("ui_locales", request.language.map(|language| language.tag().to_owned()));
        if request.claims != ClaimsRequest::default() {
            add("claims", Some(serde_json::to_string(&request.claims)?));
        }
        if !request.authorization_details.is_empty() {
            let details = serde_json::to_string(&request.authorization_details)?;
            add("authorization_details", Some(details));
        }
        Ok(parameters)
    }

    async fn push(
        &self,
        endpoint: &str,
        parameters: Vec<(&'static str, String)>,
        now: Timestamp,
    ) -> Result<String, RelyingError> {
        let answer = self.call(endpoint, parameters, now).await?;
        let pushed: PushedResponse = json::read(&answer, MAX_ANSWER)
            .map_err(|_| RelyingError::invalid("its answer to the pushed request is malformed"))?;
        Ok(pushed.request_uri)
    }

    /// Posts a form in our own name, with an assertion made for this one call.
    pub(super) async fn call(
        &self,
        endpoint: &str,
        mut form: Vec<(&'static str, String)>,
        now: Timestamp,
    ) -> Result<Vec<u8>, RelyingError> {
        let url = parsed(endpoint)?;
        let signer = self.0.keys.signer(Algorithm::ES256, now)?;
        let (issuer, id) = (self.issuer().as_str(), Handle::random());
        let assertion =
            client_assertion::create(&*signer, self.client_id(), issuer, id.reveal(), now)
                .map_err(Fault::from)?;
        form.push(("client_assertion_type", client_assertion::TYPE.to_owned()));
        form.push(("client_assertion", assertion));
        let answer = self.0.fetch.send(Call::form(url, &form.into_iter().collect())).await?;
        if answer.status.is_success() {
            return Ok(answer.body.to_vec());
        }
        // A provider that is down says so with 5xx; one that disagrees says why in JSON.
        if answer.status.is_server_error() {
            return Err(FetchError::Status(answer.status).into());
        }
        let error: ErrorBody = json::read(&answer.body, MAX_ANSWER)
            .map_err(|_| RelyingError::from(FetchError::Status(answer.status)))?;
        Err(RelyingError::Rejected { code: error.error, description: error.error_description })
    }
}
