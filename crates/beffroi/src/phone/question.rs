use domain::{ApprovalId, Channel, Level, PartnerId, ServiceId, Timestamp};
use protocol::webauthn::CredentialDescriptor;
use serde::{Deserialize, Deserializer};

/// A request that waits, as the app's first screen lists it.
#[derive(Clone, Debug, Deserialize)]
pub struct Request {
    pub id: String,
    pub partner: Named,
    pub service: Named,
    pub level: Level,
    #[serde(rename = "expires_at")]
    pub expires: Timestamp,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Named {
    pub id: String,
    pub name: String,
}

/// What will be shared.
#[derive(Clone, Debug, Deserialize)]
pub struct Claim {
    pub name: String,
    pub label: String,
}

/// A question as the app shows it.
#[derive(Clone, Debug, Deserialize)]
pub struct Question {
    pub id: String,
    pub nonce: String,
    pub partner: Named,
    pub service: Named,
    pub level: Level,
    pub channel: Channel,
    pub claims: Vec<Claim>,
    pub needs_match: bool,
    pub needs_code: bool,
    #[serde(rename = "expires_at")]
    pub expires: Timestamp,
    pub rp_id: String,
    #[serde(deserialize_with = "credentials")]
    pub allow_credentials: Vec<CredentialDescriptor>,
}

impl Question {
    /// What the device key signs: made from what is shown here and from the digits that the owner
    /// typed, never taken from the server.
    pub fn challenge(&self, digits: Option<&str>) -> [u8; 32] {
        let claims: Vec<&str> = self.claims.iter().map(|claim| claim.name.as_str()).collect();
        protocol::question::Question {
            id: &ApprovalId::new(&self.id),
            nonce: &self.nonce,
            partner: &PartnerId::new(&self.partner.id),
            partner_name: &self.partner.name,
            service: &ServiceId::new(&self.service.id),
            service_name: &self.service.name,
            level: self.level,
            channel: self.channel,
            digits,
            expires: self.expires,
            claims: &claims,
        }
        .challenge()
    }

    /// The question in words, as a person reads it before answering.
    pub fn words(&self) -> String {
        let shared: Vec<&str> = self.claims.iter().map(|claim| claim.label.as_str()).collect();
        format!(
            "{} asks, for {}, at level {}, to share: {}",
            self.partner.name,
            self.service.name,
            self.level,
            shared.join(", ")
        )
    }
}

fn credentials<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<CredentialDescriptor>, D::Error> {
    let allowed = Vec::<super::Allowed>::deserialize(from)?;
    Ok(allowed.into_iter().map(CredentialDescriptor::from).collect())
}
