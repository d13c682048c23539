use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use beffroi::country::{Addresses, Country, DemoFile, Listeners, Party, Plan};
use clap::Args;

use super::clock::ClockArgument;
use super::log::LogArguments;
use super::stop;
use super::terminal::{complain, say};

#[derive(Args)]
pub struct Arguments {
    /// Where the country keeps everything; made on the first start
    #[arg(long, value_name = "DIR", default_value = "demo-data")]
    data: PathBuf,
    /// The first port; the parties are at this one and those after it
    #[arg(long, value_name = "BASE", default_value_t = 8000)]
    port: u16,
    /// Leave out the made-up figures of 2019 and 2020, which are made in the background
    #[arg(long)]
    without_figures: bool,
    /// Only make what is missing in the folder, so that it can be changed before anybody reads it
    #[arg(long)]
    prepare: bool,
    #[command(flatten)]
    clock: ClockArgument,
    #[command(flatten)]
    log: LogArguments,
}

/// The last port that the demo names, counted from the first: the test services'.
const LAST_PORT: u16 = 80;

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    arguments.log.start()?;
    if arguments.port == 0 || arguments.port.checked_add(LAST_PORT).is_none() {
        bail!("--port must be from 1 to {}", u16::MAX - LAST_PORT);
    }
    let clock = arguments.clock.clock()?;
    let addresses = Addresses::from_port(arguments.port);
    // Ports first: a country is founded for its ports, so a busy one must not found anything.
    let listeners = Listeners::bind(&addresses).await?;
    let country = Country::prepare(&Plan::new(&arguments.data, addresses, clock.now()))?;
    if arguments.prepare {
        say("prepared");
        return Ok(ExitCode::SUCCESS);
    }
    let mut running = country.start(listeners, |_| clock.clone()).await?;
    tokio::select! {
        ready = country.ready() => ready?,
        error = running.ended() => return Err(error.into()),
        () = stop::asked() => {
            running.stop().await;
            return Ok(ExitCode::SUCCESS);
        }
    }
    introduce(&country)?;
    say("ready");
    if !arguments.without_figures {
        // Not one of the runtime's threads: a stop waits for those, and these can begin again.
        let country = country.clone();
        std::thread::spawn(move || {
            if let Err(error) = country.make_first_figures() {
                complain(&format!("the first figures cannot be made: {error:#}"));
            }
        });
    }
    tokio::select! {
        error = running.ended() => return Err(error.into()),
        () = stop::asked() => {}
    }
    running.stop().await;
    say("stopped; everything is kept in the data folder");
    Ok(ExitCode::SUCCESS)
}

/// What to open, and who one can be.
fn introduce(country: &Country) -> Result<()> {
    let demo = country.demo_file()?;
    let url = |party| country.addresses().at(party, "/");
    say("A small country is running. Open:");
    for (what, address) in [
        ("start here", url(Party::Start)),
        ("the bank, which hands out the app", url(Party::Bank)),
        ("the app", country.addresses().at(Party::Mobile, "/app/")),
        ("the health service", url(Party::Health)),
        ("the government's login service", url(Party::Gateway)),
        ("the authority that accredits, with its public register", url(Party::Accreditor)),
        ("people's identity cards", url(Party::Cards)),
        ("the statistics office, with official figures", url(Party::Figures)),
    ] {
        say(&format!("  {address:<30} {what}"));
    }
    say("You can be, among others:");
    for known in demo.people.iter().filter(|known| known.featured) {
        let story = known.person.story.as_ref().map_or("", |story| &story.en);
        say(&format!("  {}  {:<20} {story}", known.person.national_number.reveal(), known.name));
    }
    let (data, file) = (country.data().display(), DemoFile::NAME);
    say(&format!("Everybody else, and what a tester needs: {data}/{file}"));
    Ok(())
}
