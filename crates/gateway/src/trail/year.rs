//! The keys under which people stand in the ledger, one for each calendar year.

use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::rand;
use figures::YearKey;
use openid::keys::SealKey;
use web::{Conn, Fault};

/// The year keys, sealed in the database; the one in use is kept at hand.
pub struct YearKeys {
    seal: SealKey,
    in_use: Mutex<Option<Arc<YearKey>>>,
}

impl YearKeys {
    pub fn new(seal: SealKey) -> Self {
        Self { seal, in_use: Mutex::default() }
    }

    /// The key of a year. It is made with the first entry that needs it, and taken as there only
    /// once a later transaction finds it: the one that made it may yet be undone.
    pub async fn of(&self, conn: &mut Conn, year: i16) -> Result<Arc<YearKey>, Fault> {
        if let Some(key) = self.at_hand(year) {
            return Ok(key);
        }
        if let Some(key) = self.stored(conn, year).await? {
            let key = Arc::new(key);
            *self.in_use.lock().unwrap_or_else(PoisonError::into_inner) = Some(key.clone());
            return Ok(key);
        }
        self.make(conn, year).await?;
        let made = self.stored(conn, year).await?;
        made.map(Arc::new).ok_or_else(|| Fault::because("a year's key is gone as it was made"))
    }

    fn at_hand(&self, year: i16) -> Option<Arc<YearKey>> {
        let in_use = self.in_use.lock().unwrap_or_else(PoisonError::into_inner);
        in_use.as_ref().filter(|key| key.year() == year).cloned()
    }

    async fn stored(&self, conn: &mut Conn, year: i16) -> Result<Option<YearKey>, Fault> {
        let sealed: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT sealed FROM year_key WHERE year = $1")
                .bind(i64::from(year))
                .fetch_optional(conn)
                .await?;
        let Some(sealed) = sealed else { return Ok(None) };
        let secret = self.seal.open(&about(year), &sealed);
        let secret = secret.map_err(|error| Fault::new("opening a year's key", error))?;
        let secret: &[u8; 32] = secret
            .as_slice()
            .try_into()
            .map_err(|error| Fault::new("a year's key has another length", error))?;
        Ok(Some(YearKey::new(year, secret)))
    }

    /// Of two nodes that make a year's first entry at once, the later takes the earlier's key.
    async fn make(&self, conn: &mut Conn, year: i16) -> Result<(), Fault> {
        let mut secret = [0; 32];
        rand::fill(&mut secret).map_err(|error| Fault::new("making a year's key", error))?;
        let sealed = self.seal.seal(&about(year), &secret);
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

/// Destroys the keys of all years before this one: nobody can tie their entries to people again.
pub async fn destroy_before(conn: &mut Conn, year: i16) -> Result<(), Fault> {
    sqlx::query("DELETE FROM year_key WHERE year < $1").bind(i64::from(year)).execute(conn).await?;
    Ok(())
}
