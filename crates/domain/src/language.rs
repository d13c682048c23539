use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A language in which every page and every refusal exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    Nl,
    Fr,
    De,
    En,
}

impl Language {
    pub const ALL: [Self; 4] = [Self::Nl, Self::Fr, Self::De, Self::En];

    /// The BCP 47 tag, as in the `lang` attribute of a page.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Nl => "nl",
            Self::Fr => "fr",
            Self::De => "de",
            Self::En => "en",
        }
    }

    /// The language's name in the language itself, as a language menu shows it.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Nl => "Nederlands",
            Self::Fr => "Français",
            Self::De => "Deutsch",
            Self::En => "English",
        }
    }

    /// The first language of a space-separated preference list that we speak, as in `ui_locales`
    /// (OpenID Connect Core 3.1.2.1). Regions are ignored: `fr-BE` is `fr`.
    pub fn preferred(tags: &str) -> Option<Self> {
        tags.split_ascii_whitespace().find_map(|tag| {
            let primary = tag.split('-').next().unwrap_or(tag);
            primary.to_ascii_lowercase().parse().ok()
        })
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown language: expected nl, fr, de or en")]
pub struct UnknownLanguage;

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        Self::ALL.into_iter().find(|language| language.tag() == text).ok_or(UnknownLanguage)
    }
}

/// A text that exists in every language, such as the name of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Localized {
    pub nl: String,
    pub fr: String,
    pub de: String,
    pub en: String,
}

impl Localized {
    /// A name that is the same everywhere, such as a brand.
    pub fn same(text: &str) -> Self {
        let text = text.to_owned();
        Self { nl: text.clone(), fr: text.clone(), de: text.clone(), en: text }
    }

    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::Nl => &self.nl,
            Language::Fr => &self.fr,
            Language::De => &self.de,
            Language::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_we_speak_is_preferred() {
        for (tags, expected) in [
            ("fr-BE nl", Some(Language::Fr)),
            ("es it de-AT", Some(Language::De)),
            ("NL", Some(Language::Nl)),
            ("es", None),
            ("", None),
        ] {
            assert_eq!(Language::preferred(tags), expected, "{tags}");
        }
    }
}
