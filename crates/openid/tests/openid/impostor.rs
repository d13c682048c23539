//! A provider that answers whatever the test wants, over HTTP: the mirror of the conformance
//! suite's relying party plans.

use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use protocol::jose::{Algorithm, Signer, SoftwareKey, jws};
use protocol::oidc::id_token::half_hash;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::stage::NOON;

#[derive(Clone)]
pub struct Impostor {
    pub issuer: String,
    pub key: Arc<SoftwareKey>,
    script: Arc<Mutex<Script>>,
}

struct Script {
    metadata: Value,
    jwks: Value,
    token: (StatusCode, Value),
    userinfo: Value,
    token_calls: usize,
}

impl Impostor {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let key = Arc::new(SoftwareKey::generate(Algorithm::ES256).unwrap());
        let script = Script {
            metadata: json!({
                "issuer": issuer,
                "authorization_endpoint": format!("{issuer}/authorize"),
                "token_endpoint": format!("{issuer}/token"),
                "userinfo_endpoint": format!("{issuer}/userinfo"),
                "jwks_uri": format!("{issuer}/jwks"),
                "authorization_response_iss_parameter_supported": true,
            }),
            jwks: json!({ "keys": [key.public()] }),
            token: (StatusCode::OK, Value::Null),
            userinfo: json!({ "sub": "ana" }),
            token_calls: 0,
        };
        let impostor = Self { issuer, key, script: Arc::new(Mutex::new(script)) };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/jwks", get(jwks))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .with_state(impostor.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        impostor
    }

    pub fn metadata(&self, name: &str, value: Value) {
        self.script.lock().unwrap().metadata[name] = value;
    }

    pub fn jwks(&self, jwks: Value) {
        self.script.lock().unwrap().jwks = jwks;
    }

    pub fn userinfo(&self, answer: Value) {
        self.script.lock().unwrap().userinfo = answer;
    }

    pub fn refuse(&self, status: u16, body: Value) {
        self.script.lock().unwrap().token = (StatusCode::from_u16(status).unwrap(), body);
    }

    /// What the token endpoint answers to any code.
    pub fn answer(&self, id_token: &str) {
        let body = json!({
            "access_token": "token", "token_type": "bearer", "expires_in": 600,
            "id_token": id_token,
        });
        self.refuse(200, body);
    }

    pub fn token_calls(&self) -> usize {
        self.script.lock().unwrap().token_calls
    }

    /// A good ID token, with claims exchanged or left out where the value is null.
    pub fn claims(&self, nonce: &str, changes: &Value) -> Value {
        let mut claims = json!({
            "iss": self.issuer, "sub": "ana", "aud": "gateway", "nonce": nonce,
            "iat": NOON.seconds(), "exp": NOON.seconds() + 600, "auth_time": NOON.seconds(),
            "acr": "http://eidas.europa.eu/LoA/substantial",
            "at_hash": half_hash(Algorithm::ES256, "token"),
        });
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        claims
    }

    pub fn sign(&self, nonce: &str, changes: &Value) -> String {
        jws::sign(&*self.key, "JWT", &self.claims(nonce, changes)).unwrap()
    }
}

async fn metadata(State(impostor): State<Impostor>) -> Response {
    Json(impostor.script.lock().unwrap().metadata.clone()).into_response()
}

async fn jwks(State(impostor): State<Impostor>) -> Response {
    Json(impostor.script.lock().unwrap().jwks.clone()).into_response()
}

async fn token(State(impostor): State<Impostor>) -> Response {
    let mut script = impostor.script.lock().unwrap();
    script.token_calls += 1;
    let (status, body) = script.token.clone();
    (status, Json(body)).into_response()
}

async fn userinfo(State(impostor): State<Impostor>) -> Response {
    Json(impostor.script.lock().unwrap().userinfo.clone()).into_response()
}
