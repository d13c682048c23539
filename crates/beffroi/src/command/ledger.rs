use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use beffroi::audit::{self, Source};
use beffroi::publication::Shelf;
use beffroi::seal::{self, Source as Role};
use clap::{Args, Subcommand};
use figures::Whole;
use figures::archive::Broken;
use gateway::Books;
use ledger::{CosignerKey, OfflineProof, Receipt as Receipted, VerifierKey};
use web::{Clock as _, SystemClock};

use super::terminal::{Progress, complain, say};

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Check a ledger from its public files, and say exactly where it breaks
    Verify(Verify),
    /// Check a person's receipt, or all of a year, offline
    Receipt(Receipt),
    /// Check that the history which people read and the gateway's ledger say the same
    Compare(Compare),
    /// Seal a role's ledger from its database into a folder, while the role runs
    Seal(Seal),
}

#[derive(Args)]
#[command(after_help = "\
The first run makes DIR; each further one adds what came since, in new files, and never writes a
sealed one again. Before that it proves that what DIR holds is the beginning of the role's present
head. A run that was killed is finished by the next.")]
struct Seal {
    /// The role's configuration
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The ledger's folder
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(Args)]
#[command(after_help = "\
Without --range, --entry or --since everything is checked: each entry, each tile, and the archive
where the folder has one. The key belongs to what you know of the ledger, not to what it sends.")]
struct Verify {
    /// The ledger's folder, or the address under which a role serves it, as in `https://gateway.example/ledger`
    #[arg(long, value_name = "DIR|URL")]
    ledger: String,
    /// The file with the ledger's public key; otherwise the one that lies with the ledger is believed
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// The file with the public key of a witness that must have cosigned the head; may be given several times
    #[arg(long, value_name = "FILE")]
    witness: Vec<PathBuf>,
    /// Check the entries from A up to, not including, B
    #[arg(long, value_name = "A..B", value_parser = range, conflicts_with_all = ["entry", "since"])]
    range: Option<Range<u64>>,
    /// Check that the entry at N is in the tree
    #[arg(long, value_name = "N", conflicts_with = "since")]
    entry: Option<u64>,
    /// Check that the head in FILE, seen earlier or elsewhere, is the beginning of the present one
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
}

#[derive(Args)]
struct Receipt {
    /// The receipt, or all receipts of a year, as the history page gives them
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The file with the ledger's public key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The file with a witness's public key; may be given several times
    #[arg(long, value_name = "FILE")]
    witness: Vec<PathBuf>,
}

#[derive(Args)]
#[command(after_help = "\
Both are written in one transaction. Compare them after a backup was restored, or when somebody may
have had their hands in the database.")]
struct Compare {
    /// The gateway's configuration
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    match arguments.action {
        Action::Verify(arguments) => verify(&arguments).await,
        Action::Receipt(arguments) => receipt(&arguments),
        Action::Seal(arguments) => seal(&arguments).await,
        Action::Compare(arguments) => compare(&arguments).await,
    }
}

