//! Taking recorded entries up into the tree, and signing the new head.

use std::collections::BTreeMap;
use std::time::Duration;

use ledger::{Checkpoint, Hash, Node, TILE_WIDTH};
use web::{Conn, Database, Fault, Fetch, Job};

use crate::tiles::Tiles;
use crate::{Keeper, store};

/// How soon after its login an entry stands in a signed head, at the latest.
const PERIOD: Duration = Duration::from_secs(1);
/// How many entries one transaction takes up, so that logins never wait long behind it.
const BATCH: u64 = 4096;
const TILE_HEIGHT: u8 = 8;

impl Keeper {
    /// The job that keeps the tree up with what is recorded, and has each head cosigned before
    /// there is another.
    pub fn job(&self, database: &Database, fetch: &Fetch) -> Job {
        let (keeper, database, fetch) = (self.clone(), database.clone(), fetch.clone());
        Job::new("ledger", PERIOD, move |_| {
            let (keeper, database, fetch) = (keeper.clone(), database.clone(), fetch.clone());
            async move { keeper.advance(&database, &fetch).await }
        })
    }

    /// Takes up everything that is recorded now, and has the head cosigned.
    pub async fn advance(&self, database: &Database, fetch: &Fetch) -> Result<(), Fault> {
        self.catch_up(database).await?;
        self.have_cosigned(database, fetch).await
    }

    /// Takes up everything that is recorded now, and not what comes meanwhile. Where nothing is, it
    /// is only looked: no login waits.
    pub async fn catch_up(&self, database: &Database) -> Result<(), Fault> {
        let head = store::head(&mut *database.read().await?).await?;
        if !head.is_behind() {
            return Ok(());
        }
        loop {
            let mut tx = database.begin().await?;
            let size = self.grow(&mut tx).await?;
            tx.commit().await?;
            if size >= head.entries {
                return Ok(());
            }
        }
    }

    /// Takes up one batch and signs the head over it. Returns how many the tree holds then.
    async fn grow(&self, conn: &mut Conn) -> Result<u64, Fault> {
        let head = store::lock_head(conn).await?;
        if !head.is_behind() {
            return Ok(head.size);
        }
        let end = head.entries.min(head.size + BATCH);
        let mut frontier = Tiles::of(head.size).frontier(conn).await?;
        let mut grown = Grown::default();
        for entry in store::entries(conn, head.size, end).await? {
            grown.add(&frontier.append(entry.opening().leaf()));
        }
        grown.save(conn).await?;
        let checkpoint =
            Checkpoint { origin: self.origin().to_owned(), size: end, root: frontier.root() };
        let note = checkpoint.sign(&self.key)?;
        if !store::move_head(conn, head.size, end, &note.to_string()).await? {
            return Err(Fault::because("the ledger's head moved although it was locked"));
        }
        Ok(end)
    }

    /// The name of the ledger, the first line of its checkpoints.
    pub fn origin(&self) -> &str {
        self.key.verifier().name()
    }
}

/// New hashes for tiles, in order.
#[derive(Default)]
struct Grown(BTreeMap<(u8, u64), Vec<u8>>);

impl Grown {
    /// Keeps those of the completed subtrees that a tile holds: every eighth level.
    fn add(&mut self, completed: &[(Node, Hash)]) {
        for (node, hash) in completed.iter().filter(|(node, _)| node.level % TILE_HEIGHT == 0) {
            let tile = (node.level / TILE_HEIGHT, node.index / u64::from(TILE_WIDTH));
            self.0.entry(tile).or_default().extend_from_slice(hash.as_bytes());
        }
    }

    async fn save(self, conn: &mut Conn) -> Result<(), Fault> {
        for ((level, number), added) in self.0 {
            let mut hashes = store::tile(conn, level, number).await?;
            hashes.extend_from_slice(&added);
            store::save_tile(conn, level, number, &hashes).await?;
        }
        Ok(())
    }
}
