//! The demo country: its parties, what lies in its data folder, and how each is opened.
//!
//! Everything in the folder is made on the first start and kept from then on. Each file is written
//! whole or not at all and only where it is missing, so a first start that was killed half-way is
//! simply finished by the next one.

mod addresses;
mod check;
mod demo_file;
mod door;
mod party;
mod processes;
mod running;
mod secrets;
mod settings;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use domain::Timestamp;
use serde::Serialize;
use web::{OpenError, Role, SharedClock};

use crate::card::{CardError, Cards, Which, office};
use crate::people::{Person, population};
use crate::{bank, folder, records, start_page, statistics};
pub use addresses::Addresses;
pub use check::{Report, check, listens_at};
pub use demo_file::{
    CardEntry, Contact, DemoFile, DemoFileError, DemoPerson, Officer, PartyEntry, RegistrarEntry,
    TestService,
};
use door::DoorCertificate;
pub use party::{Party, UnknownParty};
pub use processes::{ProcessError, Processes};
pub use running::{BusyPort, Listeners, RunError, Running, answers};
use secrets::Secrets;

/// What country is to be prepared, and where.
#[derive(Clone, Debug)]
pub struct Plan {
    pub data: PathBuf,
    pub addresses: Addresses,
    /// Database URLs of parties that do not keep SQLite files in their own folder.
    pub databases: BTreeMap<Party, String>,
    /// When it is founded: accreditations count from here.
    pub now: Timestamp,
}

impl Plan {
    pub fn new(data: impl Into<PathBuf>, addresses: Addresses, now: Timestamp) -> Self {
        Self { data: data.into(), addresses, databases: BTreeMap::new(), now }
    }
}

/// A country whose folder is complete.
#[derive(Clone, Debug)]
pub struct Country {
    data: PathBuf,
    addresses: Addresses,
}

/// Why a country's folder cannot be used, as a sentence for whoever started it.
#[derive(Debug, thiserror::Error)]
pub enum CountryError {
    #[error("{} in the data folder cannot be used: {}", .0.display(), .1)]
    File(PathBuf, String),
    #[error("the data folder {} cannot be used: {}", .0.display(), .1)]
    Folder(PathBuf, String),
    #[error("the data folder {} holds other things than a demo country: choose another with --data", .0.display())]
    Foreign(PathBuf),
    #[error(
        "the country in {} was founded on port {}: start it with --port {}, or found another \
         with --data",
        .0.display(), .1, .1
    )]
    OtherPorts(PathBuf, u16),
    #[error("the card authority cannot be used: {0}")]
    Cards(#[from] CardError),
    #[error("the keys of the first figures cannot be made: {0}")]
    First(String),
    #[error("a key cannot be made: {0}")]
    Key(#[from] protocol::jose::JoseError),
}

const PEOPLE: &str = "people.jsonl";
const DOOR_CERTIFICATE: &str = "gateway/tls.pem";
const DOOR_KEY: &str = "gateway/tls.key";
/// What the statistics office shows, and the made-up ledger that it is of.
const PUBLICATIONS: &str = "figures/publications";
const FIRST_LEDGER: &str = "figures/ledger";
const DOCUMENTS: &str = "health/documents.ndjson";

impl Country {
    /// Completes the folder. Whatever is in it already stays as it is.
    pub fn prepare(plan: &Plan) -> Result<Self, CountryError> {
        let site = Site { data: &plan.data };
        let addresses = site.claim(&plan.addresses)?;
        let secrets = Secrets::keep(&site, &addresses)?;
        let people = site.people(plan.now)?;
        site.documents(&people)?;
        site.card_door(plan.now)?;
        for (party, settings) in settings::all(plan, &addresses, &secrets, &people) {
            site.once(Path::new(&settings_file(party)), || settings.into_bytes(), Kind::Secret)?;
        }
        let country = Self { data: plan.data.clone(), addresses };
        let cards = country.cards(plan.now)?;
        let people = people.iter().map(|person| DemoPerson::with_cards(person, &cards));
        let people = people.collect::<Result<_, _>>()?;
        let demo_file = settings::demo_file(&country.addresses, &secrets, people);
        site.write(Path::new(DemoFile::NAME), &pretty(&demo_file), Kind::Secret)?;
        Ok(country)
    }

    pub fn data(&self) -> &Path {
        &self.data
    }

    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    pub fn settings_file(&self, party: Party) -> PathBuf {
        self.data.join(settings_file(party))
    }

    /// The people's cards, and the authority that issues them.
    pub fn cards(&self, now: Timestamp) -> Result<Cards, CardError> {
        Cards::keep(&self.data, &self.addresses.url(Party::Cards), now)
    }

    /// Makes the country's first figures, where they are missing. It takes seconds, and nobody needs
    /// to wait for it.
    pub fn make_first_figures(&self) -> anyhow::Result<()> {
        let [ledger, publications] = [FIRST_LEDGER, PUBLICATIONS].map(|it| self.data.join(it));
        statistics::make_first(&ledger, &publications)
    }

    pub fn demo_file(&self) -> Result<DemoFile, DemoFileError> {
        DemoFile::of_country(&self.data)
    }

    /// Opens one party with its configuration in the folder.
    pub async fn open(&self, party: Party, clock: SharedClock) -> Result<Role, OpenError> {
        open(party, &self.settings_file(party), clock).await
    }
}

/// Opens a party with a configuration file.
pub async fn open(party: Party, settings: &Path, clock: SharedClock) -> Result<Role, OpenError> {
    match party {
        Party::Gateway => gateway::open(web::config::load(settings)?, clock).await,
        Party::Mobile => mobile::open(web::config::load(settings)?, clock).await,
        Party::Health => services::health::open(web::config::load(settings)?, clock).await,
        Party::Accreditor => accreditor::open(web::config::load(settings)?, clock).await,
        Party::Bank => bank::open(&web::config::load(settings)?, clock),
        Party::Cards => office::open(&web::config::load(settings)?, clock),
        Party::Figures => statistics::open(web::config::load(settings)?, clock).await,
        Party::Start => start_page::open(&web::config::load(settings)?, clock),
    }
}

pub fn settings_file(party: Party) -> String {
    format!("{party}.toml")
}

/// The data folder, while it is being completed.
struct Site<'a> {
    data: &'a Path,
}

