//! RFC 9700, section 4, and its relatives: what lives at the endpoints.

use openid::provider::Denied;
use protocol::jose::{Algorithm, SoftwareKey, jws};
use protocol::oidc::{PageReason, client_assertion};
use serde_json::json;
use web::Handle;

use crate::answers::Answer;
use crate::service::{Service, bearer, call, leak};
use crate::stage::{ISSUER, NOON, Stage, parameter, redirected_error};

#[tokio::test]
async fn redirect_uri_off_by_anything_is_never_redirected_to() {
    for stage in Stage::everywhere().await {
        for other in [
            "https://health.example/callback/",
            "https://health.example/Callback",
            "https://health.example/callback#",
            "https://health.example/callback?",
            "https://health.example:443/callback",
            "https://HEALTH.example/callback",
            "http://health.example/callback",
            "https://health.example/callback/../callback",
            "https://health.example/callback%2f",
            "https://health.example.evil.example/callback",
            "https://evil.example/?https://health.example/callback",
            "https://user@health.example/callback",
            "https://tax.example/callback",
            "javascript:alert(1)",
            "*",
            " https://health.example/callback",
        ] {
            let denied =
                stage.ask(&Service::health().request_with(&[("redirect_uri", other)])).await;
            assert!(matches!(denied, Err(Denied::Page(_))), "{other}");
        }
    }
}

#[tokio::test]
async fn an_unknown_client_is_never_redirected() {
    for stage in Stage::everywhere().await {
        for id in ["nobody", "", "health ", "HEALTH", "' OR 1=1 --"] {
            let denied = stage.ask(&Service::health().request_with(&[("client_id", id)])).await;
            let page = matches!(
                denied,
                Err(Denied::Page(PageReason::UnknownClient | PageReason::NoClient))
            );
            assert!(page, "{id:?}");
        }
    }
}

#[tokio::test]
async fn repeated_parameters_are_refused() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        for (again, on_page) in [
            (("client_id", "health"), true),
            (("redirect_uri", "https://health.example/callback"), true),
            (("state", "another"), true),
            (("scope", "openid profile"), false),
            (("nonce", "another"), false),
            (("code_challenge", "another"), false),
            (("extra", "1"), false),
        ] {
            let mut request = service.request();
            request.push(again);
            request.push(("extra", "2"));
            let denied = stage.ask(&request).await;
            if on_page {
                assert!(matches!(denied, Err(Denied::Page(_))), "{again:?}");
            } else if again.0 == "extra" {
                assert_eq!(redirected_error(denied), "invalid_request");
            } else {
                assert_eq!(redirected_error(denied), "invalid_request", "{again:?}");
            }
        }
        let code = stage.code(&service, "Ana").await;
        let mut form = service.code_form(&code);
        form.push(("code_verifier", "another"));
        assert_eq!(stage.redeem(service.call(&form)).await.error().1, "invalid_request");
        let mut request = service.request();
        request.push(("scope", "openid"));
        assert_eq!(stage.push(service.call(&request)).await.error().1, "invalid_request");
    }
}

#[tokio::test]
async fn the_code_of_another_client_is_worth_nothing_and_stays_good_for_its_own() {
    for stage in Stage::everywhere().await {
        let (health, tax) = (Service::health(), Service::tax());
        let code = stage.code(&health, "Ana").await;
        let answer = stage.redeem(tax.call(&health.code_form(&code))).await;
        assert_eq!(answer.error(), (400, "invalid_grant".to_owned()));
        let login = stage.log_in_with(&health, &code).await;
        // Nor can another client have the token taken back.
        let answer = stage.redeem(tax.call(&health.code_form(&code))).await;
        assert_eq!(answer.error(), (400, "invalid_grant".to_owned()));
        assert!(stage.opens(&login.access_token).await);
    }
}

#[tokio::test]
async fn pkce_cannot_be_left_out_or_weakened() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        for changes in [
            &[("code_challenge", ""), ("code_challenge_method", "")][..],
            &[("code_challenge", "")],
            &[("code_challenge_method", "plain")],
            &[("code_challenge_method", "")],
            &[("code_challenge_method", "s256")],
            &[("code_challenge", "too short")],
        ] {
            let denied = stage.ask(&service.request_with(changes)).await;
            assert_eq!(redirected_error(denied), "invalid_request", "{changes:?}");
        }
    }
}

#[tokio::test]
async fn a_code_redeemed_many_times_at_once_gives_one_token() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let code = stage.code(&service, "Ana").await;
        let calls = (0..16).map(|_| {
            let (provider, call) =
                (stage.provider.clone(), service.call(&service.code_form(&code)));
            tokio::spawn(async move { Answer::read(provider.redeem(call, NOON).await).await })
        });
        let mut won = Vec::new();
        for call in calls.collect::<Vec<_>>() {
            let answer = call.await.unwrap();
            match answer.status.as_u16() {
                200 => won.push(answer.text("access_token")),
                _ => assert_eq!(answer.error(), (400, "invalid_grant".to_owned())),
            }
        }
        assert_eq!(won.len(), 1, "{}", stage.engine);
        // And since others tried, what it gave was taken back.
        assert!(!stage.opens(&won[0]).await);
    }
}

