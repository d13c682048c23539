//! For tests only: a private PostgreSQL, made on the spot from the installed `initdb` and gone
//! with the process that asked for it. It listens at a socket in its own folder, so it needs no
//! port and nobody else reaches it.

mod ground;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

pub use ground::{Ground, contents};

/// A running cluster.
pub struct Postgres {
    folder: String,
    /// Ends the cluster when its standard input closes.
    _keeper: Child,
    databases: AtomicUsize,
}

/// Whether commits reach the disk. Tests of meaning run faster without; measurements need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    Durable,
    Fast,
}

impl Postgres {
    /// The cluster that all tests of one process share, or `None` where PostgreSQL is not
    /// installed.
    pub fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Option<Postgres>> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(Durability::Fast)).as_ref()
    }

    /// A cluster of one's own.
    pub fn start(durability: Durability) -> Option<Self> {
        let fsync = if durability == Durability::Durable { "on" } else { "off" };
        let mut keeper = command(&["sh", "-c", include_str!("keeper.sh"), "keeper", fsync])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let mut line = String::new();
        BufReader::new(keeper.stdout.take()?).read_line(&mut line).ok()?;
        let folder = line.trim().to_owned();
        assert!(folder != "failed" && !folder.is_empty(), "PostgreSQL is there but does not start");
        if folder == "missing" {
            return None;
        }
        Some(Self { folder, _keeper: keeper, databases: AtomicUsize::new(0) })
    }

    /// Makes an empty database and returns its URL.
    pub fn database(&self) -> String {
        let name = format!("test{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.run("postgres", &format!("CREATE DATABASE {name}"));
        format!("postgres://postgres@localhost/{name}?host={}", self.folder)
    }

    /// Runs a statement in a database of this cluster, as an operator would, and returns what it
    /// printed.
    pub fn run(&self, database: &str, sql: &str) -> String {
        let psql = ["psql", "-h", &self.folder, "-U", "postgres", "-d", database];
        let output = command(&[&psql[..], &["-qtA", "-v", "ON_ERROR_STOP=1", "-c", sql]].concat())
            .output()
            .ok()
            .filter(|output| output.status.success())
            .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
        assert!(output.is_some(), "PostgreSQL refused: {sql}");
        output.unwrap_or_default()
    }

    /// Every row of a database, given by its URL, as a backup has it.
    pub fn dump(&self, url: &str) -> Vec<u8> {
        let output =
            command(&["pg_dump", "-h", &self.folder, "-U", "postgres", name(url)]).output();
        let output = output.expect("pg_dump is installed");
        assert!(output.status.success(), "PostgreSQL gives no backup");
        output.stdout
    }

    /// Cuts every connection to a database, given by its URL, as a restart of the server would.
    pub fn disconnect(&self, url: &str) {
        self.run(
            "postgres",
            &format!(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
                 WHERE datname = '{}'",
                name(url)
            ),
        );
    }
}

/// The name of a database in its URL.
fn name(url: &str) -> &str {
    let name = url.rsplit('/').find(|part| part.starts_with("test")).unwrap_or_default();
    name.split('?').next().unwrap_or_default()
}

/// PostgreSQL refuses to run as root, so root becomes the user `postgres` first.
fn command(words: &[&str]) -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    if root {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).args(words);
        command
    } else {
        let mut command = Command::new(words[0]);
        command.args(&words[1..]);
        command
    }
}
