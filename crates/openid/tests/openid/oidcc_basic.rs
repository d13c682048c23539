//! oidcc-basic and oidcc-formpost-basic, as far as they concern the endpoints. What concerns the
//! person's session (whether `prompt` and `max_age` want a new login) is the role's.

use std::time::Duration;

use axum::response::IntoResponse;
use domain::{Language, Level};
use http::header;
use openid::provider::Denied;
use protocol::jose::{Algorithm, jws};
use protocol::oidc::{Answer as Sent, AuthorizationError, PageReason, Refusal};
use serde_json::json;

use crate::answers::Answer;
use crate::service::{Service, call};
use crate::stage::{ISSUER, NOON, Stage, parameter, proved, redirected_error};

#[tokio::test]
async fn oidcc_server() {
    for stage in Stage::everywhere().await {
        for service in [Service::health(), Service::tax(), Service::town()] {
            let code = stage.code(&service, "Ana").await;
            let answer = stage.redeem(service.call(&service.code_form(&code))).await;
            assert_eq!(answer.status, 200, "{} on {}", service.id, stage.engine);
            assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
            assert_eq!(answer.header(header::PRAGMA), "no-cache");
            assert_eq!(answer.header(header::CONTENT_TYPE), "application/json");
            assert_eq!(answer.text("token_type"), "Bearer");
            assert_eq!(answer.json()["expires_in"], 600);
            let claims =
                stage.verified(&service, &answer.text("id_token"), &answer.text("access_token"));
            assert_eq!(claims.iss, ISSUER);
            assert_eq!(claims.aud, service.id.into());
            assert_eq!(claims.nonce.as_deref(), Some("the nonce"));
            assert_eq!(claims.level(), Some(Level::High));
            assert_eq!(claims.amr, ["hwk", "user"]);
            assert_eq!(claims.auth_time.unwrap().moment(), NOON);
            assert_eq!(claims.iat.moment(), NOON);
            assert_eq!(claims.exp.moment(), NOON.plus(Duration::from_mins(10)));
            assert!(claims.at_hash.is_some() && claims.sid.is_some());
            assert_eq!(claims.claims.len(), 0, "claims come from userinfo in the code flow");
        }
    }
}

#[tokio::test]
async fn the_answer_names_its_issuer_and_gives_the_state_back() {
    for stage in Stage::everywhere().await {
        let asked = stage.ask(&Service::health().request()).await.unwrap();
        let reply = stage.answer(&asked, "Ana").await;
        assert_eq!(parameter(&reply, "iss").as_deref(), Some(ISSUER));
        assert_eq!(parameter(&reply, "state").as_deref(), Some("the state"));
        assert!(reply.location().starts_with("https://health.example/callback?code="));
        let answer = Answer::read(reply.respond(Language::En)).await;
        assert_eq!(answer.status, 303);
    }
}

#[tokio::test]
async fn a_person_is_somebody_else_in_each_sector() {
    for stage in Stage::everywhere().await {
        let health = stage.log_in(&Service::health(), "Ana").await.claims;
        let again = stage.log_in(&Service::health(), "Ana").await.claims;
        let tax = stage.log_in(&Service::tax(), "Ana").await.claims;
        let other = stage.log_in(&Service::health(), "Ben").await.claims;
        assert_eq!(health.sub, again.sub);
        assert_eq!(health.sid, again.sid);
        assert_ne!(health.sub, tax.sub);
        assert_ne!(health.sid, tax.sid, "a common session name would join the sectors");
        assert_ne!(health.sub, other.sub);
        assert!(!health.sub.contains("Ana"));
    }
}

#[tokio::test]
async fn services_of_one_sector_know_a_person_by_one_name() {
    let services = [
        Service::health().registered("sector = \"care\""),
        Service::tax().registered("sector = \"care\""),
    ];
    for stage in Stage::with(&services).await {
        let [health, tax] = &services;
        let (health, tax) = (stage.log_in(health, "Ana").await, stage.log_in(tax, "Ana").await);
        assert_eq!(health.claims.sub, tax.claims.sub);
    }
}

#[tokio::test]
async fn oidcc_response_type_missing() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let refused = stage.ask(&service.request_with(&[("response_type", "")])).await;
        assert_eq!(redirected_error(refused), "invalid_request");
        for other in ["token", "id_token", "code id_token", "CODE"] {
            let refused = stage.ask(&service.request_with(&[("response_type", other)])).await;
            assert_eq!(redirected_error(refused), "unsupported_response_type", "{other}");
        }
    }
}

