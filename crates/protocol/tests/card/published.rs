//! Tokens of real test cards and answers of real responders. They are not part of this repository;
//! where they are missing, the tests say so and pass.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Timestamp;
use protocol::web_eid::{Expectation, Origin, Refused, Token, verify};
use protocol::x509::{
    self, Authorities, CardPolicy, CardProof, Certificate, Freshness, Identifier, NonceRule,
    OcspAnswer, OcspQuestion, OcspRefused, judge_ocsp,
};
use serde::Deserialize;
use serde_json::Value;
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::serial_number::SerialNumber;

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

#[derive(Clone, Deserialize)]
struct Case {
    name: String,
    origin: String,
    nonce: String,
    at: String,
    issuer: String,
    token: Value,
}

impl Case {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.at.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    fn verify(&self) -> Result<CardProof, Refused> {
        self.verify_at(self.now())
    }

    fn verify_at(&self, now: Timestamp) -> Result<CardProof, Refused> {
        let token = Token::parse(self.token.to_string().as_bytes())?;
        let issuer = certificate(&self.issuer).unwrap();
        verify(
            &token,
            &Expectation {
                origin: &Origin::parse(&self.origin).unwrap(),
                nonce: &self.nonce,
                authorities: &Authorities::new(vec![issuer], vec![]).unwrap(),
                policy: &CardPolicy::default(),
                now,
            },
        )
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/web-eid")
}

fn read(name: &str) -> Option<Vec<u8>> {
    let found = std::fs::read(folder().join(name)).ok();
    if found.is_none() {
        // Past the capture of the test harness, so that a skipped run is seen.
        let line = format!("web-eid: skipped: {name} is not in {}\n", folder().display());
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    }
    found
}

/// Some of the files are DER, some PEM.
fn certificate(name: &str) -> Option<Certificate> {
    let bytes = read(name)?;
    let Ok(text) = std::str::from_utf8(&bytes) else {
        return Some(Certificate::parse(&bytes).unwrap());
    };
    let inner: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
    Some(Certificate::parse(&STANDARD.decode(inner.replace('\r', "")).unwrap()).unwrap())
}

fn cases() -> Vec<Case> {
    let Some(text) = read("tokens.json") else {
        return Vec::new();
    };
    serde_json::from_slice::<File>(&text).unwrap().cases
}

#[test]
fn published_tokens_verify_at_their_date_and_say_who_it_is() {
    for case in cases() {
        let proof =
            case.verify().unwrap_or_else(|refused| unreachable!("{}: {refused}", case.name));
        let holder = proof.holder();
        if case.name.starts_with("belgian") {
            assert_eq!(holder.given_names(), Some("Nora Angèle"));
            assert_eq!(holder.family_name(), Some("Specimen"));
            assert_eq!(holder.national_number().unwrap().reveal(), "01050399864");
        } else {
            assert_eq!(holder.family_name(), Some("JÕEORG"));
            let Identifier::Foreign(foreign) = holder.identifier() else {
                unreachable!("an Estonian number is not ours");
            };
            assert_eq!((foreign.country.as_str(), foreign.value.as_str()), ("EE", "38001085718"));
        }
    }
}

#[test]
fn published_tokens_fail_when_anything_changes() {
    for case in cases() {
        let changed = |change: &dyn Fn(&mut Case)| {
            let mut changed = case.clone();
            change(&mut changed);
            changed.verify().map(|_| ()).unwrap_err()
        };
        let other_origin = changed(&|case| case.origin = "https://elsewhere.example".into());
        assert_eq!(other_origin, Refused::Signature, "{}", case.name);
        let other_nonce = changed(&|case| case.nonce = case.nonce.to_ascii_uppercase() + "=");
        assert_eq!(other_nonce, Refused::Signature, "{}", case.name);
        let later = case.verify_at(Timestamp::from_seconds(4_000_000_000)).map(|_| ());
        assert_eq!(later, Err(Refused::Card(x509::Refused::Expired)), "{}", case.name);
        let earlier = case.verify_at(Timestamp::from_seconds(1_300_000_000)).map(|_| ());
        assert_eq!(earlier, Err(Refused::Card(x509::Refused::NotYetValid)), "{}", case.name);

        for member in ["unverifiedCertificate", "signature"] {
            let bytes = STANDARD.decode(case.token[member].as_str().unwrap()).unwrap();
            for at in (0..bytes.len()).step_by(7) {
                let mut bytes = bytes.clone();
                bytes[at] ^= 0x10;
                let text = STANDARD.encode(bytes);
                changed(&|case| case.token[member] = text.clone().into());
            }
        }
    }
}

#[test]
fn published_authorities_mark_no_policy_as_critical() {
    for name in [
        "ESTEID2018.cer",
        "TEST_of_ESTEID2018.cer",
        "eID-TEST-EC-Citizen-CA.cer",
        "eID-TEST-EC-Root-CA.cer",
    ] {
        let Some(authority) = certificate(name) else {
            return;
        };
        assert!(authority.is_authority(), "{name}");
        assert!(!has_critical_policies(authority.der()), "{name}");
    }
    for case in cases() {
        let der = STANDARD.decode(case.token["unverifiedCertificate"].as_str().unwrap()).unwrap();
        assert!(!has_critical_policies(&der), "{}", case.name);
    }
}

fn has_critical_policies(der: &[u8]) -> bool {
    let certificate = x509_cert::Certificate::from_der(der).unwrap();
    let extensions = certificate.tbs_certificate.extensions.unwrap();
    extensions.iter().any(|e| e.extn_id.to_string() == "2.5.29.32" && e.critical)
}

#[test]
fn a_published_chain_leads_from_the_card_to_the_root() {
    let (Some(citizen), Some(root)) =
        (certificate("eID-TEST-EC-Citizen-CA.cer"), certificate("eID-TEST-EC-Root-CA.cer"))
    else {
        return;
    };
    let authorities = Authorities::new(vec![root], vec![citizen]).unwrap();
    let belgian = cases().into_iter().filter(|case| case.name.starts_with("belgian"));
    for case in belgian {
        let token = Token::parse(case.token.to_string().as_bytes()).unwrap();
        let policy = CardPolicy::new(&["2.16.56.12.1.1.2.2"], &[]).unwrap();
        let card =
            x509::Card::verify(token.certificate().clone(), &authorities, &policy, case.now());
        assert!(card.is_ok(), "{}", case.name);
    }
}

/// The answers are about an older Estonian test card. Only its issuer and its serial number count
/// here, so the newer card stands in with that number.
fn answered_card() -> Option<Certificate> {
    const SERIAL: [u8; 16] = 0x3969_0159_7343_266d_5bc8_5777_5ec5_a4be_u128.to_be_bytes();
    let estonian = cases().into_iter().find(|case| case.name.starts_with("estonian"))?;
    let token = Token::parse(estonian.token.to_string().as_bytes()).unwrap();
    let mut card = x509_cert::Certificate::from_der(token.certificate().der()).unwrap();
    card.tbs_certificate.serial_number = SerialNumber::new(&SERIAL).unwrap();
    Some(Certificate::parse(&card.to_der().unwrap()).unwrap())
}

fn judge(name: &str, at: i64) -> Option<Result<OcspAnswer, OcspRefused>> {
    let issuer = certificate("TEST_of_ESTEID2018.cer")?;
    let designated = [certificate("TEST_of_SK_OCSP_RESPONDER_2020.cer")?];
    let question = OcspQuestion {
        certificate: &answered_card()?,
        issuer: &issuer,
        nonce: None,
        nonce_rule: NonceRule::Optional,
        designated: &designated,
        freshness: Freshness { skew: Duration::from_mins(15), age: Duration::from_mins(2) },
        now: Timestamp::from_seconds(at),
    };
    Some(judge_ocsp(&question, &read(name)?))
}

#[test]
fn published_answers_are_judged_as_their_names_say() {
    // 2021-09-17T18:25:24Z, 2021-09-18T00:13:43Z and 00:16:25Z.
    let (good, revoked, unknown) = (1_631_903_124, 1_631_924_023, 1_631_924_185);
    let Some(answer) = judge("ocsp_response.der", good) else {
        return;
    };
    assert!(matches!(answer, Ok(OcspAnswer::Good { .. })), "{answer:?}");
    let stale = judge("ocsp_response.der", good + 86_400).unwrap();
    assert_eq!(stale, Err(OcspRefused::Stale));
    let early = judge("ocsp_response.der", good - 86_400).unwrap();
    assert_eq!(early, Err(OcspRefused::NotYet));
    let at = Timestamp::from_seconds(1_631_923_814);
    assert_eq!(judge("ocsp_response_revoked.der", revoked), Some(Ok(OcspAnswer::Revoked { at })));
    assert_eq!(judge("ocsp_response_unknown.der", unknown), Some(Ok(OcspAnswer::Unknown)));
    // These have fractions of seconds, which RFC 6960 does not allow, so they do not even get to
    // the point that they are named after. Ours do, in the tests beside these.
    for name in ["ocsp_response_with_2_responses.der", "ocsp_response_with_2_responder_certs.der"] {
        assert_eq!(judge(name, good), Some(Err(OcspRefused::Malformed)), "{name}");
    }
}

#[test]
fn a_published_answer_fails_when_a_bit_changes() {
    let Some(answer) = read("ocsp_response.der") else {
        return;
    };
    let issuer = certificate("TEST_of_ESTEID2018.cer").unwrap();
    let card = answered_card().unwrap();
    let question = OcspQuestion {
        certificate: &card,
        issuer: &issuer,
        nonce: None,
        nonce_rule: NonceRule::Optional,
        designated: &[],
        freshness: Freshness { skew: Duration::from_mins(15), age: Duration::from_mins(2) },
        now: Timestamp::from_seconds(1_631_903_124),
    };
    assert!(judge_ocsp(&question, &answer).is_ok());
    for at in (0..answer.len()).step_by(5) {
        let mut changed = answer.clone();
        changed[at] ^= 0x02;
        assert!(judge_ocsp(&question, &changed).is_err(), "byte {at}");
    }
}
