//! Those whom the anchor vouches for: their keys, and what they may be.

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use domain::Timestamp;
use protocol::federation::{Constraints, EntityId, Statement, StatementClaims, sign_statement};
use protocol::jose::{Jwk, JwkSet};
use sqlx::Row;
use sqlx::any::AnyRow;
use url::Url;
use web::{Conn, Database, Fault, Job, Json, OpenError, Params, Visitor};

use super::mark;
use super::refused::{Refused, required};
use super::signed;
use crate::accreditor::Accreditor;
use crate::config::SubordinateSettings;
use crate::dossier::{Dossier, Standing, store};

/// An entity right below the anchor.
#[derive(Clone, Debug)]
pub struct Subordinate {
    pub entity: EntityId,
    /// The entity types that it may have.
    pub types: Vec<String>,
    /// Its federation keys; none while nobody has met it.
    pub keys: Option<JwkSet>,
    met: Option<Timestamp>,
}

/// What a provider of methods is in the federation: also a client, as of the gateway where people
/// enrol themselves with their card.
const PROVIDER_TYPES: [&str; 2] = ["openid_provider", "openid_relying_party"];
/// How often a subordinate is visited, to take up the keys that it announces: much more often
/// than it may replace them.
const VISITED_EVERY: Duration = Duration::from_hours(1);
const LOOKED_EVERY: Duration = Duration::from_secs(10);

/// `GET /federation/fetch`: the statement about one subordinate (section 8.1).
pub async fn fetch(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    params: Params,
) -> Result<Response, Refused> {
    let sub = required(&params, "sub", "sub must be given once")?;
    if sub == accreditor.id.as_str() {
        return Err(Refused::Invalid("sub is the issuer itself"));
    }
    let mut subordinate = known(&accreditor, sub).await?;
    if subordinate.keys.is_none() {
        subordinate = meet(&accreditor, subordinate, visitor.now).await?;
    }
    let statement = vouch(&accreditor, &subordinate, visitor.now)?;
    Ok(signed("application/entity-statement+jwt", statement))
}

/// The subordinate of this name.
pub async fn known(accreditor: &Accreditor, sub: &str) -> Result<Subordinate, Refused> {
    let unknown = || Refused::NotFound("the authority does not vouch for this entity");
    let entity: EntityId = sub.parse().map_err(|_| unknown())?;
    find(&mut *accreditor.db.read().await?, &entity).await?.ok_or_else(unknown)
}

fn vouch(
    accreditor: &Accreditor,
    subordinate: &Subordinate,
    now: Timestamp,
) -> Result<String, Refused> {
    let unmet = Refused::Unavailable("the entity has not shown its keys yet");
    let Some(keys) = &subordinate.keys else { return Err(unmet) };
    let constraints = Constraints {
        // Leaves: nobody below the anchor vouches for others.
        max_path_length: Some(0),
        naming_constraints: None,
        allowed_entity_types: Some(subordinate.types.clone()),
    };
    let claims = StatementClaims {
        constraints: Some(constraints),
        source_endpoint: Some(accreditor.at("/federation/fetch")),
        ..StatementClaims::new(
            accreditor.id.clone(),
            subordinate.entity.clone(),
            keys.clone(),
            (now, accreditor.statement_end(now)),
        )
    };
    Ok(sign_statement(&*accreditor.keys.federation_signer(now)?, &claims)?)
}

/// `GET /federation/list`: the subordinates, filtered as section 8.2 says.
pub async fn list(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    params: Params,
) -> Result<Json<Vec<EntityId>>, Refused> {
    let conn = &mut *accreditor.db.read().await?;
    let mark_type = params.once("trust_mark_type")?;
    let marked = params.once("trust_marked")? == Some("true");
    let intermediate = params.once("intermediate")? == Some("true");
    let mut listed = Vec::new();
    for subordinate in all(conn).await? {
        let is_of_type = params
            .all("entity_type")
            .all(|wanted| subordinate.types.iter().any(|known| known == wanted));
        // All are leaves.
        if !is_of_type || intermediate {
            continue;
        }
        if marked || mark_type.is_some() {
            let dossiers = store::of_entity(conn, &subordinate.entity).await?;
            let counts = |dossier: &Dossier| {
                dossier.accreditation().is_some_and(|held| {
                    let of_type = mark::mark_type(&accreditor.scheme, held.level);
                    held.standing(visitor.now) == Standing::Active
                        && mark_type.is_none_or(|wanted| of_type == Some(wanted))
                })
            };
            if !dossiers.iter().any(counts) {
                continue;
            }
        }
        listed.push(subordinate.entity);
    }
    Ok(Json(listed))
}

/// The job that meets subordinates, and visits them again for their new keys.
pub fn meeting_job(accreditor: &Accreditor) -> Job {
    let accreditor = accreditor.clone();
    Job::new("visit subordinates", LOOKED_EVERY, move |now| {
        let accreditor = accreditor.clone();
        async move { visit(&accreditor, now).await }
    })
}

async fn visit(accreditor: &Accreditor, now: Timestamp) -> Result<(), Fault> {
    let all = all(&mut *accreditor.db.read().await?).await?;
    let due = |it: &Subordinate| it.met.is_none_or(|met| now.since(met) >= VISITED_EVERY);
    for subordinate in all.into_iter().filter(due) {
        let entity = subordinate.entity.clone();
        match meet(accreditor, subordinate, now).await {
            Ok(_) => {}
            Err(Refused::Fault(fault)) => return Err(fault),
            Err(refused) => {
                tracing::warn!(entity.id = %entity, reason = ?refused, "a subordinate was not met");
            }
        }
    }
    Ok(())
}

