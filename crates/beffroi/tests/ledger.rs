//! A ledger checked from outside: it holds, or what breaks is named.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use beffroi::audit::{Broken, Ledger, Source};
use domain::Timestamp;
use keeper::Keeper;
use ledger::{
    Checkpoint, Cosigner, Filled, Growth, Note, SigningKey, TILE_WIDTH, Tile, VerifierKey,
    entry_bundle, leaf_hash, parse_bundle,
};
use tempfile::TempDir;
use web::Database;

/// Large enough for three levels of tiles, with a right edge on each.
const SIZE: u64 = 66_000;

fn key() -> SigningKey {
    SigningKey::from_seed("gateway.example/ledger", &[1; 32]).unwrap()
}

fn verifier() -> VerifierKey {
    key().verifier().clone()
}

/// A ledger in a folder, with heads that it signed on the way.
struct Kept(TempDir);

impl Kept {
    fn of(size: u64) -> Self {
        Self::with(size, |number| number.to_be_bytes().to_vec())
    }

    fn with(size: u64, entry: impl Fn(u64) -> Vec<u8>) -> Self {
        let kept = Self(tempfile::tempdir().unwrap());
        let mut growth = Growth::default();
        for number in 0..size {
            let filled = growth.append(leaf_hash(&entry(number)));
            kept.save(&filled);
            if growth.size().is_multiple_of(10_000) {
                kept.sign(&growth, &growth.size().to_string());
            }
        }
        kept.save(&growth.edge());
        for index in 0..size.div_ceil(u64::from(TILE_WIDTH)) {
            let width = Tile::width_at(0, index, size);
            let start = index * u64::from(TILE_WIDTH);
            let entries: Vec<_> = (start..start + u64::from(width)).map(&entry).collect();
            let bundle = entry_bundle(entries.iter().map(Vec::as_slice)).unwrap();
            kept.save(&[(Tile { level: None, index, width }, bundle)]);
        }
        kept.sign(&growth, "checkpoint");
        kept
    }