#[tokio::test]
async fn a_pushed_request_answered_in_two_tabs_at_once_gives_one_code() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let answer = stage.push(service.call(&service.request())).await;
        let request = [("client_id", "health"), ("request_uri", leak(answer.text("request_uri")))];
        let asked = stage.ask(&request).await.unwrap();
        let tabs = (0..8).map(|_| stage.answer(&asked, "Ana"));
        let replies = futures_util::future::join_all(tabs).await;
        let codes = replies.iter().filter(|reply| parameter(reply, "code").is_some()).count();
        assert_eq!(codes, 1, "{}", stage.engine);
    }
}

#[tokio::test]
async fn an_assertion_works_once_even_for_another_endpoint_or_at_the_same_moment() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let assertion = service.assertion(NOON);
        let first = stage.push(Service::call_asserting(&service.request(), &assertion)).await;
        assert_eq!(first.status, 201);
        let again = stage.push(Service::call_asserting(&service.request(), &assertion)).await;
        assert_eq!(again.error(), (401, "invalid_client".to_owned()));
        let code = stage.code(&service, "Ana").await;
        let elsewhere = Service::call_asserting(&service.code_form(&code), &assertion);
        assert_eq!(stage.redeem(elsewhere).await.error(), (401, "invalid_client".to_owned()));
        assert_eq!(
            stage.redeem(service.call(&service.code_form(&code))).await.status,
            200,
            "a replayed assertion uses nothing up"
        );
        let assertion = service.assertion(NOON);
        let calls =
            (0..8).map(|_| stage.push(Service::call_asserting(&service.request(), &assertion)));
        let answers = futures_util::future::join_all(calls).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    }
}

#[tokio::test]
async fn a_forged_assertion_proves_nobody() {
    let other = SoftwareKey::generate(Algorithm::ES256).unwrap();
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let refused = async |assertion: &str| {
            let call = Service::call_asserting(&service.request(), assertion);
            let answer = stage.push(call).await;
            assert_eq!(answer.error(), (401, "invalid_client".to_owned()), "{assertion}");
        };
        let id = Handle::random();
        let by_other =
            client_assertion::create(&other, "health", ISSUER, id.reveal(), NOON).unwrap();
        refused(&by_other).await;
        let good = service.assertion(NOON);
        let (signed, _) = good.rsplit_once('.').unwrap();
        refused(&format!("{signed}.")).await;
        let claims = json!({ "iss": "health", "sub": "health", "aud": ISSUER, "jti": "1",
            "exp": NOON.seconds() + 60 });
        let unsigned = protocol::base64url::encode(r#"{"alg":"none"}"#);
        let payload = protocol::base64url::encode(claims.to_string());
        refused(&format!("{unsigned}.{payload}.")).await;
        // An ID token of ours is signed, and about somebody; it authenticates nobody.
        refused(&stage.log_in(&service, "Ana").await.id_token).await;
        // A token of another type, signed with the right key.
        refused(&jws::sign(&other, "dpop+jwt", &claims).unwrap()).await;
    }
}

#[tokio::test]
async fn an_id_token_opens_nothing_and_neither_does_a_code() {
    for stage in Stage::everywhere().await {
        let code = stage.code(&Service::health(), "Ana").await;
        let login = stage.log_in(&Service::health(), "Ana").await;
        for token in [login.id_token.as_str(), &code, "", "x", "null"] {
            let error = stage.provider.bearer(&bearer(token), NOON).await.unwrap_err();
            let answer = Answer::read(error).await;
            assert_ne!(answer.status, 200);
            assert!(answer.header(http::header::WWW_AUTHENTICATE).starts_with("Bearer "));
        }
        let token = login.access_token.as_str();
        let twice = call(&[("access_token", token)], Some(&format!("Bearer {token}")));
        let answer = Answer::read(stage.provider.userinfo(&twice, NOON).await).await;
        assert_eq!(answer.error(), (400, "invalid_request".to_owned()));
        let none = Answer::read(stage.provider.userinfo(&call(&[], None), NOON).await).await;
        assert_eq!(none.status, 401);
        assert!(!none.header(http::header::WWW_AUTHENTICATE).contains("error"));
    }
}

#[tokio::test]
async fn a_client_id_cannot_look_like_a_person() {
    for stage in Stage::everywhere().await {
        let sub = stage.log_in(&Service::health(), "Ana").await.claims.sub;
        assert_eq!(sub.len(), 43);
        let registration = Service::health()
            .registration()
            .replace("client_id = \"health\"", &format!("client_id = \"{sub}\""));
        assert!(toml::from_str::<openid::client::Client>(&registration).is_err());
    }
}

#[tokio::test]
async fn a_client_that_calls_in_its_own_name_logs_nobody_in() {
    for stage in Stage::everywhere().await {
        let bank = Service::bank();
        let denied = stage.ask(&bank.request()).await;
        assert!(matches!(denied, Err(Denied::Page(PageReason::UnknownClient))));
        let answer = stage.push(bank.call(&bank.request())).await;
        assert_eq!(answer.error(), (400, "unauthorized_client".to_owned()));
        let code = stage.code(&Service::health(), "Ana").await;
        let answer = stage.redeem(bank.call(&bank.code_form(&code))).await;
        assert_eq!(answer.error(), (400, "unauthorized_client".to_owned()));
    }
}

#[tokio::test]
async fn a_stolen_database_does_not_tell_the_pushed_requests_that_wait() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let answer = stage.push(service.call(&service.request())).await;
        let uri = leak(answer.text("request_uri"));
        let handle = uri.rsplit(':').next().unwrap();
        let asked = stage.ask(&[("client_id", "health"), ("request_uri", uri)]).await.unwrap();
        assert!(!serde_json::to_string(&asked).unwrap().contains(handle));
    }
}
