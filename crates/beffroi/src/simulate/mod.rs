//! The country's ledgers of 2019 and 2020, made up: logins of people who never were, through the
//! entries, the log and the archive that a real ledger goes through.
//!
//! Every number is a share of what was announced, by whole-number rules alone, so that the same
//! seed gives the same bytes on every machine and every scale tells the same story.

mod country;
mod month;
mod people;
mod record;
mod share;

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::mpsc::sync_channel;

use anyhow::{Context as _, Result};
use aws_lc_rs::digest::{SHA256, digest};
use figures::YearKey;
use ledger::{SigningKey, VerifierKey};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;

pub use country::Country;
use month::{Cells, Month};
use people::People;
use record::{Record, Step};

type Random = Xoshiro256PlusPlus;

/// What is to be made up, and where.
#[derive(Clone, Debug)]
pub struct Order {
    pub folder: PathBuf,
    pub ledger: Country,
    pub scale: Scale,
    pub seed: u64,
    /// Whether the public tiles are written too, beside the archive.
    pub tiles: bool,
}

/// One of how many: a scale of 1/1000 makes a thousandth of everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale(u64);

const SMALLEST: u64 = 10_000;

impl Scale {
    pub const FULL: Self = Self(1);

    /// A number of the whole country at this scale, rounded to the nearest.
    pub fn of(self, number: u64) -> u64 {
        (number + self.0 / 2) / self.0
    }

    pub fn parts(self) -> u64 {
        self.0
    }
}

impl FromStr for Scale {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = if text == "1" { Some("1") } else { text.strip_prefix("1/") };
        let parts = parts.and_then(|parts| parts.parse().ok());
        let known = parts.filter(|parts| (1..=SMALLEST).contains(parts));
        known.map(Self).ok_or_else(|| format!("a scale goes from 1/{SMALLEST} to 1"))
    }
}

/// What was made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    pub entries: u64,
}

/// The year before and the year of the announcement.
pub const YEARS: [i16; 2] = [2019, 2020];
/// How many entries go through the hands of one thread at a time.
const BATCH: usize = 1 << 14;
/// How many batches may wait between the threads.
const WAITING: usize = 8;

/// Makes a ledger up. `done` hears how many entries are behind, of how many.
pub fn run(order: &Order, done: &(dyn Fn(u64, u64) + Sync)) -> Result<Made> {
    let total = YEARS.iter().map(|year| order.ledger.year(*year).entries(order.scale)).sum();
    let (steps, received) = sync_channel(WAITING);
    let cells = Cells::of(order.ledger);
    let mut record = Record::begin(order, cells.clone())?;
    std::thread::scope(|threads| {
        let writer = threads.spawn(move || -> Result<u64> {
            while let Ok(step) = received.recv() {
                record.take(step)?;
                done(record.size(), total);
            }
            record.finish()
        });
        let sent = YEARS.iter().try_for_each(|year| {
            year_of(order, &cells, *year, |step| {
                // The writer hangs up only when it failed, and says why itself.
                steps.send(step).map_err(|_| anyhow::anyhow!("the ledger cannot be written"))
            })
        });
        drop(steps);
        let entries = writer.join().map_err(|_| anyhow::anyhow!("the writer broke off"))??;
        sent.map(|()| Made { entries })
    })
}

/// Whether a ledger of this name was made up here.
pub fn is_fiction(origin: &str) -> bool {
    [Country::Gateway, Country::Mobile].iter().any(|country| country.origin() == origin)
}

/// The public keys of a made-up ledger and of its figures, known before it is made.
pub fn keys(order: &Order) -> Result<[VerifierKey; 2]> {
    let figures = SigningKey::from_text(&figures_key(order)?)?;
    Ok([log_key(order)?.verifier().clone(), figures.verifier().clone()])
}

/// One year, month by month, each sealed at its end.
fn year_of(
    order: &Order,
    cells: &Cells,
    number: i16,
    mut send: impl FnMut(Step) -> Result<()>,
) -> Result<()> {
    let year = order.ledger.year(number);
    let key = YearKey::new(number, &secret(order, &format!("year {number}")));
    let mut people = People::of(&year, order, &key);
    let months = year.months(order.scale);
    for (index, logins) in (0u8..).zip(months) {
        let mut cells = cells.clone();
        let month = Month::of(&year, index, logins, order);
        for batch in month.batches(&mut cells, &mut people, BATCH) {
            send(Step::Add(batch))?;
        }
        send(Step::Seal { year: number, month: index + 1 })?;
    }
    Ok(())
}

/// A generator for one purpose: what one part draws does not move what another does.
fn random(order: &Order, purpose: &str) -> Random {
    Random::from_seed(secret(order, purpose))
}

/// 32 bytes for one purpose. Everyone who knows the seed knows them: this country is fiction.
fn secret(order: &Order, purpose: &str) -> [u8; 32] {
    let text = format!("beffroi.simulate.1\n{}\n{}\n{purpose}", order.seed, order.ledger.origin());
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
    bytes
}

/// The key under which the ledger signs its heads.
fn log_key(order: &Order) -> Result<SigningKey> {
    let origin = order.ledger.origin();
    SigningKey::from_seed(origin, &secret(order, "log key")).context("making the ledger's key")
}

/// The text of the key that signs the figures.
fn figures_key(order: &Order) -> Result<String> {
    let name = format!("{}/figures", order.ledger.origin());
    SigningKey::text(&name, &secret(order, "figures key")).context("making the figures' key")
}

/// Where the parts of a ledger lie in its folder.
pub fn archive_folder(folder: &Path) -> PathBuf {
    folder.join("archive")
}
