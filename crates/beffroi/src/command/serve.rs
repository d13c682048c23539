use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use beffroi::country::{self, Party};
use clap::Args;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use web::SystemClock;

use super::log::LogArguments;
use super::stop;
use super::terminal::say;

#[derive(Args)]
pub struct Arguments {
    /// Which party: gateway, mobile, health, accreditor or figures (or, of the demo, bank, cards or start)
    #[arg(value_name = "ROLE")]
    party: Party,
    /// Its configuration
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    #[command(flatten)]
    log: LogArguments,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    arguments.log.start()?;
    let Arguments { party, config, .. } = arguments;
    let address = country::listens_at(&config)?;
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("the {party} cannot listen at {address}"))?;
    let role = country::open(party, &config, Arc::new(SystemClock))
        .await
        .with_context(|| format!("the {party} cannot start"))?;
    let stop = CancellationToken::new();
    let serving = tokio::spawn(web::serve(listener, role, stop.clone()));
    say(&format!("the {party} listens at {address}"));
    say("ready");
    stop::asked().await;
    stop.cancel();
    let served = serving.await.context("the party stopped by itself")?;
    served.map_err(|fault| anyhow::anyhow!(fault.explain()))?;
    Ok(ExitCode::SUCCESS)
}
