//! oidcc-rp-initiated-logout.

use domain::SessionId;
use openid::provider::{Leaving, NotLeaving};
use protocol::base64url;

use crate::service::Service;
use crate::stage::Stage;

fn leave(stage: &Stage, request: &[(&str, &str)]) -> Result<Leaving, NotLeaving> {
    stage.provider.leave(&request.iter().copied().collect())
}

fn reversed(signature: &str) -> String {
    let mut bytes = base64url::decode(signature).unwrap();
    bytes.reverse();
    base64url::encode(bytes)
}

fn session() -> SessionId {
    SessionId::new("session of the browser")
}

#[tokio::test]
async fn oidcc_rp_initiated_logout() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let hint = stage.log_in(&service, "Ana").await.id_token;
        let request = [
            ("id_token_hint", hint.as_str()),
            ("post_logout_redirect_uri", &service.goodbye()),
            ("state", "a state"),
        ];
        let leaving = leave(&stage, &request).unwrap();
        assert_eq!(leaving.then(), Some("https://health.example/goodbye?state=a+state"));
        assert_eq!(leaving.client().unwrap().as_str(), "health");
        assert!(stage.provider.ends(&leaving, &session()).unwrap());
        let other = SessionId::new("another session");
        assert!(!stage.provider.ends(&leaving, &other).unwrap(), "ask that person first");
    }
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_state() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let hint = stage.log_in(&service, "Ana").await.id_token;
        let uri = service.goodbye();
        let request = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", &uri)];
        assert_eq!(leave(&stage, &request).unwrap().then(), Some(uri.as_str()));
    }
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_never_redirects_to_an_unregistered_uri() {
    for stage in Stage::everywhere().await {
        let hint = stage.log_in(&Service::health(), "Ana").await.id_token;
        for uri in [
            "https://evil.example/",
            "https://health.example/goodbye?added=1",
            "https://health.example/goodbye/",
            "https://health.example/callback",
            "https://tax.example/goodbye",
        ] {
            let request = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", uri)];
            assert_eq!(leave(&stage, &request).unwrap_err(), NotLeaving::ReturnAddress, "{uri}");
        }
    }
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_modified_or_bad_id_token_hint() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let good = stage.log_in(&service, "Ana").await.id_token;
        let parts: Vec<&str> = good.split('.').collect();
        let none = base64url::encode(r#"{"alg":"none"}"#);
        let strangers = Stage::everywhere().await;
        let foreign = strangers[0].log_in(&service, "Ana").await.id_token;
        for hint in [
            format!("{none}.{}.", parts[1]),
            format!("{}.{}.{}", parts[0], parts[1], reversed(parts[2])),
            format!("{}.{}.", parts[0], parts[1]),
            foreign,
            "x".to_owned(),
            service.assertion(crate::stage::NOON),
        ] {
            let uri = service.goodbye();
            let request =
                [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", uri.as_str())];
            assert_eq!(leave(&stage, &request).unwrap_err(), NotLeaving::Hint, "{hint}");
        }
    }
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_id_token_hint() {
    for stage in Stage::everywhere().await {
        let uri = Service::health().goodbye();
        for request in [
            vec![("post_logout_redirect_uri", uri.as_str())],
            vec![("post_logout_redirect_uri", uri.as_str()), ("client_id", "health")],
        ] {
            assert_eq!(leave(&stage, &request).unwrap_err(), NotLeaving::ReturnAddress);
        }
    }
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_params_and_only_state() {
    for stage in Stage::everywhere().await {
        for request in [vec![], vec![("state", "x")], vec![("client_id", "health")]] {
            let leaving = leave(&stage, &request).unwrap();
            assert_eq!(leaving.then(), None);
            assert!(!stage.provider.ends(&leaving, &session()).unwrap(), "the person is asked");
        }
    }
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_post_logout_redirect_uri() {
    for stage in Stage::everywhere().await {
        let hint = stage.log_in(&Service::health(), "Ana").await.id_token;
        let request = [("id_token_hint", hint.as_str()), ("client_id", "health")];
        let leaving = leave(&stage, &request).unwrap();
        assert_eq!(leaving.then(), None);
        assert!(stage.provider.ends(&leaving, &session()).unwrap());
    }
}

#[tokio::test]
async fn a_hint_is_good_only_for_the_client_it_was_given_to() {
    for stage in Stage::everywhere().await {
        let hint = stage.log_in(&Service::health(), "Ana").await.id_token;
        let request = [("id_token_hint", hint.as_str()), ("client_id", "tax")];
        assert_eq!(leave(&stage, &request).unwrap_err(), NotLeaving::Hint);
        let twice = [("state", "1"), ("state", "2")];
        assert_eq!(leave(&stage, &twice).unwrap_err(), NotLeaving::Malformed);
    }
}
