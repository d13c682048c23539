//! Redirect URIs: strict at registration, and compared as texts.

use url::{Host, Url};

const MAX_LENGTH: usize = 2048;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRedirectUri {
    #[error("a redirect URI is not an absolute URL")]
    NotAbsolute,
    #[error("a redirect URI must be https, or http on the loopback interface")]
    Scheme,
    #[error("a redirect URI must not have a fragment")]
    Fragment,
    #[error("a redirect URI must not have a user name or password")]
    UserInfo,
    #[error("a redirect URI must be plain ASCII, without wildcards, blanks or backslashes")]
    Characters,
    #[error("a redirect URI is too long")]
    TooLong,
}

/// Whether a URI may be registered (RFC 9700, section 2.1; OpenID Connect Registration, section
/// 2). A fragment would move into the answer (RFC 6749, section 3.1.2), and a wildcard or
/// backslash is a mistake that some later reader resolves in an attacker's favour.
pub fn register(uri: &str) -> Result<(), InvalidRedirectUri> {
    if uri.len() > MAX_LENGTH {
        return Err(InvalidRedirectUri::TooLong);
    }
    if uri.chars().any(|c| !c.is_ascii_graphic() || matches!(c, '*' | '\\')) {
        return Err(InvalidRedirectUri::Characters);
    }
    let url = Url::parse(uri).map_err(|_| InvalidRedirectUri::NotAbsolute)?;
    if url.fragment().is_some() {
        return Err(InvalidRedirectUri::Fragment);
    }
    if !is_https_or_loopback(&url) {
        return Err(InvalidRedirectUri::Scheme);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(InvalidRedirectUri::UserInfo);
    }
    Ok(())
}

/// Exact comparison of texts (RFC 9700, section 2.1): `https://a/cb` is not `https://a/cb/`, nor
/// `https://A/cb`, nor `https://a:443/cb`.
pub fn is_registered(uri: &str, registered: &[String]) -> bool {
    registered.iter().any(|one| one == uri)
}

/// Plain http is only for a service under development on one's own machine.
pub fn is_https_or_loopback(url: &Url) -> bool {
    match url.scheme() {
        "https" => url.host().is_some(),
        "http" => url.host().is_some_and(|host| match host {
            Host::Domain(name) => name == "localhost",
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_loopback_can_be_registered() {
        for (uri, expected) in [
            ("https://service.example/callback", Ok(())),
            ("https://service.example/callback?tenant=1", Ok(())),
            ("http://localhost:8080/callback", Ok(())),
            ("http://127.0.0.1/callback", Ok(())),
            ("http://[::1]:9/callback", Ok(())),
            ("http://service.example/callback", Err(InvalidRedirectUri::Scheme)),
            ("http://localhost.evil.example/", Err(InvalidRedirectUri::Scheme)),
            ("javascript:alert(1)", Err(InvalidRedirectUri::Scheme)),
            ("com.example.app:/callback", Err(InvalidRedirectUri::Scheme)),
            ("data:text/html,x", Err(InvalidRedirectUri::Scheme)),
            ("/callback", Err(InvalidRedirectUri::NotAbsolute)),
            ("https://", Err(InvalidRedirectUri::NotAbsolute)),
            ("https://service.example/cb#x", Err(InvalidRedirectUri::Fragment)),
            ("https://service.example/cb#", Err(InvalidRedirectUri::Fragment)),
            ("https://user@service.example/cb", Err(InvalidRedirectUri::UserInfo)),
            ("https://a:b@service.example/cb", Err(InvalidRedirectUri::UserInfo)),
            ("https://*.example/cb", Err(InvalidRedirectUri::Characters)),
            ("https://service.example\\@evil.example/", Err(InvalidRedirectUri::Characters)),
            (" https://service.example/cb", Err(InvalidRedirectUri::Characters)),
            ("https://service.example/\ncb", Err(InvalidRedirectUri::Characters)),
        ] {
            assert_eq!(register(uri), expected, "{uri}");
        }
        let long = format!("https://service.example/{}", "a".repeat(MAX_LENGTH));
        assert_eq!(register(&long), Err(InvalidRedirectUri::TooLong));
    }

    #[test]
    fn a_redirect_uri_is_compared_as_a_text() {
        let registered = ["https://service.example/callback".to_owned()];
        assert!(is_registered("https://service.example/callback", &registered));
        for off in [
            "https://service.example/callback/",
            "https://service.example/callback?",
            "https://service.example/callback?x=1",
            "https://service.example/callback#",
            "https://service.example/Callback",
            "https://SERVICE.example/callback",
            "https://service.example:443/callback",
            "https://service.example/./callback",
            "https://service.example/%63allback",
            "https://service.example//callback",
            "http://service.example/callback",
            "https://service.example.evil.example/callback",
            "",
        ] {
            assert!(!is_registered(off, &registered), "{off}");
        }
    }
}
