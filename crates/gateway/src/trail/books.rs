//! Whether both books of logins say the same: the trail, which people read, and the ledger. They are
//! written in one transaction; an operator who restored a backup, or who fears that somebody touched
//! the database, wants to see that they still agree.

use domain::{LoginId, Method};
use figures::{Entry as Said, Fact, Login, Outcome, YearKey, year_of};
use keeper::{Recorded, YearKeys};
use web::{Database, Fault, OpenError, SealKey};

use super::record::said;
use super::store::{self, Placed};
use crate::config::Config;
use crate::open::database;

/// The gateway's two books, in its database.
pub struct Books {
    db: Database,
    years: YearKeys,
}

/// Where the books do not say the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unequal {
    #[error("the ledger's entry at {0} is of a login that the trail lacks")]
    NotInTrail(u64),
    #[error("the login {0} of the trail stands at a place that the ledger has not")]
    NotInLedger(LoginId),
    #[error("the login {login} of the trail is not what the ledger's entry at {place} says")]
    Differs { login: LoginId, place: u64 },
}

/// How many entries are read at a time.
const BATCH: u64 = 1000;

impl Books {
    pub async fn open(config: &Config) -> Result<Self, OpenError> {
        let seal = SealKey::read_or_create(&config.server.seal_key_file);
        let years = YearKeys::new(seal.map_err(OpenError::because)?);
        Ok(Self { db: database(config).await?, years })
    }

    /// Compares every entry with its row, and every row with its entry. `done` hears how many
    /// entries are behind, and of how many.
    pub async fn compare(&self, done: &dyn Fn(u64, u64)) -> Result<Vec<Unequal>, Fault> {
        let mut unequal = store::beyond_the_ledger(&mut *self.db.read().await?).await?;
        let entries = self.entries().await?;
        for start in (0..entries).step_by(usize::try_from(BATCH)?) {
            let end = entries.min(start + BATCH);
            self.compare_range(start, end, &mut unequal).await?;
            done(end, entries);
        }
        Ok(unequal)
    }

    /// How many entries the ledger has.
    pub async fn entries(&self) -> Result<u64, Fault> {
        Ok(keeper::head(&mut *self.db.read().await?).await?.entries)
    }

    /// Whether the trail has this login as an answered one.
    pub async fn answered(&self, login: &LoginId) -> Result<bool, Fault> {
        store::is_answered(&mut *self.db.read().await?, login).await
    }

    async fn compare_range(
        &self,
        start: u64,
        end: u64,
        unequal: &mut Vec<Unequal>,
    ) -> Result<(), Fault> {
        let conn = &mut *self.db.read().await?;
        let recorded = keeper::entries(conn, start, end).await?;
        let mut rows = store::placed(conn, start, end).await?.into_iter().peekable();
        for entry in recorded {
            let row = rows.next_if(|row| row.place == entry.place);
            let at = said_at(&entry)?;
            let key = self.years.stored(conn, year_of(at.at)).await?;
            unequal.extend(difference(&entry, &at, row, key.as_ref()));
        }
        Ok(())
    }
}

fn said_at(entry: &Recorded) -> Result<Said, Fault> {
    Said::from_json(entry.content.as_bytes())
        .map_err(|error| Fault::new("reading an entry of the ledger", error))
}

/// Once a year's key is destroyed its rows are gone as well, and what is left in the ledger is
/// nobody's.
fn difference(
    entry: &Recorded,
    said_there: &Said,
    row: Option<Placed>,
    key: Option<&YearKey>,
) -> Option<Unequal> {
    let place = entry.place;
    match (&said_there.fact, row, key) {
        (Fact::Login(login), Some(row), Some(key)) => {
            let expected = said(&row.entry, method_of(&login.outcome), key);
            let same =
                row.entry.at == said_there.at && Login { nth: row.nth, ..expected } == *login;
            (!same).then_some(Unequal::Differs { login: row.entry.login, place })
        }
        (Fact::Login(_), None, Some(_)) => Some(Unequal::NotInTrail(place)),
        (_, Some(row), _) => Some(Unequal::Differs { login: row.entry.login, place }),
        (_, None, _) => None,
    }
}

/// The trail does not keep the method to which a refused login had come: that is a setting of its
/// provider's.
fn method_of(outcome: &Outcome) -> Option<Method> {
    match outcome {
        Outcome::Answered(_) => None,
        Outcome::Refused(refused) => refused.method.as_ref()?.as_str().parse().ok(),
    }
}

#[cfg(test)]
#[path = "books_tests.rs"]
mod tests;