#[tokio::test]
async fn oidcc_idtoken_signature() {
    let elliptic = "id_token_signed_response_alg = \"ES256\"";
    let services = [Service::health(), Service::tax().registered(elliptic)];
    for stage in Stage::with(&services).await {
        for (service, algorithm) in services.iter().zip(["RS256", "ES256"]) {
            let token = stage.log_in(service, "Ana").await.id_token;
            let header = token.split('.').next().unwrap();
            let header = protocol::base64url::decode(header).unwrap();
            let header: serde_json::Value = serde_json::from_slice(&header).unwrap();
            assert_eq!(header["alg"], algorithm);
            let kid = header["kid"].as_str().unwrap();
            let jwks = stage.provider.jwks(NOON);
            assert!(jwks.keys().iter().any(|key| key.key_id() == Some(kid)));
        }
    }
}

#[test]
fn oidcc_idtoken_unsigned_cannot_be_registered() {
    let service = Service::health().registered("id_token_signed_response_alg = \"none\"");
    let parsed = toml::from_str::<openid::client::Client>(&service.registration());
    assert!(parsed.is_err());
}

#[tokio::test]
async fn oidcc_userinfo_get_and_post_header() {
    for stage in Stage::everywhere().await {
        let login = stage.log_in(&Service::health(), "Ana").await;
        let answer = stage.userinfo(&login.access_token).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/json");
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
        assert_eq!(answer.text("sub"), login.claims.sub);
    }
}

#[tokio::test]
async fn oidcc_userinfo_post_body() {
    for stage in Stage::everywhere().await {
        let login = stage.log_in(&Service::health(), "Ana").await;
        let form = [("access_token", login.access_token.as_str())];
        let answer = Answer::read(stage.provider.userinfo(&call(&form, None), NOON).await).await;
        assert_eq!(answer.text("sub"), login.claims.sub);
    }
}

#[tokio::test]
async fn oidcc_ensure_request_without_nonce_succeeds_for_code_flow() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let asked = stage.ask(&service.request_with(&[("nonce", "")])).await.unwrap();
        let reply = stage.answer(&asked, "Ana").await;
        let code = parameter(&reply, "code").unwrap();
        let answer = stage.redeem(service.call(&service.code_form(&code))).await;
        let claims = jws::unverified_claims(&answer.text("id_token")).unwrap();
        assert!(!claims.contains_key("nonce"));
    }
}

#[tokio::test]
async fn oidcc_scope() {
    let profile = ["birthdate", "family_name", "given_name", "locale", "name"];
    for stage in Stage::everywhere().await {
        for (scope, expected) in [
            ("openid", vec![]),
            ("openid profile", profile.to_vec()),
            ("openid email", vec!["email", "email_verified"]),
            ("openid address", vec!["address"]),
            ("phone openid", vec!["phone_number"]),
            (
                "address profile openid phone email unheard_of",
                [
                    &["address"][..],
                    &profile[..1],
                    &["email", "email_verified"],
                    &profile[1..],
                    &["phone_number"],
                ]
                .concat(),
            ),
        ] {
            let service = Service::health();
            let asked = stage.ask(&service.request_with(&[("scope", scope)])).await.unwrap();
            let mut shown = expected.clone();
            shown.sort_unstable();
            assert_eq!(asked.claims(), shown, "what the person is shown for {scope}");
            let reply = stage.answer(&asked, "Ana").await;
            let login = stage.log_in_with(&service, &parameter(&reply, "code").unwrap()).await;
            let mut answer = stage.userinfo(&login.access_token).await.json();
            answer.remove("sub");
            let mut found: Vec<_> = answer.keys().map(String::as_str).collect();
            found.sort_unstable();
            assert_eq!(found, shown, "{scope}");
        }
    }
}

#[tokio::test]
async fn a_claim_that_the_client_is_not_registered_for_is_never_released() {
    let narrow = Service { more: String::new(), ..Service::health() };
    let registration = narrow.registration().replace("\"national_number\"", "\"name\"");
    let client: openid::client::Client = toml::from_str(&registration).unwrap();
    for stage in Stage::with(&[]).await {
        let provider = crate::stage::provider(ISSUER, vec![client.clone()], &stage.db, &stage.keys);
        let claims = r#"{"userinfo":{"national_number":{"essential":true},"shoe_size":null},
                         "id_token":{"national_number":null,"iss":null}}"#;
        let request = narrow.request_with(&[("claims", claims)]);
        let asked = provider.ask(&request.into_iter().collect(), NOON).await.unwrap();
        assert!(asked.claims().is_empty(), "{:?}", asked.claims());
    }
}

