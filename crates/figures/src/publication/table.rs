use std::fmt;

use serde::{Deserialize, Serialize};

/// A table of the publication: rows under keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    pub name: String,
    pub keys: Vec<String>,
    pub measures: Vec<String>,
    pub rows: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    pub keys: Vec<String>,
    pub values: Vec<Value>,
}

/// A number, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Number(i64),
    Word(Word),
    /// Nothing to tell: no year before, or nobody to divide by.
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    Withheld,
}

impl Value {
    pub const WITHHELD: Self = Self::Word(Word::Withheld);

    pub fn count(number: u64) -> Self {
        i64::try_from(number).map_or(Self::None, Self::Number)
    }

    /// A share, a mean or a change in whole parts, rounded half away from zero.
    pub fn ratio(part: i128, whole: i128, parts: i128) -> Self {
        if whole <= 0 {
            return Self::None;
        }
        let twice = 2 * part.abs() * parts;
        let rounded = (twice + whole) / (2 * whole) * part.signum();
        i64::try_from(rounded).map_or(Self::None, Self::Number)
    }

    #[must_use]
    pub fn unless(self, withheld: bool) -> Self {
        if withheld && self != Self::None { Self::WITHHELD } else { self }
    }

    pub fn number(self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Word(Word::Withheld) => f.write_str("withheld"),
            Self::None => Ok(()),
        }
    }
}

impl Table {
    pub fn new(name: &str, keys: &[&str], measures: &[&str]) -> Self {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self { name: name.to_owned(), keys: owned(keys), measures: owned(measures), rows: vec![] }
    }

    pub fn add(&mut self, keys: &[&str], values: Vec<Value>) {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        self.rows.push(Line { keys, values });
    }

    pub fn line(&self, keys: &[&str]) -> Option<&Line> {
        self.rows.iter().find(|line| line.keys == keys)
    }

    /// The value of a measure in a row.
    pub fn value(&self, keys: &[&str], measure: &str) -> Option<Value> {
        self.of(self.line(keys)?, measure)
    }

    pub fn of(&self, line: &Line, measure: &str) -> Option<Value> {
        let index = self.measures.iter().position(|name| name == measure)?;
        line.values.get(index).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_round_half_away_from_zero() {
        assert_eq!(Value::ratio(1, 8, 100), Value::Number(13));
        assert_eq!(Value::ratio(-1, 8, 100), Value::Number(-13));
        assert_eq!(Value::ratio(48_550_000, 56_450_000, 1000), Value::Number(860));
        assert_eq!(Value::ratio(1, 0, 100), Value::None);
    }

    #[test]
    fn a_value_has_one_spelling_in_json() {
        for (value, json) in
            [(Value::Number(-3), "-3"), (Value::WITHHELD, "\"withheld\""), (Value::None, "null")]
        {
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
            assert_eq!(serde_json::from_str::<Value>(json).unwrap(), value);
        }
    }
}
