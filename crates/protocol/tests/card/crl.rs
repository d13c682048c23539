//! Revocation lists.

use std::time::Duration;

use domain::Timestamp;
use protocol::x509::{Card, Certificate, CrlAnswer, CrlRefused, RevocationList, judge_crl};
use rcgen::{
    CertificateRevocationListParams, CrlDistributionPoint, CrlIssuingDistributionPoint, CrlScope,
    KeyIdMethod, RevocationReason, RevokedCertParams, SerialNumber, date_time_ymd,
};

use crate::authority::{Authority, Kind, NOW, card_params};

const SKEW: Duration = Duration::from_mins(5);

fn params(revoked: &[(&Certificate, RevocationReason)]) -> CertificateRevocationListParams {
    CertificateRevocationListParams {
        this_update: date_time_ymd(2026, 11, 25),
        next_update: date_time_ymd(2026, 12, 2),
        crl_number: SerialNumber::from(7),
        issuing_distribution_point: None,
        revoked_certs: revoked
            .iter()
            .map(|(certificate, reason)| RevokedCertParams {
                serial_number: SerialNumber::from_slice(certificate.serial()),
                revocation_time: date_time_ymd(2026, 11, 24),
                reason_code: Some(*reason),
                invalidity_date: None,
            })
            .collect(),
        key_identifier_method: KeyIdMethod::Sha256,
    }
}

#[test]
fn a_list_says_good_or_revoked() {
    let authority = Authority::new();
    let (card, other) = (authority.card().certificate(), authority.card().certificate());
    let judge = |params: &CertificateRevocationListParams| {
        let list = params.signed_by(&authority.issuer).unwrap();
        judge_crl(&card, &authority.certificate(), list.der(), NOW, SKEW)
    };
    let good = judge(&params(&[(&other, RevocationReason::KeyCompromise)]));
    assert!(matches!(good, Ok(CrlAnswer::Good { until }) if until > NOW));
    assert!(matches!(judge(&params(&[])), Ok(CrlAnswer::Good { .. })));
    for reason in [RevocationReason::KeyCompromise, RevocationReason::CertificateHold] {
        assert_eq!(judge(&params(&[(&card, reason)])), Ok(CrlAnswer::Revoked), "{reason:?}");
    }
}

#[test]
fn a_list_that_says_nothing_about_this_card_now_is_refused() {
    let authority = Authority::new();
    let card = authority.card().certificate();
    let own = authority.certificate();
    let judge = |list: &[u8]| judge_crl(&card, &own, list, NOW, SKEW);
    let signed = |params: &CertificateRevocationListParams, by: &Authority| {
        params.signed_by(&by.issuer).unwrap().der().to_vec()
    };

    let mut old = params(&[]);
    old.this_update = date_time_ymd(2026, 11, 1);
    old.next_update = date_time_ymd(2026, 11, 24);
    assert_eq!(judge(&signed(&old, &authority)), Err(CrlRefused::Stale));
    let mut early = params(&[]);
    early.this_update = date_time_ymd(2026, 11, 26);
    assert_eq!(judge(&signed(&early, &authority)), Err(CrlRefused::NotYet));

    // Same name, another key.
    let stranger = Authority::new();
    assert_eq!(judge(&signed(&params(&[]), &stranger)), Err(CrlRefused::Signature));
    let mut partial = params(&[]);
    partial.issuing_distribution_point = Some(CrlIssuingDistributionPoint {
        distribution_point: CrlDistributionPoint { uris: vec!["http://crl.example/ca".into()] },
        scope: Some(CrlScope::CaCertsOnly),
    });
    assert_eq!(judge(&signed(&partial, &authority)), Err(CrlRefused::NotCovered));

    let mut broken = signed(&params(&[]), &authority);
    *broken.last_mut().unwrap() ^= 1;
    assert_eq!(judge(&broken), Err(CrlRefused::Signature));
    assert_eq!(judge(b"not a list"), Err(CrlRefused::Malformed));
    // A card of another authority is not this list's matter.
    let foreign = Authority::with(crate::authority::Kind::P256, |_| ()).card().certificate();
    let list = signed(&params(&[]), &authority);
    assert_eq!(judge_crl(&foreign, &own, &list, NOW, SKEW), Err(CrlRefused::Certificate));
}

#[test]
fn a_list_that_was_read_once_answers_for_every_card_whose_list_it_is() {
    let authority = Authority::new();
    let card = |authority: &Authority, at: Option<&str>| -> Card {
        let mut params = card_params();
        let points = at.map(|at| CrlDistributionPoint { uris: vec![at.to_owned()] });
        params.crl_distribution_points = points.into_iter().collect();
        authority.judge(&authority.issue(&params, Kind::P384).der).unwrap()
    };
    let here = Some("http://crl.example/citizen");
    let [good, lost, other] = [(); 3].map(|()| card(&authority, here));
    let params = params(&[(lost.certificate(), RevocationReason::CertificateHold)]);
    let signed = params.signed_by(&authority.issuer).unwrap();
    // Whether the first card is on the list makes no difference to the others.
    for first in [&good, &lost] {
        let list = RevocationList::read(
            first.certificate(),
            &authority.certificate(),
            signed.der(),
            NOW,
            SKEW,
        )
        .unwrap();
        assert!(matches!(list.answer(&good, NOW), Ok(CrlAnswer::Good { until }) if until > NOW));
        assert!(matches!(list.answer(&other, NOW), Ok(CrlAnswer::Good { .. })));
        assert_eq!(list.answer(&lost, NOW), Ok(CrlAnswer::Revoked));
        // A card of the same name's other key, and cards whose list is elsewhere or nowhere.
        let stranger = card(&Authority::new(), here);
        let elsewhere = card(&authority, Some("http://crl.example/foreigner"));
        for foreign in [stranger, elsewhere, card(&authority, None)] {
            assert_eq!(list.answer(&foreign, NOW), Err(CrlRefused::NotCovered));
        }
        let end = Timestamp::from_seconds(params.next_update.unix_timestamp());
        assert!(list.answer(&good, end.minus(Duration::from_secs(1))).is_ok());
        for card in [&good, &lost] {
            assert_eq!(list.answer(card, end), Err(CrlRefused::Stale));
        }
    }
}
