use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use domain::NationalNumber;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Party;
use crate::card::{CardError, CardId, Cards, Which};
use crate::people::Person;

/// `demo.json`: everything that somebody outside needs to know to use the country, secrets of the
/// test services and the registrar included. Only ever of fictional people.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DemoFile {
    pub start_page: String,
    pub parties: BTreeMap<String, PartyEntry>,
    pub people: Vec<DemoPerson>,
    pub test_services: Vec<TestService>,
    pub registrar: RegistrarEntry,
    /// Those who decide for the authority that accredits.
    #[serde(default)]
    pub officers: Vec<Officer>,
    /// Those who look after the app's accreditation at its operator.
    #[serde(default)]
    pub contacts: Vec<Contact>,
}

/// Somebody who acts for a provider, as the authority's configuration names them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Contact {
    pub name: String,
    pub email: String,
    pub national_number: String,
}

/// Somebody who decides for the authority, as its configuration names them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Officer {
    pub id: String,
    pub name: String,
    pub email: String,
    pub national_number: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PartyEntry {
    pub url: String,
    /// For OpenID providers: the issuer, exactly as it stands in tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub openid_configuration: Option<String>,
    /// The installable app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
    /// Where browsers show cards to the gateway, by mutual TLS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_door: Option<String>,
    /// The configuration file in the data folder, as `beffroi serve` takes it.
    pub config: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DemoPerson {
    /// The whole name, as pages show it.
    pub name: String,
    /// One of the people whom the demo introduces.
    pub featured: bool,
    #[serde(flatten)]
    pub person: Person,
    /// The person's card, and another one that some still have.
    #[serde(default)]
    pub cards: Vec<CardEntry>,
}

/// A card as the demo's reader knows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CardEntry {
    pub id: CardId,
    pub which: Which,
    pub pin: String,
}

impl From<Person> for DemoPerson {
    fn from(person: Person) -> Self {
        let (name, featured) = (person.name(), person.story.is_some());
        Self { name, featured, person, cards: Vec::new() }
    }
}

impl DemoPerson {
    pub fn with_cards(person: &Person, cards: &Cards) -> Result<Self, CardError> {
        let entry = |which| -> Result<CardEntry, CardError> {
            let (id, pin) = (cards.id(person, which), cards.pin(person, which)?);
            Ok(CardEntry { id, which, pin: pin.reveal().to_owned() })
        };
        let entries = Which::all_of(person).into_iter().map(entry);
        Ok(Self { cards: entries.collect::<Result<_, _>>()?, ..Self::from(person.clone()) })
    }
}

/// A service that is registered at the gateway for whoever wants to try a client of their own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TestService {
    pub client_id: String,
    pub token_endpoint_auth_method: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_key_jwk: Option<Value>,
    pub redirect_uris: Vec<String>,
    pub post_logout_redirect_uris: Vec<String>,
    pub scopes: Vec<String>,
    pub claims: Vec<String>,
}

/// How the bank, a registrar, asks the mobile provider for activation codes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RegistrarEntry {
    pub issuer: String,
    pub client_id: String,
    pub token_endpoint: String,
    pub enrolments_endpoint: String,
    pub scope: String,
    pub token_endpoint_auth_method: String,
    pub private_key_jwk: Value,
}

#[derive(Debug, thiserror::Error)]
pub enum DemoFileError {
    #[error("there is no {}: start a country with `beffroi demo`", .0.display())]
    Missing(PathBuf),
    #[error("{} cannot be read: {}", .0.display(), .1)]
    Unreadable(PathBuf, String),
}

impl DemoFileError {
    fn unreadable(file: &Path, reason: &dyn std::fmt::Display) -> Self {
        Self::Unreadable(file.to_owned(), reason.to_string())
    }
}

impl DemoFile {
    pub const NAME: &'static str = "demo.json";

    /// Reads the file of a data folder.
    pub fn of_country(data: &Path) -> Result<Self, DemoFileError> {
        Self::read(&data.join(Self::NAME))
    }

    pub fn read(file: &Path) -> Result<Self, DemoFileError> {
        let text = match std::fs::read(file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(DemoFileError::Missing(file.to_owned()));
            }
            Err(error) => return Err(DemoFileError::unreadable(file, &error)),
        };
        serde_json::from_slice(&text).map_err(|error| DemoFileError::unreadable(file, &error))
    }

    pub fn party(&self, party: Party) -> Option<&PartyEntry> {
        self.parties.get(party.name())
    }

    pub fn person(&self, number: &NationalNumber) -> Option<&DemoPerson> {
        self.people.iter().find(|known| known.person.national_number == *number)
    }
}
