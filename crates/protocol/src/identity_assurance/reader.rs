//! Reads JSON objects member by member and remembers where it is, so that an error can say which
//! member is wrong.

use std::fmt;

use domain::Timestamp;
use serde::Serializer;
use serde_json::{Map, Value};

/// Longer than any name, address line or reference.
const TEXT_LIMIT: usize = 1024;

/// Which member is wrong, and how. It never quotes a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    path: String,
    problem: Problem,
}

impl Invalid {
    pub(super) fn new(path: String, problem: Problem) -> Self {
        Self { path, problem }
    }

    /// The member, as in `verified_claims.verification.evidence[0].type`.
    pub fn path(&self) -> &str {
        &self.path
    }

    pub fn problem(&self) -> Problem {
        self.problem
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.path, self.problem)
    }
}

impl std::error::Error for Invalid {}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("is missing")]
    Missing,
    #[error("is not a text of 1 to 1024 characters")]
    NotText,
    #[error("is not an object")]
    NotObject,
    #[error("is not an array with at least one member")]
    NotArray,
    #[error("is not a date YYYY-MM-DD that exists")]
    NotDate,
    #[error("is not a date YYYY-MM-DD that exists, nor a year YYYY")]
    NotBirthdate,
    #[error("is not a moment YYYY-MM-DDThh:mm[:ss] with its time zone")]
    NotMoment,
    #[error("is not a known type of evidence")]
    UnknownEvidence,
    #[error("is not a claim: its name or its value is empty")]
    NotClaim,
    #[error("is not among the verified claims")]
    NotClaimed,
    #[error("is not the id of a check of the evidence")]
    UnknownCheck,
}

/// A JSON object and the path that leads to it.
pub(super) struct Reader<'a> {
    members: &'a Map<String, Value>,
    path: String,
}

impl<'a> Reader<'a> {
    pub(super) fn new(value: &'a Value, path: impl Into<String>) -> Result<Self, Invalid> {
        let path = path.into();
        match value {
            Value::Object(members) => Ok(Self { members, path }),
            _ => Err(Invalid::new(path, Problem::NotObject)),
        }
    }

