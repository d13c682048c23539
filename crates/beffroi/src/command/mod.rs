//! What the binary can be told to do: one file per command.

mod accredit;
mod bench;
mod card;
mod check;
mod clock;
mod demo;
mod disputes;
mod drill;
mod figures;
mod ledger;
mod load;
mod log;
mod own_country;
mod phone;
mod serve;
mod simulate;
mod stop;
pub mod terminal;

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Command {
    /// Start the whole country on this machine, with fictional people
    Demo(demo::Arguments),
    /// Run one party alone, as in production
    Serve(serve::Arguments),
    /// Say what a configuration means and what is wrong with it
    Check(check::Arguments),
    /// Be a person's phone
    Phone(phone::Arguments),
    /// Be a person's identity card, in its reader
    Card(card::Arguments),
    /// Decide about accreditations, as the officers of a demo's authority
    Accredit(accredit::Arguments),
    /// Read and close the cases of people who say that a login was not theirs
    Disputes(disputes::Arguments),
    /// Log many people in, and measure it
    Load(load::Arguments),
    /// Kill parties again and again while people log in, and check that nothing answered was lost
    Drill(drill::Arguments),
    /// Check a ledger, or a receipt of it
    Ledger(ledger::Arguments),
    /// Publish official figures of a ledger, or check those that were published
    Figures(figures::Arguments),
    /// Measure ledger, archive and figures on this machine
    Bench(bench::Arguments),
    /// Make up the country's ledger of 2019 and 2020
    Simulate(simulate::Arguments),
}

impl Command {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .context("the runtime cannot start")?;
        runtime.block_on(async {
            match self {
                Self::Demo(arguments) => demo::run(arguments).await,
                Self::Serve(arguments) => serve::run(arguments).await,
                Self::Check(arguments) => check::run(&arguments),
                Self::Phone(arguments) => phone::run(arguments).await,
                Self::Card(arguments) => card::run(&arguments),
                Self::Accredit(arguments) => accredit::run(arguments).await,
                Self::Disputes(arguments) => disputes::run(arguments).await,
                Self::Load(arguments) => load::run(arguments).await,
                Self::Drill(arguments) => drill::run(arguments).await,
                Self::Ledger(arguments) => ledger::run(arguments).await,
                Self::Figures(arguments) => figures::run(&arguments),
                Self::Bench(arguments) => bench::run(arguments).await,
                Self::Simulate(arguments) => simulate::run(&arguments),
            }
        })
    }
}
