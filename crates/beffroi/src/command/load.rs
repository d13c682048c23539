use std::process::ExitCode;

use anyhow::{Result, bail};
use beffroi::country::Processes;
use beffroi::load::{self, Amount, Meter};
use clap::Args;

use super::own_country::OwnCountry;
use super::terminal::say;

#[derive(Args)]
#[command(after_help = "\
Where DIR holds a demo that runs, its parties are used as they are; all of them are one process, so
what each uses cannot be told apart. Otherwise a country is founded in DIR, with each party as a
process of its own, measured by itself, and stopped at the end.")]
pub struct Arguments {
    #[command(flatten)]
    country: OwnCountry,
    /// How many logins
    #[arg(long, value_name = "N", default_value_t = 1000)]
    logins: u64,
}

/// A load run is a measurement, not a siege.
const MOST_LOGINS: u64 = 1_000_000;

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let Arguments { country: own, logins } = arguments;
    let concurrency = own.concurrency;
    if logins == 0 || logins > MOST_LOGINS || concurrency == 0 {
        bail!("--logins goes from 1 to {MOST_LOGINS}, and --concurrency from 1");
    }
    let (demo, processes) = match own.running().await {
        Some(demo) if own.database.is_some() => {
            bail!("a demo runs at {}: --database is for a country to found", demo.start_page)
        }
        Some(demo) => (demo, None),
        None => {
            let (country, processes) = own.found().await?;
            (country.demo_file()?, Some(processes))
        }
    };
    let kit = own.kit(&demo)?;
    let meter = processes.as_ref().map_or_else(Meter::default, meter);
    let figures = load::run(&demo, &kit, Amount { logins, concurrency }, &meter).await?;
    say(&figures.to_string());
    if let Some(mut processes) = processes {
        // What is measured is measured, and all it wrote is durable.
        processes.kill().await?;
    }
    Ok(if figures.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn meter(processes: &Processes) -> Meter {
    Meter::new(processes.numbers().map(|(party, number)| (party.to_string(), number)))
}
