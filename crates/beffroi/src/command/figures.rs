use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use beffroi::folder;
use beffroi::publication::{self, Published, Shelf};
use clap::{Args, Subcommand};
use ledger::{SigningKey, VerifierKey};

use super::terminal::{Progress, complain, say};

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Compute a year's figures from the archive, and publish them signed
    Publish(Publish),
    /// Compute published figures again, and name what differs
    Verify(Verify),
    /// Make a key that signs figures
    Key(Key),
}

#[derive(Args)]
#[command(after_help = "\
FILE is a secret: whoever has it publishes in your name. FILE.pub is for everybody.")]
struct Key {
    /// The name of the key, such as `statistics.example/figures`
    #[arg(long, value_name = "NAME")]
    name: String,
    /// The file to make, and FILE.pub beside it
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Args)]
struct Publish {
    /// The year
    #[arg(long, value_name = "YEAR")]
    year: i16,
    #[command(flatten)]
    ledger: Ledger,
    /// The secret key that signs, as the note tools of Go write it; DIR/figures-key.secret otherwise
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// The folder to make
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
}

#[derive(Args)]
struct Verify {
    /// The folder of the publication
    #[arg(long, value_name = "FOLDER")]
    publication: PathBuf,
    #[command(flatten)]
    ledger: Ledger,
    /// The public key that signed the publication; DIR/figures-key otherwise
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

#[derive(Args)]
struct Ledger {
    /// The ledger's folder, with its archive in DIR/archive
    #[arg(long = "ledger", value_name = "DIR")]
    folder: PathBuf,
    /// The ledger's public key; DIR/key otherwise
    #[arg(long, value_name = "FILE")]
    ledger_key: Option<PathBuf>,
}

impl Ledger {
    fn shelf(&self) -> Result<Shelf> {
        let key = public_key(self.ledger_key.as_deref(), &self.folder, "key")?;
        Shelf::open(&self.folder.join("archive"), &key)
    }
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    match &arguments.action {
        Action::Publish(arguments) => publish(arguments),
        Action::Verify(arguments) => verify(arguments),
        Action::Key(arguments) => key(arguments),
    }
}

fn publish(arguments: &Publish) -> Result<ExitCode> {
    let shelf = arguments.ledger.shelf()?;
    let path = or(arguments.key.as_deref(), &arguments.ledger.folder, "figures-key.secret");
    let text = fs::read_to_string(&path).with_context(|| {
        let path = path.display();
        format!("{path}: name the key that signs with --key; `beffroi figures key` makes one")
    })?;
    let key = SigningKey::from_text(&text).with_context(|| path.display().to_string())?;
    let progress = Progress::new("entries");
    let heard = |done, total| progress.show(done, total);
    let figures = publication::compute(&shelf, arguments.year, &heard)?;
    let statement = publication::publish(&figures, &key, &arguments.out)?;
    let took = progress.finish();
    say(&format!(
        "{} files over {} entries of the ledger, in {:.1} s: {}",
        statement.files.len(),
        shelf.head().size,
        took.as_secs_f64(),
        arguments.out.display()
    ));
    let announcement = arguments.out.join("announcement.en.txt");
    say(fs::read_to_string(announcement)?.trim_end());
    let (publication, ledger) = (arguments.out.display(), arguments.ledger.folder.display());
    let signed = if arguments.key.is_some() { " --key PUBLIC-KEY" } else { "" };
    say(&format!(
        "Check it: beffroi figures verify --publication {publication} --ledger {ledger}{signed}"
    ));
    Ok(ExitCode::SUCCESS)
}

fn verify(arguments: &Verify) -> Result<ExitCode> {
    let key = public_key(arguments.key.as_deref(), &arguments.ledger.folder, "figures-key")?;
    let published = match Published::open(&arguments.publication, &key)? {
        Ok(published) => published,
        Err(wrong) => return Ok(found(&wrong)),
    };
    let shelf = arguments.ledger.shelf()?;
    let total = shelf.head().size;
    super::ledger::watch(&shelf)?;
    let progress = Progress::new("entries");
    let heard = |done, total| progress.show(done, total);
    let computed = publication::compute(&shelf, published.figures.year, &heard)?;
    progress.finish();
    let wrong = published.differs(&computed)?;
    if !wrong.is_empty() {
        return Ok(found(&wrong));
    }
    say(&format!(
        "The figures of {} follow from the {} entries of {}.",
        published.figures.year, total, published.figures.origin
    ));
    Ok(ExitCode::SUCCESS)
}

fn key(arguments: &Key) -> Result<ExitCode> {
    let Key { name, out } = arguments;
    if out.exists() {
        bail!("{} is there already: a key that has signed is not replaced", out.display());
    }
    let mut seed = [0; 32];
    aws_lc_rs::rand::fill(&mut seed).context("making a key")?;
    let secret = SigningKey::text(name, &seed).context("making a key")?;
    let public = SigningKey::from_text(&secret)?.verifier().to_string();
    let beside = out.with_added_extension("pub");
    folder::write_secret(out, format!("{secret}\n").as_bytes())
        .and_then(|()| folder::write(&beside, format!("{public}\n").as_bytes()))
        .with_context(|| out.display().to_string())?;
    say(&public);
    Ok(ExitCode::SUCCESS)
}

fn found(wrong: &[publication::Wrong]) -> ExitCode {
    for wrong in wrong {
        complain(&wrong.to_string());
    }
    ExitCode::FAILURE
}

fn public_key(given: Option<&Path>, folder: &Path, name: &str) -> Result<VerifierKey> {
    let path = or(given, folder, name);
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    text.trim_end().parse().with_context(|| path.display().to_string())
}

fn or(given: Option<&Path>, folder: &Path, name: &str) -> PathBuf {
    given.map_or_else(|| folder.join(name), Path::to_owned)
}
