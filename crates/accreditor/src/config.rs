//! The authority's configuration, and what `beffroi check` says about it.

use std::collections::BTreeSet;

use domain::{Language, Level, Localized, NationalNumber, Timestamp};
use keeper::{LedgerSettings, WitnessedLedger};
use protocol::federation::EntityId;
use protocol::jose::JwkSet;
use serde::{Deserialize, Deserializer};
use web::{FetchSettings, FilePath, Listen};

use crate::id::OfficerId;
use crate::mail;

/// One TOML file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: Listen,
    /// The name in the header of every page.
    #[serde(default)]
    pub name: Option<Localized>,
    #[serde(default)]
    pub fetch: FetchSettings,
    #[serde(default)]
    pub federation: FederationSettings,
    /// How officers and providers' people log in: at the gateway, at `high`.
    pub sign_in: sign_in::Config,
    /// How mails leave; without it none do.
    #[serde(default)]
    pub mail: Option<mail::Settings>,
    /// Who watches over the authority's own ledger.
    #[serde(default)]
    pub ledger: LedgerSettings,
    /// Ledgers of others whose heads the authority cosigns, by their verifier keys.
    #[serde(default)]
    pub witnessed: Vec<WitnessedLedger>,
    #[serde(default, rename = "officer")]
    pub officers: Vec<OfficerSettings>,
    /// Entities that the anchor vouches for beside the providers whose dossiers it keeps.
    #[serde(default, rename = "subordinate")]
    pub subordinates: Vec<SubordinateSettings>,
    /// Accreditations that were decided before this register existed. Taken up at the first start.
    #[serde(default)]
    pub taken_over: Vec<TakenOver>,
}

/// The authority as a trust anchor.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FederationSettings {
    /// A private JWK, made at a ceremony, that becomes the anchor's first key. Without it the
    /// first start makes one.
    pub first_key_file: Option<FilePath>,
    pub organization_name: Option<String>,
    pub contacts: Vec<String>,
    /// How long a statement about a subordinate is good.
    pub statement_minutes: u32,
    /// How long an answer about a mark may be relied on when the authority cannot be asked again.
    pub status_minutes: u32,
}

impl Default for FederationSettings {
    fn default() -> Self {
        Self {
            first_key_file: None,
            organization_name: None,
            contacts: Vec::new(),
            statement_minutes: 24 * 60,
            status_minutes: 60,
        }
    }
}

/// Somebody who decides for the authority.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficerSettings {
    pub id: OfficerId,
    pub name: String,
    /// Where reminders go.
    pub email: String,
    /// By which the gateway tells who has logged in.
    #[serde(deserialize_with = "national_number")]
    pub national_number: NationalNumber,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubordinateSettings {
    pub entity: EntityId,
    pub name: String,
    /// What it may be: entity types such as `openid_relying_party`.
    pub types: Vec<String>,
    /// Its federation keys. Without them they are taken from its own address when it is met for
    /// the first time; from then on only its own keys can replace them.
    #[serde(default)]
    pub jwks: Option<JwkSet>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakenOver {
    pub entity: EntityId,
    pub organisation: String,
    pub level: Level,
    /// A moment with its offset.
    #[serde(deserialize_with = "moment")]
    pub from: Timestamp,
    pub reason: String,
    /// The two who decided.
    pub officers: [OfficerId; 2],
    /// Who looks after it for the provider. They invite their colleagues themselves.
    #[serde(default, rename = "contact")]
    pub contacts: Vec<ContactSettings>,
}

/// Somebody who acts for a provider, before anybody has logged in for it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactSettings {
    pub name: String,
    /// Where reminders go.
    pub email: String,
    /// The language of mails, if not the one of the role.
    #[serde(default)]
    pub language: Option<Language>,
    /// By which they are recognised when they first log in; it is kept nowhere else.
    #[serde(deserialize_with = "national_number")]
    pub national_number: NationalNumber,
}

/// What is in force, and what is wrong: sentences for the operator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub in_force: Vec<String>,
    /// It works, and somebody should know.
    pub warnings: Vec<String>,
    /// The authority does not start like this.
    pub errors: Vec<String>,
}

impl Config {
    /// Looks the configuration over. Nothing is opened and nobody is asked.
    pub fn check(&self) -> Report {
        let mut report = Report { in_force: self.in_force(), ..Report::default() };
        self.check_officers(&mut report);
        self.check_contacts(&mut report);
        self.check_entities(&mut report);
        self.check_files(&mut report);
        report
    }

