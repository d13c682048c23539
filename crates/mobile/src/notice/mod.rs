//! Telling a phone, or a computer's page, that something happened.

pub mod bell;
pub mod delivery;
pub mod store;
pub mod stream;

use domain::Language;
use serde::{Deserialize, Serialize};

pub use bell::{Bell, Ring};

/// What a phone is told by push. Never who asks or what for: it is shown on a locked screen, and
/// the app fetches the rest itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A request waits.
    Request,
    /// Another phone was bound to the person's name.
    DeviceAdded,
    /// The app was blocked.
    Blocked,
}

/// The plaintext of a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    #[serde(rename = "type")]
    pub what: What,
    pub language: Language,
}
