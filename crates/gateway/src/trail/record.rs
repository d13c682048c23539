//! Entering a login in both books at once: the person's history and the ledger.

use std::time::Duration;

use domain::{Method, PersonId};
use figures::{Answered, Client, Login, Refused, Word, YearKey, year_of};
use keeper::{Beside, Keeper, Standing, YearKeys};
use web::{Conn, Database, Fault, Job, Tx};

use super::{Entry, List, Outcome, store};

/// Where logins are entered.
pub struct Trail {
    pub keeper: Keeper,
    years: YearKeys,
}

impl Trail {
    pub fn new(keeper: Keeper, years: YearKeys) -> Self {
        Self { keeper, years }
    }

    /// Enters a login with the commit of its answer: no login is answered that the ledger does not
    /// hold, and none is held that was not. `method` is that of the provider to which a refused
    /// login had come.
    pub async fn record(
        &self,
        tx: &mut Tx,
        entry: Entry,
        method: Option<Method>,
    ) -> Result<(), Fault> {
        let year = self.years.of(tx, year_of(entry.at)).await?;
        let login = said(&entry, method, &year);
        keeper::leave(tx, entry.at, login, entry);
        Ok(())
    }

    /// The job that keeps the present year's key at hand.
    pub fn year_job(&self, db: &Database) -> Job {
        self.years.job(db)
    }

    /// A person's lists, a year each, the latest first. One is whole where it has the numbers from 1
    /// to as many as the ledger counts of theirs.
    pub async fn lists(&self, conn: &mut Conn, person: &PersonId) -> Result<Vec<List>, Fault> {
        let mut lists = Vec::new();
        for numbers in store::numbers(conn, person).await? {
            let Some(key) = self.years.stored(conn, numbers.year).await? else { continue };
            let entered = keeper::entries_of(conn, numbers.year, key.pseudonym(person)).await?;
            lists.push(List {
                year: numbers.year,
                listed: numbers.count,
                entered,
                whole: numbers.run_to(entered),
            });
        }
        Ok(lists)
    }
}

/// Its row of the person's history.
impl Beside for Entry {
    async fn write(conn: &mut Conn, entered: Vec<(Self, Standing)>) -> Result<(), Fault> {
        store::add(conn, &entered).await
    }
}

/// What the ledger says of a login, but for its number.
pub fn said(entry: &Entry, method: Option<Method>, year: &YearKey) -> Login {
    let pseudonym = |person| year.pseudonym(person);
    let outcome = match &entry.outcome {
        Outcome::Answered(answered) => figures::Outcome::Answered(Answered {
            person: pseudonym(&answered.person),
            provider: answered.provider.clone(),
            method: answered.method.into(),
            level: answered.level,
            reused: answered.reused,
            claims: answered.claims.iter().cloned().collect(),
        }),
        Outcome::Refused(refusal) => figures::Outcome::Refused(Refused {
            reason: Word::new(refusal.reason.word()),
            person: refusal.person.as_ref().map(pseudonym),
            provider: refusal.provider.clone(),
            method: method.map(Word::from),
        }),
    };
    let client = Client::Service(entry.service.clone());
    Login { client, asked: entry.asked, outcome, nth: None }
}

/// How often it is looked whether a year has become too old.
const LOOKED_EVERY: Duration = Duration::from_hours(1);

/// Forgets whole years: the histories of people, and the keys that tie entries to them. What the
/// ledger holds stays, and is nobody's.
pub fn forget_job(db: Database, years_kept: u16) -> Job {
    Job::new("forget old years of the trail", LOOKED_EVERY, move |now| {
        let db = db.clone();
        async move {
            let mut tx = db.begin().await?;
            let kept_from = keeper::forget_years(&mut tx, now, years_kept).await?;
            store::forget_before(&mut tx, kept_from).await?;
            tx.commit().await
        }
    })
}
