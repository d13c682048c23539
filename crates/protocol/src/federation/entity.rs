use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};
use url::{Host, Url};

const MAX_ENTITY_ID: usize = 1024;

/// An Entity Identifier (section 1.2): an https URL, compared as text. On loopback, where no
/// network can listen, http is accepted too, so that a country can run on one laptop.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct EntityId(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an entity identifier is an https URL without query and fragment")]
pub struct NotAnEntityId;

impl EntityId {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where the entity's configuration is published (section 9).
    pub fn configuration_url(&self) -> String {
        format!("{}/.well-known/openid-federation", self.0.trim_end_matches('/'))
    }

    /// The host, to which naming constraints apply.
    pub fn host(&self) -> String {
        let url = Url::parse(&self.0).ok();
        url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }
}

impl FromStr for EntityId {
    type Err = NotAnEntityId;

    fn from_str(text: &str) -> Result<Self, NotAnEntityId> {
        let url = Url::parse(text).map_err(|_| NotAnEntityId)?;
        let plain = url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
        // A URL that prints back otherwise has a second spelling, and texts are what is compared.
        let canonical = url.as_str().trim_end_matches('/') == text.trim_end_matches('/');
        if plain && safe && canonical && text.len() <= MAX_ENTITY_ID {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnEntityId)
        }
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl<'de> Deserialize<'de> for EntityId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for EntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for EntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EntityId({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_loopback_name_an_entity() {
        for good in [
            "https://a.example",
            "https://a.example/tenant/1",
            "http://localhost:8001",
            "http://127.0.0.1:8001",
        ] {
            assert!(good.parse::<EntityId>().is_ok(), "{good}");
        }
        for bad in [
            "http://a.example",
            "https://a.example?x=1",
            "https://a.example#f",
            "https://u@a.example",
            "https://A.example",
            "https://a.example:443",
            "https://a.example/../b",
            "ftp://a.example",
            "localhost:8001",
            "http://localhost.evil.example",
            "",
        ] {
            assert_eq!(bad.parse::<EntityId>(), Err(NotAnEntityId), "{bad}");
        }
    }

    #[test]
    fn a_trailing_slash_does_not_double() {
        let entity: EntityId = "https://a.example/".parse().unwrap();
        assert_eq!(entity.configuration_url(), "https://a.example/.well-known/openid-federation");
    }
}
