//! The phone API over HTTP.

use domain::Language;
use reqwest::{RequestBuilder, header};
use serde_json::Value;
use url::Url;

use super::PhoneError;
use crate::outside;

/// The phone's line to the mobile provider, with the cookie by which the provider knows the phone.
pub struct Line {
    http: reqwest::Client,
    provider: Url,
    origin: String,
    language: Language,
    /// `name=value`, as the provider set it.
    cookie: Option<String>,
}

/// What the cookie's name ends in; on https a prefix stands before it.
const DEVICE_COOKIE: &str = "mobile_device";

impl Line {
    pub fn new(provider: &Url, language: Language) -> Result<Self, PhoneError> {
        let http = outside::client().map_err(|error| unreachable(provider, &error))?;
        let origin = provider.origin().ascii_serialization();
        Ok(Self { http, provider: provider.clone(), origin, language, cookie: None })
    }

    pub fn with_cookie(mut self, cookie: Option<String>) -> Self {
        self.cookie = cookie;
        self
    }

    pub fn cookie(&self) -> Option<&str> {
        self.cookie.as_deref()
    }

    pub fn provider(&self) -> &Url {
        &self.provider
    }

    pub fn language(&self) -> Language {
        self.language
    }

    /// The origin of the app, as a browser would write it.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    pub async fn get(&mut self, path: &str) -> Result<Value, PhoneError> {
        let request = self.http.get(self.url(path));
        self.send(request, None).await
    }

    pub async fn post(&mut self, path: &str, body: &Value) -> Result<Value, PhoneError> {
        let request = self.http.post(self.url(path)).json(body);
        self.send(request, None).await
    }

    /// As the app does when it runs in a browser that also has other cookies of the provider.
    pub async fn post_with_cookies(
        &mut self,
        path: &str,
        body: &Value,
        cookies: &str,
    ) -> Result<Value, PhoneError> {
        let request = self.http.post(self.url(path)).json(body);
        self.send(request, Some(cookies)).await
    }

    fn url(&self, path: &str) -> String {
        format!("{}/phone/v1/{path}", self.origin)
    }

    async fn send(
        &mut self,
        request: RequestBuilder,
        more_cookies: Option<&str>,
    ) -> Result<Value, PhoneError> {
        let cookies = self.cookie.as_deref().into_iter().chain(more_cookies);
        let cookies = cookies.collect::<Vec<_>>().join("; ");
        let mut request = request
            .header(header::ORIGIN, &self.origin)
            .header(header::ACCEPT, "application/json")
            .header(header::ACCEPT_LANGUAGE, self.language.tag());
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies);
        }
        let answer = request.send().await.map_err(|error| unreachable(&self.provider, &error))?;
        let refused = answer.status().is_client_error() || answer.status().is_server_error();
        let set = answer.headers().get_all(header::SET_COOKIE).iter();
        let device = set.filter_map(|value| value.to_str().ok()).find_map(device_cookie);
        self.cookie = device.or(self.cookie.take());
        let bytes = answer.bytes().await.map_err(|error| unreachable(&self.provider, &error))?;
        let body = match bytes.as_ref() {
            b"" => Value::Null,
            bytes => serde_json::from_slice(bytes).map_err(PhoneError::Unintelligible)?,
        };
        if refused { Err(refusal(&body)) } else { Ok(body) }
    }
}

fn device_cookie(set: &str) -> Option<String> {
    let (pair, _) = set.split_once(';').unwrap_or((set, ""));
    let (name, _) = pair.split_once('=')?;
    name.ends_with(DEVICE_COOKIE).then(|| pair.to_owned())
}

fn refusal(body: &Value) -> PhoneError {
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    PhoneError::Refused {
        word: text("error").unwrap_or_else(|| "failure".to_owned()),
        sentence: text("message").or_else(|| text("error_description")).unwrap_or_default(),
        tries_left: body["tries_left"].as_u64(),
    }
}

fn unreachable(provider: &Url, error: &reqwest::Error) -> PhoneError {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    PhoneError::Unreachable { provider: provider.to_string(), reason: cause.to_string() }
}
