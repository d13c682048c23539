use std::process::ExitCode;

use anyhow::{Result, bail};
use beffroi::drill::Drill;
use clap::Args;

use super::own_country::OwnCountry;
use super::terminal::{Progress, complain, say};

#[derive(Args)]
#[command(after_help = "\
A country is founded in DIR, with each party as a process. All of them are killed (SIGKILL) at random
moments while people log in, and started again. At the end every answered login must stand once in the
gateway's trail and once in its ledger, every login by app once in the mobile provider's ledger, the ledgers
must hold, and every head that was ever seen must be the beginning of the last one. Try it on your own PostgreSQL before you trust it with a country.")]
pub struct Arguments {
    #[command(flatten)]
    country: OwnCountry,
    /// How often everything is killed
    #[arg(long, value_name = "N", default_value_t = 20)]
    kills: u32,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let Arguments { country: own, kills } = arguments;
    if let Some(demo) = own.running().await {
        bail!("a demo runs at {}: a drill needs a country of its own to kill", demo.start_page);
    }
    let (country, mut processes) = own.found().await?;
    let kit = own.kit(&country.demo_file()?)?;
    let drill = Drill { kills, concurrency: own.concurrency };
    let progress = Progress::new("kills");
    let heard = |kill: u32| progress.show(kill.into(), kills.into());
    let outcome = drill.run(&country, &kit, &mut processes, &heard).await?;
    progress.finish();
    say(&outcome.to_string());
    for wrong in &outcome.wrong {
        complain(&wrong.to_string());
    }
    processes.kill().await?;
    if outcome.wrong.is_empty() {
        say("every answered login is in the books, once");
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}
