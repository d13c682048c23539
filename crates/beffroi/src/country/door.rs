use std::time::Duration;

use domain::Timestamp;
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose};

use crate::card::moment;

/// The certificate of the gateway's door for cards, and its key, both in PEM. No authority vouches
/// for it, so browsers warn of it until it is trusted on their machine.
pub struct DoorCertificate {
    pub certificate: String,
    pub key: String,
}

const BEFORE: Duration = Duration::from_hours(30 * 24);
const YEARS: Duration = Duration::from_hours(10 * 365 * 24);

impl DoorCertificate {
    pub fn make(now: Timestamp) -> Result<Self, rcgen::Error> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(vec!["localhost".to_owned()])?;
        params.distinguished_name.push(DnType::CommonName, "localhost");
        params.not_before = moment(now.minus(BEFORE));
        params.not_after = moment(now.plus(YEARS));
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let certificate = params.self_signed(&key)?.pem();
        Ok(Self { certificate, key: key.serialize_pem() })
    }
}
