//! What open pages and phones are told, as it happens.

use std::time::Duration;

use axum::body::Body;
use http::Request;
use http_body_util::BodyExt;

use super::common::{Ask, Browser, Operator, Phone};

/// An open stream of events.
struct Stream {
    body: Body,
    text: String,
}

impl Stream {
    async fn open(operator: &Operator, path: &str, cookies: &str) -> Self {
        use tower::ServiceExt;
        let request = Request::builder().uri(path).header("cookie", cookies).body(Body::empty());
        let response = operator.router.clone().oneshot(request.unwrap()).await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { body: response.into_body(), text: String::new() }
    }

    /// Waits until the stream has said `words`.
    async fn until(&mut self, words: &str) {
        let heard = async {
            while !self.text.contains(words) {
                let frame = self.body.frame().await.expect("the stream ended").unwrap();
                self.text.push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
            }
        };
        let heard = tokio::time::timeout(Duration::from_secs(20), heard).await;
        assert!(heard.is_ok(), "not heard: {words}, but {}", self.text);
    }

    async fn ends(mut self) {
        let end = async { while self.body.frame().await.is_some() {} };
        tokio::time::timeout(Duration::from_secs(20), end).await.expect("the stream goes on");
    }
}

fn cookies(browser: &Browser<'_>) -> String {
    let pairs = browser.cookies.iter().map(|(name, value)| format!("{name}={value}"));
    pairs.collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn the_page_follows_the_phone() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    let mut page = Stream::open(&operator, &browser.at("events"), &cookies(&browser)).await;
    page.until("\"state\":\"asked\"").await;
    let question = ana.scan(&browser).await.ok();
    page.until("\"state\":\"shown\"").await;
    let digits = browser.digits().await;
    ana.approve(&question, Some(&digits)).await.ok();
    page.until("\"state\":\"approved\"").await;
    page.until("/finish").await;
    page.ends().await;
}

#[tokio::test]
async fn an_open_app_hears_of_a_request_and_of_its_end() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let cookie = ana.cookie.clone().unwrap();
    let mut app = Stream::open(&operator, "/phone/v1/events", &cookie).await;
    app.until("{\"added\":[],\"waiting\":[]}").await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    browser.type_number("0470000001").await;
    let id = ana.waiting().await.remove(0);
    app.until(&format!("event: request\ndata: {{\"added\":[],\"waiting\":[\"{id}\"]}}")).await;
    app.text.clear();
    let path = browser.at("cancel");
    browser.post(&path, &[]).await;
    app.until("{\"added\":[],\"waiting\":[]}").await;
}

#[tokio::test]
async fn an_open_app_hears_of_a_second_phone() {
    let operator = Operator::start().await;
    let first = operator.ana().await;
    let cookie = first.cookie.clone().unwrap();
    let mut app = Stream::open(&operator, "/phone/v1/events", &cookie).await;
    app.until("\"added\":[]").await;
    let second = operator.ana().await.enrolment_id().await;
    app.until(&format!("\"added\":[\"{second}\"]")).await;
}

#[tokio::test]
async fn a_blocked_phone_is_told_nothing_more() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let cookie = ana.cookie.clone().unwrap();
    let mut app = Stream::open(&operator, "/phone/v1/events", &cookie).await;
    app.until("waiting").await;
    ana.post("block", &serde_json::json!({})).await;
    app.ends().await;
}

#[tokio::test]
async fn a_stranger_hears_nothing() {
    let operator = Operator::start().await;
    assert_eq!(Phone::new(&operator).get("events").await.refusal(), "signed_out");
    let browser = operator.partner().ask(&Ask::default()).await;
    let mut other = operator.browser();
    let path = browser.at("events");
    assert_eq!(other.get(&path).await.refusal(), "other_browser");
}
