use domain::Timestamp;
use protocol::federation::EntityId;
use sqlx::Row;
use sqlx::any::AnyRow;
use web::{Conn, Fault};

use super::{Decision, Dossier, Measure, Proposal, Reason};
use crate::id::{DossierId, OfficerId};

/// A dossier as it lies in the database. Its version moves with every change, so that of two who
/// change it at once one finds out.
#[derive(Clone, Debug)]
pub struct Kept {
    pub dossier: Dossier,
    version: i64,
}

/// A decision with its number and its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub number: i64,
    pub dossier: DossierId,
    pub previous: Option<i64>,
    pub measure: Measure,
    pub effect: Timestamp,
    /// For a grant: when it ends.
    pub until: Option<Timestamp>,
    pub reason: String,
    pub decided: Timestamp,
    pub first: OfficerId,
    pub second: Option<OfficerId>,
}

/// A move of a dossier that changed nobody's right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenStep {
    pub measure: Measure,
    pub reason: String,
    pub decided: Timestamp,
}

impl Kept {
    /// The same row with the dossier after a move.
    #[must_use]
    pub fn with(self, dossier: Dossier) -> Self {
        Self { dossier, ..self }
    }
}

pub async fn add(conn: &mut Conn, dossier: &Dossier, now: Timestamp) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO dossier (id, entity, organisation, level, renews, stage, opened, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
    )
    .bind(dossier.id.as_str())
    .bind(dossier.entity.as_str())
    .bind(&dossier.organisation)
    .bind(dossier.level.name())
    .bind(dossier.renews.as_ref().map(DossierId::as_str))
    .bind(serde_json::to_string(&dossier.stage)?)
    .bind(now.millis())
    .execute(conn)
    .await?;
    Ok(())
}

/// `false` if somebody else changed it since it was read.
pub async fn save(conn: &mut Conn, kept: &Kept) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE dossier SET organisation = $1, level = $2, stage = $3, version = version + 1
         WHERE id = $4 AND version = $5",
    )
    .bind(&kept.dossier.organisation)
    .bind(kept.dossier.level.name())
    .bind(serde_json::to_string(&kept.dossier.stage)?)
    .bind(kept.dossier.id.as_str())
    .bind(kept.version)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

const COLUMNS: &str = "SELECT id, entity, organisation, level, renews, stage, version FROM dossier";

pub async fn find(conn: &mut Conn, id: &DossierId) -> Result<Option<Kept>, Fault> {
    let query = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE id = $1"));
    let row = sqlx::query(query).bind(id.as_str()).fetch_optional(conn).await?;
    row.map(|row| kept(&row)).transpose()
}

/// All dossiers of a provider, the newest last.
pub async fn of_entity(conn: &mut Conn, entity: &EntityId) -> Result<Vec<Dossier>, Fault> {
    let query = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE entity = $1 ORDER BY opened, id"));
    let rows = sqlx::query(query).bind(entity.as_str()).fetch_all(conn).await?;
    rows.iter().map(|row| kept(row).map(|kept| kept.dossier)).collect()
}

/// All dossiers, the newest last: a country has a handful of providers.
pub async fn all(conn: &mut Conn) -> Result<Vec<Dossier>, Fault> {
    let query = sqlx::AssertSqlSafe(format!("{COLUMNS} ORDER BY opened, id"));
    let rows = sqlx::query(query).fetch_all(conn).await?;
    rows.iter().map(|row| kept(row).map(|kept| kept.dossier)).collect()
}

fn kept(row: &AnyRow) -> Result<Kept, Fault> {
    let stage: String = row.try_get("stage")?;
    let renews: Option<String> = row.try_get("renews")?;
    let dossier = Dossier {
        id: DossierId::new(row.try_get::<String, _>("id")?),
        entity: row.try_get::<String, _>("entity")?.parse()?,
        organisation: row.try_get("organisation")?,
        level: row.try_get::<String, _>("level")?.parse()?,
        renews: renews.map(DossierId::new),
        stage: serde_json::from_str(&stage)?,
    };
    Ok(Kept { dossier, version: row.try_get("version")? })
}

