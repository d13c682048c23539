//! No answer and no list that the authority did not sign says anything about a card.
#![no_main]

use std::sync::LazyLock;
use std::time::Duration;

use domain::Timestamp;
use libfuzzer_sys::fuzz_target;
use protocol::x509::{
    Certificate, CrlAnswer, Freshness, NonceRule, OcspAnswer, OcspQuestion, judge_crl, judge_ocsp,
};

const NOW: Timestamp = Timestamp::from_seconds(1_795_600_800);
static AUTHORITY: LazyLock<Certificate> = LazyLock::new(|| {
    Certificate::parse(include_bytes!("../seeds/certificate/authority")).expect("a certificate")
});
static CARD: LazyLock<Certificate> = LazyLock::new(|| {
    Certificate::parse(include_bytes!("../seeds/certificate/card")).expect("a certificate")
});

fuzz_target!(|data: &[u8]| {
    let skew = Duration::from_secs(900);
    let question = OcspQuestion {
        certificate: &CARD,
        issuer: &AUTHORITY,
        nonce: None,
        nonce_rule: NonceRule::Optional,
        designated: &[],
        freshness: Freshness { skew, age: Duration::from_secs(1800) },
        now: NOW,
    };
    if let Ok(answer) = judge_ocsp(&question, data) {
        assert!(matches!(answer, OcspAnswer::Good { until } if until.plus(skew) >= NOW));
    }
    if let Ok(answer) = judge_crl(&CARD, &AUTHORITY, data, NOW, skew) {
        assert!(matches!(answer, CrlAnswer::Good { until } if until >= NOW));
    }
});
