use serde::Deserialize;
use tracing_subscriber::EnvFilter;

use crate::OpenError;

/// How the log is written: for people, or one JSON object a line for machines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

/// Starts logging to standard error. `filter` is as `tracing` knows it: `info`, `web=debug,info`.
/// A second start changes nothing.
pub fn start_log(format: LogFormat, filter: &str) -> Result<(), OpenError> {
    let filter = filter
        .parse::<EnvFilter>()
        .map_err(|error| OpenError::new("reading the log filter", error))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Refused only when logging was started before, by a test or an embedding program.
    let _ = match format {
        LogFormat::Text => log.with_ansi(false).try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
    Ok(())
}
