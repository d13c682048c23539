//! Counting along an archive: whether anybody's entries have a hole, a double or a second list.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use parquet::file::reader::ChunkReader;

use super::part::Turn;
use super::{Broken, Part, Sealed};
use crate::turns::{OutOfTurn, Turns};

/// Somebody's entries of a row group, with their places in the ledger.
type Batch = Vec<(u64, Turn)>;

/// How many batches may wait for a thread that counts.
const WAITING: usize = 2;

/// Counts each person's entries through all files of an archive. The files are read in order, since
/// people count on from one to the next, and each of `threads` counts for a share of the people.
/// `done` hears how many more entries are behind.
pub fn check_turns<R: ChunkReader + 'static>(
    files: &[(&Sealed, Part<R>)],
    threads: usize,
    done: &dyn Fn(u64),
) -> Result<(), Broken> {
    std::thread::scope(|scope| {
        let (senders, counters): (Vec<_>, Vec<_>) = (0..threads.max(1))
            .map(|_| {
                let (sender, batches) = sync_channel(WAITING);
                (sender, scope.spawn(move || first_out_of_turn(&batches)))
            })
            .unzip();
        let read = hand_out(files, &senders, done);
        drop(senders);
        let counted = counters.into_iter().filter_map(|counter| {
            counter.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        // Whoever finds something hangs up. By then all have what comes before it, so that the first
        // of what they found is the first that there is.
        match counted.min_by_key(|(place, _)| *place) {
            Some((place, wrong)) => Err(named(files, place, wrong)),
            None => read,
        }
    })
}

/// Reads the files, and gives each thread the entries of its people.
fn hand_out<R: ChunkReader + 'static>(
    files: &[(&Sealed, Part<R>)],
    threads: &[SyncSender<Batch>],
    done: &dyn Fn(u64),
) -> Result<(), Broken> {
    for (sealed, part) in files {
        let mut place = sealed.start;
        for group in 0..part.groups() {
            let turns = part.turns(group).map_err(|error| Broken::File {
                file: sealed.file.clone(),
                what: error.to_string(),
            })?;
            let behind = turns.len() as u64;
            let mut batches = vec![Batch::new(); threads.len()];
            for (place, turn) in (place..).zip(turns) {
                let Some((at, person, nth)) = turn else { continue };
                let share = usize::from(person.as_bytes()[0]) % threads.len();
                batches[share].push((place, (at, person, nth)));
            }
            place += behind;
            for (thread, batch) in threads.iter().zip(batches) {
                if thread.send(batch).is_err() {
                    return Ok(());
                }
            }
            done(behind);
        }
    }
    Ok(())
}

fn first_out_of_turn(batches: &Receiver<Batch>) -> Option<(u64, OutOfTurn)> {
    let mut turns = Turns::default();
    for (place, (at, person, nth)) in batches.iter().flatten() {
        if let Err(wrong) = turns.take(at, person, nth) {
            return Some((place, wrong));
        }
    }
    None
}

fn named<R: ChunkReader + 'static>(
    files: &[(&Sealed, Part<R>)],
    place: u64,
    wrong: OutOfTurn,
) -> Broken {
    let file = files.iter().find(|(sealed, _)| (sealed.start..sealed.end).contains(&place));
    Broken::OutOfTurn {
        file: file.map(|(sealed, _)| sealed.file.clone()).unwrap_or_default(),
        place,
        person: wrong.person,
        expected: wrong.expected,
        found: wrong.found,
    }
}