    fn in_force(&self) -> Vec<String> {
        let FederationSettings { statement_minutes, status_minutes, .. } = self.federation;
        let mut lines = vec![
            format!("public URL {}, listening at {}", self.server.origin(), self.server.listen),
            format!(
                "a statement is good for {statement_minutes} minutes, an answer about a mark for {status_minutes}"
            ),
        ];
        lines.extend(self.ledger.in_force());
        lines.extend(self.witnessed.iter().map(|it| format!("witness of {}", it.0.name())));
        lines.extend(self.officers.iter().map(|it| format!("officer {}: {}", it.id, it.name)));
        lines.extend(self.subordinates.iter().map(|subordinate| {
            let SubordinateSettings { entity, types, .. } = subordinate;
            format!("vouches for {entity} as {}", types.join(", "))
        }));
        lines
    }

    fn check_officers(&self, report: &mut Report) {
        let mut ids = BTreeSet::new();
        let mut numbers = BTreeSet::new();
        for officer in &self.officers {
            if !ids.insert(&officer.id) {
                report.errors.push(format!("the officer {} is listed twice", officer.id));
            }
            // One person under two names would have four eyes alone.
            if !numbers.insert(officer.national_number.reveal()) {
                let id = &officer.id;
                report.errors.push(format!("the officer {id} is a person who is listed already"));
            }
        }
        if self.officers.len() < 2 {
            report.warnings.push(
                "fewer than two officers: nothing but a suspension can be decided".to_owned(),
            );
        }
        for taken in &self.taken_over {
            let [first, second] = &taken.officers;
            if first == second {
                let entity = &taken.entity;
                report.errors.push(format!("the accreditation of {entity} needs two officers"));
            }
        }
    }

    fn check_contacts(&self, report: &mut Report) {
        for TakenOver { entity, contacts, .. } in &self.taken_over {
            if contacts.is_empty() {
                report.warnings.push(format!(
                    "nobody can renew the accreditation of {entity}: give its contact persons"
                ));
            }
            for contact in contacts {
                let name = &contact.name;
                if !mail::is_address(&contact.email) {
                    report
                        .errors
                        .push(format!("the contact {name} of {entity} has no mail address"));
                }
                // They could not decide about it, and whoever starts the role should see that.
                let number = contact.national_number.reveal();
                if self.officers.iter().any(|it| it.national_number.reveal() == number) {
                    report
                        .warnings
                        .push(format!("the contact {name} of {entity} is an officer too"));
                }
            }
        }
    }

    fn check_entities(&self, report: &mut Report) {
        let mut seen = BTreeSet::new();
        for SubordinateSettings { entity, types, .. } in &self.subordinates {
            if !seen.insert(entity) {
                report.errors.push(format!("the subordinate {entity} is listed twice"));
            }
            if entity.as_str() == self.server.origin() {
                report.errors.push(format!("the subordinate {entity} is the authority itself"));
            }
            if types.is_empty() {
                report.errors.push(format!("the subordinate {entity} may be nothing: give types"));
            }
        }
        let FederationSettings { statement_minutes, status_minutes, .. } = self.federation;
        if statement_minutes == 0 || status_minutes == 0 {
            report.errors.push("a statement of no minutes proves nothing".to_owned());
        }
        if status_minutes > 24 * 60 {
            report.warnings.push(
                "an answer about a mark is good for more than a day: whoever cuts the authority off can keep a suspension from taking effect for so long".to_owned(),
            );
        }
    }

    fn check_files(&self, report: &mut Report) {
        match &self.mail {
            None => report.warnings.push("no mail leaves: [mail] is not given".to_owned()),
            Some(mail) if mail.server_file.is_some() == mail.folder.is_some() => report
                .errors
                .push("mails leave by a server_file or into a folder: give one".to_owned()),
            Some(_) => {}
        }
        let seal = &self.server.seal_key_file;
        if !seal.exists() {
            let file = seal.display();
            report.warnings.push(format!("the seal key {file} is made at the first start"));
        } else if let Err(error) = web::config::key(seal) {
            report.errors.push(error.to_string());
        }
        if let Some(file) = self.federation.first_key_file.as_ref().filter(|it| !it.is_file()) {
            let file = file.display();
            report.errors.push(format!("the anchor's first key {file} does not exist"));
        }
    }
}

/// What is wrong is said without the number.
fn national_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NationalNumber, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    let text = String::deserialize(deserializer)?;
    Timestamp::parse(&text)
        .ok_or_else(|| serde::de::Error::custom("expected a moment such as 2026-01-01T00:00:00Z"))
}
