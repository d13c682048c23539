use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use futures_util::{StreamExt, stream};

use super::*;
use crate::see_other;

/// A server on this machine that counts how often it was asked.
struct Server {
    url: Url,
    asked: Arc<AtomicUsize>,
}

async fn server() -> Server {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = asked.clone();
    let count = move || format!("{}", counter.fetch_add(1, Ordering::SeqCst) + 1);
    let slow = count.clone();
    let flaky = asked.clone();
    let endless = || async {
        let chunks = stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(vec![b'x'; 4096])));
        Body::from_stream(chunks)
    };
    let dripping = || async {
        let drop = stream::pending::<Result<Bytes, std::io::Error>>();
        Body::from_stream(stream::once(async { Ok(Bytes::from("x")) }).chain(drop))
    };
    let router = Router::new()
        .route("/count", get(async move || count()))
        .route(
            "/slow",
            get(async move || {
                tokio::time::sleep(Duration::from_millis(100)).await;
                slow()
            }),
        )
        .route(
            "/flaky",
            get(async move || {
                let first = flaky.fetch_add(1, Ordering::SeqCst) == 0;
                if first { StatusCode::BAD_GATEWAY } else { StatusCode::OK }
            }),
        )
        .route("/endless", get(endless))
        .route("/dripping", get(dripping))
        .route("/away", get(|| async { see_other("/count") }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move { axum::serve(listener, router).await });
    Server { url: url.parse().unwrap(), asked }
}

fn at(server: &Server, path: &str) -> Url {
    server.url.join(path).unwrap()
}

fn fetch(allow_private: bool) -> Fetch {
    let mut fetch = Fetch::new(&FetchSettings { allow_private }).unwrap();
    fetch.time_limit = Duration::from_secs(1);
    fetch
}

#[test]
fn what_is_signed_may_come_over_plain_http_and_still_not_from_private_addresses() {
    let url = |text: &str| Url::parse(text).unwrap();
    let settings = FetchSettings { allow_private: false };
    let (usual, signed) = (Fetch::new(&settings).unwrap(), Fetch::for_signed(&settings).unwrap());
    assert!(usual.check(&url("http://crl.example/citizen.crl")).is_err());
    assert!(signed.check(&url("http://crl.example/citizen.crl")).is_ok());
    for private in
        ["http://127.0.0.1/", "http://[::1]/", "ftp://crl.example/", "http://a@b.example/"]
    {
        assert!(signed.check(&url(private)).is_err(), "{private}");
    }
}

#[tokio::test]
async fn a_name_that_leads_to_a_private_address_is_refused_for_what_is_signed_too() {
    let server = server().await;
    let signed = Fetch::for_signed(&FetchSettings { allow_private: false }).unwrap();
    assert!(matches!(signed.get(&at(&server, "/count")).await, Err(FetchError::Refused)));
    assert_eq!(server.asked.load(Ordering::SeqCst), 0);
}

const HOUR: Duration = Duration::from_hours(1);

#[tokio::test]
async fn private_addresses_are_refused_however_they_are_written() {
    let server = server().await;
    let port = server.url.port().unwrap();
    for url in [
        format!("http://localhost:{port}/count"),
        format!("https://localhost:{port}/count"),
        format!("https://127.0.0.1:{port}/count"),
        format!("https://2130706433:{port}/count"),
        format!("https://0x7f.1:{port}/count"),
        format!("https://0177.0.0.1:{port}/count"),
        format!("https://[::1]:{port}/count"),
        format!("https://[::ffff:127.0.0.1]:{port}/count"),
        format!("https://0.0.0.0:{port}/count"),
        "https://169.254.169.254/latest/meta-data".to_owned(),
        "https://user:pass@example.org/".to_owned(),
        "ftp://example.org/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "data:text/plain,x".to_owned(),
    ] {
        let refused = fetch(false).get(&url.parse().unwrap()).await;
        assert!(matches!(refused, Err(FetchError::Refused)), "{url}: {refused:?}");
    }
    assert_eq!(server.asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_laptop_may_allow_its_own() {
    let server = server().await;
    assert_eq!(fetch(true).get(&at(&server, "count")).await.unwrap().body, "1");
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let server = server().await;
    let answer = fetch(true).get(&at(&server, "away")).await;
    assert!(matches!(answer, Err(FetchError::Status(StatusCode::SEE_OTHER))), "{answer:?}");
}

#[tokio::test]
async fn size_and_time_are_limited() {
    let server = server().await;
    let answer = fetch(true).get(&at(&server, "endless")).await;
    assert!(matches!(answer, Err(FetchError::TooLarge)), "{answer:?}");
    let answer = fetch(true).get(&at(&server, "dripping")).await;
    assert!(matches!(answer, Err(FetchError::Timeout)), "{answer:?}");
}

#[tokio::test]
async fn many_who_ask_at_once_cause_one_call() {
    let server = server().await;
    let (fetch, url) = (fetch(true), at(&server, "slow"));
    let answers = (0..20).map(|_| fetch.cached(&url, HOUR));
    for answer in futures_util::future::join_all(answers).await {
        assert_eq!(answer.unwrap().body, "1");
    }
    assert_eq!(fetch.cached(&url, HOUR).await.unwrap().body, "1");
    assert_eq!(fetch.renewed(&url).await.unwrap().body, "1", "renewed a moment ago");
}

#[tokio::test]
async fn bad_answers_are_not_kept() {
    let server = server().await;
    let (fetch, url) = (fetch(true), at(&server, "flaky"));
    assert!(fetch.cached(&url, HOUR).await.is_err());
    assert!(fetch.cached(&url, HOUR).await.is_ok());
}

#[tokio::test]
async fn nobody_there_is_an_error_that_holds_no_path() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let url = format!("http://127.0.0.1:{port}/handle").parse().unwrap();
    let error = fetch(true).get(&url).await.unwrap_err();
    assert!(matches!(error, FetchError::Unreachable(_)) && !error.to_string().contains("handle"));
}
