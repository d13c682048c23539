//! The gateway's configuration, and what `beffroi check` says about it.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::{Localized, Method, ProviderId, Timestamp};
use keeper::{LedgerSettings, WitnessedLedger};
use openid::Issuer;
use openid::client::{Client, ClientId};
use openid::federation;
use protocol::federation::{EntityId, Scheme};
use protocol::oidc::AcrSpelling;
use serde::Deserialize;
use web::{FetchSettings, FilePath, Listen, Tls};

use crate::card::CardSettings;
use crate::gateway::OWN_PAGES;
use crate::moment::Zone;
use crate::provider::{CARD, Provider, Standing, keep};
use crate::session;

/// One TOML file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: Listen,
    /// The name in the header of every page.
    #[serde(default)]
    pub name: Option<Localized>,
    /// The register of people: one JSON object a line.
    #[serde(default)]
    pub register: Option<FilePath>,
    /// How services may spell levels in `acr_values`, beside the URIs of eIDAS.
    #[serde(default)]
    pub acr: AcrSpelling,
    #[serde(default)]
    pub lifetimes: LifetimeSettings,
    #[serde(default)]
    pub limits: LimitSettings,
    #[serde(default)]
    pub trail: TrailSettings,
    /// Who watches over the ledger of logins.
    #[serde(default)]
    pub ledger: LedgerSettings,
    /// Ledgers of others whose heads the gateway cosigns, by their verifier keys.
    #[serde(default)]
    pub witnessed: Vec<WitnessedLedger>,
    /// The time in which people read moments, as a POSIX rule.
    #[serde(default = "country_time")]
    pub time_zone: String,
    #[serde(default)]
    pub fetch: FetchSettings,
    /// Under which trust anchor the gateway stands, if any.
    #[serde(default)]
    pub federation: Option<federation::Settings>,
    /// Which authority accredits the providers. There is no other way to be one.
    #[serde(default)]
    pub accreditation: Option<AuthoritySettings>,
    #[serde(default, rename = "service")]
    pub services: Vec<Client>,
    #[serde(default, rename = "provider")]
    pub providers: Vec<ProviderSettings>,
    /// The identity card, where it is taken.
    #[serde(default)]
    pub card: Option<CardSettings>,
}

/// How long things last.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LifetimeSettings {
    /// From a service's request to its answer.
    pub login_minutes: u32,
    /// Of single sign-on that nobody uses.
    pub session_idle_minutes: u32,
    /// Of what one proof is worth for single sign-on.
    pub session_minutes: u32,
}

/// How much one address may ask. A whole school or company can be behind one.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitSettings {
    /// How many logins may begin; as many as come when left out.
    pub logins_per_minute: Option<u32>,
}

/// How long it is known who logged in where.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrailSettings {
    /// How many calendar years, with the present one, stay tied to people. After that their key is
    /// destroyed: the ledger's entries stay, and are nobody's.
    pub years: u16,
}

impl Default for TrailSettings {
    fn default() -> Self {
        Self { years: 10 }
    }
}

impl Default for LifetimeSettings {
    fn default() -> Self {
        Self { login_minutes: 15, session_idle_minutes: 30, session_minutes: 8 * 60 }
    }
}

impl LifetimeSettings {
    pub fn login(self) -> Duration {
        minutes(self.login_minutes)
    }

    pub fn session(self) -> session::Lifetimes {
        session::Lifetimes {
            idle: minutes(self.session_idle_minutes),
            absolute: minutes(self.session_minutes),
        }
    }
}

/// A provider, as the operator writes it down.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSettings {
    pub id: ClientId,
    pub kind: Method,
    pub name: Localized,
    pub issuer: Issuer,
    /// The gateway's name at this provider, where it authenticates with its own keys.
    pub client_id: ClientId,
}

/// Whose word counts about providers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthoritySettings {
    /// The trust anchor.
    pub authority: EntityId,
    /// Its keys, as it hands them out: a JWK set.
    pub keys: FilePath,
    /// Its trust mark types.
    pub scheme: Scheme,
    /// How often it is asked about each provider. What a suspension takes to count follows from it.
    #[serde(default = "ten_seconds")]
    pub check_seconds: u32,
    /// How long an answer about a mark is used at most while the authority cannot be asked again,
    /// if the answer itself allows as much.
    #[serde(default = "an_hour")]
    pub most_status_minutes: u32,
}

impl AuthoritySettings {
    pub fn asked_every(&self) -> Duration {
        Duration::from_secs(self.check_seconds.into())
    }

