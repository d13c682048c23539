use std::fmt;
use std::path::Path;

use sqlx::any::AnyConnectOptions;
use sqlx::{AnyConnection, ConnectOptions, Connection, Executor, raw_sql};
use url::Url;

use crate::OpenError;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Where a database is. Shown without its password.
#[derive(Clone, Debug)]
pub struct Address {
    pub engine: Engine,
    url: Url,
}

/// A commit must survive a power cut: in WAL mode that takes `synchronous = FULL`. What a savepoint
/// needs to be undone is kept in memory, where SQLite would write a file for it.
const SQLITE_WRITER: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY";
const SQLITE_READER: &str = "PRAGMA busy_timeout = 10000; PRAGMA query_only = ON";
/// A server may be set to answer commits before they are durable; a login needs more. Stronger
/// settings, such as waiting for a standby, are left as they are.
const POSTGRES_WRITER: &str = "SELECT set_config('synchronous_commit', 'on', false) \
     WHERE current_setting('synchronous_commit') = 'off'";
const POSTGRES_READER: &str = "SET default_transaction_read_only = on";

impl Address {
    pub fn parse(url: &str) -> Result<Self, OpenError> {
        let invalid = || {
            OpenError::because(
                "the database must be written as sqlite:path.db or postgres://user@host/name",
            )
        };
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() || path.contains(['?', '#']) || path == ":memory:" {
                return Err(invalid());
            }
            prepare_folder(Path::new(path))?;
            let url = Url::parse(&format!("sqlite:{}?mode=rwc", escape(path)));
            return Ok(Self { engine: Engine::Sqlite, url: url.map_err(|_| invalid())? });
        }
        let url = Url::parse(url).map_err(|_| invalid())?;
        if !matches!(url.scheme(), "postgres" | "postgresql") {
            return Err(invalid());
        }
        Ok(Self { engine: Engine::Postgres, url })
    }

    /// The address of a database that is there already: a misspelt path makes no new one.
    pub fn existing(url: &str) -> Result<Self, OpenError> {
        let path = url.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path));
        match path {
            Some(path) if !Path::new(path).is_file() => {
                Err(OpenError::because(format!("there is no database {path}")))
            }
            _ => Self::parse(url),
        }
    }

    pub async fn writer(&self) -> sqlx::Result<AnyConnection> {
        let mut conn = AnyConnection::connect_with(&self.options()?).await?;
        conn.execute(raw_sql(self.by_engine(SQLITE_WRITER, POSTGRES_WRITER))).await?;
        Ok(conn)
    }

    pub async fn reader(&self) -> sqlx::Result<AnyConnection> {
        let mut conn = AnyConnection::connect_with(&self.options()?).await?;
        conn.execute(raw_sql(self.by_engine(SQLITE_READER, POSTGRES_READER))).await?;
        Ok(conn)
    }

    pub fn by_engine<T>(&self, sqlite: T, postgres: T) -> T {
        match self.engine {
            Engine::Sqlite => sqlite,
            Engine::Postgres => postgres,
        }
    }

    fn options(&self) -> sqlx::Result<AnyConnectOptions> {
        // Statements are never logged: their slow-query log holds the SQL text, and one day
        // somebody would put a value into one.
        AnyConnectOptions::from_url(&self.url).map(ConnectOptions::disable_statement_logging)
    }
}

fn prepare_folder(file: &Path) -> Result<(), OpenError> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => {
            std::fs::create_dir_all(folder).map_err(|error| {
                OpenError::new(format!("making the folder {}", folder.display()), error)
            })
        }
        _ => Ok(()),
    }
}

/// What a path may hold and a URL may not.
fn escape(path: &str) -> String {
    path.replace('%', "%25").replace(' ', "%20")
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut url = self.url.clone();
        if url.password().is_some() {
            // Fails only for URLs without a host, which cannot hold a password either.
            let _ = url.set_password(Some("withheld"));
        }
        url.set_query(None);
        f.write_str(url.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_shown() {
        let address = Address::parse("postgres://role:sesame@db.internal/role").unwrap();
        assert_eq!(address.to_string(), "postgres://role:withheld@db.internal/role");
    }

    #[test]
    fn other_schemes_are_refused() {
        for url in ["", "mysql://x/y", "sqlite:", "sqlite::memory:", "role.db"] {
            assert!(Address::parse(url).is_err(), "{url}");
        }
    }
}