pub async fn propose(conn: &mut Conn, proposal: &Proposal) -> Result<bool, Fault> {
    let done = sqlx::query(
        "INSERT INTO proposal (dossier, measure, level, effect, reason, officer, made)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (dossier) DO NOTHING",
    )
    .bind(proposal.dossier.as_str())
    .bind(proposal.measure.name())
    .bind(proposal.measure.level().map(domain::Level::name))
    .bind(proposal.effect.millis())
    .bind(proposal.reason.as_str())
    .bind(proposal.by.as_str())
    .bind(proposal.at.millis())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn proposal(conn: &mut Conn, dossier: &DossierId) -> Result<Option<Proposal>, Fault> {
    let row = sqlx::query(
        "SELECT dossier, measure, level, effect, reason, officer, made FROM proposal WHERE dossier = $1",
    )
    .bind(dossier.as_str())
    .fetch_optional(conn)
    .await?;
    row.map(|row| read_proposal(&row)).transpose()
}

/// Takes the proposal away, for whoever confirms or drops it: of two who do, one gets it.
pub async fn take_proposal(
    conn: &mut Conn,
    dossier: &DossierId,
) -> Result<Option<Proposal>, Fault> {
    let row = sqlx::query(
        "DELETE FROM proposal WHERE dossier = $1
         RETURNING dossier, measure, level, effect, reason, officer, made",
    )
    .bind(dossier.as_str())
    .fetch_optional(conn)
    .await?;
    row.map(|row| read_proposal(&row)).transpose()
}

fn read_proposal(row: &AnyRow) -> Result<Proposal, Fault> {
    let reason: String = row.try_get("reason")?;
    Ok(Proposal {
        dossier: DossierId::new(row.try_get::<String, _>("dossier")?),
        measure: measure(row)?,
        effect: Timestamp::from_millis(row.try_get("effect")?),
        reason: Reason::new(&reason)?,
        by: OfficerId::new(row.try_get::<String, _>("officer")?),
        at: Timestamp::from_millis(row.try_get("made")?),
    })
}

fn measure(row: &AnyRow) -> Result<Measure, Fault> {
    let level: Option<String> = row.try_get("level")?;
    let level = level.map(|level| level.parse()).transpose()?;
    let name: String = row.try_get("measure")?;
    Measure::read(&name, level).ok_or_else(|| Fault::because("a stored measure is unknown"))
}

/// The last decision of a dossier or, where it has none, of the one that it continues: what the
/// next decision follows.
pub async fn last_decision(conn: &mut Conn, dossier: &Dossier) -> Result<Option<i64>, Fault> {
    for id in [Some(&dossier.id), dossier.renews.as_ref()].into_iter().flatten() {
        let row: (Option<i64>,) =
            sqlx::query_as("SELECT MAX(number) FROM decision WHERE dossier = $1")
                .bind(id.as_str())
                .fetch_one(&mut *conn)
                .await?;
        if row.0.is_some() {
            return Ok(row.0);
        }
    }
    Ok(None)
}

pub async fn record(
    conn: &mut Conn,
    decision: &Decision,
    (number, previous): (i64, Option<i64>),
    until: Option<Timestamp>,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO decision (number, dossier, previous, measure, level, effect, until, reason,
                               decided, first_officer, second_officer)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(number)
    .bind(decision.dossier().as_str())
    .bind(previous)
    .bind(decision.measure().name())
    .bind(decision.measure().level().map(domain::Level::name))
    .bind(decision.effect().millis())
    .bind(until.map(Timestamp::millis))
    .bind(decision.reason().as_str())
    .bind(decision.decided().millis())
    .bind(decision.first().as_str())
    .bind(decision.second().map(OfficerId::as_str))
    .execute(conn)
    .await?;
    Ok(())
}

const DECISION: &str = "SELECT number, dossier, previous, measure, level, effect, until, reason,
                               decided, first_officer, second_officer FROM decision";

/// All decisions of a dossier, the first one first.
pub async fn decisions(conn: &mut Conn, dossier: &DossierId) -> Result<Vec<Recorded>, Fault> {
    let query = sqlx::AssertSqlSafe(format!("{DECISION} WHERE dossier = $1 ORDER BY number"));
    let rows = sqlx::query(query).bind(dossier.as_str()).fetch_all(conn).await?;
    rows.iter().map(recorded).collect()
}

pub async fn decision(conn: &mut Conn, number: i64) -> Result<Option<Recorded>, Fault> {
    let query = sqlx::AssertSqlSafe(format!("{DECISION} WHERE number = $1"));
    let row = sqlx::query(query).bind(number).fetch_optional(conn).await?;
    row.map(|row| recorded(&row)).transpose()
}

/// The newest decisions, the newest first.
pub async fn newest_decisions(conn: &mut Conn, most: i64) -> Result<Vec<Recorded>, Fault> {
    let query = sqlx::AssertSqlSafe(format!("{DECISION} ORDER BY number DESC LIMIT $1"));
    let rows = sqlx::query(query).bind(most).fetch_all(conn).await?;
    rows.iter().map(recorded).collect()
}

/// From the last decision of a dossier back to the first grant, over all renewals: the newest
/// first.
pub async fn chain(conn: &mut Conn, dossier: &Dossier) -> Result<Vec<Recorded>, Fault> {
    let mut chain: Vec<Recorded> = Vec::new();
    let mut next = last_decision(conn, dossier).await?;
    while let Some(number) = next {
        let found = decision(conn, number).await?;
        let found =
            found.ok_or_else(|| Fault::because("a decision follows one that is not there"))?;
        next = found.previous.filter(|previous| *previous < number);
        chain.push(found);
    }
    Ok(chain)
}

/// Keeps a move that is no entry of the ledger.
pub async fn note_step(conn: &mut Conn, decision: &Decision) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO step (dossier, place, measure, reason, decided, first_officer, second_officer)
         SELECT $1, COUNT(*), $2, $3, $4, $5, $6 FROM step WHERE dossier = $1",
    )
    .bind(decision.dossier().as_str())
    .bind(decision.measure().name())
    .bind(decision.reason().as_str())
    .bind(decision.decided().millis())
    .bind(decision.first().as_str())
    .bind(decision.second().map(OfficerId::as_str))
    .execute(conn)
    .await?;
    Ok(())
}

