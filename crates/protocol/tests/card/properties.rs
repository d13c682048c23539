//! Nothing hostile panics, and whatever is changed on the way is noticed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use protocol::web_eid::{Expectation, Origin, Token, verify};
use protocol::x509::{
    Authorities, Card, Certificate, Freshness, NonceRule, OcspQuestion, judge_crl, judge_ocsp,
};
use rcgen::{BasicConstraints, ExtendedKeyUsagePurpose, IsCa, KeyUsagePurpose, date_time_ymd};

use crate::authority::{
    Authority, Issued, Kind, LOGIN, NONCE, NOW, ORIGIN, SIGNING, card_params, policies, policy,
};

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

    /// However the rules are broken together, a path holds only where each of them is kept.
    #[test]
    fn a_path_holds_if_and_only_if_every_rule_does(broken in broken()) {
        let root = &scene().0;
        let middle = root.below(|p| {
            if broken.contains(&Rule::MiddleInTime) {
                p.not_after = date_time_ymd(2026, 1, 1);
            }
            if broken.contains(&Rule::MiddleForLogins) {
                p.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
            }
        });
        let mut params = card_params();
        for rule in &broken {
            match rule {
                Rule::InTime => params.not_after = date_time_ymd(2026, 11, 24),
                Rule::NoAuthority => params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained),
                Rule::KeyUsage => params.key_usages = vec![KeyUsagePurpose::ContentCommitment],
                Rule::Purpose => params.extended_key_usages = vec![ExtendedKeyUsagePurpose::Any],
                Rule::Accepted => params.custom_extensions = vec![policies(&["1.2.3.4.5"])],
                Rule::NotRefused => {
                    params.custom_extensions = vec![policies(&[LOGIN, SIGNING])];
                }
                Rule::MiddleInTime | Rule::MiddleForLogins | Rule::MiddleIsKnown
                | Rule::AnchorIsOurs => (),
            }
        }
        let card = middle.issue(&params, Kind::P384).certificate();
        let stranger = broken.contains(&Rule::AnchorIsOurs).then(Authority::new);
        let anchor = stranger.as_ref().unwrap_or(root).certificate();
        let known = (!broken.contains(&Rule::MiddleIsKnown)).then(|| middle.certificate());
        let authorities = Authorities::new(vec![anchor], known.into_iter().collect()).unwrap();
        let judged = Card::verify(card, &authorities, &policy(), NOW);
        prop_assert_eq!(judged.is_ok(), broken.is_empty(), "{:?}", broken);
        if let Ok(card) = judged {
            prop_assert_eq!(card.issuer(), &middle.certificate());
        }
    }
}

/// What a card's path must meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    InTime,
    NoAuthority,
    KeyUsage,
    Purpose,
    Accepted,
    NotRefused,
    MiddleInTime,
    MiddleForLogins,
    MiddleIsKnown,
    AnchorIsOurs,
}

/// No rule, one of them, or several.
fn broken() -> impl Strategy<Value = Vec<Rule>> {
    use Rule::{
        Accepted, AnchorIsOurs, InTime, KeyUsage, MiddleForLogins, MiddleInTime, MiddleIsKnown,
        NoAuthority, NotRefused, Purpose,
    };
    let rules = vec![
        InTime,
        NoAuthority,
        KeyUsage,
        Purpose,
        Accepted,
        NotRefused,
        MiddleInTime,
        MiddleForLogins,
        MiddleIsKnown,
        AnchorIsOurs,
    ];
    prop::sample::subsequence(rules, 0..=3)
}
