use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A set of scope values (RFC 6749, section 3.3); their order means nothing.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scope(BTreeSet<String>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the scope has characters that scope values cannot have")]
pub struct InvalidScope;

impl Scope {
    pub fn parse(text: &str) -> Result<Self, InvalidScope> {
        let valid = |c: u8| matches!(c, 0x21 | 0x23..=0x5b | 0x5d..=0x7e | b' ');
        if !text.bytes().all(valid) {
            return Err(InvalidScope);
        }
        Ok(Self(text.split(' ').filter(|value| !value.is_empty()).map(str::to_owned).collect()))
    }

    pub fn contains(&self, value: &str) -> bool {
        self.0.contains(value)
    }

    /// Only the values that the provider knows: others should be ignored (OpenID Connect Core,
    /// section 3.1.2.1).
    #[must_use]
    pub fn known(self, supported: &[&str]) -> Self {
        Self(self.0.into_iter().filter(|value| supported.contains(&value.as_str())).collect())
    }

    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values: Vec<&str> = self.values().collect();
        f.write_str(&values.join(" "))
    }
}

impl TryFrom<String> for Scope {
    type Error = InvalidScope;

    fn try_from(text: String) -> Result<Self, InvalidScope> {
        Self::parse(&text)
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_repetition_mean_nothing() {
        assert_eq!(Scope::parse("openid profile"), Scope::parse("profile openid  openid"));
        assert_eq!(Scope::parse("openid \"x"), Err(InvalidScope));
        assert_eq!(Scope::parse("openid\tprofile"), Err(InvalidScope));
        assert_eq!(Scope::parse("é"), Err(InvalidScope));
    }
}
