use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use beffroi::country::{Party, check};
use clap::Args;
use web::{Clock as _, SystemClock};

use super::terminal::say;

#[derive(Args)]
pub struct Arguments {
    /// A configuration, named for its role as in DIR/gateway.toml; may be given several times
    #[arg(long, value_name = "FILE")]
    config: Vec<PathBuf>,
    /// The role of configurations with other names
    #[arg(long, value_name = "ROLE")]
    role: Option<Party>,
    /// Without --config: the data folder of a demo, whose configurations are all checked
    #[arg(long, value_name = "DIR", default_value = "demo-data")]
    data: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut files = Vec::new();
    for file in &arguments.config {
        let party = arguments.role.map_or_else(|| party_of(file), Ok)?;
        files.push((party, file.clone()));
    }
    if files.is_empty() {
        let all = Party::ALL.into_iter();
        files.extend(all.map(|party| (party, arguments.data.join(format!("{party}.toml")))));
    }
    let mut good = true;
    for (party, file) in files {
        let report = check(party, &file, SystemClock.now());
        say(&format!("{party} ({})", file.display()));
        for (mark, lines) in
            [("", &report.in_force), ("warning: ", &report.warnings), ("error: ", &report.errors)]
        {
            for line in lines {
                say(&format!("  {mark}{line}"));
            }
        }
        good &= report.errors.is_empty();
    }
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn party_of(file: &Path) -> Result<Party> {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    stem.parse().with_context(|| format!("{}: say its role with --role", file.display()))
}
