//! A service as its developers would build it: it knows its own keys, and nothing of ours.

use std::sync::LazyLock;

use aws_lc_rs::digest;
use domain::Timestamp;
use http::{HeaderMap, header};
use openid::client::Client;
use openid::provider::ClientCall;
use protocol::base64url;
use protocol::jose::{Algorithm, Curve, DecryptionKey, Signer, SoftwareKey, jws};
use protocol::oidc::client_authentication::basic_header;
use protocol::oidc::{CodeChallenge, Parameters, client_assertion};
use serde_json::{Value, json};
use web::Handle;

use crate::stage::{ISSUER, NOON};

pub const VERIFIER: &str = "a-verifier-of-forty-three-characters-or-more";

static KEY: LazyLock<SoftwareKey> =
    LazyLock::new(|| SoftwareKey::generate(Algorithm::ES256).unwrap());

#[derive(Clone)]
pub struct Service {
    pub id: &'static str,
    pub method: &'static str,
    /// More lines of its registration.
    pub more: String,
}

impl Service {
    /// `health` by key, `tax` by secret in the header, `town` by secret in the form, and `bank`,
    /// which logs nobody in.
    pub fn usual() -> Vec<Self> {
        vec![Self::health(), Self::tax(), Self::town(), Self::bank()]
    }

    pub fn health() -> Self {
        Self { id: "health", method: "private_key_jwt", more: String::new() }
    }

    pub fn tax() -> Self {
        Self { id: "tax", method: "client_secret_basic", more: String::new() }
    }

    pub fn town() -> Self {
        Self { id: "town", method: "client_secret_post", more: String::new() }
    }

    pub fn bank() -> Self {
        let more = "grant_type = \"client_credentials\"\nscope = \"enrolment audit\"\n";
        Self { id: "bank", method: "private_key_jwt", more: more.to_owned() }
    }

    #[must_use]
    pub fn registered(mut self, line: &str) -> Self {
        self.more.push_str(line);
        self.more.push('\n');
        self
    }

    pub fn client(&self) -> Client {
        toml::from_str(&self.registration()).unwrap()
    }

    pub fn registration(&self) -> String {
        let proof = match self.method {
            "private_key_jwt" => format!("jwks = {}", inline(&key_set(&*KEY))),
            _ => format!("client_secret_sha256 = \"{}\"", sha256(&self.secret())),
        };
        let claims = "[\"name\", \"given_name\", \"family_name\", \"birthdate\", \"locale\", \
                      \"email\", \"email_verified\", \"phone_number\", \"address\", \
                      \"national_number\"]";
        format!(
            "client_id = \"{id}\"\n\
             name = {{ nl = \"{id}\", fr = \"{id}\", de = \"{id}\", en = \"{id}\" }}\n\
             redirect_uris = [\"{redirect}\", \"{redirect}?second=1\"]\n\
             post_logout_redirect_uris = [\"{goodbye}\"]\n\
             token_endpoint_auth_method = \"{method}\"\nclaims = {claims}\n{proof}\n{more}",
            id = self.id,
            redirect = self.redirect_uri(),
            goodbye = self.goodbye(),
            method = self.method,
            more = self.more,
        )
    }

    pub fn redirect_uri(&self) -> String {
        format!("https://{}.example/callback", self.id)
    }

    pub fn goodbye(&self) -> String {
        format!("https://{}.example/goodbye", self.id)
    }

    pub fn secret(&self) -> String {
        format!("a secret of {} with :, % and ü", self.id)
    }

