//! How assurance levels are spelt in `acr`.

use std::collections::BTreeMap;

use domain::Level;
use serde::{Deserialize, Serialize};

/// Spellings of levels. Answers always carry the eIDAS URI; requests may also use an alias.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AcrSpelling {
    /// What a request may write instead of the URI.
    pub aliases: BTreeMap<String, Level>,
}

impl Default for AcrSpelling {
    /// The names of the levels, and the numbers by which Belgian services know them.
    fn default() -> Self {
        let names = Level::ALL.map(|level| (level.name(), level));
        let numbers = [
            ("100", Level::Low),
            ("200", Level::Low),
            ("300", Level::Substantial),
            ("400", Level::Substantial),
            ("500", Level::High),
        ];
        let aliases = names.into_iter().chain(numbers);
        Self { aliases: aliases.map(|(alias, level)| (alias.to_owned(), level)).collect() }
    }
}

impl AcrSpelling {
    /// The level that a request means, if it is one that we know.
    pub fn level(&self, acr: &str) -> Option<Level> {
        level_of_uri(acr).or_else(|| self.aliases.get(acr).copied())
    }

    /// The least level of a space-separated `acr_values` list. The list is a preference and any
    /// value of it satisfies (OpenID Connect Core, section 3.1.2.1), so the least of the known
    /// ones is what must be reached; unknown ones are passed over, as a voluntary claim may be.
    pub fn least(&self, acr_values: &str) -> Option<Level> {
        acr_values.split(' ').filter_map(|acr| self.level(acr)).min()
    }
}

/// The level that an answer states. No aliases here: an answer has one spelling, and a relying
/// party that guessed would raise a level by mistake.
pub fn level_of_uri(acr: &str) -> Option<Level> {
    Level::ALL.into_iter().find(|level| level.uri() == acr)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_may_use_uris_names_and_numbers() {
        let spelling = AcrSpelling::default();
        for (acr, level) in [
            ("http://eidas.europa.eu/LoA/high", Some(Level::High)),
            ("substantial", Some(Level::Substantial)),
            ("100", Some(Level::Low)),
            ("200", Some(Level::Low)),
            ("300", Some(Level::Substantial)),
            ("400", Some(Level::Substantial)),
            ("500", Some(Level::High)),
            ("HIGH", None),
            ("http://eidas.europa.eu/LoA/high/", None),
            ("", None),
        ] {
            assert_eq!(spelling.level(acr), level, "{acr}");
        }
    }

    #[test]
    fn the_least_of_the_listed_levels_must_be_reached() {
        let spelling = AcrSpelling::default();
        assert_eq!(spelling.least("high 300"), Some(Level::Substantial));
        assert_eq!(spelling.least("urn:other high"), Some(Level::High));
        assert_eq!(spelling.least("urn:other"), None);
    }

    #[test]
    fn answers_have_one_spelling() {
        assert_eq!(level_of_uri("high"), None);
        assert_eq!(level_of_uri(Level::High.uri()), Some(Level::High));
    }
}
