//! The archive: nothing in it can change without being found, and named.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use bytes::Bytes;
use domain::{Level, PersonId, ProviderId, ServiceId, Timestamp};
use figures::archive::{Broken, Digest, Manifest, Part, Reach, Sealed, Sealer, check_turns};
use figures::{
    Accreditation, Answered, Client, Entry, Fact, Login, Measure, Outcome, Publication, Refused,
    Word, YearKey,
};
use ledger::{Checkpoint, Forest, Note, Opening, Salt, SigningKey};

/// The word of the ledger of so many entries that it reaches to the end of 2020.
fn reach(size: usize) -> Note {
    let origin = key().verifier().name().to_owned();
    let reach = Reach { origin, size: size.try_into().unwrap(), until: 1_609_459_200_000 };
    reach.sign(&key()).unwrap()
}

fn entries(count: u64) -> Vec<Entry> {
    let mut entries: Vec<_> =
        (0..count).map(|number| Entry { at: moment(number), fact: fact(number) }).collect();
    number(&mut entries);
    entries
}

/// Numbers each person's entries, as a ledger does.
fn number(entries: &mut [Entry]) {
    let mut counts = BTreeMap::new();
    for entry in entries {
        let Fact::Login(login) = &mut entry.fact else { continue };
        login.nth = login.person().map(|person| {
            let count = counts.entry(person).or_insert(0u32);
            *count += 1;
            *count
        });
    }
}

fn moment(number: u64) -> Timestamp {
    Timestamp::from_millis(1_577_836_800_000 + i64::try_from(number * 7_919).unwrap())
}

fn fact(number: u64) -> Fact {
    match number % 10 {
        8 => Fact::Accreditation(Accreditation {
            provider: ProviderId::new("app"),
            dossier: format!("d{number}"),
            measure: Measure::Grant,
            level: Some(Level::High),
            since: moment(number),
            until: None,
            previous: Some(number / 2),
            reason: "é, \"quoted\"".to_owned(),
        }),
        9 => Fact::Publication(Publication { year: 2019, size: number, digest: [7; 32] }),
        _ => Fact::Login(Login {
            client: Client::Service(ServiceId::new(
                ["health", "tax"][usize::from(number.is_multiple_of(3))],
            )),
            asked: Level::Substantial,
            outcome: outcome(number),
            nth: None,
        }),
    }
}

fn outcome(number: u64) -> Outcome {
    let key = YearKey::new(2020, &[1; 32]);
    let person = key.pseudonym(&PersonId::new((number % 4).to_string()));
    if number.is_multiple_of(5) {
        let provider = Some(ProviderId::new("app"));
        let person = number.is_multiple_of(2).then_some(person);
        let reason = Word::new("cancelled");
        return Outcome::Refused(Refused { reason, person, provider, method: None });
    }
    Outcome::Answered(Answered {
        person,
        provider: ProviderId::new("app"),
        method: Word::new(["app", "card", "totp"][usize::try_from(number % 3).unwrap()]),
        level: Level::High,
        reused: number.is_multiple_of(7),
        claims: (0..number % 3).map(|claim| format!("claim{claim}")).collect(),
    })
}

fn salt(place: u64) -> Salt {
    let mut bytes = [3; 32];
    bytes[..8].copy_from_slice(&place.to_be_bytes());
    Salt::from_bytes(bytes)
}

fn key() -> SigningKey {
    SigningKey::from_seed("gateway.example/ledger", &[1; 32]).unwrap()
}

fn seal(entries: &[Entry], start: u64) -> (Bytes, Sealed) {
    let mut sealer = Sealer::new(Vec::new(), start).unwrap();
    for (place, entry) in (start..).zip(entries) {
        let json = entry.to_json();
        sealer.add(&Opening { salt: &salt(place), entry: json.as_bytes() }).unwrap();
    }
    let (bytes, sealed) = sealer.finish(&format!("{start}.parquet")).unwrap();
    (Bytes::from(bytes), sealed)
}

fn head(entries: &[Entry]) -> Note {
    let mut forest = Forest::at(0);
    for (place, entry) in (0..).zip(entries) {
        forest.append(Opening { salt: &salt(place), entry: entry.to_json().as_bytes() }.leaf());
    }
    let origin = "gateway.example/ledger".to_owned();
    let checkpoint =
        Checkpoint { origin, size: entries.len() as u64, root: forest.root().unwrap() };
    checkpoint.sign(&key()).unwrap()
}

fn check(sealed: &Sealed, bytes: &Bytes) -> Result<(), Broken> {
    let part = Part::open(bytes.clone())
        .map_err(|error| Broken::File { file: sealed.file.clone(), what: error.to_string() })?;
    sealed.check_entries(&part, |_| ())
}

