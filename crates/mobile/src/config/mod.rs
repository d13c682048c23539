//! What an operator of the app writes down.

mod check;

use std::time::Duration;

use domain::{Level, Localized, ProviderId};
use openid::Issuer;
use openid::client::{Client, ClientId};
use openid::federation;
use serde::Deserialize;
use url::Url;
use web::{FetchSettings, Listen};

pub use check::Report;

/// The configuration of the mobile provider.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: Listen,
    /// The name by which the ledger's entries call the operator: the one that the gateway knows it
    /// by, `app` when left out.
    #[serde(default)]
    pub id: Option<ClientId>,
    #[serde(default)]
    pub ledger: keeper::Settings,
    /// The operator's name, as every page shows it.
    pub name: Localized,
    /// The level that the operator is accredited for; nothing here reaches more.
    pub accredited: Level,
    /// Where push services can complain: a mailto or https address (RFC 8292, section 2.1).
    pub push_contact: Url,
    #[serde(default)]
    pub fetch: FetchSettings,
    /// Under which trust anchor the provider stands, and which of its marks it shows.
    #[serde(default)]
    pub federation: Option<federation::Settings>,
    /// The calling code that phone numbers without one belong to, such as `32`.
    #[serde(default = "belgium")]
    pub calling_code: String,
    /// How long a question waits for its answer.
    #[serde(default = "three_minutes")]
    pub request_seconds: u32,
    /// How long an activation code can be used.
    #[serde(default = "two_weeks")]
    pub activation_days: u32,
    /// How long a person can look back at what they answered.
    #[serde(default = "thirteen_months")]
    pub history_days: u32,
    #[serde(default)]
    pub limits: LimitSettings,
    #[serde(default, rename = "partner")]
    pub partners: Vec<Client>,
    #[serde(default, rename = "registrar")]
    pub registrars: Vec<Registrar>,
    #[serde(default)]
    pub enrolment: EnrolmentSettings,
}

/// How people are enrolled beside what registrars vouch for.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EnrolmentSettings {
    /// The gateway at which people log in with their card to enrol themselves. Without it, only
    /// registrars enrol.
    pub issuer: Option<Issuer>,
    /// The name by which the operator is registered there.
    pub client_id: Option<ClientId>,
    /// How long a phone that joins another one waits before it can confirm at level high.
    pub cooling_off_hours: u32,
}

impl Default for EnrolmentSettings {
    fn default() -> Self {
        Self { issuer: None, client_id: None, cooling_off_hours: 24 }
    }
}

impl EnrolmentSettings {
    /// The agreement with the gateway, if there is one.
    pub fn by_card(&self) -> Option<(&Issuer, &ClientId)> {
        self.issuer.as_ref().zip(self.client_id.as_ref())
    }

    pub fn cooling_off(&self) -> Duration {
        Duration::from_hours(self.cooling_off_hours.into())
    }
}

/// How much one address may ask. A whole school or company can be behind one.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitSettings {
    /// How many requests may begin; as many as come when left out.
    pub requests_per_minute: Option<u32>,
}

/// An organisation that may vouch for identities.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registrar {
    /// The level up to which its word counts, whatever it says itself.
    pub level: Level,
    /// How it identifies itself: a client with `grant_type = "client_credentials"` and the scope
    /// `enrolment`.
    pub client: Client,
}

impl Config {
    pub fn provider_id(&self) -> ProviderId {
        ProviderId::new(self.id.as_ref().map_or("app", ClientId::as_str))
    }

    pub fn request_life(&self) -> Duration {
        Duration::from_secs(self.request_seconds.into())
    }

    pub fn activation_life(&self) -> Duration {
        days(self.activation_days)
    }

    pub fn history_life(&self) -> Duration {
        days(self.history_days)
    }
}

fn days(days: u32) -> Duration {
    Duration::from_hours(u64::from(days) * 24)
}

fn belgium() -> String {
    "32".to_owned()
}

fn three_minutes() -> u32 {
    180
}

fn two_weeks() -> u32 {
    14
}

fn thirteen_months() -> u32 {
    396
}
