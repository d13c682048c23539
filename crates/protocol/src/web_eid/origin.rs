use std::fmt;

use url::{Host, Url};

/// The origin of a page, as browsers write it: scheme, host and port where it is not the usual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOrigin {
    #[error("the origin is not an address")]
    Syntax,
    #[error("the origin is not of https")]
    NotHttps,
    #[error("the origin has more than scheme, host and port")]
    More,
}

impl Origin {
    /// Web eID works on https pages. Browsers treat pages of the own machine alike, so plain http
    /// is let through there.
    pub fn parse(text: &str) -> Result<Self, InvalidOrigin> {
        let url = Url::parse(text).map_err(|_| InvalidOrigin::Syntax)?;
        let local = match url.host().ok_or(InvalidOrigin::Syntax)? {
            Host::Domain(name) => name == "localhost",
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        if url.scheme() != "https" && !(url.scheme() == "http" && local) {
            return Err(InvalidOrigin::NotHttps);
        }
        // The text itself is what is signed, so it must be the one spelling: a slash at the end
        // would already make every signature fail.
        let origin = url.origin().ascii_serialization();
        if origin == text { Ok(Self(origin)) } else { Err(InvalidOrigin::More) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
