use serde::{Deserialize, Serialize};

/// For whom a token is meant: one text or a list of texts (RFC 7519, section 4.1.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    pub fn contains(&self, party: &str) -> bool {
        match self {
            Self::One(audience) => audience == party,
            Self::Many(audiences) => audiences.iter().any(|audience| audience == party),
        }
    }

    /// The audience when there is exactly one, in either spelling. A token for several parties
    /// can be replayed by any of them at the others.
    pub fn sole(&self) -> Option<&str> {
        match self {
            Self::One(audience) => Some(audience),
            Self::Many(audiences) => match audiences.as_slice() {
                [audience] => Some(audience),
                _ => None,
            },
        }
    }
}

impl From<&str> for Audience {
    fn from(party: &str) -> Self {
        Self::One(party.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_single_audience_is_sole() {
        let read = |text| serde_json::from_str::<Audience>(text).unwrap();
        assert_eq!(read(r#""a""#).sole(), Some("a"));
        assert_eq!(read(r#"["a"]"#).sole(), Some("a"));
        assert_eq!(read(r#"["a","b"]"#).sole(), None);
        assert_eq!(read(r#"["a","a"]"#).sole(), None);
        assert_eq!(read("[]").sole(), None);
        assert!(serde_json::from_str::<Audience>(r#"{"a":1}"#).is_err());
        assert!(serde_json::from_str::<Audience>("[1]").is_err());
    }
}
