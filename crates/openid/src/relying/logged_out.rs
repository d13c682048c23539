use domain::Timestamp;
use protocol::jose::JoseError;
use protocol::oidc::logout::{self, LoggedOut, LogoutExpectation, LogoutTokenError};

use super::{RelyingError, RelyingParty};

impl RelyingParty {
    /// Reads a logout token that the provider posted (OpenID Connect Back-Channel Logout 1.0,
    /// section 2.6). Refusing a second one with the same `id` is the caller's.
    pub async fn logged_out(&self, token: &str, now: Timestamp) -> Result<LoggedOut, RelyingError> {
        let known = self.0.provider.current().await?;
        let expected = LogoutExpectation {
            issuer: self.issuer().as_str(),
            client_id: self.client_id(),
            algorithms: &self.0.settings.signed,
            now,
        };
        let keys = known.keys.current(now).await?;
        let verified = match logout::verify(token, &keys, &expected) {
            // The provider may have rotated its keys since we looked.
            Err(LogoutTokenError::Token(JoseError::UnknownKey)) => {
                logout::verify(token, &*known.keys.renewed(now).await?, &expected)
            }
            verified => verified,
        };
        verified.map_err(RelyingError::invalid)
    }
}
