//! Group commit: making a commit durable costs a write to the disk, a thousand times the price of
//! the statements before it, so the transactions that wait for one share it.
//!
//! There is one writing connection, behind a mutex that serves in order of arrival. The first
//! transaction to find no shared transaction open opens one. Each transaction is a savepoint
//! inside the shared one, released together with the making of the next, so that a turn costs one
//! control statement. When the first has ended, a flusher queues behind those that came meanwhile;
//! when its turn comes, it commits for all that finished before it, and only then are they
//! answered. If nobody came meanwhile, the first commits for itself as it ends.
//!
//! What transactions left to be done together ([`Together`](super::Together)) is written right
//! before the commit, in the order in which they ended.
//!
//! What must always hold:
//! - While a shared transaction is open, a flusher is under way that will end it.
//! - Whoever takes the mutex finds at most one savepoint, that of the turn before ([`Left`]), and
//!   ends it first, or takes it over if nothing was done in it.
//! - A caller who goes away (browsers do, all the time) never leaves a control statement half done:
//!   it goes on in a task of its own ([`ToTheEnd`]).
//! - A control statement that fails ends the connection, and so does what a group left where it
//!   cannot be written: the server rolls back, every waiter of the group gets a fault, and the next
//!   transaction connects anew.

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::FutureExt as _;
use sqlx::{AnyConnection, Connection, Executor, raw_sql};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};
use tokio::time::timeout;

use super::Conn;
use super::connect::Address;
use super::together::{Piles, Together};
use crate::Fault;

/// A control statement touches no table and waits for no lock, but COMMIT may wait for a slow
/// disk, BEGIN IMMEDIATE for another process, and what is written together for another node;
/// beyond this the connection is taken for dead.
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
    left: Left,
    /// Those whose savepoint is released and who wait for the shared transaction's commit.
    waiting: Vec<Waiter>,
    /// What these left to be written before it.
    piles: Piles,
}

/// What the last turn left of its savepoint, for the next to end.
enum Left {
    Nothing,
    /// Nothing was done in it.
    Unused,
    /// Its transaction was dropped.
    Abandoned,
    /// Its transaction is to be committed, with what it left.
    Finished(Waiter, Piles),
}

/// Whom to tell how the commit ended.
type Waiter = oneshot::Sender<Result<(), Fault>>;

/// One transaction's turn at the connection.
pub struct Turn {
    state: OwnedMutexGuard<State>,
    ended: bool,
    /// Whether a statement may have been made.
    used: bool,
    piles: Piles,
    queue: Queue,
    /// Dropped with the turn that opened the shared transaction: the sign for the flusher.
    opener: Option<oneshot::Sender<()>>,
}

impl Writer {
    pub fn new(address: Address, conn: AnyConnection) -> Self {
        let state = State {
            address,
            conn: Some(conn),
            open: false,
            left: Left::Nothing,
            waiting: Vec::new(),
            piles: Piles::default(),
        };
        Self { state: Arc::new(Mutex::new(state)), queue: Queue::default() }
    }

    pub async fn begin(&self) -> Result<Turn, Fault> {
        let place = self.queue.join();
        let state = Arc::clone(&self.state).lock_owned().await;
        drop(place);
        let queue = self.queue.clone();
        let shared = Arc::clone(&self.state);
        ToTheEnd::new(async move {
            let mut state = state;
            let opened = state.savepoint().await?;
            let opener = opened.then(|| {
                let (opener, ended) = oneshot::channel();
                tokio::spawn(flush(shared, ended));
                opener
            });
            let (ended, used) = (false, false);
            Ok(Turn { state, ended, used, piles: Piles::default(), queue, opener })
        })
        .await
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
        self.used = true;
        self.state.conn.as_mut().unwrap_or_else(|| unreachable!("{HELD}"))
    }

    pub fn leave<T: Together>(&mut self, work: T) {
        self.piles.leave(work);
    }

    pub async fn commit(mut self) -> Result<(), Fault> {
        if self.opener.is_some() && self.queue.is_empty() {
            return ToTheEnd::new(self.commit_alone()).await;
        }
        let (waiter, done) = oneshot::channel();
        let piles = std::mem::take(&mut self.piles);
        if self.used {
            self.state.left = Left::Finished(waiter, piles);
        } else {
            self.state.left = Left::Unused;
            self.state.wait(waiter, piles);
        }
        self.ended = true;
        drop(self);
        // The flusher answers even when it fails; it is silent only when the process stops.
        done.await.map_err(|error| Fault::new("waiting for a commit", error))?
    }

    /// Commits the shared transaction at once, which nobody else waits for.
    async fn commit_alone(mut self) -> Result<(), Fault> {
        self.used = true;
        let piles = std::mem::take(&mut self.piles);
        self.state.write(piles).await?;
        self.state.control("RELEASE SAVEPOINT turn; COMMIT").await?;
        (self.ended, self.state.open) = (true, false);
        Ok(())
    }
}

/// A future that is run to its end, even if whoever waits for it goes away.
struct ToTheEnd<F>(Option<Pin<Box<F>>>)
where
    F: Future<Output: Send> + Send + 'static;

