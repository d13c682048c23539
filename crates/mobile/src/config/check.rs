//! What `beffroi check` says about a configuration.

use std::collections::BTreeSet;

use domain::Level;
use openid::Issuer;
use openid::client::GrantType;
use url::Host;
use web::Tls;

use super::Config;

/// What is in force, and what is wrong: sentences for the operator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub in_force: Vec<String>,
    /// It works, and somebody should know.
    pub warnings: Vec<String>,
    /// The role does not start like this.
    pub errors: Vec<String>,
}

/// Longer than this, an activation code lies around in too many drawers.
const ACTIVATION_DAYS_LIMIT: u32 = 60;
const REQUEST_SECONDS_LIMIT: u32 = 10 * 60;
const COOLING_OFF_HOURS_LIMIT: u32 = 14 * 24;

impl Config {
    /// Looks the configuration over. Nothing is opened and nobody is asked.
    pub fn check(&self) -> Report {
        let mut report = Report { in_force: self.in_force(), ..Report::default() };
        self.check_site(&mut report);
        self.check_clients(&mut report);
        self.check_levels(&mut report);
        self.check_numbers(&mut report);
        self.check_limits(&mut report);
        self.check_enrolment(&mut report);
        self.check_seal(&mut report);
        self.check_tls(&mut report);
        report
    }

    fn in_force(&self) -> Vec<String> {
        let mut lines = vec![
            format!("public URL {}, listening at {}", self.server.origin(), self.server.listen),
            self.database(),
            format!("accredited for {}", self.accredited),
            format!("a request waits {} seconds for its answer", self.request_seconds),
            format!(
                "an activation code can be used for {} days; people look back {} days",
                self.activation_days, self.history_days
            ),
        ];
        lines.extend(self.ledger.in_force());
        lines.push(match self.enrolment.by_card() {
            Some((issuer, client)) => format!("people enrol by card at {issuer}, as {client}"),
            None => "only registrars enrol people: enrolment.issuer is not set".to_owned(),
        });
        let hours = self.enrolment.cooling_off_hours;
        lines.push(format!("a phone that joins another one waits {hours} hours for level high"));
        lines.extend(self.partners.iter().map(|partner| {
            let code = if partner.code_required() { ", with the 5-digit code" } else { "" };
            format!("partner {}: at least {}{code}", partner.id(), partner.minimum_level())
        }));
        lines.extend(self.registrars.iter().map(|registrar| {
            format!("registrar {}: at most {}", registrar.client.id(), registrar.level)
        }));
        lines
    }

    /// The address of a database server may hold a password, so it is not shown.
    fn database(&self) -> String {
        match self.server.database.strip_prefix("sqlite:") {
            Some(file) => format!("SQLite database {file}"),
            None => "PostgreSQL database".to_owned(),
        }
    }

    /// Keys are bound to a domain name for as long as they live: an address cannot be one
    /// (WebAuthn Level 3, section 5.1.2).
    fn check_site(&self, report: &mut Report) {
        if !matches!(self.server.url.host(), Some(Host::Domain(_))) {
            let text = "server.url must have a domain name: passkeys are bound to one";
            report.errors.push(text.to_owned());
        }
        if !matches!(self.push_contact.scheme(), "mailto" | "https") {
            report.errors.push("push_contact must be a mailto or https address".to_owned());
        }
    }

    fn check_clients(&self, report: &mut Report) {
        let mut seen = BTreeSet::new();
        let registrars = self.registrars.iter().map(|registrar| &registrar.client);
        for client in self.partners.iter().chain(registrars) {
            if !seen.insert(client.id().as_str()) {
                report.errors.push(format!("the client {} is registered twice", client.id()));
            }
        }
        for partner in &self.partners {
            if partner.grant() != GrantType::AuthorizationCode {
                let id = partner.id();
                report.errors.push(format!("the partner {id} is registered for no login"));
            }
        }
        for registrar in &self.registrars {
            if registrar.client.grant() != GrantType::ClientCredentials {
                let id = registrar.client.id();
                report.errors.push(format!("the registrar {id} needs client_credentials"));
            }
        }
        if self.partners.is_empty() {
            report.warnings.push("no partner is registered: nobody can log in anywhere".to_owned());
        }
        if self.registrars.is_empty() && self.enrolment.by_card().is_none() {
            report.warnings.push(
                "neither a registrar nor enrolment.issuer: nobody can be enrolled".to_owned(),
            );
        }
    }

