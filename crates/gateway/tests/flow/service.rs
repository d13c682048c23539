//! A service that lets people log in through the gateway.

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use protocol::jose::jws;
use serde_json::{Map, Value};
use url::Url;
use web::Handle;

/// A registered client with a secret, which looks at nothing and believes everything: what a
/// service must check is tested where services are.
pub struct Service {
    pub client_id: &'static str,
    pub secret: Handle,
    pub gateway: Url,
}

/// A request under way at the service.
pub struct Asking {
    pub url: Url,
    verifier: Handle,
    pub state: String,
    pub nonce: String,
}

/// What the service learnt of a person.
#[derive(Debug)]
pub struct Learnt {
    pub claims: Map<String, Value>,
    pub id_token: String,
    pub access_token: String,
}

pub const CALLBACK: &str = "http://localhost:9/callback";

impl Service {
    /// Asks for a login, with these parameters beside the usual ones.
    pub fn ask(&self, parameters: &[(&str, &str)]) -> Asking {
        let verifier = Handle::random();
        let hash = digest::digest(&digest::SHA256, verifier.reveal().as_bytes());
        let challenge = URL_SAFE_NO_PAD.encode(hash);
        let (state, nonce) = (Handle::random(), Handle::random());
        let mut url = self.gateway.join("/authorize").unwrap();
        url.query_pairs_mut().extend_pairs([
            ("client_id", self.client_id),
            ("response_type", "code"),
            ("redirect_uri", CALLBACK),
            ("state", state.reveal()),
            ("nonce", nonce.reveal()),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        url.query_pairs_mut().extend_pairs(parameters);
        if !parameters.iter().any(|(name, _)| *name == "scope") {
            url.query_pairs_mut().append_pair("scope", "openid profile");
        }
        let (state, nonce) = (state.reveal().to_owned(), nonce.reveal().to_owned());
        Asking { url, verifier, state, nonce }
    }

    /// Redeems the code that the browser brought back.
    pub async fn redeem(&self, asking: &Asking, back: &Url) -> Learnt {
        let (status, answer) = self.try_redeem(asking, back).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let id_token = answer["id_token"].as_str().unwrap().to_owned();
        let claims = jws::unverified_claims(&id_token).unwrap();
        assert_eq!(claims["nonce"], asking.nonce.as_str());
        let access_token = answer["access_token"].as_str().unwrap().to_owned();
        Learnt { claims, id_token, access_token }
    }

    #[expect(clippy::disallowed_methods, reason = "the service is not a role")]
    pub async fn try_redeem(&self, asking: &Asking, back: &Url) -> (StatusCode, Value) {
        assert_eq!(parameter(back, "state"), Some(asking.state.clone()));
        let code = parameter(back, "code").expect("a code");
        let response = reqwest::Client::new()
            .post(self.gateway.join("/token").unwrap())
            .basic_auth(self.client_id, Some(self.secret.reveal()))
            .form(&[
                ("grant_type", "authorization_code"),
                ("code", &code),
                ("redirect_uri", CALLBACK),
                ("code_verifier", asking.verifier.reveal()),
            ])
            .send()
            .await
            .unwrap();
        (response.status(), response.json().await.unwrap())
    }

    #[expect(clippy::disallowed_methods, reason = "the service is not a role")]
    pub async fn userinfo(&self, learnt: &Learnt) -> Value {
        let url = self.gateway.join("/userinfo").unwrap();
        let request = reqwest::Client::new().get(url).bearer_auth(&learnt.access_token);
        request.send().await.unwrap().json().await.unwrap()
    }
}

pub fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(other, _)| other == name).map(|(_, value)| value.into_owned())
}
