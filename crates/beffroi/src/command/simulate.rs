use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use beffroi::simulate::{self, Country, Order, Scale};
use clap::{Args, ValueEnum};

use super::terminal::{Progress, say};

#[derive(Args)]
#[command(after_help = "\
The country is fiction: nobody in it ever was, and whoever knows the seed knows every key. DIR gets
the log as C2SP tiles, its signed heads, the archive as Parquet files, and the keys.")]
pub struct Arguments {
    /// The folder of the ledger to make
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// From 1/10000 to 1
    #[arg(long, value_name = "SCALE", default_value = "1/1000")]
    scale: Scale,
    /// Another seed makes another country; the same makes the same bytes
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Whose ledger
    #[arg(long, value_name = "ROLE", default_value = "gateway")]
    ledger: Ledger,
    /// Leave out the public tiles: the archive alone leads to the signed head
    #[arg(long)]
    without_tiles: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Ledger {
    /// Logins at public services
    Gateway,
    /// Logins by app at the mobile provider's partners
    Mobile,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let order = Order {
        folder: arguments.out.clone(),
        ledger: match arguments.ledger {
            Ledger::Gateway => Country::Gateway,
            Ledger::Mobile => Country::Mobile,
        },
        scale: arguments.scale,
        seed: arguments.seed,
        tiles: !arguments.without_tiles,
    };
    let progress = Progress::new("entries");
    let made = simulate::run(&order, &|done, total| progress.show(done, total))?;
    let took = progress.finish();
    let rate = made.entries * 1000 / u64::try_from(took.as_millis()).unwrap_or(u64::MAX).max(1);
    say(&format!("{} entries in {} s ({rate} a second)", made.entries, took.as_secs()));
    say(&format!(
        "Figures: beffroi figures publish --year 2020 --ledger {} --out FOLDER",
        order.folder.display()
    ));
    Ok(ExitCode::SUCCESS)
}
