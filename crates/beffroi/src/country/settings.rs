//! The configuration of each party, as it is written on the first start.

use std::time::Duration;

use protocol::oidc::ServiceLogin;
use serde_json::{Value, json};

use super::secrets::{self, Secrets};
use super::{
    Addresses, Contact, DOCUMENTS, DOOR_CERTIFICATE, DOOR_KEY, DemoFile, DemoPerson, FIRST_LEDGER,
    Officer, PEOPLE, PUBLICATIONS, Party, PartyEntry, Plan, RegistrarEntry, TestService,
    settings_file,
};
use crate::card::{CITIZEN_AUTHENTICATION, FOREIGNER_AUTHENTICATION};
use crate::people::Person;
use crate::registrar;

const OFFICERS: [&str; 2] = ["officer-1", "officer-2"];
const REGISTRAR: &str = "demobank";
const GATEWAY_AT_MOBILE: &str = "gateway";
const HEALTH: &str = "health";
const MOBILE_AT_GATEWAY: &str = "mobile-enrolment";
const ACCREDITOR: &str = "accreditor";
const TEST_JWT: &str = "test-service-jwt";
const TEST_BASIC: &str = "test-service-basic";
const TEST_SCOPES: &[&str] = &["profile", "email", "phone", "address"];
const TEST_CLAIMS: &[&str] = &[
    "name",
    "given_name",
    "family_name",
    "birthdate",
    "locale",
    "email",
    "email_verified",
    "phone_number",
    "address",
    "national_number",
];

/// An accreditation holds for three years. The demo's began a month before it was founded.
const ACCREDITED_BEFORE: Duration = Duration::from_hours(30 * 24);

/// The configuration file of every party.
pub fn all(
    plan: &Plan,
    addresses: &Addresses,
    secrets: &Secrets,
    people: &[Person],
) -> Vec<(Party, String)> {
    let (officers, contacts) = (officers(people.iter()), contacts(people.iter()));
    let draft = Draft { plan, addresses, secrets, officers, contacts };
    Party::ALL
        .into_iter()
        .map(|party| {
            let settings = match party {
                Party::Gateway => draft.gateway(),
                Party::Mobile => draft.mobile(),
                Party::Health => draft.health(),
                Party::Bank => draft.bank(),
                Party::Cards => draft.cards(),
                Party::Accreditor => draft.accreditor(),
                Party::Figures => draft.figures(),
                Party::Start => draft.start(),
            };
            (party, written(party, &settings))
        })
        .collect()
}

/// A file that says what it is, for whoever opens it.
fn written(party: Party, settings: &Value) -> String {
    let settings = toml::to_string_pretty(settings).unwrap_or_default();
    format!(
        "# The demo's {party}, as `beffroi serve {party} --config FILE` reads it. Made on the first start\n\
         # and never written again: what you change here stays.\n\n{settings}"
    )
}

struct Draft<'a> {
    plan: &'a Plan,
    addresses: &'a Addresses,
    secrets: &'a Secrets,
    officers: Vec<Officer>,
    contacts: Vec<Contact>,
}

