//! An archive in a folder.

use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, Result};
use figures::archive::{self, Broken, Digesting, Manifest, Part, Reach, Sealed, SealedFile};
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

    /// The files that hold a year, opened, once their bytes are found to be those that were sealed:
    /// what is read from them later comes from the very files that were checked.
    pub fn parts(&self, year: i16) -> Result<Vec<Part<SealedFile>>> {
        each(&self.of_year(year).collect::<Vec<_>>(), |sealed| self.checked(sealed))
    }

    fn of_year(&self, year: i16) -> impl Iterator<Item = &Sealed> {
        let (begin, end) = (figures::year_begins(year), figures::year_begins(year + 1));
        self.manifest.sealed.iter().filter(move |sealed| sealed.last >= begin && sealed.first < end)
    }

    /// Checks everything of the archive. `done` hears of each entry once it is computed, and again
    /// once it is counted.
    pub fn check_all(&self, done: &(dyn Fn(u64) + Sync)) -> Result<()> {
        self.check_entries(done)?;
        self.check_turns(done)
    }

    /// Nobody's entries have a hole, a double or a second list. It takes a number for each person of
    /// a year. `done` hears how many more entries are behind.
    pub fn check_turns(&self, done: &dyn Fn(u64)) -> Result<()> {
        let sealed = self.manifest.sealed.iter();
        let files = sealed.map(|sealed| Ok((sealed, part(sealed, self.file(sealed)?)?)));
        let files = files.collect::<Result<Vec<_>>>()?;
        Ok(archive::check_turns(&files, threads(), done)?)
    }

    /// Checks every file, and computes every leaf of it again. `done` hears how many more entries are
    /// behind.
    pub fn check_entries(&self, done: &(dyn Fn(u64) + Sync)) -> Result<()> {
        each(&self.manifest.sealed.iter().collect::<Vec<_>>(), |sealed| {
            let part = self.checked(sealed)?;
            let mut before = 0;
            sealed.check_entries(&part, |behind| {
                done(behind - before);
                before = behind;
            })?;
            Ok(())
        })?;
        Ok(())
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
        let part = part(sealed, self.file(sealed)?)?;
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

    /// Opens a file whose bytes are those that were sealed.
    fn checked(&self, sealed: &Sealed) -> Result<Part<SealedFile>> {
        let mut file = self.file(sealed)?;
        let mut digesting = Digesting::new(io::sink());
        let mut buffer = vec![0; READ];
        loop {
            match io::Read::read(&mut file, &mut buffer)? {
                0 => break,
                read => io::Write::write_all(&mut digesting, &buffer[..read])?,
            }
        }
        let (_, bytes, digest) = digesting.finish();
        sealed.check_bytes(bytes, digest)?;
        part(sealed, file)
    }

    fn file(&self, sealed: &Sealed) -> Result<File> {
        let path = self.path(sealed)?;
        File::open(&path).with_context(|| path.display().to_string())
    }

    /// A manifest names files of its own folder, and none elsewhere.
    fn path(&self, sealed: &Sealed) -> Result<PathBuf> {
        let plain = Path::new(&sealed.file).components().count() == 1
            && sealed.file != ".."
            && !sealed.file.contains(['/', '\\']);
        if plain { Ok(self.folder.join(&sealed.file)) } else { Err(Broken::Manifest.into()) }
    }
}

fn part(sealed: &Sealed, file: File) -> Result<Part<SealedFile>> {
    Part::open(SealedFile::new(file)?).with_context(|| sealed.file.clone())
}

/// Works on several files at once, and gives what came of each in their order.
fn each<T: Send>(sealed: &[&Sealed], work: impl Fn(&Sealed) -> Result<T> + Sync) -> Result<Vec<T>> {
    let next = AtomicUsize::new(0);
    let take = || -> Result<Vec<(usize, T)>> {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(sealed) = sealed.get(index) else { return Ok(done) };
            done.push((index, work(sealed)?));
        }
    };
    let mut done = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads()).map(|_| scope.spawn(take)).collect();
        workers.into_iter().try_fold(Vec::new(), |mut all, worker| {
            let broke_off = |_| anyhow::anyhow!("checking the archive broke off");
            all.extend(worker.join().map_err(broke_off)??);
            Ok::<_, anyhow::Error>(all)
        })
    })?;
    done.sort_unstable_by_key(|(index, _)| *index);
    Ok(done.into_iter().map(|(_, done)| done).collect())
}

/// How much of a file is digested in one go: what a processor's cache holds.
const READ: usize = 1 << 17;
const MONTH: i64 = 31 * 86_400_000;

/// How many threads a long task may use.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
}
