use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use axum::extract::OptionalFromRequestParts;
use http::request::Parts;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};

/// The certificate whose key signed the handshake of the connection that a request came on. Who
/// issued it, to whom, and whether it still holds: that is for the handler to judge.
#[derive(Clone)]
pub struct ClientCertificate(Arc<CertificateDer<'static>>);

impl ClientCertificate {
    /// From the certificates that a client sent: its own comes first.
    pub(crate) fn of(sent: Option<&[CertificateDer<'static>]>) -> Option<Self> {
        sent?.first().map(|own| Self(Arc::new(own.clone())))
    }

    pub fn der(&self) -> &[u8] {
        &self.0
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for ClientCertificate {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}

impl fmt::Debug for ClientCertificate {
    /// It can be that of a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientCertificate(withheld)")
    }
}

/// Lets in whoever proves to hold the key of the certificate that they show, and whoever shows
/// none. A handshake that fails leaves a person before the browser's own error page, which cannot
/// say that the card has expired or what to do; a request that was let in can be answered.
#[derive(Debug)]
pub struct AnyHolder {
    names: Vec<DistinguishedName>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl AnyHolder {
    pub fn new(names: Vec<Vec<u8>>, provider: &CryptoProvider) -> Self {
        let names = names.into_iter().map(DistinguishedName::from).collect();
        Self { names, algorithms: provider.signature_verification_algorithms }
    }
}

impl ClientCertVerifier for AnyHolder {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.names
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
