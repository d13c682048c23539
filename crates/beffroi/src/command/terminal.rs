//! What a person reads on their terminal. Answers go to standard output, complaints to standard
//! error; a reader who went away is no reason to fail.

use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

pub fn complain(line: &str) {
    let _ = writeln!(std::io::stderr(), "beffroi: {line}");
}

/// How far a long run is, shown while somebody watches.
pub struct Progress {
    bar: ProgressBar,
    began: Instant,
}

impl Progress {
    pub fn new(what: &str) -> Self {
        let bar = ProgressBar::new(0);
        let template = format!("{{bar:40}} {{human_pos}} of {{human_len}} {what}, {{eta}} left");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style);
        }
        Self { bar, began: Instant::now() }
    }

    /// Watches over a task that tells how many more of `total` are behind.
    pub fn of<T>(what: &str, total: u64, task: impl FnOnce(&(dyn Fn(u64) + Sync)) -> T) -> T {
        let progress = Self::new(what);
        let behind = AtomicU64::new(0);
        let done = task(&|more| {
            let before = behind.fetch_add(more, Ordering::Relaxed);
            progress.show(before + more, total);
        });
        progress.finish();
        done
    }

    pub fn show(&self, done: u64, total: u64) {
        if self.bar.length() != Some(total) {
            self.bar.set_length(total);
        }
        self.bar.set_position(done);
    }

    /// Takes the bar away, and says how long it stood there.
    pub fn finish(&self) -> Duration {
        self.bar.finish_and_clear();
        self.began.elapsed()
    }
}
