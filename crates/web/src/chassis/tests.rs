//! The chassis seen through its router, as a browser sees it.

use std::future::pending;

use axum::body::{Body, to_bytes};
use axum::routing::{get, post};
use domain::{Language, Timestamp};
use http::Request;
use tower::ServiceExt;

use super::*;
use crate::{Clock, Params, see_other};

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(1_800_000_000)
    }
}

#[derive(Template)]
#[template(source = "<h1>{{ name }}</h1>", ext = "html")]
struct Hello {
    name: String,
}

const SCRIPT: Asset =
    Asset { name: "hello.js", kind: Kind::JavaScript, body: b"export const hello = 1;" };

fn chassis(url: &str) -> Chassis {
    let server = serde_json::from_value(serde_json::json!({
        "listen": "127.0.0.1:0", "url": url, "database": "sqlite:x.db", "seal_key_file": "x",
    }));
    Chassis::new(Settings {
        role: "gateway",
        server: &server.unwrap(),
        name: Localized::same("The Gate & Co"),
        clock: Arc::new(Still),
        endpoints: &["/token", "/open/"],
        api: vec!["/token", "/phone/"],
        assets: &[SCRIPT],
    })
    .unwrap()
}

async fn panics() -> StatusCode {
    panic!("sesame")
}

fn router_at(url: &str) -> Router {
    let mut chassis = chassis(url);
    Arc::get_mut(&mut chassis.0).unwrap().time_limit = Duration::from_millis(500);
    let shared = chassis.clone();
    let hello = async move |visitor: Visitor| {
        let name = format!("<{}>", visitor.now.seconds());
        let page = shared.page(&visitor, "Hello", Hello { name }).script("hello.js");
        page.form_origin("https://partner.example").refresh(5)
    };
    let limit = chassis.limit(1, Duration::from_hours(1));
    let router = Router::new()
        .route("/", get(hello))
        .route("/form", post(|params: Params| async move { format!("{:?}", params.first("a")) }))
        .route("/token", post(|| async { "token" }))
        .route("/fault", get(|| async { Fault::because("sesame") }))
        .route("/phone/fault", get(|| async { Fault::because("sesame") }))
        .route("/panic", get(panics))
        .route("/forever", get(|| async { pending::<()>().await }))
        .route("/away", get(|| async { see_other("https://partner.example/cb") }))
        .route("/once", get(async move || limit.check("ana").map(|()| "once")))
        .route("/bare", get(|| async { StatusCode::UNAUTHORIZED }));
    chassis.finish(router, None, Vec::new()).router
}

fn router() -> Router {
    router_at("http://localhost:8000")
}

struct Answer {
    status: StatusCode,
    headers: http::HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

async fn ask_at(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    Answer { status: parts.status, headers: parts.headers, body }
}

async fn ask(request: http::request::Builder) -> Answer {
    ask_at(&router(), request.body(Body::empty()).unwrap()).await
}

fn form(path: &str, body: impl Into<Body>) -> Request<Body> {
    Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body.into())
        .unwrap()
}

#[tokio::test]
async fn a_page_stands_in_its_frame() {
    let answer = ask(Request::get("/?a=1&lang=fr")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.contains("<html lang=\"fr\">"));
    assert!(answer.body.contains("<title>Hello – The Gate &#38; Co</title>"), "{}", answer.body);
    assert!(answer.body.contains("<h1>&#60;1800000000&#62;</h1>"), "{}", answer.body);
    assert!(answer.body.contains("lang=\"de\" hreflang=\"de\">Deutsch</a>"));
    assert!(answer.body.contains("href=\"/?a=1&#38;lang=nl\""), "{}", answer.body);
    assert!(answer.body.contains("<noscript><meta http-equiv=\"refresh\" content=\"5\">"));
    assert!(answer.header("set-cookie").starts_with("gateway_language=fr; HttpOnly"));
    assert!(!answer.body.contains("<style") && !answer.body.contains(" style="));
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{policy}");
    assert!(policy.ends_with("form-action 'self' https://partner.example"), "{policy}");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("referrer-policy"), "same-origin");
    assert_eq!(answer.header("strict-transport-security"), "");
}

#[tokio::test]
async fn https_is_held_to() {
    let request = Request::get("/?lang=nl").body(Body::empty()).unwrap();
    let answer = ask_at(&router_at("https://login.example"), request).await;
    assert!(answer.header("strict-transport-security").starts_with("max-age=63072000"));
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-gateway_language=nl") && cookie.contains("Secure"));
}

