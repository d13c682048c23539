//! A claims request that is read survives being stored.
#![no_main]

use libfuzzer_sys::fuzz_target;
use protocol::oidc::{AuthorizationDetail, ClaimsRequest, ServiceLogin};
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    // Fractions are read to within one unit in the last place; no claim of ours is one.
    if let Ok(request) = ClaimsRequest::parse(text)
        && wanted(&request).all(is_exact)
    {
        let stored = serde_json::to_vec(&request).expect("JSON");
        assert_eq!(serde_json::from_slice::<ClaimsRequest>(&stored).expect("the request"), request);
    }
    if let Ok(details) = AuthorizationDetail::parse_all(text, &[ServiceLogin::KIND]) {
        let _ = details.iter().map(AuthorizationDetail::read::<ServiceLogin>).count();
    }
});

fn wanted(request: &ClaimsRequest) -> impl Iterator<Item = &Value> {
    request.id_token.values().chain(request.userinfo.values()).flat_map(|claim| &claim.values)
}

fn is_exact(value: &Value) -> bool {
    match value {
        Value::Number(number) => !number.is_f64(),
        Value::Array(items) => items.iter().all(is_exact),
        Value::Object(members) => members.values().all(is_exact),
        _ => true,
    }
}
