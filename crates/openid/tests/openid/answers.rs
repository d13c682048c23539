//! Reading what the endpoints answer, as a service does.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use openid::provider::ClientCall;
use protocol::jose::Algorithm;
use protocol::oidc::id_token::{self, IdTokenClaims};
use serde_json::{Map, Value};

use crate::service::{Service, bearer, call};
use crate::stage::{ISSUER, NOON, Stage};

/// An answer, taken apart.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub async fn read(response: impl IntoResponse) -> Self {
        let response: Response = response.into_response();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        Self { status: parts.status, headers: parts.headers, body }
    }

    pub fn json(&self) -> Map<String, Value> {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn text(&self, name: &str) -> String {
        self.json()[name].as_str().unwrap().to_owned()
    }

    pub fn error(&self) -> (u16, String) {
        (self.status.as_u16(), self.text("error"))
    }

    pub fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// What a service has after a whole login.
pub struct LoggedIn {
    pub access_token: String,
    pub id_token: String,
    pub claims: IdTokenClaims,
}

impl Stage {
    pub async fn redeem(&self, call: ClientCall) -> Answer {
        Answer::read(self.provider.redeem(call, NOON).await).await
    }

    pub async fn push(&self, call: ClientCall) -> Answer {
        Answer::read(self.provider.push(call, NOON).await).await
    }

    pub async fn userinfo(&self, token: &str) -> Answer {
        let call = call(&[], Some(&format!("Bearer {token}")));
        Answer::read(self.provider.userinfo(&call, NOON).await).await
    }

    /// Whether an access token still opens anything.
    pub async fn opens(&self, token: &str) -> bool {
        self.provider.bearer(&bearer(token), NOON).await.is_ok()
    }

    pub async fn log_in(&self, service: &Service, person: &str) -> LoggedIn {
        let code = self.code(service, person).await;
        self.log_in_with(service, &code).await
    }

    pub async fn log_in_with(&self, service: &Service, code: &str) -> LoggedIn {
        let answer = self.redeem(service.call(&service.code_form(code))).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let (access_token, id_token) = (answer.text("access_token"), answer.text("id_token"));
        let claims = self.verified(service, &id_token, &access_token);
        LoggedIn { access_token, id_token, claims }
    }

    /// The claims of an ID token, checked as a relying party must.
    pub fn verified(&self, service: &Service, id_token: &str, access_token: &str) -> IdTokenClaims {
        let expected = id_token::Expectation {
            issuer: ISSUER,
            client_id: service.id,
            algorithms: &[Algorithm::RS256, Algorithm::ES256],
            nonce: "the nonce",
            access_token: Some(access_token),
            minimum: None,
            max_age: None,
            now: NOON,
        };
        id_token::verify(id_token, &self.provider.jwks(NOON), &expected).unwrap()
    }
}
