use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::operator::{basic, secret_hash};
use super::{Browser, Got, Operator};

/// An organisation that uses the app.
pub struct Partner<'a> {
    operator: &'a Operator,
    id: &'static str,
}

/// What a partner asks for.
#[derive(Clone, Debug)]
pub struct Ask {
    pub level: &'static str,
    pub more: Vec<(&'static str, String)>,
}

impl Default for Ask {
    fn default() -> Self {
        Self { level: "substantial", more: Vec::new() }
    }
}

impl Ask {
    pub fn level(level: &'static str) -> Self {
        Self { level, ..Self::default() }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.more.push((name, value.into()));
        self
    }

    /// On behalf of the health service.
    pub fn for_health(self) -> Self {
        let level = self.level;
        let detail = json!([{
            "type": "service_login",
            "service": {
                "id": "health",
                "name": {
                    "nl": "Gezondheid", "fr": "Santé", "de": "Gesundheit", "en": "Health",
                },
            },
            "level": level,
        }]);
        self.with("authorization_details", detail.to_string())
    }
}

pub const REDIRECT: &str = "https://gateway.example/callback";
const VERIFIER: &str = "0123456789012345678901234567890123456789012345";

impl<'a> Partner<'a> {
    pub fn new(operator: &'a Operator, id: &'static str) -> Self {
        Self { operator, id }
    }

    pub fn registration(id: &str, code_required: bool) -> Value {
        json!({
            "client_id": id,
            "name": { "nl": "De Poort", "fr": "Le Portail", "de": "Das Tor", "en": "The Gateway" },
            "redirect_uris": [REDIRECT],
            "token_endpoint_auth_method": "client_secret_basic",
            "client_secret_sha256": secret_hash(),
            "claims": ["given_name", "family_name", "national_number"],
            "authorization_details_types": ["service_login"],
            "code_required": code_required,
        })
    }

    /// Pushes a request and gets where to send the browser.
    pub async fn push(&self, ask: &Ask) -> String {
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes()));
        let mut form = vec![
            ("response_type", "code"),
            ("redirect_uri", REDIRECT),
            ("scope", "openid"),
            ("state", "the-state"),
            ("nonce", "the-nonce"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
            ("acr_values", ask.level),
            ("claims", CLAIMS),
        ];
        form.extend(ask.more.iter().map(|(name, value)| (*name, value.as_str())));
        let got = self.operator.post_form("/par", &basic(self.id), &form).await.ok();
        let uri = got["request_uri"].as_str().unwrap();
        format!(
            "/authorize?{}",
            super::operator::form_encoded(&[("client_id", self.id), ("request_uri", uri),])
        )
    }

    /// Sends a fresh browser to the page that waits.
    pub async fn ask(&self, ask: &Ask) -> Browser<'a> {
        let mut browser = self.operator.browser();
        self.ask_in(&mut browser, ask).await;
        browser
    }

    pub async fn ask_in(&self, browser: &mut Browser<'a>, ask: &Ask) {
        let address = self.push(ask).await;
        let got = browser.get(&address).await;
        got.location().clone_into(&mut browser.page);
    }

    /// What a callback brought: `code`, or `error` and `error_description`.
    pub fn callback(location: &str) -> Vec<(String, String)> {
        let url = url::Url::parse(location).unwrap();
        assert!(location.starts_with(REDIRECT), "{location}");
        url.query_pairs().into_owned().collect()
    }

    pub async fn redeem(&self, code: &str) -> Got {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ];
        self.operator.post_form("/token", &basic(self.id), &form).await
    }

    /// Redeems a code, and reads the claims of the ID token. Its signature is the openid crate's
    /// business.
    pub async fn identity(&self, code: &str) -> Value {
        let tokens = self.redeem(code).await.ok();
        let token = tokens["id_token"].as_str().unwrap();
        let payload = token.split('.').nth(1).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
    }
}

const CLAIMS: &str = r#"{"id_token":{"given_name":null,"national_number":null,"birthdate":null}}"#;
