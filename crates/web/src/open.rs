use std::error::Error;
use std::fmt;

/// Why a role cannot start, as one clear sentence for the operator.
pub struct OpenError {
    sentence: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl OpenError {
    /// `doing` says what was attempted, such as "opening the database".
    pub fn new(doing: impl fmt::Display, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let source = source.into();
        Self { sentence: format!("{doing}: {source}"), source: Some(source) }
    }

    /// A reason that needs no cause.
    pub fn because(sentence: impl fmt::Display) -> Self {
        Self { sentence: sentence.to_string(), source: None }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl fmt::Debug for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl Error for OpenError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        // The sentence already holds the cause's own words, so only what lies deeper is left.
        self.source.as_deref().and_then(|source| source.source())
    }
}

impl From<crate::ConfigError> for OpenError {
    fn from(error: crate::ConfigError) -> Self {
        Self::because(error)
    }
}

impl From<crate::TextsError> for OpenError {
    fn from(error: crate::TextsError) -> Self {
        Self::new("reading the texts", error)
    }
}

impl From<crate::Fault> for OpenError {
    fn from(fault: crate::Fault) -> Self {
        Self::because(fault.explain())
    }
}
