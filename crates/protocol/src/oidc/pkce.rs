//! Proof Key for Code Exchange (RFC 7636), S256 only: with `plain`, whoever sees the
//! authorization request can redeem the code.

use aws_lc_rs::digest;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::base64url;

/// The SHA-256 of a verifier that the client keeps until it redeems the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CodeChallenge([u8; 32]);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PkceError {
    #[error("code_challenge is missing")]
    Missing,
    #[error("code_challenge_method must be S256")]
    Method,
    #[error("code_challenge is not the base64url of a SHA-256 hash")]
    Challenge,
    #[error("code_verifier has a wrong length or characters")]
    Verifier,
    #[error("code_verifier does not fit the code_challenge")]
    Mismatch,
}

impl CodeChallenge {
    /// Reads both parameters of the authorization request. No method means `plain` (section 4.3),
    /// so it is refused too.
    pub fn parse(challenge: Option<&str>, method: Option<&str>) -> Result<Self, PkceError> {
        let challenge = challenge.ok_or(PkceError::Missing)?;
        if method != Some("S256") {
            return Err(PkceError::Method);
        }
        Self::decode(challenge)
    }

    /// The challenge of a verifier, for the relying party that keeps it.
    pub fn of(verifier: &str) -> Self {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest::digest(&digest::SHA256, verifier.as_bytes()).as_ref());
        Self(hash)
    }

    /// Whether a verifier is the one that was hashed, compared in constant time.
    pub fn verify(&self, verifier: &str) -> Result<(), PkceError> {
        if !is_verifier(verifier) {
            return Err(PkceError::Verifier);
        }
        if bool::from(self.0.ct_eq(&Self::of(verifier).0)) {
            Ok(())
        } else {
            Err(PkceError::Mismatch)
        }
    }

    fn decode(text: &str) -> Result<Self, PkceError> {
        let bytes = base64url::decode(text).map_err(|_| PkceError::Challenge)?;
        bytes.try_into().map(Self).map_err(|_| PkceError::Challenge)
    }
}

/// 43 to 128 unreserved characters (section 4.1). Shorter ones could be guessed.
fn is_verifier(text: &str) -> bool {
    let unreserved = |c: u8| c.is_ascii_alphanumeric() || b"-._~".contains(&c);
    (43..=128).contains(&text.len()) && text.bytes().all(unreserved)
}

impl TryFrom<String> for CodeChallenge {
    type Error = PkceError;

    fn try_from(text: String) -> Result<Self, PkceError> {
        Self::decode(&text)
    }
}

impl From<CodeChallenge> for String {
    fn from(challenge: CodeChallenge) -> Self {
        challenge.to_string()
    }
}

impl std::fmt::Display for CodeChallenge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&base64url::encode(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_example_of_the_standard_holds() {
        let challenge = CodeChallenge::parse(Some(CHALLENGE), Some("S256")).unwrap();
        assert_eq!(challenge.verify(VERIFIER), Ok(()));
        assert_eq!(CodeChallenge::of(VERIFIER).to_string(), CHALLENGE);
    }

    #[test]
    fn only_s256_is_taken() {
        for method in [None, Some("plain"), Some("s256"), Some("S512")] {
            assert_eq!(CodeChallenge::parse(Some(CHALLENGE), method), Err(PkceError::Method));
        }
        assert_eq!(CodeChallenge::parse(None, Some("S256")), Err(PkceError::Missing));
        for challenge in ["short", &"A".repeat(42), &"A".repeat(44), &format!("{CHALLENGE}=")] {
            let parsed = CodeChallenge::parse(Some(challenge), Some("S256"));
            assert_eq!(parsed, Err(PkceError::Challenge), "{challenge}");
        }
    }

    #[test]
    fn a_verifier_is_long_plain_and_the_right_one() {
        let challenge = CodeChallenge::of(VERIFIER);
        let other = VERIFIER.replace('d', "e");
        assert_eq!(challenge.verify(&other), Err(PkceError::Mismatch));
        let long = "a".repeat(129);
        for verifier in ["", "short", &VERIFIER[..42], &long, &format!("{} ", &VERIFIER[..42])] {
            assert_eq!(challenge.verify(verifier), Err(PkceError::Verifier), "{verifier}");
        }
    }
}
