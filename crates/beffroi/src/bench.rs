//! The kept benchmark of ledger, archive and figures: what one machine does, in one table.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use domain::{Level, Method, PersonId, ProviderId, ServiceId, Timestamp};
use figures::{Answered, Client, Login, Outcome, Pseudonym, YearKey, year_of};
use keeper::Keeper;
use ledger::{SigningKey, VerifierKey};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt as _, SeedableRng as _};
use web::Database;

use crate::audit::{self, Source};
use crate::load::Usage;
use crate::publication::{self, Shelf};
use crate::simulate::{self, Country, Order, Scale};

/// What is to be measured, in an empty folder.
#[derive(Clone, Debug)]
pub struct Bench {
    pub folder: PathBuf,
    pub scale: Scale,
    /// How many entries are recorded durably, by how many callers at once.
    pub entries: u64,
    pub callers: u64,
}

/// The rows of the table, in the order in which they were measured.
#[derive(Clone, Debug, Default)]
pub struct Measured(Vec<(String, String)>);

/// How many proofs are timed.
const PROOFS: u32 = 200;
const YEAR: i16 = 2020;
/// Before the year of the benchmark, and of no meaning.
const NOW: Timestamp = Timestamp::from_seconds(1_577_836_800);
/// How many people the logins that are entered durably are by, at random.
const PEOPLE: u32 = 1_000_000;
impl Bench {
    pub async fn run(&self) -> Result<Measured> {
        let mut measured = Measured::default();
        fs::create_dir_all(&self.folder).context("making the folder")?;
        self.record(&mut measured).await?;
        let ledger = self.folder.join("ledger");
        let made = self.simulate(&ledger, &mut measured)?;
        let key = public_key(&ledger)?;
        proofs(&ledger, &key, made, &mut measured).await?;
        publish(&ledger, &key, &self.folder.join("publication"), &mut measured)?;
        check(&ledger, &key, made, &mut measured)?;
        Ok(measured)
    }

    /// Logins as the roles enter them: each with a transaction of its own, durable before it is told.
    async fn record(&self, measured: &mut Measured) -> Result<()> {
        let url = format!("sqlite://{}", self.folder.join("bench.db").display());
        let database = Database::open(&url, &[keeper::MIGRATIONS]).await?;
        let key = SigningKey::from_seed("bench.example/ledger", &[1; 32])?;
        let keeper = Keeper::new(key, Vec::new());
        let year = Arc::new(YearKey::new(year_of(NOW), &[1; 32]));
        let began = Instant::now();
        let each = self.entries / self.callers.max(1);
        let cpu_before = cpu();
        let mut callers = tokio::task::JoinSet::new();
        for caller in 0..self.callers {
            let (database, year) = (database.clone(), year.clone());
            callers.spawn(async move {
                let mut random = Xoshiro256PlusPlus::seed_from_u64(caller);
                for _ in 0..each {
                    let person = PersonId::new(random.random_range(0..PEOPLE).to_string());
                    let mut tx = database.begin().await?;
                    keeper::leave(&mut tx, NOW, login(year.pseudonym(&person)), keeper::Alone);
                    tx.commit().await?;
                }
                Ok::<_, web::Fault>(())
            });
        }
        while let Some(caller) = callers.join_next().await {
            caller?.map_err(|fault| failed(&fault))?;
        }
        let what = format!("Entries recorded durably, {} at once", self.callers);
        measured.rate(&what, each * self.callers, began.elapsed());
        let began = Instant::now();
        keeper.catch_up(&database).await.map_err(|fault| failed(&fault))?;
        measured.rate("Entries taken up into the tree", each * self.callers, began.elapsed());
        if let (Some(before), Some(after)) = (cpu_before, cpu()) {
            let micros =
                after.saturating_sub(before).as_micros() / u128::from((each * self.callers).max(1));
            measured.add("What both add to a login", format!("{micros} µs of processor time"));
        }
        database.close().await;
        Ok(())
    }