#[test]
fn an_archive_leads_to_the_head_that_the_ledger_signed() {
    let entries = entries(300);
    let parts: Vec<_> =
        [(0, 100), (100, 131), (131, 300)].map(|(a, b)| seal(&entries[a..b], a as u64)).into();
    let sealed: Vec<_> = parts.iter().map(|(_, sealed)| sealed.clone()).collect();
    let manifest =
        Manifest::bind(sealed, &head(&entries), &reach(entries.len()), key().verifier()).unwrap();
    let read = Manifest::from_json(manifest.to_json().as_bytes()).unwrap();
    assert_eq!(read.check(key().verifier()).unwrap().size, 300);
    for (sealed, (bytes, _)) in read.sealed.iter().zip(&parts) {
        sealed.check_bytes(bytes.len() as u64, Digest::of(bytes)).unwrap();
        assert_eq!(check(sealed, bytes), Ok(()));
    }
}

#[test]
fn the_same_entries_give_the_same_file() {
    let entries = entries(50);
    assert_eq!(seal(&entries, 7), seal(&entries, 7));
}

#[test]
fn what_is_no_entry_is_not_sealed() {
    let mut sealer = Sealer::new(Vec::new(), 0).unwrap();
    let opening = Opening { salt: &salt(0), entry: b"{\"v\":1}" };
    assert!(sealer.add(&opening).is_err());
}

#[test]
fn a_changed_removed_doubled_or_moved_entry_is_found() {
    let original = entries(64);
    let (_, known) = seal(&original, 0);
    let mut changed = original.clone();
    changed[40].at = moment(41);
    let mut removed = original.clone();
    removed.remove(12);
    let mut doubled = original.clone();
    doubled.insert(12, original[12].clone());
    let mut moved = original.clone();
    moved.swap(1, 2);
    let found = |entries: &[Entry]| check(&known, &seal(entries, 0).0);
    let entries = |start, end| Broken::Entries { file: "0.parquet".to_owned(), start, end };
    assert_eq!(found(&changed), Err(entries(0, 64)));
    assert_eq!(found(&removed), Err(Broken::Range("0.parquet".to_owned())));
    assert_eq!(found(&doubled), Err(Broken::Range("0.parquet".to_owned())));
    assert_eq!(found(&moved), Err(entries(0, 64)));
}

#[test]
fn the_part_in_which_an_entry_changed_is_named() {
    let mut entries = entries(100);
    let (_, known) = seal(&entries, 3);
    let Fact::Login(login) = &mut entries[90].fact else { panic!("a login") };
    login.asked = Level::Low;
    let (bytes, _) = seal(&entries, 3);
    // The entry at 93: in the subtree of 64 up to 96.
    let expected = Broken::Entries { file: "3.parquet".to_owned(), start: 64, end: 96 };
    assert_eq!(check(&known, &bytes), Err(expected));
}

#[test]
fn any_changed_byte_of_a_file_is_found_by_its_digest_and_most_by_the_entries_too() {
    let entries = entries(20);
    let (bytes, known) = seal(&entries, 0);
    let mut harmless = 0;
    for at in 0..bytes.len() {
        let mut changed = bytes.to_vec();
        changed[at] ^= 1;
        let changed = Bytes::from(changed);
        assert!(known.check_bytes(changed.len() as u64, Digest::of(&changed)).is_err());
        // What does not change an entry is the file's own description of itself.
        harmless += usize::from(check(&known, &changed).is_ok());
    }
    assert!(harmless < bytes.len() / 2, "{harmless} of {}", bytes.len());
    let shorter = bytes.slice(..bytes.len() - 1);
    assert!(known.check_bytes(shorter.len() as u64, Digest::of(&shorter)).is_err());
}

#[test]
fn any_changed_byte_of_the_manifest_is_found() {
    let entries = entries(30);
    let sealed = [(0, 10), (10, 30)].map(|(a, b)| seal(&entries[a..b], a as u64).1);
    let manifest =
        Manifest::bind(sealed.into(), &head(&entries), &reach(entries.len()), key().verifier())
            .unwrap();
    let json = manifest.to_json().into_bytes();
    for at in 0..json.len() {
        for bit in [1, 2, 32] {
            let mut changed = json.clone();
            changed[at] ^= bit;
            let Ok(read) = Manifest::from_json(&changed) else { continue };
            if read.check(key().verifier()).is_err() {
                continue;
            }
            // What is left describes a file: the file shows that it is wrong.
            assert!(describes_other_files(&read, &entries), "byte {at}");
        }
    }
}

