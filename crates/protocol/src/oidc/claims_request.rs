//! The `claims` parameter (OpenID Connect Core, section 5.5).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::json;

const MAX_BYTES: usize = 8 * 1024;
const MAX_CLAIMS: usize = 64;

/// Which claims a client asks for, and where it wants them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClaimsRequest {
    pub userinfo: BTreeMap<String, ClaimRequest>,
    pub id_token: BTreeMap<String, ClaimRequest>,
}

/// How one claim is wanted: `null` for "as a voluntary claim", or an object. Members that we do
/// not know are ignored, as the standard asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Option<Map<String, Value>>")]
pub struct ClaimRequest {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub essential: bool,
    /// The acceptable values, from `value` or `values`; empty when any will do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
}

impl TryFrom<Option<Map<String, Value>>> for ClaimRequest {
    type Error = InvalidClaims;

    fn try_from(members: Option<Map<String, Value>>) -> Result<Self, InvalidClaims> {
        let Some(mut members) = members else { return Ok(Self::default()) };
        let essential = match members.remove("essential") {
            None => false,
            Some(Value::Bool(essential)) => essential,
            Some(_) => return Err(InvalidClaims),
        };
        let mut values: Vec<Value> = members.remove("value").into_iter().collect();
        match members.remove("values") {
            None => {}
            Some(Value::Array(more)) => values.extend(more),
            Some(_) => return Err(InvalidClaims),
        }
        Ok(Self { essential, values })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the claims parameter is not valid")]
pub struct InvalidClaims;

impl ClaimsRequest {
    pub fn parse(text: &str) -> Result<Self, InvalidClaims> {
        let request: Self = json::read(text.as_bytes(), MAX_BYTES).map_err(|_| InvalidClaims)?;
        if request.userinfo.len() > MAX_CLAIMS || request.id_token.len() > MAX_CLAIMS {
            return Err(InvalidClaims);
        }
        Ok(request)
    }

    /// How `acr` is wanted in the ID token (section 5.5.1.1).
    pub fn acr(&self) -> Option<&ClaimRequest> {
        self.id_token.get("acr")
    }

    /// The one subject that the client wants, if it names one (section 5.5.1).
    pub fn subject(&self) -> Option<&str> {
        let wanted = self.id_token.get("sub")?;
        wanted.values.first().and_then(Value::as_str)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn voluntary_essential_and_valued_claims_are_read() {
        let request = ClaimsRequest::parse(
            r#"{"userinfo": {"given_name": {"essential": true}, "email": null, "x": {"purpose": "y"}},
                "id_token": {"acr": {"essential": true, "values": ["a", "b"]}, "sub": {"value": "s"}},
                "other": {"a": 1}}"#,
        )
        .unwrap();
        assert!(request.userinfo["given_name"].essential);
        assert_eq!(request.userinfo["email"], ClaimRequest::default());
        assert_eq!(request.userinfo["x"], ClaimRequest::default());
        assert_eq!(request.acr().unwrap().values, ["a", "b"]);
        assert_eq!(request.subject(), Some("s"));
    }

    #[test]
    fn what_is_not_a_claims_request_is_refused() {
        let many: Vec<String> = (0..=MAX_CLAIMS).map(|at| format!(r#""c{at}":null"#)).collect();
        let many = format!(r#"{{"userinfo":{{{}}}}}"#, many.join(","));
        for text in [
            "",
            "[]",
            "null",
            "{",
            r#"{"userinfo":[]}"#,
            r#"{"userinfo":{"a":true}}"#,
            r#"{"userinfo":{"a":{"essential":"yes"}}}"#,
            r#"{"userinfo":{"a":null,"a":null}}"#,
            r#"{"id_token":{"acr":{"values":"a"}}}"#,
            &many,
            &" ".repeat(MAX_BYTES + 1),
        ] {
            assert_eq!(ClaimsRequest::parse(text), Err(InvalidClaims), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_request_survives_being_stored(names in prop::collection::btree_map("[a-z_]{1,9}", any::<bool>(), 0..6)) {
            let userinfo = names.into_iter()
                .map(|(name, essential)| (name, ClaimRequest { essential, values: Vec::new() }))
                .collect();
            let request = ClaimsRequest { userinfo, id_token: BTreeMap::new() };
            let stored = serde_json::to_string(&request).unwrap();
            prop_assert_eq!(ClaimsRequest::parse(&stored).unwrap(), request);
        }
    }
}
