//! What the phone reads.

use domain::{Channel, Level, Localized, Timestamp};
use protocol::webauthn::CredentialDescriptor;
use serde::Serialize;
use web::Words;

use crate::approval::{Approval, Stage};
use crate::consent;

/// An organisation as the phone shows it.
#[derive(Debug, Serialize)]
pub struct Named {
    id: String,
    name: String,
}

impl Named {
    pub fn new(id: &str, name: &Localized, words: &Words) -> Self {
        Self { id: id.to_owned(), name: name.text(words.language).to_owned() }
    }
}

/// A request in a list.
#[derive(Debug, Serialize)]
pub struct Summary {
    id: String,
    partner: Named,
    service: Named,
    level: Level,
    expires_at: Timestamp,
}

impl Summary {
    pub fn new(approval: &Approval, words: &Words) -> Self {
        let matter = &approval.matter;
        Self {
            id: approval.id.to_string(),
            partner: Named::new(matter.partner.as_str(), &matter.partner_name, words),
            service: Named::new(matter.service.as_str(), &matter.service_name, words),
            level: matter.level,
            expires_at: matter.expires,
        }
    }
}

/// What will be shared, by its name and in words.
#[derive(Debug, Serialize)]
pub struct Claim {
    name: String,
    label: String,
}

/// A question: all that the phone shows, and all that it signs but the digits.
#[derive(Debug, Serialize)]
pub struct Question {
    #[serde(flatten)]
    summary: Summary,
    nonce: String,
    claims: Vec<Claim>,
    channel: Channel,
    needs_match: bool,
    needs_code: bool,
    rp_id: String,
    allow_credentials: Vec<CredentialDescriptor>,
}

impl Question {
    pub fn new(
        approval: &Approval,
        channel: Channel,
        rp_id: &str,
        credential: CredentialDescriptor,
        words: &Words,
    ) -> Self {
        let matter = &approval.matter;
        let claim =
            |name: &String| Claim { name: name.clone(), label: consent::label(name, words) };
        Self {
            summary: Summary::new(approval, words),
            nonce: matter.nonce.clone(),
            claims: matter.claims.iter().map(claim).collect(),
            channel,
            needs_match: channel.needs_match(),
            needs_code: matter.code_required,
            rp_id: rp_id.to_owned(),
            allow_credentials: vec![credential],
        }
    }
}

/// One answered request, as the person looks back at it.
#[derive(Debug, Serialize)]
pub struct Past {
    id: String,
    partner: Named,
    service: Named,
    /// The level that was reached, or asked for where nothing was.
    level: Level,
    claims: Vec<Claim>,
    channel: Option<Channel>,
    device: Option<String>,
    outcome: &'static str,
    at: Timestamp,
    /// Whether the ledger holds it: what a partner was told.
    receipt: bool,
}

impl Past {
    /// `None` for a request that still waits.
    pub fn new(approval: &Approval, place: Option<u64>, words: &Words) -> Option<Self> {
        let matter = &approval.matter;
        let (outcome, level, at) = match &approval.stage {
            Stage::Waiting(_) => return None,
            Stage::Approved { level, at, .. } => ("approved", *level, *at),
            Stage::Refused { why, at, .. } => (why.outcome(), matter.level, *at),
        };
        let claim =
            |name: &String| Claim { name: name.clone(), label: consent::label(name, words) };
        let showing = approval.stage.showing();
        Some(Self {
            id: approval.id.to_string(),
            partner: Named::new(matter.partner.as_str(), &matter.partner_name, words),
            service: Named::new(matter.service.as_str(), &matter.service_name, words),
            level,
            claims: matter.claims.iter().map(claim).collect(),
            channel: showing.map(|showing| showing.channel),
            device: showing.map(|showing| showing.device.to_string()),
            outcome,
            at,
            receipt: place.is_some(),
        })
    }
}
