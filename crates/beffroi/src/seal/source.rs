use std::ops::Range;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use domain::Timestamp;
use figures::Entry;
use keeper::Recorded;
use ledger::{Checkpoint, Note, SigningKey, TILE_WIDTH, subtree, verify_consistency};
use serde::Deserialize;
use web::{Conn, Database, Fault, Listen};

use crate::audit::Broken;

/// An entry bears the moment at which a request came, and is recorded before the request's time is
/// over: what is older than this is recorded by now.
const UNDER_WAY: Duration = Duration::from_mins(1);

/// A role's ledger in its database, read beside the role. What lies there is believed as far as the
/// ledger's own key signed it.
pub struct Source {
    conn: Conn,
    key: SigningKey,
}

/// The head of a ledger as it is now.
pub struct Head {
    pub note: Note,
    pub checkpoint: Checkpoint,
    /// The moment before which nothing happened that the head does not cover.
    pub until: i64,
}

/// What all roles' configurations have in common.
#[derive(Deserialize)]
struct Config {
    server: Listen,
}

impl Source {
    /// Opens the ledger of the role with this configuration.
    pub async fn open(config: &Path) -> Result<Self> {
        let Config { server } = web::config::load(config)?;
        let key = keeper::signing_key(&server.seal_key_file, &server.url)?;
        let conn = Database::beside(&server.database).await?;
        Ok(Self { conn, key })
    }

    /// The ledger's key: it signs how far the archive reaches.
    pub fn key(&self) -> &SigningKey {
        &self.key
    }

    /// The signed head.
    pub async fn head(&mut self, now: Timestamp) -> Result<Head> {
        let head = keeper::head(&mut self.conn).await.map_err(failed);
        let head = head.context("this role keeps no ledger, or was never started")?;
        if head.checkpoint.is_empty() {
            bail!("{} has no signed head yet: start the role once", self.key.verifier().name());
        }
        let note: Note = head.checkpoint.parse().context("the head in the database")?;
        let checkpoint =
            Checkpoint::open(&note, self.key.verifier()).context("the head in the database")?;
        let until = self.first_waiting(checkpoint.size, head.entries).await?.unwrap_or(now);
        Ok(Head { note, checkpoint, until: until.min(now).minus(UNDER_WAY).millis() })
    }

    /// When the first entry was made that is recorded and that the head does not cover yet.
    async fn first_waiting(&mut self, size: u64, recorded: u64) -> Result<Option<Timestamp>> {
        if size >= recorded {
            return Ok(None);
        }
        let waiting = keeper::entries(&mut self.conn, size, size + 1).await.map_err(failed)?;
        let first = waiting.first().map(|entry| Entry::from_json(entry.content.as_bytes()));
        Ok(first.transpose()?.map(|entry| entry.at))
    }

    /// Proves that a head which was sealed before is the beginning of the present one.
    pub async fn prove_follows(&mut self, sealed: &Checkpoint, head: &Checkpoint) -> Result<()> {
        let (old, new) = (sealed.size, head.size);
        if new < old {
            bail!(
                "{old} entries are sealed, and the ledger in the database has {new}: it was set \
                 back to an older state, and goes on as another ledger than was sealed"
            );
        }
        let proof = keeper::consistency(&mut self.conn, old, new).await.map_err(failed)?;
        verify_consistency((old, &sealed.root), (new, &head.root), &proof)
            .map_err(|_| Broken::Forked { old, new }.into())
    }

    /// Entries that the head covers, each the one whose hash the tree holds at its place.
    pub async fn entries(&mut self, range: Range<u64>) -> Result<Vec<Recorded>> {
        let read = keeper::entries(&mut self.conn, range.start, range.end).await;
        let entries = read.map_err(failed)?;
        let mut tile = (u64::MAX, Vec::new());
        for entry in &entries {
            let (index, place) =
                (entry.place / u64::from(TILE_WIDTH), entry.place % u64::from(TILE_WIDTH));
            if tile.0 != index {
                tile = (index, keeper::tile(&mut self.conn, 0, index).await.map_err(failed)?);
            }
            let place = usize::try_from(place)?;
            if subtree(&tile.1, place..place + 1) != Some(entry.opening().leaf()) {
                bail!(
                    "the entry at {} in the database is not the one that the ledger committed to",
                    entry.place
                );
            }
        }
        Ok(entries)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the form in which errors are mapped")]
fn failed(fault: Fault) -> anyhow::Error {
    anyhow!(fault.explain())
}
