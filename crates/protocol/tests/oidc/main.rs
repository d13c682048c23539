//! The rules of OpenID Connect through the public door, and the known attacks on them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod client_assertion;
mod id_token;
mod logout;
mod request;
mod userinfo;

use std::sync::LazyLock;

use domain::Timestamp;
use protocol::jose::{Algorithm, JwkSet, Signer, SoftwareKey};

const ISSUER: &str = "https://gateway.example";
const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

/// The key that everything is signed with unless a test says otherwise.
static KEY: LazyLock<SoftwareKey> =
    LazyLock::new(|| SoftwareKey::generate(Algorithm::ES256).unwrap());

fn keys() -> JwkSet {
    [KEY.public()].into_iter().collect()
}

/// Claims with some members set, or left out where the value is `null`.
fn with(base: &serde_json::Value, changes: &serde_json::Value) -> serde_json::Value {
    let mut claims = base.as_object().unwrap().clone();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            serde_json::Value::Null => claims.remove(name),
            value => claims.insert(name.clone(), value.clone()),
        };
    }
    claims.into()
}