#[derive(Clone, Copy)]
enum Kind {
    Public,
    Secret,
}

impl Site<'_> {
    /// Makes sure that the folder is a country's, and whose ports it has. The first file written
    /// says so: it is there before anything else, and nothing is touched in a folder without it.
    fn claim(&self, addresses: &Addresses) -> Result<Addresses, CountryError> {
        let file = Path::new("country.json");
        if !self.data.join(file).exists() && !self.is_vacant()? {
            return Err(CountryError::Foreign(self.data.to_owned()));
        }
        let text = self.once(file, || pretty(addresses), Kind::Public)?;
        let founded: Addresses =
            serde_json::from_slice(&text).map_err(|error| self.unusable(file, &error))?;
        match founded.base_port() {
            _ if founded == *addresses => Ok(founded),
            port => Err(CountryError::OtherPorts(self.data.to_owned(), port)),
        }
    }

    fn is_vacant(&self) -> Result<bool, CountryError> {
        match std::fs::read_dir(self.data) {
            Ok(mut entries) => Ok(entries.next().is_none()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
            Err(error) => Err(CountryError::Folder(self.data.to_owned(), error.to_string())),
        }
    }

    fn people(&self, now: Timestamp) -> Result<Vec<Person>, CountryError> {
        let file = Path::new(PEOPLE);
        let text = self.once(file, || lines(register(now)), Kind::Public)?;
        let parse = |line: &[u8]| serde_json::from_slice(line);
        let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        lines.map(parse).collect::<Result<_, _>>().map_err(|error| self.unusable(file, &error))
    }

    fn documents(&self, people: &[Person]) -> Result<(), CountryError> {
        let documents =
            || lines(people.iter().enumerate().map(|(index, it)| records::document(it, index)));
        self.once(Path::new(DOCUMENTS), documents, Kind::Secret).map(drop)
    }

    /// The certificate of the gateway's door for cards, and its key: made together, for neither is
    /// of use without its own other half.
    fn card_door(&self, now: Timestamp) -> Result<(), CountryError> {
        let files = [DOOR_KEY, DOOR_CERTIFICATE].map(Path::new);
        if files.iter().all(|file| self.data.join(file).exists()) {
            return Ok(());
        }
        let made = DoorCertificate::make(now).map_err(|error| self.unusable(files[1], &error))?;
        self.write(files[0], made.key.as_bytes(), Kind::Secret)?;
        self.write(files[1], made.certificate.as_bytes(), Kind::Public)
    }

    /// What a file holds; it is made first if it is missing.
    fn once(
        &self,
        file: &Path,
        make: impl FnOnce() -> Vec<u8>,
        kind: Kind,
    ) -> Result<Vec<u8>, CountryError> {
        match std::fs::read(self.data.join(file)) {
            Ok(content) => Ok(content),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let content = make();
                self.write(file, &content, kind)?;
                Ok(content)
            }
            Err(error) => Err(self.unusable(file, &error)),
        }
    }

    fn write(&self, file: &Path, content: &[u8], kind: Kind) -> Result<(), CountryError> {
        let path = self.data.join(file);
        let written = match kind {
            Kind::Public => folder::write(&path, content),
            Kind::Secret => folder::write_secret(&path, content),
        };
        written.map_err(|error| self.unusable(file, &error))
    }

    fn unusable(&self, file: &Path, reason: &dyn std::fmt::Display) -> CountryError {
        CountryError::File(self.data.join(file), reason.to_string())
    }
}