/// Reads the keys that a subordinate announces at its own address. Those of the first visit are
/// taken as they are, if none were registered; later ones only if a key that is known signs for
/// them, so that whoever takes over a name or a server cannot take over the entity.
async fn meet(
    accreditor: &Accreditor,
    subordinate: Subordinate,
    now: Timestamp,
) -> Result<Subordinate, Refused> {
    let absent = Refused::Unavailable("the entity does not answer");
    let wrong = Refused::Unavailable("the entity's configuration is not right");
    let Ok(url) = Url::parse(&subordinate.entity.configuration_url()) else { return Err(wrong) };
    let Ok(answer) = accreditor.fetch.get(&url).await else { return Err(absent) };
    let text = std::str::from_utf8(&answer.body).unwrap_or_default().trim();
    let statement = match &subordinate.keys {
        None => Statement::configuration(text, now),
        Some(known) => Statement::configuration_signed_by(text, known, now),
    };
    let Ok(statement) = statement else { return Err(wrong) };
    let names_us = statement.authority_hints().contains(&accreditor.id);
    if *statement.subject() != subordinate.entity || !names_us {
        return Err(wrong);
    }
    let keys = statement.keys().clone();
    let mut tx = accreditor.db.begin().await?;
    let kept = save_keys(&mut tx, &subordinate, &keys, now).await?;
    tx.commit().await?;
    if !kept {
        return Err(Refused::Unavailable("the entity was met by somebody else at this moment"));
    }
    if subordinate.keys.is_none() {
        let thumbprints: Vec<String> = keys.keys().iter().map(Jwk::thumbprint).collect();
        tracing::info!(
            entity.id = %subordinate.entity,
            key.thumbprints = %thumbprints.join(" "),
            "a subordinate was met for the first time"
        );
    }
    Ok(Subordinate { keys: Some(keys), met: Some(now), ..subordinate })
}

/// Brings what the operator wrote down into the database. Keys that a subordinate has announced
/// since stay.
pub async fn configure(db: &Database, settings: &[SubordinateSettings]) -> Result<(), OpenError> {
    let mut tx = db.begin().await?;
    for subordinate in settings {
        let keys = subordinate.jwks.as_ref().map(serde_json::to_string).transpose();
        let keys = keys.map_err(|error| OpenError::new("reading a subordinate's keys", error))?;
        add(&mut tx, &subordinate.entity, &subordinate.name, &subordinate.types, keys).await?;
    }
    Ok(tx.commit().await?)
}

/// Vouches for a provider whose dossier is kept, as a provider and nothing else.
pub async fn add_provider(conn: &mut Conn, dossier: &Dossier) -> Result<(), Fault> {
    let types = PROVIDER_TYPES.map(str::to_owned);
    add(conn, &dossier.entity, &dossier.organisation, &types, None).await
}

async fn add(
    conn: &mut Conn,
    entity: &EntityId,
    name: &str,
    types: &[String],
    keys: Option<String>,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO subordinate (entity, name, types, jwks) VALUES ($1, $2, $3, $4)
         ON CONFLICT (entity) DO UPDATE SET name = excluded.name, types = excluded.types",
    )
    .bind(entity.as_str())
    .bind(name)
    .bind(serde_json::to_string(types)?)
    .bind(keys)
    .execute(conn)
    .await?;
    Ok(())
}

/// `false` if its keys are no longer those that the caller saw.
async fn save_keys(
    conn: &mut Conn,
    seen: &Subordinate,
    keys: &JwkSet,
    now: Timestamp,
) -> Result<bool, Fault> {
    let before = find(conn, &seen.entity).await?;
    if before.is_none_or(|before| before.keys != seen.keys) {
        return Ok(false);
    }
    sqlx::query("UPDATE subordinate SET jwks = $1, met = $2 WHERE entity = $3")
        .bind(serde_json::to_string(keys)?)
        .bind(now.millis())
        .bind(seen.entity.as_str())
        .execute(conn)
        .await?;
    Ok(true)
}

const COLUMNS: &str = "SELECT entity, types, jwks, met FROM subordinate";

pub async fn find(conn: &mut Conn, entity: &EntityId) -> Result<Option<Subordinate>, Fault> {
    let query = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE entity = $1"));
    let row = sqlx::query(query).bind(entity.as_str()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

pub async fn all(conn: &mut Conn) -> Result<Vec<Subordinate>, Fault> {
    let query = sqlx::AssertSqlSafe(format!("{COLUMNS} ORDER BY entity"));
    let rows = sqlx::query(query).fetch_all(conn).await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Subordinate, Fault> {
    let keys: Option<String> = row.try_get("jwks")?;
    let met: Option<i64> = row.try_get("met")?;
    Ok(Subordinate {
        entity: row.try_get::<String, _>("entity")?.parse()?,
        types: serde_json::from_str(&row.try_get::<String, _>("types")?)?,
        keys: keys.map(|keys| JwkSet::parse(keys.as_bytes())).transpose()?,
        met: met.map(Timestamp::from_millis),
    })
}
