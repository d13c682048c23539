//! Who calls: a client proves itself in the one way that it is registered for.

use aws_lc_rs::digest::{Context, SHA256};
use domain::Timestamp;
use protocol::jose::{JoseError, JwkSet};
use protocol::oidc::client_assertion::{self, AssertionError, Expectation, Used};
use protocol::oidc::client_authentication::{Method, Presented, PresentedError};
use web::{Conn, Fault};

use super::{ClientCall, EndpointError, Provider, Registered, store};
use crate::client::{Authentication, Client};
use crate::federation::PeerError;
use crate::remote::RemoteError;

/// One answer for an unknown client and for a wrong secret: which of both it was helps only
/// whoever guesses.
const NOT_PROVED: &str = "the client is unknown or its secret is wrong";

/// A client whose proof holds, up to the question whether its assertion was used before.
pub(super) struct Authenticated<'a> {
    registered: &'a Registered,
    used: Option<Used>,
}

impl<'a> Authenticated<'a> {
    /// Notes the assertion as used, in the transaction of what it authorises; one that was used
    /// before is a replay (RFC 7523, section 3). Only then is the client authenticated.
    pub async fn once(self, tx: &mut Conn) -> Result<&'a Registered, EndpointError> {
        if let Some(used) = &self.used {
            let name = assertion_name(self.registered.client.id.as_str(), &used.id);
            if !store::add_assertion(tx, &name, used.expires).await? {
                let description = "the client assertion was used before: make a new one, \
                                   with a new jti, for every call";
                return Err(EndpointError::invalid_client(description, false));
            }
        }
        Ok(self.registered)
    }

    pub fn registered(&self) -> &'a Registered {
        self.registered
    }

    /// The client that the proof names. What this leads to is not to be done before
    /// [`Authenticated::once`].
    pub fn client(&self) -> &'a Client {
        &self.registered.client
    }
}

impl Provider {
    /// Which client calls, by its one registered way.
    pub(super) async fn authenticate(
        &self,
        call: &ClientCall,
        now: Timestamp,
    ) -> Result<Authenticated<'_>, EndpointError> {
        if call.form.has_repeated() {
            return Err(EndpointError::invalid_request("a parameter is repeated"));
        }
        let challenge = call.authorization.is_some();
        let unproved = |description| EndpointError::invalid_client(description, challenge);
        let presented = Presented::read(call.authorization.as_deref(), &call.form)
            .map_err(|error| unreadable(error, challenge))?;
        let registered = self.registered(presented.client_id());
        let registered = registered.ok_or_else(|| unproved(NOT_PROVED.to_owned()))?;
        let method = registered.client.authentication.method();
        if presented.method() != method {
            let method = method.name();
            return Err(unproved(format!("this client is registered for {method}")));
        }
        let used = match (&registered.client.authentication, &presented) {
            (Authentication::PrivateKeyJwt, Presented::Assertion { assertion, .. }) => {
                Some(self.verify_assertion(registered, assertion, now).await?)
            }
            (
                Authentication::SecretBasic(hash) | Authentication::SecretPost(hash),
                Presented::Basic { secret, .. } | Presented::Post { secret, .. },
            ) if secret.matches(&hash.0) => None,
            _ => return Err(unproved(NOT_PROVED.to_owned())),
        };
        Ok(Authenticated { registered, used })
    }

    async fn verify_assertion(
        &self,
        registered: &Registered,
        assertion: &str,
        now: Timestamp,
    ) -> Result<Used, EndpointError> {
        let audiences = [self.issuer().as_str()];
        let client_id = registered.client.id.as_str();
        let expected = Expectation { client_id, audiences: &audiences, now };
        let verify = |keys: &JwkSet| client_assertion::verify(assertion, keys, &expected);
        let keys = registered.keys.current(now).await.map_err(unfetched)?;
        let verified = match verify(&keys) {
            // The client may have rotated its keys since we looked.
            Err(AssertionError::Token(JoseError::UnknownKey)) => {
                verify(&*registered.keys.renewed(now).await.map_err(unfetched)?)
            }
            verified => verified,
        };
        verified.map_err(|error| {
            EndpointError::invalid_client(
                format!("the client assertion is refused: {error}"),
                false,
            )
        })
    }
}

impl Authentication {
    fn method(&self) -> Method {
        match self {
            Self::PrivateKeyJwt => Method::PrivateKeyJwt,
            Self::SecretBasic(_) => Method::ClientSecretBasic,
            Self::SecretPost(_) => Method::ClientSecretPost,
        }
    }
}

fn unreadable(error: PresentedError, challenge: bool) -> EndpointError {
    match error {
        PresentedError::Several => EndpointError::invalid_request(error.to_string()),
        PresentedError::Missing | PresentedError::Malformed | PresentedError::Mismatch => {
            EndpointError::invalid_client(error.to_string(), challenge)
        }
    }
}

/// The client's developers are told; so is our log, for the network between may be ours.
fn unfetched(error: RemoteError) -> EndpointError {
    match error {
        RemoteError::Nothing => Fault::because("a client with private_key_jwt has no keys").into(),
        RemoteError::Peer(PeerError::Fault(fault)) => fault.into(),
        error => {
            tracing::warn!(error = %error, "a client's keys could not be fetched");
            EndpointError::invalid_client(error.to_string(), false)
        }
    }
}

/// A fixed-length name, distinct per client, for however long a `jti` the client chose.
fn assertion_name(client: &str, jti: &str) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    context.update(client.as_bytes());
    // No client id has this byte.
    context.update(&[0]);
    context.update(jti.as_bytes());
    let mut name = [0; 32];
    name.copy_from_slice(context.finish().as_ref());
    name
}
