use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use domain::{Language, Localized};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::Entry;

/// The texts of a role in every language, written in Fluent.
#[derive(Clone)]
pub struct Texts(Arc<Inner>);

struct Inner {
    bundles: BTreeMap<Language, FluentBundle<FluentResource>>,
    keys: BTreeMap<Language, BTreeSet<String>>,
}

#[derive(Debug, thiserror::Error)]
pub enum TextsError {
    #[error("the {language} texts break off near: {near}")]
    Syntax { language: Language, near: String },
    #[error("the {language} texts define {key} twice")]
    Twice { language: Language, key: String },
    #[error("the {language} texts lack {key}, which other languages have")]
    Missing { language: Language, key: String },
}

impl Texts {
    /// Reads Fluent sources, several per language if need be. Every language must have the same
    /// keys: a page is never half translated.
    pub fn load(sources: &'static [(Language, &'static str)]) -> Result<Self, TextsError> {
        let (mut bundles, mut keys) = (BTreeMap::new(), BTreeMap::new());
        for language in Language::ALL {
            let mut bundle =
                FluentBundle::new_concurrent(language.tag().parse().into_iter().collect());
            // All four languages run from left to right; the marks that isolate directions would
            // only travel into names that people copy.
            bundle.set_use_isolating(false);
            let names: &mut BTreeSet<String> = keys.entry(language).or_default();
            for (_, source) in sources.iter().filter(|(other, _)| *other == language) {
                add(&mut bundle, names, language, source)?;
            }
            bundles.insert(language, bundle);
        }
        complete(&keys)?;
        Ok(Self(Arc::new(Inner { bundles, keys })))
    }

    pub fn get(&self, language: Language, key: &str) -> String {
        self.with(language, key, &[])
    }

    /// The text with its placeables filled in. An unknown key shows as itself.
    pub fn with(&self, language: Language, key: &str, args: &[(&str, &str)]) -> String {
        let args = args.iter().map(|(name, value)| (*name, FluentValue::from(*value)));
        self.filled(language, key, &args.collect())
    }

    /// A text about so many things, in the form that the language has for that number: its `$count`.
    pub fn counted(&self, language: Language, key: &str, count: i64) -> String {
        let count = [("count", FluentValue::from(count))];
        self.filled(language, key, &count.into_iter().collect())
    }

    fn filled(&self, language: Language, key: &str, args: &FluentArgs<'_>) -> String {
        let Some(bundle) = self.0.bundles.get(&language) else { return key.to_owned() };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::warn!(text.key = key, text.language = %language, "a text is missing");
            return key.to_owned();
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::warn!(text.key = key, text.language = %language, "a text lacks a value");
        }
        text
    }

    /// The text in every language.
    pub fn localized(&self, key: &str) -> Localized {
        Localized {
            nl: self.get(Language::Nl, key),
            fr: self.get(Language::Fr, key),
            de: self.get(Language::De, key),
            en: self.get(Language::En, key),
        }
    }

    pub fn keys(&self, language: Language) -> BTreeSet<String> {
        self.0.keys.get(&language).cloned().unwrap_or_default()
    }

    /// The texts in one language, as page templates take them.
    pub fn speak(&self, language: Language) -> Words {
        Words { texts: self.clone(), language }
    }
}

/// The texts in one language: `{{ words.get("login-title") }}`.
#[derive(Clone)]
pub struct Words {
    texts: Texts,
    pub language: Language,
}

impl Words {
    pub fn get(&self, key: &str) -> String {
        self.texts.get(self.language, key)
    }

    /// Whether there is such a text: words of an open vocabulary may have none.
    pub fn knows(&self, key: &str) -> bool {
        self.texts.0.keys.get(&self.language).is_some_and(|keys| keys.contains(key))
    }

    pub fn with(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.texts.with(self.language, key, args)
    }

    pub fn counted(&self, key: &str, count: i64) -> String {
        self.texts.counted(self.language, key, count)
    }

    /// A text with one placeable, the usual case in a template.
    pub fn with_one(&self, key: &str, name: &str, value: &str) -> String {
        self.with(key, &[(name, value)])
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Texts")
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Words({})", self.language)
    }
}

fn add(
    bundle: &mut FluentBundle<FluentResource>,
    keys: &mut BTreeSet<String>,
    language: Language,
    source: &str,
) -> Result<(), TextsError> {
    let resource = FluentResource::try_new(source.to_owned()).map_err(|(_, errors)| {
        let at = errors.first().map_or(0, |error| error.pos.start);
        let near = source.get(at..).unwrap_or_default().lines().next().unwrap_or_default();
        TextsError::Syntax { language, near: near.to_owned() }
    })?;
    for key in resource.entries().filter_map(message_key) {
        if !keys.insert(key.to_owned()) {
            return Err(TextsError::Twice { language, key: key.to_owned() });
        }
    }
    // Keys defined twice were found above; nothing else can be refused here.
    let _ = bundle.add_resource(resource);
    Ok(())
}

fn message_key<'a>(entry: &Entry<&'a str>) -> Option<&'a str> {
    match entry {
        Entry::Message(message) => Some(message.id.name),
        _ => None,
    }
}

fn complete(keys: &BTreeMap<Language, BTreeSet<String>>) -> Result<(), TextsError> {
    let all: BTreeSet<&String> = keys.values().flatten().collect();
    for (language, names) in keys {
        if let Some(key) = all.iter().find(|key| !names.contains(**key)) {
            return Err(TextsError::Missing { language: *language, key: (*key).clone() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NL: &str = "hello = Dag { $name }\nbye = Tot ziens\n";
    const EN: &str = "hello = Hello { $name }\nbye = Goodbye\n";

    const APPLES: &str = "apples = { $count ->
    [one] { $count } apple
   *[other] { $count } apples
}
";

    fn sources(nl: &'static str, en: &'static str) -> &'static [(Language, &'static str)] {
        let others = [(Language::Fr, en), (Language::De, en)];
        [(Language::Nl, nl), (Language::En, en)]
            .into_iter()
            .chain(others)
            .collect::<Vec<_>>()
            .leak()
    }

    #[test]
    fn a_text_is_said_in_each_language() {
        let texts = Texts::load(sources(NL, EN)).unwrap();
        assert_eq!(texts.with(Language::Nl, "hello", &[("name", "Ana")]), "Dag Ana");
        assert_eq!(texts.speak(Language::En).get("bye"), "Goodbye");
        assert_eq!(texts.get(Language::En, "unknown"), "unknown");
        assert_eq!(texts.keys(Language::Nl).len(), 2);
    }

    #[test]
    fn a_number_of_things_has_the_form_of_its_language() {
        let texts = Texts::load(sources(APPLES, APPLES)).unwrap();
        for (language, count, expected) in [
            (Language::En, 0, "0 apples"),
            (Language::En, 1, "1 apple"),
            (Language::Nl, 1200, "1200 apples"),
            // In French, none is not many.
            (Language::Fr, 0, "0 apple"),
        ] {
            assert_eq!(texts.counted(language, "apples", count), expected);
        }
    }

    #[test]
    fn half_a_translation_is_refused() {
        let error = Texts::load(sources("hello = Dag { $name }\n", EN)).unwrap_err();
        assert!(error.to_string().contains("the nl texts lack bye"), "{error}");
        let error = Texts::load(sources(NL, "hello = Hi\nhello = Hi\nbye = Bye\n")).unwrap_err();
        assert!(error.to_string().contains("define hello twice"), "{error}");
        assert!(Texts::load(sources("hello", EN)).is_err());
    }
}
