//! Entering a login in both books at once: the person's history and the ledger.

use std::time::Duration;

use domain::{Method, PersonId};
use figures::{Answered, Client, Fact, Login, Refused, Word, YearKey, year_of};
use keeper::{Keeper, YearKeys};
use web::{Conn, Database, Fault, Job};

use super::{Entry, List, Outcome, Standing, store};

/// Where logins are entered.
pub struct Trail {
    pub keeper: Keeper,
    years: YearKeys,
}

impl Trail {
    pub fn new(keeper: Keeper, years: YearKeys) -> Self {
        Self { keeper, years }
    }

    /// Enters a login, for the caller to commit together with its answer: no login is answered
    /// that the ledger does not hold, and none is held that was not. `method` is that of the
    /// provider to which a refused login had come.
    pub async fn record(
        &self,
        tx: &mut Conn,
        entry: &Entry,
        method: Option<Method>,
    ) -> Result<(), Fault> {
        let place = keeper::take_place(tx).await?;
        let year = self.years.of(tx, year_of(entry.at)).await?;
        let mut login = said(entry, method, &year);
        keeper::number(tx, entry.at, &mut login).await?;
        let nth = login.nth;
        let recorded = figures::Entry { at: entry.at, fact: Fact::Login(login) };
        keeper::put(tx, place, &recorded.to_json(), entry.at).await?;
        store::add(tx, entry, Standing { place, nth }).await
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
