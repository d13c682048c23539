use crate::base64url::NotBase64Url;
use crate::json::JsonError;

/// Why a token or key was refused. Safe to log: it quotes nothing of what was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JoseError {
    #[error("the token is too large")]
    TooLarge,
    #[error("the token is not in compact form")]
    Form,
    #[error("a part of the token is not canonical base64url")]
    Base64Url,
    #[error(transparent)]
    Json(#[from] JsonError),
    #[error("the header has a member of the wrong type, or lacks one")]
    Header,
    #[error("the header names an extension as critical; none is understood")]
    Critical,
    #[error("the token brings its own key")]
    EmbeddedKey,
    #[error("the token is of another type than expected")]
    Type,
    #[error("the algorithm is unknown")]
    UnknownAlgorithm,
    #[error("the algorithm is not allowed here")]
    AlgorithmNotAllowed,
    #[error("no key fits this token")]
    UnknownKey,
    #[error("several keys could fit this token and it does not say which")]
    AmbiguousKey,
    #[error("the key does not serve this algorithm or purpose")]
    UnsuitableKey,
    #[error("the key is not valid")]
    InvalidKey,
    #[error("the key is of a kind that is not supported")]
    UnsupportedKey,
    #[error("a private key stands where a public key is expected")]
    PrivateKeyPublished,
    #[error("the signature is not valid")]
    Signature,
    #[error("the token cannot be decrypted")]
    Decryption,
    #[error("the encryption failed")]
    Encryption,
}

impl From<NotBase64Url> for JoseError {
    fn from(_: NotBase64Url) -> Self {
        Self::Base64Url
    }
}
