//! Nothing hostile panics, and whatever is changed on the way is noticed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use protocol::web_eid::{Expectation, Origin, Token, verify};
use protocol::x509::{Certificate, Freshness, NonceRule, OcspQuestion, judge_crl, judge_ocsp};

use crate::authority::{Authority, Issued, NONCE, NOW, ORIGIN, policy};

fn scene() -> &'static (Authority, Issued) {
    static SCENE: std::sync::OnceLock<(Authority, Issued)> = std::sync::OnceLock::new();
    SCENE.get_or_init(|| {
        let authority = Authority::new();
        let card = authority.card();
        (authority, card)
    })
}

fn accepts(token: &str) -> bool {
    let Ok(token) = Token::parse(token.as_bytes()) else {
        return false;
    };
    let expected = Expectation {
        origin: &Origin::parse(ORIGIN).unwrap(),
        nonce: NONCE,
        authorities: &scene().0.trusted(),
        policy: &policy(),
        now: NOW,
    };
    verify(&token, &expected).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_changed_byte_of_a_token_is_refused(
        certificate: bool, at: prop::sample::Index, by in 1u8..=255,
    ) {
        let member = if certificate { "unverifiedCertificate" } else { "signature" };
        let mut token = scene().1.token(ORIGIN, NONCE);
        prop_assert!(accepts(&token.to_string()));
        let mut bytes = STANDARD.decode(token[member].as_str().unwrap()).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= by;
        token[member] = STANDARD.encode(bytes).into();
        prop_assert!(!accepts(&token.to_string()));
    }

    #[test]
    fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let (authority, card) = scene();
        let (own, certificate) = (authority.certificate(), card.certificate());
        let _ = Certificate::parse(&bytes);
        let _ = Token::parse(&bytes);
        let _ = judge_crl(&certificate, &own, &bytes, NOW, std::time::Duration::ZERO);
        let question = OcspQuestion {
            certificate: &certificate,
            issuer: &own,
            nonce: None,
            nonce_rule: NonceRule::Optional,
            designated: &[],
            freshness: Freshness { skew: std::time::Duration::ZERO, age: std::time::Duration::ZERO },
            now: NOW,
        };
        let _ = judge_ocsp(&question, &bytes);
    }

    /// A mangled certificate is refused or is still the same person's.
    #[test]
    fn a_mangled_certificate_never_becomes_another_person(
        at: prop::sample::Index, by in 1u8..=255,
    ) {
        let (authority, card) = scene();
        let mut der = card.der.clone();
        let at = at.index(der.len());
        der[at] ^= by;
        prop_assert!(authority.judge(&der).is_err());
    }
}
