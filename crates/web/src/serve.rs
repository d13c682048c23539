use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use crate::{Fault, Job, SharedClock};

/// One party of the country, ready to serve.
pub struct Role {
    pub name: &'static str,
    pub router: Router,
    pub jobs: Vec<Job>,
    pub(crate) clock: SharedClock,
    pub(crate) closing: CancellationToken,
}

impl fmt::Debug for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Role").field("name", &self.name).field("jobs", &self.jobs).finish()
    }
}

/// How long requests under way may take after the role was told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Serves a role until `stop`, then lets requests and jobs under way finish.
pub async fn serve(
    listener: TcpListener,
    role: Role,
    stop: CancellationToken,
) -> Result<(), Fault> {
    let Role { name, router, jobs, clock, closing } = role;
    let work = TaskTracker::new();
    for job in jobs {
        work.spawn(job.repeat(clock.clone(), closing.clone()));
    }
    tracing::info!(role = name, "serving");
    accept(&listener, &router, &work, &stop, &closing).await;
    drop(listener);
    closing.cancel();
    work.close();
    if tokio::time::timeout(GRACE, work.wait()).await.is_err() {
        tracing::warn!(role = name, "stopped with work still under way");
    }
    tracing::info!(role = name, "stopped");
    Ok(())
}

async fn accept(
    listener: &TcpListener,
    router: &Router,
    work: &TaskTracker,
    stop: &CancellationToken,
    closing: &CancellationToken,
) {
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let connection = converse(stream, peer, router.clone(), closing.clone());
                work.spawn(connection);
            }
            Err(error) => {
                // Out of file handles, most likely: waiting gives others time to close theirs.
                tracing::warn!(error = %error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn converse(stream: TcpStream, peer: SocketAddr, router: Router, closing: CancellationToken) {
    // Small answers at once; whether that succeeds changes speed only.
    let _ = stream.set_nodelay(true);
    let service = hyper::service::service_fn(move |request: http::Request<Incoming>| {
        let router = router.clone();
        async move {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            router.oneshot(request).await
        }
    });
    let protocol = protocol();
    let connection = protocol.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = closing.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(error = %error, "a connection broke off");
    }
}

/// HTTP/1.1 and HTTP/2, with limits on what a client may hold open or leave half said.
fn protocol() -> auto::Builder<TokioExecutor> {
    let mut protocol = auto::Builder::new(TokioExecutor::new());
    protocol
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(15))
        .max_buf_size(64 * 1024);
    protocol
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(128)
        .max_header_list_size(32 * 1024)
        .keep_alive_interval(Duration::from_secs(30))
        .keep_alive_timeout(Duration::from_secs(15));
    protocol
}
