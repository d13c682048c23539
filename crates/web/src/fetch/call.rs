use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use url::Url;

use crate::{Fault, Params};

/// A request to another machine, ready to be sent by `Fetch`.
#[derive(Clone)]
pub struct Call {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Bytes>,
}

impl Call {
    pub fn get(url: Url) -> Self {
        Self { method: Method::GET, url, headers: HeaderMap::new(), body: None }
    }

    /// Posts `body` as it is; name its type with [`Call::header`].
    pub fn post(url: Url, body: impl Into<Bytes>) -> Self {
        let body = Some(body.into());
        Self { method: Method::POST, url, headers: HeaderMap::new(), body }
    }

    pub fn form(url: Url, params: &Params) -> Self {
        let mut call = Self::post(url, params.encode());
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        call.headers.insert(header::CONTENT_TYPE, form);
        call
    }

    /// Adds a header, which is never shown in logs.
    pub fn header(mut self, name: HeaderName, value: &str) -> Result<Self, Fault> {
        let mut value = HeaderValue::from_str(value)
            .map_err(|error| Fault::new(format!("writing the header {name}"), error))?;
        value.set_sensitive(true);
        self.headers.insert(name, value);
        Ok(self)
    }

    pub fn bearer(self, token: &str) -> Result<Self, Fault> {
        self.header(header::AUTHORIZATION, &format!("Bearer {token}"))
    }
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Call({} {})", self.method, self.url.origin().ascii_serialization())
    }
}
