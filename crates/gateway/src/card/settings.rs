//! The table `[card]` of the configuration.

use std::fmt::Display;
use std::path::Path;
use std::time::Duration;

use domain::{Localized, Timestamp};
use protocol::web_eid::Origin;
use protocol::x509::{Authorities, CardPolicy, Certificate, WithoutAnswer};
use serde::Deserialize;
use url::Url;
use web::{Chassis, Fetch, FetchSettings, FilePath, OpenError};

use super::tls::TlsSettings;
use super::{Cards, Revocations};
use crate::config::Report;

/// The identity card. Without this table no card is taken.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardSettings {
    /// What the card is called where people choose.
    #[serde(default)]
    pub name: Option<Localized>,
    /// The certificates that are trusted to issue cards, in PEM or DER.
    pub authorities: Vec<FilePath>,
    /// The certificates between those and the cards.
    #[serde(default)]
    pub intermediates: Vec<FilePath>,
    /// Responders that are trusted beside those that an authority itself names.
    #[serde(default)]
    pub responders: Vec<FilePath>,
    /// The policies of certificates for logging in, as dotted identifiers. Any when left out.
    #[serde(default)]
    pub accepted_policies: Vec<String>,
    #[serde(default)]
    pub refused_policies: Vec<String>,
    /// What a card is worth while nobody can say whether it is revoked.
    #[serde(default)]
    pub without_answer: Unanswered,
    /// For how long a good answer about a card is used again, if the authority lets it.
    #[serde(default = "ten")]
    pub reuse_minutes: u32,
    /// The reader of a demo country: cards without plastic.
    #[serde(default)]
    pub virtual_reader: Option<Url>,
    /// The door for cards that the browser itself can use, by mutual TLS.
    #[serde(default)]
    pub tls: Option<TlsSettings>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unanswered {
    #[default]
    Refused,
    Low,
    Substantial,
}

impl From<Unanswered> for WithoutAnswer {
    fn from(setting: Unanswered) -> Self {
        match setting {
            Unanswered::Refused => Self::Refused,
            Unanswered::Low => Self::Low,
            Unanswered::Substantial => Self::Substantial,
        }
    }
}

/// Each nonce is a row in the database. A person needs one for each try.
const NONCES_PER_MINUTE: u32 = 20;
/// An authority's certificate is exchanged long before its end.
const RENEWAL: Duration = Duration::from_hours(180 * 24);

impl CardSettings {
    pub fn open(&self, chassis: &Chassis, fetch: &FetchSettings) -> Result<Cards, OpenError> {
        let revocations = Revocations::new(
            Fetch::for_signed(fetch)?,
            certificates(&self.responders).map_err(OpenError::because)?,
            Duration::from_mins(self.reuse_minutes.into()),
        );
        Ok(Cards {
            origin: Origin::parse(chassis.origin()).map_err(OpenError::because)?,
            authorities: self.trusted().map_err(OpenError::because)?,
            policy: self.policy().map_err(OpenError::because)?,
            without_answer: self.without_answer.into(),
            revocations,
            virtual_reader: self.virtual_reader.clone(),
            door: self.tls.as_ref().map(TlsSettings::origin),
            limit: chassis.limit(NONCES_PER_MINUTE, Duration::from_mins(1)),
        })
    }

    fn trusted(&self) -> Result<Authorities, String> {
        let anchors = certificates(&self.authorities)?;
        Authorities::new(anchors, certificates(&self.intermediates)?).map_err(|error| {
            format!("card.authorities and card.intermediates cannot be used: {error}")
        })
    }

    fn policy(&self) -> Result<CardPolicy, String> {
        let accepted: Vec<_> = self.accepted_policies.iter().map(String::as_str).collect();
        let refused: Vec<_> = self.refused_policies.iter().map(String::as_str).collect();
        CardPolicy::new(&accepted, &refused)
            .map_err(|policy| format!("{policy} in [card] is not the identifier of a policy"))
    }

    pub fn check(&self, now: Timestamp, report: &mut Report) {
        report.in_force.push(format!(
            "identity card: {} trusted authorities; while nobody can say whether a card is \
             revoked, it is {}; a good answer is used again for {} minutes",
            self.authorities.len(),
            self.without_answer.in_words(),
            self.reuse_minutes,
        ));
        for error in [self.trusted().err(), self.policy().err()].into_iter().flatten() {
            report.errors.push(error);
        }
        if let Err(error) = certificates(&self.responders) {
            report.errors.push(error);
        }
        for file in self.authorities.iter().chain(&self.intermediates) {
            for certificate in read(file).unwrap_or_default() {
                check_validity(&certificate, file, now, report);
            }
        }
        if self.accepted_policies.is_empty() {
            report.warnings.push(
                "card.accepted_policies is empty: any certificate of the authorities that is for \
                 authentication logs its holder in"
                    .to_owned(),
            );
        }
        if let Some(tls) = &self.tls {
            tls.check(report);
        }
        if let Some(reader) = &self.virtual_reader {
            report.warnings.push(format!(
                "card.virtual_reader offers the demo's cards at {reader}: never set it where real \
                 people log in"
            ));
        }
    }
}

impl Unanswered {
    fn in_words(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Low => "worth the level low",
            Self::Substantial => "worth the level substantial",
        }
    }
}