#[tokio::test]
async fn oidcc_alternate_happy_flow() {
    for stage in Stage::everywhere().await {
        let mut request = Service::health().request_with(&[("scope", "email openid profile")]);
        request.reverse();
        assert!(stage.ask(&request).await.is_ok());
    }
}

#[tokio::test]
async fn oidcc_display_page_and_popup_and_unknown_parameters_succeed() {
    for stage in Stage::everywhere().await {
        for extra in [
            ("display", "page"),
            ("display", "popup"),
            ("display", "hologram"),
            ("extra", "foobar"),
            ("claims_locales", "se"),
            ("acr_values", "urn:unheard:of 1 2"),
            ("login_hint", "buffy@mail.example"),
        ] {
            let asked = stage.ask(&Service::health().request_with(&[extra])).await;
            assert!(asked.is_ok(), "{extra:?}");
        }
    }
}

#[tokio::test]
async fn oidcc_ui_locales_and_login_hint_reach_the_role() {
    for stage in Stage::everywhere().await {
        let request = Service::health()
            .request_with(&[("ui_locales", "se fr-BE nl"), ("login_hint", "+32470000000")]);
        let asked = stage.ask(&request).await.unwrap();
        assert_eq!(asked.language(), Some(Language::Fr));
        assert_eq!(asked.login_hint(), Some("+32470000000"));
    }
}

#[tokio::test]
async fn oidcc_prompt_and_max_age_reach_the_role() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let request = service.request_with(&[("prompt", "login consent"), ("max_age", "10000")]);
        let asked = stage.ask(&request).await.unwrap();
        assert!(asked.prompt().login && asked.prompt().consent && !asked.prompt().none);
        assert_eq!(asked.max_age(), Some(Duration::from_secs(10_000)));
        for change in [("prompt", "none login"), ("max_age", "-1"), ("max_age", "1.5")] {
            let refused = stage.ask(&service.request_with(&[change])).await;
            assert_eq!(redirected_error(refused), "invalid_request", "{change:?}");
        }
    }
}

#[tokio::test]
async fn oidcc_prompt_none_not_logged_in() {
    for stage in Stage::everywhere().await {
        let request = Service::health().request_with(&[("prompt", "none")]);
        let asked = stage.ask(&request).await.unwrap();
        assert!(asked.prompt().none);
        let refusal = Refusal::new(AuthorizationError::LoginRequired, "nobody is logged in");
        let reply = stage.provider.refuse(&asked, refusal);
        assert_eq!(parameter(&reply, "error").as_deref(), Some("login_required"));
        assert_eq!(parameter(&reply, "state").as_deref(), Some("the state"));
        assert_eq!(parameter(&reply, "iss").as_deref(), Some(ISSUER));
        assert_eq!(parameter(&reply, "code"), None);
    }
}

#[tokio::test]
async fn oidcc_id_token_hint() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let token = crate::service::leak(stage.log_in(&service, "Ana").await.id_token);
        let request = service.request_with(&[("id_token_hint", token), ("prompt", "none")]);
        let asked = stage.ask(&request).await.unwrap();
        let reply = stage.answer(&asked, "Ben").await;
        assert_eq!(parameter(&reply, "error").as_deref(), Some("login_required"));
        let reply = stage.answer(&asked, "Ana").await;
        assert!(parameter(&reply, "code").is_some());
        let foreign = service.request_with(&[("id_token_hint", "a.b.c")]);
        assert_eq!(redirected_error(stage.ask(&foreign).await), "invalid_request");
    }
}

#[tokio::test]
async fn the_claims_parameter_can_name_the_person() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let sub = stage.log_in(&service, "Ana").await.claims.sub;
        let claims = json!({ "id_token": { "sub": { "value": sub } } }).to_string();
        let request = service.request_with(&[("claims", crate::service::leak(claims))]);
        let asked = stage.ask(&request).await.unwrap();
        let reply = stage.answer(&asked, "Ben").await;
        assert_eq!(parameter(&reply, "error").as_deref(), Some("login_required"));
        assert!(parameter(&stage.answer(&asked, "Ana").await, "code").is_some());
    }
}

