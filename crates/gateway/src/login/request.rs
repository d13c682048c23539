//! What is asked, and why a login came to nothing.

use domain::{Language, Level, ServiceId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::session::Reuse;

/// What a service asks of a login, in the gateway's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    pub service: ServiceId,
    /// The lowest level that the service accepts.
    pub minimum: Level,
    /// Whether the service said that no answer is better than a lower level
    /// (OpenID Connect Core 5.5.1.1), which decides the error it gets.
    pub essential: bool,
    /// Whether the present session may answer.
    pub reuse: Reuse,
    /// The data about the person that the service will get, by claim name.
    pub claims: Vec<String>,
    /// The language that the service asked for.
    pub language: Option<Language>,
}

impl Request {
    /// The names of the data that the service will get, of all that is known about a person.
    pub fn claims_of(&self, known: &Map<String, Value>) -> Vec<String> {
        self.claims.iter().filter(|name| known.contains_key(*name)).cloned().collect()
    }
}

/// Declares a closed set of outcomes with the word by which tables, protocol and texts know each.
macro_rules! outcomes {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $name { $($(#[$about])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            #[allow(dead_code, reason = "one of the sets is listed by tests alone")]
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}

outcomes! {
    /// Why a login was refused. Final: the service gets an error.
    Reason {
        /// The person turned back at the gateway or at the provider's page.
        Cancelled = "cancelled",
        /// The person said no in the app.
        Declined = "declined",
        /// The person said that somebody else is trying to log in.
        Reported = "reported",
        /// The person's app is blocked.
        Blocked = "blocked",
        /// No method that is accredited now reaches the level asked.
        NoMethod = "no_method",
        /// The provider lost its accreditation while the person was there.
        NotAccredited = "not_accredited",
        /// The provider knows the person and the register does not.
        UnknownPerson = "unknown_person",
        /// The person is not the one whom the service means.
        OtherPerson = "other_person",
        /// The register says that the person has died.
        Deceased = "deceased",
        /// The register does not show that the person is old enough for the service.
        UnderAge = "under_age",
        /// The person said that somebody else logged in by this method.
        MethodBlocked = "method_blocked",
    }
}

outcomes! {
    /// Why a choice came to nothing. Not final: the person may choose again.
    Notice {
        /// Nobody answered the question in the app in time.
        AppExpired = "app_expired",
        /// The provider could not be reached.
        Unreachable = "unreachable",
        /// The provider's answer was not one that the gateway can trust.
        AnswerNotAccepted = "answer_not_accepted",
        /// The person was proved, but not to the level asked.
        LevelNotReached = "level_not_reached",
        /// The card's authority says that the card is revoked, or does not know it.
        CardRevoked = "card_revoked",
        CardExpired = "card_expired",
        CardNotYetValid = "card_not_yet_valid",
        /// The register knows a newer card of this person.
        CardReplaced = "card_replaced",
        /// No authority that we trust issued the card.
        CardUnknownAuthority = "card_unknown_authority",
        /// The authority that issued the card is not valid itself any more.
        CardAuthorityEnded = "card_authority_ended",
        /// The certificate is not the one for logging in, such as the one for signatures.
        CardWrongKind = "card_wrong_kind",
        /// The certificate says nothing that can be used.
        CardUnreadable = "card_unreadable",
        /// The card did not sign what this login asked of it.
        CardNotProved = "card_not_proved",
        /// What the card was asked to sign is too old, was used before, or is of another login.
        CardTooLate = "card_too_late",
        /// The browser showed no certificate.
        CardNotShown = "card_not_shown",
        /// Nobody could say whether the card is revoked, and the service needs to be sure.
        CardNoAnswer = "card_no_answer",
    }
}

impl Reason {
    /// Whether the gateway itself explains this refusal before the person goes back to the
    /// service. The others the person decided or has just been told where they decided it.
    pub fn needs_explaining(self) -> bool {
        matches!(
            self,
            Self::NotAccredited
                | Self::UnknownPerson
                | Self::Deceased
                | Self::UnderAge
                | Self::MethodBlocked
        )
    }
}
