//! fapi2-security-profile, as far as it concerns the endpoints and needs no sender-constrained
//! tokens.

use std::time::Duration;

use domain::Language;
use openid::provider::Denied;
use protocol::oidc::{AuthorizationError, PageReason, Refusal};
use serde_json::{Value, json};

use crate::answers::Answer;
use crate::service::{Service, VERIFIER, leak};
use crate::stage::{ISSUER, NOON, Stage, parameter, redirected_error};

/// Pushes a request and returns its name.
async fn pushed(stage: &Stage, service: &Service) -> &'static str {
    let answer = stage.push(service.call(&service.request())).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    leak(answer.text("request_uri"))
}

fn by_reference(client_id: &'static str, uri: &'static str) -> [(&'static str, &'static str); 2] {
    [("client_id", client_id), ("request_uri", uri)]
}

#[tokio::test]
async fn fapi2_happy_flow() {
    for stage in Stage::everywhere().await {
        for service in [Service::health(), Service::tax(), Service::town()] {
            let answer = stage.push(service.call(&service.request())).await;
            assert_eq!(answer.status, 201, "{}", answer.body);
            assert_eq!(answer.header(http::header::CACHE_CONTROL), "no-store");
            assert_eq!(answer.json()["expires_in"], 300);
            let uri = leak(answer.text("request_uri"));
            assert!(uri.starts_with("urn:ietf:params:oauth:request_uri:"));
            let asked = stage.ask(&by_reference(service.id, uri)).await.unwrap();
            let reply = stage.answer(&asked, "Ana").await;
            assert_eq!(parameter(&reply, "iss").as_deref(), Some(ISSUER));
            assert_eq!(parameter(&reply, "state").as_deref(), Some("the state"));
            stage.log_in_with(&service, &parameter(&reply, "code").unwrap()).await;
        }
    }
}

#[tokio::test]
async fn fapi2_user_rejects_authentication() {
    for stage in Stage::everywhere().await {
        let asked = stage.ask(&Service::health().request()).await.unwrap();
        let refusal = Refusal::new(AuthorizationError::AccessDenied, "declined");
        let reply = stage.provider.refuse(&asked, refusal);
        assert_eq!(parameter(&reply, "error").as_deref(), Some("access_denied"));
        assert_eq!(parameter(&reply, "error_description").as_deref(), Some("declined"));
        assert_eq!(Answer::read(reply.respond(Language::Nl)).await.status, 303);
    }
}

#[tokio::test]
async fn fapi2_state_and_nonce_are_echoed_whole_or_refused() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        for length in [64, 384] {
            let nonce = leak("n".repeat(length));
            let state = leak("s".repeat(1000));
            let request = service.request_with(&[("nonce", nonce), ("state", state)]);
            let asked = stage.ask(&request).await.unwrap();
            let reply = stage.answer(&asked, "Ana").await;
            assert_eq!(parameter(&reply, "state").as_deref(), Some(state));
            let code = parameter(&reply, "code").unwrap();
            let answer = stage.redeem(service.call(&service.code_form(&code))).await;
            let token = answer.text("id_token");
            let claims = protocol::jose::jws::unverified_claims(&token).unwrap();
            assert_eq!(claims["nonce"], nonce);
        }
        let without = service.request_with(&[("state", ""), ("nonce", "")]);
        let asked = stage.ask(&without).await.unwrap();
        assert_eq!(parameter(&stage.answer(&asked, "Ana").await, "state"), None);
        let long = service.request_with(&[("nonce", leak("n".repeat(5000)))]);
        assert_eq!(redirected_error(stage.ask(&long).await), "invalid_request");
    }
}

#[tokio::test]
async fn fapi2_par_request_uri_can_be_fetched_again_before_completion_and_not_after() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let uri = pushed(&stage, &service).await;
        let first = stage.ask(&by_reference("health", uri)).await.unwrap();
        let second = stage.ask(&by_reference("health", uri)).await.unwrap();
        let reply = stage.answer(&first, "Ana").await;
        assert!(parameter(&reply, "code").is_some());
        let denied = stage.ask(&by_reference("health", uri)).await;
        assert!(matches!(denied, Err(Denied::Page(PageReason::UnknownRequestUri))));
        // The other tab, which had it open all along.
        let reply = stage.answer(&second, "Ana").await;
        assert_eq!(parameter(&reply, "error").as_deref(), Some("invalid_request"));
        assert_eq!(parameter(&reply, "code"), None);
    }
}

