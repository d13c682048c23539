//! What the pages of the demo that belong to no role have in common.

use std::net::SocketAddr;

use domain::Language;
use serde::Deserialize;
use url::Url;
use web::{DatabaseUrl, FilePath, Listen, TlsFiles};

use crate::country::DemoPerson;

/// The configuration of the demo's bank and of its start page.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    server: Server,
    /// The country's `demo.json`.
    pub demo: FilePath,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    listen: SocketAddr,
    url: Url,
    #[serde(default)]
    tls: Option<TlsFiles>,
}

impl Config {
    pub fn server(&self) -> Listen {
        self.server.listen()
    }
}

impl Server {
    /// As the chassis wants it. These parties have no database and so no key for one.
    pub fn listen(&self) -> Listen {
        Listen {
            listen: self.listen,
            url: self.url.clone(),
            database: DatabaseUrl::new(""),
            seal_key_file: std::path::PathBuf::new().into(),
            tls: self.tls.clone(),
            language: Language::En,
            proxy: None,
            monitoring: vec![std::net::Ipv4Addr::LOCALHOST.into()],
        }
    }
}

/// A person, as somebody who may be chosen.
#[derive(Clone, Debug)]
pub struct Introduced {
    pub national_number: String,
    pub name: String,
    pub birthdate: String,
    pub locality: String,
    pub story: String,
}

/// The people whom the demo introduces, and everybody else by family name.
pub fn introduce(people: &[DemoPerson], language: Language) -> (Vec<Introduced>, Vec<Introduced>) {
    let (featured, mut others): (Vec<_>, Vec<_>) = people.iter().partition(|it| it.featured);
    others.sort_by_cached_key(|it| (it.person.family_name.to_lowercase(), it.name.clone()));
    let introduced = |known: &DemoPerson| Introduced {
        national_number: known.person.national_number.reveal().to_owned(),
        name: known.name.clone(),
        birthdate: known.person.birthdate.clone(),
        locality: known.person.address.locality.clone(),
        story: known.person.story.as_ref().map_or("", |it| it.text(language)).to_owned(),
    };
    (featured.into_iter().map(introduced).collect(), others.into_iter().map(introduced).collect())
}
