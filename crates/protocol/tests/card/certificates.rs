//! Which certificates are those of a card that may log its holder in.

use std::time::Duration;

use domain::Timestamp;
use protocol::x509::{Authorities, Card, CardPolicy, Certificate, Refused};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, ExtendedKeyUsagePurpose, IsCa,
    KeyUsagePurpose, date_time_ymd,
};
use x509_cert::Version;
use x509_cert::ext::Extension;

use crate::authority::{Authority, Kind, LOGIN, NOW, SIGNING, card_params, policies, policy};

#[test]
fn a_card_of_any_kind_under_an_authority_of_any_kind_is_accepted() {
    for above in Kind::ALL {
        let authority = Authority::with(above, |_| ());
        for kind in Kind::ALL {
            let card = authority.judge(&authority.issue(&card_params(), kind).der);
            assert!(card.is_ok(), "{kind:?} under {above:?}: {card:?}");
        }
    }
}

#[test]
fn a_certificate_that_is_not_for_logging_in_is_refused() {
    type Change = fn(&mut CertificateParams);
    let cases: [(&str, Change, Refused); 14] = [
        ("no key usage", |p| p.key_usages.clear(), Refused::KeyUsage),
        (
            "for signatures",
            |p| p.key_usages = vec![KeyUsagePurpose::ContentCommitment],
            Refused::KeyUsage,
        ),
        (
            "for key agreement",
            |p| p.key_usages = vec![KeyUsagePurpose::KeyAgreement],
            Refused::KeyUsage,
        ),
        ("no extended key usage", |p| p.extended_key_usages.clear(), Refused::Purpose),
        (
            "for servers",
            |p| p.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth],
            Refused::Purpose,
        ),
        (
            "for any purpose, which names none",
            |p| p.extended_key_usages = vec![ExtendedKeyUsagePurpose::Any],
            Refused::Purpose,
        ),
        ("no policy", |p| p.custom_extensions.clear(), Refused::Policy),
        (
            "another policy",
            |p| p.custom_extensions = vec![policies(&["1.2.3.4.5"])],
            Refused::Policy,
        ),
        (
            "a refused policy beside an accepted one",
            |p| p.custom_extensions = vec![policies(&[LOGIN, SIGNING])],
            Refused::RefusedPolicy,
        ),
        ("expired", |p| p.not_after = date_time_ymd(2026, 11, 24), Refused::Expired),
        ("not valid yet", |p| p.not_before = date_time_ymd(2026, 11, 26), Refused::NotYetValid),
        (
            "an authority",
            |p| p.is_ca = IsCa::Ca(BasicConstraints::Unconstrained),
            Refused::Authority,
        ),
        (
            "an unknown critical extension",
            |p| {
                let mut unknown = CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
                unknown.set_criticality(true);
                p.custom_extensions.push(unknown);
            },
            Refused::Path,
        ),
        (
            "critical policies, which the path library cannot read",
            |p| p.custom_extensions[0].set_criticality(true),
            Refused::Path,
        ),
    ];
    let authority = Authority::new();
    for (says, change, expected) in cases {
        let mut params = card_params();
        change(&mut params);
        for kind in [Kind::P384, Kind::Rsa] {
            let judged = authority.judge(&authority.issue(&params, kind).der);
            assert_eq!(judged.map(|_| ()), Err(expected), "{says}, {kind:?}");
        }
    }
}

#[test]
fn validity_includes_both_its_ends() {
    let authority = Authority::new();
    let card = authority.card().certificate();
    let at = |now: Timestamp| {
        Card::verify(card.clone(), &authority.trusted(), &policy(), now).map(|_| ())
    };
    let (first, last) = (card.not_before(), card.not_after());
    assert_eq!(at(first.minus(Duration::from_millis(1))), Err(Refused::NotYetValid));
    assert_eq!(at(first), Ok(()));
    assert_eq!(at(last.plus(Duration::from_millis(999))), Ok(()));
    assert_eq!(at(last.plus(Duration::from_secs(1))), Err(Refused::Expired));
}

