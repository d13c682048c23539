//! Entering a login in both books at once: the person's history and the ledger.

use std::time::Duration;

use domain::{Method, Timestamp};
use figures::{Answered, Client, Fact, Login, Refused, Word, year_of};
use jiff::civil::date;
use jiff::tz::Offset;
use keeper::Keeper;
use web::{Conn, Database, Fault, Job};

use super::year::{YearKeys, destroy_before};
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
        let recorded = figures::Entry { at: entry.at, fact: Fact::Login(login) };
        let place = keeper::record(tx, &recorded.to_json(), entry.at).await?;
        store::add(tx, entry, place).await
    }
}

/// How often it is looked whether a year has become too old.
const LOOKED_EVERY: Duration = Duration::from_hours(1);

/// Forgets whole years: the histories of people, and the keys that tie entries to them. What the
/// ledger holds stays, and is nobody's.
pub fn forget_job(db: Database, years_kept: u16) -> Job {
    Job::new("forget old years of the trail", LOOKED_EVERY, move |now| {
        let db = db.clone();
        async move {
            let oldest = oldest_kept(now, years_kept);
            let mut tx = db.begin().await?;
            destroy_before(&mut tx, oldest).await?;
            store::forget_before(&mut tx, beginning(oldest)).await?;
            tx.commit().await
        }
    })
}

/// The present year counts as one.
fn oldest_kept(now: Timestamp, years_kept: u16) -> i16 {
    let kept = i16::try_from(years_kept.max(1)).unwrap_or(i16::MAX);
    year_of(now).saturating_sub(kept - 1)
}

fn beginning(year: i16) -> Timestamp {
    let first = date(year.clamp(-9_999, 9_999), 1, 1).at(0, 0, 0, 0);
    let first = Offset::UTC.to_timestamp(first);
    Timestamp::from_millis(first.map_or(i64::MIN, jiff::Timestamp::as_millisecond))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_kept_to_its_last_moment_and_the_present_one_always() {
        let new_year = Timestamp::from_millis(1_767_225_600_000);
        let moment = Duration::from_millis(1);
        for (now, kept, oldest) in [
            (new_year, 10, 2017),
            (new_year.minus(moment), 10, 2016),
            (new_year, 1, 2026),
            (new_year, 0, 2026),
            (new_year, u16::MAX, 2026 - (i16::MAX - 1)),
        ] {
            assert_eq!(oldest_kept(now, kept), oldest, "{now:?} {kept}");
        }
        assert_eq!(beginning(2026), new_year);
    }
}
