//! A made-up country has figures too: those of 2019 and 2020, at a scale that a laptop hardly notices.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use ledger::{SigningKey, VerifierKey};

use crate::publication::{self, Shelf};
use crate::simulate::{self, Country, Order};

const SCALE: &str = "1/1000";
/// The country is fiction: everybody may know its seed.
const SEED: u64 = 1;

/// Makes up the ledger of 2019 and 2020 and publishes both years, where that is not done already.
/// What was begun and not finished is begun again.
pub fn make_first(ledger: &Path, publications: &Path) -> Result<()> {
    if !ledger.exists() {
        let draft = ledger.with_added_extension("draft");
        if draft.exists() {
            fs::remove_dir_all(&draft).with_context(|| draft.display().to_string())?;
        }
        simulate::run(&order(draft.clone())?, &|_, _| ())?;
        fs::rename(&draft, ledger).with_context(|| ledger.display().to_string())?;
    }
    for year in simulate::YEARS {
        let folder = publications.join(year.to_string());
        if !folder.exists() {
            publish(ledger, year, &folder)?;
        }
    }
    Ok(())
}

fn publish(ledger: &Path, year: i16, folder: &Path) -> Result<()> {
    let read = |name: &str| {
        let path = ledger.join(name);
        fs::read_to_string(&path).with_context(|| path.display().to_string())
    };
    let key = SigningKey::from_text(&read("figures-key.secret")?)?;
    let shelf = Shelf::open(&ledger.join("archive"), &read("key")?.trim_end().parse()?)?;
    let figures = publication::compute(&shelf, year, &|_, _| ())?;
    fs::create_dir_all(folder.parent().unwrap_or(folder))?;
    publication::publish(&figures, &key, folder).map(drop)
}

/// The keys of what [`make_first`] makes: the ledger's, and that of its figures.
pub fn first_keys() -> Result<[VerifierKey; 2]> {
    simulate::keys(&order(PathBuf::new())?)
}

fn order(folder: PathBuf) -> Result<Order> {
    let scale = SCALE.parse().map_err(anyhow::Error::msg)?;
    Ok(Order { folder, ledger: Country::Gateway, scale, seed: SEED, tiles: false })
}
