use domain::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;
use web::{Conn, Fault};

use super::Step;
use crate::id::{DossierId, IncidentId};

/// An incident with what was reported of it, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    pub id: IncidentId,
    pub dossier: DossierId,
    pub title: String,
    pub noticed: Timestamp,
    pub closed: Option<Timestamp>,
    pub reports: Vec<Report>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub step: Step,
    pub text: String,
    /// Who wrote it, as pages show them.
    pub author: String,
    pub made: Timestamp,
}

impl Incident {
    pub fn steps(&self) -> Vec<Step> {
        self.reports.iter().map(|report| report.step).collect()
    }
}

pub async fn add(conn: &mut Conn, incident: &Incident) -> Result<(), Fault> {
    sqlx::query("INSERT INTO incident (id, dossier, title, noticed) VALUES ($1, $2, $3, $4)")
        .bind(incident.id.as_str())
        .bind(incident.dossier.as_str())
        .bind(&incident.title)
        .bind(incident.noticed.millis())
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn report(conn: &mut Conn, incident: &IncidentId, report: &Report) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO incident_report (incident, place, step, text, author, made)
         SELECT $1, COUNT(*), $2, $3, $4, $5 FROM incident_report WHERE incident = $1",
    )
    .bind(incident.as_str())
    .bind(report.step.name())
    .bind(&report.text)
    .bind(&report.author)
    .bind(report.made.millis())
    .execute(conn)
    .await?;
    Ok(())
}

/// `false` if it is closed already, or not of this dossier.
pub async fn close(
    conn: &mut Conn,
    dossier: &DossierId,
    incident: &IncidentId,
    now: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE incident SET closed = $1 WHERE id = $2 AND dossier = $3 AND closed IS NULL",
    )
    .bind(now.millis())
    .bind(incident.as_str())
    .bind(dossier.as_str())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn of_dossier(conn: &mut Conn, dossier: &DossierId) -> Result<Vec<Incident>, Fault> {
    let rows = sqlx::query(
        "SELECT id, dossier, title, noticed, closed FROM incident WHERE dossier = $1 ORDER BY noticed, id",
    )
    .bind(dossier.as_str())
    .fetch_all(&mut *conn)
    .await?;
    let mut incidents = Vec::new();
    for row in rows {
        incidents.push(whole(conn, &row).await?);
    }
    Ok(incidents)
}

async fn whole(conn: &mut Conn, row: &AnyRow) -> Result<Incident, Fault> {
    let id: String = row.try_get("id")?;
    let closed: Option<i64> = row.try_get("closed")?;
    let reports = sqlx::query(
        "SELECT step, text, author, made FROM incident_report WHERE incident = $1 ORDER BY place",
    )
    .bind(&id)
    .fetch_all(conn)
    .await?;
    Ok(Incident {
        id: IncidentId::new(id),
        dossier: DossierId::new(row.try_get::<String, _>("dossier")?),
        title: row.try_get("title")?,
        noticed: Timestamp::from_millis(row.try_get("noticed")?),
        closed: closed.map(Timestamp::from_millis),
        reports: reports.iter().map(read_report).collect::<Result<_, _>>()?,
    })
}

fn read_report(row: &AnyRow) -> Result<Report, Fault> {
    let step: String = row.try_get("step")?;
    Ok(Report {
        step: Step::read(&step).ok_or_else(|| Fault::because("a stored report is of no step"))?,
        text: row.try_get("text")?,
        author: row.try_get("author")?,
        made: Timestamp::from_millis(row.try_get("made")?),
    })
}
