//! Every route as every stranger.

use http::Method;
use serde_json::json;

use super::common::{Ask, Operator, Phone};

/// What needs a session.
const PHONE: [(Method, &str); 17] = [
    (Method::GET, "me"),
    (Method::GET, "requests"),
    (Method::POST, "scans"),
    (Method::GET, "requests/ID"),
    (Method::POST, "requests/ID/open"),
    (Method::POST, "requests/ID/approve"),
    (Method::POST, "requests/ID/decline"),
    (Method::GET, "history"),
    (Method::GET, "history/ID/receipt"),
    (Method::GET, "devices"),
    (Method::DELETE, "devices/ID"),
    (Method::GET, "enrolments"),
    (Method::POST, "enrolments/ID/refuse"),
    (Method::POST, "block"),
    (Method::PUT, "push"),
    (Method::DELETE, "push"),
    (Method::GET, "events"),
];

#[tokio::test]
async fn without_a_session_nothing_of_the_phone_api_answers() {
    let operator = Operator::start().await;
    let mut nobody = Phone::new(&operator);
    for (method, path) in PHONE {
        let body = json!({});
        let body = (method != Method::GET).then_some(&body);
        let got = nobody.call(method.clone(), path, body).await;
        assert_eq!((got.status, got.refusal().as_str()), (401, "signed_out"), "{method} {path}");
    }
}

#[tokio::test]
async fn with_a_strangers_session_a_request_does_not_exist() {
    let operator = Operator::start().await;
    let (mut ana, mut ben) = (operator.ana().await, operator.ben().await);
    let mut browser = operator.partner().ask(&Ask::default()).await;
    browser.type_number("0470000001").await;
    let id = ana.waiting().await.remove(0);
    let question = ana.get(&format!("requests/{id}")).await.ok();
    let digits = browser.digits().await;
    let mut open = question.clone();
    open["allow_credentials"] = json!([]);
    let yes = ben.yes(&open, Some(&digits));
    for (path, body) in
        [("", None), ("/approve", Some(&yes)), ("/decline", Some(&json!({ "report": true })))]
    {
        let method = if body.is_some() { Method::POST } else { Method::GET };
        let got = ben.call(method, &format!("requests/{id}{path}"), body).await;
        assert_eq!((got.status, got.refusal().as_str()), (404, "request_unknown"), "{path}");
    }
    assert_eq!(browser.state().await, "shown");
}

#[tokio::test]
async fn errors_are_in_the_language_of_the_caller_and_name_nobody() {
    let operator = Operator::start().await;
    for (language, words) in [
        ("nl", "Meld u opnieuw aan"),
        ("fr", "Reconnectez-vous"),
        ("de", "Melden Sie sich"),
        ("en", "Sign in"),
    ] {
        let request = http::Request::builder()
            .uri("/phone/v1/me")
            .header("accept-language", language)
            .body(axum::body::Body::empty());
        let got = operator.send(request.unwrap()).await;
        assert!(got.json()["message"].as_str().unwrap().starts_with(words), "{got:?}");
    }
}

#[tokio::test]
async fn discovery_names_the_routes() {
    let operator = Operator::start().await;
    let mut browser = operator.browser();
    let metadata = browser.get("/.well-known/openid-configuration").await.ok();
    assert_eq!(metadata["issuer"], "http://localhost:8001");
    assert_eq!(metadata["authorization_endpoint"], "http://localhost:8001/authorize");
    assert_eq!(metadata["authorization_details_types_supported"], json!(["service_login"]));
    assert_eq!(metadata["subject_types_supported"], json!(["pairwise"]));
    let keys = browser.get("/jwks").await.ok();
    assert!(!keys["keys"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn no_personal_data_lies_open_in_the_database_of_logins() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    ana.scan_and_approve(&mut browser).await.ok();
    let code = super::common::Browser::code_in(&browser.finish().await);
    for (place, bytes) in testdb::contents(&operator.database) {
        let handles = [
            code.clone(),
            browser.page.rsplit('/').next().unwrap().to_owned(),
            browser.cookies["mobile_browser"].clone(),
            ana.cookie.clone().unwrap().split_once('=').unwrap().1.to_owned(),
            browser.scan_handle(),
        ];
        for handle in handles {
            let found = bytes.windows(handle.len()).any(|part| part == handle.as_bytes());
            assert!(!found, "a handle lies open in {place}");
        }
    }
}

#[tokio::test]
async fn an_operator_may_hold_back_floods_of_requests() {
    let operator =
        Operator::with(|config| config["limits"] = json!({ "requests_per_minute": 3 })).await;
    let mut browser = operator.browser();
    for _ in 0..3 {
        operator.partner().ask_in(&mut browser, &Ask::default()).await;
    }
    let address = operator.partner().push(&Ask::default()).await;
    let got = browser.get(&address).await;
    assert_eq!(got.status, 429);
    assert!(!got.header("retry-after").is_empty());
}
