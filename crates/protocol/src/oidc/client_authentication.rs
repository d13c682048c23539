//! How a client says who it is at the token and pushed authorization request endpoints.

use std::fmt;

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{Parameters, client_assertion, parameters};

/// The registered way of a client (OpenID Connect Core, section 9). One way per client: what it
/// presents must be what it registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    PrivateKeyJwt,
    ClientSecretBasic,
    ClientSecretPost,
}

impl Method {
    pub fn name(self) -> &'static str {
        match self {
            Self::PrivateKeyJwt => "private_key_jwt",
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
        }
    }
}

/// A client secret as presented: unprintable, wiped when dropped.
#[derive(Clone)]
pub struct ClientSecret(Zeroizing<String>);

impl ClientSecret {
    pub fn new(secret: String) -> Self {
        Self(Zeroizing::new(secret))
    }

    /// Whether it is the secret whose SHA-256 was registered. A plain hash does, because our
    /// secrets are 256 random bits and cannot be guessed; the comparison is in constant time.
    pub fn matches(&self, registered: &[u8; 32]) -> bool {
        let hash = digest::digest(&digest::SHA256, self.0.as_bytes());
        bool::from(hash.as_ref().ct_eq(registered))
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret(withheld)")
    }
}

/// What a call presents, before anything is verified.
#[derive(Clone)]
pub enum Presented {
    Assertion { client_id: String, assertion: String },
    Basic { client_id: String, secret: ClientSecret },
    Post { client_id: String, secret: ClientSecret },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PresentedError {
    #[error("the client presents no credentials")]
    Missing,
    /// RFC 6749, section 2.3: one method per request.
    #[error("the client presents credentials in more than one way")]
    Several,
    #[error("the client credentials are malformed")]
    Malformed,
    #[error("client_id and the credentials name different clients")]
    Mismatch,
}

impl Presented {
    /// Reads the `Authorization` header and the form.
    pub fn read(authorization: Option<&str>, form: &Parameters) -> Result<Self, PresentedError> {
        let field = |name| form.once(name).map_err(|_| PresentedError::Malformed);
        let client_id = field("client_id")?;
        let (secret, assertion) = (field("client_secret")?, field("client_assertion")?);
        let presented = match (authorization, secret, assertion) {
            (Some(header), None, None) => basic(header)?,
            (None, Some(secret), None) => Self::Post {
                client_id: client_id.ok_or(PresentedError::Malformed)?.to_owned(),
                secret: ClientSecret::new(secret.to_owned()),
            },
            (None, None, Some(assertion)) => {
                if field("client_assertion_type")? != Some(client_assertion::TYPE) {
                    return Err(PresentedError::Malformed);
                }
                let client_id = client_assertion::claimed_client(assertion)
                    .map_err(|_| PresentedError::Malformed)?;
                Self::Assertion { client_id, assertion: assertion.to_owned() }
            }
            (None, None, None) => return Err(PresentedError::Missing),
            _ => return Err(PresentedError::Several),
        };
        if client_id.is_some_and(|client_id| client_id != presented.client_id()) {
            return Err(PresentedError::Mismatch);
        }
        Ok(presented)
    }

    /// Whom the caller claims to be.
    pub fn client_id(&self) -> &str {
        match self {
            Self::Assertion { client_id, .. }
            | Self::Basic { client_id, .. }
            | Self::Post { client_id, .. } => client_id,
        }
    }

    pub fn method(&self) -> Method {
        match self {
            Self::Assertion { .. } => Method::PrivateKeyJwt,
            Self::Basic { .. } => Method::ClientSecretBasic,
            Self::Post { .. } => Method::ClientSecretPost,
        }
    }
}

impl fmt::Debug for Presented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Presented({} {})", self.method().name(), self.client_id())
    }
}

/// `Basic`, with both parts form encoded before they are joined (RFC 6749, section 2.3.1).
fn basic(header: &str) -> Result<Presented, PresentedError> {
    let (scheme, credentials) = header.split_once(' ').ok_or(PresentedError::Malformed)?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return Err(PresentedError::Malformed);
    }
    let bytes = STANDARD.decode(credentials.trim_start_matches(' '));
    let bytes = Zeroizing::new(bytes.map_err(|_| PresentedError::Malformed)?);
    let joined = std::str::from_utf8(&bytes).map_err(|_| PresentedError::Malformed)?;
    let (client_id, secret) = joined.split_once(':').ok_or(PresentedError::Malformed)?;
    let decoded = parameters::decode(client_id).zip(parameters::decode(secret));
    let (client_id, secret) = decoded.ok_or(PresentedError::Malformed)?;
    Ok(Presented::Basic { client_id, secret: ClientSecret::new(secret) })
}

/// The `Authorization: Basic` header of a relying party.
pub fn basic_header(client_id: &str, secret: &str) -> Zeroizing<String> {
    let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let (client_id, secret): (String, Zeroizing<String>) =
        (encode(client_id), Zeroizing::new(encode(secret)));
    let joined = Zeroizing::new(format!("{client_id}:{}", *secret));
    Zeroizing::new(format!("Basic {}", STANDARD.encode(joined.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(header: Option<&str>, form: &str) -> Result<Presented, PresentedError> {
        Presented::read(header, &Parameters::parse(form).unwrap())
    }

    fn hash(secret: &str) -> [u8; 32] {
        digest::digest(&digest::SHA256, secret.as_bytes()).as_ref().try_into().unwrap()
    }

    #[test]
    fn a_secret_in_the_header_is_form_decoded() {
        let header = basic_header("my client:1", "p%ss +:é");
        let Ok(Presented::Basic { client_id, secret }) = read(Some(&header), "grant_type=x") else {
            panic!("basic")
        };
        assert_eq!(client_id, "my client:1");
        assert!(secret.matches(&hash("p%ss +:é")));
        assert!(!secret.matches(&hash("other")));
        assert!(!format!("{secret:?}").contains("p%"));
    }

    #[test]
    fn credentials_come_in_one_way_only() {
        let header = basic_header("a", "b");
        for (header, form, expected) in [
            (None, "client_id=a", PresentedError::Missing),
            (Some(header.as_str()), "client_secret=b", PresentedError::Several),
            (Some(header.as_str()), "client_assertion=b", PresentedError::Several),
            (None, "client_id=a&client_secret=b&client_assertion=c", PresentedError::Several),
            (Some(header.as_str()), "client_id=other", PresentedError::Mismatch),
            (None, "client_secret=b", PresentedError::Malformed),
            (None, "client_id=a&client_id=a&client_secret=b", PresentedError::Malformed),
            (None, "client_assertion=x.y.z", PresentedError::Malformed),
            (Some("Bearer abc"), "", PresentedError::Malformed),
            (Some("Basic"), "", PresentedError::Malformed),
            (Some("Basic ####"), "", PresentedError::Malformed),
            (Some("Basic YWJj"), "", PresentedError::Malformed),
        ] {
            let result = read(header, form).map(|presented| presented.method());
            assert_eq!(result, Err(expected), "{header:?} {form}");
        }
        assert!(read(Some(&header), "client_id=a").is_ok());
    }
}
