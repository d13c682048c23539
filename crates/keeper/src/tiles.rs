//! Hashes of the tree, read from its tiles.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use ledger::{ConsistencyPlan, Frontier, Hash, Node, Span, Tile, subtree};
use web::{Conn, Fault};

use crate::store;

/// The proof that the tree of `old` entries is the beginning of the one of `new`.
pub async fn consistency(conn: &mut Conn, old: u64, new: u64) -> Result<Vec<Hash>, Fault> {
    let mut tiles = Tiles::of(new);
    let mut proof = Vec::new();
    for span in ConsistencyPlan::new(old, new)?.spans {
        proof.push(tiles.span(conn, span).await?);
    }
    Ok(proof)
}

/// The tiles of a tree of one size, read once each.
pub struct Tiles {
    size: u64,
    read: BTreeMap<(u8, u64), Vec<u8>>,
}

impl Tiles {
    pub fn of(size: u64) -> Self {
        Self { size, read: BTreeMap::new() }
    }

    /// The hash over a span of leaves of this tree.
    pub async fn span(&mut self, conn: &mut Conn, span: Span) -> Result<Hash, Fault> {
        Ok(Span::fold(&self.nodes(conn, &span.nodes()).await?))
    }

    /// The right edge of this tree, ready to be appended to.
    pub async fn frontier(&mut self, conn: &mut Conn) -> Result<Frontier, Fault> {
        let nodes = Span { start: 0, end: self.size }.nodes();
        let hashes = self.nodes(conn, &nodes).await?;
        Frontier::resume(self.size, hashes)
            .ok_or_else(|| Fault::because("the ledger's tiles do not fit its size"))
    }

    async fn nodes(&mut self, conn: &mut Conn, nodes: &[Node]) -> Result<Vec<Hash>, Fault> {
        let mut hashes = Vec::with_capacity(nodes.len());
        for node in nodes {
            hashes.push(self.node(conn, *node).await?);
        }
        Ok(hashes)
    }

    async fn node(&mut self, conn: &mut Conn, node: Node) -> Result<Hash, Fault> {
        let (tile, run) = Tile::holding(node, self.size);
        let level = tile.level.unwrap_or_default();
        let bytes = match self.read.entry((level, tile.index)) {
            Entry::Occupied(read) => read.into_mut(),
            Entry::Vacant(unread) => unread.insert(store::tile(conn, level, tile.index).await?),
        };
        subtree(bytes, run)
            .ok_or_else(|| Fault::because(format!("the ledger's tile {tile} is too short")))
    }
}