/// Those moves of a dossier, the newest first.
pub async fn steps(conn: &mut Conn, dossier: &DossierId) -> Result<Vec<TakenStep>, Fault> {
    let rows = sqlx::query(
        "SELECT measure, reason, decided FROM step WHERE dossier = $1 ORDER BY place DESC",
    )
    .bind(dossier.as_str())
    .fetch_all(conn)
    .await?;
    let step = |row: &AnyRow| {
        let name: String = row.try_get("measure")?;
        let measure = Measure::read(&name, None);
        Ok(TakenStep {
            measure: measure.ok_or_else(|| Fault::because("a stored step is unknown"))?,
            reason: row.try_get("reason")?,
            decided: Timestamp::from_millis(row.try_get("decided")?),
        })
    };
    rows.iter().map(step).collect()
}

pub async fn has_decisions(conn: &mut Conn) -> Result<bool, Fault> {
    let row: (i64,) = sqlx::query_as("SELECT COUNT(*) FROM decision").fetch_one(conn).await?;
    Ok(row.0 > 0)
}

fn recorded(row: &AnyRow) -> Result<Recorded, Fault> {
    let until: Option<i64> = row.try_get("until")?;
    let second: Option<String> = row.try_get("second_officer")?;
    Ok(Recorded {
        number: row.try_get("number")?,
        dossier: DossierId::new(row.try_get::<String, _>("dossier")?),
        previous: row.try_get("previous")?,
        measure: measure(row)?,
        effect: Timestamp::from_millis(row.try_get("effect")?),
        until: until.map(Timestamp::from_millis),
        reason: row.try_get("reason")?,
        decided: Timestamp::from_millis(row.try_get("decided")?),
        first: OfficerId::new(row.try_get::<String, _>("first_officer")?),
        second: second.map(OfficerId::new),
    })
}
