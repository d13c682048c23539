use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use domain::{Localized, Timestamp};
use serde::{Deserialize, Serialize};

use super::Authority;
use super::certificate::Validity;
use crate::people::Person;

/// Which of a person's cards: the one that they should have, or another that still lies about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Which {
    Current,
    /// Its ten years are over.
    Expired,
    /// Reported lost, and found again.
    Lost,
    /// Its holder got a newer one and kept this.
    Replaced,
    /// Looks like a card, by an authority that is none.
    Forged,
}

const YEAR: Duration = Duration::from_hours(365 * 24);
const MONTH: Duration = Duration::from_hours(30 * 24);
/// A card is good for ten years.
const LIFETIME: Duration = YEAR.saturating_mul(10);

impl Which {
    pub const ALL: [Self; 5] =
        [Self::Current, Self::Expired, Self::Lost, Self::Replaced, Self::Forged];

    /// The cards that this person has. A few whom the demo introduces have two, so that every
    /// refusal can be tried.
    pub fn all_of(person: &Person) -> Vec<Self> {
        let second = match (&person.story, person.given_name.as_deref()) {
            (Some(_), Some("Koen")) => Some(Self::Expired),
            (Some(_), Some("Yasmina")) => Some(Self::Lost),
            (Some(_), Some("Émilie-Rose")) => Some(Self::Replaced),
            (Some(_), Some("Jürgen")) => Some(Self::Forged),
            _ => None,
        };
        [Some(Self::Current), second].into_iter().flatten().collect()
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Expired => "expired",
            Self::Lost => "lost",
            Self::Replaced => "replaced",
            Self::Forged => "forged",
        }
    }

    pub(super) fn authority(self, person: &Person) -> Authority {
        match self {
            Self::Forged => Authority::Forged,
            _ if person.national_number.is_bis() => Authority::Foreigner,
            _ => Authority::Citizen,
        }
    }

    /// The validity of a card that is found to have been there all along.
    pub(super) fn validity(self, now: Timestamp) -> Validity {
        let age = match self {
            Self::Current => YEAR * 2,
            Self::Expired => LIFETIME + MONTH,
            Self::Lost => YEAR * 4,
            Self::Replaced => YEAR * 7,
            Self::Forged => YEAR,
        };
        fresh(now.minus(age))
    }

    /// From when a person's present card is valid, as the register must say of one who still has an
    /// older card that nobody revoked. `now` is when the country is founded.
    pub fn valid_from(person: &Person, now: Timestamp) -> Option<Timestamp> {
        let kept = Self::all_of(person).contains(&Self::Replaced);
        kept.then(|| Self::Current.validity(now).from.minus(YEAR))
    }

    /// What the demo says of a second card, for whoever chooses one.
    pub fn story(self) -> Option<Localized> {
        let [nl, fr, de, en] = match self {
            Self::Current => return None,
            Self::Expired => [
                "Een oude kaart die vervallen is.",
                "Une ancienne carte, expirée.",
                "Eine alte, abgelaufene Karte.",
                "An old card that has expired.",
            ],
            Self::Lost => [
                "Een kaart die als verloren is gemeld en teruggevonden werd.",
                "Une carte déclarée perdue, puis retrouvée.",
                "Eine als verloren gemeldete Karte, die wieder auftauchte.",
                "A card that was reported lost and found again.",
            ],
            Self::Replaced => [
                "Een oude kaart; er is intussen een nieuwere.",
                "Une ancienne carte ; il y en a une plus récente.",
                "Eine alte Karte; es gibt inzwischen eine neuere.",
                "An old card; there is a newer one by now.",
            ],
            Self::Forged => [
                "Een vervalste kaart van een onbekende uitgever.",
                "Une carte contrefaite, d'un émetteur inconnu.",
                "Eine gefälschte Karte eines unbekannten Ausstellers.",
                "A forged card, by an issuer that nobody knows.",
            ],
        };
        let [nl, fr, de, en] = [nl, fr, de, en].map(str::to_owned);
        Some(Localized { nl, fr, de, en })
    }
}

/// The validity of a card that is issued now.
pub(super) fn fresh(now: Timestamp) -> Validity {
    Validity { from: now, until: now.plus(LIFETIME) }
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected current, expired, lost, replaced or forged")]
pub struct UnknownWhich;

impl FromStr for Which {
    type Err = UnknownWhich;

    fn from_str(text: &str) -> Result<Self, UnknownWhich> {
        Self::ALL.into_iter().find(|it| it.name() == text).ok_or(UnknownWhich)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::population;

    #[test]
    fn everyone_has_a_card_and_every_kind_of_card_is_there_to_try() {
        let people = population();
        for which in Which::ALL {
            assert!(people.iter().any(|it| Which::all_of(it).contains(&which)), "{which}");
        }
        assert!(people.iter().all(|it| Which::all_of(it)[0] == Which::Current));
        assert!(people.iter().any(|it| Which::Current.authority(it) == Authority::Foreigner));
    }
}
