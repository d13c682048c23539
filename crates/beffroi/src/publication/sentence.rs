//! The figures as the sentences of an announcement, and numbers as people read them.

use domain::Language;
use figures::{Clients, Figures, Line, Table, Value};
use web::Words;

/// The largest methods that an announcement names, and the largest clients.
const METHODS: usize = 2;
const TOP: usize = 5;
const APP: &str = "app";

/// The sentences, each for itself. What is withheld is not spoken of.
pub fn announcement(figures: &Figures, words: &Words) -> Vec<String> {
    let speaker = Speaker { figures, words };
    let sentences = [
        speaker.total(),
        speaker.methods(),
        speaker.people(),
        speaker.largest(),
        speaker.partners(),
        speaker.monthly(),
    ];
    sentences.into_iter().flatten().collect()
}

struct Speaker<'a> {
    figures: &'a Figures,
    words: &'a Words,
}

impl Speaker<'_> {
    fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.words.with(key, args)
    }

    fn number(&self, table: &str, keys: &[&str], measure: &str) -> Option<i64> {
        self.figures.table(table)?.value(keys, measure)?.number()
    }

    /// How many logins, and how many more than the year before.
    fn total(&self) -> Option<String> {
        let year = self.figures.year.to_string();
        let before = (self.figures.year - 1).to_string();
        let logins = round(self.words, self.number("total", &[], "logins")?);
        let change = self.number("total", &[], "change_per_mille");
        let key = match (self.figures.clients, change) {
            (Clients::Services, None) => "figures-says-total-services",
            (Clients::Partners, None) => "figures-says-total-partners",
            (Clients::Services, Some(0..)) => "figures-says-more-services",
            (Clients::Partners, Some(0..)) => "figures-says-more-partners",
            (Clients::Services, Some(_)) => "figures-says-fewer-services",
            (Clients::Partners, Some(_)) => "figures-says-fewer-partners",
        };
        let percent = nearest(change.unwrap_or_default().abs(), 10).to_string();
        let args =
            [("year", &*year), ("before", &*before), ("logins", &*logins), ("percent", &*percent)];
        Some(self.say(key, &args))
    }

    /// Of ten logins, how many by the largest methods.
    fn methods(&self) -> Option<String> {
        let methods = self.figures.table("methods")?;
        let mut named = methods.rows.iter().take(METHODS).filter_map(|line| {
            let share = methods.of(line, "share_per_mille")?.number()?;
            let word = line.keys.first()?;
            let with = named(self.words, &format!("figures-with-{word}"), word);
            Some((nearest(share, 100).to_string(), with))
        });
        let ((first, first_method), (second, second_method)) = (named.next()?, named.next()?);
        Some(self.say(
            "figures-says-methods",
            &[
                ("first", &first),
                ("first_method", &first_method),
                ("second", &second),
                ("second_method", &second_method),
            ],
        ))
    }

    /// How many people used the app, and how often.
    fn people(&self) -> Option<String> {
        let people = round(self.words, self.number("methods", &[APP], "people")?);
        let mean = self.number("methods", &[APP], "mean_hundredths")?;
        let mean = decimal(self.words.language, nearest(mean, 10));
        Some(self.say("figures-says-people", &[("people", &people), ("mean", &mean)]))
    }

    /// The services that were logged in to most.
    fn largest(&self) -> Option<String> {
        if self.figures.clients == Clients::Partners {
            return None;
        }
        let names = self.top()?.into_iter().filter_map(|line| line.keys.first());
        let names: Vec<_> = names.map(|id| client(self.words, id)).collect();
        let (last, others) = names.split_last().filter(|(_, others)| !others.is_empty())?;
        let others = others.join(", ");
        Some(self.say("figures-says-largest", &[("others", &others), ("last", last)]))
    }

    fn top(&self) -> Option<Vec<&Line>> {
        let clients = self.figures.table("clients")?;
        let told = |line: &&Line| clients.of(line, "rank").and_then(Value::number).is_some();
        Some(clients.rows.iter().filter(told).take(TOP).collect())
    }

    /// At how many partners, and how often in the calmest month.
    fn partners(&self) -> Option<String> {
        if self.figures.clients == Clients::Services {
            return None;
        }
        let count = self.figures.table("clients")?.rows.len().to_string();
        let least = self.month_numbers("logins")?.into_iter().min()?;
        let logins = round(self.words, least);
        Some(self.say("figures-says-partners", &[("count", &count), ("logins", &logins)]))
    }

    /// How often a month those came who came at all.
    fn monthly(&self) -> Option<String> {
        if self.figures.clients == Clients::Services {
            return None;
        }
        let means = self.month_numbers("mean_hundredths")?;
        let shown = |mean: Option<&i64>| Some(decimal(self.words.language, nearest(*mean?, 10)));
        let (least, most) = (shown(means.iter().min())?, shown(means.iter().max())?);
        Some(self.say("figures-says-monthly", &[("least", &least), ("most", &most)]))
    }

    /// A measure of all twelve months, if each is told.
    fn month_numbers(&self, measure: &str) -> Option<Vec<i64>> {
        let months = self.figures.table("months")?;
        months.rows.iter().map(|line| number(months, line, measure)).collect()
    }
}

