//! Checking a ledger from outside, as anyone can: from the public tiles and the signed head, in a
//! folder or over HTTP. What breaks is named as exactly as the hashes allow.

mod source;

use std::ops::Range;

use anyhow::Result;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use ledger::{
    Checkpoint, ConsistencyPlan, CosignerKey, Hash, InclusionPlan, Node, Note, Span, TILE_WIDTH,
    Tile, VerifierKey, leaf_hash, parse_bundle, subtree, verify_consistency, verify_inclusion,
};

pub use source::Source;

const WIDTH: u64 = TILE_WIDTH as u64;
const HASH_BYTES: usize = 32;
/// How many tiles are asked for before the first has come.
const AHEAD: usize = 16;

/// Where a ledger does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("{0} is missing")]
    Missing(String),
    #[error("{0} is not a text")]
    NotText(String),
    #[error("{0} has another length than its width says")]
    Length(Tile),
    #[error("checkpoint: {0}")]
    Head(String),
    #[error("{witness} has not cosigned the head of {size} entries")]
    Unseen { witness: String, size: u64 },
    #[error("the tiles at the right edge do not lead to the root of the signed head: {}", listed(.0))]
    Root(Vec<Tile>),
    #[error("{tile} does not give the hash that {above} holds of it")]
    Tile { tile: Tile, above: Tile },
    #[error("{bundle} is not a bundle of its {} entries", .bundle.width)]
    Bundle { bundle: Tile },
    #[error("the entry at {place} in {bundle} is not the one whose hash {tile} holds")]
    Entry { place: u64, bundle: Tile, tile: Tile },
    #[error("the entry at {0} is not in the tree of the signed head")]
    Inclusion(u64),
    #[error("the ledger has {size} entries, and none at {place}")]
    NoSuchEntry { place: u64, size: u64 },
    #[error(
        "the head of {old} entries is not the beginning of the head of {new}: the ledger was \
         changed, or shows different heads to different readers"
    )]
    Forked { old: u64, new: u64 },
}

