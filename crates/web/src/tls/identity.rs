use std::fmt;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use aws_lc_rs::digest::{self, Digest};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use zeroize::Zeroizing;

use super::provider;
use crate::Fault;
use crate::config::{ConfigError, TlsFiles, unreadable};

/// The certificate that a server shows and the key that proves it, as the files have them.
pub struct Identity {
    files: TlsFiles,
    shown: RwLock<Shown>,
}

struct Shown {
    certified: Arc<CertifiedKey>,
    /// Of both files, to see when they change: dates of files tell less, and lie when files are
    /// copied or links are turned.
    fingerprint: [Digest; 2],
}

impl Identity {
    pub fn read(files: &TlsFiles) -> Result<Self, ConfigError> {
        let contents = Contents::read(files)?;
        let shown = RwLock::new(contents.shown(files)?);
        Ok(Self { files: files.clone(), shown })
    }

    /// Takes up what has changed on disk. What cannot be used changes nothing: the two files are
    /// not written in one moment, and the one before is better than none.
    pub fn renew(&self) -> Result<(), Fault> {
        let renewed = Contents::read(&self.files).and_then(|contents| {
            let before = self.shown.read().unwrap_or_else(PoisonError::into_inner).fingerprint;
            let changed = !alike(&contents.fingerprint(), &before);
            changed.then(|| contents.shown(&self.files)).transpose()
        });
        let renewed = renewed.map_err(|error| {
            Fault::new("reading a renewed server certificate; the one before stays", error)
        })?;
        if let Some(renewed) = renewed {
            *self.shown.write().unwrap_or_else(PoisonError::into_inner) = renewed;
            tracing::info!("a renewed server certificate is in force");
        }
        Ok(())
    }
}

impl ResolvesServerCert for Identity {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let shown = self.shown.read().unwrap_or_else(PoisonError::into_inner);
        Some(shown.certified.clone())
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("files", &self.files).finish_non_exhaustive()
    }
}

struct Contents {
    certificate: Vec<u8>,
    key: Zeroizing<Vec<u8>>,
}

impl Contents {
    fn read(files: &TlsFiles) -> Result<Self, ConfigError> {
        let read = |file: &Path| std::fs::read(file).map_err(|error| unreadable(file, error));
        Ok(Self { certificate: read(&files.certificate)?, key: Zeroizing::new(read(&files.key)?) })
    }

    fn fingerprint(&self) -> [Digest; 2] {
        [&self.certificate, &*self.key].map(|bytes| digest::digest(&digest::SHA256, bytes))
    }

    fn shown(&self, files: &TlsFiles) -> Result<Shown, ConfigError> {
        let chain: Vec<_> = CertificateDer::pem_slice_iter(&self.certificate)
            .collect::<Result<_, _>>()
            .map_err(|error| unreadable(&files.certificate, error))?;
        if chain.is_empty() {
            return Err(unreadable(&files.certificate, "expected a certificate in PEM"));
        }
        let key = PrivateKeyDer::from_pem_slice(&self.key)
            .map_err(|_| unreadable(&files.key, "expected a private key in PEM"))?;
        let certified = CertifiedKey::from_der(chain, key, &provider())
            .map_err(|error| unreadable(&files.key, error))?;
        Ok(Shown { certified: Arc::new(certified), fingerprint: self.fingerprint() })
    }
}

fn alike(some: &[Digest; 2], others: &[Digest; 2]) -> bool {
    some.iter().zip(others).all(|(some, other)| some.as_ref() == other.as_ref())
}
