//! The one binary: the demo country, one party alone, and the tools around them.

mod command;

use std::process::ExitCode;

use clap::Parser;

use command::{Command, terminal};

/// A government's authentication service, the app that people log in with, and public services.
#[derive(Parser)]
#[command(name = "beffroi", version, about, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let Arguments { command } = Arguments::parse();
    match command.run() {
        Ok(code) => code,
        Err(error) => {
            terminal::complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}
