//! The connections that read.
//!
//! Not sqlx's own pool: that asks a connection whether it is well both when it is taken and when
//! it is given back. On SQLite, where a question to the connection's thread is most of what a
//! small statement costs, this tripled the price of a read.

use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{self, BuildError, Metrics, Object, PoolError, RecycleResult};
use sqlx::{AnyConnection, Connection};

use super::connect::{Address, Engine};
use crate::Fault;

const MOST: usize = 8;
const WAIT: Duration = Duration::from_secs(10);

#[derive(Clone)]
pub struct Readers(managed::Pool<Reader>);

/// Makes connections that read.
pub struct Reader(Address);

/// A connection on loan.
pub type Loan = Object<Reader>;

impl Readers {
    pub fn new(address: Address) -> Result<Self, BuildError> {
        let pool = managed::Pool::builder(Reader(address)).runtime(Runtime::Tokio1);
        let pool = pool.max_size(MOST).wait_timeout(Some(WAIT)).create_timeout(Some(WAIT));
        pool.recycle_timeout(Some(WAIT)).build().map(Self)
    }

    pub async fn take(&self) -> Result<Loan, Fault> {
        let taken = self.0.get().await;
        taken.map_err(|error: PoolError<sqlx::Error>| Fault::new("connecting to read", error))
    }

    pub fn close(&self) {
        self.0.close();
    }
}

impl managed::Manager for Reader {
    type Type = AnyConnection;
    type Error = sqlx::Error;

    async fn create(&self) -> sqlx::Result<AnyConnection> {
        self.0.reader().await
    }

    /// A server may have been restarted since the last statement; a file has not.
    async fn recycle(&self, conn: &mut AnyConnection, _: &Metrics) -> RecycleResult<sqlx::Error> {
        if self.0.engine == Engine::Postgres {
            conn.ping().await?;
        }
        Ok(())
    }
}
