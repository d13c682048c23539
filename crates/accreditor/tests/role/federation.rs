//! Named after what the module openid-federation-deployed-entity of the OpenID conformance suite
//! shows, and after what an authority must never say.

use std::time::Duration;

use protocol::federation::{MarkClaims, StatementClaims};
use protocol::jose::{Algorithm, SoftwareKey};
use serde_json::json;

use crate::authority::{ANCHOR, APP, Authority, SERVICE};

const STATEMENT: &str = "entity-statement+jwt";

#[tokio::test]
async fn the_entity_configuration_names_every_endpoint_and_who_may_accredit() {
    let authority = Authority::open().await;
    let answer = authority.get("/.well-known/openid-federation", &[]).await;
    let claims = answer.claims(&authority, STATEMENT);
    assert_eq!((&claims["iss"], &claims["sub"]), (&json!(ANCHOR), &json!(ANCHOR)));
    assert!(claims.get("authority_hints").is_none(), "an anchor has no superior");
    let metadata = &claims["metadata"]["federation_entity"];
    for endpoint in [
        "fetch",
        "list",
        "resolve",
        "trust_mark",
        "trust_mark_list",
        "trust_mark_status",
        "historical_keys",
    ] {
        let url = metadata[format!("federation_{endpoint}_endpoint")].as_str().unwrap();
        assert!(url.starts_with(&format!("{ANCHOR}/federation/")), "{url}");
    }
    for level in ["substantial", "high"] {
        let mark_type = format!("{ANCHOR}/marks/{level}");
        assert_eq!(claims["trust_mark_issuers"][mark_type], json!([ANCHOR]));
    }
}

#[tokio::test]
async fn what_is_listed_can_be_fetched() {
    let authority = Authority::open().await;
    let listed = authority.get("/federation/list", &[]).await.json();
    assert_eq!(listed, json!([APP, SERVICE]));
    let fetched = authority.get("/federation/fetch", &[("sub", SERVICE)]).await;
    let claims = fetched.claims(&authority, STATEMENT);
    assert_eq!((&claims["iss"], &claims["sub"]), (&json!(ANCHOR), &json!(SERVICE)));
    let statement: StatementClaims = serde_json::from_value(claims).unwrap();
    let constraints = statement.constraints.unwrap();
    assert_eq!(constraints.max_path_length, Some(0));
    assert_eq!(constraints.allowed_entity_types.unwrap(), ["openid_relying_party"]);
}

#[tokio::test]
async fn lists_are_filtered_by_type_and_by_mark() {
    let authority = Authority::open().await;
    let high = format!("{ANCHOR}/marks/high");
    let substantial = format!("{ANCHOR}/marks/substantial");
    for (query, expected) in [
        (vec![("entity_type", "openid_provider")], json!([APP])),
        (vec![("entity_type", "openid_relying_party")], json!([APP, SERVICE])),
        (vec![("entity_type", "openid_provider"), ("entity_type", "oauth_client")], json!([])),
        (vec![("trust_marked", "true")], json!([APP])),
        (vec![("trust_mark_type", high.as_str())], json!([APP])),
        (vec![("trust_mark_type", substantial.as_str())], json!([])),
        (vec![("intermediate", "true")], json!([])),
        (vec![("something", "else")], json!([APP, SERVICE])),
    ] {
        assert_eq!(authority.get("/federation/list", &query).await.json(), expected, "{query:?}");
    }
    let marked = [("trust_mark_type", high.as_str())];
    assert_eq!(authority.get("/federation/trust-mark-list", &marked).await.json(), json!([APP]));
    authority.clock.set("2021-05-03T00:00:00Z");
    assert_eq!(authority.get("/federation/trust-mark-list", &marked).await.json(), json!([]));
    assert_eq!(authority.get("/federation/list", &marked).await.json(), json!([]));
}

#[tokio::test]
async fn requests_for_nobody_and_for_the_issuer_itself_are_refused() {
    let authority = Authority::open().await;
    let fetch = "/federation/fetch";
    for (path, query, status, error) in [
        (fetch, vec![], 400, "invalid_request"),
        (fetch, vec![("sub", ANCHOR)], 400, "invalid_request"),
        (fetch, vec![("sub", SERVICE), ("sub", APP)], 400, "invalid_request"),
        (fetch, vec![("sub", "https://stranger.example")], 404, "not_found"),
        (fetch, vec![("sub", "not a url")], 404, "not_found"),
        ("/federation/resolve", vec![("sub", SERVICE)], 400, "invalid_request"),
        (
            "/federation/resolve",
            vec![("sub", SERVICE), ("trust_anchor", "https://other.example")],
            404,
            "invalid_trust_anchor",
        ),
        (
            "/federation/resolve",
            vec![("sub", "https://stranger.example"), ("trust_anchor", ANCHOR)],
            404,
            "invalid_subject",
        ),
        ("/federation/trust-mark", vec![("sub", APP)], 400, "invalid_request"),
        ("/federation/trust-mark-list", vec![], 400, "invalid_request"),
    ] {
        let answer = authority.get(path, &query).await;
        assert_eq!(answer.status.as_u16(), status, "{path} {query:?}");
        assert_eq!(answer.json()["error"], error, "{path} {query:?}");
        assert!(answer.json()["error_description"].is_string());
    }
}

