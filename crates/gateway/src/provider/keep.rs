//! Keeping what is known of the providers: by a job, by whoever needs it, and over a restart.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::{ProviderId, Timestamp};
use futures_util::future::try_join_all;
use protocol::federation::MarkClaims;
use protocol::jose::jws;
use serde_json::Value;
use sqlx::Row;
use web::{Conn, Fault, Job, Visitor};

use super::watch::{PATIENCE, QUESTIONS};
use super::{Accreditation, Asked, Held, Known, Standing, Watch};
use crate::gateway::{Gateway, Shared};

/// The longest from a suspension to its effect at a node that asks so often: the answer to the
/// question under way may be from just before it, and one question more may stay unanswered.
pub fn slowest(asked_every: Duration) -> Duration {
    asked_every * 2 + PATIENCE * QUESTIONS * 3
}

/// The job that asks the authority about every provider, about all at once: none can make the
/// gateway late for another.
pub fn job(gateway: &Shared) -> Job {
    let asked_every = gateway.accreditations_asked_every;
    let gateway = gateway.clone();
    Job::new("check accreditations", asked_every, move |now| {
        let gateway = gateway.clone();
        async move {
            let checks = watched(&gateway).map(|watched| check(&gateway, watched, now));
            try_join_all(checks).await.map(drop)
        }
    })
}

async fn check(
    gateway: &Gateway,
    (id, watch): (&ProviderId, &Watch),
    now: Timestamp,
) -> Result<(), Fault> {
    let before = watch.known();
    let asked = watch.ask(now).await;
    show(gateway, id, &watch.known(), now);
    note(gateway, (id, before, watch.known()), asked).await
}

/// What an operator sets alarms on. A moment is 0 where there is none.
fn show(gateway: &Gateway, id: &ProviderId, known: &Known, now: Timestamp) {
    let (answer, mark) = match known {
        Known::Holds(held) if held.accreditation.level_at(now).is_some() => {
            (held.accreditation.until.seconds(), held.mark_ends.seconds())
        }
        Known::Holds(held) => {
            tracing::error!(
                provider.id = %id, ended = held.accreditation.until.rfc3339(),
                "the last answer about a provider has ended, and no other can be had: it is not offered"
            );
            (0, 0)
        }
        Known::Nothing | Known::Not => (0, 0),
    };
    for (name, moment) in [("accreditation_answer_ends", answer), ("accreditation_mark_ends", mark)]
    {
        gateway.chassis.gauge(name, ("provider", id.as_str()), moment);
    }
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
            let asked = watch.ask_if_spent(visitor.now).await;
            show(&gateway, id, &watch.known(), visitor.now);
            note(&gateway, (id, before, watch.known()), asked).await?;
        }
    }
    Ok(next.run(request).await)
}

fn watched(gateway: &Gateway) -> impl Iterator<Item = (&ProviderId, &Watch)> {
    gateway.providers.iter().filter_map(|provider| match &provider.standing {
        Standing::Watched(watch) => Some((&provider.id, watch)),
        Standing::OfTheState => None,
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
        save(&mut tx, id, &after).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// What was known of a provider when something was last said.
pub async fn load(conn: &mut Conn, id: &ProviderId) -> Result<Known, Fault> {
    let row = sqlx::query("SELECT level, begins, ends, mark FROM standing WHERE provider = $1")
        .bind(id.as_str())
        .fetch_optional(conn)
        .await?;
    let Some(row) = row else { return Ok(Known::Nothing) };
    let accreditation = Accreditation {
        level: row.try_get::<String, _>("level")?.parse()?,
        from: Timestamp::from_millis(row.try_get("begins")?),
        until: Timestamp::from_millis(row.try_get("ends")?),
    };
    // Rows of before the mark was kept have none: then it is asked for anew.
    let Some(mark) = row.try_get::<Option<String>, _>("mark")? else { return Ok(Known::Nothing) };
    let mark_ends = end_of(&mark).unwrap_or(accreditation.until);
    Ok(Known::Holds(Held { accreditation, mark: mark.into(), mark_ends }))
}

/// When a mark that was verified before it was kept ends.
fn end_of(mark: &str) -> Option<Timestamp> {
    let claims = jws::unverified_claims(mark).ok()?;
    let claims: MarkClaims = serde_json::from_value(Value::Object(claims)).ok()?;
    claims.exp.map(Timestamp::from_seconds)
}

/// What is no more is forgotten: after a restart nobody goes by it.
async fn save(conn: &mut Conn, id: &ProviderId, known: &Known) -> Result<(), Fault> {
    let Known::Holds(held) = known else {
        let gone = sqlx::query("DELETE FROM standing WHERE provider = $1").bind(id.as_str());
        gone.execute(conn).await?;
        return Ok(());
    };
    sqlx::query(
        "INSERT INTO standing (provider, level, begins, ends, mark) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (provider) DO UPDATE
         SET level = excluded.level, begins = excluded.begins, ends = excluded.ends,
             mark = excluded.mark",
    )
    .bind(id.as_str())
    .bind(held.accreditation.level.name())
    .bind(held.accreditation.from.millis())
    .bind(held.accreditation.until.millis())
    .bind(&*held.mark)
    .execute(conn)
    .await?;
    Ok(())
}