#[test]
fn only_configured_authorities_count_and_only_while_they_are_valid() {
    let authority = Authority::new();
    let card = authority.card();
    let judge = |authorities: &Authorities| {
        Card::verify(card.certificate(), authorities, &policy(), NOW).map(|_| ())
    };
    // Another authority, even of the same name, did not issue it.
    let stranger = Authority::new();
    assert_eq!(judge(&stranger.trusted()), Err(Refused::Untrusted));
    // An expired authority beside the right one does no harm.
    let old = Authority::with(Kind::P384, |p| p.not_after = date_time_ymd(2026, 1, 1));
    let both = Authorities::new(vec![old.certificate(), authority.certificate()], vec![]).unwrap();
    assert_eq!(judge(&both), Ok(()));

    for change in [
        |p: &mut CertificateParams| p.not_after = date_time_ymd(2026, 1, 1),
        |p: &mut CertificateParams| p.not_before = date_time_ymd(2027, 1, 1),
    ] {
        let outdated = Authority::with(Kind::P384, change);
        let judged = outdated.judge(&outdated.card().der).map(|_| ());
        assert_eq!(judged, Err(Refused::AuthorityNotValid));
    }
}

#[test]
fn only_authorities_can_be_trusted() {
    let authority = Authority::new();
    let (own, card) = (authority.certificate(), authority.card().certificate());
    let lists_only = |p: &mut CertificateParams| p.key_usages = vec![KeyUsagePurpose::CrlSign];
    let lists_only = authority.below(lists_only).certificate();
    for (anchors, intermediates) in [
        (vec![], vec![]),
        (vec![card.clone()], vec![]),
        (vec![own.clone()], vec![card]),
        (vec![lists_only.clone()], vec![]),
        (vec![own.clone()], vec![lists_only]),
    ] {
        let refused = Authorities::new(anchors, intermediates).map(|_| ());
        assert_eq!(refused, Err(Refused::NotAnAuthority));
    }
}

#[test]
fn the_way_to_the_anchor_may_have_steps_that_keep_the_rules() {
    type Change = fn(&mut CertificateParams);
    let root = Authority::new();
    let cases: [(&str, Change, Result<(), Refused>); 5] = [
        ("as it should be", |_| (), Ok(())),
        ("expired", |p| p.not_after = date_time_ymd(2026, 1, 1), Err(Refused::AuthorityNotValid)),
        (
            "not valid yet",
            |p| p.not_before = date_time_ymd(2027, 1, 1),
            Err(Refused::AuthorityNotValid),
        ),
        (
            "for other purposes only",
            |p| p.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth],
            Err(Refused::Purpose),
        ),
        (
            "for this purpose among others",
            |p| {
                p.extended_key_usages = vec![
                    ExtendedKeyUsagePurpose::EmailProtection,
                    ExtendedKeyUsagePurpose::ClientAuth,
                ];
            },
            Ok(()),
        ),
    ];
    for (says, change, expected) in cases {
        let middle = root.below(change);
        let authorities =
            Authorities::new(vec![root.certificate()], vec![middle.certificate()]).unwrap();
        let card = Card::verify(middle.card().certificate(), &authorities, &policy(), NOW);
        if let Ok(card) = &card {
            assert_eq!(card.issuer(), &middle.certificate(), "{says}");
        }
        assert_eq!(card.map(|_| ()), expected, "{says}");
    }
    // Without the step there is no way.
    let middle = root.below(|_| ());
    assert_eq!(root.judge(&middle.card().der).map(|_| ()), Err(Refused::Untrusted));
}

#[test]
fn an_authority_stays_within_the_length_that_was_given_to_it() {
    let root =
        Authority::with(Kind::P384, |p| p.is_ca = IsCa::Ca(BasicConstraints::Constrained(0)));
    let middle = root.below(|_| ());
    let authorities =
        Authorities::new(vec![root.certificate()], vec![middle.certificate()]).unwrap();
    let first = root.below(|p| p.is_ca = IsCa::Ca(BasicConstraints::Constrained(0)));
    let second = first.below(|_| ());
    let deep =
        Authorities::new(vec![root.certificate()], vec![first.certificate(), second.certificate()])
            .unwrap();
    let judged = Card::verify(second.card().certificate(), &deep, &policy(), NOW);
    assert!(judged.is_err());
    // The limit in the anchor itself binds those who configured it, not the path below it.
    assert!(Card::verify(middle.card().certificate(), &authorities, &policy(), NOW).is_ok());
}

