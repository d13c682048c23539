//! No request sends a person anywhere but to a registered redirect URI.
#![no_main]

use std::sync::LazyLock;

use domain::Level;
use libfuzzer_sys::fuzz_target;
use protocol::jose::JwkSet;
use protocol::oidc::request::Via;
use protocol::oidc::{
    AcrSpelling, Answer, Asked, ClientRules, Parameters, ProviderRules, Raw, ReturnAddress,
};

static REDIRECT_URIS: LazyLock<[String; 1]> =
    LazyLock::new(|| ["https://health.example/callback".to_owned()]);
static ACR: LazyLock<AcrSpelling> = LazyLock::new(AcrSpelling::default);
static KEYS: LazyLock<JwkSet> = LazyLock::new(JwkSet::default);

/// What every request starts with, so that the fuzzer need not find it.
const START: &str = "client_id=health&redirect_uri=https%3A%2F%2Fhealth.example%2Fcallback&\
    response_type=code&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&\
    code_challenge_method=S256&scope=openid&";

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    put(text);
    put(&format!("{START}{text}"));
});

fn put(query: &str) {
    let Ok(parameters) = Parameters::parse(query) else { return };
    let client = ClientRules {
        client_id: "health",
        redirect_uris: &*REDIRECT_URIS,
        minimum: Level::Substantial,
        require_pushed: false,
    };
    let provider = ProviderRules {
        issuer: "https://gateway.example",
        acr: &ACR,
        scopes: &["openid", "profile"],
        authorization_details: &["service_login"],
        keys: &KEYS,
    };
    let raw = Raw::new(parameters, Via::Browser);
    let Ok(known) = raw.known(client) else { return };
    let Ok(returnable) = known.returnable() else { return };
    match returnable.asked(&provider) {
        Ok(asked) => {
            check_address(&asked.address);
            assert!(asked.wish.minimum >= Level::Substantial);
            let stored = serde_json::to_vec(&asked).expect("JSON");
            assert_eq!(serde_json::from_slice::<Asked>(&stored).expect("the request"), asked);
        }
        Err(refused) => {
            check_address(&refused.address);
            match refused.address.error("https://gateway.example", refused.refusal) {
                Answer::Redirect(location) => {
                    assert!(location.starts_with(&format!("{}?error=", REDIRECT_URIS[0])));
                }
                Answer::FormPost { action, .. } => assert_eq!(action, REDIRECT_URIS[0]),
            }
        }
    }
}

fn check_address(address: &ReturnAddress) {
    assert!(REDIRECT_URIS.contains(&address.redirect_uri));
}
