use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use futures_util::future::join_all;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use crate::{ClientCertificate, Door, Fault, Job, SharedClock, Tls};

/// One party of the country, ready to serve.
pub struct Role {
    pub name: &'static str,
    pub router: Router,
    pub jobs: Vec<Job>,
    pub(crate) tls: Option<Tls>,
    pub(crate) doors: Vec<Door>,
    pub(crate) clock: SharedClock,
    pub(crate) closing: CancellationToken,
}

impl Role {
    /// Opens another door beside the role's own.
    #[must_use]
    pub fn beside(mut self, door: Door) -> Self {
        self.jobs.push(door.tls.job());
        self.doors.push(door);
        self
    }

    /// Hands a socket that is bound already to the door whose address it has.
    #[must_use]
    pub fn holding(mut self, listener: TcpListener) -> Self {
        let at = listener.local_addr().ok();
        if let Some(door) = self.doors.iter_mut().find(|door| Some(door.listen) == at) {
            door.hold(listener);
        }
        self
    }
}

impl fmt::Debug for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Role")
            .field("name", &self.name)
            .field("jobs", &self.jobs)
            .finish_non_exhaustive()
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
    let Role { name, router, jobs, tls, doors, clock, closing } = role;
    let mut entrances = vec![Entrance { listener, behind: Behind::new(router, tls) }];
    for door in doors {
        entrances.push(door.open().await?);
    }
    let work = TaskTracker::new();
    for job in jobs {
        work.spawn(job.repeat(clock.clone(), closing.clone()));
    }
    tracing::info!(role = name, "serving");
    join_all(entrances.iter().map(|entrance| entrance.accept(&work, &stop, &closing))).await;
    drop(entrances);
    closing.cancel();
    work.close();
    if tokio::time::timeout(GRACE, work.wait()).await.is_err() {
        tracing::warn!(role = name, "stopped with work still under way");
    }
    tracing::info!(role = name, "stopped");
    Ok(())
}

/// A socket, and what is behind it.
pub(crate) struct Entrance {
    pub listener: TcpListener,
    pub behind: Behind,
}

#[derive(Clone)]
pub(crate) struct Behind {
    router: Router,
    tls: Option<Tls>,
    protocol: auto::Builder<TokioExecutor>,
}

impl Entrance {
    async fn accept(
        &self,
        work: &TaskTracker,
        stop: &CancellationToken,
        closing: &CancellationToken,
    ) {
        loop {
            let accepted = tokio::select! {
                () = stop.cancelled() => return,
                accepted = self.listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => {
                    work.spawn(self.behind.clone().receive(stream, peer, closing.clone()));
                }
                Err(error) => {
                    // Out of file handles, most likely: waiting gives others time to close theirs.
                    tracing::warn!(error = %error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }
}

impl Behind {
    fn new(router: Router, tls: Option<Tls>) -> Self {
        Self { router, tls, protocol: protocol() }
    }

    /// For one request on each connection.
    pub fn once(router: Router, tls: Tls) -> Self {
        let mut protocol = protocol().http1_only();
        protocol.http1().keep_alive(false);
        Self { router, tls: Some(tls), protocol }
    }

    async fn receive(self, stream: TcpStream, peer: SocketAddr, closing: CancellationToken) {
        // Small answers at once; whether that succeeds changes speed only.
        let _ = stream.set_nodelay(true);
        let Some(tls) = &self.tls else {
            return self.converse(stream, (peer, None), closing).await;
        };
        let shaken = tokio::select! {
            shaken = tls.shake_hands(stream) => shaken,
            () = closing.cancelled() => Err(io::ErrorKind::ConnectionAborted.into()),
        };
        match shaken {
            Ok(stream) => {
                let certificate = ClientCertificate::of(stream.get_ref().1.peer_certificates());
                self.converse(stream, (peer, certificate), closing).await;
            }
            Err(error) => tracing::debug!(error = %error, "a TLS handshake failed"),
        }
    }

    async fn converse(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        (peer, certificate): (SocketAddr, Option<ClientCertificate>),
        closing: CancellationToken,
    ) {
        let service = hyper::service::service_fn(move |request: http::Request<Incoming>| {
            let router = self.router.clone();
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            if let Some(certificate) = &certificate {
                request.extensions_mut().insert(certificate.clone());
            }
            router.oneshot(request)
        });
        let connection = self.protocol.serve_connection(TokioIo::new(stream), service);
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::routing::get;

    use super::*;
    use crate::SystemClock;

    fn role(router: Router, jobs: Vec<Job>) -> Role {
        let closing = CancellationToken::new();
        let (tls, doors, clock) = (None, Vec::new(), Arc::new(SystemClock));
        Role { name: "test", router, jobs, tls, doors, clock, closing }
    }

    #[expect(clippy::disallowed_methods, reason = "the client of these tests")]
    fn client(http2: bool) -> reqwest::Client {
        let client = reqwest::Client::builder().no_proxy();
        let client = if http2 { client.http2_prior_knowledge() } else { client };
        client.build().unwrap()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn requests_and_jobs_under_way_are_finished_before_it_stops() {
        let runs = Arc::new(AtomicUsize::new(0));
        let counter = runs.clone();
        let job = Job::new("count", Duration::from_millis(10), move |_| {
            let counter = counter.clone();
            async move {
                counter.fetch_add(1, Ordering::SeqCst);
                Ok(())
            }
        });
        let slow = || async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            "done"
        };
        let router = Router::new().route("/slow", get(slow)).route("/quick", get(|| async { "q" }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let stop = CancellationToken::new();
        let served = tokio::spawn(serve(listener, role(router, vec![job]), stop.clone()));
        for http2 in [false, true] {
            let answer = client(http2).get(format!("{url}/quick")).send().await.unwrap();
            assert_eq!(answer.version() == http::Version::HTTP_2, http2);
        }
        let slow = tokio::spawn(client(false).get(format!("{url}/slow")).send());
        tokio::time::sleep(Duration::from_millis(100)).await;
        stop.cancel();
        assert_eq!(slow.await.unwrap().unwrap().text().await.unwrap(), "done");
        served.await.unwrap().unwrap();
        assert!(client(false).get(format!("{url}/quick")).send().await.is_err());
        let ran = runs.load(Ordering::SeqCst);
        assert!(ran >= 2, "{ran} runs");
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(runs.load(Ordering::SeqCst), ran, "no run after the stop");
    }
}
