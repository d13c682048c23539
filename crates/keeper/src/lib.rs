//! Keeps a role's ledger in the role's own database, and serves it.
//!
//! An entry is recorded in the transaction of what it records: durable with it and undone with it,
//! and it has its place in the ledger by the commit. A job then takes the entries up into the Merkle
//! tree, signs the new head and has it cosigned by witnesses.
//!
//! Where entries are about people, a role keeps a key for each calendar year beside its ledger: under
//! it a person is a pseudonym, and once it is destroyed, nobody.
//!
//! What entries say is the roles' business: this crate never looks inside one. Only what every role says
//! alike is written here: the onboarding of clients, and the page that checks receipts of logins.

mod checking;
mod enter;
mod grow;
mod key;
mod logins;
mod onboarding;
mod publish;
mod receipt;
mod store;
mod take_home;
mod tiles;
mod turn;
mod witness;
mod witnessing;
mod year;

use std::sync::Arc;

use ledger::SigningKey;
use web::Migration;

pub use checking::{Checking, RECEIPT_SCRIPT};
pub use enter::{Alone, Beside, Standing, enter, leave};
pub use key::{cosigner, signing_key};
pub use logins::{Logins, Settings};
pub use onboarding::{Clients, onboard};
pub use publish::{API, routes};
pub use receipt::{receipt, receipts};
pub use store::{Head, Recorded, entries, head, lock_head, record, tile};
pub use tiles::consistency;
pub use turn::entries_of;
pub use witness::{LedgerSettings, Witness};
pub use witnessing::{WitnessedLedger, Witnessing};
pub use year::{YearKeys, forget_years};

/// The tables of a ledger.
pub const MIGRATIONS: &[Migration] = &[
    Migration { version: 1501, name: "ledger", sql: include_str!("../migrations/1501_ledger.sql") },
    Migration {
        version: 1504,
        name: "a person's entries of a year",
        sql: include_str!("../migrations/1504_ledger_turn.sql"),
    },
];

/// The keys of the years, for a role whose ledger is about people. (The gateway had its table before
/// others needed one, and makes it itself.)
pub const YEAR_KEYS: &[Migration] = &[Migration {
    version: 1502,
    name: "year keys",
    sql: include_str!("../migrations/1502_year_key.sql"),
}];

/// The heads that it cosigned, for a role that is a witness. (The authority had its table before others
/// needed one, and makes it itself.)
pub const WITNESSED: &[Migration] = &[Migration {
    version: 1505,
    name: "witnessed",
    sql: include_str!("../migrations/1505_witnessed.sql"),
}];

/// The registered clients, for a role that enters who was onboarded.
pub const ONBOARDING: &[Migration] = &[Migration {
    version: 1503,
    name: "ledger client",
    sql: include_str!("../migrations/1503_ledger_client.sql"),
}];

/// One role's ledger: its signing key and those of the witnesses it asks.
#[derive(Clone, Debug)]
pub struct Keeper {
    key: Arc<SigningKey>,
    witnesses: Arc<[witness::Asked]>,
}

impl Keeper {
    /// The key's name is the ledger's origin.
    pub fn new(key: SigningKey, witnesses: Vec<Witness>) -> Self {
        let witnesses = witnesses.into_iter().map(witness::Asked::new).collect();
        Self { key: Arc::new(key), witnesses }
    }

    pub fn key(&self) -> &SigningKey {
        &self.key
    }

    /// Who cosigns this ledger's heads.
    pub fn witnesses(&self) -> impl Iterator<Item = &Witness> {
        self.witnesses.iter().map(|asked| &asked.witness)
    }
}
