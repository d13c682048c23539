//! What `beffroi check` says of a configuration: what is in force, and what is wrong with it.
//! Nothing is opened and nobody is asked.

use std::net::SocketAddr;
use std::path::Path;

use domain::Timestamp;
use serde::Deserialize;
use web::{ConfigError, Listen, Tls};

use super::Party;
use crate::card::office;
use crate::{demo_page, statistics};

/// Sentences for the operator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub in_force: Vec<String>,
    /// It works, and somebody should know.
    pub warnings: Vec<String>,
    /// The party does not start like this.
    pub errors: Vec<String>,
}

/// Looks over one party's configuration file.
pub fn check(party: Party, settings: &Path, now: Timestamp) -> Report {
    match read(party, settings, now) {
        Ok(report) => report,
        Err(error) => Report { errors: vec![error.to_string()], ..Report::default() },
    }
}

fn read(party: Party, settings: &Path, now: Timestamp) -> Result<Report, ConfigError> {
    Ok(match party {
        Party::Gateway => gateway(&web::config::load(settings)?, now),
        Party::Mobile => mobile(&web::config::load(settings)?),
        Party::Health => health(&web::config::load(settings)?),
        Party::Accreditor => accreditor(&web::config::load(settings)?),
        Party::Bank | Party::Start => {
            let config: demo_page::Config = web::config::load(settings)?;
            let mut report = Report::of_server(&config.server());
            report.in_force.push(format!("the country of {}", config.demo.display()));
            report
        }
        Party::Cards => cards(&web::config::load(settings)?),
        Party::Figures => figures(&web::config::load(settings)?),
    })
}

fn cards(config: &office::Config) -> Report {
    let mut report = Report::of_server(&config.server());
    report.in_force.push(format!("the cards of the country of {}", config.demo.display()));
    let seconds = config.answer_seconds;
    report.in_force.push(format!("answers about cards may be used for {seconds} s"));
    report
}

fn gateway(config: &gateway::Config, now: Timestamp) -> Report {
    let gateway::Report { in_force, warnings, errors } = config.check(now);
    Report { in_force, warnings, errors }
}

fn mobile(config: &mobile::Config) -> Report {
    let mobile::Report { in_force, warnings, errors } = config.check();
    Report { in_force, warnings, errors }
}

fn accreditor(config: &accreditor::Config) -> Report {
    let accreditor::Report { in_force, warnings, errors } = config.check();
    Report { in_force, warnings, errors }
}

fn figures(config: &statistics::Config) -> Report {
    let mut report = Report::of_server(&config.server);
    report.in_force.push(format!("publications in {}", config.publications.display()));
    for source in &config.sources {
        let (ledger, signer) = (source.ledger_key.name(), source.figures_key.name());
        report.in_force.push(format!("figures of {ledger}, signed by {signer}"));
        if let Some(folder) = &source.folder {
            let (id, folder) = (source.id(), folder.display());
            report
                .in_force
                .push(format!("its archive {folder} is served at /sources/{id}/archive"));
        }
    }
    if config.sources.is_empty() {
        report.warnings.push("no [[source]]: no publication will be shown".to_owned());
    }
    let mut ids: Vec<_> = config.sources.iter().map(statistics::Source::id).collect();
    ids.sort_unstable();
    if ids.windows(2).any(|pair| pair[0] == pair[1]) {
        report.errors.push("two sources are of ledgers with the same name".to_owned());
    }
    report
}

fn health(config: &services::health::Config) -> Report {
    let mut report = Report::of_server(&config.server);
    let sign_in = &config.sign_in;
    report.in_force.push(format!("logs people in at {} as {}", sign_in.issuer, sign_in.client_id));
    match &config.documents {
        Some(documents) if !documents.is_file() => {
            let file = documents.display();
            report.errors.push(format!("the health documents {file} do not exist"));
        }
        Some(documents) => {
            report.in_force.push(format!("health documents {}", documents.display()));
        }
        None => {}
    }
    report
}

impl Report {
    fn of_server(server: &Listen) -> Self {
        let mut report = Self::default();
        let origin = server.origin();
        report.in_force.push(format!("public URL {origin}, listening at {}", server.listen));
        if let Err(error) = Tls::of(server) {
            report.errors.push(error.to_string());
        }
        // The address of a database server may hold a password.
        match server.database.strip_prefix("sqlite:") {
            Some(file) => report.in_force.push(format!("SQLite database {file}")),
            None if server.database.is_empty() => return report,
            None => report.in_force.push("PostgreSQL database".to_owned()),
        }
        let seal = &server.seal_key_file;
        if !seal.exists() {
            let file = seal.display();
            report.warnings.push(format!("the seal key {file} is made at the first start"));
        } else if let Err(error) = web::config::key(seal) {
            report.errors.push(error.to_string());
        }
        report
    }
}

/// Where a party listens, as its configuration says.
pub fn listens_at(settings: &Path) -> Result<SocketAddr, ConfigError> {
    #[derive(Deserialize)]
    struct Head {
        server: Server,
    }
    #[derive(Deserialize)]
    struct Server {
        listen: SocketAddr,
    }
    let head: Head = web::config::load(settings)?;
    Ok(head.server.listen)
}
