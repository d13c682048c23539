//! A claims request that is read survives being stored.
#![no_main]

use libfuzzer_sys::fuzz_target;
use protocol::oidc::{AuthorizationDetail, ClaimsRequest, ServiceLogin};

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(request) = ClaimsRequest::parse(text) {
        let stored = serde_json::to_vec(&request).expect("JSON");
        assert_eq!(serde_json::from_slice::<ClaimsRequest>(&stored).expect("the request"), request);
    }
    if let Ok(details) = AuthorizationDetail::parse_all(text, &[ServiceLogin::KIND]) {
        let _ = details.iter().map(AuthorizationDetail::read::<ServiceLogin>).count();
    }
});
