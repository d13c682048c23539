//! Rich authorization requests (RFC 9396).

use domain::{Level, Localized};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::json;

const MAX_BYTES: usize = 16 * 1024;
const MAX_DETAILS: usize = 8;

/// One authorization detail: its type, and the members that its type defines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationDetail {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(flatten)]
    pub members: Map<String, Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("authorization_details is not valid")]
pub struct InvalidAuthorizationDetails;

impl AuthorizationDetail {
    /// Reads the parameter. A type that the provider does not support is refused rather than
    /// ignored: the person would approve something else than was asked (section 5).
    pub fn parse_all(
        text: &str,
        supported: &[&str],
    ) -> Result<Vec<Self>, InvalidAuthorizationDetails> {
        let details: Vec<Self> =
            json::read_all(text.as_bytes(), MAX_BYTES).map_err(|_| InvalidAuthorizationDetails)?;
        let known = |detail: &Self| supported.contains(&detail.kind.as_str());
        if details.len() > MAX_DETAILS || !details.iter().all(known) {
            return Err(InvalidAuthorizationDetails);
        }
        Ok(details)
    }

    /// The members as what the type defines. Give it a type that denies unknown members, as
    /// section 5 asks.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, InvalidAuthorizationDetails> {
        serde_json::from_value(Value::Object(self.members.clone()))
            .map_err(|_| InvalidAuthorizationDetails)
    }
}

/// On behalf of which service a partner asks for a login: the detail of type `service_login`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceLogin {
    pub service: Service,
    pub level: Level,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    pub id: String,
    pub name: Localized,
}

impl ServiceLogin {
    pub const KIND: &str = "service_login";

    /// The detail as a partner sends it.
    pub fn detail(&self) -> AuthorizationDetail {
        let members = match serde_json::to_value(self) {
            Ok(Value::Object(members)) => members,
            _ => Map::new(),
        };
        AuthorizationDetail { kind: Self::KIND.to_owned(), members }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login() -> ServiceLogin {
        let name = Localized::same("Health");
        ServiceLogin { service: Service { id: "health".to_owned(), name }, level: Level::High }
    }

    #[test]
    fn a_service_login_is_read_as_it_was_sent() {
        let sent = serde_json::to_string(&[login().detail()]).unwrap();
        let read = AuthorizationDetail::parse_all(&sent, &[ServiceLogin::KIND]).unwrap();
        assert_eq!(read[0].read(), Ok(login()));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        let many = format!("[{}]", [r#"{"type":"service_login"}"#; MAX_DETAILS + 1].join(","));
        for text in [
            "{}",
            "[1]",
            "[{}]",
            r#"[{"type":1}]"#,
            r#"[{"type":"payment"}]"#,
            "",
            r#"[{"type":"service_login","a":1,"a":2}]"#,
            &many,
        ] {
            let read = AuthorizationDetail::parse_all(text, &[ServiceLogin::KIND]);
            assert_eq!(read, Err(InvalidAuthorizationDetails), "{text}");
        }
        let mut extended = login().detail();
        extended.members.insert("amount".to_owned(), 5.into());
        assert_eq!(extended.read::<ServiceLogin>(), Err(InvalidAuthorizationDetails));
    }
}
