use std::fmt;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::{Method, header};

use crate::Problem;

/// The parameters of a request in their order, from the query of a GET or the form of a POST.
/// Never from both: a query that quietly adds to a form is a way to smuggle parameters in.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, String)>);

/// A parameter that must come once came again (RFC 6749, section 3.1).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the parameter {0} was sent more than once")]
pub struct Repeated(pub String);

/// No form of ours, and no authorization request by form, is anywhere near this.
const FORM_LIMIT: usize = 64 * 1024;

impl Params {
    pub fn parse(encoded: &str) -> Self {
        Self(url::form_urlencoded::parse(encoded.as_bytes()).into_owned().collect())
    }

    /// The value of a parameter that may come at most once. Sent without a value it counts as
    /// not sent (RFC 6749, section 3.1).
    pub fn once<'a>(&'a self, name: &str) -> Result<Option<&'a str>, Repeated> {
        let mut values = self.all(name);
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(Repeated(name.to_owned())),
            (Some(value), None) if !value.is_empty() => Ok(Some(value)),
            _ => Ok(None),
        }
    }

    /// The first name that came more than once, for those who refuse any.
    pub fn repeated(&self) -> Option<Repeated> {
        let twice = |(at, (name, _)): &(usize, &(String, String))| {
            self.0[..*at].iter().any(|(other, _)| other == name)
        };
        let (_, (name, _)) = self.0.iter().enumerate().find(twice)?;
        Some(Repeated(name.clone()))
    }

    /// The first value under this name, even an empty one.
    pub fn first<'a>(&'a self, name: &str) -> Option<&'a str> {
        self.all(name).next()
    }

    pub fn all<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        self.iter().filter(move |(other, _)| *other == name).map(|(_, value)| value)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As `application/x-www-form-urlencoded`.
    pub fn encode(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(self.iter()).finish()
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Params {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl fmt::Debug for Params {
    /// Names only: values are codes, tokens and what people type.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(|(name, _)| name)).finish()
    }
}

impl<S: Send + Sync> FromRequest<S> for Params {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        if matches!(*request.method(), Method::GET | Method::HEAD) {
            return Ok(Self::parse(request.uri().query().unwrap_or_default()));
        }
        if !is_form(&request) {
            return Err(Problem::UnsupportedMediaType.into_response());
        }
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|_| Problem::TooLarge.into_response())?;
        if body.len() > FORM_LIMIT {
            return Err(Problem::TooLarge.into_response());
        }
        let encoded =
            std::str::from_utf8(&body).map_err(|_| Problem::BadRequest.into_response())?;
        Ok(Self::parse(encoded))
    }
}

fn is_form(request: &Request) -> bool {
    let content_type = request.headers().get(header::CONTENT_TYPE);
    content_type.and_then(|value| value.to_str().ok()).is_some_and(|value| {
        let essence = value.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_come_once_is_refused_twice() {
        let params = Params::parse("a=1&b=&c=2&c=3&d=%2B+x");
        assert_eq!(params.once("a"), Ok(Some("1")));
        assert_eq!(params.once("b"), Ok(None));
        assert_eq!(params.once("c"), Err(Repeated("c".to_owned())));
        assert_eq!(params.once("d"), Ok(Some("+ x")));
        assert_eq!(params.once("e"), Ok(None));
        assert_eq!(params.repeated(), Some(Repeated("c".to_owned())));
        assert_eq!(Params::parse("a=1&b=1").repeated(), None);
    }

    #[test]
    fn an_empty_value_still_counts_as_a_repetition() {
        assert!(Params::parse("a=&a=1").once("a").is_err());
    }

    #[test]
    fn values_are_not_printed() {
        assert_eq!(format!("{:?}", Params::parse("code=sesame")), "{\"code\"}");
    }
}
