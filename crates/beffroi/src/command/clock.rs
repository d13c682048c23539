use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context as _, Result};
use clap::Args;
use domain::Timestamp;
use web::{Clock, SharedClock, SystemClock};

/// What time it is in a demo. No other command takes this: who could set the clock of a party in
/// production could bring back what has expired.
#[derive(Args)]
pub struct ClockArgument {
    /// Let the country's time stand still at the moment that this file holds, such as
    /// 2018-05-03T09:00:00Z, until it holds another one
    #[arg(long, value_name = "FILE")]
    clock: Option<PathBuf>,
}

impl ClockArgument {
    pub fn clock(&self) -> Result<SharedClock> {
        Ok(match &self.clock {
            Some(file) => Arc::new(FileClock::open(file)?),
            None => Arc::new(SystemClock),
        })
    }
}

struct FileClock {
    file: PathBuf,
    /// What it held when it could last be read: whoever writes it may be in the middle of it.
    last: AtomicI64,
}

impl FileClock {
    fn open(file: &Path) -> Result<Self> {
        let moment = read(file).context("--clock names a file with a moment in it")?;
        Ok(Self { file: file.to_owned(), last: AtomicI64::new(moment.millis()) })
    }
}

fn read(file: &Path) -> Option<Timestamp> {
    Timestamp::parse(std::fs::read_to_string(file).ok()?.trim())
}

impl Clock for FileClock {
    fn now(&self) -> Timestamp {
        if let Some(moment) = read(&self.file) {
            self.last.store(moment.millis(), Ordering::Relaxed);
        }
        Timestamp::from_millis(self.last.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::command::Command;

    #[derive(Parser)]
    struct Line {
        #[command(subcommand)]
        _command: Command,
    }

    #[test]
    fn only_a_demo_takes_another_clock() {
        let demo = ["beffroi", "demo", "--clock", "moment"];
        assert!(Line::try_parse_from(demo).is_ok());
        let serve = ["beffroi", "serve", "gateway", "--config", "gateway.toml"];
        assert!(Line::try_parse_from(serve).is_ok());
        assert!(Line::try_parse_from([&serve[..], &["--clock", "moment"]].concat()).is_err());
    }

    #[test]
    fn the_clock_stands_where_the_file_says() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("moment");
        assert!(FileClock::open(&file).is_err());
        std::fs::write(&file, "2018-05-03T00:00:00Z\n").unwrap();
        let clock = FileClock::open(&file).unwrap();
        assert_eq!(clock.now().rfc3339(), "2018-05-03T00:00:00Z");
        std::fs::write(&file, "2021-0").unwrap();
        assert_eq!(clock.now().rfc3339(), "2018-05-03T00:00:00Z");
        std::fs::write(&file, "2021-05-03T00:00:00Z").unwrap();
        assert_eq!(clock.now().rfc3339(), "2021-05-03T00:00:00Z");
    }
}
