//! The answer of a provider at the relying party's redirect URI.

use subtle::ConstantTimeEq;

use super::{AuthorizationError, Parameters};

/// What the relying party remembers of the request that it sent.
#[derive(Clone, Copy, Debug)]
pub struct Expectation<'a> {
    pub state: &'a str,
    pub issuer: &'a str,
    /// Whether the provider promises `iss` in its metadata
    /// (`authorization_response_iss_parameter_supported`). Then its absence is an attack.
    pub issuer_promised: bool,
}

/// The provider's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Code(Code),
    Error { error: Option<AuthorizationError>, description: Option<String> },
}

/// An authorization code, unprintable.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(withheld)")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallbackError {
    #[error("the answer has repeated, missing or contradictory parameters")]
    Malformed,
    #[error("the answer is to another request")]
    State,
    #[error("the answer is from another issuer, or does not say from which")]
    Issuer,
}

/// Reads the answer. State and issuer are checked before anything else is believed, for errors
/// too (RFC 9207, section 2.4): an error of one provider must not end a login at another.
pub fn read(parameters: &Parameters, expected: &Expectation<'_>) -> Result<Outcome, CallbackError> {
    let field = |name| parameters.once(name).map_err(|_| CallbackError::Malformed);
    let state = field("state")?.unwrap_or_default();
    if !bool::from(state.as_bytes().ct_eq(expected.state.as_bytes())) || state.is_empty() {
        return Err(CallbackError::State);
    }
    match field("iss")? {
        Some(issuer) if issuer != expected.issuer => return Err(CallbackError::Issuer),
        None if expected.issuer_promised => return Err(CallbackError::Issuer),
        _ => {}
    }
    match (field("code")?, field("error")?) {
        (Some(code), None) => Ok(Outcome::Code(Code(code.to_owned()))),
        (None, Some(error)) => Ok(Outcome::Error {
            error: error.parse().ok(),
            description: field("error_description")?.map(str::to_owned),
        }),
        _ => Err(CallbackError::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPECTED: Expectation<'_> =
        Expectation { state: "s1", issuer: "https://mobile.example", issuer_promised: true };

    fn answer(query: &str) -> Result<Outcome, CallbackError> {
        read(&Parameters::parse(query).unwrap(), &EXPECTED)
    }

    #[test]
    fn a_code_counts_only_with_our_state_and_the_right_issuer() {
        let iss = "iss=https%3A%2F%2Fmobile.example";
        let code = Outcome::Code(Code("c".to_owned()));
        assert_eq!(answer(&format!("code=c&state=s1&{iss}")), Ok(code));
        for (query, expected) in [
            (format!("code=c&state=s2&{iss}"), CallbackError::State),
            (format!("code=c&{iss}"), CallbackError::State),
            (format!("code=c&state=&{iss}"), CallbackError::State),
            ("code=c&state=s1".to_owned(), CallbackError::Issuer),
            ("code=c&state=s1&iss=https%3A%2F%2Fevil.example".to_owned(), CallbackError::Issuer),
            (
                "code=c&state=s1&iss=https%3A%2F%2Fmobile.example%2F".to_owned(),
                CallbackError::Issuer,
            ),
            (format!("code=c&code=d&state=s1&{iss}"), CallbackError::Malformed),
            (format!("code=c&error=access_denied&state=s1&{iss}"), CallbackError::Malformed),
            (format!("state=s1&{iss}"), CallbackError::Malformed),
        ] {
            assert_eq!(answer(&query), Err(expected), "{query}");
        }
    }

    #[test]
    fn an_error_is_believed_from_the_right_provider_only() {
        let error = "error=access_denied&error_description=declined&state=s1";
        let expected = Outcome::Error {
            error: Some(AuthorizationError::AccessDenied),
            description: Some("declined".to_owned()),
        };
        assert_eq!(answer(&format!("{error}&iss=https%3A%2F%2Fmobile.example")), Ok(expected));
        assert_eq!(answer(error), Err(CallbackError::Issuer));
    }
}
