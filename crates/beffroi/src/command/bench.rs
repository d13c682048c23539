use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use beffroi::bench::Bench;
use beffroi::simulate::Scale;
use clap::Args;

use super::terminal::say;

#[derive(Args)]
pub struct Arguments {
    /// The folder for what is measured: empty, and on the disk that is to be measured
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Of the country's ledger: from 1/10000 to 1, which takes 20 GB
    #[arg(long, value_name = "SCALE", default_value = "1/100")]
    scale: Scale,
    /// How many entries to record durably in a database
    #[arg(long, value_name = "N", default_value_t = 200_000)]
    entries: u64,
    /// How many at once
    #[arg(long, value_name = "C", default_value_t = 128)]
    callers: u64,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let Arguments { out: folder, scale, entries, callers } = arguments;
    if callers == 0 || entries < callers {
        bail!("--callers goes from 1 to the number of entries");
    }
    say(&Bench { folder, scale, entries, callers }.run().await?.to_string());
    Ok(ExitCode::SUCCESS)
}
