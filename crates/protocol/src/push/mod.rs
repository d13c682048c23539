//! Web Push: a message that only one browser can read (RFC 8291 over RFC 8188), sent by someone
//! whom the push service can tell apart (VAPID, RFC 8292). What comes out is a request to make;
//! making it is for whoever may use the network, with the care that an address from a browser
//! needs.

mod encryption;
mod subscription;
mod vapid;

pub use encryption::{EncryptError, MAX_PLAINTEXT, MessageKeys, encrypt};
pub use subscription::{InvalidSubscription, Subscription};
pub use vapid::{InvalidVapid, Vapid};

use domain::Timestamp;
use url::Url;

use crate::base64url;
use crate::jose::SignError;

/// Plaintexts are filled up to a multiple of this, so that the length tells push services little.
const PADDING_BLOCK: usize = 512;

/// A message to one browser.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    pub plaintext: &'a [u8],
    /// How long the push service keeps it for a browser that is away (RFC 8030, section 5.2).
    pub time_to_live_seconds: u32,
    pub urgency: Urgency,
    /// Replaces an undelivered message of the same topic (RFC 8030, section 5.4).
    pub topic: Option<&'a Topic>,
}

/// How much of the battery the message is worth (RFC 8030, section 5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    VeryLow,
    Low,
    Normal,
    High,
}

impl Urgency {
    fn name(self) -> &'static str {
        match self {
            Self::VeryLow => "very-low",
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
        }
    }
}

/// A topic: at most 32 characters of the base64url alphabet. It is seen by the push service, so it
/// must say nothing about the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a topic has 1 to 32 characters of the base64url alphabet")]
pub struct InvalidTopic;

impl Topic {
    pub fn parse(text: &str) -> Result<Self, InvalidTopic> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if (1..=32).contains(&text.len()) && text.bytes().all(fits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidTopic)
        }
    }

    /// A topic for anything that has a hash: the first 24 bytes of it.
    pub fn of_hash(hash: &[u8; 32]) -> Self {
        Self(base64url::encode(&hash[..24]))
    }
}

/// The POST that delivers a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushRequest {
    pub url: Url,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// What a push service's answer means for the subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    Accepted,
    /// The browser is gone: forget the subscription (RFC 8030, section 7.3).
    Gone,
    /// Not now; the same message may be sent again later.
    Later,
    /// Never: the request was wrong.
    Refused,
}

impl Delivery {
    pub fn from_status(status: u16) -> Self {
        match status {
            200..=299 => Self::Accepted,
            404 | 410 => Self::Gone,
            429 | 500..=599 => Self::Later,
            _ => Self::Refused,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    #[error(transparent)]
    Encrypt(#[from] EncryptError),
    #[error(transparent)]
    Sign(#[from] SignError),
}

/// The request that delivers `message` to `subscription`. `keys` are used for this message alone.
pub fn request(
    subscription: &Subscription,
    message: &Message<'_>,
    keys: &MessageKeys,
    vapid: &Vapid<'_>,
    now: Timestamp,
) -> Result<PushRequest, PushError> {
    let padded = message.plaintext.len().next_multiple_of(PADDING_BLOCK).min(MAX_PLAINTEXT);
    let padding = padded.saturating_sub(message.plaintext.len());
    let body = encrypt(subscription, message.plaintext, padding, keys)?;
    let mut headers = vec![
        ("authorization", vapid.authorization(subscription, now)?),
        ("content-encoding", "aes128gcm".to_owned()),
        ("content-type", "application/octet-stream".to_owned()),
        ("ttl", message.time_to_live_seconds.to_string()),
        ("urgency", message.urgency.name().to_owned()),
    ];
    if let Some(Topic(topic)) = message.topic {
        headers.push(("topic", topic.clone()));
    }
    Ok(PushRequest { url: subscription.endpoint().clone(), headers, body })
}
