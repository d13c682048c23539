use serde_json::{Map, Value, json};

use super::{Address, Person};

impl Person {
    /// Everything that the register can say, by claim name (OpenID Connect Core, section 5.1).
    /// What a service gets of it is decided by its registration and its request.
    pub fn claims(&self) -> Map<String, Value> {
        let mut claims = Map::new();
        let mut say = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        say("name", json!(self.name()));
        say("family_name", json!(self.family_name));
        say("locale", json!(self.language.tag()));
        say("national_number", json!(self.number.reveal()));
        if let Some(given_name) = &self.given_name {
            say("given_name", json!(given_name));
        }
        if let Some(birth_date) = &self.birth_date {
            say("birthdate", json!(birth_date));
        }
        if let Some(email) = &self.contact.email {
            say("email", json!(email));
            say("email_verified", json!(self.contact.email_verified));
        }
        if let Some(phone_number) = &self.contact.phone_number {
            say("phone_number", json!(phone_number));
        }
        if let Some(address) = &self.contact.address {
            say("address", address.claim());
        }
        claims
    }
}

impl Address {
    /// As in OpenID Connect Core, section 5.1.1.
    fn claim(&self) -> Value {
        let Self { street_address, postal_code, locality, country } = self;
        json!({
            "formatted": format!("{street_address}\n{postal_code} {locality}\n{country}"),
            "street_address": street_address,
            "postal_code": postal_code,
            "locality": locality,
            "country": country,
        })
    }
}