#[tokio::test]
async fn oidcc_ensure_request_with_acr_values_succeeds() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        for (values, minimum) in [
            ("http://eidas.europa.eu/LoA/substantial", Level::Substantial),
            ("high substantial", Level::Substantial),
            ("urn:unheard:of 400", Level::Substantial),
            ("high", Level::High),
        ] {
            let request = service.request_with(&[("acr_values", values)]);
            let asked = stage.ask(&request).await.unwrap();
            assert_eq!(asked.minimum(), minimum, "{values}");
            let reply = stage.answer(&asked, "Ana").await;
            let login = stage.log_in_with(&service, &parameter(&reply, "code").unwrap()).await;
            assert_eq!(login.claims.acr.as_deref(), Some("http://eidas.europa.eu/LoA/high"));
        }
    }
}

#[tokio::test]
async fn a_login_below_the_level_asked_is_never_answered() {
    for stage in Stage::everywhere().await {
        let request = Service::health().request_with(&[("acr_values", "high")]);
        let asked = stage.ask(&request).await.unwrap();
        let low = openid::provider::Proved { level: Level::Substantial, ..proved("Ana") };
        let mut tx = stage.db.begin().await.unwrap();
        assert!(stage.provider.answer(&mut tx, &asked, low, NOON).await.is_err());
    }
}

#[tokio::test]
async fn the_registered_minimum_holds_whatever_is_asked() {
    let service = Service::health().registered("minimum_level = \"substantial\"");
    for stage in Stage::with(std::slice::from_ref(&service)).await {
        for values in ["", "low", "100"] {
            let asked = stage.ask(&service.request_with(&[("acr_values", values)])).await.unwrap();
            assert_eq!(asked.minimum(), Level::Substantial);
        }
    }
}

#[tokio::test]
async fn oidcc_codereuse() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let code = stage.code(&service, "Ana").await;
        let login = stage.log_in_with(&service, &code).await;
        assert!(stage.opens(&login.access_token).await);
        let answer = stage.redeem(service.call(&service.code_form(&code))).await;
        assert_eq!(answer.error(), (400, "invalid_grant".to_owned()));
        assert!(!stage.opens(&login.access_token).await, "the first token is revoked");
        assert_eq!(stage.userinfo(&login.access_token).await.error().1, "invalid_token");
    }
}

#[tokio::test]
async fn oidcc_codereuse_30seconds() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let code = stage.code(&service, "Ana").await;
        let login = stage.log_in_with(&service, &code).await;
        let later = NOON.plus(Duration::from_secs(30));
        let call = service.call_at(&service.code_form(&code), later);
        let answer = Answer::read(stage.provider.redeem(call, later).await).await;
        assert_eq!(answer.error(), (400, "invalid_grant".to_owned()));
        assert!(!stage.opens(&login.access_token).await);
    }
}

#[tokio::test]
async fn oidcc_ensure_registered_redirect_uri() {
    for stage in Stage::everywhere().await {
        let request =
            Service::health().request_with(&[("redirect_uri", "https://evil.example/callback")]);
        let denied = stage.ask(&request).await;
        assert!(matches!(denied, Err(Denied::Page(PageReason::UnknownRedirectUri))));
    }
}

#[tokio::test]
async fn oidcc_ensure_redirect_uri_in_authorization_request() {
    for stage in Stage::everywhere().await {
        let denied = stage.ask(&Service::health().request_with(&[("redirect_uri", "")])).await;
        assert!(matches!(denied, Err(Denied::Page(PageReason::NoRedirectUri))));
    }
}

#[tokio::test]
async fn oidcc_redirect_uri_query() {
    for stage in Stage::everywhere().await {
        let ask =
            async |uri| stage.ask(&Service::health().request_with(&[("redirect_uri", uri)])).await;
        let asked = ask("https://health.example/callback?second=1").await.unwrap();
        let reply = stage.answer(&asked, "Ana").await;
        assert!(reply.location().starts_with("https://health.example/callback?second=1&code="));
        for other in [
            "https://health.example/callback?second=2",
            "https://health.example/callback?third=1",
            "https://health.example/callback?second=1&third=1",
        ] {
            assert!(matches!(ask(other).await, Err(Denied::Page(_))), "{other}");
        }
    }
}

