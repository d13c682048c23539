//! Parties as processes of their own, as in production.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::{Child, Command};

use super::{Country, Party, answers};

/// Parties of a country that run, each as this program's process. Dropped, they are killed.
#[derive(Debug)]
pub struct Processes {
    program: PathBuf,
    country: Country,
    parties: Vec<(Party, Child)>,
}

#[derive(Debug, thiserror::Error)]
pub enum ProcessError {
    #[error("the {0} cannot be started: {1}")]
    Start(Party, std::io::Error),
    #[error("the {0} does not answer")]
    Silent(Party),
    #[error("the {0} cannot be stopped: {1}")]
    Stop(Party, std::io::Error),
}

impl Processes {
    /// `program` is this binary; a test is another.
    pub async fn start(
        program: &Path,
        country: &Country,
        parties: &[Party],
    ) -> Result<Self, ProcessError> {
        let mut processes =
            Self { program: program.to_owned(), country: country.clone(), parties: Vec::new() };
        processes.run(parties).await?;
        Ok(processes)
    }

    /// The number of each process.
    pub fn numbers(&self) -> impl Iterator<Item = (Party, u32)> {
        self.parties.iter().filter_map(|(party, child)| Some((*party, child.id()?)))
    }

    /// Kills all at once, as a power failure would: none can finish anything (SIGKILL).
    pub async fn kill(&mut self) -> Result<(), ProcessError> {
        for (party, child) in &mut self.parties {
            child.start_kill().map_err(|error| ProcessError::Stop(*party, error))?;
        }
        for (party, child) in &mut self.parties {
            child.wait().await.map_err(|error| ProcessError::Stop(*party, error))?;
        }
        Ok(())
    }

    /// Kills all, and starts them again where they were.
    pub async fn kill_and_restart(&mut self) -> Result<(), ProcessError> {
        self.kill().await?;
        let killed: Vec<_> = self.parties.drain(..).map(|(party, _)| party).collect();
        self.run(&killed).await
    }

    async fn run(&mut self, parties: &[Party]) -> Result<(), ProcessError> {
        for party in parties.iter().copied() {
            let child = Command::new(&self.program)
                .args(["serve", party.name(), "--log", "error", "--config"])
                .arg(self.country.settings_file(party))
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .kill_on_drop(true)
                .spawn()
                .map_err(|error| ProcessError::Start(party, error))?;
            self.parties.push((party, child));
        }
        for party in parties.iter().copied() {
            let url = self.country.addresses().at(party, "/health/ready");
            answers(&url).await.map_err(|_| ProcessError::Silent(party))?;
        }
        Ok(())
    }
}
