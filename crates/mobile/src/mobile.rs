//! What every handler of the role has at hand.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use domain::{ApprovalId, Level, ProviderId, RegistrarId};
use keeper::Logins;
use openid::client::ClientId;
use openid::provider::Provider;
use openid::relying::RelyingParty;
use protocol::jose::SoftwareKey;
use url::Url;
use web::{Chassis, Database, Fault, Fetch, Limit, SealKey, Texts, TooMany, Words};

use crate::Refusal;
use crate::approval::{self, Site};
use crate::config::LimitSettings;
use crate::enrolment::CodeHash;
use crate::notice::{Bell, delivery};

/// The role's state. Cheap to clone.
#[derive(Clone)]
pub struct Mobile(Arc<Inner>);

pub struct Inner {
    pub chassis: Chassis,
    pub db: Database,
    pub provider: Provider,
    /// The name by which the ledger calls the operator.
    pub id: ProviderId,
    pub logins: Logins,
    /// Where people log in with their card to enrol themselves, if they can.
    pub gateway: Option<RelyingParty>,
    /// Who may vouch for identities, and up to which level.
    pub registrars: HashMap<ClientId, Level>,
    pub texts: Texts,
    pub bell: Bell,
    pub fetch: Fetch,
    pub site: Site,
    pub accredited: Level,
    pub calling_code: String,
    pub activation_life: Duration,
    /// How long an enrolment waits for its full weight that joins another one.
    pub cooling_off: Duration,
    pub history_life: Duration,
    pub request_life: Duration,
    pub push_contact: Url,
    pub push_key: SoftwareKey,
    pub activation_key: aws_lc_rs::hmac::Key,
    pub code_hash: CodeHash,
    pub seal: SealKey,
    pub limits: Limits,
}

/// How often something may be tried.
pub struct Limits {
    /// Requests, per address; none where the operator sets none.
    pub request: Option<Limit>,
    /// Activation codes, per address. Fifty-two bits are out of reach at any such rate.
    pub activation: Limit,
    /// Phone numbers, per address of the computer.
    pub number_by_address: Limit,
    /// Phone numbers, per number.
    pub number: Limit,
    /// Signing the app in again, per address.
    pub session: Limit,
    /// Open streams of events, per page or phone.
    pub stream: Limit,
    /// Enrolments, per registrar.
    pub enrolment: Limit,
    /// Enrolments by card, per address: each sends the person to the gateway.
    pub card: Limit,
}

impl Limits {
    pub fn new(chassis: &Chassis, settings: LimitSettings) -> Self {
        const MINUTE: Duration = Duration::from_mins(1);
        let request = settings.requests_per_minute;
        Self {
            request: request.map(|count| chassis.limit(count, MINUTE)),
            activation: chassis.limit(300, MINUTE),
            number_by_address: chassis.limit(20, MINUTE),
            number: chassis.limit(5, 10 * MINUTE),
            session: chassis.limit(120, MINUTE),
            stream: chassis.limit(60, MINUTE),
            enrolment: chassis.limit(3000, MINUTE),
            card: chassis.limit(60, MINUTE),
        }
    }
}

impl Mobile {
    pub fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// Who vouched for an identity, in words.
    pub fn enrolled_by(&self, registrar: Option<&RegistrarId>, words: &Words) -> String {
        let Some(registrar) = registrar else { return words.get("enrolled-by-card") };
        let client = ClientId::parse(registrar.as_str()).ok();
        let client = client.and_then(|id| self.provider.client(&id));
        // Nobody is a registrar for ever; what it vouched for stays.
        let name = client.map_or(registrar.as_str(), |client| client.name().text(words.language));
        words.with_one("enrolled-by-registrar", "registrar", name)
    }

    /// Looks up a typed phone number, after the page was answered.
    pub fn send_soon(&self, id: ApprovalId) {
        let mobile = self.clone();
        self.run("sending a request to a phone", async move {
            approval::sending::send(&mobile, &id, mobile.chassis.clock().now()).await
        });
    }

    /// Delivers notices that were just committed.
    pub fn deliver_soon(&self) {
        let mobile = self.clone();
        self.run("delivering notices", async move {
            delivery::deliver(&mobile, mobile.chassis.clock().now()).await
        });
    }

    /// A task that a periodic job would do as well, only later: nothing is lost when it is.
    fn run(
        &self,
        doing: &'static str,
        work: impl Future<Output = Result<(), Fault>> + Send + 'static,
    ) {
        let closing = self.chassis.closing();
        tokio::spawn(async move {
            tokio::select! {
                () = closing.cancelled() => {}
                done = work => {
                    if let Err(fault) = done {
                        let reference = fault.log();
                        tracing::warn!(fault.reference = %reference, task.name = doing, "a task failed");
                    }
                }
            }
        });
    }
}

impl Deref for Mobile {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl From<TooMany> for Refusal {
    fn from(too_many: TooMany) -> Self {
        Self::TooMany { retry_after_seconds: too_many.retry_after.as_secs() + 1 }
    }
}

/// A new opaque id: 128 random bits, which say nothing and are never guessed.
pub fn fresh_id() -> Result<String, Fault> {
    use base64::Engine as _;
    let mut bytes = [0u8; 16];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|error| Fault::new("drawing an id", error))?;
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}
