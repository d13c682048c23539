//! Entering a login in both books at once: the person's history and the ledger.

use std::time::Duration;

use domain::Method;
use figures::{Answered, Client, Fact, Login, Refused, Word, YearKey, year_of};
use keeper::{Keeper, YearKeys};
use web::{Conn, Database, Fault, Job};

use super::{Entry, Outcome, store};

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
        let year = self.years.of(tx, year_of(entry.at)).await?;
        let recorded = said(entry, method, &year);
        let place = keeper::record(tx, &recorded.to_json(), entry.at).await?;
        store::add(tx, entry, place).await
    }
}

/// What the ledger says of a login.
pub fn said(entry: &Entry, method: Option<Method>, year: &YearKey) -> figures::Entry {
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
    let login =
        Login { client: Client::Service(entry.service.clone()), asked: entry.asked, outcome };
    figures::Entry { at: entry.at, fact: Fact::Login(login) }
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