#[tokio::test]
async fn a_mark_says_who_for_which_level_and_until_when() {
    let authority = Authority::open().await;
    let claims = authority.mark("high").await.claims(&authority, "trust-mark+jwt");
    let mark: MarkClaims = serde_json::from_value(claims).unwrap();
    assert_eq!((mark.iss.as_str(), mark.sub.as_str()), (ANCHOR, APP));
    assert_eq!(mark.trust_mark_type, format!("{ANCHOR}/marks/high"));
    let three_years = time("2021-05-03T00:00:00Z");
    assert_eq!((mark.iat, mark.exp), (time("2018-05-03T00:00:00Z"), Some(three_years)));
    assert!(mark.reference.unwrap().starts_with(&format!("{ANCHOR}/register/")));
    // Accredited for high is one mark; there is no second one for substantial.
    assert_eq!(authority.mark("substantial").await.status, 404);
    assert_eq!(authority.mark("low").await.status, 404);
}

#[tokio::test]
async fn a_mark_is_active_until_its_second() {
    let authority = Authority::open().await;
    let mark = authority.mark("high").await.body;
    let said = authority.status(&mark).await;
    assert_eq!((&said["status"], &said["trust_mark"]), (&json!("active"), &json!(mark)));
    let now = time("2018-06-01T12:00:00Z");
    assert_eq!(said["exp"], json!(now + 3600), "an answer is good for an hour");
    authority.clock.set("2021-05-02T23:59:50Z");
    let said = authority.status(&mark).await;
    // An answer never outlives what it is about.
    assert_eq!(
        (&said["status"], &said["exp"]),
        (&json!("active"), &json!(time("2021-05-03T00:00:00Z")))
    );
    authority.clock.advance(Duration::from_secs(10));
    assert_eq!(authority.status(&mark).await["status"], "expired");
    assert_eq!(authority.mark("high").await.status, 404);
}

#[tokio::test]
async fn marks_that_the_authority_did_not_issue_are_not_called_active() {
    let authority = Authority::open().await;
    let good = authority.mark("high").await.claims(&authority, "trust-mark+jwt");
    let good: MarkClaims = serde_json::from_value(good).unwrap();
    let stranger = SoftwareKey::generate(Algorithm::ES256).unwrap();
    // Right words under a wrong key.
    let forged = good.sign(&stranger).unwrap();
    assert_eq!(authority.status(&forged).await["status"], "invalid");
    let anchor = std::fs::read(authority.folder().join("anchor.jwk")).unwrap();
    let anchor = SoftwareKey::from_jwk(&anchor).unwrap();
    let status = "/federation/trust-mark-status";
    // Signed by the right key, but never decided.
    for never in [
        MarkClaims { sub: SERVICE.parse().unwrap(), ..good.clone() },
        MarkClaims { exp: good.exp.map(|exp| exp + 1), ..good.clone() },
        MarkClaims { iat: good.iat - 1, ..good.clone() },
        MarkClaims { trust_mark_type: format!("{ANCHOR}/marks/substantial"), ..good.clone() },
    ] {
        let jwt = never.sign(&anchor).unwrap();
        assert_eq!(authority.post(status, &[("trust_mark", &jwt)]).await.status, 404);
    }
    let foreign = MarkClaims { iss: "https://other.example".parse().unwrap(), ..good };
    let foreign = foreign.sign(&stranger).unwrap();
    assert_eq!(authority.post(status, &[("trust_mark", &foreign)]).await.status, 404);
    assert_eq!(authority.post(status, &[("trust_mark", "x.y.z")]).await.status, 404);
    assert_eq!(authority.post(status, &[]).await.status, 400);
}

#[tokio::test]
async fn keys_that_are_put_away_stay_known() {
    let mut authority = Authority::open().await;
    authority.run("note the anchor's keys").await;
    let mark = authority.mark("high").await.body;
    let history = authority.get("/federation/historical-keys", &[]).await;
    assert_eq!(history.claims(&authority, "jwk-set+jwt")["keys"], json!([]));
    // Long after: two rotations and the years in which the first key still verified.
    for moment in ["2023-02-01T00:00:00Z", "2023-08-01T00:00:00Z", "2027-12-01T00:00:00Z"] {
        authority.clock.set(moment);
        authority.run("note the anchor's keys").await;
    }
    let old = authority.anchor_keys.keys()[0].clone();
    let configuration = authority.get("/.well-known/openid-federation", &[]).await;
    let claims = protocol::jose::jws::unverified_claims(&configuration.body).unwrap();
    authority.anchor_keys = serde_json::from_value(claims["jwks"].clone()).unwrap();
    assert!(authority.anchor_keys.keys().iter().all(|key| key.key_id() != old.key_id()));
    let history = authority.get("/federation/historical-keys", &[]).await;
    let keys = history.claims(&authority, "jwk-set+jwt")["keys"].clone();
    assert_eq!(keys[0]["kid"], json!(old.key_id()));
    assert!(keys[0]["exp"].as_i64().unwrap() > keys[0]["iat"].as_i64().unwrap());
    // The mark that it signed is recognised still.
    assert_eq!(authority.status(&mark).await["status"], "expired");
}

#[tokio::test]
async fn a_restart_changes_nothing() {
    let authority = Authority::open().await;
    let mark = authority.mark("high").await.body;
    let authority = authority.restarted().await;
    assert_eq!(authority.status(&mark).await["status"], "active");
    let listed = authority.get("/federation/list", &[]).await.json();
    assert_eq!(listed, json!([APP, SERVICE]));
}

fn time(text: &str) -> i64 {
    domain::Timestamp::parse(text).unwrap().seconds()
}