#[tokio::test]
async fn oidcc_request_uri_and_request_object_are_rejected_never_ignored() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let object = service.request_with(&[("request", "eyJhbGciOiJub25lIn0.e30.")]);
        assert_eq!(redirected_error(stage.ask(&object).await), "request_not_supported");
        let reference = service.request_with(&[("request_uri", "https://health.example/request")]);
        assert_eq!(redirected_error(stage.ask(&reference).await), "request_uri_not_supported");
    }
}

#[tokio::test]
async fn oidcc_claims_essential() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let claims = r#"{"userinfo":{"name":{"essential":true}},
                         "id_token":{"national_number":{"essential":true},"auth_time":null}}"#;
        let asked = stage.ask(&service.request_with(&[("claims", claims)])).await.unwrap();
        assert_eq!(asked.claims(), ["name", "national_number"]);
        let reply = stage.answer(&asked, "Ana").await;
        let login = stage.log_in_with(&service, &parameter(&reply, "code").unwrap()).await;
        assert_eq!(login.claims.claims["national_number"], "85041200102");
        let answer = stage.userinfo(&login.access_token).await;
        assert_eq!(answer.text("name"), "Ana Peeters");
        assert!(!answer.json().contains_key("national_number"), "only where it was asked for");
    }
}

#[tokio::test]
async fn an_essential_acr_that_nobody_knows_is_an_error() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        for (claims, expected) in [
            (r#"{"id_token":{"acr":{"essential":true,"values":["urn:unheard:of"]}}}"#, false),
            (r#"{"id_token":{"acr":{"values":["urn:unheard:of"]}}}"#, true),
            (r#"{"id_token":{"acr":{"essential":true,"values":["high"]}}}"#, true),
        ] {
            let asked = stage.ask(&service.request_with(&[("claims", claims)])).await;
            if expected {
                assert!(asked.is_ok(), "{claims}");
            } else {
                assert_eq!(redirected_error(asked), "unmet_authentication_requirements");
            }
        }
    }
}

#[tokio::test]
async fn oidcc_formpost() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let request = service.request_with(&[
            ("response_mode", "form_post"),
            ("state", "\"><script>alert(1)</script>"),
        ]);
        let asked = stage.ask(&request).await.unwrap();
        let reply = stage.answer(&asked, "Ana").await;
        assert!(matches!(reply.answer(), Sent::FormPost { .. }));
        let code = parameter(&reply, "code").unwrap();
        let page = Answer::read(reply.respond(Language::Fr)).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("action=\"https://health.example/callback\""));
        assert!(page.body.contains(&format!("name=\"code\" value=\"{code}\"")));
        assert!(page.body.contains("lang=\"fr\""));
        assert!(!page.body.contains("<script>alert"), "the state is escaped");
        let policy = page.header(header::CONTENT_SECURITY_POLICY);
        assert!(policy.ends_with("form-action https://health.example"), "{policy}");
        assert!(!policy.contains("unsafe-inline"));
        assert_eq!(page.header(header::CACHE_CONTROL), "no-store");
        assert!(stage.redeem(service.call(&service.code_form(&code))).await.status.is_success());
    }
}

#[tokio::test]
async fn oidcc_idtoken_and_userinfo_encrypted() {
    let (service, key) = crate::service::encrypted();
    for stage in Stage::with(std::slice::from_ref(&service)).await {
        let code = {
            let asked = stage.ask(&service.request_with(&[("scope", "openid profile")])).await;
            parameter(&stage.answer(&asked.unwrap(), "Ana").await, "code").unwrap()
        };
        let answer = stage.redeem(service.call(&service.code_form(&code))).await;
        let opened = |token: &str| {
            let decrypted =
                protocol::jose::jwe::decrypt(token, std::slice::from_ref(&key)).unwrap();
            assert_eq!(decrypted.header.content_type.as_deref(), Some("JWT"));
            String::from_utf8(decrypted.plaintext.to_vec()).unwrap()
        };
        let token = opened(&answer.text("id_token"));
        let claims = stage.verified(&service, &token, &answer.text("access_token"));
        let userinfo = stage.userinfo(&answer.text("access_token")).await;
        assert_eq!(userinfo.header(header::CONTENT_TYPE), "application/jwt");
        let expected = protocol::oidc::userinfo::Expectation {
            issuer: ISSUER,
            client_id: service.id,
            algorithms: &[Algorithm::ES256],
            subject: &claims.sub,
        };
        let keys = stage.provider.jwks(NOON);
        let about =
            protocol::oidc::userinfo::verify(&opened(&userinfo.body), &keys, &expected).unwrap();
        assert_eq!(about["family_name"], "Peeters");
    }
}

