//! An OpenID provider's endpoints, as far as they are the same for every provider. What a login
//! is, and what a person sees of it, is the role's.

mod answer;
mod ask;
mod asked;
mod authenticate;
mod bearer;
mod call;
mod leave;
mod metadata;
mod push;
mod redeem;
mod refusal;
mod reply;
mod routes;
mod store;
mod subject;
mod token;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::Timestamp;
use protocol::oidc::AcrSpelling;
use web::{Database, Fault, Fetch, Job, OpenError};

pub use answer::Proved;
pub use asked::Asked;
pub use bearer::Grant;
pub use call::ClientCall;
pub use leave::{Leaving, NotLeaving};
pub use push::Pushed;
pub use redeem::TokenAnswer;
pub use refusal::{BearerError, Denied, EndpointError, EndpointRefusal, page_key};
pub use reply::Reply;
pub(crate) use subject::SubjectKey;

use crate::client::{Client, ClientId};
use crate::issuer::Issuer;
use crate::keys::KeyRing;
use crate::remote::RemoteKeys;

/// What a provider is told about itself.
#[derive(Clone, Debug)]
pub struct Settings {
    pub issuer: Issuer,
    /// How levels may be spelt in requests.
    pub acr: AcrSpelling,
    /// Whether the role serves `/logout` and tells clients that a session is over.
    pub logout: bool,
    /// The types of rich authorization requests that the role understands.
    pub authorization_details_types: &'static [&'static str],
}

/// A provider: its clients, its keys, its rows. Cheap to clone.
#[derive(Clone)]
pub struct Provider(Arc<Inner>);

struct Inner {
    settings: Settings,
    clients: HashMap<ClientId, Registered>,
    db: Database,
    keys: KeyRing,
}

/// A client with the keys that it publishes.
struct Registered {
    client: Client,
    keys: RemoteKeys,
}

impl Provider {
    pub fn open(
        settings: Settings,
        clients: Vec<Client>,
        db: Database,
        keys: KeyRing,
        fetch: &Fetch,
    ) -> Result<Self, OpenError> {
        let mut registered = HashMap::with_capacity(clients.len());
        for client in clients {
            let keys = RemoteKeys::of_client(client.keys.as_ref(), fetch);
            let id = client.id.clone();
            if registered.insert(id.clone(), Registered { client, keys }).is_some() {
                return Err(OpenError::because(format!("the client {id} is registered twice")));
            }
        }
        Ok(Self(Arc::new(Inner { settings, clients: registered, db, keys })))
    }

    pub fn issuer(&self) -> &Issuer {
        &self.0.settings.issuer
    }

    pub fn client(&self, id: &ClientId) -> Option<&Client> {
        self.0.clients.get(id).map(|registered| &registered.client)
    }

    pub fn clients(&self) -> impl Iterator<Item = &Client> {
        self.0.clients.values().map(|registered| &registered.client)
    }

    /// Forgets expired codes, tokens and assertions. Pushed requests are tickets, which the
    /// role purges with all others.
    pub fn purge_job(&self) -> Job {
        let provider = self.clone();
        Job::new("purge openid grants", Duration::from_mins(1), move |now| {
            let provider = provider.clone();
            async move { provider.purge(now).await }
        })
    }

    async fn purge(&self, now: Timestamp) -> Result<(), Fault> {
        loop {
            let mut tx = self.0.db.begin().await?;
            let gone = store::purge(&mut tx, now).await?;
            tx.commit().await?;
            if gone == 0 {
                return Ok(());
            }
        }
    }

    fn registered(&self, id: &str) -> Option<&Registered> {
        let id = ClientId::parse(id).ok()?;
        self.0.clients.get(&id)
    }
}
