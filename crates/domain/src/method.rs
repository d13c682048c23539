use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How a person proves who they are at the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    Card,
    App,
}

impl Method {
    pub fn name(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::App => "app",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown method: expected card or app")]
pub struct UnknownMethod;

impl FromStr for Method {
    type Err = UnknownMethod;

    fn from_str(text: &str) -> Result<Self, UnknownMethod> {
        [Self::Card, Self::App]
            .into_iter()
            .find(|method| method.name() == text)
            .ok_or(UnknownMethod)
    }
}