fn describes_other_files(manifest: &Manifest, entries: &[Entry]) -> bool {
    let parts = [(0, 10), (10, 30)].map(|(a, b)| seal(&entries[a..b], a as u64));
    manifest.sealed.iter().zip(&parts).any(|(sealed, (bytes, known))| {
        sealed.file != known.file
            || sealed.check_bytes(bytes.len() as u64, Digest::of(bytes)).is_err()
            || check(sealed, bytes).is_err()
    })
}

#[test]
fn a_range_that_is_missing_or_out_of_order_is_named() {
    let entries = entries(30);
    let ranges = [(0, 10), (10, 20), (20, 30)];
    let sealed = ranges.map(|(a, b)| seal(&entries[a..b], a as u64).1);
    let [first, second, third] = sealed;
    let head = head(&entries);
    let bind = |sealed| {
        Manifest::bind(sealed, &head, &reach(entries.len()), key().verifier()).unwrap_err()
    };
    let gap = Broken::Gap("20.parquet".to_owned());
    assert_eq!(bind(vec![first.clone(), third.clone()]), gap);
    assert_eq!(bind(vec![first.clone(), second]), Broken::Size { sealed: 20, signed: 30 });
    assert_eq!(bind(vec![third, first]), gap);
}

#[test]
fn an_archive_is_bound_to_its_own_ledger() {
    let entries = entries(30);
    let (_, sealed) = seal(&entries, 0);
    let manifest =
        Manifest::bind(vec![sealed], &head(&entries), &reach(entries.len()), key().verifier())
            .unwrap();
    let other = SigningKey::from_seed("other.example/ledger", &[1; 32]).unwrap();
    assert!(matches!(manifest.check(other.verifier()), Err(Broken::Checkpoint(_))));
}

/// Counts over the files of an archive, one after the other.
fn turns(parts: &[&[Entry]]) -> Result<(), Broken> {
    let mut sealed = Vec::new();
    for entries in parts {
        let start = sealed.last().map_or(0, |(_, sealed): &(Bytes, Sealed)| sealed.end);
        sealed.push(seal(entries, start));
    }
    let files = sealed.iter().map(|(bytes, sealed)| (sealed, Part::open(bytes.clone()).unwrap()));
    let files: Vec<_> = files.collect();
    let behind = std::cell::Cell::new(0);
    let checked = [1, 2, 5].map(|threads| {
        behind.set(0);
        check_turns(&files, threads, &|more| behind.set(behind.get() + more))
    });
    let all: u64 = parts.iter().map(|entries| entries.len() as u64).sum();
    assert!(checked[2].is_err() || behind.get() == all, "every entry is heard of");
    assert!(checked.iter().all(|found| *found == checked[0]), "however many count: {checked:?}");
    checked[0].clone()
}

#[test]
fn nobodys_list_has_a_hole_a_double_or_a_second_one() {
    let original = entries(60);
    assert_eq!(turns(&[&original[..25], &original[25..26], &original[26..]]), Ok(()));
    let place = 31;
    let Fact::Login(login) = &original[place].fact else { panic!("a login") };
    let (person, nth) = (login.person().unwrap(), login.nth.unwrap());
    let out_of_turn = |place: usize, expected, found| {
        let (file, place) = ("0.parquet".to_owned(), place as u64);
        Err(Broken::OutOfTurn { file, place, person, expected, found })
    };
    // Each of these archives could be signed by a ledger that lies: its own hashes hold.
    let mut without = original.clone();
    without.remove(place);
    let of_person =
        |entry: &Entry| matches!(&entry.fact, Fact::Login(it) if it.person() == Some(person));
    let next = place + without[place..].iter().position(of_person).unwrap();
    assert_eq!(turns(&[&without]), out_of_turn(next, nth, nth + 1));
    let before = without.iter().position(|entry| !of_person(entry)).unwrap();
    without.remove(before);
    assert_ne!(turns(&[&without]), out_of_turn(next, nth, nth + 1), "the first of two is named");
    let mut twice = original.clone();
    twice.insert(place, original[place].clone());
    assert_eq!(turns(&[&twice]), out_of_turn(place + 1, nth + 1, nth));
    let mut swapped = original.clone();
    swapped.swap(place, next + 1);
    assert_eq!(turns(&[&swapped]), out_of_turn(place, nth, nth + 1));
    // One login shown to the person, another to the auditor, under the same number.
    let mut forked = original.clone();
    let mut other = original[place].clone();
    other.at = moment(place as u64 + 1);
    forked.insert(place + 1, other);
    assert_eq!(turns(&[&forked]), out_of_turn(place + 1, nth + 1, nth));
}