impl Draft<'_> {
    fn server(&self, party: Party) -> Value {
        let database = self.plan.databases.get(&party).cloned();
        json!({
            "listen": self.addresses.listen(party),
            "url": self.addresses.url(party),
            "database": database.unwrap_or_else(|| format!("sqlite:{party}/{party}.db")),
            "seal_key_file": secrets::seal_key_file(party),
        })
    }

    fn gateway(&self) -> Value {
        json!({
            "server": self.server(Party::Gateway),
            "fetch": {"allow_private": true},
            "federation": self.federation(&[]),
            "accreditation": {
                "authority": self.addresses.url(Party::Accreditor),
                "keys": secrets::ANCHOR_KEYS,
                "scheme": {
                    "substantial": self.addresses.at(Party::Accreditor, "/marks/substantial"),
                    "high": self.addresses.at(Party::Accreditor, "/marks/high"),
                },
            },
            "ledger": self.ledger(),
            "witnessed": [self.secrets.authority_ledger],
            "register": PEOPLE,
            "service": [
                self.health_service(), self.accreditor_service(), self.enrolment_service(), self.test_jwt(), self.test_basic(),
            ],
            "card": self.card(),
            "provider": [{
                "id": "app",
                "kind": "app",
                "name": localized("Beffroi-app", "Application Beffroi", "Beffroi-App", "Beffroi app"),
                "issuer": self.addresses.url(Party::Mobile),
                "client_id": GATEWAY_AT_MOBILE,
            }],
        })
    }

    /// The authority watches over every ledger but its own.
    fn ledger(&self) -> Value {
        self.witnessed_by(Party::Accreditor, &self.secrets.witness)
    }

    fn witnessed_by(&self, party: Party, key: &str) -> Value {
        json!({"witness": [{"url": self.addresses.at(party, "/witness"), "key": key}]})
    }

    /// Everybody stands right under the authority.
    fn federation(&self, marks: &[&str]) -> Value {
        let mark = |level: &&str| self.addresses.at(Party::Accreditor, &format!("/marks/{level}"));
        json!({
            "superiors": [self.addresses.url(Party::Accreditor)],
            "marks": marks.iter().map(mark).collect::<Vec<_>>(),
        })
    }

    /// The mobile provider shows its marks, and knows its partners by their chains.
    fn federation_of_a_provider(&self) -> Value {
        let mut federation = self.federation(&["substantial", "high"]);
        federation["anchor"] = json!({
            "entity": self.addresses.url(Party::Accreditor),
            "keys": secrets::ANCHOR_KEYS,
        });
        federation
    }

    /// The cards of this country's own authority, and its reader for people without one.
    fn card(&self) -> Value {
        json!({
            "authorities": ["card-authority/root.pem"],
            "intermediates": ["card-authority/citizen.pem", "card-authority/foreigner.pem"],
            "accepted_policies": [CITIZEN_AUTHENTICATION, FOREIGNER_AUTHENTICATION],
            "virtual_reader": self.addresses.url(Party::Cards),
            "tls": {
                "listen": self.addresses.card_door(),
                "url": self.addresses.card_door_url(),
                "certificate": DOOR_CERTIFICATE,
                "key": DOOR_KEY,
            },
        })
    }

    fn health_service(&self) -> Value {
        let url = |path| self.addresses.at(Party::Health, path);
        json!({
            "client_id": HEALTH,
            "name": localized("Mijn Gezondheid", "Ma Santé", "Meine Gesundheit", "My Health"),
            "token_endpoint_auth_method": "private_key_jwt",
            "entity": self.addresses.url(Party::Health),
            "redirect_uris": [url("/callback")],
            "post_logout_redirect_uris": [url("/")],
            "backchannel_logout_uri": url("/backchannel-logout"),
            "sector": "health",
            "minimum_level": "substantial",
            "client_uri": url("/"),
            "claims": ["name", "national_number"],
            "id_token_signed_response_alg": "ES256",
            "require_pushed_authorization_requests": true,
        })
    }

    /// The mobile provider, where people enrol themselves with their card.
    fn enrolment_service(&self) -> Value {
        let url = |path| self.addresses.at(Party::Mobile, path);
        json!({
            "client_id": MOBILE_AT_GATEWAY,
            "name": localized("Beffroi-app", "Application Beffroi", "Beffroi-App", "Beffroi app"),
            "token_endpoint_auth_method": "private_key_jwt",
            "entity": self.addresses.url(Party::Mobile),
            "redirect_uris": [url("/enrol/callback")],
            "sector": "mobile",
            "minimum_level": "high",
            "client_uri": url("/enrol"),
            "claims": ["national_number", "given_name", "family_name", "birthdate"],
            "id_token_signed_response_alg": "ES256",
            "require_pushed_authorization_requests": true,
        })
    }

    fn accreditor_service(&self) -> Value {
        let url = |path| self.addresses.at(Party::Accreditor, path);
        json!({
            "client_id": ACCREDITOR,
            "name": localized(
                "Autoriteit voor digitale identiteit",
                "Autorité de l’identité numérique",
                "Behörde für digitale Identität",
                "Authority for digital identity",
            ),
            "token_endpoint_auth_method": "private_key_jwt",
            "entity": self.addresses.url(Party::Accreditor),
            "redirect_uris": [url("/callback")],
            "post_logout_redirect_uris": [url("/")],
            "backchannel_logout_uri": url("/backchannel-logout"),
            "sector": "accreditor",
            "minimum_level": "high",
            "client_uri": url("/"),
            "claims": ["name", "national_number"],
            "id_token_signed_response_alg": "ES256",
            "require_pushed_authorization_requests": true,
        })
    }

    fn test_jwt(&self) -> Value {
        let mut service = self.test_service(TEST_JWT);
        service["token_endpoint_auth_method"] = "private_key_jwt".into();
        service["id_token_signed_response_alg"] = "ES256".into();
        service["jwks"] = self.secrets.test_service.public.clone();
        service
    }

    fn test_basic(&self) -> Value {
        let mut service = self.test_service(TEST_BASIC);
        service["token_endpoint_auth_method"] = "client_secret_basic".into();
        service["client_secret_sha256"] = self.secrets.client_secret_sha256().into();
        service
    }

    fn test_service(&self, client_id: &str) -> Value {
        let name = match client_id {
            TEST_JWT => {
                localized("Testdienst A", "Service de test A", "Testdienst A", "Test service A")
            }
            _ => localized("Testdienst B", "Service de test B", "Testdienst B", "Test service B"),
        };
        json!({
            "client_id": client_id,
            "name": name,
            "redirect_uris": test_redirect_uris(self.addresses),
            "post_logout_redirect_uris": [self.addresses.test_service("/")],
            "sector": client_id,
            "client_uri": self.addresses.test_service("/"),
            "claims": TEST_CLAIMS,
        })
    }

    fn mobile(&self) -> Value {
        let gateway = |path| self.addresses.at(Party::Gateway, path);
        json!({
            "server": self.server(Party::Mobile),
            "fetch": {"allow_private": true},
            "federation": self.federation_of_a_provider(),
            "ledger": self.ledger(),
            "name": localized("Beffroi-app", "Application Beffroi", "Beffroi-App", "Beffroi app"),
            "accredited": "high",
            "push_contact": "mailto:push@example.org",
            "enrolment": {
                "issuer": self.addresses.url(Party::Gateway),
                "client_id": MOBILE_AT_GATEWAY,
                "cooling_off_hours": 24,
            },
            "partner": [{
                "client_id": GATEWAY_AT_MOBILE,
                "name": localized(
                    "Aanmelddienst van de overheid",
                    "Service de connexion des autorités",
                    "Anmeldedienst des Staates",
                    "The government's login service",
                ),
                "token_endpoint_auth_method": "private_key_jwt",
                "entity": self.addresses.url(Party::Gateway),
                "redirect_uris": [gateway("/callback/app")],
                "sector": "gateway",
                "claims": ["national_number", "name", "given_name", "family_name", "birthdate"],
                "id_token_signed_response_alg": "ES256",
                "id_token_encrypted_response_alg": "ECDH-ES",
                "id_token_encrypted_response_enc": "A256GCM",
                "require_pushed_authorization_requests": true,
                "authorization_details_types": [ServiceLogin::KIND],
            }],
            "registrar": [{
                "level": "high",
                "client": {
                    "client_id": REGISTRAR,
                    "name": localized("Demobank", "Demobank", "Demobank", "Demobank"),
                    "token_endpoint_auth_method": "private_key_jwt",
                    "grant_type": "client_credentials",
                    "jwks": self.secrets.registrar.public,
                    "scope": registrar::SCOPE,
                },
            }],
        })
    }

    fn health(&self) -> Value {
        json!({
            "server": self.server(Party::Health),
            "fetch": {"allow_private": true},
            "federation": self.federation(&[]),
            "ledger": self.ledger(),
            "documents": DOCUMENTS,
            "sign_in": {"issuer": self.addresses.url(Party::Gateway), "client_id": HEALTH},
        })
    }

    fn bank(&self) -> Value {
        self.demo_page(Party::Bank)
    }

    fn cards(&self) -> Value {
        self.demo_page(Party::Cards)
    }

    fn accreditor(&self) -> Value {
        let from = self.plan.now.minus(ACCREDITED_BEFORE);
        let subordinate = |party: Party, name: &str, types: &[&str]| json!({"entity": self.addresses.url(party), "name": name, "types": types});
        json!({
            "server": self.server(Party::Accreditor),
            "witnessed": self.secrets.ledgers,
            // Nobody vouches for themselves: the gateway watches over the authority's ledger.
            "ledger": self.witnessed_by(Party::Gateway, &self.secrets.gateway_witness),
            "fetch": {"allow_private": true},
            "federation": {
                "first_key_file": secrets::ANCHOR_KEY,
                "contacts": ["mailto:accreditation@example.org"],
            },
            "sign_in": {"issuer": self.addresses.url(Party::Gateway), "client_id": ACCREDITOR},
            "mail": {
                "from": "Authority for digital identity <no-reply@example.org>",
                "folder": "accreditor/mails",
            },
            "officer": self.officers,
            "subordinate": [
                subordinate(
                    Party::Gateway,
                    "The government's login service",
                    &["openid_provider", "openid_relying_party"],
                ),
                subordinate(Party::Health, "My Health", &["openid_relying_party"]),
            ],
            "taken_over": [{
                "entity": self.addresses.url(Party::Mobile),
                "organisation": "Beffroi app",
                "level": "high",
                "from": from.rfc3339(),
                "reason": "The app meets the requirements of the scheme for the level high.",
                "officers": self.officers.iter().map(|officer| &officer.id).collect::<Vec<_>>(),
                "contact": self.contacts,
            }],
        })
    }

    fn figures(&self) -> Value {
        let [ledger_key, figures_key] = &self.secrets.first;
        json!({
            "server": self.server(Party::Figures),
            "fetch": {"allow_private": true},
            "ledger": self.ledger(),
            "publications": PUBLICATIONS,
            "source": [{
                "ledger_key": ledger_key,
                "figures_key": figures_key,
                "folder": FIRST_LEDGER,
            }],
        })
    }

    fn start(&self) -> Value {
        self.demo_page(Party::Start)
    }

    fn demo_page(&self, party: Party) -> Value {
        let (listen, url) = (self.addresses.listen(party), self.addresses.url(party));
        json!({"server": {"listen": listen, "url": url}, "demo": DemoFile::NAME})
    }
}