    fn check_levels(&self, report: &mut Report) {
        let accredited = self.accredited;
        for partner in self.partners.iter().filter(|one| one.minimum_level() > accredited) {
            let (id, level) = (partner.id(), partner.minimum_level());
            report
                .warnings
                .push(format!("the partner {id} asks for {level}, which is not reached"));
        }
        for partner in self.partners.iter().filter(|one| one.minimum_age().is_some()) {
            let id = partner.id();
            report
                .warnings
                .push(format!("minimum_age of {id} has no effect here: ask the gateway"));
        }
        for registrar in self.registrars.iter().filter(|one| one.level > accredited) {
            let id = registrar.client.id();
            report.warnings.push(format!("the word of {id} counts for no more than {accredited}"));
        }
    }

    fn check_numbers(&self, report: &mut Report) {
        let code = &self.calling_code;
        let digits = code.bytes().all(|byte| byte.is_ascii_digit());
        if !(1..=3).contains(&code.len()) || !digits || code.starts_with('0') {
            report.errors.push("calling_code is one to three digits, such as 32".to_owned());
        }
        if self.activation_days == 0 || self.history_days == 0 {
            let text = "activation_days and history_days must be at least 1";
            report.errors.push(text.to_owned());
        }
        if self.activation_days > ACTIVATION_DAYS_LIMIT {
            let text = format!("activation codes can be used for {} days", self.activation_days);
            report.warnings.push(text);
        }
    }

    fn check_limits(&self, report: &mut Report) {
        if self.request_seconds == 0 {
            report.errors.push("request_seconds must be at least 1".to_owned());
        }
        if self.request_seconds > REQUEST_SECONDS_LIMIT {
            let text = "requests that wait for long are answered by mistake: request_seconds";
            report.warnings.push(text.to_owned());
        }
        if self.limits.requests_per_minute.is_none() {
            report.warnings.push(
                "limits.requests_per_minute is not set: the proxy in front must hold back floods"
                    .to_owned(),
            );
        }
    }

    fn check_enrolment(&self, report: &mut Report) {
        let enrolment = &self.enrolment;
        if enrolment.issuer.is_some() != enrolment.client_id.is_some() {
            let text = "enrolment.issuer and enrolment.client_id belong together";
            report.errors.push(text.to_owned());
        }
        // Whoever may vouch for people must know them by other means than by our own word.
        let own = |issuer: &Issuer| Issuer::of(&self.server.url).is_ok_and(|own| own == *issuer);
        if enrolment.issuer.as_ref().is_some_and(own) {
            report.errors.push("enrolment.issuer is this provider itself".to_owned());
        }
        if enrolment.by_card().is_some() && self.accredited < Level::High {
            let accredited = self.accredited;
            report.warnings.push(format!("a card counts for no more than {accredited}"));
        }
        if enrolment.cooling_off_hours == 0 {
            let text = "enrolment.cooling_off_hours is 0: a stranger's phone has its full weight \
                        before its owner can refuse it";
            report.warnings.push(text.to_owned());
        }
        if enrolment.cooling_off_hours > COOLING_OFF_HOURS_LIMIT {
            let text = "people wait for long with enrolment.cooling_off_hours";
            report.warnings.push(format!("{text} = {}", enrolment.cooling_off_hours));
        }
    }

    fn check_seal(&self, report: &mut Report) {
        let seal = &self.server.seal_key_file;
        if !seal.exists() {
            let file = seal.display();
            report.warnings.push(format!("the seal key {file} is made at the first start"));
        } else if let Err(error) = web::config::key(seal) {
            report.errors.push(error.to_string());
        }
    }