fn listed(tiles: &[Tile]) -> String {
    tiles.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// A ledger whose head its key has signed.
pub struct Ledger {
    source: Source,
    pub head: Checkpoint,
    /// The head as it was read, with those who cosigned it.
    note: Note,
}

impl Ledger {
    pub async fn open(source: Source, key: &VerifierKey) -> Result<Self> {
        let (head, note) = opened(&source.text("checkpoint").await?, key)?;
        Ok(Self { source, head, note })
    }

    /// Checks that a witness has cosigned the head; one that was signed this very second may have to wait
    /// for it.
    pub fn check_seen_by(&self, witness: &CosignerKey) -> Result<()> {
        let unseen = || Broken::Unseen { witness: witness.name().to_owned(), size: self.head.size };
        witness.verify(&self.note).map_err(|_| unseen())?;
        Ok(())
    }

    /// Checks the entries of a range, every tile on the way from the head down to them, and the
    /// right edge. `done` hears how many entries are behind.
    pub async fn check(&self, range: Range<u64>, done: &dyn Fn(u64)) -> Result<()> {
        let range = range.start..range.end.min(self.head.size);
        self.check_root().await?;
        for level in (0..=self.top()).rev() {
            self.check_level(level, &range, done).await?;
        }
        Ok(())
    }

    /// The level that has one tile.
    fn top(&self) -> u8 {
        (0..8).find(|level| Tile::width_at(*level, 1, self.head.size) == 0).unwrap_or(7)
    }

    /// The perfect subtrees of the whole tree fold to the root.
    async fn check_root(&self) -> Result<()> {
        let span = Span { start: 0, end: self.head.size };
        if self.hash(span).await? == self.head.root {
            return Ok(());
        }
        let edge = span.nodes().into_iter().map(|node| Tile::holding(node, self.head.size).0);
        let edge: std::collections::BTreeSet<_> = edge.collect();
        Err(Broken::Root(edge.into_iter().collect()).into())
    }

    /// Each full tile of a level, as far as it lies over the range, gives the hash that the tile
    /// above holds; that one was checked before.
    async fn check_level(&self, level: u8, range: &Range<u64>, done: &dyn Fn(u64)) -> Result<()> {
        let covered = WIDTH << (8 * u32::from(level));
        let tiles = range.start / covered..range.end.div_ceil(covered);
        let mut fetched = stream::iter(tiles)
            .map(|index| async move {
                let tile = self.tile(level, index);
                let bytes = self.hashes(tile).await?;
                let bundle = if level == 0 { Some(self.bundle(index).await?) } else { None };
                anyhow::Ok((tile, bytes, bundle))
            })
            .buffered(AHEAD);
        let mut above: Option<(Tile, Vec<u8>)> = None;
        while let Some((tile, bytes, bundle)) = fetched.try_next().await? {
            if tile.width == TILE_WIDTH {
                let parent = self.tile(level + 1, tile.index / WIDTH);
                if above.as_ref().is_none_or(|(known, _)| *known != parent) {
                    above = Some((parent, self.hashes(parent).await?));
                }
                let expected =
                    above.as_ref().and_then(|(_, hashes)| hash_in(hashes, tile.index % WIDTH));
                if subtree(&bytes, 0..usize::from(TILE_WIDTH)) != expected {
                    return Err(Broken::Tile { tile, above: parent }.into());
                }
            }
            if let Some((bundle, entries)) = bundle {
                check_entries(tile, &bytes, bundle, &entries)?;
                done((tile.index * WIDTH + u64::from(tile.width)).min(range.end) - range.start);
            }
        }
        Ok(())
    }

    /// Checks that the entry at `place` is in the tree, by its inclusion proof; returns the proof's
    /// length.
    pub async fn check_entry(&self, place: u64) -> Result<usize> {
        let size = self.head.size;
        let plan =
            InclusionPlan::new(place, size).map_err(|_| Broken::NoSuchEntry { place, size })?;
        let mut proof = Vec::with_capacity(plan.spans.len());
        for span in plan.spans {
            proof.push(self.hash(span).await?);
        }
        let (bundle, bytes) = self.bundle(place / WIDTH).await?;
        let entries = parse_bundle(&bytes).map_err(|_| Broken::Bundle { bundle })?;
        let entry =
            entries.get(usize::try_from(place % WIDTH)?).ok_or(Broken::Bundle { bundle })?;
        verify_inclusion(&leaf_hash(entry), place, size, &proof, &self.head.root)
            .map_err(|_| Broken::Inclusion(place))?;
        Ok(proof.len())
    }

    /// Checks that an older signed head is the beginning of this one; returns its size.
    pub async fn check_since(&self, older: &str, key: &VerifierKey) -> Result<u64> {
        let (older, _) = opened(older, key)?;
        let forked = Broken::Forked { old: older.size, new: self.head.size };
        let plan = ConsistencyPlan::new(older.size, self.head.size).map_err(|_| forked.clone())?;
        let mut proof = Vec::with_capacity(plan.spans.len());
        for span in plan.spans {
            proof.push(self.hash(span).await?);
        }
        let (old, new) = ((older.size, &older.root), (self.head.size, &self.head.root));
        verify_consistency(old, new, &proof).map_err(|_| forked)?;
        Ok(older.size)
    }

    async fn hash(&self, span: Span) -> Result<Hash> {
        let mut hashes = Vec::new();
        for node in span.nodes() {
            hashes.push(self.node(node).await?);
        }
        Ok(Span::fold(&hashes))
    }

    async fn node(&self, node: Node) -> Result<Hash> {
        let (tile, run) = Tile::holding(node, self.head.size);
        let bytes = self.hashes(tile).await?;
        Ok(subtree(&bytes, run).ok_or(Broken::Length(tile))?)
    }

    fn tile(&self, level: u8, index: u64) -> Tile {
        Tile { level: Some(level), index, width: Tile::width_at(level, index, self.head.size) }
    }

    async fn hashes(&self, tile: Tile) -> Result<Vec<u8>> {
        let bytes = self.source.bytes(&tile.to_string()).await?;
        let whole = bytes.len() == usize::from(tile.width) * HASH_BYTES;
        if whole { Ok(bytes) } else { Err(Broken::Length(tile).into()) }
    }

    async fn bundle(&self, index: u64) -> Result<(Tile, Vec<u8>)> {
        let bundle = Tile { level: None, ..self.tile(0, index) };
        Ok((bundle, self.source.bytes(&bundle.to_string()).await?))
    }
}

fn opened(note: &str, key: &VerifierKey) -> Result<(Checkpoint, Note), Broken> {
    let note: Note =
        note.parse().map_err(|error: ledger::NoteError| Broken::Head(error.to_string()))?;
    let head = Checkpoint::open(&note, key).map_err(|error| Broken::Head(error.to_string()))?;
    Ok((head, note))
}

fn hash_in(hashes: &[u8], place: u64) -> Option<Hash> {
    let place = usize::try_from(place).ok()?;
    subtree(hashes, place..place + 1)
}

/// The entries of a bundle are those whose hashes the tile holds, each in its place.
fn check_entries(tile: Tile, hashes: &[u8], bundle: Tile, bytes: &[u8]) -> Result<(), Broken> {
    let entries = parse_bundle(bytes).map_err(|_| Broken::Bundle { bundle })?;
    if entries.len() != usize::from(bundle.width) {
        return Err(Broken::Bundle { bundle });
    }
    for (place, entry) in (0..).zip(entries) {
        if hash_in(hashes, place) != Some(leaf_hash(entry)) {
            let place = tile.index * WIDTH + place;
            return Err(Broken::Entry { place, bundle, tile });
        }
    }
    Ok(())
}
