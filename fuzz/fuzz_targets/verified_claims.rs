//! Verified claims that are read survive being stored; subscriptions to push do too.
#![no_main]

use libfuzzer_sys::fuzz_target;
use protocol::identity_assurance::VerifiedClaims;
use protocol::json;
use protocol::push::Subscription;

fuzz_target!(|data: &[u8]| {
    let Ok(value) = json::parse(data, 64 * 1024) else { return };
    if let Ok(claims) = VerifiedClaims::parse(&value) {
        let stored = serde_json::to_value(&claims).expect("JSON");
        assert_eq!(VerifiedClaims::parse(&stored).as_ref(), Ok(&claims));
    }
    if let Ok(subscription) = serde_json::from_value::<Subscription>(value) {
        let stored = serde_json::to_vec(&subscription).expect("JSON");
        let again: Subscription = serde_json::from_slice(&stored).expect("the subscription");
        assert_eq!(again, subscription);
    }
});
