//! The fictional population of the demo country. The same people every time: they follow from a
//! fixed seed, so that a document, a test or a colleague can speak of one of them by name.

mod featured;
mod names;
mod national_number;
mod places;
mod population;

use domain::{Language, NationalNumber};
use serde::{Deserialize, Serialize};

pub use population::population;

/// One fictional person, as a line of `people.jsonl`: what the national register knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    #[serde(with = "digits")]
    pub national_number: NationalNumber,
    /// Absent for people who have a single name; that name is then the family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    pub family_name: String,
    /// As OpenID Connect Core 5.1 spells it: `YYYY-MM-DD`, or `YYYY` where no more is known.
    pub birthdate: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    pub language: Language,
    pub email: String,
    pub phone_number: String,
    pub address: Address,
    #[serde(default, skip_serializing_if = "is_false")]
    pub deceased: bool,
    /// From when the person's card is valid, where an older one may still be about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_valid_from: Option<String>,
    /// For one of the few people whom the demo introduces: who they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<domain::Localized>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    Female,
    Male,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    pub street_address: String,
    pub postal_code: String,
    pub locality: String,
    pub country: String,
}

impl Person {
    /// The whole name, as a page shows it.
    pub fn name(&self) -> String {
        let given = self.given_name.iter().map(String::as_str);
        given.chain([self.family_name.as_str()]).collect::<Vec<_>>().join(" ")
    }
}

/// A national number cannot be printed; in the register's own file it has to be written out.
mod digits {
    use domain::NationalNumber;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub fn serialize<S: Serializer>(number: &NationalNumber, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(number.reveal())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<NationalNumber, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(de::Error::custom)
    }
}