    fn check_tls(&self, report: &mut Report) {
        report.errors.extend(Tls::of(&self.server).err().map(|error| error.to_string()));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn config(change: impl FnOnce(&mut Value)) -> Config {
        let name = json!({ "nl": "a", "fr": "a", "de": "a", "en": "a" });
        let client = |id: &str, grant: &str, scope: &str| {
            json!({
                "client_id": id, "name": name, "grant_type": grant, "scope": scope,
                "redirect_uris": ["https://partner.example/callback"],
                "token_endpoint_auth_method": "client_secret_basic",
                "client_secret_sha256": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            })
        };
        let mut config = json!({
            "server": {
                "listen": "127.0.0.1:0", "url": "https://app.example",
                "database": "sqlite:x.db", "seal_key_file": "/nonexistent/seal.key",
            },
            "name": name,
            "accredited": "substantial",
            "push_contact": "mailto:app@example.org",
            "partner": [client("gateway", "authorization_code", "")],
            "registrar": [
                { "level": "substantial", "client": client("bank", "client_credentials", "enrolment") },
            ],
        });
        change(&mut config);
        serde_json::from_value(config).unwrap()
    }

    #[test]
    fn a_good_configuration_says_what_is_in_force() {
        let report = config(|_| {}).check();
        assert_eq!(report.errors, Vec::<String>::new());
        let usual = ["limits.requests_per_minute", "the seal key"];
        assert_eq!(report.warnings.len(), usual.len(), "{report:?}");
        for (warning, begin) in report.warnings.iter().zip(usual) {
            assert!(warning.starts_with(begin), "{warning}");
        }
        assert!(report.in_force.iter().any(|line| line == "registrar bank: at most substantial"));
        assert!(report.in_force.iter().any(|line| line.starts_with("only registrars enrol")));
    }

    #[test]
    fn enrolment_by_card_is_in_force_once_a_gateway_is_named() {
        let report = config(|config| {
            config["accredited"] = json!("high");
            config["registrar"] = json!([]);
            config["enrolment"] = json!({
                "issuer": "https://gateway.example", "client_id": "mobile-enrolment",
                "cooling_off_hours": 48,
            });
        })
        .check();
        assert_eq!(report.errors, Vec::<String>::new());
        let usual = ["limits.requests_per_minute", "the seal key"];
        assert_eq!(report.warnings.len(), usual.len(), "{report:?}");
        for line in [
            "people enrol by card at https://gateway.example, as mobile-enrolment",
            "a phone that joins another one waits 48 hours for level high",
        ] {
            assert!(report.in_force.iter().any(|said| said == line), "{report:?}");
        }
    }

    #[test]
    fn what_would_not_work_is_an_error() {
        type Change = fn(&mut Value);
        let cases: [(Change, &str); 9] = [
            (|c| c["request_seconds"] = json!(0), "request_seconds"),
            (|c| c["server"]["url"] = json!("https://192.0.2.1"), "domain name"),
            (|c| c["push_contact"] = json!("http://x.example"), "push_contact"),
            (|c| c["calling_code"] = json!("+32"), "calling_code"),
            (|c| c["activation_days"] = json!(0), "activation_days"),
            (|c| c["partner"][0]["client_id"] = json!("bank"), "registered twice"),
            (
                |c| c["enrolment"] = json!({ "issuer": "https://gateway.example" }),
                "belong together",
            ),
            (
                |c| {
                    c["enrolment"] = json!({ "issuer": "https://app.example", "client_id": "us" });
                },
                "this provider itself",
            ),
            (
                |c| {
                    c["registrar"][0]["client"]["grant_type"] = json!("authorization_code");
                    c["registrar"][0]["client"]["scope"] = json!("");
                },
                "client_credentials",
            ),
        ];
        for (change, words) in cases {
            let report = config(change).check();
            assert!(report.errors.iter().any(|line| line.contains(words)), "{words}: {report:?}");
        }
    }

    #[test]
    fn what_surprises_is_a_warning() {
        type Change = fn(&mut Value);
        let cases: [(Change, &str); 10] = [
            (|c| c["partner"][0]["minimum_age"] = json!(18), "minimum_age of"),
            (|c| c["request_seconds"] = json!(3600), "request_seconds"),
            (|c| c["partner"] = json!([]), "nobody can log in"),
            (|c| c["registrar"] = json!([]), "nobody can be enrolled"),
            (|c| c["accredited"] = json!("low"), "counts for no more than low"),
            (|c| c["partner"][0]["minimum_level"] = json!("high"), "not reached"),
            (|c| c["activation_days"] = json!(365), "365 days"),
            (|c| c["enrolment"] = json!({ "cooling_off_hours": 0 }), "full weight"),
            (|c| c["enrolment"] = json!({ "cooling_off_hours": 999 }), "999"),
            (
                |c| {
                    c["enrolment"] =
                        json!({ "issuer": "https://gateway.example", "client_id": "us" });
                },
                "a card counts for no more than substantial",
            ),
        ];
        for (change, words) in cases {
            let report = config(change).check();
            assert!(report.warnings.iter().any(|line| line.contains(words)), "{words}: {report:?}");
        }
    }
}
