use anyhow::Result;
use clap::{Args, ValueEnum};

/// How much is logged, and how. The log goes to standard error.
#[derive(Args)]
pub struct LogArguments {
    /// What to log, such as `info` or `web=debug,info`
    #[arg(long, value_name = "FILTER", default_value = "warn")]
    log: String,
    /// How to write the log
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    log_format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl LogArguments {
    pub fn start(&self) -> Result<()> {
        let format = match self.log_format {
            Format::Text => web::LogFormat::Text,
            Format::Json => web::LogFormat::Json,
        };
        Ok(web::start_log(format, &self.log)?)
    }
}
