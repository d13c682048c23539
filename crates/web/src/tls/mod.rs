//! TLS of a role's own: the certificate that it shows, how long a handshake may take, and whether
//! it asks those who come for a certificate of theirs.

mod client;
mod identity;

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{NoClientAuth, NoServerSessionStorage, ServerConfig};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::config::{Listen, TlsFiles};
use crate::{Job, OpenError};
use client::AnyHolder;
pub use client::ClientCertificate;
use identity::Identity;

/// How a listener speaks TLS, in versions 1.2 and 1.3.
#[derive(Clone)]
pub struct Tls {
    identity: Arc<Identity>,
    acceptor: TlsAcceptor,
    patience: Duration,
}

/// For a whole handshake: two round trips, on a bad line too.
const PATIENCE: Duration = Duration::from_secs(10);
/// For a handshake during which somebody looks for their card and types a PIN.
const PATIENCE_WITH_PEOPLE: Duration = Duration::from_mins(3);
/// How soon a renewed certificate is in force.
const READ_EVERY: Duration = Duration::from_secs(30);

impl Tls {
    /// The TLS of a role's own listener, if it has any.
    pub fn of(server: &Listen) -> Result<Option<Self>, OpenError> {
        let Some(files) = &server.tls else { return Ok(None) };
        // The public URL decides whether cookies are for TLS only, and where people are sent.
        if server.url.scheme() != "https" {
            return Err(OpenError::because("with server.tls, server.url must start with https"));
        }
        let identity = Arc::new(Identity::read(files)?);
        let mut config = settings(identity.clone(), Arc::new(NoClientAuth))?;
        config.alpn_protocols = protocols(&["h2", "http/1.1"]);
        Ok(Some(Self { identity, acceptor: Arc::new(config).into(), patience: PATIENCE }))
    }

    /// TLS that asks for a certificate. `names` are the authorities whose certificates are wanted,
    /// as distinguished names in DER: browsers offer people certificates of those and no others.
    pub fn asking(files: &TlsFiles, names: Vec<Vec<u8>>) -> Result<Self, OpenError> {
        let identity = Arc::new(Identity::read(files)?);
        let mut config = settings(identity.clone(), Arc::new(AnyHolder::new(names, &provider())))?;
        // One connection carries one request, so HTTP/2 has no use here.
        config.alpn_protocols = protocols(&["http/1.1"]);
        // A resumed session would show a certificate whose key has signed nothing now: the card
        // may be gone from the reader, and somebody else sit before it.
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        // Against the triple handshake, by which one server passes a client's proof on to another
        // (RFC 7627); every client of this decade sends the extension.
        config.require_ems = true;
        let acceptor = Arc::new(config).into();
        Ok(Self { identity, acceptor, patience: PATIENCE_WITH_PEOPLE })
    }

    /// Whoever speaks no TLS is told so by an alert, and learns nothing else.
    pub(crate) async fn shake_hands(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        let shaken = tokio::time::timeout(self.patience, self.acceptor.accept(stream)).await;
        shaken.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }

    /// Takes up certificates that were renewed on disk, without a restart.
    pub(crate) fn job(&self) -> Job {
        let identity = self.identity.clone();
        Job::new("server certificate", READ_EVERY, move |_| {
            let identity = identity.clone();
            async move { tokio::task::spawn_blocking(move || identity.renew()).await? }
        })
    }

    #[cfg(test)]
    pub(crate) fn patient_for(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("patience", &self.patience).finish_non_exhaustive()
    }
}

fn settings(
    identity: Arc<Identity>,
    verifier: Arc<dyn ClientCertVerifier>,
) -> Result<ServerConfig, OpenError> {
    let builder = ServerConfig::builder_with_provider(Arc::new(provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| OpenError::new("setting up TLS", error))?;
    Ok(builder.with_client_cert_verifier(verifier).with_cert_resolver(identity))
}

fn protocols(names: &[&str]) -> Vec<Vec<u8>> {
    names.iter().map(|name| name.as_bytes().to_vec()).collect()
}

/// The hybrid key exchange comes first, so that what is recorded today stays closed to the
/// machines of tomorrow.
pub(crate) fn provider() -> CryptoProvider {
    use aws_lc_rs::kx_group::{SECP256R1, SECP384R1, X25519, X25519MLKEM768};
    let kx_groups = vec![X25519MLKEM768, X25519, SECP256R1, SECP384R1];
    CryptoProvider { kx_groups, ..aws_lc_rs::default_provider() }
}

#[cfg(test)]
mod tests;
