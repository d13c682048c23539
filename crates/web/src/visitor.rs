use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::response::Response;
use domain::{Language, Timestamp};
use http::request::Parts;
use http::{HeaderMap, Uri, header};

use crate::config::{Proxy, ProxyHeader};
use crate::cookie::Jar;
use crate::limit::address_key;
use crate::{Fault, Params};

/// Whoever sent a request, as far as the request tells: when, from where, in which language.
#[derive(Clone)]
pub struct Visitor {
    /// When the request came in. The clock is read once per request, so that one request never
    /// sees two times.
    pub now: Timestamp,
    pub language: Language,
    /// The client's address: the socket's, or what the configured proxy says.
    pub address: IpAddr,
    /// Whether the person chose the language here, by the menu, now or earlier.
    language_chosen: bool,
    request: Arc<Request>,
}

struct Request {
    uri: Uri,
    headers: HeaderMap,
    jar: Jar,
}

/// What the chassis tells a visitor apart with.
pub(crate) struct Reception<'a> {
    pub now: Timestamp,
    pub jar: &'a Jar,
    pub proxy: Option<&'a Proxy>,
    pub default_language: Language,
    /// Whether a program is asking, on a path of an API. It says in each request which language
    /// it shows to the person; what a browser once chose on a page does not come into it.
    pub program: bool,
}

impl Visitor {
    pub(crate) fn receive(
        uri: &Uri,
        headers: &HeaderMap,
        peer: Option<IpAddr>,
        by: &Reception<'_>,
    ) -> Self {
        let remembered = || by.jar.read(headers, LANGUAGE_COOKIE)?.parse().ok();
        let chosen = if by.program { None } else { chosen_in_query(uri).or_else(remembered) };
        let language = chosen.or_else(|| accepted(headers)).unwrap_or(by.default_language);
        // Without a socket, as in tests that call the router alone, nobody is nearer than this.
        let peer = peer.unwrap_or(Ipv4Addr::UNSPECIFIED.into()).to_canonical();
        Self {
            now: by.now,
            language,
            address: client_address(peer, headers, by.proxy),
            language_chosen: chosen.is_some(),
            request: Arc::new(Request {
                uri: uri.clone(),
                headers: headers.clone(),
                jar: by.jar.clone(),
            }),
        }
    }

    /// Speaks the language that the caller asked for on the person's behalf (`ui_locales`), unless
    /// the person chose one here.
    #[must_use]
    pub fn prefer(mut self, language: Option<Language>) -> Self {
        if let (Some(language), false) = (language, self.language_chosen) {
            self.language = language;
        }
        self
    }

    /// The value of a cookie of this role, by its name without the role.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.request.jar.read(&self.request.headers, name)
    }

    /// The key under which rate limits count this visitor's address.
    pub fn address_key(&self) -> String {
        address_key(self.address)
    }

    pub fn headers(&self) -> &HeaderMap {
        &self.request.headers
    }

    pub fn path(&self) -> &str {
        self.request.uri.path()
    }

    /// This page in another language: its path and query with `lang` exchanged.
    pub(crate) fn path_in(&self, language: Language) -> String {
        let query = Params::parse(self.request.uri.query().unwrap_or_default());
        let kept = query.iter().filter(|(name, _)| *name != LANGUAGE_PARAMETER);
        let query: Params = kept.chain([(LANGUAGE_PARAMETER, language.tag())]).collect();
        format!("{}?{}", self.path(), query.encode())
    }

    /// Whether the query of this request chose a language, which is then remembered.
    pub(crate) fn chooses(&self) -> Option<Language> {
        chosen_in_query(&self.request.uri)
    }

    pub(crate) fn wants_json(&self) -> bool {
        let accept = self.request.headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
        accept.is_some_and(|accept| accept.contains("json") && !accept.contains("text/html"))
    }
}

pub(crate) const LANGUAGE_COOKIE: &str = "language";
const LANGUAGE_PARAMETER: &str = "lang";

fn chosen_in_query(uri: &Uri) -> Option<Language> {
    let query = uri.query()?;
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find(|(name, _)| name == LANGUAGE_PARAMETER).and_then(|(_, tag)| tag.parse().ok())
}

/// The language with the greatest weight in Accept-Language that is spoken here
/// (RFC 9110, section 12.5.4).
fn accepted(headers: &HeaderMap) -> Option<Language> {
    let mut best: Option<(u16, Language)> = None;
    for range in headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?.split(',') {
        let (tag, weight) = range.split_once(';').unwrap_or((range, ""));
        let Some(language) = Language::preferred(tag) else { continue };
        let weight = thousandths(weight);
        if weight > best.map_or(0, |(weight, _)| weight) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

fn thousandths(weight: &str) -> u16 {
    let Some((_, value)) = weight.split_once("q=") else { return 1000 };
    let value: f32 = value.trim().parse().unwrap_or(0.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to what fits"
    )]
    let thousandths = (value.clamp(0.0, 1.0) * 1000.0) as u16;
    thousandths
}

/// Reads the proxies' header from its end, where the nearest proxy wrote, and takes the first
/// address that is no proxy: what stands before it could be anyone's invention.
fn client_address(peer: IpAddr, headers: &HeaderMap, proxy: Option<&Proxy>) -> IpAddr {
    let Some(proxy) = proxy.filter(|proxy| proxy.addresses.contains(&peer)) else { return peer };
    let name = match proxy.header {
        ProxyHeader::Forwarded => header::FORWARDED.as_str(),
        ProxyHeader::XForwardedFor => "x-forwarded-for",
    };
    let hops: Vec<&str> = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let mut client = peer;
    for hop in hops.into_iter().rev() {
        let address = match proxy.header {
            ProxyHeader::Forwarded => forwarded_for(hop),
            ProxyHeader::XForwardedFor => node_address(hop),
        };
        let Some(address) = address else { return client };
        client = address;
        if !proxy.addresses.contains(&address) {
            return client;
        }
    }
    client
}

fn forwarded_for(element: &str) -> Option<IpAddr> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then(|| node_address(value)).flatten()
    })
}

