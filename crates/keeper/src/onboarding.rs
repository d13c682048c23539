//! Who may ask for logins, as entries: what the configuration brings, changes or takes away between
//! two starts of a role is entered once.

use std::collections::BTreeMap;

use domain::Timestamp;
use figures::{Client, Entry, Fact, Measure, Onboarding};
use sqlx::Row as _;
use web::{Conn, Database, Fault};

use crate::store::{lock_head, record};

/// The registered clients of a role by their names, each with the SHA-256 of its registration.
pub type Clients = BTreeMap<String, [u8; 32]>;

/// Enters what has changed since a node of this role last looked. `named` says what the role's
/// clients are: services, or partners.
pub async fn onboard(
    database: &Database,
    clients: &Clients,
    named: fn(&str) -> Client,
    now: Timestamp,
) -> Result<(), Fault> {
    let mut tx = database.begin().await?;
    // Of two nodes that start at once, the second sees what the first entered.
    lock_head(&mut tx).await?;
    let known = known(&mut tx).await?;
    for (name, change) in changes(&known, clients) {
        let Change { measure, digest } = change;
        let onboarding = Onboarding { client: named(name), measure, digest };
        let entry = Entry { at: now, fact: Fact::Onboarding(onboarding) };
        record(&mut tx, &entry.to_json(), now).await?;
        keep(&mut tx, name, digest).await?;
    }
    tx.commit().await
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Change {
    measure: Measure,
    /// None for a client that is gone.
    digest: Option<[u8; 32]>,
}

/// What became of each client, in the order of their names.
fn changes<'a>(known: &'a Clients, present: &'a Clients) -> BTreeMap<&'a str, Change> {
    let gone = known.keys().filter(|name| !present.contains_key(*name));
    let gone = gone.map(|name| (name.as_str(), Change { measure: Measure::Remove, digest: None }));
    let come = present.iter().filter_map(|(name, digest)| {
        let measure = match known.get(name) {
            None => Measure::Register,
            Some(before) if before == digest => return None,
            Some(_) => Measure::Change,
        };
        Some((name.as_str(), Change { measure, digest: Some(*digest) }))
    });
    gone.chain(come).collect()
}

async fn known(conn: &mut Conn) -> Result<Clients, Fault> {
    let rows = sqlx::query("SELECT name, digest FROM ledger_client").fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let digest: Vec<u8> = row.try_get("digest")?;
            let digest = digest.try_into().map_err(|_| Fault::because("a digest is 32 bytes"))?;
            Ok((row.try_get("name")?, digest))
        })
        .collect()
}

async fn keep(conn: &mut Conn, name: &str, digest: Option<[u8; 32]>) -> Result<(), Fault> {
    let query = match digest {
        Some(digest) => sqlx::query(
            "INSERT INTO ledger_client (name, digest) VALUES ($1, $2) \
             ON CONFLICT (name) DO UPDATE SET digest = excluded.digest",
        )
        .bind(name)
        .bind(digest.to_vec()),
        None => sqlx::query("DELETE FROM ledger_client WHERE name = $1").bind(name),
    };
    query.execute(conn).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clients(known: &[(&str, u8)]) -> Clients {
        known.iter().map(|(name, digest)| ((*name).to_owned(), [*digest; 32])).collect()
    }

    #[test]
    fn what_came_changed_or_went_is_told_apart_and_the_rest_is_not_told() {
        let (known, present) =
            (clients(&[("a", 1), ("b", 1), ("c", 1)]), clients(&[("b", 2), ("c", 1), ("d", 1)]));
        let told = changes(&known, &present);
        let told: Vec<_> = told.iter().map(|(name, change)| (*name, change.measure)).collect();
        assert_eq!(
            told,
            [("a", Measure::Remove), ("b", Measure::Change), ("d", Measure::Register)]
        );
        assert_eq!(changes(&present, &present), BTreeMap::new());
    }
}
