use std::path::Path;

use crate::Postgres;

/// What a role keeps its data in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    Sqlite,
    Postgres,
}

/// Which engine the tests stand on that do not choose one themselves.
const VARIABLE: &str = "BEFFROI_TEST_ENGINE";

impl Ground {
    /// SQLite, and PostgreSQL where it is installed.
    pub fn all() -> Vec<Self> {
        let postgres = Postgres::shared().map(|_| Self::Postgres);
        [Self::Sqlite].into_iter().chain(postgres).collect()
    }

    /// The engine of this run of the tests: SQLite unless `BEFFROI_TEST_ENGINE=postgres`.
    #[expect(clippy::disallowed_methods, reason = "a run of tests has no configuration file")]
    pub fn usual() -> Self {
        let asked = std::env::var(VARIABLE).unwrap_or_else(|_| "sqlite".to_owned());
        let known = matches!(asked.as_str(), "sqlite" | "postgres");
        assert!(known, "{VARIABLE} is {asked}: expected sqlite or postgres");
        if asked == "sqlite" { Self::Sqlite } else { Self::Postgres }
    }

    /// The URL of an empty database. A file of this name in the folder, if it is to be a file.
    pub fn database(self, folder: &Path, name: &str) -> String {
        match self {
            Self::Sqlite => format!("sqlite:{}", folder.join(name).display()),
            Self::Postgres => Postgres::shared().expect("PostgreSQL is not installed").database(),
        }
    }
}

/// All that a database holds, place by place, as whoever steals its disk or a backup would read it.
pub fn contents(url: &str) -> Vec<(String, Vec<u8>)> {
    let Some(path) = url.strip_prefix("sqlite:") else {
        let postgres = Postgres::shared().expect("the database is of the shared cluster");
        return vec![("the backup".to_owned(), postgres.dump(url))];
    };
    let files = [path.to_owned(), format!("{path}-wal")];
    files.map(|file| (file.clone(), std::fs::read(file).unwrap_or_default())).into()
}
