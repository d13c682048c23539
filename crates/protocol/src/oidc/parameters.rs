//! The parameters of a request, in the order in which they came.

use std::collections::HashSet;

const MAX_BYTES: usize = 64 * 1024;
const MAX_COUNT: usize = 100;

/// Names and values of a query or a form, decoded. A name may stand only once (RFC 6749, sections
/// 3.1 and 3.2), yet a repeated one is kept here: whether the refusal may be redirected depends
/// on which name it is.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Parameters(Vec<(String, String)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParametersError {
    #[error("the request has too many or too large parameters")]
    TooLarge,
    #[error("the request is not a well formed query or form")]
    Malformed,
}

/// A parameter stands more than once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a parameter is repeated")]
pub struct Repeated;

impl Parameters {
    /// Reads a query or an `application/x-www-form-urlencoded` body. Bytes that are not UTF-8
    /// and broken escapes are refused rather than repaired: a repaired value is another value.
    pub fn parse(encoded: &str) -> Result<Self, ParametersError> {
        if encoded.len() > MAX_BYTES {
            return Err(ParametersError::TooLarge);
        }
        let mut pairs = Vec::new();
        for pair in encoded.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let decoded = decode(name).zip(decode(value)).ok_or(ParametersError::Malformed)?;
            pairs.push(decoded);
        }
        Self::from_pairs(pairs)
    }

    /// Takes pairs that were decoded elsewhere.
    pub fn from_pairs(pairs: Vec<(String, String)>) -> Result<Self, ParametersError> {
        let bytes: usize = pairs.iter().map(|(name, value)| name.len() + value.len()).sum();
        if pairs.len() > MAX_COUNT || bytes > MAX_BYTES {
            return Err(ParametersError::TooLarge);
        }
        Ok(Self(pairs))
    }

    /// The value of a parameter that may stand once. One without a value counts as left out
    /// (RFC 6749, section 3.1).
    pub fn once(&self, name: &str) -> Result<Option<&str>, Repeated> {
        let mut values = self.0.iter().filter(|(found, _)| found == name);
        let first = values.next();
        if values.next().is_some() {
            return Err(Repeated);
        }
        Ok(first.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty()))
    }

    /// Whether any name stands twice. `resource` may (RFC 8707, section 2).
    pub fn has_repeated(&self) -> bool {
        let mut seen = HashSet::new();
        self.0.iter().any(|(name, _)| name != "resource" && !seen.insert(name))
    }

    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

impl std::fmt::Debug for Parameters {
    /// Names only: values hold codes, tokens and secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// Decodes one name or value of a form (the `application/x-www-form-urlencoded` of the WHATWG).
pub(super) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => digit(rest.next()?)? << 4 | digit(rest.next()?)?,
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_repeated_parameter_is_noticed_even_when_equal_or_empty() {
        for query in ["a=1&a=1", "a=1&a=", "a&a", "a=1&b=2&%61=3"] {
            let parameters = Parameters::parse(query).unwrap();
            assert_eq!(parameters.once("a"), Err(Repeated), "{query}");
            assert!(parameters.has_repeated());
        }
        assert!(!Parameters::parse("resource=a&resource=b").unwrap().has_repeated());
    }

    #[test]
    fn an_empty_parameter_counts_as_left_out() {
        let parameters = Parameters::parse("a=&b=x+y%20z&&c").unwrap();
        assert_eq!(parameters.once("a"), Ok(None));
        assert_eq!(parameters.once("b"), Ok(Some("x y z")));
        assert_eq!(parameters.once("c"), Ok(None));
        assert_eq!(parameters.once("d"), Ok(None));
    }

    #[test]
    fn what_cannot_be_read_exactly_is_refused() {
        for query in ["a=%", "a=%2", "a=%zz", "a=%ff", "%c3%28=1"] {
            assert_eq!(Parameters::parse(query), Err(ParametersError::Malformed), "{query}");
        }
        let many = "a=1&".repeat(MAX_COUNT + 1);
        assert_eq!(Parameters::parse(&many), Err(ParametersError::TooLarge));
        assert_eq!(Parameters::parse(&"a".repeat(MAX_BYTES + 1)), Err(ParametersError::TooLarge));
    }

    #[test]
    fn values_are_not_printed() {
        let parameters = Parameters::parse("code=verysecret").unwrap();
        assert!(!format!("{parameters:?}").contains("verysecret"));
    }

    proptest! {
        #[test]
        fn what_a_browser_encodes_is_read_back(pairs in prop::collection::vec(("[a-z]{1,8}", "\\PC{0,20}"), 0..8)) {
            let encoded = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs(&pairs).finish();
            let parameters = Parameters::parse(&encoded).unwrap();
            prop_assert_eq!(parameters.pairs(), pairs);
        }
    }
}
