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

use std::time::Duration;

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

/// How far another party's clock may differ from ours, whatever it signed. A minute is the most
/// that FAPI 2.0 allows (section 5.3.2.1, note 3), and parties are expected to keep time better.
/// What others issue may be so much ahead. What is used at once, as an ID token or an assertion, may
/// also be so much over its end; statements, marks and their status get no such grace, for an
/// accreditation ends at its second.
pub const CLOCK_SKEW: Duration = Duration::from_mins(1);
