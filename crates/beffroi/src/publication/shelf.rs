//! An archive in a folder.

use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, Result};
use figures::Turns;
use figures::archive::{Broken, Digesting, Manifest, Part, Reach, Sealed, SealedFile};
use ledger::{Checkpoint, Opening, TILE_WIDTH, Tile, VerifierKey, subtree};

/// An archive whose manifest leads to a head that the ledger signed.
pub struct Shelf {
    folder: PathBuf,
    manifest: Manifest,
    head: Checkpoint,
    reach: Reach,
}

impl Shelf {
    /// Opens the archive in `folder`, of the ledger with this key.
    pub fn open(folder: &Path, key: &VerifierKey) -> Result<Self> {
        let path = folder.join("manifest.json");
        let text = fs::read(&path).with_context(|| path.display().to_string())?;
        let manifest = Manifest::from_json(&text)?;
        let head = manifest.check(key)?;
        let reach = manifest.reach(key).ok_or(Broken::Reach)?;
        Ok(Self { folder: folder.to_owned(), manifest, head, reach })
    }

    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    pub fn head(&self) -> &Checkpoint {
        &self.head
    }

    /// Whether the archive holds all that ever will be of a year.
    pub fn is_over(&self, year: i16) -> bool {
        self.reach.until >= figures::year_begins(year + 1)
    }

    /// Whether the archive holds the year before from its first month on.
    pub fn reaches_back_before(&self, year: i16) -> bool {
        let first = self.manifest.sealed.iter().map(|sealed| sealed.first).min();
        first.is_some_and(|first| first < figures::year_begins(year - 1) + MONTH)
    }

    /// How many entries the files have that hold a year.
    pub fn entries_of(&self, year: i16) -> u64 {
        self.of_year(year).map(|sealed| sealed.end - sealed.start).sum()
    }

    /// The files that hold a year, opened.
    pub fn parts(&self, year: i16) -> Result<Vec<Part<SealedFile>>> {
        self.of_year(year).map(|sealed| self.part(sealed)).collect()
    }

    fn of_year(&self, year: i16) -> impl Iterator<Item = &Sealed> {
        let (begin, end) = (figures::year_begins(year), figures::year_begins(year + 1));
        self.manifest.sealed.iter().filter(move |sealed| sealed.last >= begin && sealed.first < end)
    }

    /// Checks that the files of a year are the ones that were sealed.
    pub fn check_bytes(&self, year: i16) -> Result<()> {
        each(&self.of_year(year).collect::<Vec<_>>(), |sealed| self.check_file(sealed))
    }

    /// Computes every leaf again, checks every file, and counts each person's entries: `done` hears
    /// the entries that are behind.
    pub fn check_all(&self, done: &(dyn Fn(u64) + Sync)) -> Result<()> {
        self.check_files(done)?;
        self.check_turns()
    }

    /// Nobody's entries have a hole, a double or a second list. In order, since each file counts on
    /// from the one before; it needs one number for each person of a year.
    fn check_turns(&self) -> Result<()> {
        let mut turns = Turns::default();
        for sealed in &self.manifest.sealed {
            sealed.check_turns(&self.part(sealed)?, &mut turns)?;
        }
        Ok(())
    }

    fn check_files(&self, done: &(dyn Fn(u64) + Sync)) -> Result<()> {
        each(&self.manifest.sealed.iter().collect::<Vec<_>>(), |sealed| {
            self.check_file(sealed)?;
            let part = self.part(sealed)?;
            let mut before = 0;
            sealed.check_entries(&part, |behind| {
                done(behind - before);
                before = behind;
            })?;
            Ok(())
        })
    }

    /// The first entry of a file, within a range of places, that is not the one whose hash the
    /// ledger's tile holds. The signed hashes name a range alone; with the tiles in `ledger` at
    /// hand it is this very entry.
    pub fn first_changed(
        &self,
        file: &str,
        range: Range<u64>,
        ledger: &Path,
    ) -> Result<Option<u64>> {
        let sealed = self.manifest.sealed.iter().find(|sealed| sealed.file == file);
        let Some(sealed) = sealed else { return Ok(None) };
        let part = self.part(sealed)?;
        let (mut place, mut tile) = (sealed.start, (u64::MAX, Vec::new()));
        for group in 0..part.groups() {
            let rows = part.rows(group)?;
            for at in 0..rows.len() {
                if range.contains(&place) {
                    let index = place / u64::from(TILE_WIDTH);
                    if tile.0 != index {
                        tile = (index, self.hashes(ledger, index)?);
                    }
                    let inside = usize::try_from(place % u64::from(TILE_WIDTH))?;
                    let leaf = rows.row(at).map(|(_, salt, row)| {
                        Opening { salt: &salt, entry: row.to_json().as_bytes() }.leaf()
                    });
                    if leaf.is_none() || leaf != subtree(&tile.1, inside..inside + 1) {
                        return Ok(Some(place));
                    }
                }
                place += 1;
            }
        }
        Ok(None)
    }

    /// The hashes of the ledger's leaves in one tile.
    fn hashes(&self, ledger: &Path, index: u64) -> Result<Vec<u8>> {
        let tile = Tile { level: Some(0), index, width: Tile::width_at(0, index, self.head.size) };
        let path = ledger.join(tile.to_string());
        fs::read(&path).with_context(|| path.display().to_string())
    }

    fn check_file(&self, sealed: &Sealed) -> Result<()> {
        let path = self.path(sealed)?;
        let mut file = File::open(&path).with_context(|| path.display().to_string())?;
        let mut digesting = Digesting::new(io::sink());
        let mut buffer = vec![0; 1 << 20];
        loop {
            match io::Read::read(&mut file, &mut buffer)? {
                0 => break,
                read => io::Write::write_all(&mut digesting, &buffer[..read])?,
            }
        }
        let (_, bytes, digest) = digesting.finish();
        Ok(sealed.check_bytes(bytes, digest)?)
    }

    fn part(&self, sealed: &Sealed) -> Result<Part<SealedFile>> {
        let path = self.path(sealed)?;
        let file = File::open(&path).with_context(|| path.display().to_string())?;
        Part::open(SealedFile::new(file)?).with_context(|| path.display().to_string())
    }

    /// A manifest names files of its own folder, and none elsewhere.
    fn path(&self, sealed: &Sealed) -> Result<PathBuf> {
        let plain = Path::new(&sealed.file).components().count() == 1
            && sealed.file != ".."
            && !sealed.file.contains(['/', '\\']);
        if plain { Ok(self.folder.join(&sealed.file)) } else { Err(Broken::Manifest.into()) }
    }
}

/// Checks several files at once.
fn each(sealed: &[&Sealed], check: impl Fn(&Sealed) -> Result<()> + Sync) -> Result<()> {
    let next = AtomicUsize::new(0);
    let work = || -> Result<()> {
        while let Some(sealed) = sealed.get(next.fetch_add(1, Ordering::Relaxed)) {
            check(sealed)?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads()).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| {
            worker.join().map_err(|_| anyhow::anyhow!("checking the archive broke off"))?
        })
    })
}

const MONTH: i64 = 31 * 86_400_000;

/// How many threads a long task may use.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
}