    /// A complete request, to be changed by the test.
    pub fn request(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("client_id", self.id),
            ("response_type", "code"),
            ("redirect_uri", leak(self.redirect_uri())),
            ("scope", "openid"),
            ("state", "the state"),
            ("nonce", "the nonce"),
            ("code_challenge", leak(CodeChallenge::of(VERIFIER).to_string())),
            ("code_challenge_method", "S256"),
        ]
    }

    /// The request with parameters exchanged, or left out where the value is empty.
    pub fn request_with(
        &self,
        changes: &[(&'static str, &'static str)],
    ) -> Vec<(&'static str, &'static str)> {
        let changed = |name: &str| changes.iter().any(|(other, _)| *other == name);
        let kept = self.request().into_iter().filter(|(name, _)| !changed(name));
        kept.chain(changes.iter().copied().filter(|(_, value)| !value.is_empty())).collect()
    }

    /// A call by this service, authenticated in its own way.
    pub fn call(&self, form: &[(&str, &str)]) -> ClientCall {
        self.call_at(form, NOON)
    }

    pub fn call_at(&self, form: &[(&str, &str)], now: Timestamp) -> ClientCall {
        match self.method {
            "private_key_jwt" => Service::call_asserting(form, &self.assertion(now)),
            "client_secret_basic" => call(form, Some(&basic_header(self.id, &self.secret()))),
            _ => {
                let secret = self.secret();
                let form = form.iter().copied().filter(|(name, _)| *name != "client_id");
                let own = [("client_id", self.id), ("client_secret", secret.as_str())];
                call(&form.chain(own).collect::<Vec<_>>(), None)
            }
        }
    }

    pub fn call_asserting(form: &[(&str, &str)], assertion: &str) -> ClientCall {
        let own =
            [("client_assertion_type", client_assertion::TYPE), ("client_assertion", assertion)];
        call(&[form, &own].concat(), None)
    }

    pub fn assertion(&self, now: Timestamp) -> String {
        client_assertion::create(&*KEY, self.id, ISSUER, Handle::random().reveal(), now).unwrap()
    }

    /// An assertion with claims exchanged, or left out where the value is null.
    pub fn assertion_with(&self, changes: &Value) -> String {
        let mut claims = json!({
            "iss": self.id, "sub": self.id, "aud": ISSUER, "jti": Handle::random().reveal(),
            "iat": NOON.seconds(), "exp": NOON.seconds() + 60,
        });
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        jws::sign(&*KEY, "JWT", &claims).unwrap()
    }

    pub fn code_form<'a>(&self, code: &'a str) -> Vec<(&'static str, &'a str)> {
        vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", leak(self.redirect_uri())),
            ("code_verifier", VERIFIER),
        ]
    }
}

pub fn call(form: &[(&str, &str)], authorization: Option<&str>) -> ClientCall {
    let pairs = form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let mut headers = HeaderMap::new();
    if let Some(value) = authorization {
        headers.insert(header::AUTHORIZATION, value.parse().unwrap());
    }
    ClientCall::new(&headers, Parameters::from_pairs(pairs.collect()).unwrap())
}

pub fn bearer(token: &str) -> HeaderMap {
    let value = format!("Bearer {token}").parse().unwrap();
    HeaderMap::from_iter([(header::AUTHORIZATION, value)])
}

pub fn key_set(key: &dyn Signer) -> Value {
    json!({ "keys": [key.public()] })
}

pub fn sha256(text: &str) -> String {
    base64url::encode(digest::digest(&digest::SHA256, text.as_bytes()))
}

/// JSON as a TOML value.
pub fn inline(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("{name} = {}", inline(value))).collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(inline).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}

/// Tests are short, and literals are easier to read than borrowed texts.
pub fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// A service that wants everything signed and then encrypted, and its decryption key.
pub fn encrypted() -> (Service, DecryptionKey) {
    let key = DecryptionKey::generate(Curve::P256).unwrap();
    let mut service = Service::town();
    let keys = inline(&json!({ "keys": [key.public()] }));
    service.more = format!(
        "jwks = {keys}\n\
         id_token_signed_response_alg = \"ES256\"\n\
         id_token_encrypted_response_alg = \"ECDH-ES\"\n\
         id_token_encrypted_response_enc = \"A256GCM\"\n\
         userinfo_signed_response_alg = \"ES256\"\n\
         userinfo_encrypted_response_alg = \"ECDH-ES\"\n"
    );
    (service, key)
}
