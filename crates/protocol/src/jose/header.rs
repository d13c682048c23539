use serde_json::{Map, Value};

use super::JoseError;
use crate::{base64url, json};

/// Ours are below 300 bytes; an `x5c` chain, which would need more, is refused anyway.
const MAX_HEADER: usize = 8 * 1024;
/// A key identifier is an opaque name; a long one is an attack on whatever stores or logs it.
const MAX_KEY_ID: usize = 256;

/// What a protected header says, once nothing dangerous stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// `alg`: for a JWS the signature algorithm, for a JWE the key management algorithm.
    pub algorithm: String,
    pub key_id: Option<String>,
    /// `typ`, as written. Compare it through [`TokenType`].
    pub token_type: Option<String>,
    /// `cty`: `JWT` in a JWE that holds a signed token.
    pub content_type: Option<String>,
    pub(super) members: Map<String, Value>,
}

impl Header {
    /// Reads the first part of a compact token.
    pub(super) fn parse(part: &str) -> Result<Self, JoseError> {
        if part.len() > MAX_HEADER {
            return Err(JoseError::TooLarge);
        }
        let members = json::object(&base64url::decode(part)?, MAX_HEADER)?;
        refuse_extensions(&members)?;
        let header = Self {
            algorithm: text(&members, "alg")?.ok_or(JoseError::Header)?,
            key_id: text(&members, "kid")?,
            token_type: text(&members, "typ")?,
            content_type: text(&members, "cty")?,
            members,
        };
        if header.key_id.as_deref().is_some_and(|key_id| !is_key_id(key_id)) {
            return Err(JoseError::Header);
        }
        Ok(header)
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<String>, JoseError> {
        text(&self.members, name)
    }
}

/// A name that can be logged and looked up without harm: printable and short.
pub(super) fn is_key_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= MAX_KEY_ID && !text.chars().any(char::is_control)
}

/// `crit` must be refused when an extension in it is not understood (RFC 7515, section 4.1.11),
/// and we understand none. A token that brings its own key proves nothing (CVE-2018-0114), and
/// one that names a URL makes the verifier fetch it.
fn refuse_extensions(members: &Map<String, Value>) -> Result<(), JoseError> {
    if ["crit", "b64", "zip"].iter().any(|name| members.contains_key(*name)) {
        return Err(JoseError::Critical);
    }
    if ["jwk", "jku", "x5u", "x5c"].iter().any(|name| members.contains_key(*name)) {
        return Err(JoseError::EmbeddedKey);
    }
    Ok(())
}

pub(super) fn text(members: &Map<String, Value>, name: &str) -> Result<Option<String>, JoseError> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(JoseError::Header),
    }
}

/// The type that a caller expects, so that a token made for one purpose cannot serve another
/// (RFC 8725, section 3.11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenType<'a> {
    /// No `typ`, or `JWT`: ID tokens and other tokens from before explicit typing. A token typed
    /// for something else is refused.
    Plain,
    /// Exactly this type, such as `logout+jwt`.
    Named(&'a str),
    /// This type, or as [`TokenType::Plain`] from parties that do not type theirs yet.
    NamedOrPlain(&'a str),
}

impl TokenType<'_> {
    pub(super) fn accepts(self, header: &Header) -> bool {
        let found = header.token_type.as_deref();
        let plain = found.is_none_or(|typ| same_type(typ, "JWT"));
        let is = |name| found.is_some_and(|typ| same_type(typ, name));
        match self {
            Self::Plain => plain,
            Self::Named(name) => is(name),
            Self::NamedOrPlain(name) => plain || is(name),
        }
    }
}

/// Media types compare without case, and `application/` may be left out (RFC 7515, section 4.1.9).
fn same_type(found: &str, expected: &str) -> bool {
    const PREFIX: &str = "application/";
    let bare = match found.get(..PREFIX.len()) {
        Some(start) if start.eq_ignore_ascii_case(PREFIX) => &found[PREFIX.len()..],
        _ => found,
    };
    bare.eq_ignore_ascii_case(expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<Header, JoseError> {
        Header::parse(&base64url::encode(json))
    }

    #[test]
    fn a_header_without_an_algorithm_is_refused() {
        assert_eq!(parse("{}"), Err(JoseError::Header));
        assert_eq!(parse(r#"{"alg":["ES256"]}"#), Err(JoseError::Header));
        assert_eq!(parse(r#"{"alg":null}"#), Err(JoseError::Header));
    }

    #[test]
    fn extensions_are_refused_even_when_empty() {
        for member in [r#""crit":[]"#, r#""crit":["exp"]"#, r#""b64":false"#, r#""zip":"DEF""#] {
            let header = format!(r#"{{"alg":"ES256",{member}}}"#);
            assert_eq!(parse(&header), Err(JoseError::Critical), "{member}");
        }
    }

    #[test]
    fn a_token_cannot_bring_its_own_key() {
        for member in [r#""jwk":{}"#, r#""jku":"https://a"#, r#""x5u":"https://a"#, r#""x5c":[]"#] {
            let quote = if member.ends_with("https://a") { "\"" } else { "" };
            let header = format!(r#"{{"alg":"ES256",{member}{quote}}}"#);
            assert_eq!(parse(&header), Err(JoseError::EmbeddedKey), "{member}");
        }
    }

    #[test]
    fn a_key_id_is_short_and_printable_and_otherwise_opaque() {
        let long = "k".repeat(MAX_KEY_ID + 1);
        for key_id in ["", "a\\u0000b", "a\\nb", &long] {
            let header = format!(r#"{{"alg":"ES256","kid":"{key_id}"}}"#);
            assert_eq!(parse(&header), Err(JoseError::Header), "{key_id:?}");
        }
        for key_id in ["../../etc/passwd", "' OR 1=1 --", "clé"] {
            let header = format!(r#"{{"alg":"ES256","kid":"{key_id}"}}"#);
            assert_eq!(parse(&header).unwrap().key_id.as_deref(), Some(key_id));
        }
        assert_eq!(
            parse(r#"{"alg":"ES256","kid":"a","kid":"b"}"#),
            Err(json::JsonError::Duplicate.into())
        );
        let huge = format!(r#"{{"alg":"ES256","kid":"{}"}}"#, "k".repeat(1_000_000));
        assert_eq!(parse(&huge), Err(JoseError::TooLarge));
    }

    #[test]
    fn types_are_told_apart() {
        let header = |typ: Option<&str>| Header {
            algorithm: "ES256".to_owned(),
            key_id: None,
            token_type: typ.map(str::to_owned),
            content_type: None,
            members: Map::new(),
        };
        for (expected, typ, accepted) in [
            (TokenType::Plain, None, true),
            (TokenType::Plain, Some("jwt"), true),
            (TokenType::Plain, Some("application/JWT"), true),
            (TokenType::Plain, Some("at+jwt"), false),
            (TokenType::Plain, Some("dpop+jwt"), false),
            (TokenType::Plain, Some(""), false),
            (TokenType::Named("logout+jwt"), None, false),
            (TokenType::Named("logout+jwt"), Some("JWT"), false),
            (TokenType::Named("logout+jwt"), Some("Application/Logout+JWT"), true),
            (TokenType::Named("logout+jwt"), Some("application/application/logout+jwt"), false),
            (TokenType::NamedOrPlain("client-authentication+jwt"), None, true),
            (TokenType::NamedOrPlain("client-authentication+jwt"), Some("dpop+jwt"), false),
        ] {
            assert_eq!(expected.accepts(&header(typ)), accepted, "{expected:?} {typ:?}");
        }
    }
}
