use std::borrow::Cow;
use std::collections::BTreeSet;

use sqlx::migrate::{MigrateError, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr};

use super::Conn;
use super::connect::Engine;

/// One step in the history of the tables. Steps go forward only, and a released step is never
/// edited: its checksum is kept in the database and compared at every start.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    pub version: i64,
    pub name: &'static str,
    pub sql: &'static str,
}

#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    #[error("two migrations have the version {0}")]
    Twice(i64),
    #[error(transparent)]
    Run(#[from] MigrateError),
}

pub async fn run(
    conn: &mut Conn,
    engine: Engine,
    migrations: &[&[Migration]],
) -> Result<(), MigrationError> {
    let mut versions = BTreeSet::new();
    let mut steps = Vec::new();
    for migration in migrations.iter().copied().flatten() {
        if !versions.insert(migration.version) {
            return Err(MigrationError::Twice(migration.version));
        }
        let sql = AssertSqlSafe(for_engine(engine, migration.sql)).into_sql_str();
        let name = Cow::Borrowed(migration.name);
        let kind = MigrationType::Simple;
        steps.push(sqlx::migrate::Migration::new(migration.version, name, kind, sql, false));
    }
    Ok(Migrator::with_migrations(steps).run_direct(None, conn, false).await?)
}

/// The one word in which the engines' table definitions differ.
fn for_engine(engine: Engine, sql: &'static str) -> Cow<'static, str> {
    match engine {
        Engine::Sqlite => Cow::Borrowed(sql),
        Engine::Postgres => Cow::Owned(replace_word(sql, "BLOB", "BYTEA")),
    }
}

fn replace_word(text: &str, word: &str, with: &str) -> String {
    let mut replaced = String::with_capacity(text.len());
    for part in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
        let end = part.trim_end_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_').len();
        let (name, rest) = part.split_at(end);
        replaced.push_str(if name == word { with } else { name });
        replaced.push_str(rest);
    }
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_word_is_replaced() {
        let sql = "CREATE TABLE t (a BLOB NOT NULL, BLOBBY TEXT, my_BLOB TEXT, b BLOB)";
        assert_eq!(
            replace_word(sql, "BLOB", "BYTEA"),
            "CREATE TABLE t (a BYTEA NOT NULL, BLOBBY TEXT, my_BLOB TEXT, b BYTEA)"
        );
    }
}