async fn verify(arguments: &Verify) -> Result<ExitCode> {
    let source = Source::named(&arguments.ledger)?;
    let key = match &arguments.key {
        Some(file) => read_key(file)?,
        None => source.text("key").await?.trim_end().parse().context("the ledger's key")?,
    };
    match check(arguments, source, &key).await {
        Ok(holds) => {
            say(&holds);
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            complain(&format!("{}: {error:#}", arguments.ledger));
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Checks what is asked for, and says what holds.
async fn check(arguments: &Verify, source: Source, key: &VerifierKey) -> Result<String> {
    let ledger = audit::Ledger::open(source, key).await?;
    for witness in read_witnesses(&arguments.witness)? {
        ledger.check_seen_by(&witness)?;
    }
    let size = ledger.head.size;
    let origin = &ledger.head.origin;
    if let Some(file) = &arguments.since {
        let older = fs::read_to_string(file).with_context(|| file.display().to_string())?;
        let old = ledger.check_since(&older, key).await?;
        return Ok(format!("{origin}: the head of {old} is the beginning of the head of {size}"));
    }
    if let Some(place) = arguments.entry {
        let hashes = ledger.check_entry(place).await?;
        return Ok(format!("{origin}: the entry at {place} is one of {size}, by {hashes} hashes"));
    }
    let range = arguments.range.clone().unwrap_or(0..size);
    if range.end > size {
        bail!("the ledger has {size} entries: the range cannot end at {}", range.end);
    }
    let progress = Progress::new("entries");
    let total = range.end - range.start;
    ledger.check(range.clone(), &|done| progress.show(done, total)).await?;
    let took = progress.finish();
    let mut holds = format!(
        "{origin}: the entries from {} up to {} are those of the signed head of {size} ({:.1} s)",
        range.start,
        range.end,
        took.as_secs_f64()
    );
    let archive = Path::new(&arguments.ledger).join("archive");
    if arguments.range.is_none() && archive.is_dir() {
        check_archive(Path::new(&arguments.ledger), key)?;
        holds += ", and so is its archive";
    }
    Ok(holds)
}

/// Checks the archive in a ledger's folder. The tiles there hold by now, and name the very entry.
fn check_archive(folder: &Path, key: &VerifierKey) -> Result<()> {
    let shelf = Shelf::open(&folder.join("archive"), key)?;
    let checked = watch(&shelf);
    let Err(error) = checked else { return Ok(()) };
    let Some(Broken::Entries { file, start, end }) = error.downcast_ref() else {
        return Err(error);
    };
    match shelf.first_changed(file, *start..*end, folder) {
        Ok(Some(place)) => bail!("{error}: the first that differs is the one at {place}"),
        _ => Err(error),
    }
}

/// Checks everything of an archive, and shows how far that is.
pub fn watch(shelf: &Shelf) -> Result<()> {
    let entries = shelf.head().size;
    Progress::of("archived entries computed again", entries, |done| shelf.check_entries(done))?;
    Progress::of("archived entries counted", entries, |done| shelf.check_turns(done))
}

fn receipt(arguments: &Receipt) -> Result<ExitCode> {
    let file = &arguments.file;
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let witnesses = read_witnesses(&arguments.witness)?;
    let key = read_key(&arguments.key)?;
    let verified = OfflineProof::several(&text).and_then(|proofs| {
        proofs.iter().map(|proof| proof.verify(&key, &witnesses)).collect::<Result<Vec<_>, _>>()
    });
    let receipts = match verified {
        Ok(receipts) => receipts,
        Err(wrong) => {
            complain(&format!("{}: {wrong}", file.display()));
            return Ok(ExitCode::FAILURE);
        }
    };
    for receipt in &receipts {
        let head = &receipt.checkpoint;
        say(&format!("{}: entry {} of {}", head.origin, receipt.index, head.size));
        say(&format!("seen by {} of {} witnesses", receipt.witnessed.len(), witnesses.len()));
        say(&String::from_utf8_lossy(&receipt.entry));
    }
    if receipts.len() == 1 {
        return Ok(ExitCode::SUCCESS);
    }
    match whole(&receipts) {
        Ok(Whole { person, year, entries }) => {
            say(&format!("none is missing: {person} has the numbers 1 to {entries} of {year}"));
        }
        Err(wrong) => {
            complain(&format!("{}: {wrong}", file.display()));
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether several receipts are all of one person's entries of a year, under one head: two heads could
/// be of two histories.
fn whole(receipts: &[Receipted]) -> Result<Whole> {
    let entries = receipts.iter().map(|receipt| figures::Entry::from_json(&receipt.entry));
    let entries = entries.collect::<Result<Vec<_>, _>>()?;
    if receipts.windows(2).any(|pair| pair[0].checkpoint != pair[1].checkpoint) {
        bail!("the receipts are under different heads: take all of the year home together");
    }
    Ok(Whole::of(&entries)?)
}

async fn seal(arguments: &Seal) -> Result<ExitCode> {
    let Seal { config, out } = arguments;
    let mut role = Role::open(config).await?;
    let progress = Progress::new("entries");
    let heard = |done, total| progress.show(done, total);
    let done = seal::seal(&mut role, out, SystemClock.now(), &heard).await?;
    let took = progress.finish().as_secs_f64();
    let seal::Done { origin, before, size, files } = done;
    if before == size {
        say(&format!("{origin}: nothing is new since its {size} entries were sealed"));
        return Ok(ExitCode::SUCCESS);
    }
    say(&format!("{origin}: sealed the entries from {before} up to {size} ({took:.1} s)"));
    for file in files {
        say(&format!("  {}", out.join("archive").join(file).display()));
    }
    say(&format!("Check it: beffroi ledger verify --ledger {}", out.display()));
    Ok(ExitCode::SUCCESS)
}

async fn compare(arguments: &Compare) -> Result<ExitCode> {
    let config: gateway::Config = web::config::load(&arguments.config)?;
    let books = Books::open(&config).await.context("the gateway's database cannot be opened")?;
    let progress = Progress::new("entries");
    let compared = books.compare(&|done, total| progress.show(done, total)).await;
    progress.finish();
    let unequal = compared.map_err(|fault| anyhow::anyhow!(fault.explain()))?;
    for wrong in &unequal {
        complain(&wrong.to_string());
    }
    if unequal.is_empty() {
        say("the trail and the ledger say the same");
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}

fn read_key(file: &Path) -> Result<VerifierKey> {
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    text.trim_end().parse().with_context(|| file.display().to_string())
}

fn read_witnesses(files: &[PathBuf]) -> Result<Vec<CosignerKey>> {
    let keys = files.iter().map(|file| {
        let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
        text.trim_end().parse().with_context(|| file.display().to_string())
    });
    keys.collect()
}

fn range(text: &str) -> Result<Range<u64>, String> {
    let parsed = text.split_once("..").and_then(|(start, end)| {
        let (start, end) = (start.parse().ok()?, end.parse().ok()?);
        (start < end).then_some(start..end)
    });
    parsed.ok_or_else(|| "a range is A..B, with A before B".to_owned())
}