    pub fn most_status(&self) -> Duration {
        minutes(self.most_status_minutes)
    }

    pub fn anchor(&self) -> federation::AnchorSettings {
        let (entity, keys) = (self.authority.clone(), self.keys.clone());
        federation::AnchorSettings { entity, keys }
    }

    fn check(&self, report: &mut Report) {
        let slowest = keep::slowest(self.asked_every());
        if !self.keys.is_file() {
            let file = self.keys.display();
            report.errors.push(format!("the authority's keys {file} do not exist"));
        }
        if self.check_seconds == 0 {
            report
                .errors
                .push("accreditation.check_seconds is 0: nobody can ask so often".to_owned());
        }
        if slowest > SUSPENSION {
            let (seconds, bound) = (slowest.as_secs(), SUSPENSION.as_secs());
            report.errors.push(format!(
                "a suspension could take {seconds} seconds to count, and must within {bound}: lower accreditation.check_seconds"
            ));
        }
        let most = self.most_status_minutes;
        if most == 0 {
            report
                .errors
                .push("accreditation.most_status_minutes is 0: nobody is offered".to_owned());
        } else if most > 24 * 60 {
            report.warnings.push(format!(
                "a provider that was suspended is offered for up to {most} minutes while the authority cannot be asked"
            ));
        }
    }
}

/// A suspension counts at every node within this.
const SUSPENSION: Duration = Duration::from_mins(1);

impl ProviderSettings {
    pub fn provider(&self, standing: Standing) -> Provider {
        Provider {
            id: ProviderId::new(self.id.as_str()),
            method: self.kind,
            name: self.name.clone(),
            standing,
        }
    }
}

/// What is in force, and what is wrong: sentences for the operator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub in_force: Vec<String>,
    /// It works, and somebody should know.
    pub warnings: Vec<String>,
    /// The gateway does not start like this.
    pub errors: Vec<String>,
}

impl Config {
    /// Looks the configuration over. Nothing is opened and nobody is asked.
    pub fn check(&self, now: Timestamp) -> Report {
        let mut report = Report { in_force: self.in_force(), ..Report::default() };
        self.check_names(&mut report);
        self.check_lifetimes(&mut report);
        self.check_limits(&mut report);
        self.check_files(&mut report);
        self.check_providers(&mut report);
        self.check_federation(&mut report);
        if let Some(card) = &self.card {
            card.check(now, &mut report);
        }
        self.check_reach(&mut report);
        report
    }

    fn in_force(&self) -> Vec<String> {
        let lifetimes = self.lifetimes;
        let mut lines = vec![
            format!("public URL {}, listening at {}", self.server.origin(), self.server.listen),
            format!(
                "a login lasts {} minutes; a session {} minutes without use and {} in all",
                lifetimes.login_minutes, lifetimes.session_idle_minutes, lifetimes.session_minutes
            ),
            format!("logins stay tied to people for {} calendar years", self.trail.years.max(1)),
        ];
        lines.extend(self.ledger.in_force());
        lines.extend(self.witnessed.iter().map(|it| format!("witness of {}", it.0.name())));
        if let Some(register) = &self.register {
            lines.push(format!("register of people {}", register.display()));
        }
        lines.extend(self.services.iter().map(|service| {
            let age = service.minimum_age();
            let age = age.map(|age| format!(", from {age} years")).unwrap_or_default();
            format!("service {}: at least {}{age}", service.id(), service.minimum_level())
        }));
        lines.extend(self.providers.iter().map(|provider| {
            let ProviderSettings { id, kind, issuer, .. } = provider;
            let authority = self.accreditation.as_ref().map(|it| it.authority.as_str());
            let authority = authority.unwrap_or("nobody");
            format!("provider {id} ({kind}, {issuer}): as far as {authority} accredits it")
        }));
        if let Some(source) = &self.accreditation {
            let (slowest, most) = (keep::slowest(source.asked_every()), source.most_status_minutes);
            lines.push(format!(
                "a suspension counts within {} seconds; while the authority cannot be asked, its last answer for {most} minutes at most",
                slowest.as_secs()
            ));
        }
        lines
    }

