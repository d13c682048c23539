//! What becomes of the entries: the log with its tiles and heads, and the archive.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use figures::Row;
use ledger::{Checkpoint, Growth, Note, SigningKey};

use super::month::{Batch, Cells};
use super::{Order, YEARS, archive_folder, figures_key, log_key};
use crate::seal::{Binder, Tiles};

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
    binder: Binder,
}

impl Record {
    pub fn begin(order: &Order, cells: Cells) -> Result<Self> {
        let archive = archive_folder(&order.folder);
        if order.folder.join("checkpoint").exists() || archive.exists() {
            bail!("{} holds a ledger already: name another folder", order.folder.display());
        }
        let tiles = order.tiles.then(|| Tiles::new(&order.folder, save, 0, Vec::new()));
        let binder = Binder::new(order.folder.clone(), Growth::default(), tiles, Vec::new())?;
        let key = log_key(order)?;
        write(&order.folder.join("key"), format!("{}\n", key.verifier()).as_bytes())?;
        let secret = figures_key(order)?;
        let public = SigningKey::from_text(&secret).context("reading the figures' key")?;
        write(&order.folder.join("figures-key.secret"), format!("{secret}\n").as_bytes())?;
        write(&order.folder.join("figures-key"), format!("{}\n", public.verifier()).as_bytes())?;
        Ok(Self { folder: order.folder.clone(), key, cells, binder })
    }

    pub fn size(&self) -> u64 {
        self.binder.size()
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
            let entry = self.cells.entry(item).context("a login without a person")?;
            self.binder.add(&Row::from(entry), salt, commitment)?;
        }
        Ok(())
    }

    /// Signs the head at the end of a month, and seals what came since the last.
    fn seal(&mut self, month: &str) -> Result<()> {
        self.binder.close(month)?;
        let heads = self.folder.join("heads");
        fs::create_dir_all(&heads)?;
        write(&heads.join(self.size().to_string()), self.head()?.to_string().as_bytes())
    }

    fn head(&self) -> Result<Note> {
        let origin = self.key.verifier().name().to_owned();
        let head = Checkpoint { origin, size: self.size(), root: self.binder.root() };
        head.sign(&self.key).context("signing the head")
    }

    /// Completes the ledger; returns how many entries it has.
    pub fn finish(self) -> Result<u64> {
        let (size, head) = (self.size(), self.head()?);
        let until = figures::year_begins(YEARS[YEARS.len() - 1] + 1);
        self.binder.finish(&head, &self.key, until)?;
        Ok(size)
    }
}

/// What is made up can be made up again: it need not outlast a power cut while it is.
fn save(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // The first tile of a folder makes it.
    fs::write(path, bytes).or_else(|_| {
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(path, bytes)
    })
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| path.display().to_string())
}
