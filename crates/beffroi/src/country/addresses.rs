use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};

use serde::{Deserialize, Serialize};

use super::Party;

/// The ports of a country's parties, all on this machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Addresses(BTreeMap<String, u16>);

/// The gateway's second door, at which browsers show cards.
const CARD_DOOR: &str = "card-door";
const CARD_DOOR_OFFSET: u16 = 6;
/// Where test services that are somebody else's listen, counted from the first port.
const TEST_SERVICES: u16 = 80;

impl Addresses {
    /// The parties side by side from one port, as in the demo.
    pub fn from_port(base: u16) -> Self {
        let card_door = base.saturating_add(CARD_DOOR_OFFSET);
        Self::new(|party| base.saturating_add(party.offset()), card_door)
    }

    pub fn new(port: impl Fn(Party) -> u16, card_door: u16) -> Self {
        let parties = Party::ALL.into_iter().map(|party| (party.name().to_owned(), port(party)));
        Self(parties.chain([(CARD_DOOR.to_owned(), card_door)]).collect())
    }

    pub fn port(&self, party: Party) -> u16 {
        self.0.get(party.name()).copied().unwrap_or_default()
    }

    /// The first port: the gateway's.
    pub fn base_port(&self) -> u16 {
        self.port(Party::Gateway)
    }

    pub fn listen(&self, party: Party) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port(party)).into()
    }

    pub fn card_door(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.0.get(CARD_DOOR).copied().unwrap_or_default()).into()
    }

    /// TLS alone, for the certificate of a card is shown in its handshake.
    pub fn card_door_url(&self) -> String {
        format!("https://localhost:{}", self.card_door().port())
    }

    /// The public URL, without a slash at its end: also the issuer of an OpenID provider.
    pub fn url(&self, party: Party) -> String {
        format!("http://localhost:{}", self.port(party))
    }

    pub fn at(&self, party: Party, path: &str) -> String {
        format!("{}{path}", self.url(party))
    }

    /// An address of the test services, which nobody serves until a tester does.
    pub fn test_service(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.base_port().saturating_add(TEST_SERVICES))
    }
}