    fn simulate(&self, ledger: &Path, measured: &mut Measured) -> Result<u64> {
        let order = Order {
            folder: ledger.to_owned(),
            ledger: Country::Gateway,
            scale: self.scale,
            seed: 1,
            tiles: true,
        };
        forget_peak();
        let began = Instant::now();
        let made = simulate::run(&order, &|_, _| ())?.entries;
        measured.rate("Entries made up, logged and sealed", made, began.elapsed());
        measured.add("… peak memory", peak_memory());
        Ok(made)
    }
}

/// What a login by the app is entered as; its number in the year is counted.
fn login(person: Pseudonym) -> Login {
    let answered = Answered {
        person,
        provider: ProviderId::new("app"),
        method: Method::App.into(),
        level: Level::High,
        reused: false,
        claims: ["family_name", "given_name"].map(str::to_owned).into(),
    };
    Login {
        client: Client::Service(ServiceId::new("health")),
        asked: Level::Substantial,
        outcome: Outcome::Answered(answered),
        nth: None,
    }
}

fn failed(fault: &web::Fault) -> anyhow::Error {
    anyhow::anyhow!(fault.explain())
}

async fn proofs(
    ledger: &Path,
    key: &VerifierKey,
    entries: u64,
    measured: &mut Measured,
) -> Result<()> {
    let source = Source::named(&ledger.to_string_lossy())?;
    let ledger = audit::Ledger::open(source, key).await?;
    let mut random = Xoshiro256PlusPlus::seed_from_u64(1);
    let began = Instant::now();
    for _ in 0..PROOFS {
        ledger.check_entry(random.random_range(0..entries)).await?;
    }
    let each = began.elapsed() / PROOFS;
    let what = format!("A proof from the tiles of {entries} entries, made and checked");
    measured.add(&what, format!("{:.2} ms", each.as_secs_f64() * 1000.0));
    Ok(())
}

fn publish(ledger: &Path, key: &VerifierKey, folder: &Path, measured: &mut Measured) -> Result<()> {
    let secret = fs::read_to_string(ledger.join("figures-key.secret"))?;
    forget_peak();
    let began = Instant::now();
    let shelf = Shelf::open(&simulate::archive_folder(ledger), key)?;
    let figures = publication::compute(&shelf, YEAR, &|_, _| ())?;
    publication::publish(&figures, &SigningKey::from_text(&secret)?, folder)?;
    measured.add("A year published", seconds(began.elapsed()));
    measured.add("… peak memory", peak_memory());
    Ok(())
}

fn check(ledger: &Path, key: &VerifierKey, entries: u64, measured: &mut Measured) -> Result<()> {
    let began = Instant::now();
    Shelf::open(&simulate::archive_folder(ledger), key)?.check_all(&|_| ())?;
    measured.rate("Leaves of the archive computed again", entries, began.elapsed());
    Ok(())
}

fn public_key(ledger: &Path) -> Result<VerifierKey> {
    fs::read_to_string(ledger.join("key"))?.trim_end().parse().context("the ledger's key")
}

impl Measured {
    fn add(&mut self, what: &str, number: String) {
        self.0.push((what.to_owned(), number));
    }

    fn rate(&mut self, what: &str, count: u64, took: Duration) {
        let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX).max(1);
        let rate = count * 1000 / millis;
        self.add(what, format!("{count} in {}: {rate} a second", seconds(took)));
    }
}

fn seconds(took: Duration) -> String {
    format!("{:.2} s", took.as_secs_f64())
}

/// The processor time of this process, where the system tells it.
fn cpu() -> Option<Duration> {
    Usage::of(std::process::id()).map(|usage| usage.cpu)
}

/// Lets the peak of memory be counted from here on (proc(5), `clear_refs`); where the system does
/// not, it stays that of everything before.
fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// Where the system says so: the most memory that this process held since the peak was forgotten.
fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kibibytes.map_or_else(|| "unknown".to_owned(), |kibibytes| format!("{} MiB", kibibytes / 1024))
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| what | measured |\n|---|---:|")?;
        self.0.iter().try_for_each(|(what, number)| writeln!(f, "| {what} | {number} |"))
    }
}
