//! The protocols that Beffroi speaks, as pure knowledge: bytes in, types out.
//!
//! Nothing here reads a clock, a file, a socket or a database; whoever needs the time passes it
//! in. Keys stand behind [`jose::Signer`], so that a key can later live in a hardware module. The
//! only cryptography is that of aws-lc-rs. Random numbers are drawn in two places only, where a
//! caller could not choose them better: new keys, and the fresh key and nonce of each encryption.
//!
//! Every parser is written for hostile input: it limits size and nesting, refuses what is
//! ambiguous (a JSON member that stands twice, bits that a second reader may read differently)
//! and never panics. The targets in `fuzz/` hold that.

pub mod base64url;
pub mod federation;
pub mod identity_assurance;
pub mod jose;
pub mod json;
pub mod oidc;
pub mod push;
pub mod question;
pub mod web_eid;
pub mod webauthn;
pub mod x509;
