use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use domain::Timestamp;
use futures_util::future::BoxFuture;
use tokio_util::sync::CancellationToken;

use crate::{Fault, SharedClock};

type Run = dyn Fn(Timestamp) -> BoxFuture<'static, Result<(), Fault>> + Send + Sync;

/// Something a role does by itself, again and again: purging, rotating keys. One run ends before
/// the next begins.
#[derive(Clone)]
pub struct Job {
    pub name: &'static str,
    pub every: Duration,
    run: Arc<Run>,
}

impl Job {
    pub fn new<F, R>(name: &'static str, every: Duration, run: F) -> Self
    where
        F: Fn(Timestamp) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), Fault>> + Send + 'static,
    {
        Self { name, every, run: Arc::new(move |now| Box::pin(run(now))) }
    }

    pub async fn run(&self, now: Timestamp) -> Result<(), Fault> {
        (self.run)(now).await
    }

    /// Runs at once and then at every period, until told to stop. A run under way is finished.
    pub(crate) async fn repeat(self, clock: SharedClock, stop: CancellationToken) {
        loop {
            if let Err(fault) = self.run(clock.now()).await {
                let reference = fault.log();
                tracing::warn!(job.name = self.name, fault.reference = %reference, "a job failed");
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(self.every) => {}
            }
        }
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Job({} every {:?})", self.name, self.every)
    }
}
