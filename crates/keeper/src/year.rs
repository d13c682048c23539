//! The keys under which people stand in the ledger, one for each calendar year.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_lc_rs::rand;
use domain::Timestamp;
use figures::{YearKey, year_begins, year_of};
use web::{Conn, Database, Fault, Job, SealKey, Tx};

use crate::lock_head;

/// How often it is looked whether the present year's key is durable.
const LOOKED_EVERY: Duration = Duration::from_secs(10);

/// The year keys, sealed in the database; the present year's is kept at hand. Cheap to clone.
#[derive(Clone)]
pub struct YearKeys(Arc<Inner>);

struct Inner {
    seal: SealKey,
    at_hand: Mutex<Option<Arc<YearKey>>>,
}

impl YearKeys {
    pub fn new(seal: SealKey) -> Self {
        Self(Arc::new(Inner { seal, at_hand: Mutex::default() }))
    }

    /// The key of a year. It is made with the first entry that needs it, and undone with it. Where
    /// it is at hand, the transaction stays unused.
    pub async fn of(&self, tx: &mut Tx, year: i16) -> Result<Arc<YearKey>, Fault> {
        if let Some(key) = self.at_hand(year) {
            return Ok(key);
        }
        if let Some(key) = self.stored(tx, year).await? {
            return Ok(Arc::new(key));
        }
        self.make(tx, year).await?;
        let made = self.stored(tx, year).await?;
        made.map(Arc::new).ok_or_else(|| Fault::because("a year's key is gone as it was made"))
    }

    /// The job that keeps the present year's key at hand once it is durable: what a transaction
    /// sees of it may yet be undone, with all those that share its commit, and people would stand
    /// under a key that is nowhere. One that a restored database no longer has is let go.
    pub fn job(&self, database: &Database) -> Job {
        let (keys, database) = (self.clone(), database.clone());
        Job::new("keep the year's key at hand", LOOKED_EVERY, move |now| {
            let (keys, database) = (keys.clone(), database.clone());
            async move { keys.take_to_hand(&database, year_of(now)).await }
        })
    }

    async fn take_to_hand(&self, database: &Database, year: i16) -> Result<(), Fault> {
        let durable = self.durable(database, year).await;
        let (key, done) = match durable {
            Ok(key) => (key, Ok(())),
            Err(fault) => (None, Err(fault)),
        };
        *self.0.at_hand.lock().unwrap_or_else(PoisonError::into_inner) = key.map(Arc::new);
        done
    }

    async fn durable(&self, database: &Database, year: i16) -> Result<Option<YearKey>, Fault> {
        self.stored(&mut *database.read().await?, year).await
    }

    fn at_hand(&self, year: i16) -> Option<Arc<YearKey>> {
        let at_hand = self.0.at_hand.lock().unwrap_or_else(PoisonError::into_inner);
        at_hand.as_ref().filter(|key| key.year() == year).cloned()
    }

    pub async fn stored(&self, conn: &mut Conn, year: i16) -> Result<Option<YearKey>, Fault> {
        let sealed: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT sealed FROM year_key WHERE year = $1")
                .bind(i64::from(year))
                .fetch_optional(conn)
                .await?;
        let Some(sealed) = sealed else { return Ok(None) };
        let secret = self.0.seal.open(&about(year), &sealed);
        let secret = secret.map_err(|error| Fault::new("opening a year's key", error))?;
        let secret: &[u8; 32] = secret
            .as_slice()
            .try_into()
            .map_err(|error| Fault::new("a year's key has another length", error))?;
        Ok(Some(YearKey::new(year, secret)))
    }

    /// Of two nodes that make a year's first entry at once, the later takes the earlier's key. The
    /// ledger's head first: whoever enters at once takes it next anyway, and two nodes would wait for
    /// each other.
    async fn make(&self, conn: &mut Conn, year: i16) -> Result<(), Fault> {
        lock_head(conn).await?;
        let mut secret = [0; 32];
        rand::fill(&mut secret).map_err(|error| Fault::new("making a year's key", error))?;
        let sealed = self.0.seal.seal(&about(year), &secret);
        let sealed = sealed.map_err(|error| Fault::new("sealing a year's key", error))?;
        sqlx::query("INSERT INTO year_key (year, sealed) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(i64::from(year))
            .bind(sealed)
            .execute(conn)
            .await?;
        Ok(())
    }
}

fn about(year: i16) -> String {
    format!("year_key {year}")
}

/// How long after its end a year is kept whole: a login of its last second may be entered a moment
/// later, and must not bring a key that was destroyed back as another.
const GRACE: Duration = Duration::from_hours(1);

/// Destroys the keys of years that are too old, so that nobody can tie their entries to people
/// again. What else ties them is older than the moment that this returns, and is the role's to
/// forget in the same transaction. The present year counts as one of those kept; in its first hour,
/// the year before still counts as the present one.
pub async fn forget_years(conn: &mut Conn, now: Timestamp, kept: u16) -> Result<Timestamp, Fault> {
    let oldest = oldest_kept(now, kept);
    for sql in ["DELETE FROM year_key WHERE year < $1", "DELETE FROM ledger_turn WHERE year < $1"] {
        sqlx::query(sql).bind(i64::from(oldest)).execute(&mut *conn).await?;
    }
    Ok(Timestamp::from_millis(year_begins(oldest)))
}

/// No year that a calendar does not know: a ledger that keeps everything forgets nothing.
fn oldest_kept(now: Timestamp, kept: u16) -> i16 {
    let kept = i16::try_from(kept.max(1)).unwrap_or(i16::MAX);
    year_of(now.minus(GRACE)).saturating_sub(kept - 1).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_kept_an_hour_beyond_its_last_moment_and_the_present_one_always() {
        // One o'clock in the night.
        let new_year = Timestamp::from_millis(1_767_225_600_000).plus(GRACE);
        let moment = Duration::from_millis(1);
        for (now, kept, oldest) in [
            (new_year, 10, 2017),
            (new_year.minus(moment), 10, 2016),
            (new_year, 1, 2026),
            (new_year, 0, 2026),
            (new_year, u16::MAX, 0),
        ] {
            assert_eq!(oldest_kept(now, kept), oldest, "{now:?} {kept}");
        }
        assert!(year_begins(0) < 0);
    }
}
