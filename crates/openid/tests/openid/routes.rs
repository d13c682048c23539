//! The routes that every provider shares, through the chassis.

use std::sync::Arc;

use axum::body::Body;
use domain::{Localized, Timestamp};
use http::{Method, Request, header};
use openid::provider::Provider;
use tower::ServiceExt;
use web::{Chassis, Clock, Listen, Role, Settings};

use crate::answers::Answer;
use crate::service::Service;
use crate::stage::{NOON, Stage};

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        NOON
    }
}

/// A role that has these routes and no others.
pub fn role(provider: &Provider, url: &str) -> Role {
    let server: Listen = toml::from_str(&format!(
        "listen = \"127.0.0.1:0\"\nurl = \"{url}\"\ndatabase = \"sqlite:unused\"\n\
         seal_key_file = \"unused\"\n"
    ))
    .unwrap();
    let settings = Settings {
        role: "provider",
        server: &server,
        name: Localized::same("Provider"),
        clock: Arc::new(Noon),
        endpoints: Provider::ENDPOINTS,
        api: Provider::API.to_vec(),
        assets: &[],
    };
    Chassis::new(settings).unwrap().finish(provider.routes(), None, vec![])
}

async fn send(
    stage: &Stage,
    method: Method,
    path: &str,
    body: &str,
    more: &[(&str, &str)],
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in more {
        request = request.header(*name, *value);
    }
    if !body.is_empty() {
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let router = role(&stage.provider, "https://provider.example").router;
    Answer::read(router.oneshot(request).await.unwrap()).await
}

#[tokio::test]
async fn metadata_and_keys_are_for_everyone_and_may_be_kept_for_a_while() {
    for stage in Stage::everywhere().await {
        for path in ["/.well-known/openid-configuration", "/jwks"] {
            let answer = send(&stage, Method::GET, path, "", &[]).await;
            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(answer.header(header::CONTENT_TYPE), "application/json");
            assert_eq!(answer.header(header::CACHE_CONTROL), "public, max-age=3600");
            assert_eq!(answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
        }
    }
}

#[tokio::test]
async fn fapi2_par_with_a_wrong_verb_and_other_bodies_are_refused_in_json() {
    for stage in Stage::everywhere().await {
        for (method, path) in
            [(Method::GET, "/par"), (Method::PUT, "/par"), (Method::GET, "/token")]
        {
            let answer = send(&stage, method.clone(), path, "", &[]).await;
            assert_eq!(answer.status, 405, "{method} {path}");
            assert_eq!(answer.header(header::CONTENT_TYPE), "application/json");
        }
        for body in ["a=%ff", "a=%zz"] {
            let answer = send(&stage, Method::POST, "/token", body, &[]).await;
            assert_eq!(answer.error(), (400, "invalid_request".to_owned()), "{body}");
        }
        let json = [("content-type", "application/json")];
        let answer = send(&stage, Method::POST, "/token", "", &json).await;
        assert_eq!(answer.error(), (401, "invalid_client".to_owned()));
    }
}

#[tokio::test]
async fn a_whole_login_over_http_by_a_client_with_a_secret() {
    for stage in Stage::everywhere().await {
        let service = Service::tax();
        let code = stage.code(&service, "Ana").await;
        let form: web::Params = service.code_form(&code).into_iter().collect();
        let basic = protocol::oidc::client_authentication::basic_header("tax", &service.secret());
        let more = [("authorization", basic.as_str()), ("sec-fetch-site", "cross-site")];
        let answer = send(&stage, Method::POST, "/token", &form.encode(), &more).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
        let token = format!("bearer {}", answer.text("access_token"));
        for method in [Method::GET, Method::POST] {
            let more = [("authorization", token.as_str())];
            let answer = send(&stage, method, "/userinfo", "", &more).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            assert!(answer.json().contains_key("sub"));
        }
        let in_query = format!("/userinfo?access_token={}", answer.text("access_token"));
        let answer = send(&stage, Method::GET, &in_query, "", &[]).await;
        assert_eq!(answer.status, 401, "never from the query");
    }
}

#[tokio::test]
async fn the_script_of_the_form_post_page_is_served() {
    for stage in Stage::everywhere().await {
        let answer = send(&stage, Method::GET, "/form_post.js", "", &[]).await;
        assert_eq!(answer.status, 200);
        assert!(answer.header(header::CONTENT_TYPE).starts_with("text/javascript"));
    }
}
