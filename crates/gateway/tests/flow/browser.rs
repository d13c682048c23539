//! A browser, as far as the gateway can tell: it keeps cookies, follows no redirect unasked, and
//! says where its requests come from.

use std::collections::BTreeMap;
use std::sync::Mutex;

use http::{StatusCode, header};
use url::Url;

/// One browser with its cookies. Two tabs of one browser are two uses of one of these.
pub struct Browser {
    client: reqwest::Client,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// What a browser got.
#[derive(Debug)]
pub struct Seen {
    pub status: StatusCode,
    pub location: Option<Url>,
    pub policy: String,
    pub retry_after: Option<String>,
    pub body: String,
}

impl Browser {
    #[expect(clippy::disallowed_methods, reason = "the browser is not a role: it goes anywhere")]
    pub fn new() -> Self {
        let client =
            reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { client, cookies: Mutex::default() }
    }

    /// Another browser that somehow got hold of this one's cookies.
    pub fn with_cookies_of(other: &Self) -> Self {
        let cookies = other.cookies.lock().unwrap().clone();
        Self { cookies: Mutex::new(cookies), ..Self::new() }
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    pub fn plant(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    pub async fn get(&self, url: &Url) -> Seen {
        self.send(self.client.get(url.clone()).header(header::COOKIE, self.header())).await
    }

    /// Posts a form of the site's own page.
    pub async fn post(&self, url: &Url, form: &[(&str, &str)]) -> Seen {
        let request =
            self.client.post(url.clone()).form(form).header(header::COOKIE, self.header());
        let origin = url.origin().ascii_serialization();
        self.send(request.header("sec-fetch-site", "same-origin").header("origin", origin)).await
    }

    /// Posts a form that stands on another site: cookies that are `SameSite=Lax` stay at home.
    pub async fn post_from_elsewhere(&self, url: &Url, form: &[(String, String)]) -> Seen {
        let request = self.client.post(url.clone()).form(form);
        self.send(request.header("sec-fetch-site", "cross-site")).await
    }

    fn header(&self) -> String {
        let cookies = self.cookies.lock().unwrap();
        let pairs: Vec<String> =
            cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Seen {
        let response = request.send().await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            self.keep(cookie.to_str().unwrap());
        }
        let text = |name: header::HeaderName| {
            let value = response.headers().get(name)?;
            Some(value.to_str().unwrap().to_owned())
        };
        let location = text(header::LOCATION).map(|to| response.url().join(&to).unwrap());
        let policy = text(header::CONTENT_SECURITY_POLICY).unwrap_or_default();
        let retry_after = text(header::RETRY_AFTER);
        let status = response.status();
        Seen { status, location, policy, retry_after, body: response.text().await.unwrap() }
    }

    fn keep(&self, cookie: &str) {
        let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
        let mut cookies = self.cookies.lock().unwrap();
        if value.is_empty() {
            cookies.remove(name);
        } else {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

impl Seen {
    pub fn went_to(self) -> Url {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        self.location.unwrap()
    }

    pub fn says(&self, text: &str) -> &Self {
        assert!(self.body.contains(text), "{text} should stand in {}", self.body);
        self
    }

    pub fn does_not_say(&self, text: &str) -> &Self {
        assert!(!self.body.contains(text), "{text} should not stand in {}", self.body);
        self
    }
}
