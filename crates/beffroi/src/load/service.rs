//! The service whose logins these are: the demo's test service that proves itself with a key.

use domain::{Level, Timestamp};
use protocol::jose::SoftwareKey;
use protocol::oidc::{CodeChallenge, client_assertion};
use serde_json::Value;
use url::Url;
use web::Handle;

use super::LoadError;
use crate::country::{DemoFile, Party};

pub struct Service {
    http: reqwest::Client,
    issuer: String,
    client_id: String,
    key: SoftwareKey,
    redirect_uri: Url,
    scope: String,
}

/// A login that this service began.
pub struct Begun {
    /// Where the browser goes.
    pub url: Url,
    state: Handle,
    verifier: Handle,
}

impl Service {
    pub fn of(demo: &DemoFile, http: reqwest::Client) -> Result<Self, LoadError> {
        let missing = |what: &str| LoadError::setup(format!("demo.json has no {what}"));
        let gateway = demo.party(Party::Gateway).and_then(|gateway| gateway.issuer.clone());
        let mut services = demo.test_services.iter();
        let (service, key) = services
            .find_map(|service| Some((service, service.private_key_jwk.as_ref()?)))
            .ok_or_else(|| missing("test service with a key"))?;
        let redirect_uri = service.redirect_uris.first().ok_or_else(|| missing("redirect URI"))?;
        Ok(Self {
            http,
            issuer: gateway.ok_or_else(|| missing("gateway"))?,
            client_id: service.client_id.clone(),
            key: SoftwareKey::from_jwk(key.to_string().as_bytes()).map_err(LoadError::setup)?,
            redirect_uri: redirect_uri.parse().map_err(LoadError::setup)?,
            scope: format!("openid {}", service.scopes.join(" ")),
        })
    }

    /// Whether an address is the service's own.
    pub fn is_home(&self, url: &Url) -> bool {
        url.origin() == self.redirect_uri.origin()
    }

    /// Pushes the authorization request.
    pub async fn begin(&self, now: Timestamp) -> Result<Begun, LoadError> {
        let (state, nonce, verifier) = (Handle::random(), Handle::random(), Handle::random());
        let challenge = CodeChallenge::of(verifier.reveal()).to_string();
        let form = [
            ("response_type", "code"),
            ("redirect_uri", self.redirect_uri.as_str()),
            ("scope", &self.scope),
            ("state", state.reveal()),
            ("nonce", nonce.reveal()),
            ("acr_values", Level::Substantial.uri()),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let pushed = self.post("pushing the request", "/par", &form, now).await?;
        let request_uri = pushed["request_uri"].as_str().unwrap_or_default();
        let mut url = self.at("/authorize")?;
        url.query_pairs_mut()
            .append_pair("client_id", &self.client_id)
            .append_pair("request_uri", request_uri);
        Ok(Begun { url, state, verifier })
    }

    /// Redeems the code, and asks who it is.
    pub async fn finish(&self, begun: &Begun, code: &str, now: Timestamp) -> Result<(), LoadError> {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.redirect_uri.as_str()),
            ("code_verifier", begun.verifier.reveal()),
        ];
        let tokens = self.post("redeeming the code", "/token", &form, now).await?;
        let token = tokens["access_token"].as_str().unwrap_or_default();
        let request = self.http.get(self.at("/userinfo")?).bearer_auth(token);
        let claims = answer("asking who it is", request).await?;
        match claims["sub"].as_str() {
            Some(_) => Ok(()),
            None => Err(failed("asking who it is", "no subject")),
        }
    }

    async fn post(
        &self,
        step: &'static str,
        path: &str,
        form: &[(&str, &str)],
        now: Timestamp,
    ) -> Result<Value, LoadError> {
        let id = Handle::random();
        let assertion =
            client_assertion::create(&self.key, &self.client_id, &self.issuer, id.reveal(), now)
                .map_err(LoadError::setup)?;
        let mut form = form.to_vec();
        form.push(("client_id", &self.client_id));
        form.push(("client_assertion_type", client_assertion::TYPE));
        form.push(("client_assertion", &assertion));
        answer(step, self.http.post(self.at(path)?).form(&form)).await
    }

    fn at(&self, path: &str) -> Result<Url, LoadError> {
        format!("{}{path}", self.issuer).parse().map_err(LoadError::setup)
    }
}

impl Begun {
    /// The code that the browser brought back, if it is this login's.
    pub fn code(&self, back: &Url) -> Result<String, LoadError> {
        let value = |name: &str| {
            back.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        if value("state").as_deref() != Some(self.state.reveal()) {
            return Err(failed("coming back", "another state"));
        }
        value("code").ok_or_else(|| failed("coming back", value("error").unwrap_or_default()))
    }
}

fn failed(step: &'static str, reason: impl Into<String>) -> LoadError {
    LoadError::Login { step, reason: reason.into() }
}

async fn answer(step: &'static str, request: reqwest::RequestBuilder) -> Result<Value, LoadError> {
    let answer = request.send().await.map_err(|error| failed(step, error.to_string()))?;
    let status = answer.status();
    let body: Value = answer.json().await.map_err(|error| failed(step, error.to_string()))?;
    if status.is_success() {
        return Ok(body);
    }
    Err(failed(step, format!("{status} {}", body["error"].as_str().unwrap_or_default())))
}
