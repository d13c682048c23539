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

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::Timestamp;
use futures_util::{StreamExt, stream};
use protocol::federation::Anchor;
use protocol::oidc::{AcrSpelling, redirect_uri};
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
use crate::federation::{Peer, Resolver};
use crate::issuer::Issuer;
use crate::keys::KeyRing;
use crate::remote::{RemoteError, RemoteKeys};

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
    /// Where the chains of clients in the federation must end.
    pub anchor: Option<Anchor>,
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

impl Registered {
    fn peer(&self) -> Option<&Peer> {
        match &self.keys {
            RemoteKeys::Proved(peer) => Some(peer),
            _ => None,
        }
    }

    /// Where answers to this client may go now. The chain says it for a client in the federation, and
    /// the registration can only take away from that.
    async fn redirect_uris(&self, now: Timestamp) -> Result<Cow<'_, [String]>, RemoteError> {
        let registered = &self.client.redirect_uris;
        let Some(peer) = self.peer() else { return Ok(Cow::Borrowed(registered)) };
        let mut own = peer.current(now).await?.redirect_uris.clone();
        own.retain(|uri| redirect_uri::register(uri).is_ok());
        own.retain(|uri| registered.is_empty() || registered.contains(uri));
        Ok(Cow::Owned(own))
    }
}

const PEERS_ASKED_EVERY: Duration = Duration::from_mins(5);
const ASKED_AT_ONCE: usize = 8;

impl Provider {
    pub fn open(
        settings: Settings,
        clients: Vec<Client>,
        db: Database,
        keys: KeyRing,
        fetch: &Fetch,
    ) -> Result<Self, OpenError> {
        let mut registered = HashMap::with_capacity(clients.len());
        let resolver = settings.anchor.clone().map(|anchor| Resolver {
            anchor,
            fetch: fetch.clone(),
            database: db.clone(),
        });
        for client in clients {
            let keys = RemoteKeys::of_client(&client, fetch, resolver.as_ref())?;
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

    /// Asks anew what the chains of clients in the federation say, so that no login has to wait for
    /// it, and a client that is no longer vouched for is none soon.
    pub fn peers_job(&self) -> Job {
        let provider = self.clone();
        Job::new("resolve clients in the federation", PEERS_ASKED_EVERY, move |now| {
            let provider = provider.clone();
            async move {
                let peers = provider.0.clients.values().filter_map(Registered::peer);
                // What came of it is logged where it is known; none stops the others.
                let asked =
                    stream::iter(peers).for_each_concurrent(ASKED_AT_ONCE, |peer| async move {
                        drop(peer.renewed(now).await);
                    });
                asked.await;
                Ok(())
            }
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
