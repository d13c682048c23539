use std::fmt;
use std::time::Duration;

use hdrhistogram::Histogram;

use super::{Amount, Done, LoadError, Usage};

/// Three significant digits: more than such a measurement can mean.
const DIGITS: u8 = 3;

/// What a load run showed.
#[derive(Debug)]
pub struct Figures {
    amount: Amount,
    took: Duration,
    pub succeeded: u64,
    pub failed: u64,
    pub errors: Vec<LoadError>,
    /// Milliseconds.
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
    pub longest: f64,
    pub parties: Vec<PartyFigures>,
}

/// What one party used for it.
#[derive(Debug)]
pub struct PartyFigures {
    pub name: String,
    pub cpu_milliseconds_per_login: f64,
    pub resident_mebibytes: f64,
    pub growth_kibibytes_per_login: f64,
}

impl Figures {
    pub(super) fn of(
        amount: Amount,
        took: Duration,
        done: Done,
        used: &[(String, Usage, Usage)],
    ) -> Result<Self, LoadError> {
        let mut micros = Histogram::<u64>::new(DIGITS).map_err(LoadError::setup)?;
        for login in &done.took {
            let took = u64::try_from(login.as_micros()).unwrap_or(u64::MAX);
            micros.record(took).map_err(LoadError::setup)?;
        }
        let quantile = |q| number(micros.value_at_quantile(q)) / 1000.0;
        let succeeded = micros.len();
        let parties = used.iter();
        Ok(Self {
            amount,
            took,
            succeeded,
            failed: done.failed,
            p50: quantile(0.50),
            p95: quantile(0.95),
            p99: quantile(0.99),
            longest: number(micros.max()) / 1000.0,
            parties: parties
                .map(|(name, before, after)| PartyFigures::of(name, before, after, succeeded))
                .collect(),
            errors: done.errors,
        })
    }

    pub fn logins_per_second(&self) -> f64 {
        number(self.succeeded) / self.took.as_secs_f64().max(f64::EPSILON)
    }
}

impl PartyFigures {
    fn of(name: &str, before: &Usage, after: &Usage, logins: u64) -> Self {
        let logins = number(logins.max(1));
        let cpu = after.cpu.saturating_sub(before.cpu).as_secs_f64() * 1000.0;
        let growth = number(after.resident_bytes) - number(before.resident_bytes);
        Self {
            name: name.to_owned(),
            cpu_milliseconds_per_login: cpu / logins,
            resident_mebibytes: number(after.resident_bytes) / 1024.0 / 1024.0,
            growth_kibibytes_per_login: growth / 1024.0 / logins,
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Amount { logins, concurrency } = self.amount;
        let (seconds, rate) = (self.took.as_secs_f64(), self.logins_per_second());
        writeln!(
            f,
            "{logins} logins, {concurrency} at once, {seconds:.1} s, {} failed",
            self.failed
        )?;
        writeln!(f)?;
        writeln!(f, "| logins/s | p50 ms | p95 ms | p99 ms | longest ms |")?;
        writeln!(f, "|---:|---:|---:|---:|---:|")?;
        let Self { p50, p95, p99, longest, .. } = self;
        writeln!(f, "| {rate:.1} | {p50:.1} | {p95:.1} | {p99:.1} | {longest:.1} |")?;
        if !self.parties.is_empty() {
            writeln!(f)?;
            writeln!(f, "| party | CPU ms per login | resident MiB | growth KiB per login |")?;
            writeln!(f, "|---|---:|---:|---:|")?;
        }
        for party in &self.parties {
            let PartyFigures { name, .. } = party;
            let cpu = party.cpu_milliseconds_per_login;
            let (held, growth) = (party.resident_mebibytes, party.growth_kibibytes_per_login);
            writeln!(f, "| {name} | {cpu:.2} | {held:.1} | {growth:.2} |")?;
        }
        for error in &self.errors {
            writeln!(f, "failed: {error}")?;
        }
        Ok(())
    }
}

/// As a float; no count here comes near where that loses a unit.
#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn number(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_was_measured() {
        let took = (1..=100).map(Duration::from_millis).collect();
        let done = Done { took, errors: Vec::new(), failed: 0 };
        let usage = |seconds, mebibytes: u64| Usage {
            cpu: Duration::from_secs(seconds),
            resident_bytes: mebibytes * 1024 * 1024,
        };
        let used = [("gateway".to_owned(), usage(1, 40), usage(2, 41))];
        let amount = Amount { logins: 100, concurrency: 4 };
        let figures = Figures::of(amount, Duration::from_secs(2), done, &used).unwrap();
        let text = figures.to_string();
        assert!(text.contains("| 50.0 | 50.0 | 95.0 | 99.0 | 100.0 |"), "{text}");
        assert!(text.contains("| gateway | 10.00 | 41.0 | 10.24 |"), "{text}");
    }
}
