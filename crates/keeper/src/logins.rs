//! A ledger of logins: people stand in it by the key of the year.

use domain::Timestamp;
use figures::{Login, YearKey, year_of};
use serde::Deserialize;
use web::{Conn, Database, Fault, Fetch, Job, Listen, OpenError, SealKey, Tx};

use crate::enter::{Alone, enter, leave};
use crate::{Keeper, Witness, YearKeys, forget_years, signing_key};

/// What an operator writes down about a ledger of logins: the table `[ledger]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Those who cosign its heads, so that it can show nobody another history.
    #[serde(rename = "witness")]
    pub witnesses: Vec<Witness>,
    /// How many calendar years, with the present one, entries stay tied to people. After that the
    /// year's key is destroyed: the entries stay, and are nobody's.
    pub years: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self { witnesses: Vec::new(), years: 2 }
    }
}

impl Settings {
    /// What is in force, as sentences for the operator.
    pub fn in_force(&self) -> Vec<String> {
        let years = self.years.max(1);
        let kept = format!("the ledger's entries stay tied to people for {years} calendar years");
        let witnesses = self.witnesses.iter();
        let witnessed = witnesses.map(|it| format!("the ledger is witnessed at {}", it.url));
        std::iter::once(kept).chain(witnessed).collect()
    }
}

/// One role's ledger of logins. Cheap to clone.
#[derive(Clone)]
pub struct Logins {
    pub keeper: Keeper,
    years: YearKeys,
    kept: u16,
}

impl Logins {
    /// Its keys come from the role's seal key.
    pub fn open(server: &Listen, settings: Settings) -> Result<Self, OpenError> {
        let seal = SealKey::read_or_create(&server.seal_key_file).map_err(OpenError::because)?;
        let key = signing_key(&server.seal_key_file, &server.url)?;
        let keeper = Keeper::new(key, settings.witnesses);
        Ok(Self { keeper, years: YearKeys::new(seal), kept: settings.years })
    }

    /// Enters a login at once, for the caller to commit together with its answer: none is answered
    /// that the ledger does not hold, and none is held that was not. Returns its place.
    pub async fn enter(
        &self,
        tx: &mut Tx,
        at: Timestamp,
        login: impl FnOnce(&YearKey) -> Login,
    ) -> Result<u64, Fault> {
        let year = self.years.of(tx, year_of(at)).await?;
        Ok(enter(tx, at, login(&year)).await?.place)
    }

    /// Leaves a login to be entered with the transaction's commit, for who need not know its place.
    pub async fn leave(
        &self,
        tx: &mut Tx,
        at: Timestamp,
        login: impl FnOnce(&YearKey) -> Login,
    ) -> Result<(), Fault> {
        let year = self.years.of(tx, year_of(at)).await?;
        leave(tx, at, login(&year), Alone);
        Ok(())
    }

    /// What the ledger does by itself: it grows, and keeps the year's key at hand.
    pub fn jobs(&self, database: &Database, fetch: &Fetch) -> [Job; 2] {
        [self.keeper.job(database, fetch), self.years.job(database)]
    }

    /// Destroys the keys of years that are too old, as [`forget_years`] does.
    pub async fn forget(&self, conn: &mut Conn, now: Timestamp) -> Result<Timestamp, Fault> {
        forget_years(conn, now, self.kept).await
    }
}
