//! One database per role: SQLite or PostgreSQL, by one SQL text.
//!
//! Statements use `$1` placeholders and the types that both engines share: BIGINT (also for times
//! in milliseconds and for flags, 0 or 1), TEXT and BLOB. Aggregates are cast:
//! `CAST(SUM(x) AS BIGINT)`.

mod connect;
mod migration;
mod readers;
#[cfg(test)]
pub(crate) mod tests;
mod together;
mod writer;

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use crate::{Fault, OpenError};
use connect::Address;
pub use migration::Migration;
use readers::{Loan, Readers};
pub use together::{Together, batches, placeholders};
use writer::Writer;

/// What store functions take: `pub async fn find(conn: &mut Conn, …) -> Result<Option<T>, Fault>`.
pub type Conn = sqlx::AnyConnection;

/// A role's database: one connection that writes, with group commit, and a pool that reads.
#[derive(Clone)]
pub struct Database {
    writer: Arc<Writer>,
    readers: Readers,
}

impl Database {
    /// Opens `sqlite:path.db` (created when missing) or `postgres://…`, and brings its tables up
    /// to date.
    pub async fn open(url: &str, migrations: &[&[Migration]]) -> Result<Self, OpenError> {
        sqlx::any::install_default_drivers();
        let address = Address::parse(url)?;
        let opening =
            |error: sqlx::Error| OpenError::new(format!("opening the database {address}"), error);
        let mut conn = address.writer().await.map_err(opening)?;
        migration::run(&mut conn, address.engine, migrations)
            .await
            .map_err(|error| OpenError::new(format!("updating the tables of {address}"), error))?;
        let readers = Readers::new(address.clone());
        let readers = readers.map_err(|error| OpenError::new("opening the readers", error))?;
        Ok(Self { writer: Arc::new(Writer::new(address, conn)), readers })
    }

    /// One connection that reads the database of a role beside it, while the role runs or not.
    /// Nothing is made and no table is changed.
    pub async fn beside(url: &str) -> Result<Conn, OpenError> {
        sqlx::any::install_default_drivers();
        let address = Address::existing(url)?;
        let opened = address.reader().await;
        opened.map_err(|error| OpenError::new(format!("opening the database {address}"), error))
    }

    /// Starts a transaction that may write. Transactions run one after the other, so a handler
    /// makes no remote call while it holds one.
    pub async fn begin(&self) -> Result<Tx, Fault> {
        Ok(Tx(Writer::begin(&self.writer).await?))
    }

    /// A connection that reads what is committed, and cannot write.
    pub async fn read(&self) -> Result<Reading, Fault> {
        self.readers.take().await.map(Reading)
    }

    /// Closes all connections. A transaction that is still open is rolled back.
    pub async fn close(&self) {
        self.readers.close();
        self.writer.close().await;
    }
}

/// A transaction. Dropped without [`Tx::commit`] it leaves nothing behind.
pub struct Tx(writer::Turn);

impl Tx {
    /// Leaves work to be done right before the commit, once for all transactions that share it.
    /// Until then nobody sees it done, this transaction neither. If it fails, so does the commit
    /// of each of them.
    pub fn leave<T: Together>(&mut self, work: T) {
        self.0.leave(work);
    }

    /// Returns when what was written is durable. After a fault here nobody knows whether it is:
    /// the connection may have been lost between the commit and its answer.
    pub async fn commit(self) -> Result<(), Fault> {
        self.0.commit().await
    }
}

impl Deref for Tx {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        self.0.conn()
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        self.0.conn_mut()
    }
}

/// A connection that only reads, back in its pool when dropped.
pub struct Reading(Loan);

impl Deref for Reading {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.0
    }
}

impl DerefMut for Reading {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.0
    }
}