impl<F: Future<Output: Send> + Send + 'static> ToTheEnd<F> {
    fn new(future: F) -> Self {
        Self(Some(Box::pin(future)))
    }
}

impl<F: Future<Output: Send> + Send + 'static> Future for ToTheEnd<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let Some(future) = &mut self.0 else { return Poll::Pending };
        let polled = future.as_mut().poll(context);
        if polled.is_ready() {
            self.0 = None;
        }
        polled
    }
}

impl<F: Future<Output: Send> + Send + 'static> Drop for ToTheEnd<F> {
    fn drop(&mut self) {
        if let (Some(rest), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            runtime.spawn(rest);
        }
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
        if !self.ended {
            self.state.left = if self.used { Left::Abandoned } else { Left::Unused };
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
        match std::mem::replace(&mut self.left, Left::Nothing) {
            Left::Nothing => self.control("SAVEPOINT turn").await,
            Left::Unused if self.conn.is_some() => Ok(()),
            Left::Unused => Err(lost()),
            // Rolled back to, it serves the next turn as well.
            Left::Abandoned => self.control("ROLLBACK TO SAVEPOINT turn").await,
            Left::Finished(waiter, piles) => {
                let sql = "RELEASE SAVEPOINT turn; SAVEPOINT turn";
                self.release((waiter, piles), sql).await.map(drop)
            }
        }
    }

    /// Gives the savepoint's work to the shared transaction, by a statement that does more after
    /// it; says whether that was done. PostgreSQL refuses to release after a failed statement; the
    /// savepoint's work is then undone, its waiter told, and the rest of the group none the worse.
    async fn release(
        &mut self,
        (waiter, piles): (Waiter, Piles),
        sql: &'static str,
    ) -> Result<bool, Fault> {
        let Err(fault) = self.control(sql).await else {
            self.wait(waiter, piles);
            return Ok(true);
        };
        // Whoever went away no longer wants to know.
        let _ = waiter.send(Err(fault));
        self.control("ROLLBACK TO SAVEPOINT turn").await?;
        Ok(false)
    }

    /// Lets one whose work is done wait for the commit.
    fn wait(&mut self, waiter: Waiter, piles: Piles) {
        self.waiting.push(waiter);
        self.piles.append(piles);
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
        let committed = match std::mem::replace(&mut self.left, Left::Nothing) {
            Left::Nothing | Left::Unused => false,
            Left::Abandoned => {
                self.control("ROLLBACK TO SAVEPOINT turn").await?;
                false
            }
            Left::Finished(waiter, piles) if piles.is_empty() && self.piles.is_empty() => {
                self.release((waiter, piles), "RELEASE SAVEPOINT turn; COMMIT").await?
            }
            Left::Finished(waiter, piles) => {
                self.release((waiter, piles), "RELEASE SAVEPOINT turn; SAVEPOINT turn").await?;
                false
            }
        };
        if self.waiting.is_empty() {
            self.control("ROLLBACK").await?;
        } else if !committed {
            let piles = std::mem::take(&mut self.piles);
            self.write(piles).await?;
            // Not COMMIT alone: after a statement that failed and was ignored, PostgreSQL would roll
            // back and call it well done.
            self.control("RELEASE SAVEPOINT turn; COMMIT").await?;
        }
        self.open = false;
        for waiter in self.waiting.drain(..) {
            let _ = waiter.send(Ok(()));
        }
        Ok(())
    }

    /// Writes what was left. The connection is taken out for as long: broken off in the middle, by
    /// the time or by a panic of whoever left it, nothing may be built on it.
    async fn write(&mut self, piles: Piles) -> Result<(), Fault> {
        if piles.is_empty() {
            return Ok(());
        }
        let mut conn = self.conn.take().ok_or_else(lost)?;
        let writing = AssertUnwindSafe(piles.write(&mut conn)).catch_unwind();
        let written = timeout(CONTROL_LIMIT, writing)
            .await
            .map_err(|error| Fault::new("writing what transactions left", error))?
            .map_err(|_| Fault::because("writing what transactions left panicked"))?;
        self.conn = Some(conn);
        written
    }

    async fn control(&mut self, sql: &'static str) -> Result<(), Fault> {
        let conn = self.conn.as_mut().ok_or_else(lost)?;
        let done = timeout(CONTROL_LIMIT, conn.execute(raw_sql(sql))).await;
        let doing = || format!("the database was asked to {sql}");
        match done {
            Ok(done) => done.map(drop).map_err(|error| Fault::new(doing(), error)),
            Err(error) => {
                // Nobody knows what it did: nothing may be built on it.
                self.conn = None;
                Err(Fault::new(doing(), error))
            }
        }
    }

    /// Gives the connection up. What the shared transaction held is rolled back by the server as
    /// soon as it sees the connection end.
    fn abort(&mut self, fault: &Fault) -> Option<AnyConnection> {
        self.open = false;
        self.piles = Piles::default();
        if let Left::Finished(waiter, _) = std::mem::replace(&mut self.left, Left::Nothing) {
            self.waiting.push(waiter);
        }
        for waiter in self.waiting.drain(..) {
            let _ = waiter.send(Err(fault.clone()));
        }
        self.conn.take()
    }
}

fn lost() -> Fault {
    Fault::because("the connection to the database was lost")
}
