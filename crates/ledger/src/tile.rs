//! C2SP tlog-tiles: the tree as files of up to 256 hashes, and the entries in bundles beside them.

use std::fmt;
use std::str::FromStr;

use crate::hash::Hash;
use crate::tree::{Node, Span};

/// How many hashes a full tile holds.
pub const TILE_WIDTH: u16 = 256;
const TILE_HEIGHT: u8 = 8;
/// 64-bit sizes need no level above this one.
const LAST_LEVEL: u8 = 7;

/// The address of a tile of hashes, or of the bundle of entries under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// `None` addresses the bundle of entries.
    pub level: Option<u8>,
    pub index: u64,
    /// 256, or fewer for the tile at the right edge.
    pub width: u16,
}

impl Tile {
    /// The tile that holds a perfect subtree's hash (or from which it follows) in a tree of
    /// `size` leaves, with the run of hashes inside the tile that make it up.
    pub fn holding(node: Node, size: u64) -> (Self, std::ops::Range<usize>) {
        let level = node.level / TILE_HEIGHT;
        let inside = u32::from(node.level % TILE_HEIGHT);
        let first = node.index << inside;
        let index = first / u64::from(TILE_WIDTH);
        let start = usize::try_from(first % u64::from(TILE_WIDTH)).unwrap_or_default();
        let width = Self::width_at(level, index, size);
        (Self { level: Some(level), index, width }, start..start + (1 << inside))
    }

    /// The width of a tile in a tree of `size` leaves; zero where there is none.
    pub fn width_at(level: u8, index: u64, size: u64) -> u16 {
        let hashes = size.checked_shr(u32::from(level) * u32::from(TILE_HEIGHT)).unwrap_or(0);
        let before = index.saturating_mul(u64::from(TILE_WIDTH));
        u16::try_from(hashes.saturating_sub(before).min(u64::from(TILE_WIDTH))).unwrap_or(0)
    }
}

/// `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`.
impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.level {
            Some(level) => write!(f, "tile/{level}/")?,
            None => f.write_str("tile/entries/")?,
        }
        let mut groups = vec![self.index % 1000];
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.push(rest % 1000);
            rest /= 1000;
        }
        for group in groups[1..].iter().rev() {
            write!(f, "x{group:03}/")?;
        }
        write!(f, "{:03}", groups[0])?;
        if self.width < TILE_WIDTH { write!(f, ".p/{}", self.width) } else { Ok(()) }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a tile path: expected tile/<level or entries>/<index>[.p/<width>]")]
pub struct MalformedTilePath;

impl FromStr for Tile {
    type Err = MalformedTilePath;

    fn from_str(path: &str) -> Result<Self, MalformedTilePath> {
        let tile = parse_path(path).ok_or(MalformedTilePath)?;
        // One address, one spelling: whatever does not print back the same is refused.
        if tile.to_string() == path { Ok(tile) } else { Err(MalformedTilePath) }
    }
}

fn parse_path(path: &str) -> Option<Tile> {
    let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
    let level = match level {
        "entries" => None,
        number => Some(number.parse().ok().filter(|level| *level <= LAST_LEVEL)?),
    };
    let (number, width) = match rest.split_once(".p/") {
        Some((number, width)) => {
            (number, width.parse().ok().filter(|w| (1..TILE_WIDTH).contains(w))?)
        }
        None => (rest, TILE_WIDTH),
    };
    let mut index = 0u64;
    for group in number.split('/') {
        let digits = group.strip_prefix('x').unwrap_or(group);
        let value: u64 = digits.parse().ok().filter(|_| digits.len() == 3)?;
        index = index.checked_mul(1000)?.checked_add(value)?;
    }
    Some(Tile { level, index, width })
}

