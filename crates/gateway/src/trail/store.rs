use domain::{LoginId, PersonId, ProviderId, ServiceId, SessionId, Timestamp};
use figures::year_of;
use keeper::Standing;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, FromRow, Row as _};
use web::{Conn, Fault, batches, placeholders};

use super::{After, Answered, Entry, Outcome, Unequal};
use crate::login::{Reason, Refusal};

const ANSWERED: &str = "answered";
/// How many columns a row has.
const COLUMNS: usize = 15;

/// Adds logins, each with where it stands in the ledger.
pub async fn add(conn: &mut Conn, logins: &[(Entry, Standing)]) -> Result<(), Fault> {
    for batch in batches(logins, COLUMNS) {
        let mut query = sqlx::query(AssertSqlSafe(format!(
            "INSERT INTO trail (login, at, service, asked, outcome, person, provider, method, \
             level, reused, session, claims, place, year, nth) VALUES {}",
            placeholders(batch.len(), COLUMNS)
        )));
        for (entry, standing) in batch {
            let columns = Columns::from(&entry.outcome);
            let answered = columns.answered;
            query = query
                .bind(entry.login.as_str())
                .bind(entry.at.millis())
                .bind(entry.service.as_str())
                .bind(entry.asked.name())
                .bind(columns.outcome)
                .bind(columns.person)
                .bind(columns.provider)
                .bind(answered.map(|answered| answered.method.name()))
                .bind(answered.map(|answered| answered.level.name()))
                .bind(i64::from(answered.is_some_and(|answered| answered.reused)))
                .bind(answered.map(|answered| answered.session.as_str()))
                .bind(answered.map(|answered| answered.claims.join(" ")).unwrap_or_default())
                .bind(i64::try_from(standing.place)?)
                .bind(i64::from(year_of(entry.at)))
                .bind(standing.nth.map(i64::from));
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// A page of a person's history, the newest first.
pub async fn list(
    conn: &mut Conn,
    person: &PersonId,
    after: Option<&After>,
    limit: i64,
) -> Result<Vec<Entry>, Fault> {
    let (at, login) = match after {
        Some(after) => (after.at.millis(), after.login.as_str()),
        None => (i64::MAX, ""),
    };
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT login, at, service, asked, outcome, person, provider, method, level, reused, \
         session, claims FROM trail WHERE person = $1 AND at <= $2 AND (at < $2 OR login < $3) \
         ORDER BY at DESC, login DESC LIMIT $4",
    )
    .bind(person.as_str())
    .bind(at)
    .bind(login)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Entry::try_from).collect()
}

/// One login of this person's.
pub async fn find(
    conn: &mut Conn,
    person: &PersonId,
    login: &LoginId,
) -> Result<Option<Entry>, Fault> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT login, at, service, asked, outcome, person, provider, method, level, reused, \
         session, claims FROM trail WHERE person = $1 AND login = $2",
    )
    .bind(person.as_str())
    .bind(login.as_str())
    .fetch_optional(conn)
    .await?;
    row.map(Entry::try_from).transpose()
}

/// Where the ledger holds a login of this person's.
pub async fn place_of(
    conn: &mut Conn,
    person: &PersonId,
    login: &LoginId,
) -> Result<Option<u64>, Fault> {
    let sql = "SELECT place FROM trail WHERE person = $1 AND login = $2";
    let place: Option<Option<i64>> = sqlx::query_scalar(sql)
        .bind(person.as_str())
        .bind(login.as_str())
        .fetch_optional(conn)
        .await?;
    Ok(place.flatten().map(u64::try_from).transpose()?)
}

/// Whether a login is entered as answered.
pub async fn is_answered(conn: &mut Conn, login: &LoginId) -> Result<bool, Fault> {
    let sql = "SELECT outcome FROM trail WHERE login = $1";
    let outcome: Option<String> =
        sqlx::query_scalar(sql).bind(login.as_str()).fetch_optional(conn).await?;
    Ok(outcome.as_deref() == Some(ANSWERED))
}

/// A login, and where the ledger holds it.
pub struct Placed {
    pub place: u64,
    pub nth: Option<u32>,
    pub entry: Entry,
}

/// The logins that stand in the ledger from `start` up to, not including, `end`.
pub async fn placed(conn: &mut Conn, start: u64, end: u64) -> Result<Vec<Placed>, Fault> {
    let rows = sqlx::query(
        "SELECT login, at, service, asked, outcome, person, provider, method, level, reused, \
         session, claims, place, nth FROM trail WHERE place >= $1 AND place < $2 ORDER BY place",
    )
    .bind(i64::try_from(start)?)
    .bind(i64::try_from(end)?)
    .fetch_all(conn)
    .await?;
    let read = |row: &AnyRow| {
        let place: i64 = row.try_get("place")?;
        let nth: Option<i64> = row.try_get("nth")?;
        let entry = <Row as FromRow<AnyRow>>::from_row(row)?.try_into()?;
        let nth = nth.map(u32::try_from).transpose()?;
        Ok(Placed { place: u64::try_from(place)?, nth, entry })
    };
    rows.iter().map(read).collect()
}

