//! Web eID tokens: each case of the published list, by its own refusal.

use domain::Level;
use protocol::web_eid::{Expectation, InvalidOrigin, Origin, Refused, Token, verify};
use protocol::x509::{self, CardProof, Possession, Revocation, WithoutAnswer};
use serde_json::{Value, json};

use crate::authority::{Authority, Kind, NONCE, NOW, NUMBER, ORIGIN, card_params, policy};

fn present(authority: &Authority, token: &Value) -> Result<CardProof, Refused> {
    present_at(authority, token, ORIGIN, NONCE)
}

fn present_at(
    authority: &Authority,
    token: &Value,
    origin: &str,
    nonce: &str,
) -> Result<CardProof, Refused> {
    let token = Token::parse(token.to_string().as_bytes())?;
    let expected = Expectation {
        origin: &Origin::parse(origin).unwrap(),
        nonce,
        authorities: &authority.trusted(),
        policy: &policy(),
        now: NOW,
    };
    verify(&token, &expected)
}

#[test]
fn a_card_of_any_kind_proves_key_certificate_and_person() {
    let authority = Authority::new();
    for kind in Kind::ALL {
        let card = authority.issue(&card_params(), kind);
        let proof = present(&authority, &card.token(ORIGIN, NONCE)).unwrap();
        assert_eq!(proof.holder().national_number().unwrap().reveal(), NUMBER, "{kind:?}");
        assert_eq!(proof.card().certificate(), &card.certificate());
        assert_eq!(proof.card().issuer(), &authority.certificate());
        assert_eq!(proof.possession(), Possession::WebEid);
    }
    let card = authority.issue(&card_params(), Kind::Rsa);
    for algorithm in ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] {
        let token = card.token_by(algorithm, ORIGIN, NONCE);
        assert!(present(&authority, &token).is_ok(), "{algorithm}");
    }
}

#[test]
fn a_token_of_format_1_1_is_read_like_one_of_1_0() {
    let authority = Authority::new();
    let mut token = authority.card().token(ORIGIN, NONCE);
    token["format"] = "web-eid:1.1".into();
    token["unverifiedSigningCertificates"] = json!([{
        "certificate": "AAAA",
        "supportedSignatureAlgorithms": [
            {"cryptoAlgorithm": "ECC", "hashFunction": "SHA-384", "paddingScheme": "NONE"},
        ],
    }]);
    assert!(present(&authority, &token).is_ok());
}

#[test]
fn an_unknown_format_is_refused() {
    let authority = Authority::new();
    for format in ["web-eid:1", "web-eid:1.2", "web-eid:2.0", "web-eid", "WEB-EID:1.0", ""] {
        let mut token = authority.card().token(ORIGIN, NONCE);
        token["format"] = format.into();
        assert_eq!(present(&authority, &token).map(|_| ()), Err(Refused::Format), "{format}");
    }
    let mut token = authority.card().token(ORIGIN, NONCE);
    token.as_object_mut().unwrap().remove("format");
    assert_eq!(present(&authority, &token).map(|_| ()), Err(Refused::Format));
}

