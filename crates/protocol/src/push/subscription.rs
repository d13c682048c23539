use std::fmt;

use aws_lc_rs::agreement::{ECDH_P256, ParsedPublicKey, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::base64url;

/// Longer than the addresses of any push service.
const ENDPOINT_LIMIT: usize = 2048;

/// Where and for whom a browser takes messages: the JSON form of its `PushSubscription` (Push API,
/// section 8). The endpoint comes from the browser: whoever posts to it guards against addresses
/// of the own network.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Json", try_from = "Json")]
pub struct Subscription {
    endpoint: Url,
    /// The browser's P-256 point, uncompressed.
    public_key: [u8; 65],
    authentication_secret: [u8; 16],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSubscription {
    #[error("the endpoint is not an https address")]
    Endpoint,
    #[error("p256dh is not a point of the curve P-256 in base64url")]
    PublicKey,
    #[error("auth is not 16 bytes in base64url")]
    AuthenticationSecret,
}

#[derive(Serialize, Deserialize)]
struct Json {
    endpoint: String,
    keys: Keys,
}

#[derive(Serialize, Deserialize)]
struct Keys {
    p256dh: String,
    auth: String,
}

impl Subscription {
    pub fn parse(endpoint: &str, p256dh: &str, auth: &str) -> Result<Self, InvalidSubscription> {
        let endpoint = parse_endpoint(endpoint).ok_or(InvalidSubscription::Endpoint)?;
        let public_key = parse_point(p256dh).ok_or(InvalidSubscription::PublicKey)?;
        let authentication_secret = base64url::decode(auth)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or(InvalidSubscription::AuthenticationSecret)?;
        Ok(Self { endpoint, public_key, authentication_secret })
    }

    pub fn endpoint(&self) -> &Url {
        &self.endpoint
    }

    pub(super) fn public_key(&self) -> &[u8; 65] {
        &self.public_key
    }

    pub(super) fn authentication_secret(&self) -> &[u8; 16] {
        &self.authentication_secret
    }
}

/// Push services speak https (RFC 8030, section 8). Plain http is for one on the same machine,
/// which the guarded client lets through only where it is told to.
fn parse_endpoint(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok().filter(|_| text.len() <= ENDPOINT_LIMIT)?;
    let local = match url.host()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let scheme = url.scheme() == "https" || (url.scheme() == "http" && local);
    (scheme && plain).then_some(url)
}

fn parse_point(text: &str) -> Option<[u8; 65]> {
    let point: [u8; 65] = base64url::decode(text).ok()?.try_into().ok()?;
    let on_curve = ParsedPublicKey::try_from(UnparsedPublicKey::new(&ECDH_P256, point)).is_ok();
    (point[0] == 0x04 && on_curve).then_some(point)
}

impl From<Subscription> for Json {
    fn from(subscription: Subscription) -> Self {
        let keys = Keys {
            p256dh: base64url::encode(subscription.public_key),
            auth: base64url::encode(subscription.authentication_secret),
        };
        Self { endpoint: subscription.endpoint.into(), keys }
    }
}

impl TryFrom<Json> for Subscription {
    type Error = InvalidSubscription;

    fn try_from(json: Json) -> Result<Self, InvalidSubscription> {
        Self::parse(&json.endpoint, &json.keys.p256dh, &json.keys.auth)
    }
}

impl fmt::Debug for Subscription {
    /// The endpoint is a capability: whoever knows it can reach the person's phone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Subscription({}, withheld)", self.endpoint.host_str().unwrap_or("?"))
    }
}
