//! Revocation lists (RFC 5280, section 5), made anew for whoever asks.

use std::time::Duration;

use domain::Timestamp;
use rcgen::{
    CertificateRevocationListParams, KeyIdMethod, RevocationReason, RevokedCertParams, SerialNumber,
};

use super::certificate::moment;
use super::register::{Event, Last};
use super::{Authority, CardError, Cards};

/// A list is what remains when the responder is out of reach, so it must be kept for a while; and
/// a card that was lost since is on none that was kept.
const GOOD_FOR: Duration = Duration::from_hours(1);

impl Cards {
    /// The complete list of an authority, in DER.
    pub fn revocation_list(
        &self,
        authority: Authority,
        now: Timestamp,
    ) -> Result<Vec<u8>, CardError> {
        let revoked = self.register.revoked(authority)?;
        let params = CertificateRevocationListParams {
            this_update: moment(now),
            next_update: moment(now.plus(GOOD_FOR)),
            // Numbers must grow, and moments do.
            crl_number: SerialNumber::from_slice(&now.millis().to_be_bytes()),
            issuing_distribution_point: None,
            revoked_certs: revoked.into_iter().map(entry).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        let list = params.signed_by(&self.signers.of(authority)?.issuer)?;
        Ok(list.der().to_vec())
    }
}

fn entry((serial, last): (Vec<u8>, Last)) -> RevokedCertParams {
    RevokedCertParams {
        serial_number: SerialNumber::from_slice(&serial),
        revocation_time: moment(last.at),
        reason_code: Some(match last.event {
            Event::Replaced => RevocationReason::Superseded,
            Event::Lost | Event::Issued => RevocationReason::KeyCompromise,
        }),
        invalidity_date: None,
    }
}
