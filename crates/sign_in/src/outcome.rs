use http::StatusCode;
use openid::relying::RelyingError;
use web::Fault;

/// Why a person was not logged in, as far as it is told to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsuccessful {
    Declined,
    Reported,
    Cancelled,
    Expired,
    Blocked,
    LevelTooLow,
    /// The answer belongs to no login of this browser, or to one that is over.
    Foreign,
    /// The gateway cannot be reached.
    Unreachable,
    Refused,
}

impl Unsuccessful {
    /// One of each, so that tests can sweep them.
    #[cfg(test)]
    pub const ALL: [Self; 9] = [
        Self::Declined,
        Self::Reported,
        Self::Cancelled,
        Self::Expired,
        Self::Blocked,
        Self::LevelTooLow,
        Self::Foreign,
        Self::Unreachable,
        Self::Refused,
    ];

    /// The start of its keys in the texts.
    pub fn key(self) -> &'static str {
        match self {
            Self::Declined => "sign-in-declined",
            Self::Reported => "sign-in-reported",
            Self::Cancelled => "sign-in-cancelled",
            Self::Expired => "sign-in-expired",
            Self::Blocked => "sign-in-blocked",
            Self::LevelTooLow => "sign-in-level",
            Self::Foreign => "sign-in-foreign",
            Self::Unreachable => "sign-in-unreachable",
            Self::Refused => "sign-in-refused",
        }
    }

    pub fn status(self) -> StatusCode {
        match self {
            Self::Foreign => StatusCode::BAD_REQUEST,
            Self::Unreachable => StatusCode::BAD_GATEWAY,
            // The person was told no, or said no, elsewhere; here all went as it should.
            _ => StatusCode::OK,
        }
    }

    /// What the person hears of an error. What broke a rule is a fault: it is logged, since it
    /// means that somebody attacks or that a party is broken.
    pub fn from_error(error: RelyingError) -> Result<Self, Fault> {
        match error {
            RelyingError::Refused { code, description } => {
                Ok(Self::told(&code, description.as_deref().unwrap_or_default()))
            }
            RelyingError::Foreign(_) => Ok(Self::Foreign),
            RelyingError::Unreachable(error) => {
                tracing::warn!(error = %error, "the gateway cannot be reached");
                Ok(Self::Unreachable)
            }
            RelyingError::LevelTooLow => Ok(Self::LevelTooLow),
            RelyingError::Fault(fault) => Err(fault),
            error @ (RelyingError::Invalid(_) | RelyingError::Rejected { .. }) => {
                Err(Fault::new("judging the gateway's answer", error))
            }
        }
    }

    /// The standard code, and the stable word that the gateway's description begins with.
    fn told(code: &str, description: &str) -> Self {
        let word = description.split(|c: char| !c.is_ascii_alphabetic()).next();
        match (code, word) {
            ("access_denied", Some("declined")) => Self::Declined,
            ("access_denied", Some("reported")) => Self::Reported,
            ("access_denied", Some("cancelled")) => Self::Cancelled,
            ("access_denied", Some("expired")) => Self::Expired,
            ("access_denied", Some("blocked")) => Self::Blocked,
            ("unmet_authentication_requirements", _) => Self::LevelTooLow,
            ("temporarily_unavailable" | "server_error", _) => Self::Unreachable,
            _ => Self::Refused,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_told_apart() {
        for (code, description, expected) in [
            ("access_denied", "declined: the person said no", Unsuccessful::Declined),
            ("access_denied", "expired", Unsuccessful::Expired),
            ("access_denied", "cancelled", Unsuccessful::Cancelled),
            ("access_denied", "", Unsuccessful::Refused),
            ("temporarily_unavailable", "declined", Unsuccessful::Unreachable),
            ("invalid_scope", "blocked", Unsuccessful::Refused),
        ] {
            assert_eq!(Unsuccessful::told(code, description), expected, "{code} {description}");
        }
    }
}
