use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use ledger::{Filled, TILE_WIDTH, Tile, entry_bundle};

use crate::folder;

/// How a file is written.
pub type Save = fn(&Path, &[u8]) -> io::Result<()>;

/// The public tiles as files: hashes, and bundles of commitments.
pub struct Tiles {
    folder: PathBuf,
    save: Save,
    bundle: Vec<u8>,
    bundles: u64,
    written: BTreeSet<PathBuf>,
}

const COMMITMENT_BYTES: usize = 32;
const BUNDLE_BYTES: usize = TILE_WIDTH as usize * (2 + COMMITMENT_BYTES);

impl Tiles {
    /// Behind `size` entries, of which the last are in `bundle`, which is not full.
    pub fn new(folder: &Path, save: Save, size: u64, bundle: Vec<u8>) -> Self {
        let bundles = size / u64::from(TILE_WIDTH);
        Self { folder: folder.to_owned(), save, bundle, bundles, written: BTreeSet::new() }
    }

    pub fn add(&mut self, commitment: &[u8], filled: &[Filled]) -> Result<()> {
        self.bundle.extend(entry_bundle([commitment])?);
        if self.bundle.len() == BUNDLE_BYTES {
            let tile = Tile { level: None, index: self.bundles, width: TILE_WIDTH };
            let bundle = std::mem::take(&mut self.bundle);
            self.write(tile, &bundle)?;
            self.bundles += 1;
        }
        filled.iter().try_for_each(|(tile, bytes)| self.write(*tile, bytes))
    }

    /// Writes the tiles at the right edge; then all are on disk to stay.
    pub fn finish(&mut self, size: u64, edge: &[Filled]) -> Result<()> {
        if !self.bundle.is_empty() {
            let width = Tile::width_at(0, self.bundles, size);
            let tile = Tile { level: None, index: self.bundles, width };
            let bundle = std::mem::take(&mut self.bundle);
            self.write(tile, &bundle)?;
        }
        edge.iter().try_for_each(|(tile, bytes)| self.write(*tile, bytes))?;
        self.written.iter().try_for_each(|written| Ok(folder::sync(written)?))
    }

    fn write(&mut self, tile: Tile, bytes: &[u8]) -> Result<()> {
        let path = self.folder.join(tile.to_string());
        (self.save)(&path, bytes).with_context(|| path.display().to_string())?;
        if let Some(parent) = path.parent().filter(|parent| !self.written.contains(*parent)) {
            self.written.insert(parent.to_owned());
        }
        Ok(())
    }
}
