//! What parties use of the machine, as the kernel counts it.

use std::collections::BTreeMap;
use std::time::Duration;

/// The processes to be measured, by the name under which their figures are shown.
#[derive(Clone, Debug, Default)]
pub struct Meter(Vec<(String, u32)>);

/// What a process has used since it began, and holds now.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    pub cpu: Duration,
    pub resident_bytes: u64,
}

/// The kernel counts in hundredths of a second on every architecture that Linux runs on today.
const TICK: Duration = Duration::from_millis(10);

impl Meter {
    pub fn new(processes: impl IntoIterator<Item = (String, u32)>) -> Self {
        Self(processes.into_iter().collect())
    }

    pub fn read(&self) -> BTreeMap<String, Usage> {
        let read = |(name, process): &(String, u32)| Some((name.clone(), Usage::of(*process)?));
        self.0.iter().filter_map(read).collect()
    }

    /// What each process had used before, and has used now.
    pub fn since(&self, before: &BTreeMap<String, Usage>) -> Vec<(String, Usage, Usage)> {
        let pair = |(name, now)| {
            let before = *before.get(&name)?;
            Some((name, before, now))
        };
        self.read().into_iter().filter_map(pair).collect()
    }
}

impl Usage {
    /// `None` where there is no such process, or no `/proc`.
    pub fn of(process: u32) -> Option<Self> {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        Some(Self { cpu: cpu(&stat)?, resident_bytes: resident_bytes(&status)? })
    }
}

/// The second field is the command in brackets and may hold spaces; the rest is counted from
/// behind it. User and system time are the fields 14 and 15.
fn cpu(stat: &str) -> Option<Duration> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut times = fields.split_ascii_whitespace().skip(11);
    let user: u32 = times.next()?.parse().ok()?;
    let system: u32 = times.next()?.parse().ok()?;
    Some(TICK * user.checked_add(system)?)
}

fn resident_bytes(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_lines_are_read() {
        let stat = "7 (a (b) c) S 1 7 7 0 -1 4194560 900 0 0 0 250 50 0 0 20 0 9 0 100 0 0";
        assert_eq!(cpu(stat), Some(Duration::from_secs(3)));
        assert_eq!(resident_bytes("VmPeak: 9 kB\nVmRSS:\t  2048 kB\n"), Some(2 * 1024 * 1024));
    }
}
