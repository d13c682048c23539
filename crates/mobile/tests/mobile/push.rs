//! Web Push: a phone learns that something waits, and nobody on the way learns what.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
use axum::Router;
use axum::extract::State;
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use serde_json::{Value, json};

use super::common::{Ask, Operator, Phone};

/// A push service, and the browser's half of a subscription to it.
#[derive(Clone)]
struct PushService {
    heard: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
    answer: Arc<Mutex<StatusCode>>,
    address: String,
}

impl PushService {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let service = Self {
            heard: Arc::default(),
            answer: Arc::new(Mutex::new(StatusCode::CREATED)),
            address: format!("http://{}/push/abc", listener.local_addr().unwrap()),
        };
        let router = Router::new().route("/push/abc", post(receive)).with_state(service.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        service
    }

    fn subscription(&self) -> Value {
        let key = PrivateKey::generate(&ECDH_P256).unwrap().compute_public_key().unwrap();
        json!({
            "endpoint": self.address,
            "expirationTime": null,
            "keys": {
                "p256dh": URL_SAFE_NO_PAD.encode(key.as_ref()),
                "auth": URL_SAFE_NO_PAD.encode([7; 16]),
            },
        })
    }

    fn heard(&self) -> Vec<(HeaderMap, Bytes)> {
        self.heard.lock().unwrap().clone()
    }

    /// What was heard once it is `count` messages: a post begins the delivery, and goes on.
    async fn heard_soon(&self, count: usize) -> Vec<(HeaderMap, Bytes)> {
        for _ in 0..200 {
            if self.heard().len() >= count {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let heard = self.heard();
        assert_eq!(heard.len(), count);
        heard
    }
}

async fn receive(
    State(service): State<PushService>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    service.heard.lock().unwrap().push((headers, body));
    *service.answer.lock().unwrap()
}

async fn subscribed<'a>(operator: &'a Operator, service: &PushService) -> Phone<'a> {
    let mut phone = operator.ana().await;
    let body = service.subscription();
    assert_eq!(phone.call(Method::PUT, "push", Some(&body)).await.status, 204);
    phone
}

async fn ring(operator: &Operator) {
    let mut browser = operator.partner().ask(&Ask::default()).await;
    browser.type_number("0470000001").await;
    operator.run("deliver notices").await;
}

#[tokio::test]
async fn a_request_rings_the_phone() {
    let operator = Operator::start().await;
    let service = PushService::start().await;
    let mut phone = subscribed(&operator, &service).await;
    let key = phone.get("push/key").await.ok()["key"].as_str().unwrap().to_owned();
    ring(&operator).await;
    let heard = service.heard_soon(1).await;
    let (headers, body) = &heard[0];
    assert_eq!(headers["content-encoding"], "aes128gcm");
    assert_eq!(headers["urgency"], "high");
    assert_eq!(headers["ttl"], "180", "it is worth nothing when the request is over");
    let authorization = headers["authorization"].to_str().unwrap();
    assert!(authorization.starts_with("vapid t=") && authorization.ends_with(&key));
    for secret in ["Ana", "Gateway", "request", "waiting"] {
        let found = body.windows(secret.len()).any(|part| part == secret.as_bytes());
        assert!(!found, "{secret} can be read on the way");
    }
    operator.run("deliver notices").await;
    assert_eq!(service.heard_soon(1).await.len(), 1, "once is enough");
}

#[tokio::test]
async fn a_push_service_that_is_down_is_asked_again() {
    let operator = Operator::start().await;
    let service = PushService::start().await;
    let _phone = subscribed(&operator, &service).await;
    *service.answer.lock().unwrap() = StatusCode::SERVICE_UNAVAILABLE;
    ring(&operator).await;
    operator.run("deliver notices").await;
    assert_eq!(service.heard_soon(1).await.len(), 1, "not at once");
    operator.pass(Duration::from_secs(20));
    *service.answer.lock().unwrap() = StatusCode::CREATED;
    operator.run("deliver notices").await;
    operator.pass(Duration::from_secs(20));
    operator.run("deliver notices").await;
    service.heard_soon(2).await;
}

#[tokio::test]
async fn a_browser_that_is_gone_is_forgotten() {
    let operator = Operator::start().await;
    let service = PushService::start().await;
    let mut phone = subscribed(&operator, &service).await;
    *service.answer.lock().unwrap() = StatusCode::GONE;
    ring(&operator).await;
    service.heard_soon(1).await;
    // The answer is on its way, and what follows from it is written a moment later.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let id = phone.waiting().await.remove(0);
    phone.decline(&id, false).await.ok();
    ring(&operator).await;
    service.heard_soon(1).await;
}

#[tokio::test]
async fn nobody_is_rung_after_unsubscribing() {
    let operator = Operator::start().await;
    let service = PushService::start().await;
    let mut phone = subscribed(&operator, &service).await;
    assert_eq!(phone.call(Method::DELETE, "push", None).await.status, 204);
    ring(&operator).await;
    assert!(service.heard().is_empty());
}

#[tokio::test]
async fn the_first_phone_is_told_of_a_second() {
    let operator = Operator::start().await;
    let service = PushService::start().await;
    let _first = subscribed(&operator, &service).await;
    let _second = operator.ana().await;
    operator.run("deliver notices").await;
    service.heard_soon(1).await;
}

#[tokio::test]
async fn a_subscription_that_is_none_is_refused() {
    let operator = Operator::start().await;
    let mut phone = operator.ana().await;
    for endpoint in ["ftp://push.example/x", "http://push.example/x", "nonsense"] {
        let mut body = PushService::start().await.subscription();
        body["endpoint"] = endpoint.into();
        let got = phone.call(Method::PUT, "push", Some(&body)).await;
        assert_eq!(got.refusal(), "malformed", "{endpoint}");
    }
}

#[tokio::test]
async fn a_push_to_the_own_network_is_not_sent() {
    let operator = Operator::with(|config| config["fetch"] = json!({})).await;
    let service = PushService::start().await;
    let _phone = subscribed(&operator, &service).await;
    ring(&operator).await;
    assert!(service.heard().is_empty());
}
