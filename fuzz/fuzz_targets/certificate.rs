//! A subject is read into names that can be shown and a number that holds, or not at all.
#![no_main]

use domain::Timestamp;
use libfuzzer_sys::fuzz_target;
use protocol::x509::{Authorities, Card, CardPolicy, Certificate, Identifier};

fuzz_target!(|data: &[u8]| {
    let Ok(certificate) = Certificate::parse(data) else { return };
    assert_eq!(certificate.der(), data);
    if let Ok(holder) = certificate.claimed_holder() {
        let names = [holder.given_names(), holder.family_name(), holder.common_name()];
        for name in names.into_iter().flatten() {
            assert!(!name.is_empty() && name.chars().count() <= 256);
            assert!(!name.chars().any(char::is_control));
        }
        assert!(holder.given_names().is_some() || holder.family_name().is_some());
        if let Identifier::National(number) = holder.identifier() {
            assert_eq!(number.reveal().len(), 11);
        }
    }
    let authority = Certificate::parse(include_bytes!("../seeds/certificate/authority"));
    let authorities =
        Authorities::new(vec![authority.expect("a certificate")], vec![]).expect("an authority");
    let now = Timestamp::from_seconds(1_795_600_800);
    if Card::verify(certificate, &authorities, &CardPolicy::default(), now).is_ok() {
        assert_eq!(data, include_bytes!("../seeds/certificate/card"));
    }
});