/// The logins whose place lies behind the ledger's last entry, in one statement: nothing is
/// recorded between two looks.
pub async fn beyond_the_ledger(conn: &mut Conn) -> Result<Vec<Unequal>, Fault> {
    let logins: Vec<String> = sqlx::query_scalar(
        "SELECT login FROM trail \
         WHERE place >= (SELECT entries FROM ledger_head WHERE one = 1) ORDER BY place",
    )
    .fetch_all(conn)
    .await?;
    Ok(logins.into_iter().map(|login| Unequal::NotInLedger(LoginId::new(login))).collect())
}

/// The numbers of a person's logins of one year.
pub struct Numbers {
    pub year: i16,
    pub count: u32,
    different: u32,
    first: u32,
    last: u32,
}

impl Numbers {
    /// Whether they are those from 1 to `end`, each once.
    pub fn run_to(&self, end: u32) -> bool {
        let Self { count, different, first, last, .. } = *self;
        first == 1 && last == end && count == end && different == end
    }
}

/// The latest year first. Logins of before there were numbers are in none.
pub async fn numbers(conn: &mut Conn, person: &PersonId) -> Result<Vec<Numbers>, Fault> {
    let rows: Vec<(i64, i64, i64, i64, i64)> = sqlx::query_as(
        "SELECT year, COUNT(*), COUNT(DISTINCT nth), MIN(nth), MAX(nth) FROM trail \
         WHERE person = $1 AND nth IS NOT NULL GROUP BY year ORDER BY year DESC",
    )
    .bind(person.as_str())
    .fetch_all(conn)
    .await?;
    let read = |(year, count, different, first, last): (i64, i64, i64, i64, i64)| {
        Ok(Numbers {
            year: year.try_into()?,
            count: count.try_into()?,
            different: different.try_into()?,
            first: first.try_into()?,
            last: last.try_into()?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Where the ledger holds a person's logins of a year, in the order of their numbers.
pub async fn places_of_year(
    conn: &mut Conn,
    person: &PersonId,
    year: i16,
) -> Result<Vec<u64>, Fault> {
    let sql =
        "SELECT place FROM trail WHERE person = $1 AND year = $2 AND nth IS NOT NULL ORDER BY nth";
    let places: Vec<i64> =
        sqlx::query_scalar(sql).bind(person.as_str()).bind(i64::from(year)).fetch_all(conn).await?;
    Ok(places.into_iter().map(u64::try_from).collect::<Result<_, _>>()?)
}

pub async fn forget_before(conn: &mut Conn, at: Timestamp) -> Result<(), Fault> {
    sqlx::query("DELETE FROM trail WHERE at < $1").bind(at.millis()).execute(conn).await?;
    Ok(())
}

struct Columns<'a> {
    outcome: &'static str,
    person: Option<&'a str>,
    provider: Option<&'a str>,
    answered: Option<&'a Answered>,
}

impl<'a> From<&'a Outcome> for Columns<'a> {
    fn from(outcome: &'a Outcome) -> Self {
        match outcome {
            Outcome::Answered(answered) => Self {
                outcome: ANSWERED,
                person: Some(answered.person.as_str()),
                provider: Some(answered.provider.as_str()),
                answered: Some(answered),
            },
            Outcome::Refused(refusal) => Self {
                outcome: refusal.reason.word(),
                person: refusal.person.as_ref().map(PersonId::as_str),
                provider: refusal.provider.as_ref().map(ProviderId::as_str),
                answered: None,
            },
        }
    }
}

type Text = Option<String>;
type Row = (String, i64, String, String, String, Text, Text, Text, Text, i64, Text, String);

impl TryFrom<Row> for Entry {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        let (login, at, service, asked, outcome, person, provider, method, level, ..) = &row;
        let incomplete = || Fault::because("an entry of the trail is not complete");
        let person = person.as_deref().map(PersonId::new);
        let provider = provider.as_deref().map(ProviderId::new);
        let outcome = if outcome == ANSWERED {
            Outcome::Answered(Answered {
                person: person.ok_or_else(incomplete)?,
                provider: provider.ok_or_else(incomplete)?,
                method: method.as_deref().ok_or_else(incomplete)?.parse()?,
                level: level.as_deref().ok_or_else(incomplete)?.parse()?,
                reused: row.9 != 0,
                session: SessionId::new(row.10.clone().ok_or_else(incomplete)?),
                claims: row.11.split_ascii_whitespace().map(str::to_owned).collect(),
            })
        } else {
            let reason = Reason::ALL.iter().find(|reason| reason.word() == outcome);
            let reason = *reason.ok_or_else(incomplete)?;
            Outcome::Refused(Refusal { reason, provider, person })
        };
        Ok(Self {
            login: LoginId::new(login.clone()),
            at: Timestamp::from_millis(*at),
            service: ServiceId::new(service.clone()),
            asked: asked.parse()?,
            outcome,
        })
    }
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
