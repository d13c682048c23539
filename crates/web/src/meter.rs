use std::time::Duration;

use metrics::{Key, Label, Level, Metadata, Recorder};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};

use crate::OpenError;

/// What a role counts about itself. Each role has its own, also where several run as tasks of one
/// process: roles share no memory.
pub struct Meter {
    recorder: PrometheusRecorder,
}

const METADATA: Metadata<'static> = Metadata::new("web", Level::INFO, Some("web"));
const BUCKETS: &[f64] =
    &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

impl Meter {
    pub fn new(role: &'static str) -> Result<Self, OpenError> {
        let builder = PrometheusBuilder::new()
            .add_global_label("role", role)
            .set_buckets(BUCKETS)
            .map_err(|error| OpenError::new("setting up the metrics", error))?;
        Ok(Self { recorder: builder.build_recorder() })
    }

    pub fn count(&self, name: &'static str, labels: &[(&'static str, &'static str)]) {
        let labels: Vec<Label> =
            labels.iter().map(|(name, value)| Label::from_static_parts(name, value)).collect();
        let key = Key::from_parts(name, labels);
        self.recorder.register_counter(&key, &METADATA).increment(1);
    }

    /// Sets what goes up and down, such as a moment in seconds of the Unix epoch.
    pub fn gauge(&self, name: &'static str, (label, value): (&'static str, &str), number: i64) {
        let key = Key::from_parts(name, vec![Label::new(label, value.to_owned())]);
        #[expect(clippy::cast_precision_loss, reason = "seconds stay below 2^53 for ever")]
        self.recorder.register_gauge(&key, &METADATA).set(number as f64);
    }

    pub fn request(&self, method: &'static str, route: &str, status: u16, took: Duration) {
        let route = Label::new("route", route.to_owned());
        let method = Label::from_static_parts("method", method);
        let seconds = Key::from_parts("http_request_seconds", vec![method.clone(), route.clone()]);
        self.recorder.register_histogram(&seconds, &METADATA).record(took.as_secs_f64());
        let status = Label::new("status", status.to_string());
        let total = Key::from_parts("http_requests_total", vec![method, route, status]);
        self.recorder.register_counter(&total, &METADATA).increment(1);
    }

    /// Everything in Prometheus' text format, with what the process as a whole has used.
    pub fn render(&self) -> String {
        let mut text = self.recorder.handle().render();
        text.push_str(&process());
        text
    }

    /// Moves what was recorded out of the buffers that only a reader would otherwise empty.
    pub fn tidy(&self) {
        self.recorder.handle().run_upkeep();
    }
}

/// The kernel counts in hundredths of a second on every architecture that Linux runs on today.
const TICKS_PER_SECOND: f64 = 100.0;
const PAGE_BYTES_PER_KIB: u64 = 1024;

fn process() -> String {
    let cpu = cpu_seconds().map(|seconds| {
        format!("# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total {seconds}\n")
    });
    let memory = resident_bytes().map(|bytes| {
        format!(
            "# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes {bytes}\n"
        )
    });
    cpu.unwrap_or_default() + &memory.unwrap_or_default()
}

fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is the command in brackets and may hold spaces; the rest is counted from
    // behind it. User and system time are the fields 14 and 15.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut times = fields.split_ascii_whitespace().skip(11);
    let user: f64 = times.next()?.parse().ok()?;
    let system: f64 = times.next()?.parse().ok()?;
    Some((user + system) / TICKS_PER_SECOND)
}

fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * PAGE_BYTES_PER_KIB)
}
