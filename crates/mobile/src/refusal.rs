//! Every way in which the mobile provider says no: closed, safe to show, with a text in every
//! language and a word that stays the same for programs.

use http::StatusCode;
use web::Words;

/// A refusal. Its word never tells more than whoever hears it may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The form of the call is wrong; which part, for whoever writes a client.
    Malformed(&'static str),
    SignedOut,
    TooMany {
        retry_after_seconds: u64,
    },
    /// Unknown, used or too old: the three look alike, so that guessing teaches nothing.
    ActivationUnknown,
    CredentialUnfit,
    CodeUnfit,
    DeviceUnknown,
    /// No such request, or none that this person may know of.
    RequestUnknown,
    RequestExpired,
    RequestCancelled,
    RequestApproved,
    RequestDeclined,
    /// Another phone has it on its screen.
    RequestTaken,
    /// The request belongs to another browser than the one that asks.
    OtherBrowser,
    LevelTooLow,
    /// This phone joined another one of its owner's, and has not its full weight yet.
    CoolingOff {
        hours: u64,
    },
    /// There is no such enrolment of this person, or nothing about it that can be refused.
    EnrolmentUnknown,
    MatchMissing,
    MatchWrong {
        tries_left: u8,
    },
    CodeMissing,
    CodeWrong {
        tries_left: u8,
    },
    Blocked,
    /// The signature is not one over this question by a key that we know.
    AssertionInvalid,
    /// A good key, but of another device than the one that asks.
    AssertionOfOther,
    UserNotVerified,
}

impl Refusal {
    /// The stable word, as in `{"error": …}`; with dashes, it is the key of the text.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::SignedOut => "signed_out",
            Self::TooMany { .. } => "too_many",
            Self::ActivationUnknown => "activation_unknown",
            Self::CredentialUnfit => "credential_unfit",
            Self::CodeUnfit => "code_unfit",
            Self::DeviceUnknown => "device_unknown",
            Self::RequestUnknown => "request_unknown",
            Self::RequestExpired => "request_expired",
            Self::RequestCancelled => "request_cancelled",
            Self::RequestApproved => "request_approved",
            Self::RequestDeclined => "request_declined",
            Self::RequestTaken => "request_taken",
            Self::OtherBrowser => "other_browser",
            Self::LevelTooLow => "level_too_low",
            Self::CoolingOff { .. } => "cooling_off",
            Self::EnrolmentUnknown => "enrolment_unknown",
            Self::MatchMissing => "match_missing",
            Self::MatchWrong { .. } => "match_wrong",
            Self::CodeMissing => "code_missing",
            Self::CodeWrong { .. } => "code_wrong",
            Self::Blocked => "blocked",
            Self::AssertionInvalid => "assertion_invalid",
            Self::AssertionOfOther => "assertion_of_other",
            Self::UserNotVerified => "user_not_verified",
        }
    }

    /// The key of its sentence in `text/*.ftl`.
    pub fn text_key(&self) -> String {
        let suffix = match self {
            Self::CodeWrong { tries_left: 1 } => "-last",
            Self::MatchWrong { tries_left: 0 } => "-over",
            Self::CoolingOff { hours: 0 | 1 } => "-soon",
            _ => "",
        };
        format!("refusal-{}{suffix}", self.word().replace('_', "-"))
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Self::Malformed(_) | Self::CredentialUnfit | Self::CodeUnfit => StatusCode::BAD_REQUEST,
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::ActivationUnknown
            | Self::DeviceUnknown
            | Self::EnrolmentUnknown
            | Self::RequestUnknown => StatusCode::NOT_FOUND,
            Self::RequestExpired => StatusCode::GONE,
            Self::RequestCancelled
            | Self::RequestApproved
            | Self::RequestDeclined
            | Self::RequestTaken => StatusCode::CONFLICT,
            Self::MatchMissing
            | Self::MatchWrong { .. }
            | Self::CodeMissing
            | Self::CodeWrong { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::OtherBrowser
            | Self::LevelTooLow
            | Self::CoolingOff { .. }
            | Self::Blocked
            | Self::AssertionInvalid
            | Self::AssertionOfOther
            | Self::UserNotVerified => StatusCode::FORBIDDEN,
        }
    }

    /// What the person reads.
    pub fn sentence(&self, words: &Words) -> String {
        let tries = self.tries_left().unwrap_or_default().to_string();
        let hours = match self {
            Self::CoolingOff { hours } => hours.to_string(),
            _ => String::new(),
        };
        words.with(&self.text_key(), &[("tries", &tries), ("hours", &hours)])
    }

    /// How many more tries the person has, where tries are counted.
    pub fn tries_left(&self) -> Option<u8> {
        match self {
            Self::MatchWrong { tries_left } | Self::CodeWrong { tries_left } => Some(*tries_left),
            _ => None,
        }
    }

    /// One of each, so that tests can sweep them.
    #[cfg(test)]
    pub fn all() -> Vec<Self> {
        vec![
            Self::Malformed("assertion"),
            Self::SignedOut,
            Self::TooMany { retry_after_seconds: 60 },
            Self::ActivationUnknown,
            Self::CredentialUnfit,
            Self::CodeUnfit,
            Self::DeviceUnknown,
            Self::RequestUnknown,
            Self::RequestExpired,
            Self::RequestCancelled,
            Self::RequestApproved,
            Self::RequestDeclined,
            Self::RequestTaken,
            Self::OtherBrowser,
            Self::LevelTooLow,
            Self::CoolingOff { hours: 23 },
            Self::CoolingOff { hours: 1 },
            Self::EnrolmentUnknown,
            Self::MatchMissing,
            Self::MatchWrong { tries_left: 1 },
            Self::MatchWrong { tries_left: 0 },
            Self::CodeMissing,
            Self::CodeWrong { tries_left: 2 },
            Self::CodeWrong { tries_left: 1 },
            Self::Blocked,
            Self::AssertionInvalid,
            Self::AssertionOfOther,
            Self::UserNotVerified,
        ]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::Language;

    use super::*;

    #[test]
    fn every_refusal_has_a_sentence_in_every_language() {
        let texts = crate::open::texts().unwrap();
        for language in Language::ALL {
            let words = texts.speak(language);
            for refusal in Refusal::all() {
                let sentence = refusal.sentence(&words);
                let whole = sentence.ends_with('.') && !sentence.contains(['{', '$']);
                assert!(whole, "{language}: {refusal:?}: {sentence}");
            }
        }
    }

    #[test]
    fn a_word_belongs_to_one_refusal_and_a_refusal_is_an_error() {
        let kinds: BTreeSet<_> = Refusal::all().iter().map(Refusal::word).collect();
        // A wrong match, a wrong code and the cooling-off time stand twice, for their sentences.
        assert_eq!(kinds.len(), Refusal::all().len() - 3);
        assert!(Refusal::all().iter().all(|refusal| refusal.status().is_client_error()));
    }
}