#[tokio::test]
async fn a_refused_pushed_request_can_be_used_up_too() {
    for stage in Stage::everywhere().await {
        let uri = pushed(&stage, &Service::health()).await;
        let asked = stage.ask(&by_reference("health", uri)).await.unwrap();
        let mut tx = stage.db.begin().await.unwrap();
        assert!(stage.provider.complete(&mut tx, &asked, NOON).await.unwrap());
        assert!(!stage.provider.complete(&mut tx, &asked, NOON).await.unwrap());
        tx.commit().await.unwrap();
        assert!(stage.ask(&by_reference("health", uri)).await.is_err());
    }
}

#[tokio::test]
async fn fapi2_par_expired_request_uri() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let uri = pushed(&stage, &service).await;
        let params = by_reference("health", uri).into_iter().collect();
        for (seconds, found) in [(299, true), (300, false)] {
            let now = NOON.plus(Duration::from_secs(seconds));
            assert_eq!(stage.provider.ask(&params, now).await.is_ok(), found, "{seconds} s");
        }
    }
}

#[tokio::test]
async fn a_person_may_take_longer_than_the_request_uri_lives() {
    for stage in Stage::everywhere().await {
        let uri = pushed(&stage, &Service::health()).await;
        let asked = stage.ask(&by_reference("health", uri)).await.unwrap();
        let late = NOON.plus(Duration::from_mins(30));
        let reply = stage.answer_at(&asked, crate::stage::proved("Ana"), late).await;
        assert!(parameter(&reply, "code").is_some());
    }
}

#[tokio::test]
async fn fapi2_par_other_clients_request_uri() {
    for stage in Stage::everywhere().await {
        let uri = pushed(&stage, &Service::health()).await;
        let denied = stage.ask(&by_reference("tax", uri)).await;
        assert!(matches!(denied, Err(Denied::Page(PageReason::UnknownRequestUri))));
        assert!(stage.ask(&by_reference("health", uri)).await.is_ok());
    }
}

#[tokio::test]
async fn fapi2_par_request_uri_inside_the_form_is_refused() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let uri = pushed(&stage, &service).await;
        let form = service.request_with(&[("request_uri", uri)]);
        let answer = stage.push(service.call(&form)).await;
        assert_eq!(answer.error(), (400, "invalid_request".to_owned()));
    }
}

#[tokio::test]
async fn fapi2_par_parameters_beside_the_request_uri_are_not_used() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let uri = pushed(&stage, &service).await;
        let beside = [
            &by_reference("health", uri)[..],
            &[("state", "another"), ("scope", "openid profile"), ("nonce", "another")],
        ];
        let asked = stage.ask(&beside.concat()).await.unwrap();
        assert_eq!(asked.state(), Some("the state"));
        assert_eq!(asked.nonce(), Some("the nonce"));
        assert!(!asked.scope().contains("profile"));
        assert!(asked.claims().is_empty());
    }
}

#[tokio::test]
async fn fapi2_par_refusals_are_told_in_json() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        for (change, expected) in [
            (("redirect_uri", "https://evil.example/"), "invalid_request"),
            (("redirect_uri", ""), "invalid_request"),
            (("scope", "profile"), "invalid_scope"),
            (("response_type", "token"), "unsupported_response_type"),
            (("code_challenge", ""), "invalid_request"),
            (("code_challenge_method", "plain"), "invalid_request"),
            (("request", "a.b.c"), "request_not_supported"),
            (
                ("authorization_details", r#"[{"type":"unheard_of"}]"#),
                "invalid_authorization_details",
            ),
        ] {
            let answer = stage.push(service.call(&service.request_with(&[change]))).await;
            assert_eq!(answer.error(), (400, expected.to_owned()), "{change:?}");
            assert!(!answer.text("error_description").is_empty());
        }
    }
}

