use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use figures::archive::Manifest;
use ledger::{Checkpoint, Growth, TILE_WIDTH, Tile, VerifierKey, leaf_hash, parse_bundle};

use super::binder::Binder;
use super::tiles::Tiles;
use crate::folder;

const LOCK: &str = "lock";
const KEY: &str = "key";
/// What a run leaves in a new folder that is killed before the key is in it.
const BEFORE_THE_KEY: [&str; 2] = [LOCK, "key.draft"];

/// A ledger's folder as the last run left it, and this run's alone for as long as it is open.
pub struct Kept {
    folder: PathBuf,
    /// What is sealed, and the head that was signed over it; nothing before the first run.
    sealed: Option<(Manifest, Checkpoint)>,
    /// How far that reaches in time.
    until: i64,
    lock: File,
}

impl Drop for Kept {
    fn drop(&mut self) {
        // Closing the file would not do while a process that was just started still has it, too.
        let _ = self.lock.unlock();
    }
}

impl Kept {
    /// Opens the folder of the ledger with this key, or begins it.
    pub fn open(folder: &Path, key: &VerifierKey) -> Result<Self> {
        let lock = lock(folder)?;
        claim(folder, key)?;
        let path = folder.join("archive/manifest.json");
        let sealed = match fs::read(&path) {
            Ok(text) => {
                let context = || path.display().to_string();
                let manifest = Manifest::from_json(&text).with_context(context)?;
                let head = manifest.check(key).with_context(context)?;
                Some((manifest, head))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error).with_context(|| path.display().to_string()),
        };
        let reach = sealed.as_ref().and_then(|(manifest, _)| manifest.reach(key));
        let until = reach.map_or(0, |reach| reach.until);
        let kept = Self { folder: folder.to_owned(), sealed, until, lock };
        kept.check_files()?;
        Ok(kept)
    }

    pub fn head(&self) -> Option<&Checkpoint> {
        self.sealed.as_ref().map(|(_, head)| head)
    }

    pub fn size(&self) -> u64 {
        self.head().map_or(0, |head| head.size)
    }

    pub fn until(&self) -> i64 {
        self.until
    }

    /// Goes on where the last run ended. The tiles at the right edge must lead to its head.
    pub fn binder(&self) -> Result<Binder> {
        let size = self.size();
        let open = Growth::edge_of(size).into_iter().map(|tile| self.tile(tile));
        let open: Vec<_> = open.collect::<Result<_>>()?;
        let level0 = open.first().cloned().unwrap_or_default();
        let growth = Growth::resume(size, open);
        let fits = |growth: &Growth| self.head().is_none_or(|head| head.root == growth.root());
        let Some(growth) = growth.filter(fits) else {
            bail!("{}: the last tiles do not lead to its signed head", self.folder.display());
        };
        let tiles = Tiles::new(&self.folder, folder::write, size, self.bundle(&level0)?);
        let sealed = self.sealed.as_ref().map(|(manifest, _)| manifest.sealed.clone());
        Binder::new(self.folder.clone(), growth, Some(tiles), sealed.unwrap_or_default())
    }

    /// Each sealed file is there, as long as it was. Its bytes are for `ledger verify`: a ledger of
    /// years is not read again for the entries of a day.
    fn check_files(&self) -> Result<()> {
        for sealed in self.sealed.iter().flat_map(|(manifest, _)| &manifest.sealed) {
            let path = self.folder.join("archive").join(&sealed.file);
            let length = fs::metadata(&path).with_context(|| path.display().to_string())?.len();
            if length != sealed.bytes {
                bail!("{}: it was sealed with {} bytes", path.display(), sealed.bytes);
            }
        }
        Ok(())
    }

    /// The bundle at the right edge, whose commitments are those that the tile of hashes holds.
    fn bundle(&self, hashes: &[u8]) -> Result<Vec<u8>> {
        let index = self.size() / u64::from(TILE_WIDTH);
        let tile = Tile { level: None, index, width: Tile::width_at(0, index, self.size()) };
        let bundle = self.tile(tile)?;
        let leaves = parse_bundle(&bundle).unwrap_or_default().into_iter().map(leaf_hash);
        let leaves: Vec<u8> = leaves.flat_map(|leaf| *leaf.as_bytes()).collect();
        if leaves != hashes {
            bail!("{tile} does not hold the entries whose hashes stand beside it");
        }
        Ok(bundle)
    }

    fn tile(&self, tile: Tile) -> Result<Vec<u8>> {
        if tile.width == 0 {
            return Ok(Vec::new());
        }
        let path = self.folder.join(tile.to_string());
        fs::read(&path).with_context(|| path.display().to_string())
    }
}

/// Two runs at once would write over each other.
fn lock(folder: &Path) -> Result<File> {
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let path = folder.join(LOCK);
    let file = File::options().create(true).append(true).open(&path);
    let file = file.with_context(|| path.display().to_string())?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!("{}: another run seals into it", folder.display()),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| path.display().to_string()),
    }
}

/// Makes sure that the folder is this ledger's. Its key is the first file, and stays.
fn claim(folder: &Path, key: &VerifierKey) -> Result<()> {
    let path = folder.join(KEY);
    let ours = format!("{key}\n");
    match fs::read_to_string(&path) {
        Ok(text) if text == ours => Ok(()),
        Ok(text) => bail!(
            "{} holds another ledger, {}, and not {key}: name another folder",
            folder.display(),
            text.trim_end()
        ),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let mut others = fs::read_dir(folder)?.flatten().map(|entry| entry.file_name());
            if others.any(|name| !BEFORE_THE_KEY.iter().any(|known| name == *known)) {
                bail!("{} holds other things than a ledger: name another folder", folder.display());
            }
            Ok(folder::write(&path, ours.as_bytes())?)
        }
        Err(error) => Err(error).with_context(|| path.display().to_string()),
    }
}
