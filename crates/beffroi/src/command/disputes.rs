use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow};
use clap::Args;
use gateway::{Closing, Config, Desk, Dispute};
use web::{Clock as _, Fault, SystemClock};

use super::terminal::{complain, say};

#[derive(Args)]
#[command(after_help = "\
A case is opened when a person says that a login was not theirs. Their method is blocked from then on;
they take the block away themselves once they logged in by another method at the highest level.")]
pub struct Arguments {
    /// The gateway's configuration
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Close this case
    #[arg(long, value_name = "CASE")]
    close: Option<String>,
    /// With --close: take the block away too, for a person who has no other method and has proved
    /// to the helpdesk who they are
    #[arg(long, requires = "close")]
    unblock: bool,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let config: Config = web::config::load(&arguments.config)?;
    let desk = Desk::open(&config).await.context("the gateway's database cannot be opened")?;
    match arguments.close {
        Some(case) => {
            let closing = if arguments.unblock { Closing::Unblocked } else { Closing::Blocked };
            let closed = desk.close(&case, closing, SystemClock.now()).await.map_err(failed)?;
            if closed.is_none() {
                complain(&format!("there is no open case {case}"));
                return Ok(ExitCode::FAILURE);
            }
            say(&format!("closed {case}"));
        }
        None => {
            for dispute in desk.list().await.map_err(failed)? {
                say(&line(&dispute));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A case in one line. Whose it is, nobody needs to read on a terminal.
fn line(dispute: &Dispute) -> String {
    let Dispute { id, service, method, answered, opened, .. } = dispute;
    let (answered, opened) = (answered.rfc3339(), opened.rfc3339());
    format!("{id}  opened {opened}  {method} at {service} on {answered}")
}

#[expect(clippy::needless_pass_by_value, reason = "the form in which errors are mapped")]
fn failed(fault: Fault) -> anyhow::Error {
    anyhow!("{fault:?}")
}
