use domain::{Level, Timestamp};
use protocol::federation::EntityId;
use serde::Serialize;
use web::{Conn, Fault};

use crate::dossier::store::{self, Recorded};
use crate::dossier::{Dossier, Measure, Stage, State};
use crate::id::DossierId;

/// A dossier about which the authority has decided, as the register shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Listed {
    pub dossier: DossierId,
    pub provider: EntityId,
    pub organisation: String,
    pub level: Level,
    #[serde(serialize_with = "named")]
    pub state: State,
    #[serde(rename = "from", serialize_with = "rfc3339")]
    pub since: Timestamp,
    #[serde(serialize_with = "rfc3339")]
    pub until: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continues: Option<DossierId>,
    /// From the last one back to the first grant, renewals included.
    pub decisions: Vec<Shown>,
}

/// A decision, without who took it.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    pub number: i64,
    pub dossier: DossierId,
    pub measure: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    #[serde(serialize_with = "rfc3339")]
    pub decided: Timestamp,
    #[serde(serialize_with = "rfc3339")]
    pub effect: Timestamp,
    pub reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<i64>,
}

/// Every accreditation that was ever granted. What was refused is between the authority and who
/// asked.
pub async fn all(conn: &mut Conn, now: Timestamp) -> Result<Vec<Listed>, Fault> {
    let mut listed = Vec::new();
    for dossier in store::all(conn).await? {
        listed.extend(of(conn, &dossier, now).await?);
    }
    // Those that count come first, the others by their end.
    listed.sort_by_key(|it| (it.state != State::Granted, std::cmp::Reverse(it.until)));
    Ok(listed)
}

/// One of them.
pub async fn of(
    conn: &mut Conn,
    dossier: &Dossier,
    now: Timestamp,
) -> Result<Option<Listed>, Fault> {
    let Stage::Granted(held) = &dossier.stage else { return Ok(None) };
    let chain = store::chain(conn, dossier).await?;
    Ok(Some(Listed {
        dossier: dossier.id.clone(),
        provider: dossier.entity.clone(),
        organisation: dossier.organisation.clone(),
        level: held.level,
        state: dossier.state(now),
        since: held.from,
        until: held.until,
        continues: dossier.renews.clone(),
        decisions: chain.into_iter().map(Shown::from).collect(),
    }))
}

impl From<Recorded> for Shown {
    fn from(recorded: Recorded) -> Self {
        Self {
            number: recorded.number,
            dossier: recorded.dossier,
            measure: match recorded.measure {
                // A first grant follows nothing.
                Measure::Grant(_) if recorded.previous.is_some() => "renew",
                measure => measure.name(),
            },
            level: recorded.measure.level(),
            decided: recorded.decided,
            effect: recorded.effect,
            reason: recorded.reason,
            previous: recorded.previous,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands fields over so")]
fn named<S: serde::Serializer>(state: &State, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(state.name())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands fields over so")]
fn rfc3339<S: serde::Serializer>(moment: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&moment.rfc3339())
}
