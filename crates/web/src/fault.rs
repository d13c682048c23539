use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::panic::Location;
use std::sync::Arc;

use aws_lc_rs::rand;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

/// A failure: something that should have worked did not, and the person can do nothing about it.
///
/// It is opaque to whoever asked. A handler returns it as it is; the chassis logs it once, with a
/// reference, and shows a page (or JSON) that holds the reference and nothing else.
#[derive(Clone)]
pub struct Fault(Arc<Inner>);

struct Inner {
    doing: Cow<'static, str>,
    source: Option<Box<dyn Error + Send + Sync>>,
    place: &'static Location<'static>,
}

impl Fault {
    /// `doing` says what was being done, such as "writing the session".
    #[track_caller]
    pub fn new(
        doing: impl Into<Cow<'static, str>>,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        let (doing, place) = (doing.into(), Location::caller());
        Self(Arc::new(Inner { doing, source: Some(source.into()), place }))
    }

    /// A fault that no other error explains, such as a row that breaks its own invariant.
    #[track_caller]
    pub fn because(reason: impl Into<Cow<'static, str>>) -> Self {
        let (doing, place) = (reason.into(), Location::caller());
        Self(Arc::new(Inner { doing, source: None, place }))
    }

    /// The failure and its causes in one line, for logs and operators.
    pub fn explain(&self) -> String {
        let mut text = self.0.doing.to_string();
        let mut cause = self.0.source.as_deref().map(|source| source as &(dyn Error + 'static));
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&said_by(error));
            cause = error.source();
        }
        text
    }

    /// Logs the fault, once, and returns the reference under which it was logged.
    pub fn log(&self) -> String {
        let reference = reference();
        tracing::error!(
            fault.reference = %reference,
            fault.place = %self.0.place,
            fault.cause = %self.explain(),
            "a fault occurred"
        );
        reference
    }

    /// The answer to whoever asked: status 500, made into a page or JSON by the chassis.
    pub fn respond(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// An error in its own words, unless those would quote data: serde names the value that it did not
/// expect, and that may be anything about anyone.
fn said_by(error: &(dyn Error + 'static)) -> String {
    match error.downcast_ref::<serde_json::Error>() {
        Some(json) => {
            let (kind, line, column) = (json.classify(), json.line(), json.column());
            format!("JSON does not fit ({kind:?} at line {line}, column {column})")
        }
        None => error.to_string(),
    }
}

/// Ten characters that a person can read out over the telephone: no vowels, nothing alike.
fn reference() -> String {
    const LETTERS: &[u8; 20] = b"23456789BCDFGHJKLMNP";
    let mut bytes = [0u8; 10];
    // A reference that is not random is still a reference; a fault must never cause another.
    let _ = rand::fill(&mut bytes);
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect()
}

impl<E: Error + Send + Sync + 'static> From<E> for Fault {
    #[track_caller]
    fn from(error: E) -> Self {
        let place = Location::caller();
        Self(Arc::new(Inner { doing: kind_of(&error), source: Some(Box::new(error)), place }))
    }
}

fn kind_of<E: 'static>(_: &E) -> Cow<'static, str> {
    let name = std::any::type_name::<E>();
    Cow::Borrowed(name.split('<').next().unwrap_or(name))
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fault({} at {})", self.explain(), self.0.place)
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        self.respond()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_explains_itself_with_all_its_causes() {
        let parse = "x".parse::<u8>().unwrap_err();
        let fault = Fault::new("reading the age", std::io::Error::other(parse));
        assert_eq!(fault.explain(), "reading the age: invalid digit found in string");
    }

    #[test]
    fn a_fault_says_where_it_arose() {
        fn fails() -> Result<(), Fault> {
            Err("x".parse::<u8>().unwrap_err())?;
            Ok(())
        }
        assert!(format!("{:?}", fails().unwrap_err()).contains("fault.rs"));
    }

    #[test]
    fn data_that_does_not_fit_is_not_quoted() {
        let error = serde_json::from_str::<u8>("\"sesame\"").unwrap_err();
        let fault = Fault::new("reading a row", error);
        assert!(fault.explain().starts_with("reading a row: JSON does not fit (Data at line 1"));
        assert!(!format!("{fault:?}").contains("sesame"));
    }

    #[test]
    fn references_differ() {
        assert_ne!(reference(), reference());
    }
}