/// The officers of the authority: two people of the country who are nothing else in its stories.
fn officers<'a>(people: impl Iterator<Item = &'a Person>) -> Vec<Officer> {
    let others = people.filter(|person| person.story.is_none());
    let officers = OFFICERS.into_iter().zip(others).map(|(id, person)| Officer {
        id: id.to_owned(),
        name: person.name(),
        email: person.email.clone(),
        national_number: person.national_number.reveal().to_owned(),
    });
    officers.collect()
}

/// Who looks after the app's accreditation at its operator: one more such person.
fn contacts<'a>(people: impl Iterator<Item = &'a Person>) -> Vec<Contact> {
    let others = people.filter(|person| person.story.is_none()).skip(OFFICERS.len());
    let contacts = others.take(1).map(|person| Contact {
        name: person.name(),
        email: person.email.clone(),
        national_number: person.national_number.reveal().to_owned(),
    });
    contacts.collect()
}

pub fn demo_file(addresses: &Addresses, secrets: &Secrets, people: Vec<DemoPerson>) -> DemoFile {
    let parties = Party::ALL.into_iter();
    DemoFile {
        officers: officers(people.iter().map(|known| &known.person)),
        contacts: contacts(people.iter().map(|known| &known.person)),
        start_page: addresses.at(Party::Start, "/"),
        parties: parties.map(|it| (it.name().to_owned(), party(addresses, it))).collect(),
        people,
        test_services: vec![
            TestService {
                token_endpoint_auth_method: "private_key_jwt".to_owned(),
                private_key_jwk: Some(secrets.test_service.private.clone()),
                client_secret: None,
                ..test_service(addresses, TEST_JWT)
            },
            TestService {
                client_secret: Some(secrets.client_secret.clone()),
                ..test_service(addresses, TEST_BASIC)
            },
        ],
        registrar: RegistrarEntry {
            issuer: addresses.url(Party::Mobile),
            client_id: REGISTRAR.to_owned(),
            token_endpoint: addresses.at(Party::Mobile, "/token"),
            enrolments_endpoint: addresses.at(Party::Mobile, "/registrar/v1/enrolments"),
            scope: registrar::SCOPE.to_owned(),
            token_endpoint_auth_method: "private_key_jwt".to_owned(),
            private_key_jwk: secrets.registrar.private.clone(),
        },
    }
}

