//! Group commit: making a commit durable costs a write to the disk, a thousand times the price of
//! the statements before it, so the transactions that wait for one share it.
//!
//! There is one writing connection, behind a mutex that serves in order of arrival. The first
//! transaction to find no shared transaction open opens one. Each transaction is a savepoint
//! inside the shared one. When the first has ended, a flusher queues behind those that came
//! meanwhile; when its turn comes, it commits for all that finished before it, and only then are
//! they answered. If nobody came meanwhile, the first commits for itself as it ends.
//!
//! What must always hold:
//! - While a shared transaction is open, a flusher is under way that will end it.
//! - Whoever takes the mutex finds either no savepoint, or one that a dropped transaction left
//!   behind (`abandoned`), and rolls that back first.
//! - The control statements here run in tasks of their own, so that a caller who goes away
//!   (browsers do, all the time) never leaves one half done.
//! - A control statement that fails ends the connection: the server rolls back, every waiter of
//!   the group gets a fault, and the next transaction connects anew.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sqlx::{AnyConnection, Connection, Executor, raw_sql};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};
use tokio::time::timeout;

use super::Conn;
use super::connect::Address;
use crate::Fault;

/// A control statement touches no table and waits for no lock, but COMMIT may wait for a slow
/// disk, and BEGIN IMMEDIATE for another process; beyond this the connection is taken for dead.
const CONTROL_LIMIT: Duration = Duration::from_secs(20);

pub struct Writer {
    state: Arc<Mutex<State>>,
    queue: Queue,
}

/// How many wait for their turn: for whom a commit is worth putting off.
#[derive(Clone, Default)]
struct Queue(Arc<AtomicUsize>);

/// A place in the queue, given up when the turn comes or its caller goes away.
struct Place(Queue);

struct State {
    address: Address,
    conn: Option<AnyConnection>,
    /// Whether the shared transaction is open.
    open: bool,
    /// Whether the savepoint of a transaction that was dropped is still there.
    abandoned: bool,
    /// Those whose savepoint is released and who wait for the shared transaction's commit.
    waiting: Vec<oneshot::Sender<Result<(), Fault>>>,
}

/// One transaction's turn at the connection.
pub struct Turn {
    state: OwnedMutexGuard<State>,
    released: bool,
    queue: Queue,
    /// Dropped with the turn that opened the shared transaction: the sign for the flusher.
    opener: Option<oneshot::Sender<()>>,
}

impl Writer {
    pub fn new(address: Address, conn: AnyConnection) -> Self {
        let state =
            State { address, conn: Some(conn), open: false, abandoned: false, waiting: Vec::new() };
        Self { state: Arc::new(Mutex::new(state)), queue: Queue::default() }
    }

    pub async fn begin(&self) -> Result<Turn, Fault> {
        let place = self.queue.join();
        let state = Arc::clone(&self.state).lock_owned().await;
        drop(place);
        let queue = self.queue.clone();
        let shared = Arc::clone(&self.state);
        let begun = tokio::spawn(async move {
            let mut state = state;
            let opened = state.savepoint().await?;
            let opener = opened.then(|| {
                let (opener, ended) = oneshot::channel();
                tokio::spawn(flush(shared, ended));
                opener
            });
            Ok(Turn { state, released: false, queue, opener })
        });
        begun.await.map_err(|error| Fault::new("starting a transaction", error))?
    }

    pub async fn close(&self) {
        let mut state = self.state.lock().await;
        let lost = Fault::because("the database was closed during the commit");
        if let Some(conn) = state.abort(&lost) {
            // Whether a connection ends well no longer matters to anyone.
            let _ = conn.close().await;
        }
    }
}

impl Turn {
    pub fn conn(&self) -> &Conn {
        self.state.conn.as_ref().unwrap_or_else(|| unreachable!("{HELD}"))
    }

    pub fn conn_mut(&mut self) -> &mut Conn {
        self.state.conn.as_mut().unwrap_or_else(|| unreachable!("{HELD}"))
    }

    pub async fn commit(self) -> Result<(), Fault> {
        let released = tokio::spawn(self.release());
        let done = released.await.map_err(|error| Fault::new("ending a transaction", error))??;
        let Some(done) = done else { return Ok(()) };
        // The flusher answers even when it fails; it is silent only when the process stops.
        done.await.map_err(|error| Fault::new("waiting for a commit", error))?
    }

