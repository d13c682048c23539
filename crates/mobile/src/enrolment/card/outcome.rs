//! Why nobody was enrolled, as far as it is told to the person.

use askama::Template;
use axum::response::Response;
use http::StatusCode;
use openid::relying::RelyingError;
use web::{Fault, Visitor, Words};

use crate::mobile::Mobile;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsuccessful {
    /// The person stopped at the gateway, or said no there.
    Cancelled,
    /// They took too long.
    Expired,
    /// They logged in, but not with the card.
    NotByCard,
    /// The gateway, or the card, did not reach the level.
    LevelTooLow,
    /// Too young for what the operator lets people enrol at.
    TooYoung,
    /// What the gateway says about the person is not enough to enrol them.
    Incomplete,
    /// The answer belongs to no login of this browser, or to one that is over.
    Foreign,
    /// The person has left, or somebody else logged in here since.
    Over,
    Unreachable,
    Refused,
    NotOffered,
}

impl Unsuccessful {
    /// One of each, so that tests can sweep them.
    #[cfg(test)]
    pub const ALL: [Self; 11] = [
        Self::Cancelled,
        Self::Expired,
        Self::NotByCard,
        Self::LevelTooLow,
        Self::TooYoung,
        Self::Incomplete,
        Self::Foreign,
        Self::Over,
        Self::Unreachable,
        Self::Refused,
        Self::NotOffered,
    ];

    /// The start of its keys in the texts.
    pub fn key(self) -> &'static str {
        match self {
            Self::Cancelled => "card-cancelled",
            Self::Expired => "card-expired",
            Self::NotByCard => "card-other-way",
            Self::LevelTooLow => "card-level",
            Self::TooYoung => "card-too-young",
            Self::Incomplete => "card-incomplete",
            Self::Foreign => "card-foreign",
            Self::Over => "card-over",
            Self::Unreachable => "card-unreachable",
            Self::Refused => "card-refused",
            Self::NotOffered => "card-not-offered",
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::Foreign => StatusCode::BAD_REQUEST,
            Self::NotByCard | Self::LevelTooLow | Self::Incomplete => StatusCode::FORBIDDEN,
            Self::Over => StatusCode::UNAUTHORIZED,
            Self::Unreachable => StatusCode::BAD_GATEWAY,
            Self::NotOffered => StatusCode::NOT_FOUND,
            // The person was told no, or said no, at the gateway; here all went as it should.
            Self::Cancelled | Self::Expired | Self::TooYoung | Self::Refused => StatusCode::OK,
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
        let word = description.split(|c: char| !c.is_ascii_alphabetic() && c != '_').next();
        match (code, word) {
            ("access_denied", Some("cancelled" | "declined" | "reported")) => Self::Cancelled,
            ("access_denied", Some("expired")) => Self::Expired,
            ("access_denied", Some("under_age")) => Self::TooYoung,
            ("unmet_authentication_requirements", _) => Self::LevelTooLow,
            ("temporarily_unavailable" | "server_error", _) => Self::Unreachable,
            _ => Self::Refused,
        }
    }
}

#[derive(Template)]
#[template(path = "enrol/unsuccessful.html")]
struct UnsuccessfulPage {
    words: Words,
    title: String,
    text: String,
    /// Whether trying again may help.
    again: bool,
}

impl UnsuccessfulPage {
    fn of(outcome: Unsuccessful, words: Words) -> Self {
        Self {
            title: words.get(&format!("{}-title", outcome.key())),
            text: words.get(&format!("{}-text", outcome.key())),
            again: outcome != Unsuccessful::NotOffered,
            words,
        }
    }
}

pub fn page(mobile: &Mobile, visitor: &Visitor, outcome: Unsuccessful) -> Response {
    let page = UnsuccessfulPage::of(outcome, mobile.texts.speak(visitor.language));
    let title = page.title.clone();
    mobile.chassis.page(visitor, &title, page).status(outcome.status()).respond()
}

#[cfg(test)]
mod tests {
    use domain::Language;

    use super::*;

    #[test]
    fn outcomes_are_told_apart() {
        for (code, description, expected) in [
            ("access_denied", "cancelled: the person went back", Unsuccessful::Cancelled),
            ("access_denied", "declined", Unsuccessful::Cancelled),
            ("access_denied", "expired", Unsuccessful::Expired),
            ("access_denied", "deceased: the register", Unsuccessful::Refused),
            ("access_denied", "under_age: the register", Unsuccessful::TooYoung),
            ("access_denied", "", Unsuccessful::Refused),
            ("unmet_authentication_requirements", "no_method", Unsuccessful::LevelTooLow),
            ("server_error", "cancelled", Unsuccessful::Unreachable),
            ("invalid_scope", "expired", Unsuccessful::Refused),
        ] {
            assert_eq!(Unsuccessful::told(code, description), expected, "{code} {description}");
        }
    }

    #[test]
    fn every_outcome_is_told_in_every_language() {
        let texts = crate::open::texts().unwrap();
        for language in Language::ALL {
            for outcome in Unsuccessful::ALL {
                let html = UnsuccessfulPage::of(outcome, texts.speak(language)).render().unwrap();
                assert!(!html.contains("card-"), "{language} {outcome:?}: {html}");
                let again = outcome != Unsuccessful::NotOffered;
                assert_eq!(html.contains("href=\"/enrol\""), again, "{outcome:?}");
            }
        }
    }
}