    fn check_names(&self, report: &mut Report) {
        let mut seen = BTreeSet::new();
        for service in &self.services {
            if service.id().as_str() == OWN_PAGES {
                report.errors.push(format!("no service can be called {OWN_PAGES}: the gateway is"));
            }
            if !seen.insert(service.id().as_str()) {
                report.errors.push(format!("the service {} is registered twice", service.id()));
            }
        }
        let mut seen = BTreeSet::new();
        for provider in &self.providers {
            if provider.id.as_str() == CARD {
                report.errors.push(format!("no provider can be called {CARD}: the card is"));
            }
            if !seen.insert(provider.id.as_str()) {
                report.errors.push(format!("the provider {} is registered twice", provider.id));
            }
        }
        if Zone::parse(&self.time_zone).is_err() {
            report.errors.push("time_zone is not a POSIX rule such as ".to_owned() + Zone::DEFAULT);
        }
    }

    fn check_lifetimes(&self, report: &mut Report) {
        let LifetimeSettings { login_minutes, session_idle_minutes, session_minutes } =
            self.lifetimes;
        if login_minutes == 0 || session_idle_minutes == 0 || session_minutes == 0 {
            report.errors.push("a lifetime of no minutes lets nobody log in".to_owned());
        }
        if session_idle_minutes > session_minutes {
            report.warnings.push("a session ends before it can be idle for so long".to_owned());
        }
        if login_minutes > 60 {
            report.warnings.push("a login open for more than an hour invites mistakes".to_owned());
        }
    }

    fn check_limits(&self, report: &mut Report) {
        if self.limits.logins_per_minute.is_none() {
            report.warnings.push(
                "limits.logins_per_minute is not set: the proxy in front must hold back floods"
                    .to_owned(),
            );
        }
    }

    fn check_files(&self, report: &mut Report) {
        let seal = &self.server.seal_key_file;
        if !seal.exists() {
            let file = seal.display();
            report.warnings.push(format!("the seal key {file} is made at the first start"));
        } else if let Err(error) = web::config::key(seal) {
            report.errors.push(error.to_string());
        }
        report.errors.extend(Tls::of(&self.server).err().map(|error| error.to_string()));
        match &self.register {
            Some(register) if !register.is_file() => {
                let file = register.display();
                report.errors.push(format!("the register {file} does not exist"));
            }
            Some(_) => {}
            None => report
                .warnings
                .push("no register is given: only people imported earlier can log in".to_owned()),
        }
    }

    fn check_providers(&self, report: &mut Report) {
        for ProviderSettings { id, kind, issuer, .. } in &self.providers {
            if issuer.as_str() == self.server.origin() {
                report.errors.push(format!("the provider {id} is the gateway itself"));
            }
            if *kind != Method::App {
                report
                    .errors
                    .push(format!("the provider {id} is of kind {kind}, which is not an app"));
            }
            if self.accreditation.is_none() {
                report
                    .errors
                    .push(format!("nobody accredits the provider {id}: give [accreditation]"));
            }
        }
        if let Some(source) = &self.accreditation {
            source.check(report);
        }
    }

    /// Services in the federation need an anchor to which their chains lead.
    fn check_federation(&self, report: &mut Report) {
        let anchor = self.anchor();
        for service in self.services.iter().filter(|service| service.entity().is_some()) {
            if anchor.is_none() {
                let id = service.id();
                report.errors.push(format!("{id} is known by its chain: give [federation.anchor]"));
            }
        }
        if let Some(anchor) = anchor.filter(|anchor| !anchor.keys.is_file()) {
            let file = anchor.keys.display();
            report.errors.push(format!("the trust anchor's keys {file} do not exist"));
        }
    }

    /// The trust anchor of services: the authority that accredits, unless another one is given.
    pub fn anchor(&self) -> Option<federation::AnchorSettings> {
        let own = self.federation.as_ref().and_then(|federation| federation.anchor.clone());
        own.or_else(|| self.accreditation.as_ref().map(AuthoritySettings::anchor))
    }

    /// Up to which level somebody could answer. What the authority says is not asked here.
    fn check_reach(&self, report: &mut Report) {
        let nobody = self.providers.is_empty() && self.card.is_none();
        for service in &self.services {
            if service.code_required() {
                // What asks for the code is the level: a provider is told the level and no more.
                let id = service.id();
                report.warnings.push(format!(
                    "code_required of {id} has no effect here: ask for the level high instead"
                ));
            }
            if nobody {
                let (id, level) = (service.id(), service.minimum_level());
                report.warnings.push(format!("nobody can reach {level}, which {id} asks for"));
            }
        }
    }
}

fn minutes(count: u32) -> Duration {
    Duration::from_mins(count.into())
}

fn country_time() -> String {
    Zone::DEFAULT.to_owned()
}

fn ten_seconds() -> u32 {
    10
}

fn an_hour() -> u32 {
    60
}

#[cfg(test)]
#[path = "config_tests.rs"]
mod tests;
