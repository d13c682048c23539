use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A FHIR `date` or `dateTime`, of which only the day is kept: a year, a month of a year, or a day
/// (hl7.org/fhir/R4/datatypes.html#date). What its author did not know is never made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    pub year: u16,
    pub month: Option<u8>,
    pub day: Option<u8>,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a FHIR date")]
pub struct InvalidDate;

impl Date {
    pub fn day(year: u16, month: u8, day: u8) -> Self {
        Self { year, month: Some(month), day: Some(day) }
    }
}

impl FromStr for Date {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        let date = match text.split_once('T') {
            // A time makes sense only on a whole day.
            Some((date, _)) if date.len() != 10 => return Err(InvalidDate),
            Some((date, _)) => date,
            None => text,
        };
        let mut parts = date.split('-');
        let year = number(parts.next(), 4)?.ok_or(InvalidDate)?;
        let month = number(parts.next(), 2)?;
        let day = number(parts.next(), 2)?;
        let whole = parts.next().is_none();
        let (month, day) = (narrow(month)?, narrow(day)?);
        let possible = month.is_none_or(|month| (1..=12).contains(&month))
            && day.is_none_or(|day| (1..=31).contains(&day));
        if whole && possible { Ok(Self { year, month, day }) } else { Err(InvalidDate) }
    }
}

fn number(part: Option<&str>, width: usize) -> Result<Option<u16>, InvalidDate> {
    let Some(text) = part else { return Ok(None) };
    if text.len() != width || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(InvalidDate);
    }
    text.parse().map(Some).map_err(|_| InvalidDate)
}

fn narrow(part: Option<u16>) -> Result<Option<u8>, InvalidDate> {
    part.map(u8::try_from).transpose().map_err(|_| InvalidDate)
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl TryFrom<String> for Date {
    type Error = InvalidDate;

    fn try_from(text: String) -> Result<Self, InvalidDate> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_says_as_much_as_its_author_knew() {
        for (text, expected) in [
            ("1978", Date { year: 1978, month: None, day: None }),
            ("1978-05", Date { year: 1978, month: Some(5), day: None }),
            ("1978-05-09", Date::day(1978, 5, 9)),
            ("2024-10-02T09:30:00+02:00", Date::day(2024, 10, 2)),
        ] {
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_date_is_refused() {
        for text in ["", "78", "1978-13", "1978-00-01", "1978-5-9", "1978-05-09-01", "2024T09:30"] {
            assert_eq!(text.parse::<Date>(), Err(InvalidDate), "{text}");
        }
    }
}
