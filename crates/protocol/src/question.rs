//! The canonical question: the bytes that stand for what a person was asked in the app. Their hash
//! is the WebAuthn challenge, so an approval signs exactly one question: this request, from this
//! partner, for this service, at this level, sharing these data, with these two digits.
//!
//! The phone computes the bytes from what it shows and from the digits that the person typed; the
//! server from its own row. They are the UTF-8 of what `JSON.stringify` makes of an array of
//! texts, which JavaScript and Rust write alike.

use aws_lc_rs::digest::{SHA256, digest};
use domain::{ApprovalId, Channel, Level, PartnerId, ServiceId, Timestamp};

/// Names the form of the question; another form gets another name.
const FORM: &str = "beffroi.approval.1";

/// One question, as shown.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub id: &'a ApprovalId,
    /// Fresh per approval, so that no two questions have the same bytes.
    pub nonce: &'a str,
    pub partner: &'a PartnerId,
    /// In the language in which it is shown.
    pub partner_name: &'a str,
    pub service: &'a ServiceId,
    /// In the language in which it is shown.
    pub service_name: &'a str,
    pub level: Level,
    pub channel: Channel,
    /// The two digits, where the channel needs them.
    pub digits: Option<&'a str>,
    pub expires: Timestamp,
    /// The names of the claims that will be shared, in any order.
    pub claims: &'a [&'a str],
}

impl Question<'_> {
    /// The canonical bytes.
    pub fn canonical(&self) -> Vec<u8> {
        let expires = self.expires.millis().to_string();
        let mut texts = vec![
            FORM,
            self.id.as_str(),
            self.nonce,
            self.partner.as_str(),
            self.partner_name,
            self.service.as_str(),
            self.service_name,
            self.level.name(),
            self.channel.name(),
            self.digits.unwrap_or(""),
            &expires,
        ];
        let mut claims = self.claims.to_vec();
        // By UTF-16 code units, as JavaScript's sort compares texts.
        claims.sort_by(|one, other| one.encode_utf16().cmp(other.encode_utf16()));
        texts.extend(claims);
        serde_json::Value::from(texts).to_string().into_bytes()
    }

    /// The WebAuthn challenge: SHA-256 of the canonical bytes.
    pub fn challenge(&self) -> [u8; 32] {
        let mut challenge = [0; 32];
        challenge.copy_from_slice(digest(&SHA256, &self.canonical()).as_ref());
        challenge
    }
}
