use http::{HeaderMap, HeaderName, HeaderValue, header};

/// What a page needs beyond its own origin.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Origins to which a form on the page may lead. Chromium applies `form-action` to redirects
    /// after a post too, so a page whose form ends elsewhere must name it.
    pub form_origins: Vec<String>,
    /// Origins to which scripts on the page may connect.
    pub connect_origins: Vec<String>,
}

impl Policy {
    pub fn header(&self) -> HeaderValue {
        let policy = format!(
            "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; \
             connect-src 'self'{}; font-src 'self'; manifest-src 'self'; worker-src 'self'; \
             base-uri 'none'; frame-ancestors 'none'; form-action 'self'{}",
            listed(&self.connect_origins),
            listed(&self.form_origins),
        );
        // Origins are ASCII by construction; should one not be, the page gets no extra rights.
        HeaderValue::from_str(&policy).unwrap_or(NOTHING)
    }
}

const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// An origin that held a space or semicolon could write further rules into the header.
fn listed(origins: &[String]) -> String {
    let safe = |origin: &&String| {
        origin.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b';' | b',' | b'\''))
    };
    origins.iter().filter(safe).fold(String::new(), |list, origin| list + " " + origin)
}

/// The headers that every answer carries. Those already set stay.
pub fn secure(headers: &mut HeaderMap, https: bool) {
    const ALWAYS: [(HeaderName, HeaderValue); 6] = [
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        // `no-referrer` would turn the Origin of our own form posts into `null`.
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            HeaderValue::from_static("same-origin"),
        ),
        (
            HeaderName::from_static("permissions-policy"),
            HeaderValue::from_static(
                "publickey-credentials-get=(self), publickey-credentials-create=(self), \
                 camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
            ),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_SECURITY_POLICY, NOTHING),
    ];
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(value);
    }
    if https {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(HeaderValue::from_static("max-age=63072000; includeSubDomains"));
    }
}
