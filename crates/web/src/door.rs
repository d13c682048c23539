use std::fmt;
use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;

use crate::serve::{Behind, Entrance};
use crate::{Fault, Tls};

/// A second listener of a role, at which those who come are asked for a certificate: an address
/// of its own, because browsers ask people for one whenever a server does, and no ordinary page
/// may.
///
/// Each request is answered on a connection of its own. On a connection that stays open, the
/// certificate of whoever came first would stand for everyone who uses the browser after them.
pub struct Door {
    pub(crate) listen: SocketAddr,
    held: Option<TcpListener>,
    pub(crate) tls: Tls,
    router: Router,
}

impl Door {
    pub(crate) fn new(listen: SocketAddr, tls: Tls, router: Router) -> Self {
        Self { listen, held: None, tls, router }
    }

    /// Takes a socket that was bound before.
    pub(crate) fn hold(&mut self, listener: TcpListener) {
        self.held = Some(listener);
    }

    pub(crate) async fn open(self) -> Result<Entrance, Fault> {
        let listener = match self.held {
            Some(listener) => listener,
            None => TcpListener::bind(self.listen)
                .await
                .map_err(|error| Fault::new(format!("listening at {}", self.listen), error))?,
        };
        Ok(Entrance { listener, behind: Behind::once(self.router, self.tls) })
    }
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Door").field("listen", &self.listen).finish_non_exhaustive()
    }
}
