use std::fmt;

use protocol::oidc::redirect_uri::is_https_or_loopback;
use serde::{Deserialize, Serialize};
use url::Url;

/// The name of a provider: an https URL, kept as the exact text, because issuers are compared as
/// texts (OpenID Connect Core, section 3.1.3.7).
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Issuer(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidIssuer {
    #[error("an issuer is an absolute https URL (http is only for localhost)")]
    NotHttps,
    #[error("an issuer has no query, fragment, user name or password")]
    TooMuch,
    #[error("an issuer is spelt in lower case, without a default port or anything to escape")]
    Spelling,
}

impl Issuer {
    pub fn parse(text: &str) -> Result<Self, InvalidIssuer> {
        let url = Url::parse(text).map_err(|_| InvalidIssuer::NotHttps)?;
        if !is_https_or_loopback(&url) {
            return Err(InvalidIssuer::NotHttps);
        }
        let bare = url.query().is_none() && url.fragment().is_none();
        if !bare || !url.username().is_empty() || url.password().is_some() {
            return Err(InvalidIssuer::TooMuch);
        }
        // Only the slash of an empty path may be left out.
        if url.as_str() != text && url.as_str().strip_suffix('/') != Some(text) {
            return Err(InvalidIssuer::Spelling);
        }
        Ok(Self(text.to_owned()))
    }

    /// The issuer that lives at our own public URL: without a slash at its end.
    pub fn of(url: &Url) -> Result<Self, InvalidIssuer> {
        Self::parse(url.as_str().trim_end_matches('/'))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The URL of something that the issuer serves, such as `/token`.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.0.trim_end_matches('/'))
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Issuer({})", self.0)
    }
}

impl TryFrom<String> for Issuer {
    type Error = InvalidIssuer;

    fn try_from(text: String) -> Result<Self, InvalidIssuer> {
        Self::parse(&text)
    }
}

impl From<Issuer> for String {
    fn from(issuer: Issuer) -> Self {
        issuer.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_an_exact_text() {
        for (text, expected) in [
            ("https://gateway.example", Ok("https://gateway.example")),
            ("https://gateway.example/", Ok("https://gateway.example/")),
            ("HTTPS://gateway.example", Err(InvalidIssuer::Spelling)),
            ("https://gateway.example:443", Err(InvalidIssuer::Spelling)),
            ("https://gateway.example/realm", Ok("https://gateway.example/realm")),
            ("http://localhost:8000", Ok("http://localhost:8000")),
            ("http://gateway.example", Err(InvalidIssuer::NotHttps)),
            ("gateway", Err(InvalidIssuer::NotHttps)),
            ("https://gateway.example/?a", Err(InvalidIssuer::TooMuch)),
            ("https://me@gateway.example/", Err(InvalidIssuer::TooMuch)),
        ] {
            let parsed = Issuer::parse(text);
            assert_eq!(parsed.as_ref().map(Issuer::as_str), expected.as_ref().copied(), "{text}");
        }
    }

    #[test]
    fn our_own_issuer_has_no_slash_at_its_end() {
        let url = Url::parse("http://localhost:8000").unwrap();
        let issuer = Issuer::of(&url).unwrap();
        assert_eq!(issuer.as_str(), "http://localhost:8000");
        assert_eq!(issuer.at("/token"), "http://localhost:8000/token");
    }
}
