use std::fs::{self, File};
use std::io::BufWriter;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use figures::Row;
use figures::archive::{Manifest, Reach, Sealed, Sealer};
use ledger::{Growth, Hash, Note, Salt, SigningKey, leaf_hash};

use super::tiles::Tiles;
use crate::folder;

/// Writes entries into a ledger's folder: the public tiles, and the archive, file by file.
pub struct Binder {
    folder: PathBuf,
    growth: Growth,
    tiles: Option<Tiles>,
    sealed: Vec<Sealed>,
    /// How many of them were there before.
    known: usize,
    /// The file that is being written, if any.
    open: Option<Open>,
}

struct Open {
    sealer: Sealer<BufWriter<File>>,
    path: PathBuf,
}

const BUFFER: usize = 1 << 20;

impl Binder {
    /// Goes on behind what is sealed; `growth` has come as far.
    pub fn new(
        folder: PathBuf,
        growth: Growth,
        tiles: Option<Tiles>,
        sealed: Vec<Sealed>,
    ) -> Result<Self> {
        let archive = folder.join("archive");
        fs::create_dir_all(&archive).with_context(|| archive.display().to_string())?;
        Ok(Self { folder, growth, tiles, known: sealed.len(), sealed, open: None })
    }

    pub fn size(&self) -> u64 {
        self.growth.size()
    }

    pub fn root(&self) -> Hash {
        self.growth.root()
    }

    /// The names of the files that were closed since the beginning.
    pub fn added(&self) -> Vec<String> {
        self.sealed[self.known..].iter().map(|sealed| sealed.file.clone()).collect()
    }

    pub fn add(&mut self, row: &Row<'_>, salt: &Salt, commitment: &Hash) -> Result<()> {
        let leaf = leaf_hash(commitment.as_bytes());
        let open = match &mut self.open {
            Some(open) => open,
            none => none.insert(Open::at(&self.folder, self.growth.size())?),
        };
        open.sealer.add_row(row, salt, leaf)?;
        let filled = self.growth.append(leaf);
        if let Some(tiles) = &mut self.tiles {
            tiles.add(commitment.as_bytes(), &filled)?;
        }
        Ok(())
    }

    /// Completes the file of a month, if one is open. Its name is there only once its bytes are.
    pub fn close(&mut self, month: &str) -> Result<()> {
        let Some(Open { sealer, path }) = self.open.take() else { return Ok(()) };
        let name = self.name(month);
        let (written, sealed) = sealer.finish(&name)?;
        let file = written.into_inner().with_context(|| path.display().to_string())?;
        file.sync_all().with_context(|| path.display().to_string())?;
        fs::rename(&path, self.folder.join("archive").join(&name))?;
        self.sealed.push(sealed);
        Ok(())
    }

    /// `2020-04.parquet`, and `2020-04-2.parquet` where that month was sealed in part before.
    fn name(&self, month: &str) -> String {
        let part = 1 + self.sealed.iter().filter(|sealed| sealed.file.starts_with(month)).count();
        if part == 1 { format!("{month}.parquet") } else { format!("{month}-{part}.parquet") }
    }

    /// Binds everything to the head that the ledger signed over it. The manifest comes last: what
    /// it says is on disk by then.
    pub fn finish(mut self, head: &Note, key: &SigningKey, until: i64) -> Result<()> {
        let size = self.growth.size();
        let reach = Reach { origin: key.verifier().name().to_owned(), size, until };
        let manifest = Manifest::bind(self.sealed, head, &reach.sign(key)?, key.verifier())?;
        if let Some(tiles) = &mut self.tiles {
            tiles.finish(size, &self.growth.edge())?;
        }
        let (archive, heads) = (self.folder.join("archive"), self.folder.join("heads"));
        let head = head.to_string();
        folder::write(&heads.join(size.to_string()), head.as_bytes())?;
        folder::write(&self.folder.join("checkpoint"), head.as_bytes())?;
        for written in [&heads, &self.folder, &archive] {
            folder::sync(written)?;
        }
        folder::write(&archive.join("manifest.json"), manifest.to_json().as_bytes())?;
        Ok(folder::sync(&archive)?)
    }
}

impl Open {
    fn at(folder: &std::path::Path, start: u64) -> Result<Self> {
        let path = folder.join("archive").join(format!("{start}-unsealed.parquet"));
        let file = File::create(&path).with_context(|| path.display().to_string())?;
        Ok(Self { sealer: Sealer::new(BufWriter::with_capacity(BUFFER, file), start)?, path })
    }
}
