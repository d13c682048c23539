//! Keys that a client publishes (oidcc-registration-jwks-uri), and what is never fetched.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use openid::Issuer;
use openid::client::Client;
use openid::provider::{Provider, Settings};
use protocol::jose::{Algorithm, Signer, SoftwareKey};
use protocol::oidc::client_assertion;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use web::{Fetch, FetchSettings, Handle};

use crate::answers::Answer;
use crate::service::Service;
use crate::stage::{ISSUER, NOON, Stage};

/// A client's own server, which counts who asks.
#[derive(Clone)]
struct Published(Arc<Mutex<(Value, usize)>>);

impl Published {
    fn new(keys: &[&SoftwareKey]) -> Self {
        let published = Self(Arc::default());
        published.publish(keys);
        published
    }

    fn publish(&self, keys: &[&SoftwareKey]) {
        let keys: Vec<_> = keys.iter().map(|key| key.public()).collect();
        self.0.lock().unwrap().0 = json!({ "keys": keys });
    }

    fn asked(&self) -> usize {
        self.0.lock().unwrap().1
    }

    fn serve(&self, listener: TcpListener) {
        async fn jwks(State(published): State<Published>) -> Json<Value> {
            let mut published = published.0.lock().unwrap();
            published.1 += 1;
            Json(published.0.clone())
        }
        let router = Router::new().route("/jwks", get(jwks)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
    }
}

fn client(port: u16) -> Client {
    let registration = Service::health().registration();
    let start = registration.find("jwks = ").unwrap();
    let uri = format!("jwks_uri = \"http://localhost:{port}/jwks\"\n");
    toml::from_str(&format!("{}{uri}", &registration[..start])).unwrap()
}

fn provider(stage: &Stage, port: u16, allow_private: bool) -> Provider {
    let settings = Settings {
        issuer: Issuer::parse(ISSUER).unwrap(),
        acr: protocol::oidc::AcrSpelling::default(),
        logout: false,
        authorization_details_types: &[],
        anchor: None,
    };
    let fetch = Fetch::new(&FetchSettings { allow_private }).unwrap();
    let (db, keys) = (stage.db.clone(), stage.keys.clone());
    Provider::open(settings, vec![client(port)], db, keys, &fetch).unwrap()
}

async fn push(provider: &Provider, key: &SoftwareKey) -> Answer {
    let id = Handle::random();
    let assertion = client_assertion::create(key, "health", ISSUER, id.reveal(), NOON).unwrap();
    let service = Service::health();
    let call = Service::call_asserting(&service.request(), &assertion);
    Answer::read(provider.push(call, NOON).await).await
}

#[tokio::test]
async fn oidcc_registration_jwks_uri_and_refresh_token_rp_key_rotation() {
    let [old, new] = [(); 2].map(|()| SoftwareKey::generate(Algorithm::ES256).unwrap());
    for stage in Stage::with(&[]).await.into_iter().take(1) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let published = Published::new(&[&old]);
        published.serve(listener);
        let provider = provider(&stage, port, true);
        for _ in 0..3 {
            assert_eq!(push(&provider, &old).await.status, 201);
        }
        assert_eq!(published.asked(), 1, "the keys are fetched once");
        published.publish(&[&new]);
        let stranger = SoftwareKey::generate(Algorithm::ES256).unwrap();
        for _ in 0..20 {
            assert_eq!(push(&provider, &stranger).await.status, 401);
        }
        assert_eq!(published.asked(), 1, "invented keys do not make us ask again and again");
        tokio::time::sleep(Duration::from_millis(10_100)).await;
        assert_eq!(push(&provider, &new).await.status, 201, "found by its unknown key id");
        assert_eq!(push(&provider, &old).await.status, 401, "and the old one is gone");
        assert_eq!(published.asked(), 2);
    }
}

#[tokio::test]
async fn keys_that_cannot_be_fetched_are_told_to_the_client_and_found_later() {
    let key = SoftwareKey::generate(Algorithm::ES256).unwrap();
    for stage in Stage::with(&[]).await.into_iter().take(1) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let provider = provider(&stage, port, true);
        let answer = push(&provider, &key).await;
        assert_eq!(answer.error(), (401, "invalid_client".to_owned()));
        assert!(answer.text("error_description").contains("fetched"), "{}", answer.body);
        Published::new(&[&key]).serve(TcpListener::bind(("127.0.0.1", port)).await.unwrap());
        assert_eq!(push(&provider, &key).await.status, 201, "only good answers are kept");
    }
}

#[tokio::test]
async fn a_jwks_uri_that_leads_inside_is_not_fetched() {
    let key = SoftwareKey::generate(Algorithm::ES256).unwrap();
    for stage in Stage::with(&[]).await.into_iter().take(1) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let published = Published::new(&[&key]);
        published.serve(listener);
        let provider = provider(&stage, port, false);
        assert_eq!(push(&provider, &key).await.status, 401);
        assert_eq!(published.asked(), 0);
    }
}
