//! One year of a ledger, counted exactly in one pass over its archive.
//!
//! `definitions.sql` says what each number is. This is the same, fast: row groups are decoded by
//! several threads, and people are counted by several others, each for a share of the pseudonyms.

mod count;
mod people;
mod words;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use parquet::file::reader::ChunkReader;

use crate::archive::{ArchiveError, Part};
use crate::person::month_starts;
use count::Counts;
use people::{Shard, Sums};
use words::Vocabulary;

pub use count::Cell;
pub use people::{People, Uses};

/// What the figures of a year are, in plain SQL over the view `login`.
pub const DEFINITIONS: &str = include_str!("definitions.sql");
/// The view `login` in SQLite, where moments are milliseconds and pseudonyms texts.
pub const LOGINS_IN_SQLITE: &str = include_str!("logins_in_sqlite.sql");
/// The view `login` in DuckDB over the archive's files.
pub const LOGINS_IN_DUCKDB: &str = include_str!("logins_in_duckdb.sql");

/// The numbers of one year, before anything is withheld.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub year: i16,
    /// Whether services were logged in to, or partners.
    pub partners: bool,
    /// Logins of every kind.
    pub cells: BTreeMap<Cell, u64>,
    pub people: People,
}

/// How many batches may wait for a thread that counts people.
const WAITING: usize = 4;
/// Into how many shares the pseudonyms fall: one share's table lies in a processor's cache.
const SHARES: usize = 256;
/// How many uses of a share are counted in one go, while its table is there.
const BATCH: usize = 1 << 14;

impl Tally {
    /// Counts a year over the files that hold it, with so many threads for each of the two tasks.
    /// `done` hears how many rows are behind.
    pub fn of_year<R: ChunkReader + 'static>(
        year: i16,
        parts: &[Part<R>],
        threads: usize,
        done: &(dyn Fn(u64) + Sync),
    ) -> Result<Self, ArchiveError> {
        let threads = threads.max(1);
        let groups: Vec<_> = parts
            .iter()
            .flat_map(|part| (0..part.groups()).map(move |group| (part, group)))
            .collect();
        let work = Work {
            starts: month_starts(year),
            groups,
            next: AtomicUsize::new(0),
            vocabulary: Mutex::new(Vocabulary::default()),
            done,
        };
        let (senders, receivers): (Vec<_>, Vec<_>) =
            (0..threads).map(|_| sync_channel(WAITING)).unzip();
        let (counts, sums) = std::thread::scope(|scope| {
            let shards: Vec<_> = receivers
                .into_iter()
                .map(|uses| {
                    let work = &work;
                    scope.spawn(move || work.people(&uses))
                })
                .collect();
            let counters: Vec<_> = (0..threads)
                .map(|_| {
                    let (work, senders) = (&work, senders.clone());
                    scope.spawn(move || work.count(&senders))
                })
                .collect();
            drop(senders);
            let counts: Result<Vec<Counts>, ArchiveError> = counters
                .into_iter()
                .map(|counter| counter.join().unwrap_or(Err(ArchiveError::Layout("unknown"))))
                .collect();
            let sums: Option<Vec<Sums>> =
                shards.into_iter().map(|shards| shards.join().ok().flatten()).collect();
            (counts, sums)
        });
        let vocabulary = work.vocabulary.into_inner().unwrap_or_default();
        let mut all = Counts::default();
        counts?.into_iter().for_each(|counts| all.merge(counts));
        let mut people = People::default();
        sums.ok_or(ArchiveError::Layout("person"))?
            .into_iter()
            .for_each(|sums| people.take(sums, &vocabulary));
        let partners = all.partners;
        Ok(Self { year, partners, cells: all.named(&vocabulary), people })
    }

    /// The sum of the cells that are chosen.
    pub fn sum(&self, chosen: impl Fn(&Cell) -> bool) -> u64 {
        self.cells.iter().filter(|(cell, _)| chosen(cell)).map(|(_, logins)| logins).sum()
    }
}

/// Uses of the people of one share.
struct Batch {
    share: usize,
    uses: Vec<people::Use>,
}

/// The row groups of a year, handed out to whoever is free.
struct Work<'a, R: ChunkReader + 'static> {
    starts: [i64; 13],
    groups: Vec<(&'a Part<R>, usize)>,
    next: AtomicUsize,
    vocabulary: Mutex<Vocabulary>,
    done: &'a (dyn Fn(u64) + Sync),
}

impl<R: ChunkReader + 'static> Work<'_, R> {
    /// Counts the people of the shares that fall to one thread.
    fn people(&self, batches: &Receiver<Batch>) -> Option<Sums> {
        let mut shards: BTreeMap<usize, Shard> = BTreeMap::new();
        while let Ok(batch) = batches.recv() {
            shards.entry(batch.share).or_default().add(&batch.uses);
        }
        let kinds = self.vocabulary.lock().ok()?.kinds().to_vec();
        let mut sums = Sums::of(&kinds);
        for shard in shards.into_values() {
            sums.take(shard, &kinds);
        }
        Some(sums)
    }

    fn count(&self, threads: &[SyncSender<Batch>]) -> Result<Counts, ArchiveError> {
        let mut counts = Counts::default();
        let mut waiting = vec![Vec::new(); SHARES];
        // A thread that counts people never hangs up before the last batch.
        let send = |share: usize, uses: Vec<people::Use>| {
            let _ = threads[share % threads.len()].send(Batch { share, uses });
        };
        while let Some((part, group)) = self.groups.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            let columns = count::Columns::read(part, *group)?;
            let numbers = {
                let mut vocabulary =
                    self.vocabulary.lock().map_err(|_| ArchiveError::Layout("kind"))?;
                columns.numbers(&mut vocabulary).ok_or(ArchiveError::TooManyWords)?
            };
            counts.add(&columns, &numbers, &self.starts, &mut waiting);
            for (share, uses) in waiting.iter_mut().enumerate() {
                if uses.len() >= BATCH {
                    send(share, std::mem::replace(uses, Vec::with_capacity(BATCH)));
                }
            }
            (self.done)(part.rows_of(*group));
        }
        waiting.into_iter().enumerate().for_each(|(share, uses)| send(share, uses));
        Ok(counts)
    }
}