    /// Gives the savepoint's work to the shared transaction, and commits that at once if it would
    /// be for nobody else. PostgreSQL refuses to release after a failed statement; the savepoint
    /// is then rolled back like that of a dropped transaction, and the rest of the group is none
    /// the worse.
    async fn release(mut self) -> Result<Option<oneshot::Receiver<Result<(), Fault>>>, Fault> {
        if self.opener.is_some() && self.queue.is_empty() {
            self.state.control("RELEASE SAVEPOINT turn; COMMIT").await?;
            (self.released, self.state.open) = (true, false);
            return Ok(None);
        }
        self.state.control("RELEASE SAVEPOINT turn").await?;
        self.released = true;
        let (sender, receiver) = oneshot::channel();
        self.state.waiting.push(sender);
        Ok(Some(receiver))
    }
}

impl Queue {
    fn join(&self) -> Place {
        self.0.fetch_add(1, Ordering::Relaxed);
        Place(self.clone())
    }

    fn is_empty(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

const HELD: &str = "a turn begins with a connection, and taking it away needs the mutex it holds";

impl Drop for Turn {
    fn drop(&mut self) {
        if !self.released {
            self.state.abandoned = true;
        }
    }
}

/// Lets the opening turn end, waits for its own, and ends the shared transaction.
async fn flush(state: Arc<Mutex<State>>, ended: oneshot::Receiver<()>) {
    // Nothing is ever sent: the sender's end is the message.
    let _ = ended.await;
    let mut state = state.lock().await;
    if let Err(fault) = state.finish().await {
        state.abort(&fault);
    }
}

impl State {
    /// Makes a fresh savepoint, and says whether it opened the shared transaction for it.
    async fn savepoint(&mut self) -> Result<bool, Fault> {
        if self.open {
            match self.nested_savepoint().await {
                Ok(()) => return Ok(false),
                Err(fault) => drop(self.abort(&fault)),
            }
        }
        if self.conn.is_some() {
            match self.first_savepoint().await {
                Ok(()) => return Ok(true),
                Err(fault) => drop(self.abort(&fault)),
            }
        }
        // The server may have been restarted since the last transaction: connect once anew.
        let connecting = timeout(CONTROL_LIMIT, self.address.writer()).await;
        let conn = connecting.map_err(|error| Fault::new("connecting to the database", error))?;
        self.conn = Some(conn.map_err(|error| Fault::new("connecting to the database", error))?);
        match self.first_savepoint().await {
            Ok(()) => Ok(true),
            Err(fault) => {
                self.abort(&fault);
                Err(fault)
            }
        }
    }

    async fn nested_savepoint(&mut self) -> Result<(), Fault> {
        self.forget_abandoned().await?;
        self.control("SAVEPOINT turn").await
    }

    async fn first_savepoint(&mut self) -> Result<(), Fault> {
        // SQLite takes its write lock at once: a transaction that began by reading could find, at
        // its first write, that another process wrote meanwhile, and that cannot be mended.
        let begin =
            self.address.by_engine("BEGIN IMMEDIATE; SAVEPOINT turn", "BEGIN; SAVEPOINT turn");
        self.control(begin).await?;
        self.open = true;
        Ok(())
    }

    async fn finish(&mut self) -> Result<(), Fault> {
        if !self.open {
            return Ok(());
        }
        self.forget_abandoned().await?;
        if self.waiting.is_empty() {
            self.control("ROLLBACK").await?;
        } else {
            self.control("COMMIT").await?;
        }
        self.open = false;
        for waiter in self.waiting.drain(..) {
            // Whoever went away no longer wants to know.
            let _ = waiter.send(Ok(()));
        }
        Ok(())
    }

    async fn forget_abandoned(&mut self) -> Result<(), Fault> {
        if self.abandoned {
            self.control("ROLLBACK TO SAVEPOINT turn; RELEASE SAVEPOINT turn").await?;
            self.abandoned = false;
        }
        Ok(())
    }

    async fn control(&mut self, sql: &'static str) -> Result<(), Fault> {
        let Some(conn) = &mut self.conn else {
            return Err(Fault::because("the connection to the database was lost"));
        };
        let done = timeout(CONTROL_LIMIT, conn.execute(raw_sql(sql))).await;
        let doing = || format!("the database was asked to {sql}");
        done.map_err(|error| Fault::new(doing(), error))?
            .map_err(|error| Fault::new(doing(), error))?;
        Ok(())
    }

    /// Gives the connection up. What the shared transaction held is rolled back by the server as
    /// soon as it sees the connection end.
    fn abort(&mut self, fault: &Fault) -> Option<AnyConnection> {
        self.open = false;
        self.abandoned = false;
        for waiter in self.waiting.drain(..) {
            let _ = waiter.send(Err(fault.clone()));
        }
        self.conn.take()
    }
}
