use super::{Algorithm, Jwk};

/// The key could not sign. What failed stays with the key's own log: it may concern a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key could not sign")]
pub struct SignError;

/// A private key that can sign, wherever it lives: in memory now, in a hardware module later.
pub trait Signer: Send + Sync {
    /// The `kid` under which the public key is published.
    fn key_id(&self) -> &str;

    fn algorithm(&self) -> Algorithm;

    /// The signature in the form that JWS wants: for ECDSA the two numbers side by side
    /// (RFC 7518, section 3.4), never DER.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError>;

    /// The public key, with `kid`, `use` and `alg`, ready to be published.
    fn public(&self) -> Jwk;
}
