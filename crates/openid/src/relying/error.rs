use protocol::oidc::callback::CallbackError;
use web::{Fault, FetchError};

use crate::remote::RemoteError;

/// Why a login with another provider did not give an identity.
#[derive(Debug, thiserror::Error)]
pub enum RelyingError {
    /// The provider, or the person there, said no: a standard error code and what it said.
    #[error("the provider refused: {code}")]
    Refused { code: String, description: Option<String> },
    /// The provider does not accept what we ask, or us: a mistake in a registration.
    #[error("the provider does not accept our call: {code}: {}", description.as_deref().unwrap_or_default())]
    Rejected { code: String, description: Option<String> },
    /// The answer is not one to the question that this browser was sent with, or is not the
    /// provider's.
    #[error(transparent)]
    Foreign(#[from] CallbackError),
    /// The provider cannot be reached now.
    #[error("the provider cannot be reached: {0}")]
    Unreachable(#[from] FetchError),
    /// What the provider said breaks the rules; nothing of it is believed.
    #[error("the provider's answer is not valid: {0}")]
    Invalid(String),
    /// The person was authenticated at a lower level than was asked.
    #[error("the provider answered below the level that was asked")]
    LevelTooLow,
    #[error("something failed on our side")]
    Fault(Fault),
}

impl RelyingError {
    pub(super) fn invalid(reason: impl std::fmt::Display) -> Self {
        Self::Invalid(reason.to_string())
    }
}

impl From<RemoteError> for RelyingError {
    fn from(error: RemoteError) -> Self {
        match error {
            RemoteError::Fetch(error) => Self::Unreachable(error),
            error => Self::invalid(error),
        }
    }
}

impl From<Fault> for RelyingError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}