fn number(table: &Table, line: &Line, measure: &str) -> Option<i64> {
    table.of(line, measure)?.number()
}

/// A method by its name in the language, or by its word where it has none.
pub fn method(words: &Words, word: &str) -> String {
    named(words, &format!("figures-method-{word}"), word)
}

/// A service by its name in the language, or by its identifier.
pub fn client(words: &Words, id: &str) -> String {
    named(words, &format!("figures-client-{id}"), id)
}

pub fn named(words: &Words, key: &str, otherwise: &str) -> String {
    if words.knows(key) { words.get(key) } else { otherwise.to_owned() }
}

/// From a million on in millions with one decimal, and before that to the unit.
fn round(words: &Words, number: i64) -> String {
    if number < 1_000_000 {
        return grouped(words.language, number);
    }
    let millions = decimal(words.language, nearest(number, 100_000));
    words.with_one("figures-millions", "millions", &millions)
}

/// A number divided by `unit`, rounded half up.
fn nearest(number: i64, unit: i64) -> i64 {
    (number + unit / 2).div_euclid(unit)
}

/// Tenths, with the language's decimal mark.
fn decimal(language: Language, tenths: i64) -> String {
    let mark = if language == Language::En { '.' } else { ',' };
    format!("{}{mark}{}", grouped(language, tenths / 10), (tenths % 10).abs())
}

/// Digits in groups of three, as the language writes them.
pub fn grouped(language: Language, number: i64) -> String {
    let mark = match language {
        Language::Nl | Language::De => '.',
        Language::Fr => '\u{202f}',
        Language::En => ',',
    };
    let digits = number.unsigned_abs().to_string();
    let mut text = if number < 0 { "−".to_owned() } else { String::new() };
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// A value of a table as a person reads it, by the unit in its measure's name.
pub fn shown(words: &Words, measure: &str, value: Value) -> String {
    let language = words.language;
    match value.number() {
        Some(number) if measure.ends_with("_per_mille") => {
            words.with_one("figures-percent", "percent", &signed(language, number))
        }
        Some(number) if measure.ends_with("_hundredths") => decimal(language, nearest(number, 10)),
        Some(number) => grouped(language, number),
        None if value == Value::None => "–".to_owned(),
        None => words.get("figures-withheld"),
    }
}

fn signed(language: Language, per_mille: i64) -> String {
    let sign = if per_mille < 0 { "−" } else { "" };
    format!("{sign}{}", decimal(language, per_mille.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_each_language_writes_them() {
        let written = |language| grouped(language, 1_234_567);
        assert_eq!(written(Language::Nl), "1.234.567");
        assert_eq!(written(Language::Fr), "1\u{202f}234\u{202f}567");
        assert_eq!(written(Language::En), "1,234,567");
        assert_eq!(grouped(Language::De, -1_000), "−1.000");
        assert_eq!(grouped(Language::De, 999), "999");
        assert_eq!(decimal(Language::Fr, 1050), "105,0");
        assert_eq!(decimal(Language::En, 212), "21.2");
    }
}
