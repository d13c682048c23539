//! A phone for somebody of the demo country, all the way: the bank vouches, the app is set up.

use domain::{Level, Timestamp};
use web::{Fetch, FetchSettings, OpenError};

use super::{Choices, Phone, PhoneError};
use crate::country::{DemoFile, DemoPerson, Party};
use crate::registrar::{Registrar, RegistrarError};

/// Why somebody got no phone.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    #[error(transparent)]
    Registrar(#[from] RegistrarError),
    #[error(transparent)]
    Phone(#[from] PhoneError),
    #[error("demo.json names no mobile provider")]
    NoProvider,
    #[error(transparent)]
    Open(#[from] OpenError),
}

impl DemoFile {
    /// An activation code that the bank gets for a person whom it knows so well.
    pub async fn activation_code(
        &self,
        person: &DemoPerson,
        level: Level,
        now: Timestamp,
    ) -> Result<String, SetUpError> {
        let registrar = Registrar::of(&self.registrar)?;
        let fetch = Fetch::new(&FetchSettings { allow_private: true })?;
        let activation = registrar.enrol(&fetch, &person.person, level, now).await?;
        Ok(activation.activation_code)
    }

    /// A new phone on which the app is set up with an activation code.
    pub async fn phone(
        &self,
        person: &DemoPerson,
        activation_code: &str,
        choices: &Choices,
    ) -> Result<Phone, SetUpError> {
        let provider = self.party(Party::Mobile).and_then(|entry| entry.url.parse().ok());
        let provider = provider.ok_or(SetUpError::NoProvider)?;
        let mut phone = Phone::new(&provider, person.person.language)?;
        phone.enrol(activation_code, choices).await?;
        Ok(phone)
    }
}