#[test]
fn a_card_cannot_issue_cards() {
    let authority = Authority::new();
    let card = authority.card();
    let mut params = card_params();
    params.distinguished_name = rcgen::DistinguishedName::new();
    let child = Authority::with(Kind::P384, |p| {
        p.is_ca = IsCa::NoCa;
        p.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    });
    let refused = Authorities::new(vec![authority.certificate()], vec![child.certificate()]);
    assert_eq!(refused.map(|_| ()), Err(Refused::NotAnAuthority));
    assert!(authority.judge(&card.der).is_ok());
}

#[test]
fn a_certificate_of_an_odd_form_is_refused() {
    type Edit = fn(&mut x509_cert::TbsCertificate);
    let authority = Authority::new();
    let card = authority.card();
    let cases: [(&str, Edit); 4] = [
        ("version 1", |tbs| {
            tbs.version = Version::V1;
            tbs.extensions = None;
        }),
        ("an extension that stands twice", |tbs| {
            let extensions = tbs.extensions.as_mut().unwrap();
            extensions.push(extensions[0].clone());
        }),
        ("an extension that cannot be read", |tbs| {
            let extensions = tbs.extensions.as_mut().unwrap();
            let usage: &mut Extension =
                extensions.iter_mut().find(|e| e.extn_id.to_string() == "2.5.29.15").unwrap();
            usage.extn_value = x509_cert::der::asn1::OctetString::new([0x05]).unwrap();
        }),
        ("purposes that cannot be read", |tbs| {
            let extensions = tbs.extensions.as_mut().unwrap();
            let usage: &mut Extension =
                extensions.iter_mut().find(|e| e.extn_id.to_string() == "2.5.29.37").unwrap();
            usage.extn_value = x509_cert::der::asn1::OctetString::new([0x30, 0x05]).unwrap();
        }),
    ];
    for (says, edit) in cases {
        let judged = authority.judge(&authority.edited(&card, edit));
        assert_eq!(judged.map(|_| ()), Err(Refused::Malformed), "{says}");
    }
    let trailing = [&card.der[..], &[0]].concat();
    let large = vec![0x30; 20_000];
    for odd in [&[][..], &[0x30], &trailing, &large] {
        assert_eq!(Certificate::parse(odd).map(|_| ()), Err(Refused::Malformed));
    }
}

#[test]
fn a_small_rsa_key_is_refused() {
    use x509_cert::der::asn1::BitString;
    let authority = Authority::new();
    let card = authority.issue(&card_params(), Kind::Rsa);
    let small = authority.edited(&card, |tbs| {
        let info = &mut tbs.subject_public_key_info;
        info.subject_public_key = BitString::from_bytes(&[0x30; 140]).unwrap();
    });
    assert_eq!(authority.judge(&small).map(|_| ()), Err(Refused::Key));
}

#[test]
fn policy_identifiers_are_dotted_numbers() {
    assert_eq!(CardPolicy::new(&["2.16.56.12.1.1.2.2"], &["login"]), Err("login"));
    let authority = Authority::new();
    let card = authority.card().certificate();
    let any = CardPolicy::default();
    assert!(Card::verify(card, &authority.trusted(), &any, NOW).is_ok());
}

#[test]
fn where_to_ask_for_revocation_is_read() {
    let authority = Authority::new();
    let mut params = card_params();
    params.crl_distribution_points = vec![rcgen::CrlDistributionPoint {
        uris: vec!["http://crl.example/1.crl".to_owned(), "ldap://x".to_owned()],
    }];
    // id-ad-ocsp and id-ad-caIssuers, each with an address.
    let access = [
        &[0x30, 0x38][..],
        &[0x30, 0x1b, 0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 0x30, 1, 0x86, 0x0f],
        b"http://ocsp.exa",
        &[0x30, 0x19, 0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 0x30, 2, 0x86, 0x0d],
        b"http://ca.exa",
    ]
    .concat();
    let access = CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], access);
    params.custom_extensions.push(access);
    let certificate = authority.issue(&params, Kind::P384).certificate();
    assert_eq!(certificate.ocsp_urls(), ["http://ocsp.exa"]);
    assert_eq!(certificate.crl_urls(), ["http://crl.example/1.crl", "ldap://x"]);
    assert_eq!(format!("{certificate:?}"), "Certificate(withheld)");
}