#[test]
fn a_token_of_no_sane_length_or_form_is_refused() {
    for (text, expected) in [
        (String::new(), Refused::Length),
        ("null".to_owned(), Refused::Length),
        ("{}".to_owned(), Refused::Length),
        ("x".repeat(20_000), Refused::Length),
        ("x".repeat(200), Refused::Malformed),
        (format!("[{}]", "1,".repeat(60) + "1"), Refused::Malformed),
        (" ".repeat(98) + "{}", Refused::Format),
    ] {
        let parsed = Token::parse(text.as_bytes()).map(|_| ());
        assert_eq!(parsed, Err(expected), "{}", &text[..text.len().min(20)]);
    }
    // The same member twice: which one counts?
    let authority = Authority::new();
    let text = authority.card().token(ORIGIN, NONCE).to_string();
    let twice = text.replacen('{', r#"{"algorithm":"ES384","#, 1);
    assert_eq!(Token::parse(twice.as_bytes()).map(|_| ()), Err(Refused::Malformed));
}

#[test]
fn a_certificate_that_is_none_is_refused() {
    let authority = Authority::new();
    for (value, expected) in [
        (json!(null), Refused::Certificate),
        (json!(""), Refused::Certificate),
        (json!([1, 2]), Refused::Malformed),
        (json!(1234), Refused::Malformed),
        (json!("not base64!"), Refused::Certificate),
        (json!("VGhpcyBpcyBub3QgYSBjZXJ0aWZpY2F0ZQ=="), Refused::Certificate),
    ] {
        let mut token = authority.card().token(ORIGIN, NONCE);
        token["unverifiedCertificate"] = value.clone();
        assert_eq!(present(&authority, &token).map(|_| ()), Err(expected), "{value}");
    }
    let mut token = authority.card().token(ORIGIN, NONCE);
    token.as_object_mut().unwrap().remove("unverifiedCertificate");
    assert_eq!(present(&authority, &token).map(|_| ()), Err(Refused::Certificate));
}

#[test]
fn an_algorithm_that_is_none_or_not_the_key_s_is_refused() {
    let authority = Authority::new();
    let card = authority.card();
    for algorithm in ["NONE", "none", "", "x", "es384", "HS256", "ES256", "ES512", "RS256", "PS384"]
    {
        let mut token = card.token(ORIGIN, NONCE);
        token["algorithm"] = algorithm.into();
        let refused = present(&authority, &token).map(|_| ());
        assert_eq!(refused, Err(Refused::Algorithm), "{algorithm}");
    }
    let mut token = card.token(ORIGIN, NONCE);
    token.as_object_mut().unwrap().remove("algorithm");
    assert_eq!(present(&authority, &token).map(|_| ()), Err(Refused::Algorithm));
    // The right kind of key, the wrong padding.
    let mut token = authority.issue(&card_params(), Kind::Rsa).token(ORIGIN, NONCE);
    token["algorithm"] = "PS256".into();
    assert_eq!(present(&authority, &token).map(|_| ()), Err(Refused::Signature));
}

#[test]
fn a_signature_for_another_origin_nonce_or_certificate_is_refused() {
    let authority = Authority::new();
    let (card, other) = (authority.card(), authority.card());
    let refused = Err(Refused::Signature);
    let good = card.token(ORIGIN, NONCE);
    let at = |origin, nonce| present_at(&authority, &good, origin, nonce).map(|_| ());
    assert_eq!(at(ORIGIN, NONCE), Ok(()));
    assert_eq!(at("https://login.example.evil.test", NONCE), refused);
    assert_eq!(at("https://login.example:8443", NONCE), refused);
    assert_eq!(at("http://localhost:8000", NONCE), refused);
    assert_eq!(at(ORIGIN, "YW5vdGhlciBub25jZSBvZiB0aGlydHktdHdvIGJ5dGU="), refused);

    let mut swapped = good.clone();
    swapped["unverifiedCertificate"] = other.token(ORIGIN, NONCE)["unverifiedCertificate"].clone();
    assert_eq!(present(&authority, &swapped).map(|_| ()), refused);
    for signature in ["", "AAAA", "!", &"A".repeat(128)] {
        let mut token = good.clone();
        token["signature"] = signature.into();
        assert_eq!(present(&authority, &token).map(|_| ()), refused, "{signature}");
    }
    // Origin and nonce cannot lend each other bytes: both are hashed first.
    let (origin, nonce) = ("https://login.exampl", format!("e{NONCE}"));
    assert_eq!(present(&authority, &card.token(origin, &nonce)).map(|_| ()), refused);
    // A nonce that is too short to be one.
    let short = card.token(ORIGIN, "short");
    assert_eq!(present_at(&authority, &short, ORIGIN, "short").map(|_| ()), refused);
}

#[test]
fn the_card_s_own_refusals_come_through() {
    let authority = Authority::new();
    let mut params = card_params();
    params.key_usages.clear();
    let token = authority.issue(&params, Kind::P384).token(ORIGIN, NONCE);
    let refused = Err(Refused::Card(x509::Refused::KeyUsage));
    assert_eq!(present(&authority, &token).map(|_| ()), refused);
    let stranger = Authority::new().card().token(ORIGIN, NONCE);
    let refused = Err(Refused::Card(x509::Refused::Untrusted));
    assert_eq!(present(&authority, &stranger).map(|_| ()), refused);
}

#[test]
fn an_origin_is_what_browsers_send() {
    for good in [
        "https://login.example",
        "https://login.example:8443",
        "http://localhost:8000",
        "http://127.0.0.1:8000",
        "http://[::1]:8000",
    ] {
        assert_eq!(Origin::parse(good).unwrap().as_str(), good);
    }
    for (odd, expected) in [
        ("https://login.example/", InvalidOrigin::More),
        ("https://login.example/path", InvalidOrigin::More),
        ("https://login.example:443", InvalidOrigin::More),
        ("https://user@login.example", InvalidOrigin::More),
        ("https://login.example?x", InvalidOrigin::More),
        ("https://LOGIN.example", InvalidOrigin::More),
        ("http://login.example", InvalidOrigin::NotHttps),
        ("http://localhost.evil.test", InvalidOrigin::NotHttps),
        ("wss://login.example", InvalidOrigin::NotHttps),
        ("login.example", InvalidOrigin::Syntax),
        ("data:text/plain,x", InvalidOrigin::Syntax),
        ("", InvalidOrigin::Syntax),
    ] {
        assert_eq!(Origin::parse(odd), Err(expected), "{odd}");
    }
}

#[test]
fn the_level_rests_on_the_authority_s_answer() {
    use WithoutAnswer::{Low, Refused, Substantial};
    let authority = Authority::new();
    let proof = present(&authority, &authority.card().token(ORIGIN, NONCE)).unwrap();
    let later = NOW.plus(std::time::Duration::from_mins(1));
    let good = Revocation::Good { until: later };
    let stale = Revocation::Good { until: NOW.minus(std::time::Duration::from_millis(1)) };
    for (revocation, without, expected) in [
        (good, Refused, Some(Level::High)),
        (Revocation::NoAnswer, Refused, None),
        (Revocation::NoAnswer, Low, Some(Level::Low)),
        (Revocation::NoAnswer, Substantial, Some(Level::Substantial)),
        (stale, Refused, None),
        (stale, Substantial, Some(Level::Substantial)),
        (Revocation::Revoked, Substantial, None),
    ] {
        assert_eq!(proof.level(revocation, without, NOW), expected, "{revocation:?} {without:?}");
    }
    let by_tls = proof.card().clone().proved_by_tls();
    assert_eq!(by_tls.possession(), Possession::MutualTls);
}
