use serde::Deserialize;
use subtle::ConstantTimeEq as _;

use super::Refused;
use crate::base64url;

/// Larger than any browser's client data, small enough never to matter.
const SIZE_LIMIT: usize = 8 * 1024;

/// What a ceremony was started with, and so what its response must match.
#[derive(Clone, Copy, Debug)]
pub struct Ceremony<'a> {
    /// The challenge given out, never given out again.
    pub challenge: &'a [u8],
    /// The relying party id, a domain name.
    pub rp_id: &'a str,
    /// The origins whose pages may run the ceremony, compared exactly.
    pub origins: &'a [String],
    pub user_verification: UserVerification,
}

/// Whether the authenticator must have verified its user. What it did is reported either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserVerification {
    Required,
    Preferred,
}

/// What the browser says about the ceremony (section 5.8.1). Members that are unknown to us are
/// passed over, as the section demands of a parser that is not the limited one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientData {
    #[serde(rename = "type")]
    pub kind: String,
    /// The challenge in base64url, as the browser wrote it.
    pub challenge: String,
    pub origin: String,
    #[serde(default)]
    pub cross_origin: Option<bool>,
    #[serde(default)]
    pub top_origin: Option<String>,
}

impl ClientData {
    /// UTF-8 decode and JSON parse: steps 7.1.5 and 7.1.6, or 7.2.8 and 7.2.9.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refused> {
        if bytes.len() > SIZE_LIMIT {
            return Err(Refused::ClientDataMalformed);
        }
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        serde_json::from_slice(text).map_err(|_| Refused::ClientDataMalformed)
    }

    /// Steps 7.1.7 to 7.1.11, or 7.2.10 to 7.2.14.
    pub(super) fn check(&self, kind: &str, asked: &Ceremony<'_>) -> Result<(), Refused> {
        // 7.1.7, 7.2.10: an assertion cannot pass for a registration, or the reverse.
        if self.kind != kind {
            return Err(Refused::WrongType);
        }
        // 7.1.8, 7.2.11: in constant time, so that nobody learns a challenge byte by byte.
        let expected = base64url::encode(asked.challenge);
        if !bool::from(self.challenge.as_bytes().ct_eq(expected.as_bytes())) {
            return Err(Refused::WrongChallenge);
        }
        // 7.1.9, 7.2.12: the origin is compared as a whole: a phishing page has another one.
        if !asked.origins.contains(&self.origin) {
            return Err(Refused::WrongOrigin);
        }
        // 7.1.10 and 7.1.11, 7.2.13 and 7.2.14: our pages are never framed by anyone, so whatever
        // is framed is a trick to make the person approve something unseen.
        if self.cross_origin == Some(true) || self.top_origin.is_some() {
            return Err(Refused::CrossOrigin);
        }
        Ok(())
    }
}