/// A node of RFC 7239, section 6: an address, perhaps quoted, bracketed and with a port.
fn node_address(node: &str) -> Option<IpAddr> {
    let node = node.trim().trim_matches('"');
    let bracketed = node.strip_prefix('[').and_then(|rest| rest.split(']').next());
    let address: Option<IpAddr> = bracketed
        .and_then(|inner| inner.parse().ok())
        .or_else(|| node.parse().ok())
        .or_else(|| node.rsplit_once(':').and_then(|(address, _)| address.parse().ok()));
    address.map(|address| address.to_canonical())
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let visitor = parts.extensions.get::<Self>().cloned();
        visitor.ok_or_else(|| Fault::because("a route stands outside the chassis").respond())
    }
}

impl fmt::Debug for Visitor {
    /// Neither path, query nor cookies: they hold handles.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Visitor")
            .field("now", &self.now)
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(list: &[(&'static str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
        };
        list.iter().map(pair).collect()
    }

    fn receive(uri: &'static str, list: &[(&'static str, &str)], program: bool) -> Visitor {
        let reception = Reception {
            now: Timestamp::from_seconds(1),
            jar: &Jar::new("gateway", false),
            proxy: None,
            default_language: Language::Nl,
            program,
        };
        Visitor::receive(&Uri::from_static(uri), &headers(list), None, &reception)
    }

    #[test]
    fn the_language_is_the_last_one_that_the_person_chose() {
        let cookie = ("cookie", "gateway_language=de");
        let accept = ("accept-language", "fr-BE,fr;q=0.9");
        for (uri, list, asked, expected) in [
            ("/?lang=en", &[cookie, accept][..], Some(Language::Fr), Language::En),
            ("/", &[cookie, accept], Some(Language::Fr), Language::De),
            ("/", &[accept], Some(Language::En), Language::En),
            ("/", &[accept], None, Language::Fr),
            ("/?lang=xx", &[], None, Language::Nl),
        ] {
            assert_eq!(
                receive(uri, list, false).prefer(asked).language,
                expected,
                "{uri} {list:?}"
            );
        }
        assert_eq!(receive("/?lang=en", &[cookie, accept], true).language, Language::Fr);
    }

    #[test]
    fn the_heaviest_accepted_language_wins() {
        for (value, expected) in [
            ("de", Some(Language::De)),
            ("es, fr;q=0.3, en;q=0.7", Some(Language::En)),
            ("en;q=0, nl;q=0.001", Some(Language::Nl)),
            ("en;q=zero", None),
            ("*", None),
            ("en;q=0", None),
        ] {
            assert_eq!(accepted(&headers(&[("accept-language", value)])), expected, "{value}");
        }
    }

    #[test]
    fn the_menu_keeps_the_page_and_its_query() {
        let visitor = receive("/login/abc?step=2&lang=nl&a=%26", &[], false);
        assert_eq!(visitor.path_in(Language::Fr), "/login/abc?step=2&a=%26&lang=fr");
    }

    #[test]
    fn only_the_word_of_a_configured_proxy_counts() {
        use ProxyHeader::{Forwarded, XForwardedFor};
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let proxy =
            |header| Proxy { addresses: vec![address("10.0.0.1"), address("10.0.0.2")], header };
        for (peer, header, sent, expected) in [
            ("192.0.2.9", XForwardedFor, &[("x-forwarded-for", "203.0.113.7")][..], "192.0.2.9"),
            ("10.0.0.1", XForwardedFor, &[("x-forwarded-for", "203.0.113.7")], "203.0.113.7"),
            (
                "10.0.0.1",
                XForwardedFor,
                &[("x-forwarded-for", "9.9.9.9, 203.0.113.7")],
                "203.0.113.7",
            ),
            (
                "10.0.0.1",
                XForwardedFor,
                &[("x-forwarded-for", "203.0.113.7, 10.0.0.2")],
                "203.0.113.7",
            ),
            ("10.0.0.1", XForwardedFor, &[("x-forwarded-for", "x")], "10.0.0.1"),
            ("10.0.0.1", XForwardedFor, &[("forwarded", "for=203.0.113.7")], "10.0.0.1"),
            ("10.0.0.1", Forwarded, &[("x-forwarded-for", "203.0.113.7")], "10.0.0.1"),
            (
                "10.0.0.1",
                Forwarded,
                &[("forwarded", "for=\"[2001:db8::7]:4711\";proto=https")],
                "2001:db8::7",
            ),
            (
                "10.0.0.1",
                Forwarded,
                &[("forwarded", "For=9.9.9.9, for=203.0.113.7:80;by=x")],
                "203.0.113.7",
            ),
            ("10.0.0.1", Forwarded, &[("forwarded", "for=_hidden")], "10.0.0.1"),
            ("10.0.0.1", Forwarded, &[], "10.0.0.1"),
        ] {
            let found = client_address(address(peer), &headers(sent), Some(&proxy(header)));
            assert_eq!(found, address(expected), "{peer} {sent:?}");
        }
    }
}
