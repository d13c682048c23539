//! No token logs anyone in but the one card's holder.
#![no_main]

use std::sync::LazyLock;

use domain::Timestamp;
use libfuzzer_sys::fuzz_target;
use protocol::web_eid::{Expectation, Origin, Token, verify};
use protocol::x509::{Authorities, CardPolicy, Certificate};

static AUTHORITIES: LazyLock<Authorities> = LazyLock::new(|| {
    let authority = Certificate::parse(include_bytes!("../seeds/certificate/authority"));
    Authorities::new(vec![authority.expect("a certificate")], Vec::new()).expect("an authority")
});
static ORIGIN: LazyLock<Origin> =
    LazyLock::new(|| Origin::parse("https://login.example").expect("an origin"));
static POLICY: LazyLock<CardPolicy> = LazyLock::new(CardPolicy::default);

fuzz_target!(|data: &[u8]| {
    let Ok(token) = Token::parse(data) else { return };
    let expected = Expectation {
        origin: &ORIGIN,
        nonce: "bm9uY2Ugb2YgdGhpcnR5LXR3byBieXRlcyBmb3IgdXM=",
        authorities: &AUTHORITIES,
        policy: &POLICY,
        now: Timestamp::from_seconds(1_795_600_800),
    };
    if let Ok(proof) = verify(&token, &expected) {
        assert_eq!(proof.card().certificate().der(), include_bytes!("../seeds/certificate/card"));
    }
});
