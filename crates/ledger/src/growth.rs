//! A log that grows from nothing, with the tiles that it completes on its way.

use crate::hash::Hash;
use crate::tile::{TILE_WIDTH, Tile, subtree};
use crate::tree::{Frontier, Span};

const HASH_BYTES: usize = 32;
const TILE_HEIGHT: u8 = 8;

/// The right edge of the tree, and of every level of tiles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Growth {
    frontier: Frontier,
    /// For each level, the hashes of the tile that is not full yet.
    open: Vec<Vec<u8>>,
}

/// A tile and its bytes.
pub type Filled = (Tile, Vec<u8>);

impl Growth {
    /// The tiles at the right edge of a log of `size` entries, level by level: what it is taken up
    /// again from.
    pub fn edge_of(size: u64) -> Vec<Tile> {
        let levels = (0u8..8).map(|level| (level, size >> (level * TILE_HEIGHT)));
        let levels = levels.take_while(|(_, hashes)| *hashes > 0);
        let tile = |(level, hashes): (u8, u64)| {
            let index = hashes / u64::from(TILE_WIDTH);
            Tile { level: Some(level), index, width: Tile::width_at(level, index, size) }
        };
        levels.map(tile).collect()
    }

    /// Takes a log of `size` entries up again from the hashes of its [`Growth::edge_of`], of which
    /// a tile of no width has none. `None` if they do not fit the size.
    pub fn resume(size: u64, open: Vec<Vec<u8>>) -> Option<Self> {
        let edge = Self::edge_of(size);
        let fits =
            |(tile, bytes): (&Tile, &Vec<u8>)| bytes.len() == usize::from(tile.width) * HASH_BYTES;
        if edge.len() != open.len() || !edge.iter().zip(&open).all(fits) {
            return None;
        }
        let nodes = Span { start: 0, end: size }.nodes().into_iter();
        let hashes = nodes.map(|node| {
            let (tile, run) = Tile::holding(node, size);
            subtree(open.get(usize::from(tile.level?))?, run)
        });
        let frontier = Frontier::resume(size, hashes.collect::<Option<_>>()?)?;
        Some(Self { frontier, open })
    }

    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    pub fn root(&self) -> Hash {
        self.frontier.root()
    }

    /// Appends a leaf, and returns the tiles that it fills.
    pub fn append(&mut self, leaf: Hash) -> Vec<Filled> {
        let mut filled = Vec::new();
        let completed = self.frontier.append(leaf);
        for (node, hash) in completed.iter().filter(|(node, _)| node.level % TILE_HEIGHT == 0) {
            let level = node.level / TILE_HEIGHT;
            if self.open.len() == usize::from(level) {
                self.open.push(Vec::new());
            }
            let Some(open) = self.open.get_mut(usize::from(level)) else { continue };
            open.extend_from_slice(hash.as_bytes());
            if open.len() == usize::from(TILE_WIDTH) * HASH_BYTES {
                let index = node.index / u64::from(TILE_WIDTH);
                let tile = Tile { level: Some(level), index, width: TILE_WIDTH };
                filled.push((tile, std::mem::take(open)));
            }
        }
        filled
    }

    /// The tiles at the right edge, which are not full.
    pub fn edge(&self) -> Vec<Filled> {
        let mut edge = Vec::new();
        for (level, bytes) in (0u8..).zip(&self.open).filter(|(_, bytes)| !bytes.is_empty()) {
            let index = (self.size() >> (level * TILE_HEIGHT)) / u64::from(TILE_WIDTH);
            let width = u16::try_from(bytes.len() / HASH_BYTES).unwrap_or(TILE_WIDTH);
            edge.push((Tile { level: Some(level), index, width }, bytes.clone()));
        }
        edge
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::hash::leaf_hash;
    use crate::tile::subtree;
    use crate::tree::{Node, Span};

    /// The hash of a tile is the one that stands for it in the tile above.
    fn above(bytes: &[u8]) -> Hash {
        subtree(bytes, 0..bytes.len() / HASH_BYTES).unwrap()
    }

    #[test]
    fn the_tiles_of_a_grown_log_are_those_of_the_specification() {
        let (mut growth, mut tiles) = (Growth::default(), BTreeMap::new());
        for number in 0..70_000u64 {
            tiles.extend(growth.append(leaf_hash(&number.to_be_bytes())));
        }
        tiles.extend(growth.edge());
        let named = |path: &str| tiles[&path.parse::<Tile>().unwrap()].as_slice();
        assert_eq!(tiles.len(), 274 + 2 + 1);
        assert_eq!(named("tile/0/273.p/112").len(), 112 * HASH_BYTES);
        assert_eq!(named("tile/1/001.p/17").len(), 17 * HASH_BYTES);
        assert_eq!(&named("tile/1/000")[..HASH_BYTES], above(named("tile/0/000")).as_bytes());
        assert_eq!(named("tile/2/000.p/1"), above(named("tile/1/000")).as_bytes());
        let roots = Span { start: 0, end: 70_000 }.nodes().into_iter().map(|node: Node| {
            let (tile, run) = Tile::holding(node, 70_000);
            above(&tiles[&tile][run.start * HASH_BYTES..run.end * HASH_BYTES])
        });
        assert_eq!(growth.root(), Span::fold(&roots.collect::<Vec<_>>()));
    }

    #[test]
    fn a_log_is_taken_up_at_any_size_from_the_tiles_at_its_edge() {
        let mut growth = Growth::default();
        for number in 0..=66_000u64 {
            if [0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 66_000].contains(&number) {
                let edge: BTreeMap<_, _> = growth.edge().into_iter().collect();
                let open = Growth::edge_of(number).into_iter();
                let open: Vec<_> =
                    open.map(|tile| edge.get(&tile).cloned().unwrap_or_default()).collect();
                assert_eq!(
                    Growth::resume(number, open.clone()).as_ref(),
                    Some(&growth),
                    "{number}"
                );
                let cut = open.iter().map(|bytes| bytes[..bytes.len().saturating_sub(1)].to_vec());
                let resumed = Growth::resume(number, cut.collect());
                assert_eq!(resumed.is_none(), number > 0, "{number}");
                assert_eq!(Growth::resume(number, vec![Vec::new(); open.len() + 1]), None);
            }
            growth.append(leaf_hash(&number.to_be_bytes()));
        }
    }
}
