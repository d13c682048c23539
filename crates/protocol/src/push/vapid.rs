//! Voluntary application server identification (RFC 8292).

use std::time::Duration;

use domain::Timestamp;
use serde_json::json;
use url::Url;

use super::Subscription;
use crate::base64url;
use crate::jose::{Algorithm, Jwk, SignError, Signer, jws};

/// A day is the most that section 2 allows; half of it forgives clocks that run apart.
const LIFE: Duration = Duration::from_hours(12);

/// Who sends: a P-256 key that browsers subscribed to, and how its owner can be reached.
#[derive(Clone)]
pub struct Vapid<'a> {
    signer: &'a dyn Signer,
    subject: &'a Url,
    public_key: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidVapid {
    #[error("the contact of the push key is neither a mailto nor an https address")]
    Contact,
    #[error("the push key is not of ES256")]
    Key,
}

impl<'a> Vapid<'a> {
    pub fn new(signer: &'a dyn Signer, subject: &'a Url) -> Result<Self, InvalidVapid> {
        if !matches!(subject.scheme(), "mailto" | "https") {
            return Err(InvalidVapid::Contact);
        }
        if signer.algorithm() != Algorithm::ES256 {
            return Err(InvalidVapid::Key);
        }
        let public_key = application_server_key(&signer.public()).ok_or(InvalidVapid::Key)?;
        Ok(Self { signer, subject, public_key })
    }

    /// The `applicationServerKey` that the app subscribes with, in base64url.
    pub fn public_key(&self) -> &str {
        &self.public_key
    }

    /// The `Authorization` header for one push service (section 3).
    pub(super) fn authorization(
        &self,
        subscription: &Subscription,
        now: Timestamp,
    ) -> Result<String, SignError> {
        let claims = json!({
            "aud": subscription.endpoint().origin().ascii_serialization(),
            "exp": now.plus(LIFE).seconds(),
            "sub": self.subject.as_str(),
        });
        let token = jws::sign(self.signer, "JWT", &claims)?;
        Ok(format!("vapid t={token}, k={}", self.public_key))
    }
}

/// The uncompressed point of a P-256 key (section 3.2).
fn application_server_key(key: &Jwk) -> Option<String> {
    let members = key.to_members();
    let coordinate = |name: &str| base64url::decode(members.get(name)?.as_str()?).ok();
    let point = [vec![0x04], coordinate("x")?, coordinate("y")?].concat();
    (point.len() == 65).then(|| base64url::encode(point))
}