#[tokio::test]
async fn fapi2_ensure_request_without_par_is_refused_where_it_is_required() {
    let service = Service::health().registered("require_pushed_authorization_requests = true");
    for stage in Stage::with(std::slice::from_ref(&service)).await {
        assert_eq!(redirected_error(stage.ask(&service.request()).await), "invalid_request");
        let uri = pushed(&stage, &service).await;
        assert!(stage.ask(&by_reference("health", uri)).await.is_ok());
    }
}

#[tokio::test]
async fn fapi2_client_assertion() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let now = NOON.seconds();
        for (changes, accepted) in [
            (json!({}), true),
            (json!({ "aud": [ISSUER] }), true),
            (json!({ "iat": now + 8, "nbf": now + 8 }), true),
            (json!({ "iat": null }), true),
            (json!({ "iat": now + 61 }), false),
            (json!({ "nbf": now + 61 }), false),
            (json!({ "exp": now - 300 }), false),
            (json!({ "exp": null }), false),
            (json!({ "sub": null }), false),
            (json!({ "iss": "tax" }), false),
            (json!({ "sub": "tax" }), false),
            (json!({ "jti": null }), false),
            (json!({ "jti": "" }), false),
            (json!({ "aud": "https://other.example" }), false),
            (json!({ "aud": [ISSUER, "https://other.example"] }), false),
            (json!({ "aud": format!("{ISSUER}/par") }), false),
            (json!({ "aud": format!("{ISSUER}/token") }), false),
            (json!({ "aud": null }), false),
        ] {
            let assertion = service.assertion_with(&changes);
            let answer = stage.push(Service::call_asserting(&service.request(), &assertion)).await;
            if accepted {
                assert_eq!(answer.status, 201, "{changes}: {}", answer.body);
            } else {
                assert_eq!(answer.error(), (401, "invalid_client".to_owned()), "{changes}");
            }
        }
    }
}

#[tokio::test]
async fn a_client_must_authenticate_in_its_one_registered_way() {
    for stage in Stage::everywhere().await {
        let (health, tax) = (Service::health(), Service::tax());
        let none = crate::service::call(&health.request(), None);
        assert_eq!(stage.push(none).await.error(), (401, "invalid_client".to_owned()));
        let secret = tax.secret();
        let by_form = [&tax.request()[..], &[("client_secret", leak(secret))]].concat();
        let answer = stage.push(crate::service::call(&by_form, None)).await;
        assert_eq!(answer.error(), (401, "invalid_client".to_owned()), "right secret, wrong way");
        let assertion = health.assertion(NOON);
        let form = [
            &health.request()[..],
            &[
                ("client_assertion_type", protocol::oidc::client_assertion::TYPE),
                ("client_assertion", leak(assertion)),
            ],
        ]
        .concat();
        let header = protocol::oidc::client_authentication::basic_header("health", "x");
        let both = crate::service::call(&form, Some(&header));
        assert_eq!(stage.push(both).await.error(), (400, "invalid_request".to_owned()));
    }
}

#[tokio::test]
async fn a_wrong_secret_and_an_unknown_client_get_the_same_answer() {
    for stage in Stage::everywhere().await {
        let mut bodies = Vec::new();
        for (id, secret) in [("tax", "wrong"), ("nobody", "wrong"), ("no body", "")] {
            let header = protocol::oidc::client_authentication::basic_header(id, secret);
            let form = [("grant_type", "authorization_code")];
            let answer = stage.redeem(crate::service::call(&form, Some(&header))).await;
            assert_eq!(answer.error(), (401, "invalid_client".to_owned()));
            assert!(answer.header(http::header::WWW_AUTHENTICATE).starts_with("Basic "));
            bodies.push(answer.body);
        }
        bodies.dedup();
        assert_eq!(bodies.len(), 1);
    }
}

