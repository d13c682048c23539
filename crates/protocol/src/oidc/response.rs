//! How the authorization endpoint answers.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::form_urlencoded::Serializer;

use super::Refusal;

/// How the answer travels (OAuth 2.0 Multiple Response Types, section 2.1; Form Post Response
/// Mode). `fragment` leaks the code to scripts and is not offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResponseMode {
    #[default]
    #[serde(rename = "query")]
    Query,
    #[serde(rename = "form_post")]
    FormPost,
}

impl ResponseMode {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "query" => Some(Self::Query),
            "form_post" => Some(Self::FormPost),
            _ => None,
        }
    }
}

/// Where an answer may be sent: a redirect URI that is proved to be the client's, with the state
/// to give back. That it exists is the proof; only the request's checks make one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ReturnAddress {
    pub redirect_uri: String,
    pub mode: ResponseMode,
    pub state: Option<String>,
}

/// What the person's browser is told.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// To be sent as 303: 307 would send a posted form, with whatever stands in it, on to the
    /// client (RFC 9700, section 4.12).
    Redirect(String),
    /// A page with a form that posts itself.
    FormPost { action: String, fields: Vec<(&'static str, String)> },
}

impl fmt::Debug for Answer {
    /// Without the code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Redirect(_) => "Answer::Redirect",
            Self::FormPost { .. } => "Answer::FormPost",
        })
    }
}

impl ReturnAddress {
    /// The answer to a request that was granted.
    pub fn code(&self, issuer: &str, code: &str) -> Answer {
        self.answer(vec![("code", code.to_owned())], issuer)
    }

    /// The answer to a request that was refused.
    pub fn error(&self, issuer: &str, refusal: Refusal) -> Answer {
        self.answer(
            vec![
                ("error", refusal.error.code().to_owned()),
                ("error_description", refusal.description.to_owned()),
            ],
            issuer,
        )
    }

    /// Every answer names its issuer (RFC 9207), so that a client of several providers is not
    /// led to redeem one's code at another.
    fn answer(&self, mut fields: Vec<(&'static str, String)>, issuer: &str) -> Answer {
        if let Some(state) = &self.state {
            fields.push(("state", state.clone()));
        }
        fields.push(("iss", issuer.to_owned()));
        match self.mode {
            ResponseMode::FormPost => {
                Answer::FormPost { action: self.redirect_uri.clone(), fields }
            }
            ResponseMode::Query => Answer::Redirect(with_query(&self.redirect_uri, &fields)),
        }
    }
}

/// Adds parameters to a URI without touching what it has: a parser that tidies it up would send
/// the answer to another URI than the registered one.
pub(super) fn with_query(uri: &str, fields: &[(&'static str, String)]) -> String {
    let separator = match uri.split_once('?') {
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    let query = Serializer::new(String::new()).extend_pairs(fields).finish();
    format!("{uri}{separator}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oidc::AuthorizationError;

    fn address(redirect_uri: &str, mode: ResponseMode) -> ReturnAddress {
        ReturnAddress {
            redirect_uri: redirect_uri.to_owned(),
            mode,
            state: Some("a&b=c".to_owned()),
        }
    }

    #[test]
    fn the_answer_names_state_and_issuer() {
        let answer = address("https://service.example/cb", ResponseMode::Query)
            .code("https://gateway.example", "c0de");
        let expected = "https://service.example/cb?code=c0de&state=a%26b%3Dc&iss=https%3A%2F%2Fgateway.example";
        assert_eq!(answer, Answer::Redirect(expected.to_owned()));
    }

    #[test]
    fn a_query_that_was_registered_stays_as_it_is() {
        for (uri, start) in [
            ("https://a/?x=%7e", "https://a/?x=%7e&error=access_denied"),
            ("https://a?", "https://a?error=access_denied"),
            ("https://a", "https://a?error=access_denied"),
        ] {
            let refusal = Refusal::new(AuthorizationError::AccessDenied, "declined");
            let answer =
                address(uri, ResponseMode::Query).error("https://gateway.example", refusal);
            let Answer::Redirect(location) = answer else { panic!("a redirect") };
            assert!(location.starts_with(start), "{location}");
        }
    }

    #[test]
    fn a_form_post_carries_the_same_fields() {
        let answer = address("https://service.example/cb", ResponseMode::FormPost)
            .code("https://gateway.example", "c0de");
        let fields = vec![
            ("code", "c0de".to_owned()),
            ("state", "a&b=c".to_owned()),
            ("iss", "https://gateway.example".to_owned()),
        ];
        let action = "https://service.example/cb".to_owned();
        assert_eq!(answer, Answer::FormPost { action, fields });
        assert!(!format!("{answer:?}").contains("c0de"));
    }
}