#[tokio::test]
async fn assets_may_be_kept_for_ever() {
    let chassis = chassis("http://localhost:8000");
    for (name, kind) in [("hello.js", "text/javascript"), (STYLESHEET, "text/css")] {
        let answer = ask(Request::get(chassis.asset(name))).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}");
        assert!(answer.header("content-type").starts_with(kind));
        assert!(answer.header("cache-control").contains("immutable"));
    }
    assert_eq!(ask(Request::get("/assets/hello.js")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_fault_shows_a_reference_and_nothing_else() {
    for path in ["/fault", "/panic"] {
        let answer = ask(Request::get(path).header("accept-language", "nl")).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(answer.body.contains("Er ging iets mis"), "{}", answer.body);
        assert!(answer.body.contains("class=\"reference\""), "{}", answer.body);
        assert!(!answer.body.contains("sesame"));
    }
    let answer = ask(Request::get("/phone/fault").header("accept-language", "de")).await;
    let told: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(told["error"], "server_error");
    assert_eq!(told["message"], "Etwas ist schiefgegangen");
    assert_eq!(told["reference"].as_str().unwrap().len(), 10);
}

#[tokio::test]
async fn every_problem_is_a_page_in_every_language() {
    for language in Language::ALL {
        for (request, status) in [
            (Request::get("/nowhere"), StatusCode::NOT_FOUND),
            (Request::get("/%00"), StatusCode::NOT_FOUND),
            (Request::delete("/form"), StatusCode::METHOD_NOT_ALLOWED),
            (Request::post("/form"), StatusCode::UNSUPPORTED_MEDIA_TYPE),
            (Request::post("/form").header("origin", "null"), StatusCode::FORBIDDEN),
            (Request::get("/bare"), StatusCode::UNAUTHORIZED),
        ] {
            let answer = ask(request.header("accept-language", language.tag())).await;
            assert_eq!(answer.status, status);
            assert!(answer.body.contains(&format!("<html lang=\"{language}\">")), "{status}");
            assert!(!answer.body.contains("problem-"), "a text is missing: {}", answer.body);
        }
    }
    assert_eq!(ask(Request::delete("/form")).await.header("allow"), "POST");
}

#[tokio::test]
async fn programs_are_told_in_json() {
    let answer = ask(Request::get("/token")).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.header("content-type"), "application/json");
    let answer = ask(Request::get("/nowhere").header("accept", "application/json")).await;
    assert_eq!(answer.header("content-type"), "application/json");
}

#[tokio::test]
async fn what_is_too_large_is_refused() {
    let answer = ask_at(&router(), form("/form", "a=".to_owned() + &"x".repeat(300_000))).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let answer = ask_at(&router(), form("/form", "a=".to_owned() + &"x".repeat(70_000))).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(ask_at(&router(), form("/form", "a=1")).await.body, "Some(\"1\")");
}

#[tokio::test]
async fn other_sites_may_post_to_protocol_endpoints_only() {
    for (path, status) in [("/form", StatusCode::FORBIDDEN), ("/token", StatusCode::OK)] {
        let mut request = form(path, "a=1");
        request.headers_mut().insert("origin", HeaderValue::from_static("https://evil.example"));
        assert_eq!(ask_at(&router(), request).await.status, status);
    }
}

#[tokio::test]
async fn a_handler_that_never_ends_is_ended() {
    let answer = ask(Request::get("/forever")).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_limit_says_when_to_come_back() {
    let router = router();
    let request = || Request::get("/once").body(Body::empty()).unwrap();
    assert_eq!(ask_at(&router, request()).await.status, StatusCode::OK);
    let answer = ask_at(&router, request()).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.header("retry-after"), "3600");
    assert!(answer.body.contains("Too many attempts"));
}

#[tokio::test]
async fn metrics_are_for_those_who_watch_over_the_machine() {
    let router = router();
    let metrics = |peer: &str, relayed: bool| {
        let mut request = Request::get("/metrics").body(Body::empty()).unwrap();
        let peer: SocketAddr = format!("{peer}:4711").parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        if relayed {
            request.headers_mut().insert("forwarded", HeaderValue::from_static("for=9.9.9.9"));
        }
        request
    };
    ask_at(&router, Request::get("/away").body(Body::empty()).unwrap()).await;
    ask_at(&router, Request::get("/secret/handle").body(Body::empty()).unwrap()).await;
    let answer = ask_at(&router, metrics("127.0.0.1", false)).await;
    let line =
        "http_requests_total{role=\"gateway\",method=\"GET\",route=\"/away\",status=\"303\"} 1";
    assert!(answer.body.contains(line), "{}", answer.body);
    assert!(answer.body.contains("route=\"unmatched\"") && !answer.body.contains("handle"));
    assert!(answer.body.contains("http_request_seconds_bucket{"), "{}", answer.body);
    assert!(answer.body.contains("\nprocess_cpu_seconds_total "));
    assert!(answer.body.contains("\nprocess_resident_memory_bytes "));
    for request in [metrics("192.0.2.1", false), metrics("127.0.0.1", true)] {
        assert_eq!(ask_at(&router, request).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_role_says_whether_it_lives_and_is_ready() {
    assert_eq!(ask(Request::get("/health/live")).await.status, StatusCode::OK);
    assert_eq!(ask(Request::get("/health/ready")).await.status, StatusCode::OK);
    let chassis = chassis("http://localhost:8000");
    let role = chassis.finish(Router::new(), None, Vec::new());
    chassis.closing().cancel();
    let request = Request::get("/health/ready").body(Body::empty()).unwrap();
    let answer = ask_at(&role.router, request).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
}
