use std::time::Duration;

use axum::response::Response;
use cookie::{Cookie as Raw, SameSite};
use http::{HeaderMap, HeaderValue, header};

/// How a role names its cookies. Cookies are not kept apart by port, so each name starts with its
/// role; on https the prefix `__Host-` makes browsers refuse one that another host planted.
#[derive(Clone, Debug)]
pub struct Jar {
    role: &'static str,
    secure: bool,
}

impl Jar {
    pub fn new(role: &'static str, secure: bool) -> Self {
        Self { role, secure }
    }

    fn full_name(&self, name: &str) -> String {
        let prefix = if self.secure { "__Host-" } else { "" };
        format!("{prefix}{}_{name}", self.role)
    }

    pub fn cookie(&self, name: &str, value: &str) -> Cookie {
        let raw = Raw::build((self.full_name(name), value.to_owned()))
            .path("/")
            .http_only(true)
            .secure(self.secure)
            .same_site(SameSite::Lax)
            .build();
        Cookie(raw)
    }

    pub fn forget(&self, name: &str) -> Cookie {
        self.cookie(name, "").lasting(Duration::ZERO)
    }

    /// The value of a cookie, if it came exactly once: two of one name mean that somebody planted
    /// one, and nobody can tell which.
    pub fn read(&self, headers: &HeaderMap, name: &str) -> Option<String> {
        let full_name = self.full_name(name);
        let mut values = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(Raw::split_parse)
            .filter_map(Result::ok)
            .filter(|cookie| cookie.name() == full_name)
            .map(|cookie| cookie.value().to_owned());
        values.next().filter(|_| values.next().is_none())
    }
}

/// A cookie to set: for this role, unreadable to scripts, and sent along when a person follows a
/// link from elsewhere (`SameSite=Lax`), as the return from another party is.
#[derive(Clone, Debug)]
pub struct Cookie(Raw<'static>);

impl Cookie {
    /// Not sent along with any request that another site caused.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.0.set_same_site(SameSite::Strict);
        self
    }

    /// Kept after the browser closes.
    #[must_use]
    pub fn lasting(mut self, duration: Duration) -> Self {
        let seconds = i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
        self.0.set_max_age(cookie::time::Duration::seconds(seconds));
        self
    }

    pub fn add_to(&self, response: &mut Response) {
        // Names are ours and values are base64url or language tags: always a valid header.
        if let Ok(value) = HeaderValue::from_str(&self.0.to_string()) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookie: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(cookie))])
    }

    #[test]
    fn cookies_carry_their_role() {
        let jar = Jar::new("gateway", false);
        let text = jar.cookie("session", "abc").0.to_string();
        assert_eq!(text, "gateway_session=abc; HttpOnly; SameSite=Lax; Path=/");
        let jar = Jar::new("gateway", true);
        let text = jar.cookie("session", "abc").strict().0.to_string();
        assert_eq!(text, "__Host-gateway_session=abc; HttpOnly; SameSite=Strict; Secure; Path=/");
    }

    #[test]
    fn a_cookie_that_came_twice_is_not_read() {
        let jar = Jar::new("gateway", false);
        assert_eq!(jar.read(&headers("a=1; gateway_x=2"), "x").as_deref(), Some("2"));
        assert_eq!(jar.read(&headers("gateway_x=1; gateway_x=2"), "x"), None);
        assert_eq!(jar.read(&headers("mobile_x=1"), "x"), None);
    }
}