    fn save(&self, tiles: &[Filled]) {
        for (tile, bytes) in tiles {
            let path = self.path(&tile.to_string());
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }

    fn sign(&self, growth: &Growth, name: &str) {
        let origin = "gateway.example/ledger".to_owned();
        let head = Checkpoint { origin, size: growth.size(), root: growth.root() };
        fs::write(self.path(name), head.sign(&key()).unwrap().to_string()).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    async fn open(&self) -> Result<Ledger, Broken> {
        let source = Source::named(self.0.path().to_str().unwrap()).unwrap();
        Ledger::open(source, &verifier()).await.map_err(broken)
    }

    async fn check(&self) -> Result<(), Broken> {
        self.open().await?.check(0..u64::MAX, &|_| ()).await.map_err(broken)
    }

    /// What is found after a file was changed; the file is then as before.
    async fn found(&self, name: &str, change: impl FnOnce(&mut Vec<u8>)) -> Broken {
        let path = self.path(name);
        let bytes = fs::read(&path).unwrap();
        let mut changed = bytes.clone();
        change(&mut changed);
        fs::write(&path, changed).unwrap();
        let found = self.check().await.unwrap_err();
        fs::write(&path, bytes).unwrap();
        found
    }
}

fn broken(error: anyhow::Error) -> Broken {
    error.downcast().unwrap()
}

fn tile(path: &str) -> Tile {
    path.parse().unwrap()
}

#[tokio::test]
async fn a_whole_ledger_a_range_an_entry_and_an_older_head_hold() {
    let kept = Kept::of(SIZE);
    let ledger = kept.open().await.unwrap();
    let seen = std::cell::Cell::new(0);
    ledger.check(0..SIZE, &|done| seen.set(done)).await.unwrap();
    assert_eq!(seen.get(), SIZE);
    ledger.check(65_530..65_540, &|_| ()).await.unwrap();
    for place in [0, 255, 256, 65_535, 65_536, SIZE - 1] {
        ledger.check_entry(place).await.unwrap();
    }
    assert_eq!(ledger.check_entry(0).await.unwrap(), 17);
    let none = broken(ledger.check_entry(SIZE).await.unwrap_err());
    assert_eq!(none, Broken::NoSuchEntry { place: SIZE, size: SIZE });
    for size in (10_000..SIZE).step_by(10_000) {
        let older = fs::read_to_string(kept.path(&size.to_string())).unwrap();
        assert_eq!(ledger.check_since(&older, &verifier()).await.unwrap(), size);
    }
}

#[tokio::test]
async fn small_ledgers_hold_too() {
    for size in [0, 1, 255, 256, 257, 512] {
        assert_eq!(Kept::of(size).check().await, Ok(()), "{size}");
    }
}

#[tokio::test]
async fn any_changed_byte_is_named_with_its_file() {
    let kept = Kept::of(SIZE);
    for (name, above) in [
        ("tile/0/000", "tile/1/000"),
        ("tile/0/100", "tile/1/000"),
        ("tile/0/256", "tile/1/001.p/1"),
        ("tile/1/000", "tile/2/000.p/1"),
    ] {
        for at in [0, 4_000, 8_191] {
            let found = kept.found(name, |bytes| bytes[at] ^= 1).await;
            assert_eq!(found, Broken::Tile { tile: tile(name), above: tile(above) }, "{name}");
        }
    }
    for name in ["tile/0/257.p/208", "tile/1/001.p/1", "tile/2/000.p/1"] {
        let found = kept.found(name, |bytes| bytes[9] ^= 1).await;
        assert!(matches!(&found, Broken::Root(edge) if edge.contains(&tile(name))), "{found}");
    }
    for at in 0..fs::read(kept.path("checkpoint")).unwrap().len() {
        let path = kept.path("checkpoint");
        let bytes = fs::read(&path).unwrap();
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        fs::write(&path, changed).unwrap();
        assert!(kept.open().await.is_err(), "byte {at}");
        fs::write(&path, bytes).unwrap();
    }
}

/// The files of a folder and those below, by the names that the log gives them.
fn names(folder: &Path, below: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &Path| format!("{below}{}", path.file_name().unwrap().to_string_lossy());
    let files = entries.map(|path| {
        let name = name(&path);
        if path.is_dir() { names(&path, &format!("{name}/")) } else { vec![name] }
    });
    files.flatten().collect()
}

#[tokio::test]
async fn whatever_changes_or_is_gone_in_any_file_of_a_small_ledger_is_named() {
    // A full tile, one that is not, and one above both.
    let kept = Kept::of(300);
    let files = names(kept.0.path(), "");
    assert_eq!(files.len(), 6, "{files:?}");
    for (number, name) in files.iter().enumerate() {
        let length = fs::read(kept.path(name)).unwrap().len();
        for at in (number % 5..length).step_by(5) {
            for bit in [1, 0x80] {
                let found = kept.found(name, |bytes| bytes[at] ^= bit).await.to_string();
                assert!(found.contains(name), "byte {at} of {name}: {found}");
            }
        }
        for length in [0, length - 1] {
            let found = kept.found(name, |bytes| bytes.truncate(length)).await.to_string();
            assert!(found.contains(name), "{length} bytes of {name}: {found}");
        }
        let bytes = fs::read(kept.path(name)).unwrap();
        fs::remove_file(kept.path(name)).unwrap();
        assert_eq!(kept.check().await, Err(Broken::Missing(name.clone())));
        fs::write(kept.path(name), bytes).unwrap();
    }
    assert_eq!(kept.check().await, Ok(()));
}

#[tokio::test]
async fn a_changed_removed_doubled_or_moved_entry_is_named() {
    let kept = Kept::of(SIZE);
    let name = "tile/entries/100";
    let (bundle, hashes) = (tile(name), tile("tile/0/100"));
    let entry = |place: u64| Broken::Entry { place: 25_600 + place, bundle, tile: hashes };
    let again = |bytes: &mut Vec<u8>, change: &dyn Fn(&mut Vec<Vec<u8>>)| {
        let mut entries: Vec<_> =
            parse_bundle(bytes).unwrap().into_iter().map(<[u8]>::to_vec).collect();
        change(&mut entries);
        *bytes = entry_bundle(entries.iter().map(Vec::as_slice)).unwrap();
    };
    let changed = kept.found(name, |bytes| again(bytes, &|entries| entries[7][0] ^= 1)).await;
    assert_eq!(changed, entry(7));
    let moved = kept.found(name, |bytes| again(bytes, &|entries| entries.swap(3, 9))).await;
    assert_eq!(moved, entry(3));
    let removed = kept.found(name, |bytes| again(bytes, &|entries| drop(entries.remove(8)))).await;
    assert_eq!(removed, Broken::Bundle { bundle });
    let doubled =
        kept.found(name, |bytes| again(bytes, &|entries| entries.push(entries[8].clone()))).await;
    assert_eq!(doubled, Broken::Bundle { bundle });
    let replaced =
        kept.found(name, |bytes| again(bytes, &|entries| entries[9] = entries[8].clone())).await;
    assert_eq!(replaced, entry(9));
    let cut = kept.found(name, |bytes| bytes.truncate(bytes.len() - 1)).await;
    assert_eq!(cut, Broken::Bundle { bundle });
    fs::remove_file(kept.path(name)).unwrap();
    assert_eq!(kept.check().await, Err(Broken::Missing(name.to_owned())));
}

#[tokio::test]
async fn a_fork_that_is_shown_to_two_readers_is_found_when_they_compare() {
    let (one, other) = (
        Kept::of(20_500),
        Kept::with(20_500, |number| {
            if number == 7 { b"another".to_vec() } else { number.to_be_bytes().to_vec() }
        }),
    );
    // Each holds for itself.
    assert_eq!((one.check().await, other.check().await), (Ok(()), Ok(())));
    let seen = fs::read_to_string(other.path("20000")).unwrap();
    let found = one.open().await.unwrap().check_since(&seen, &verifier()).await;
    assert_eq!(broken(found.unwrap_err()), Broken::Forked { old: 20_000, new: 20_500 });
    // A head from the future of a ledger that was cut back.
    let longer = fs::read_to_string(Kept::of(30_000).path("30000")).unwrap();
    let found = one.open().await.unwrap().check_since(&longer, &verifier()).await;
    assert_eq!(broken(found.unwrap_err()), Broken::Forked { old: 30_000, new: 20_500 });
}

#[tokio::test]
async fn a_head_that_a_witness_did_not_see_is_named() {
    let kept = Kept::of(3);
    let [here, elsewhere] = ["authority.example/witness", "elsewhere.example/witness"]
        .map(|name| Cosigner::from_seed(name, &[2; 32]).unwrap());
    let unseen = |witness: &str| Broken::Unseen { witness: witness.to_owned(), size: 3 };
    let unsigned = kept.open().await.unwrap().check_seen_by(here.key()).map_err(broken);
    assert_eq!(unsigned, Err(unseen("authority.example/witness")));
    let mut head: Note = fs::read_to_string(kept.path("checkpoint")).unwrap().parse().unwrap();
    head.signatures.push(here.cosign(&head, 1));
    fs::write(kept.path("checkpoint"), head.to_string()).unwrap();
    let ledger = kept.open().await.unwrap();
    ledger.check_seen_by(here.key()).unwrap();
    let other = ledger.check_seen_by(elsewhere.key()).map_err(broken);
    assert_eq!(other, Err(unseen("elsewhere.example/witness")));
}

#[tokio::test]
async fn a_ledger_that_a_role_keeps_is_checked_over_http() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("ledger.db").display());
    let database = Database::open(&url, &[keeper::MIGRATIONS]).await.unwrap();
    let keeper = Keeper::new(key(), vec![]);
    let mut tx = database.begin().await.unwrap();
    for number in 0..700 {
        let entry = format!("entry {number}");
        keeper::record(&mut tx, &entry, Timestamp::from_seconds(1)).await.unwrap();
    }
    tx.commit().await.unwrap();
    keeper.catch_up(&database).await.unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/ledger", listener.local_addr().unwrap());
    let router: axum::Router = keeper::routes(keeper, database);
    tokio::spawn(async move { axum::serve(listener, router).await });

    let ledger = Ledger::open(Source::named(&address).unwrap(), &verifier()).await.unwrap();
    assert_eq!(ledger.head.size, 700);
    ledger.check(0..700, &|_| ()).await.unwrap();
    assert_eq!(ledger.check_entry(0).await.unwrap(), 10);
}
