//! Counting each person's entries of a year, so that a list of theirs shows whether it is whole.

use std::collections::BTreeMap;

use domain::Timestamp;
use figures::{Login, Pseudonym, year_of};
use sqlx::AssertSqlSafe;
use web::{Conn, Fault, batches, placeholders};

/// Gives each login its number among its person's entries of the year, if it is somebody's. The
/// count is durable with the caller's transaction and undone with it, and whoever enters another
/// login of the same person waits for it: numbers run without a gap, in the order of the ledger.
pub async fn number(conn: &mut Conn, logins: &mut [(Timestamp, Login)]) -> Result<(), Fault> {
    let mut counts = BTreeMap::<_, u32>::new();
    for (at, login) in &mut *logins {
        let Some(person) = login.person() else { continue };
        let count = counts.entry((year_of(*at), person)).or_default();
        *count += 1;
        login.nth = Some(*count);
    }
    let before = count_on(conn, &counts.into_iter().collect::<Vec<_>>()).await?;
    for (at, login) in logins {
        let before = login.person().and_then(|person| before.get(&(year_of(*at), person)));
        login.nth = login.nth.zip(before).map(|(nth, before)| before + nth);
    }
    Ok(())
}

/// A person's year.
type Year = (i16, Pseudonym);

/// Counts each person's entries on by so many. Returns how many there were before.
async fn count_on(conn: &mut Conn, counts: &[(Year, u32)]) -> Result<BTreeMap<Year, u32>, Fault> {
    let mut before = BTreeMap::new();
    for batch in batches(counts, 3) {
        let values = placeholders(batch.len(), 3);
        let mut query = sqlx::query_as(AssertSqlSafe(format!(
            "INSERT INTO ledger_turn (year, person, entries) VALUES {values} \
             ON CONFLICT (year, person) DO UPDATE \
             SET entries = ledger_turn.entries + excluded.entries \
             RETURNING year, person, entries"
        )));
        for ((year, person), count) in batch {
            query = query
                .bind(i64::from(*year))
                .bind(person.as_bytes().to_vec())
                .bind(i64::from(*count));
        }
        let counted: Vec<(i64, Vec<u8>, i64)> = query
            .fetch_all(&mut *conn)
            .await
            .map_err(|error| Fault::new("counting people's ledger entries", error))?;
        let counted =
            counted.into_iter().map(counted_year).collect::<Result<BTreeMap<_, _>, _>>()?;
        let earlier = batch.iter().map(|(year, count)| {
            let now = counted.get(year).and_then(|now| now.checked_sub(*count));
            now.map(|before| (*year, before))
                .ok_or_else(|| Fault::because("an entry was not counted"))
        });
        before.extend(earlier.collect::<Result<Vec<_>, Fault>>()?);
    }
    Ok(before)
}

fn counted_year((year, person, count): (i64, Vec<u8>, i64)) -> Result<(Year, u32), Fault> {
    let person = person.try_into().map_err(|_| Fault::because("a pseudonym is not 16 bytes"))?;
    Ok(((year.try_into()?, Pseudonym::from_bytes(person)), count.try_into()?))
}

/// How many entries of a year are a person's.
pub async fn entries_of(conn: &mut Conn, year: i16, person: Pseudonym) -> Result<u32, Fault> {
    let sql = "SELECT entries FROM ledger_turn WHERE year = $1 AND person = $2";
    let count: Option<i64> = sqlx::query_scalar(sql)
        .bind(i64::from(year))
        .bind(person.as_bytes().to_vec())
        .fetch_optional(conn)
        .await
        .map_err(|error| Fault::new("reading the count of a person's ledger entries", error))?;
    Ok(u32::try_from(count.unwrap_or_default())?)
}
