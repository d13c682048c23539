//! Verified claims, as a registrar hands them over.

#![expect(clippy::too_many_lines, reason = "a table of cases is one thing")]

use domain::Timestamp;
use proptest::prelude::*;
use protocol::identity_assurance::{Evidence, Problem, VerifiedClaims};
use serde_json::{Value, json};

/// A bank that saw the identity card and asked the register.
fn from_a_bank() -> Value {
    json!({
        "verification": {
            "trust_framework": "eidas",
            "assurance_level": "substantial",
            "assurance_process": {
                "policy": "branch-identification",
                "assurance_details": [
                    {"assurance_type": "evidence_validation", "evidence_ref": [{"check_id": "c1"}]},
                ],
            },
            "time": "2026-11-25T09:30:00+01:00",
            "verification_process": "b0-0001",
            "evidence": [
                {
                    "type": "document",
                    "check_details": [
                        {"check_method": "vpip", "organization": "Bank", "check_id": "c1",
                         "time": "2026-11-25T08:30Z"},
                    ],
                    "document_details": {
                        "type": "idcard",
                        "document_number": "592-0000000-00",
                        "date_of_issuance": "2024-02-29",
                        "date_of_expiry": "2034-02-28",
                        "issuer": {"name": "Town", "country_code": "BEL"},
                    },
                    "derived_claims": {"given_name": "Ana", "family_name": "Peeters"},
                },
                {
                    "type": "electronic_record",
                    "record": {
                        "type": "population_register",
                        "created_at": "2026-11-25T08:31:10Z",
                        "source": {"name": "Register"},
                    },
                },
                {"type": "vouch", "attestation": {"type": "written_attestation"}},
                {
                    "type": "electronic_signature",
                    "signature_type": "qes_eidas", "issuer": "CA", "serial_number": "01",
                },
            ],
            "a_member_of_an_extension": {"is": "passed over"},
        },
        "claims": {
            "given_name": "Ana", "family_name": "Peeters", "birthdate": "1985-07-30",
            "national_number": "85073003328",
        },
    })
}

#[test]
fn what_a_bank_vouches_for_is_read() {
    let read = VerifiedClaims::parse(&from_a_bank()).unwrap();
    assert_eq!(read.verification.trust_framework, "eidas");
    assert_eq!(read.verification.assurance_level.as_deref(), Some("substantial"));
    assert_eq!(read.verification.time, Some(Timestamp::from_seconds(1_795_595_400)));
    assert_eq!(read.verification.evidence.len(), 4);
    assert!(matches!(read.verification.evidence[0], Evidence::Document(_)));
    assert_eq!(read.text("given_name"), Ok("Ana"));
    assert_eq!(read.birthdate(), Ok("1985-07-30"));
    assert_eq!(read.optional_text("middle_name"), Ok(None));
}

#[test]
fn what_was_read_can_be_kept_and_read_again() {
    let read = VerifiedClaims::parse(&from_a_bank()).unwrap();
    let kept = serde_json::to_value(&read).unwrap();
    assert_eq!(serde_json::from_value::<VerifiedClaims>(kept).unwrap(), read);
}

#[test]
fn the_smallest_form_is_enough() {
    let smallest = json!({"verification": {"trust_framework": "eidas"}, "claims": {}});
    let read = VerifiedClaims::parse(&smallest).unwrap();
    let missing = read.text("national_number").unwrap_err();
    assert_eq!(missing.to_string(), "verified_claims.claims.national_number is missing");
}

