//! A country that runs: every party a task of this process, on its own port, over HTTP.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use web::{Fault, OpenError, SharedClock};

use super::{Addresses, Country, Party};
use crate::outside;

/// The parties' ports, held from before anything else happens, so that nobody takes one meanwhile.
#[derive(Debug)]
pub struct Listeners {
    parties: BTreeMap<Party, TcpListener>,
    /// The gateway's second door.
    card_door: TcpListener,
}

#[derive(Debug, thiserror::Error)]
#[error(
    "port {port}, where the {party} would be, cannot be used ({reason}): stop what listens there or choose other ports with --port"
)]
pub struct BusyPort {
    party: Party,
    port: u16,
    reason: io::Error,
}

/// Why a country does not run, or no longer.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error("the {party} cannot start: {reason}")]
    Open { party: Party, reason: OpenError },
    #[error("the {0} does not answer")]
    Silent(Party),
    #[error("a party stopped by itself: {0}")]
    Ended(String),
}

impl Listeners {
    pub async fn bind(addresses: &Addresses) -> Result<Self, BusyPort> {
        let mut parties = BTreeMap::new();
        for party in Party::ALL {
            parties.insert(party, hold(party, addresses.listen(party)).await?);
        }
        let card_door = hold(Party::Gateway, addresses.card_door()).await?;
        Ok(Self { parties, card_door })
    }

    /// All but one: as if that party were down.
    #[must_use]
    pub fn without(mut self, party: Party) -> Self {
        self.parties.remove(&party);
        self
    }

    /// On ports that the system chooses, for tests.
    pub async fn anywhere() -> io::Result<Self> {
        let anywhere: SocketAddr = (Ipv4Addr::LOCALHOST, 0).into();
        let mut parties = BTreeMap::new();
        for party in Party::ALL {
            parties.insert(party, TcpListener::bind(anywhere).await?);
        }
        Ok(Self { parties, card_door: TcpListener::bind(anywhere).await? })
    }

    pub fn addresses(&self) -> io::Result<Addresses> {
        let mut ports = BTreeMap::new();
        for (party, listener) in &self.parties {
            ports.insert(*party, listener.local_addr()?.port());
        }
        let card_door = self.card_door.local_addr()?.port();
        Ok(Addresses::new(|party| ports.get(&party).copied().unwrap_or_default(), card_door))
    }
}

async fn hold(party: Party, address: SocketAddr) -> Result<TcpListener, BusyPort> {
    let busy = |reason| BusyPort { party, port: address.port(), reason };
    TcpListener::bind(address).await.map_err(busy)
}

/// The parties as they run. Dropping it stops them at once; [`Running::stop`] lets them finish.
#[derive(Debug)]
pub struct Running {
    stop: CancellationToken,
    tasks: JoinSet<(Party, Result<(), Fault>)>,
}

/// How long parties may take until they answer their first question.
const PATIENCE: Duration = Duration::from_secs(30);
const ASKED_EVERY: Duration = Duration::from_millis(50);

impl Country {
    /// Opens all parties and serves them, each by its own clock.
    pub async fn start(
        &self,
        listeners: Listeners,
        clock_of: impl Fn(Party) -> SharedClock,
    ) -> Result<Running, RunError> {
        let stop = CancellationToken::new();
        let mut tasks = JoinSet::new();
        let mut card_door = Some(listeners.card_door);
        for (party, listener) in listeners.parties {
            let mut role = self
                .open(party, clock_of(party))
                .await
                .map_err(|reason| RunError::Open { party, reason })?;
            if let Some(door) = card_door.take_if(|_| party == Party::Gateway) {
                role = role.holding(door);
            }
            let stop = stop.clone();
            tasks.spawn(async move { (party, web::serve(listener, role, stop).await) });
        }
        Ok(Running { stop, tasks })
    }

    /// Waits until every party answers its health check.
    pub async fn ready(&self) -> Result<(), RunError> {
        for party in Party::ALL {
            answers(&self.addresses().at(party, "/health/ready"))
                .await
                .map_err(|Silent| RunError::Silent(party))?;
        }
        Ok(())
    }
}

impl Running {
    /// Waits until a party ends by itself, which it should not.
    pub async fn ended(&mut self) -> RunError {
        let why = match self.tasks.join_next().await {
            Some(Ok((party, Ok(())))) => format!("the {party} has nothing more to do"),
            Some(Ok((party, Err(fault)))) => format!("the {party}: {}", fault.explain()),
            Some(Err(error)) => error.to_string(),
            None => "none is left".to_owned(),
        };
        RunError::Ended(why)
    }

    /// Lets requests and jobs under way finish, and then stops.
    pub async fn stop(mut self) {
        self.stop.cancel();
        while self.tasks.join_next().await.is_some() {}
    }
}

#[derive(Debug)]
pub struct Silent;

/// Waits until a health check answers.
pub async fn answers(url: &str) -> Result<(), Silent> {
    let client = outside::client().map_err(|_| Silent)?;
    let asking = async {
        loop {
            match client.get(url).send().await {
                Ok(answer) if answer.status().is_success() => return,
                _ => tokio::time::sleep(ASKED_EVERY).await,
            }
        }
    };
    tokio::time::timeout(PATIENCE, asking).await.map_err(|_| Silent)
}
