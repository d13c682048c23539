use std::collections::BTreeMap;

use axum::body::Body;
use http::{Method, Request};
use protocol::webauthn::PublicKeyCredentialRequestOptionsJson;
use serde_json::Value;

use super::operator::ORIGIN;
use super::{Got, Operator, Partner};

/// A browser with its cookies, at the page that waits.
pub struct Browser<'a> {
    pub operator: &'a Operator,
    pub cookies: BTreeMap<String, String>,
    /// The path of the page.
    pub page: String,
    pub language: &'static str,
}

impl<'a> Browser<'a> {
    pub fn new(operator: &'a Operator) -> Self {
        Self { operator, cookies: BTreeMap::new(), page: String::new(), language: "en" }
    }

    pub async fn get(&mut self, path: &str) -> Got {
        self.call(Method::GET, path, None).await
    }

    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Got {
        let body = super::operator::form_encoded(form);
        self.call(Method::POST, path, Some(("application/x-www-form-urlencoded", body))).await
    }

    pub async fn post_json(&mut self, path: &str, body: &Value) -> Got {
        self.call(Method::POST, path, Some(("application/json", body.to_string()))).await
    }

    pub async fn call(&mut self, method: Method, path: &str, body: Option<(&str, String)>) -> Got {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("accept-language", self.language)
            .header("cookie", cookies.join("; "));
        if let Some((content_type, _)) = &body {
            request = request
                .header("content-type", *content_type)
                .header("origin", ORIGIN)
                .header("sec-fetch-site", "same-origin");
        }
        let body = body.map_or(Body::empty(), |(_, body)| Body::from(body));
        let got = self.operator.send(request.body(body).unwrap()).await;
        self.keep(&got);
        got
    }

    fn keep(&mut self, got: &Got) {
        for set in got.headers.get_all("set-cookie") {
            let (pair, _) = set.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    pub fn at(&self, part: &str) -> String {
        format!("{}/{part}", self.page)
    }

    /// The page as it stands.
    pub async fn look(&mut self) -> Got {
        let page = self.page.clone();
        self.get(&page).await
    }

    pub async fn status(&mut self) -> Value {
        let path = self.at("status");
        self.get(&path).await.ok()
    }

    pub async fn state(&mut self) -> String {
        self.status().await["state"].as_str().unwrap().to_owned()
    }

    /// The two digits of the page.
    pub async fn digits(&mut self) -> String {
        let page = self.look().await.text;
        let (_, rest) = page.split_once("data-when=\"sent shown\"").unwrap();
        let (_, rest) = rest.split_once('>').unwrap();
        rest.split_once('<').unwrap().0.to_owned()
    }

    /// Other digits than those of the page.
    pub async fn other_digits(&mut self) -> &'static str {
        if self.digits().await == "42" { "43" } else { "42" }
    }

    /// The handle in the QR code: what a camera reads is made of modules, so the test derives it
    /// as the page does.
    pub fn scan_handle(&self) -> String {
        use base64::Engine as _;
        let handle = self.page.rsplit('/').next().unwrap();
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, handle.as_bytes());
        let tag = aws_lc_rs::hmac::sign(&key, b"scan");
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(tag)
    }

    /// The id in the link that opens the app on this device.
    pub async fn request_id(&mut self) -> String {
        let page = self.look().await.text;
        let (_, rest) = page.split_once("/app/#request=").unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }

    pub async fn passkey_options(&mut self) -> PublicKeyCredentialRequestOptionsJson {
        let page = self.look().await.text;
        let (_, rest) = page.split_once("data-options=\"").unwrap();
        let (options, _) = rest.split_once('"').unwrap();
        let options = options.replace("&#34;", "\"").replace("&quot;", "\"");
        serde_json::from_str(&options).unwrap()
    }

    pub async fn type_number(&mut self, number: &str) -> Got {
        let path = self.at("phone");
        let got = self.post(&path, &[("phone_number", number)]).await;
        self.operator.run("send requests").await;
        // Its commit waits for all that were under way, such as the sending that the post began.
        self.operator.run("purge").await;
        got
    }

    pub async fn finish(&mut self) -> Got {
        let path = self.at("finish");
        self.get(&path).await
    }

    /// Goes back to the partner, with a code.
    #[track_caller]
    pub fn code_in(got: &Got) -> String {
        let callback = Partner::callback(got.location());
        let code = callback.iter().find(|(name, _)| name == "code");
        code.unwrap_or_else(|| panic!("{callback:?}")).1.clone()
    }

    /// Goes back to the partner, with a no: the error and the first word of its description.
    #[track_caller]
    pub fn error_in(got: &Got) -> (String, String) {
        let callback = Partner::callback(got.location());
        let find = |wanted: &str| {
            let found = callback.iter().find(|(name, _)| name == wanted);
            found.unwrap_or_else(|| panic!("{callback:?}")).1.clone()
        };
        let description = find("error_description");
        let word = description.split(':').next().unwrap().to_owned();
        (find("error"), word)
    }
}
