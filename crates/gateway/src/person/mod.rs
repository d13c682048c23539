//! People: who they are, as the register says.

mod claims;
pub mod data;
mod register;
mod store;

use std::fmt;

use domain::{Language, NationalNumber, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

pub use register::import;
#[cfg(test)]
pub use store::save;
pub use store::{find, find_by_number};

/// A person of the register.
#[derive(Clone)]
pub struct Person {
    pub id: PersonId,
    pub number: NationalNumber,
    /// Some people have a single name, which then is the family name.
    pub given_name: Option<String>,
    pub family_name: String,
    /// `YYYY-MM-DD`, or `YYYY` where the register knows no more
    /// (OpenID Connect Core, section 5.1). Never derived from the number.
    pub birth_date: Option<String>,
    pub language: Language,
    pub contact: Contact,
    /// Whether the person has died.
    pub deceased: bool,
    /// From when the person's present card is valid. Cards from before are replaced.
    pub card_valid_from: Option<Timestamp>,
}

/// How a person can be reached, as far as the register knows.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Contact {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default)]
    pub email_verified: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
}

#[derive(Clone, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names of OpenID Connect Core, section 5.1.1")]
pub struct Address {
    pub street_address: String,
    pub postal_code: String,
    pub locality: String,
    pub country: String,
}

impl Person {
    pub fn name(&self) -> String {
        match &self.given_name {
            Some(given_name) => format!("{given_name} {}", self.family_name),
            None => self.family_name.clone(),
        }
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Person({})", self.id)
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
