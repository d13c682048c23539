//! JSON Object Signing and Encryption: RFC 7515 to 7518, 7638 and 8037, as far as identity
//! federation uses them, and strict where the RFCs leave room.
//!
//! What is refused on purpose:
//! - `none` and the HMAC algorithms do not exist here, so nothing can be confused with them;
//! - a token never brings its own key: `jwk`, `jku`, `x5u` and `x5c` in a header are an error;
//! - `crit`, `b64` and `zip` in a header are an error: no extension is understood, and compressed
//!   plaintext is a way to make a small token large;
//! - password based encryption, RSA 1.5 padding and direct symmetric keys are not offered;
//! - of two keys that could both fit, none is tried: the token is refused.

mod algorithm;
mod der;
mod error;
mod header;
pub mod jwe;
mod jwk;
mod jwk_set;
pub mod jws;
mod private_jwk;
mod roca;
mod signer;
mod software_key;

pub use algorithm::{Algorithm, UnknownAlgorithm};
pub use error::JoseError;
pub use header::{Header, TokenType};
pub use jwe::{ContentEncryption, DecryptionKey, KeyManagement};
pub use jwk::{Curve, Jwk, KeyUse};
pub use jwk_set::JwkSet;
pub use jws::Verified;
pub use signer::{SignError, Signer};
pub use software_key::SoftwareKey;
