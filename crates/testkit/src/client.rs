use domain::{Level, Timestamp};
use protocol::jose::{Algorithm, JwkSet, SoftwareKey, TokenType, jws};
use protocol::oidc::{CodeChallenge, client_assertion};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Map, Value};
use url::Url;
use web::Handle;

use crate::{Page, Party, Town};

pub const TEST_PARTNER: &str = "test-partner";

/// A program that logs people in by OpenID Connect: a service at the gateway, or a partner of the
/// mobile provider. It does what such a program should, and on request what it should not.
pub struct Client<'t> {
    town: &'t Town,
    pub issuer: String,
    pub client_id: String,
    pub redirect_uri: String,
    proof: Proof,
}

/// How a client proves who it is.
enum Proof {
    Key(SoftwareKey),
    Secret(String),
}

/// What a client asks. Every other parameter goes into `more`.
#[derive(Clone, Debug)]
pub struct Ask {
    pub level: Level,
    pub scope: String,
    pub more: Vec<(String, String)>,
}

impl Default for Ask {
    fn default() -> Self {
        Self { level: Level::Substantial, scope: "openid profile".to_owned(), more: Vec::new() }
    }
}

impl Ask {
    pub fn at(level: Level) -> Self {
        Self { level, ..Self::default() }
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.more.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// A login that a client began.
#[derive(Clone, Debug)]
pub struct Login {
    /// Where the browser goes.
    pub url: String,
    pub state: String,
    pub nonce: String,
    pub verifier: String,
}

/// An answer of an endpoint.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub body: Value,
}

impl Reply {
    pub fn text(&self, name: &str) -> &str {
        self.body[name].as_str().unwrap_or_default()
    }
}

/// Whom a client has come to know.
#[derive(Clone, Debug)]
pub struct Known {
    pub id_token: Map<String, Value>,
    pub raw_id_token: String,
    pub access_token: String,
    pub userinfo: Value,
}

impl Known {
    pub fn subject(&self) -> &str {
        self.id_token["sub"].as_str().expect("a subject")
    }

    pub fn level(&self) -> &str {
        self.id_token["acr"].as_str().expect("a level")
    }
}

impl<'t> Client<'t> {
    pub(crate) fn with_key_at_gateway(town: &'t Town) -> Self {
        let mut services = town.demo.test_services.iter();
        let service = services.find(|service| service.private_key_jwk.is_some()).unwrap();
        let key = service.private_key_jwk.as_ref().unwrap().to_string();
        Self {
            town,
            issuer: town.at(Party::Gateway, ""),
            client_id: service.client_id.clone(),
            redirect_uri: service.redirect_uris[0].clone(),
            proof: Proof::Key(SoftwareKey::from_jwk(key.as_bytes()).unwrap()),
        }
    }

    pub(crate) fn with_secret_at_gateway(town: &'t Town) -> Self {
        let mut services = town.demo.test_services.iter();
        let service = services.find(|service| service.client_secret.is_some()).unwrap();
        Self {
            town,
            issuer: town.at(Party::Gateway, ""),
            client_id: service.client_id.clone(),
            redirect_uri: service.redirect_uris[0].clone(),
            proof: Proof::Secret(service.client_secret.clone().unwrap()),
        }
    }

    pub(crate) fn at_mobile(town: &'t Town) -> Self {
        let key = town.partner_key.to_string();
        Self {
            town,
            issuer: town.at(Party::Mobile, ""),
            client_id: TEST_PARTNER.to_owned(),
            redirect_uri: "https://bank.example/callback".to_owned(),
            proof: Proof::Key(SoftwareKey::from_jwk(key.as_bytes()).unwrap()),
        }
    }

    /// Pushes a request, and says where the browser is to go.
    pub async fn begin(&self, ask: &Ask) -> Login {
        let (login, form) = self.prepare(ask);
        let pushed = self.call("/par", &form).await;
        assert_eq!(pushed.status, StatusCode::CREATED, "{pushed:?}");
        Login { url: self.request_url(pushed.text("request_uri")), ..login }
    }

    /// A request with all its parameters in the address.
    pub fn begin_openly(&self, ask: &Ask) -> Login {
        let (login, form) = self.prepare(ask);
        let mut url = self.url("/authorize");
        url.query_pairs_mut()
            .extend_pairs(form.iter().map(|(name, value)| (name.as_str(), value.as_str())))
            .append_pair("client_id", &self.client_id);
        Login { url: url.into(), ..login }
    }