fn party(addresses: &Addresses, party: Party) -> PartyEntry {
    let provider = matches!(party, Party::Gateway | Party::Mobile);
    let configuration = || addresses.at(party, "/.well-known/openid-configuration");
    PartyEntry {
        url: addresses.at(party, "/"),
        issuer: provider.then(|| addresses.url(party)),
        openid_configuration: provider.then(configuration),
        card_door: (party == Party::Gateway).then(|| addresses.card_door_url()),
        app: (party == Party::Mobile).then(|| addresses.at(party, "/app/")),
        config: settings_file(party),
    }
}

fn test_service(addresses: &Addresses, client_id: &str) -> TestService {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    TestService {
        client_id: client_id.to_owned(),
        token_endpoint_auth_method: "client_secret_basic".to_owned(),
        client_secret: None,
        private_key_jwk: None,
        redirect_uris: test_redirect_uris(addresses),
        post_logout_redirect_uris: vec![addresses.test_service("/")],
        scopes: owned(TEST_SCOPES),
        claims: owned(TEST_CLAIMS),
    }
}

fn test_redirect_uris(addresses: &Addresses) -> Vec<String> {
    vec![addresses.test_service("/callback"), addresses.test_service("/oauth2callback")]
}

fn localized(nl: &str, fr: &str, de: &str, en: &str) -> Value {
    json!({"nl": nl, "fr": fr, "de": de, "en": en})
}
