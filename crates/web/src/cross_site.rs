use http::{HeaderMap, Method, header};

/// Whether an unsafe request comes from this role's own pages, as far as the browser tells.
///
/// Browsers say where a request comes from in headers that no script can set. A request without
/// any of them comes from no browser, and so carries nobody's cookies by surprise.
pub fn allowed(method: &Method, headers: &HeaderMap, origin: &str) -> bool {
    if method.is_safe() {
        return true;
    }
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    // `none` is the person's own doing, such as reloading a page that answered a post.
    // `same-site` is refused too: a neighbour under one domain is a stranger here.
    let site = matches!(text("sec-fetch-site"), None | Some("same-origin" | "none"));
    // Checked as well: for a name that an attacker points at this address (DNS rebinding), the
    // browser says `same-origin`, but the origin is not ours.
    let from = text(header::ORIGIN.as_str()).is_none_or(|value| value == origin);
    site && from
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn only_own_pages_and_programs_may_post() {
        let own = "https://login.example";
        for (site, origin, expected) in [
            (None, None, true),
            (Some("same-origin"), Some(own), true),
            (None, Some(own), true),
            (Some("none"), None, true),
            (Some("same-origin"), Some("https://rebound.example"), false),
            (Some("cross-site"), None, false),
            (Some("cross-site"), Some(own), false),
            (Some("same-site"), None, false),
            (None, Some("null"), false),
            (None, Some("https://login.example.evil.example"), false),
            (None, Some("http://login.example"), false),
            (Some("\u{fc}"), None, false),
        ] {
            let mut headers = HeaderMap::new();
            for (name, value) in [("sec-fetch-site", site), ("origin", origin)] {
                if let Some(value) = value {
                    let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
                    headers.insert(HeaderName::from_static(name), value);
                }
            }
            assert_eq!(allowed(&Method::POST, &headers, own), expected, "{site:?} {origin:?}");
            assert!(allowed(&Method::GET, &headers, own));
        }
    }
}