    /// The parameters of a request, before anything is sent.
    pub fn prepare(&self, ask: &Ask) -> (Login, Vec<(String, String)>) {
        let random = || Handle::random().reveal().to_owned();
        let (state, nonce, verifier) = (random(), random(), random());
        let challenge = CodeChallenge::of(&verifier).to_string();
        let mut form: Vec<(String, String)> = [
            ("response_type", "code"),
            ("redirect_uri", &self.redirect_uri),
            ("scope", &ask.scope),
            ("state", &state),
            ("nonce", &nonce),
            ("acr_values", ask.level.uri()),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
        form.retain(|(name, _)| !ask.more.iter().any(|(other, _)| other == name));
        form.extend(ask.more.iter().filter(|(_, value)| !value.is_empty()).cloned());
        (Login { url: String::new(), state, nonce, verifier }, form)
    }

    pub fn request_url(&self, request_uri: &str) -> String {
        let mut url = self.url("/authorize");
        url.query_pairs_mut()
            .append_pair("client_id", &self.client_id)
            .append_pair("request_uri", request_uri);
        url.into()
    }

    /// Redeems what the browser brought back, checks it all, and asks who it is.
    pub async fn finish(&self, login: &Login, back: &Page) -> Known {
        assert!(back.outside, "the login stopped at {}", back.describe());
        assert!(back.url.as_str().starts_with(&self.redirect_uri), "it led to {}", back.url);
        assert_eq!(back.parameter("error"), None, "{}", back.url);
        assert_eq!(back.parameter("state").as_ref(), Some(&login.state));
        assert_eq!(back.parameter("iss").as_ref(), Some(&self.issuer), "RFC 9207");
        let code = back.parameter("code").expect("a code");
        let tokens = self.redeem(&code, &login.verifier).await;
        assert_eq!(tokens.status, StatusCode::OK, "{tokens:?}");
        let raw_id_token = tokens.text("id_token").to_owned();
        let id_token = self.verify(&raw_id_token).await;
        assert_eq!(id_token["nonce"], login.nonce.as_str());
        let access_token = tokens.text("access_token").to_owned();
        let userinfo = self.userinfo(&access_token).await;
        assert_eq!(userinfo.status, StatusCode::OK, "{userinfo:?}");
        assert_eq!(userinfo.body["sub"], id_token["sub"]);
        Known { id_token, raw_id_token, access_token, userinfo: userinfo.body }
    }

    pub async fn redeem(&self, code: &str, verifier: &str) -> Reply {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", verifier),
        ];
        self.call("/token", &form.map(|(name, value)| (name.to_owned(), value.to_owned()))).await
    }

    pub async fn userinfo(&self, access_token: &str) -> Reply {
        let request = self.town.http.get(self.url("/userinfo")).bearer_auth(access_token);
        reply(request).await
    }

    /// Calls an endpoint with this client's proof of who it is.
    pub async fn call(&self, path: &str, form: &[(String, String)]) -> Reply {
        let mut form = form.to_vec();
        let mut request = self.town.http.post(self.url(path));
        match &self.proof {
            Proof::Key(_) => {
                let assertion = self.assertion(Handle::random().reveal(), self.town.now());
                form.push(("client_id".to_owned(), self.client_id.clone()));
                form.push(("client_assertion_type".to_owned(), client_assertion::TYPE.to_owned()));
                form.push(("client_assertion".to_owned(), assertion));
            }
            Proof::Secret(secret) => request = request.basic_auth(&self.client_id, Some(secret)),
        }
        reply(request.form(&form)).await
    }

    /// Calls an endpoint with exactly this form and no other proof.
    pub async fn call_bare(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        reply(self.town.http.post(self.url(path)).form(form)).await
    }

    /// A client assertion made at `at`.
    pub fn assertion(&self, id: &str, at: Timestamp) -> String {
        let Proof::Key(key) = &self.proof else { panic!("this client has no key") };
        client_assertion::create(key, &self.client_id, &self.issuer, id, at).unwrap()
    }

    /// Verifies an ID token against the keys that the issuer publishes.
    async fn verify(&self, token: &str) -> Map<String, Value> {
        let keys = self.town.http.get(self.url("/jwks")).send().await.unwrap();
        let keys = JwkSet::parse(&keys.bytes().await.unwrap()).unwrap();
        let allowed = [Algorithm::ES256, Algorithm::RS256];
        let verified =
            jws::verify(token, &keys, &allowed, TokenType::Plain).expect("a signature that holds");
        let claims: Map<String, Value> = verified.claims().unwrap();
        assert_eq!(claims["iss"], self.issuer.as_str());
        assert_eq!(claims["aud"], self.client_id.as_str());
        let now = self.town.now().seconds();
        // Clocks may be a minute apart; what has expired is not excused by that.
        let (issued, expires) = (claims["iat"].as_i64().unwrap(), claims["exp"].as_i64().unwrap());
        assert!(issued <= now + 60 && now < expires, "{issued} {now} {expires}");
        claims
    }

    fn url(&self, path: &str) -> Url {
        format!("{}{path}", self.issuer).parse().unwrap()
    }
}

async fn reply(request: RequestBuilder) -> Reply {
    let answer = request.send().await.expect("an answer");
    let status = answer.status();
    let body = answer.text().await.expect("a text");
    let body = serde_json::from_str(&body).unwrap_or(Value::String(body));
    Reply { status, body }
}