#[test]
fn every_mistake_is_named_by_its_member() {
    use Problem::*;
    for (pointer, value, path, problem) in [
        ("", json!([]), "", NotObject),
        ("/verification", json!("eidas"), ".verification", NotObject),
        ("/verification/trust_framework", json!(null), ".verification.trust_framework", NotText),
        ("/verification/trust_framework", json!(" "), ".verification.trust_framework", NotText),
        ("/verification/assurance_level", json!(3), ".verification.assurance_level", NotText),
        ("/verification/time", json!("2026-11-25"), ".verification.time", NotMoment),
        ("/verification/time", json!("2026-11-25 09:30Z"), ".verification.time", NotMoment),
        ("/verification/time", json!("2026-11-25T09:30"), ".verification.time", NotMoment),
        ("/verification/time", json!("2026-02-30T09:30Z"), ".verification.time", NotMoment),
        ("/verification/time", json!("2026-11-25T09:30é"), ".verification.time", NotMoment),
        ("/verification/evidence", json!([]), ".verification.evidence", NotArray),
        ("/verification/evidence", json!({}), ".verification.evidence", NotArray),
        ("/verification/evidence/0", json!("x"), ".verification.evidence[0]", NotObject),
        (
            "/verification/evidence/0/type",
            json!("id_document"),
            ".verification.evidence[0].type",
            UnknownEvidence,
        ),
        (
            "/verification/evidence/0/check_details/0/check_method",
            json!(""),
            ".verification.evidence[0].check_details[0].check_method",
            NotText,
        ),
        (
            "/verification/evidence/0/document_details/date_of_issuance",
            json!("2023-02-29"),
            ".verification.evidence[0].document_details.date_of_issuance",
            NotDate,
        ),
        (
            "/verification/evidence/0/document_details/issuer/name",
            json!(["Town"]),
            ".verification.evidence[0].document_details.issuer.name",
            NotText,
        ),
        (
            "/verification/evidence/0/derived_claims",
            json!({}),
            ".verification.evidence[0].derived_claims",
            NotClaim,
        ),
        (
            "/verification/evidence/0/derived_claims",
            json!({"nickname": "Annie"}),
            ".verification.evidence[0].derived_claims.nickname",
            NotClaimed,
        ),
        (
            "/verification/assurance_process/assurance_details/0/evidence_ref/0/check_id",
            json!("c2"),
            ".verification.assurance_process.assurance_details[0].evidence_ref[0].check_id",
            UnknownCheck,
        ),
        ("/claims", json!(null), ".claims", NotObject),
        ("/claims/given_name", json!(""), ".claims.given_name", NotClaim),
        ("/claims/given_name", json!(null), ".claims.given_name", NotClaim),
    ] {
        let mut changed = from_a_bank();
        *changed.pointer_mut(pointer).unwrap() = value.clone();
        let refused = VerifiedClaims::parse(&changed).unwrap_err();
        let expected = (format!("verified_claims{path}"), problem);
        assert_eq!((refused.path().to_owned(), refused.problem()), expected, "{pointer} = {value}");
    }
}

#[test]
fn required_members_are_missed() {
    for (parent, name) in [
        ("", "verification"),
        ("", "claims"),
        ("/verification", "trust_framework"),
        ("/verification/evidence/0", "type"),
        ("/verification/evidence/0/check_details/0", "check_method"),
        ("/verification/evidence/0/document_details", "type"),
        ("/verification/evidence/1/record", "type"),
        ("/verification/evidence/2/attestation", "type"),
        ("/verification/evidence/3", "signature_type"),
        ("/verification/evidence/3", "issuer"),
        ("/verification/evidence/3", "serial_number"),
    ] {
        let mut changed = from_a_bank();
        changed.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
        let refused = VerifiedClaims::parse(&changed).unwrap_err();
        assert_eq!(refused.problem(), Problem::Missing, "{parent}/{name}");
        assert!(refused.path().ends_with(&format!(".{name}")), "{}", refused.path());
    }
}

#[test]
fn no_error_and_no_debug_text_shows_personal_data() {
    let mut changed = from_a_bank();
    changed["claims"]["birthdate"] = json!("30.07.1985");
    let read = VerifiedClaims::parse(&changed).unwrap();
    assert!(!read.birthdate().unwrap_err().to_string().contains("1985"));
    assert!(!format!("{read:?}").contains("Peeters"));
}

proptest! {
    #[test]
    fn hostile_values_never_panic(text in ".{0,40}", number: i64) {
        for pointer in ["/verification/time", "/verification/trust_framework", "/claims/birthdate"] {
            for value in [json!(text), json!(number), json!({&text: number}), json!([text])] {
                let mut changed = from_a_bank();
                *changed.pointer_mut(pointer).unwrap() = value;
                if let Ok(read) = VerifiedClaims::parse(&changed) {
                    let _ = read.birthdate();
                }
            }
        }
    }
}