fn check_validity(certificate: &Certificate, file: &Path, now: Timestamp, report: &mut Report) {
    let (from, until) = (certificate.not_before(), certificate.not_after());
    let file = file.display();
    if now < from {
        let from = from.rfc3339();
        report.warnings.push(format!("the card authority in {file} is valid only from {from}"));
    } else if now > until {
        report.warnings.push(format!("the card authority in {file} has expired: its cards fail"));
    } else if now.plus(RENEWAL) >= until {
        let until = until.rfc3339();
        report.warnings.push(format!("the card authority in {file} expires on {until}: renew it"));
    }
}

fn certificates(files: &[FilePath]) -> Result<Vec<Certificate>, String> {
    let each = files.iter().map(|file| read(file)).collect::<Result<Vec<_>, _>>()?;
    Ok(each.into_iter().flatten().collect())
}

fn read(file: &Path) -> Result<Vec<Certificate>, String> {
    let cannot = |error: &dyn Display| format!("{}: {error}", file.display());
    let bytes = std::fs::read(file).map_err(|error| cannot(&error))?;
    Certificate::read_file(&bytes).map_err(|error| cannot(&error))
}

fn ten() -> u32 {
    10
}

#[cfg(test)]
mod tests {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair, date_time_ymd};
    use tempfile::TempDir;

    use super::*;
    use crate::moment::read_moment;

    /// A folder with the certificate of an authority and of somebody who is none.
    fn folder() -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let mut params = CertificateParams::default();
        (params.not_before, params.not_after) =
            (date_time_ymd(2020, 1, 1), date_time_ymd(2030, 1, 1));
        let signed =
            |params: &CertificateParams| params.self_signed(&KeyPair::generate().unwrap()).unwrap();
        std::fs::write(folder.path().join("leaf.pem"), signed(&params).pem()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = signed(&params);
        std::fs::write(folder.path().join("root.pem"), authority.pem()).unwrap();
        std::fs::write(folder.path().join("root.der"), authority.der()).unwrap();
        std::fs::write(folder.path().join("two.pem"), authority.pem() + &authority.pem()).unwrap();
        std::fs::write(folder.path().join("empty.pem"), "").unwrap();
        folder
    }

    fn report(text: &str, today: &str) -> Report {
        let folder = folder();
        let text = text.replace("F/", &format!("{}/", folder.path().display()));
        let settings: CardSettings = toml::from_str(&text).unwrap();
        let mut report = Report::default();
        settings.check(read_moment(today).unwrap(), &mut report);
        report
    }

    const GOOD: &str = "authorities = [\"F/root.pem\"]\naccepted_policies = [\"1.2.3\"]\n";
    const TODAY: &str = "2026-06-01";

    #[test]
    fn what_is_in_force_is_said() {
        let report = report(GOOD, TODAY);
        assert_eq!((report.warnings, report.errors), (Vec::new(), Vec::new()));
        let lines = report.in_force.join("\n");
        assert!(lines.contains("it is refused; a good answer is used again for 10 min"), "{lines}");
    }

    #[test]
    fn certificates_are_read_in_either_form() {
        for file in ["root.der", "two.pem"] {
            let report = report(&GOOD.replace("root.pem", file), TODAY);
            assert_eq!(report.errors, Vec::<String>::new(), "{file}");
        }
    }

    #[test]
    fn what_keeps_cards_from_being_judged_is_an_error() {
        for (from, to, expected) in [
            ("root.pem", "nowhere.pem", "nowhere.pem: No such file"),
            ("root.pem", "empty.pem", "empty.pem: not a certificate"),
            ("root.pem", "leaf.pem", "not that of an authority"),
            ("[\"F/root.pem\"]", "[]", "not that of an authority"),
            ("1.2.3", "one.two", "one.two in [card] is not the identifier of a policy"),
            ("\nacc", "\nresponders = [\"F/nowhere.pem\"]\nacc", "nowhere.pem: No such file"),
        ] {
            let errors = report(&GOOD.replace(from, to), TODAY).errors.join("\n");
            assert!(errors.contains(expected), "{expected}: {errors}");
        }
    }

    #[test]
    fn what_somebody_should_know_is_a_warning() {
        let virtual_reader = "virtual_reader = \"http://localhost:8004\"";
        for (text, today, expected) in [
            (GOOD.replace("[\"1.2.3\"]", "[]"), TODAY, "card.accepted_policies is empty"),
            (GOOD.to_owned() + virtual_reader, TODAY, "never set it where real people log in"),
            (GOOD.to_owned(), "2019-06-01", "root.pem is valid only from 2020-01-01"),
            (GOOD.to_owned(), "2029-12-01", "root.pem expires on 2030-01-01"),
            (GOOD.to_owned(), "2031-01-01", "root.pem has expired"),
        ] {
            let warnings = report(&text, today).warnings.join("\n");
            assert!(warnings.contains(expected), "{expected}: {warnings}");
        }
    }

    #[test]
    fn misspelt_keys_and_levels_that_no_silence_reaches_are_refused() {
        for wrong in ["without_answer = \"high\"", "anchors = []"] {
            assert!(toml::from_str::<CardSettings>(&format!("{GOOD}{wrong}")).is_err(), "{wrong}");
        }
    }
}