#[tokio::test]
async fn fapi2_codes_are_bound() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        for (change, expected) in [
            (
                ("code_verifier", "another-verifier-of-forty-three-characters-or-more"),
                "invalid_grant",
            ),
            (("code_verifier", ""), "invalid_request"),
            (("redirect_uri", "https://health.example/callback/"), "invalid_grant"),
            (("redirect_uri", "https://health.example/callback?second=1"), "invalid_grant"),
            (("redirect_uri", ""), "invalid_request"),
            (("grant_type", "password"), "unsupported_grant_type"),
            (("grant_type", "client_credentials"), "unauthorized_client"),
            (("code", "short"), "invalid_grant"),
            (("code", ""), "invalid_request"),
        ] {
            let code = leak(stage.code(&service, "Ana").await);
            let form: Vec<_> = service
                .code_form(code)
                .into_iter()
                .filter(|(name, _)| *name != change.0)
                .chain([change])
                .collect();
            let answer = stage.redeem(service.call(&form)).await;
            assert_eq!(answer.error(), (400, expected.to_owned()), "{change:?}");
        }
    }
}

#[tokio::test]
async fn a_code_is_used_up_by_a_wrong_verifier() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let code = stage.code(&service, "Ana").await;
        let form: Vec<_> = service
            .code_form(&code)
            .into_iter()
            .map(|(name, value)| {
                if value == VERIFIER {
                    (name, leak(VERIFIER.to_uppercase()))
                } else {
                    (name, value)
                }
            })
            .collect();
        assert_eq!(stage.redeem(service.call(&form)).await.error().1, "invalid_grant");
        let answer = stage.redeem(service.call(&service.code_form(&code))).await;
        assert_eq!(answer.error().1, "invalid_grant", "whoever injects a code gets one attempt");
    }
}

#[tokio::test]
async fn rich_authorization_requests_reach_the_role_only_from_clients_registered_for_them() {
    let details = r#"[{"type":"service_login","service":{"id":"health","name":{"nl":"Gezondheid","fr":"Santé","de":"Gesundheit","en":"Health"}},"level":"high"}]"#;
    let trusted = Service::health().registered("authorization_details_types = [\"service_login\"]");
    let services = [trusted, Service::tax()];
    for stage in Stage::with(&services).await {
        let [trusted, other] = &services;
        let change = ("authorization_details", details);
        let asked = stage.ask(&trusted.request_with(&[change])).await.unwrap();
        let [detail] = asked.authorization_details() else { panic!("one detail") };
        let login: protocol::oidc::ServiceLogin = detail.read().unwrap();
        assert_eq!(login.service.name.fr, "Santé");
        let refused = stage.ask(&other.request_with(&[change])).await;
        assert_eq!(redirected_error(refused), "invalid_authorization_details");
    }
}

#[tokio::test]
async fn what_is_asked_survives_a_restart() {
    for stage in Stage::everywhere().await {
        let uri = pushed(&stage, &Service::health()).await;
        let asked = stage.ask(&by_reference("health", uri)).await.unwrap();
        let kept: Value = serde_json::to_value(&asked).unwrap();
        let asked = serde_json::from_value(kept).unwrap();
        let reply = stage.answer(&asked, "Ana").await;
        assert!(parameter(&reply, "code").is_some());
        assert!(stage.ask(&by_reference("health", uri)).await.is_err());
    }
}

#[tokio::test]
async fn fapi2_client_id_of_another_client_fails() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let answer = stage.push(service.call(&service.request_with(&[("client_id", "tax")]))).await;
        assert_eq!(answer.error(), (401, "invalid_client".to_owned()));
        let code = stage.code(&service, "Ana").await;
        let form = [&service.code_form(&code)[..], &[("client_id", "tax")]].concat();
        let answer = stage.redeem(service.call(&form)).await;
        assert_eq!(answer.error(), (401, "invalid_client".to_owned()));
        stage.log_in_with(&service, &code).await;
    }
}

#[tokio::test]
async fn a_client_that_authenticates_by_header_need_not_name_itself_in_the_form() {
    for stage in Stage::everywhere().await {
        let tax = Service::tax();
        let answer = stage.push(tax.call(&tax.request_with(&[("client_id", "")]))).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        let uri = leak(answer.text("request_uri"));
        assert!(stage.ask(&by_reference("tax", uri)).await.is_ok());
    }
}
