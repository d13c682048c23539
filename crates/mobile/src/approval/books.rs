//! Whether the operator's two books say the same: the requests, which people look back at in the app,
//! and the ledger. They are written in one transaction.

use domain::ApprovalId;
use figures::{Entry, Fact, Outcome};
use keeper::Recorded;
use web::{Database, Fault, OpenError};

use super::store;
use crate::config::Config;
use crate::open::database;

/// The operator's two books, in its database.
pub struct Books {
    db: Database,
}

/// Where the books do not say the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unequal {
    #[error("the ledger's entry at {0} is of an answer that no request got")]
    NoRequest(u64),
    #[error(
        "the answer to the request {request} stands at {place}, where the ledger has not got it"
    )]
    NotInLedger { request: ApprovalId, place: u64 },
    #[error(
        "the ledger's entry at {place} stands for the answer to another request as well: {request}"
    )]
    Shared { request: ApprovalId, place: u64 },
}

/// How many entries are read at a time.
const BATCH: u64 = 1000;

impl Books {
    pub async fn open(config: &Config) -> Result<Self, OpenError> {
        Ok(Self { db: database(config).await? })
    }

    /// How many entries the ledger has.
    pub async fn entries(&self) -> Result<u64, Fault> {
        Ok(keeper::head(&mut *self.db.read().await?).await?.entries)
    }

    /// Compares every answer that was entered with the request that it answers. Requests go after the
    /// time for which people may look back: until then each entry has its own.
    pub async fn compare(&self) -> Result<Vec<Unequal>, Fault> {
        let beyond = store::beyond_the_ledger(&mut *self.db.read().await?).await?;
        let mut unequal: Vec<_> = beyond.into_iter().map(not_in_ledger).collect();
        let entries = self.entries().await?;
        for start in (0..entries).step_by(usize::try_from(BATCH)?) {
            self.compare_range(start, entries.min(start + BATCH), &mut unequal).await?;
        }
        Ok(unequal)
    }

    /// Whether the ledger says that this request was answered with a yes.
    pub async fn answered(&self, request: &ApprovalId) -> Result<bool, Fault> {
        let conn = &mut *self.db.read().await?;
        let Some(stored) = store::find(conn, request).await? else { return Ok(false) };
        let entries = keeper::head(conn).await?.entries;
        let Some(place) = stored.place.filter(|place| *place < entries) else { return Ok(false) };
        let recorded = keeper::entries(conn, place, place + 1).await?;
        let said = recorded.first().map(said).transpose()?;
        Ok(said.is_some_and(|said| match said.fact {
            Fact::Login(login) => matches!(login.outcome, Outcome::Answered(_)),
            _ => false,
        }))
    }

    async fn compare_range(
        &self,
        start: u64,
        end: u64,
        unequal: &mut Vec<Unequal>,
    ) -> Result<(), Fault> {
        let conn = &mut *self.db.read().await?;
        let recorded = keeper::entries(conn, start, end).await?;
        let mut requests = store::placed(conn, start, end).await?.into_iter().peekable();
        for entry in recorded {
            let place = entry.place;
            let is_login = matches!(said(&entry)?.fact, Fact::Login(_));
            let here = requests.next_if(|(at, _)| *at == place);
            match (is_login, here) {
                (true, None) => unequal.push(Unequal::NoRequest(place)),
                (false, Some(here)) => unequal.push(not_in_ledger(here)),
                _ => {}
            }
            while let Some((place, request)) = requests.next_if(|(at, _)| *at == place) {
                unequal.push(Unequal::Shared { request, place });
            }
        }
        Ok(())
    }
}

fn not_in_ledger((place, request): (u64, ApprovalId)) -> Unequal {
    Unequal::NotInLedger { request, place }
}

fn said(entry: &Recorded) -> Result<Entry, Fault> {
    Entry::from_json(entry.content.as_bytes())
        .map_err(|error| Fault::new("reading an entry of the ledger", error))
}
