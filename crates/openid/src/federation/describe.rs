//! What a role says in the federation that it is.

use protocol::oidc::metadata::ProviderMetadata;
use serde_json::{Map, Value, json};
use web::Fault;

/// The metadata of an `openid_provider` (section 5.1.3): what its discovery document says.
pub fn provider(metadata: &ProviderMetadata) -> Result<Map<String, Value>, Fault> {
    let mut described: Map<String, Value> =
        serde_json::from_value(serde_json::to_value(metadata)?)?;
    // Clients are registered by people, for now: nobody becomes one by a chain alone.
    described.insert("client_registration_types_supported".to_owned(), json!([]));
    Ok(described)
}

/// The entity type of a client.
pub const RELYING_PARTY: &str = "openid_relying_party";

/// The metadata of an `openid_relying_party` (section 5.1.2). Its keys are added whenever its
/// configuration is signed: who knows the entity by its chain needs nobody to tell when those rotate.
pub fn relying_party(redirect_uris: &[String]) -> Result<Map<String, Value>, Fault> {
    let described = json!({
        "client_registration_types": [],
        "application_type": "web",
        "redirect_uris": redirect_uris,
        "response_types": ["code"],
        "grant_types": ["authorization_code"],
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
    });
    Ok(serde_json::from_value(described)?)
}
