//! Keeping what is known of the providers: by a job, by whoever needs it, and over a restart.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::{ProviderId, Timestamp};
use sqlx::Row;
use web::{Conn, Fault, Job, Visitor};

use super::{Accreditation, Asked, Known, Standing, Watch};
use crate::gateway::{Gateway, Shared};

/// A suspension counts at every node within a minute; this leaves room for two failed attempts.
const ASKED_EVERY: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_secs(5);

/// The job that asks the authority about every provider.
pub fn job(gateway: &Shared) -> Job {
    let gateway = gateway.clone();
    Job::new("check accreditations", ASKED_EVERY, move |now| {
        let gateway = gateway.clone();
        async move {
            for (id, watch) in watched(&gateway) {
                let before = watch.known();
                let asked = watch.ask(now).await;
                note(&gateway, (id, before, watch.known()), asked).await?;
            }
            Ok(())
        }
    })
}

/// Asks before a request is handled, if there is nothing to go by: so an accreditation that was
/// renewed goes on at its second, and a gateway that has just started knows whom to offer.
pub async fn informed(
    State(gateway): State<Shared>,
    visitor: Visitor,
    request: Request,
    next: Next,
) -> Result<Response, Fault> {
    for (id, watch) in watched(&gateway) {
        if watch.level_at(visitor.now).is_none() {
            let before = watch.known();
            let asking = watch.ask_if_spent(visitor.now);
            // Whoever waits longer than this is told that the app is not there now.
            let asked = tokio::time::timeout(PATIENCE, asking).await.unwrap_or(Asked::Outage);
            note(&gateway, (id, before, watch.known()), asked).await?;
        }
    }
    Ok(next.run(request).await)
}

fn watched(gateway: &Gateway) -> impl Iterator<Item = (&ProviderId, &Watch)> {
    gateway.providers.iter().filter_map(|provider| match &provider.standing {
        Standing::Watched(watch) => Some((&provider.id, watch)),
        Standing::Written(_) => None,
    })
}

async fn note(
    gateway: &Gateway,
    (id, before, after): (&ProviderId, Known, Known),
    asked: Asked,
) -> Result<(), Fault> {
    let outcome = match asked {
        Asked::Enough => return Ok(()),
        Asked::Outage => "outage",
        Asked::Answered(Known::Holds(_)) => "accredited",
        Asked::Answered(_) => "not_accredited",
    };
    gateway.chassis.count("accreditation_checks", &[("outcome", outcome)]);
    if after != before {
        let mut tx = gateway.db.begin().await?;
        save(&mut tx, id, after).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// What was known of a provider when something was last said.
pub async fn load(conn: &mut Conn, id: &ProviderId) -> Result<Known, Fault> {
    let row = sqlx::query("SELECT level, begins, ends FROM standing WHERE provider = $1")
        .bind(id.as_str())
        .fetch_optional(conn)
        .await?;
    let Some(row) = row else { return Ok(Known::Nothing) };
    Ok(Known::Holds(Accreditation {
        level: row.try_get::<String, _>("level")?.parse()?,
        from: Timestamp::from_millis(row.try_get("begins")?),
        until: Timestamp::from_millis(row.try_get("ends")?),
    }))
}

/// What is no more is forgotten: after a restart nobody goes by it.
async fn save(conn: &mut Conn, id: &ProviderId, known: Known) -> Result<(), Fault> {
    let Known::Holds(held) = known else {
        let gone = sqlx::query("DELETE FROM standing WHERE provider = $1").bind(id.as_str());
        gone.execute(conn).await?;
        return Ok(());
    };
    sqlx::query(
        "INSERT INTO standing (provider, level, begins, ends) VALUES ($1, $2, $3, $4)
         ON CONFLICT (provider) DO UPDATE
         SET level = excluded.level, begins = excluded.begins, ends = excluded.ends",
    )
    .bind(id.as_str())
    .bind(held.level.name())
    .bind(held.from.millis())
    .bind(held.until.millis())
    .execute(conn)
    .await?;
    Ok(())
}