/// The register as it stands when the country is founded.
fn register(now: Timestamp) -> impl Iterator<Item = Person> {
    population().into_iter().map(move |person| Person {
        card_valid_from: Which::valid_from(&person, now).map(Timestamp::rfc3339),
        ..person
    })
}

fn pretty(value: &impl Serialize) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(value).unwrap_or_default();
    text.push(b'\n');
    text
}

fn lines<T: Serialize>(values: impl IntoIterator<Item = T>) -> Vec<u8> {
    let mut text = Vec::new();
    for value in values {
        text.extend(serde_json::to_vec(&value).unwrap_or_default());
        text.push(b'\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(data: &Path) -> Plan {
        Plan::new(data, Addresses::from_port(8000), Timestamp::from_seconds(1_800_000_000))
    }

    fn content(data: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut content = BTreeMap::new();
        let mut folders = vec![data.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    content.insert(path.clone(), std::fs::read(path).unwrap());
                }
            }
        }
        content
    }

    #[test]
    fn a_second_start_changes_nothing() {
        let data = tempfile::tempdir().unwrap();
        Country::prepare(&plan(data.path())).unwrap();
        let first = content(data.path());
        Country::prepare(&plan(data.path())).unwrap();
        assert_eq!(content(data.path()), first);
    }

    #[test]
    fn a_start_that_was_killed_half_way_is_finished_by_the_next() {
        let whole = tempfile::tempdir().unwrap();
        Country::prepare(&plan(whole.path())).unwrap();
        for missing in content(whole.path()).into_keys() {
            let kept = content(whole.path());
            std::fs::remove_file(&missing).unwrap();
            if !missing.ends_with("country.json") {
                Country::prepare(&plan(whole.path())).unwrap();
                assert!(missing.exists(), "{}", missing.display());
            }
            for (path, bytes) in kept {
                std::fs::write(path, bytes).unwrap();
            }
        }
    }

    #[test]
    fn every_party_accepts_its_configuration() {
        let data = tempfile::tempdir().unwrap();
        let country = Country::prepare(&plan(data.path())).unwrap();
        for party in Party::ALL {
            let report = check(party, &country.settings_file(party), plan(data.path()).now);
            assert_eq!(report.errors, Vec::<String>::new(), "{party}");
        }
    }

    #[test]
    fn folders_that_cannot_be_a_country_are_refused_in_a_sentence() {
        let data = tempfile::tempdir().unwrap();
        std::fs::write(data.path().join("thesis.doc"), "mine").unwrap();
        let foreign = Country::prepare(&plan(data.path())).unwrap_err();
        assert!(matches!(foreign, CountryError::Foreign(_)), "{foreign}");

        let file = data.path().join("thesis.doc");
        let no_folder = Country::prepare(&plan(&file)).unwrap_err();
        assert!(matches!(no_folder, CountryError::Folder(..)), "{no_folder}");

        let data = tempfile::tempdir().unwrap();
        Country::prepare(&plan(data.path())).unwrap();
        let moved = Plan { addresses: Addresses::from_port(9000), ..plan(data.path()) };
        let other = Country::prepare(&moved).unwrap_err();
        assert!(matches!(other, CountryError::OtherPorts(_, 8000)), "{other}");
    }
}