/// The hash over a run of a tile's hashes, whose length is a power of two; `None` where the bytes
/// do not hold it.
pub fn subtree(bytes: &[u8], run: std::ops::Range<usize>) -> Option<Hash> {
    const HASH_BYTES: usize = 32;
    let bytes = bytes.get(run.start * HASH_BYTES..run.end * HASH_BYTES)?;
    let hashes = bytes.chunks_exact(HASH_BYTES).map(Hash::try_from);
    let mut hashes: Vec<Hash> = hashes.collect::<Result<_, _>>().ok()?;
    while hashes.len() > 1 {
        hashes = hashes.chunks(2).map(Span::fold).collect();
    }
    hashes.first().copied()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    #[error("an entry is longer than 65,535 bytes")]
    TooLong,
    #[error("the bundle ends inside an entry")]
    Truncated,
}

/// Entries as a bundle: each behind its length as a 16-bit big-endian number.
pub fn entry_bundle<'a>(
    entries: impl IntoIterator<Item = &'a [u8]>,
) -> Result<Vec<u8>, BundleError> {
    let mut bundle = Vec::new();
    for entry in entries {
        let length = u16::try_from(entry.len()).map_err(|_| BundleError::TooLong)?;
        bundle.extend_from_slice(&length.to_be_bytes());
        bundle.extend_from_slice(entry);
    }
    Ok(bundle)
}

/// The entries of a bundle.
pub fn parse_bundle(mut bundle: &[u8]) -> Result<Vec<&[u8]>, BundleError> {
    let mut entries = Vec::new();
    while !bundle.is_empty() {
        let (length, rest) = bundle.split_first_chunk::<2>().ok_or(BundleError::Truncated)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, rest) = rest.split_at_checked(length).ok_or(BundleError::Truncated)?;
        entries.push(entry);
        bundle = rest;
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_are_those_of_the_specification() {
        for (path, level, index, width) in [
            ("tile/0/x001/x234/067", Some(0), 1_234_067, 256),
            ("tile/1/000.p/17", Some(1), 0, 17),
            ("tile/entries/273.p/112", None, 273, 112),
        ] {
            let tile = Tile { level, index, width };
            assert_eq!(tile.to_string(), path);
            assert_eq!(path.parse(), Ok(tile));
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        for path in [
            "tile/0/67",
            "tile/00/067",
            "tile/0/x000/067",
            "tile/0/067.p/0",
            "tile/0/067.p/256",
            "tile/0/067.p/007",
            "tile/9/000",
            "tile/0/001/234",
            "tile//000",
            "tile/0/",
            "",
            "tile/0/+67",
            "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        ] {
            assert_eq!(path.parse::<Tile>(), Err(MalformedTilePath), "{path}");
        }
    }

    #[test]
    fn a_tree_of_seventy_thousand_has_the_widths_of_the_specification() {
        let width = |level, index| Tile::width_at(level, index, 70_000);
        assert_eq!((width(0, 272), width(0, 273), width(0, 274)), (256, 112, 0));
        assert_eq!((width(1, 0), width(1, 1), width(2, 0), width(3, 0)), (256, 17, 1, 0));
    }

    #[test]
    fn a_subtree_is_found_in_its_tile() {
        let (tile, run) = Tile::holding(Node { level: 9, index: 3 }, 70_000);
        assert_eq!((tile.level, tile.index, run), (Some(1), 0, 6..8));
        let (tile, run) = Tile::holding(Node { level: 0, index: 69_999 }, 70_000);
        assert_eq!((tile.level, tile.index, tile.width, run), (Some(0), 273, 112, 111..112));
    }

    proptest! {
        #[test]
        fn bundles_round_trip(entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..50), 0..20)) {
            let bundle = entry_bundle(entries.iter().map(Vec::as_slice)).unwrap();
            prop_assert_eq!(parse_bundle(&bundle).unwrap(), entries);
        }

        #[test]
        fn hostile_bundles_and_paths_never_panic(bytes: Vec<u8>, path in "[tile/0-9x.p]{0,40}") {
            let _ = parse_bundle(&bytes);
            let _ = path.parse::<Tile>();
        }
    }
}