#[tokio::test]
async fn oidcc_userinfo_rs256() {
    let service = Service::tax().registered("userinfo_signed_response_alg = \"RS256\"");
    for stage in Stage::with(std::slice::from_ref(&service)).await {
        let login = stage.log_in(&service, "Ana").await;
        let answer = stage.userinfo(&login.access_token).await;
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/jwt");
        let expected = protocol::oidc::userinfo::Expectation {
            issuer: ISSUER,
            client_id: service.id,
            algorithms: &[Algorithm::RS256],
            subject: &login.claims.sub,
        };
        let keys = stage.provider.jwks(NOON);
        assert!(protocol::oidc::userinfo::verify(&answer.body, &keys, &expected).is_ok());
        // It lacks what an ID token must have, so it cannot be taken for one.
        assert!(!jws::unverified_claims(&answer.body).unwrap().contains_key("exp"));
    }
}

#[tokio::test]
async fn codes_are_gone_after_a_minute_and_tokens_after_ten() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let code = stage.code(&service, "Ana").await;
        let late = NOON.plus(Duration::from_mins(1));
        let call = service.call_at(&service.code_form(&code), late);
        let answer = Answer::read(stage.provider.redeem(call, late).await).await;
        assert_eq!(answer.error(), (400, "invalid_grant".to_owned()));
        let token = stage.log_in(&service, "Ana").await.access_token;
        let headers = crate::service::bearer(&token);
        for (minutes, opens) in [(9, true), (10, false)] {
            let now = NOON.plus(Duration::from_mins(minutes));
            assert_eq!(stage.provider.bearer(&headers, now).await.is_ok(), opens);
        }
        let later = NOON.plus(Duration::from_hours(1));
        stage.provider.purge_job().run(later).await.unwrap();
        let mut conn = stage.db.read().await.unwrap();
        for (sql, what) in [
            ("SELECT COUNT(*) FROM openid_grant", "grants"),
            ("SELECT COUNT(*) FROM openid_assertion", "assertions"),
        ] {
            let left: (i64,) = sqlx::query_as(sql).fetch_one(&mut *conn).await.unwrap();
            assert_eq!(left.0, 0, "{what} are purged");
        }
    }
}

#[tokio::test]
async fn nothing_secret_lies_in_the_database() {
    for stage in Stage::everywhere().await {
        let service = Service::health();
        let code = stage.code(&service, "Ana").await;
        let token = stage.log_in_with(&service, &code).await.access_token;
        let mut conn = stage.db.read().await.unwrap();
        let rows: Vec<(Vec<u8>, Vec<u8>, String)> =
            sqlx::query_as("SELECT code, token, allowed FROM openid_grant")
                .fetch_all(&mut *conn)
                .await
                .unwrap();
        let [(hash, token_hash, allowed)] = rows.as_slice() else { panic!("one grant") };
        assert_ne!(hash.as_slice(), code.as_bytes());
        assert_ne!(token_hash.as_slice(), token.as_bytes());
        assert!(!allowed.contains(&code) && !allowed.contains(&token));
        assert!(!allowed.contains("85041200102"), "what was not asked for is not even kept");
    }
}

#[tokio::test]
async fn a_client_may_call_in_its_own_name() {
    for stage in Stage::everywhere().await {
        let bank = Service::bank();
        let form = [("grant_type", "client_credentials"), ("scope", "enrolment")];
        let answer = stage.redeem(bank.call(&form)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert!(!answer.json().contains_key("id_token"));
        let headers = crate::service::bearer(&answer.text("access_token"));
        let grant = stage.provider.bearer(&headers, NOON).await.unwrap();
        assert_eq!(grant.client().as_str(), "bank");
        assert!(grant.require("enrolment").is_ok());
        let refused = grant.require("audit").unwrap_err().into_response();
        assert_eq!(refused.status(), 403);
        let answer = stage.userinfo(&answer.text("access_token")).await;
        assert_eq!(answer.error(), (403, "insufficient_scope".to_owned()));
        let more = [("grant_type", "client_credentials"), ("scope", "enrolment everything")];
        assert_eq!(stage.redeem(bank.call(&more)).await.error().1, "invalid_scope");
        let all = stage.redeem(bank.call(&[("grant_type", "client_credentials")])).await;
        assert_eq!(all.text("scope"), "audit enrolment");
    }
}
