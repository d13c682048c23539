//! What becomes of the entries: the log with its tiles and heads, and the archive.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use figures::Row;
use figures::archive::{Manifest, Sealed, Sealer};
use ledger::{
    Checkpoint, Filled, Growth, Note, SigningKey, TILE_WIDTH, Tile, entry_bundle, leaf_hash,
};

use super::month::{Batch, Cells};
use super::{Order, archive_folder, figures_key, log_key};

/// What happens to the ledger.
pub enum Step {
    Add(Batch),
    Seal { year: i16, month: u8 },
}

/// A ledger on disk that is being written.
pub struct Record {
    folder: PathBuf,
    key: SigningKey,
    cells: Cells,
    growth: Growth,
    tiles: Option<Tiles>,
    sealer: Sealer<BufWriter<File>>,
    sealed: Vec<Sealed>,
}

const UNSEALED: &str = "unsealed.parquet";

impl Record {
    pub fn begin(order: &Order, cells: Cells) -> Result<Self> {
        let archive = archive_folder(&order.folder);
        if order.folder.join("checkpoint").exists() || archive.exists() {
            bail!("{} holds a ledger already: name another folder", order.folder.display());
        }
        fs::create_dir_all(&archive).with_context(|| archive.display().to_string())?;
        let key = log_key(order)?;
        write(&order.folder.join("key"), format!("{}\n", key.verifier()).as_bytes())?;
        let secret = figures_key(order)?;
        let public = SigningKey::from_text(&secret).context("reading the figures' key")?;
        write(&order.folder.join("figures-key.secret"), format!("{secret}\n").as_bytes())?;
        write(&order.folder.join("figures-key"), format!("{}\n", public.verifier()).as_bytes())?;
        Ok(Self {
            sealer: sealer(&order.folder, 0)?,
            folder: order.folder.clone(),
            key,
            cells,
            growth: Growth::default(),
            tiles: order.tiles.then(|| Tiles::new(&order.folder)),
            sealed: Vec::new(),
        })
    }

    pub fn size(&self) -> u64 {
        self.growth.size()
    }

    pub fn take(&mut self, step: Step) -> Result<()> {
        match step {
            Step::Add(batch) => self.add(&batch),
            Step::Seal { year, month } => self.seal(&format!("{year}-{month:02}")),
        }
    }

    fn add(&mut self, batch: &Batch) -> Result<()> {
        let entries = batch.items.iter().zip(&batch.salts).zip(&batch.commitments);
        for ((item, salt), commitment) in entries {
            let leaf = leaf_hash(commitment.as_bytes());
            let entry = self.cells.entry(item).context("a login without a person")?;
            self.sealer.add_row(&Row::from(entry), salt, leaf)?;
            let filled = self.growth.append(leaf);
            if let Some(tiles) = &mut self.tiles {
                tiles.add(commitment.as_bytes(), &filled)?;
            }
        }
        Ok(())
    }

    /// Signs the head at the end of a month, and seals what came since the last.
    fn seal(&mut self, name: &str) -> Result<()> {
        let file = format!("{name}.parquet");
        let next = sealer(&self.folder, self.size())?;
        let sealer = std::mem::replace(&mut self.sealer, next);
        let (mut written, sealed) = sealer.finish(&file)?;
        written.flush()?;
        let folder = archive_folder(&self.folder);
        fs::rename(folder.join(unsealed(sealed.start)), folder.join(&file))?;
        self.sealed.push(sealed);
        let head = self.head()?;
        let heads = self.folder.join("heads");
        fs::create_dir_all(&heads)?;
        write(&heads.join(self.size().to_string()), head.to_string().as_bytes())
    }

    fn head(&self) -> Result<Note> {
        let origin = self.key.verifier().name().to_owned();
        let head = Checkpoint { origin, size: self.size(), root: self.growth.root() };
        head.sign(&self.key).context("signing the head")
    }

    /// Completes the ledger; returns how many entries it has.
    pub fn finish(mut self) -> Result<u64> {
        let head = self.head()?;
        if let Some(tiles) = &mut self.tiles {
            tiles.finish(self.growth.size(), &self.growth.edge())?;
        }
        let archive = archive_folder(&self.folder);
        fs::remove_file(archive.join(unsealed(self.growth.size())))?;
        let manifest = Manifest::bind(self.sealed, &head, self.key.verifier())?;
        write(&archive.join("manifest.json"), manifest.to_json().as_bytes())?;
        write(&self.folder.join("checkpoint"), head.to_string().as_bytes())?;
        Ok(self.growth.size())
    }
}

fn unsealed(start: u64) -> String {
    format!("{start}-{UNSEALED}")
}

fn sealer(folder: &Path, start: u64) -> Result<Sealer<BufWriter<File>>> {
    let path = archive_folder(folder).join(unsealed(start));
    let file = File::create(&path).with_context(|| path.display().to_string())?;
    Ok(Sealer::new(BufWriter::with_capacity(1 << 20, file), start)?)
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| path.display().to_string())
}

/// The public tiles as files: hashes, and bundles of commitments.
struct Tiles {
    folder: PathBuf,
    bundle: Vec<u8>,
    bundles: u64,
}

const COMMITMENT_BYTES: usize = 32;
const BUNDLE_BYTES: usize = TILE_WIDTH as usize * (2 + COMMITMENT_BYTES);

impl Tiles {
    fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), bundle: Vec::new(), bundles: 0 }
    }

    fn add(&mut self, commitment: &[u8], filled: &[Filled]) -> Result<()> {
        self.bundle.extend(entry_bundle([commitment])?);
        if self.bundle.len() == BUNDLE_BYTES {
            let tile = Tile { level: None, index: self.bundles, width: TILE_WIDTH };
            let bundle = std::mem::take(&mut self.bundle);
            self.save(tile, &bundle)?;
            self.bundles += 1;
        }
        filled.iter().try_for_each(|(tile, bytes)| self.save(*tile, bytes))
    }

    fn finish(&mut self, size: u64, edge: &[Filled]) -> Result<()> {
        if !self.bundle.is_empty() {
            let width = Tile::width_at(0, self.bundles, size);
            let tile = Tile { level: None, index: self.bundles, width };
            self.save(tile, &self.bundle)?;
        }
        edge.iter().try_for_each(|(tile, bytes)| self.save(*tile, bytes))
    }

    fn save(&self, tile: Tile, bytes: &[u8]) -> Result<()> {
        let path = self.folder.join(tile.to_string());
        // The first tile of a folder makes it.
        if fs::write(&path, bytes).is_err() {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            write(&path, bytes)?;
        }
        Ok(())
    }
}