    pub(super) fn members(&self) -> &'a Map<String, Value> {
        self.members
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Invalid> {
        match self.members.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if is_text(text) => Ok(Some(text.clone())),
            Some(_) => Err(self.invalid(name, Problem::NotText)),
        }
    }

    pub(super) fn required_text(&self, name: &str) -> Result<String, Invalid> {
        self.text(name)?.ok_or_else(|| self.invalid(name, Problem::Missing))
    }

    pub(super) fn date(&self, name: &str) -> Result<Option<String>, Invalid> {
        match self.text(name)? {
            Some(text) if !is_date(&text) => Err(self.invalid(name, Problem::NotDate)),
            date => Ok(date),
        }
    }

    pub(super) fn moment(&self, name: &str) -> Result<Option<Timestamp>, Invalid> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        parse_moment(&text).map(Some).ok_or_else(|| self.invalid(name, Problem::NotMoment))
    }

    pub(super) fn object(&self, name: &str) -> Result<Option<Self>, Invalid> {
        self.members.get(name).map(|value| Reader::new(value, self.at(name))).transpose()
    }

    pub(super) fn required_object(&self, name: &str) -> Result<Self, Invalid> {
        self.object(name)?.ok_or_else(|| self.invalid(name, Problem::Missing))
    }

    /// The objects of an array; none if the member is absent. An array that is there has members.
    pub(super) fn objects(&self, name: &str) -> Result<Vec<Self>, Invalid> {
        let items = match self.members.get(name) {
            None => return Ok(Vec::new()),
            Some(Value::Array(items)) if !items.is_empty() => items,
            Some(_) => return Err(self.invalid(name, Problem::NotArray)),
        };
        let read = |(index, item)| Reader::new(item, format!("{}[{index}]", self.at(name)));
        items.iter().enumerate().map(read).collect()
    }

    /// An organisation or a person behind the evidence: `name`, address members and the like, all
    /// texts where they are there.
    pub(super) fn party(&self, name: &str) -> Result<Option<Map<String, Value>>, Invalid> {
        const TEXTS: [&str; 13] = [
            "name",
            "birthdate",
            "formatted",
            "street_address",
            "locality",
            "region",
            "postal_code",
            "country",
            "country_code",
            "jurisdiction",
            "occupation",
            "organization",
            "organization_name",
        ];
        let Some(party) = self.object(name)? else {
            return Ok(None);
        };
        for member in TEXTS {
            party.text(member)?;
        }
        Ok(Some(party.members.clone()))
    }

    /// The claims of `derived_claims`, which is not empty where it is there.
    pub(super) fn derived_claims(&self) -> Result<Option<Map<String, Value>>, Invalid> {
        let Some(derived) = self.object("derived_claims")? else {
            return Ok(None);
        };
        if derived.members.is_empty() {
            return Err(self.invalid("derived_claims", Problem::NotClaim));
        }
        derived.check_claims()?;
        Ok(Some(derived.members.clone()))
    }

    /// Every claim has a name and a value: what is not known is left out (section 5.3.2 of OpenID
    /// Connect Core).
    pub(super) fn check_claims(&self) -> Result<(), Invalid> {
        let odd = |(name, value): &(&String, &Value)| {
            !is_text(name) || value.is_null() || value.as_str() == Some("")
        };
        match self.members.iter().find(odd) {
            None => Ok(()),
            Some((name, _)) => Err(self.invalid(name, Problem::NotClaim)),
        }
    }

    pub(super) fn invalid(&self, name: &str, problem: Problem) -> Invalid {
        Invalid::new(self.at(name), problem)
    }

    fn at(&self, name: &str) -> String {
        format!("{}.{name}", self.path)
    }
}

/// A text worth keeping: some, not too much, and without control characters that could forge a
/// line in a log or on a page.
pub(super) fn is_text(text: &str) -> bool {
    let length = text.chars().take(TEXT_LIMIT + 1).count();
    !text.trim().is_empty() && length <= TEXT_LIMIT && !text.chars().any(char::is_control)
}

pub(super) fn is_date(text: &str) -> bool {
    shaped(text, "dddd-dd-dd") && text.parse::<jiff::civil::Date>().is_ok()
}

pub(super) fn is_year(text: &str) -> bool {
    shaped(text, "dddd") && text != "0000"
}

/// ISO 8601 in the form that the schema gives, no other of its many.
fn parse_moment(text: &str) -> Option<Timestamp> {
    let (local, zone) = match text.strip_suffix('Z') {
        Some(local) => (local, ""),
        None => text.split_at_checked(text.len().checked_sub(6)?)?,
    };
    let form = shaped(local, "dddd-dd-ddTdd:dd") || shaped(local, "dddd-dd-ddTdd:dd:dd");
    let zoned = zone.is_empty() || shaped(zone, "+dd:dd") || shaped(zone, "-dd:dd");
    if !form || !zoned {
        return None;
    }
    let moment: jiff::Timestamp = text.parse().ok()?;
    Some(Timestamp::from_millis(moment.as_millisecond()))
}

/// Whether the text has the shape: `d` stands for a digit, anything else for itself.
fn shaped(text: &str, shape: &str) -> bool {
    let fits = |(byte, shape): (u8, u8)| match shape {
        b'd' => byte.is_ascii_digit(),
        other => byte == other,
    };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}

#[expect(clippy::ref_option, reason = "serde hands the field over like this")]
pub(super) fn optional_moment<S: Serializer>(
    moment: &Option<Timestamp>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match moment {
        Some(moment) => serializer.serialize_str(&moment.rfc3339()),
        None => serializer.serialize_none(),
    }
}
