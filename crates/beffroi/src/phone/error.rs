use protocol::webauthn::AuthenticatorError;

/// Why the phone could not do what its owner wanted.
#[derive(Debug, thiserror::Error)]
pub enum PhoneError {
    /// The mobile provider refused, with its stable word and its sentence for the person.
    #[error("{sentence} ({word})")]
    Refused { word: String, sentence: String, tries_left: Option<u64> },
    #[error("the mobile provider at {provider} cannot be reached: {reason}")]
    Unreachable { provider: String, reason: String },
    #[error("the mobile provider answered what this phone does not understand: {0}")]
    Unintelligible(serde_json::Error),
    #[error("the screen that asks shows two digits, and the approval needs them")]
    MatchNeeded,
    #[error("the device key did not sign: {0}")]
    Authenticator(#[from] AuthenticatorError),
}

impl PhoneError {
    /// The provider's stable word, if it was the provider who refused.
    pub fn word(&self) -> Option<&str> {
        match self {
            Self::Refused { word, .. } => Some(word),
            _ => None,
        }
    }
}
