//! The country's years made up, published and checked: the announcement comes out, and nothing can
//! be changed without being named.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use beffroi::audit::{self, Source};
use beffroi::bench::Bench;
use beffroi::publication::{self, Published, Shelf, Wrong};
use beffroi::simulate::{self, Country, Order};
use figures::{Difference, Figures};
use ledger::{SigningKey, VerifierKey};
use tempfile::TempDir;

/// A ledger at a scale, in a folder that goes with it.
struct Made {
    folder: TempDir,
}

impl Made {
    fn at(ledger: Country, scale: &str) -> Self {
        Self::with_seed(ledger, scale, 1)
    }

    fn with_seed(ledger: Country, scale: &str, seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let scale = scale.parse().unwrap();
        let order =
            Order { folder: folder.path().join("ledger"), ledger, scale, seed, tiles: true };
        simulate::run(&order, &|_, _| ()).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("ledger").join(name)
    }

    fn key(&self, name: &str) -> VerifierKey {
        fs::read_to_string(self.path(name)).unwrap().trim_end().parse().unwrap()
    }

    fn shelf(&self) -> Shelf {
        Shelf::open(&self.path("archive"), &self.key("key")).unwrap()
    }

    fn figures(&self) -> Figures {
        publication::compute(&self.shelf(), 2020, &|_, _| ()).unwrap()
    }

    fn publish(&self, figures: &Figures) -> PathBuf {
        let folder = self.folder.path().join("publication");
        let secret = fs::read_to_string(self.path("figures-key.secret")).unwrap();
        publication::publish(figures, &SigningKey::from_text(&secret).unwrap(), &folder).unwrap();
        folder
    }

    fn open(&self, folder: &Path) -> Result<Published, Vec<Wrong>> {
        Published::open(folder, &self.key("figures-key")).unwrap()
    }
}

fn number(figures: &Figures, table: &str, keys: &[&str], measure: &str) -> i64 {
    figures.table(table).unwrap().value(keys, measure).unwrap().number().unwrap()
}

/// All files of a folder and those below, by path.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.clone(), fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

#[test]
fn the_announcement_comes_out_at_every_scale() {
    for (scale, parts) in [("1/10000", 10_000), ("1/1000", 1_000)] {
        let figures = Made::at(Country::Gateway, scale).figures();
        let scaled = |number: i64| (number + parts / 2) / parts;
        assert_eq!(number(&figures, "total", &[], "logins"), scaled(105_000_000));
        assert_eq!(number(&figures, "total", &[], "logins_before"), scaled(56_450_000));
        assert_eq!(number(&figures, "total", &[], "change_per_mille"), 860, "+86 %");
        let in_ten =
            |method| (number(&figures, "methods", &[method], "share_per_mille") + 50) / 100;
        assert_eq!((in_ten("card"), in_ten("app")), (5, 4));
        assert_eq!(number(&figures, "methods", &["app"], "people"), scaled(2_020_000));
        assert!(number(&figures, "methods", &["app"], "mean_hundredths") > 2100);
        let clients = &figures.table("clients").unwrap().rows;
        let top: Vec<_> = clients.iter().take(5).map(|line| line.keys[0].as_str()).collect();
        assert_eq!(top, ["tax", "health", "social", "ebox", "unemployment"], "1/{parts}");
        let month = |month: &str| number(&figures, "months", &[month], "logins");
        assert!(month("04") > month("03") && month("04") > month("08"), "the first wave");
        assert!(month("12") > month("09"), "the second");
    }
}

#[test]
fn the_partners_of_the_app_have_their_numbers_too() {
    let figures = Made::at(Country::Mobile, "1/1000").figures();
    let months = figures.table("months").unwrap();
    for line in &months.rows {
        let logins = months.of(line, "logins").unwrap().number().unwrap();
        let mean = months.of(line, "mean_hundredths").unwrap().number().unwrap();
        assert!(logins > 10_000, "over ten million a month: {logins}");
        assert!((700..=1000).contains(&mean), "seven to ten times a month: {mean}");
    }
    assert_eq!(figures.table("clients").unwrap().rows.len(), 150);
    assert!(number(&figures, "total", &[], "people") > 2_000);
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let bytes = |seed| {
        let made = Made::with_seed(Country::Gateway, "1/10000", seed);
        let root = made.path("");
        let below = |(path, bytes): (PathBuf, Vec<u8>)| {
            (path.strip_prefix(&root).unwrap().to_owned(), bytes)
        };
        files(&root).into_iter().map(below).collect::<Vec<_>>()
    };
    let first = bytes(1);
    assert!(first.len() > 24 + 60, "archive, heads, tiles: {}", first.len());
    assert!(first == bytes(1));
    assert!(first != bytes(2));
}

#[test]
fn a_publication_is_whole_in_every_language() {
    let made = Made::at(Country::Gateway, "1/10000");
    let folder = made.publish(&made.figures());
    for (language, says) in [
        ("en", "10,500 times: 86 % more than in 2019"),
        ("nl", "10.500 keer aan bij overheidsdiensten: 86 % meer dan in 2019"),
        ("fr", "10\u{202f}500 fois aux services publics : 86 % de plus qu’en 2019"),
        ("de", "10.500 Mal bei Behördendiensten angemeldet: 86 % mehr als 2019"),
    ] {
        let page = fs::read_to_string(folder.join(format!("{language}.html"))).unwrap();
        let text = fs::read_to_string(folder.join(format!("announcement.{language}.txt"))).unwrap();
        assert!(page.contains(says) && text.contains(says), "{language}: {text}");
        assert_eq!(text.lines().count(), 4, "{text}");
        assert_eq!(page.matches("<svg").count(), 4);
        assert_eq!(page.matches("<table>").count(), 8);
        let missing = page.contains(">figures-") || text.contains("figures-");
        assert!(!missing, "{language}: a text is missing");
        assert!(!page.contains("style=") && !page.contains("<script"));
    }
}

#[test]
fn a_publication_is_computed_again() {
    let made = Made::at(Country::Gateway, "1/10000");
    let figures = made.figures();
    let folder = made.publish(&figures);
    let published = made.open(&folder).unwrap();
    assert_eq!(published.figures, figures);
    assert_eq!(published.differs(&made.figures()).unwrap(), []);
    made.shelf().check_all(&|_| ()).unwrap();
}

#[test]
fn what_a_publisher_makes_up_is_named_although_it_is_signed() {
    let made = Made::at(Country::Gateway, "1/10000");
    let honest = made.figures();
    let mut made_up = honest.clone();
    let table = made_up.tables.iter_mut().find(|table| table.name == "months").unwrap();
    let told = table.rows[3].values[0];
    let lie = figures::Value::Number(told.number().unwrap() + 1);
    table.rows[3].values[0] = lie;
    let folder = made.publish(&made_up);
    let wrong = made.open(&folder).unwrap().differs(&honest).unwrap();
    let expected = Difference::Value {
        table: "months".to_owned(),
        keys: vec!["04".to_owned()],
        measure: "logins".to_owned(),
        published: lie,
        computed: told,
    };
    assert_eq!(wrong, [Wrong::Figures(expected)]);
}

/// Of files as large as this every byte is changed, and of larger ones so many, spread evenly.
const SMALL: usize = 4096;

#[test]
fn a_changed_byte_of_a_publication_is_found_and_its_file_named() {
    let made = Made::at(Country::Gateway, "1/10000");
    let folder = made.publish(&made.figures());
    let key = made.key("figures-key");
    for (path, bytes) in files(&folder) {
        let name = path.file_name().unwrap().to_str().unwrap();
        // An odd step meets every place of a line in turn.
        let step = (bytes.len() / SMALL) | 1;
        for at in (0..bytes.len()).step_by(step).chain([bytes.len() - 1]) {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            fs::write(&path, &changed).unwrap();
            match Published::open(&folder, &key) {
                Ok(opened) if name == publication::STATEMENT => {
                    let wrong = opened.err().unwrap();
                    assert!(
                        matches!(wrong[..], [Wrong::Statement(_)]),
                        "{name} at {at}: {wrong:?}"
                    );
                }
                Ok(opened) => {
                    let changed = Wrong::Changed(name.to_owned());
                    assert_eq!(opened.err(), Some(vec![changed]), "{name} at {at}");
                }
                // It is not even text any more.
                Err(error) => {
                    assert_eq!(name, publication::STATEMENT, "at {at}");
                    assert!(error.to_string().contains(name), "at {at}: {error}");
                }
            }
        }
        fs::write(&path, &bytes).unwrap();
    }
    assert!(Published::open(&folder, &key).unwrap().is_ok(), "as it was");
}

#[test]
fn a_cut_added_or_missing_file_of_a_publication_is_named() {
    let made = Made::at(Country::Gateway, "1/10000");
    let folder = made.publish(&made.figures());
    for (path, bytes) in files(&folder) {
        let name = path.file_name().unwrap().to_str().unwrap();
        for other in [&bytes[..bytes.len() - 1], &[], &[&bytes[..], b"\n"].concat()] {
            fs::write(&path, other).unwrap();
            let wrong = made.open(&folder).err().unwrap();
            assert!(wrong.len() == 1 && wrong[0].to_string().contains(name), "{name}: {wrong:?}");
        }
        fs::write(&path, &bytes).unwrap();
    }
    fs::write(folder.join("more.csv"), "1").unwrap();
    assert_eq!(made.open(&folder).err(), Some(vec![Wrong::Added("more.csv".to_owned())]));
    fs::remove_file(folder.join("more.csv")).unwrap();
    fs::remove_file(folder.join("nl.html")).unwrap();
    assert_eq!(made.open(&folder).err(), Some(vec![Wrong::Missing("nl.html".to_owned())]));
}

#[test]
fn nothing_is_published_over_a_changed_archive_or_an_unfinished_year() {
    let made = Made::at(Country::Gateway, "1/10000");
    let unfinished = publication::compute(&made.shelf(), 2021, &|_, _| ());
    assert!(unfinished.unwrap_err().to_string().contains("before the year 2021 is over"));
    let path = made.path("archive/2020-05.parquet");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).unwrap();
    let error = publication::compute(&made.shelf(), 2020, &|_, _| ()).unwrap_err().to_string();
    assert!(error.contains("2020-05.parquet"), "{error}");
    let error = made.shelf().check_all(&|_| ()).unwrap_err().to_string();
    assert!(error.contains("2020-05.parquet"), "{error}");
}

#[test]
fn an_archive_is_of_the_ledger_whose_key_one_has() {
    let made = Made::at(Country::Gateway, "1/10000");
    assert!(Shelf::open(&made.path("archive"), &made.key("figures-key")).is_err());
    let path = made.path("archive/manifest.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("2020-05.parquet", "2020-06.parquet")).unwrap();
    // The manifest still leads to the head; the file it names does not fit.
    let error = made.shelf().check_all(&|_| ()).unwrap_err().to_string();
    assert!(error.contains("2020-06.parquet"), "{error}");
}

#[tokio::test]
async fn the_kept_benchmark_measures_every_step_and_what_it_makes_holds() {
    let made = Made { folder: tempfile::tempdir().unwrap() };
    let (folder, scale) = (made.folder.path().to_owned(), "1/10000".parse().unwrap());
    let bench = Bench { folder: folder.clone(), scale, entries: 512, callers: 16 };
    let table = bench.run().await.unwrap().to_string();
    let size = made.shelf().head().size;
    let (counted, proof) =
        (format!("{size} in "), format!("A proof from the tiles of {size} entries"));
    let expected = [
        ("Entries recorded durably, 16 at once", "512 in ", " a second"),
        ("Entries taken up into the tree", "512 in ", " a second"),
        ("What both add to a login", "", " µs of processor time"),
        ("Entries made up, logged and sealed", &counted, " a second"),
        ("… peak memory", "", " MiB"),
        (&proof, "", " ms"),
        ("A year published", "", " s"),
        ("… peak memory", "", " MiB"),
        ("Leaves of the archive computed again", &counted, " a second"),
    ];
    assert_eq!(table.lines().count(), 2 + expected.len(), "{table}");
    for (line, (what, begins, ends)) in table.lines().skip(2).zip(expected) {
        let measured = line.strip_prefix(&format!("| {what}")).unwrap_or_else(|| panic!("{line}"));
        let (_, number) = measured.split_once(" | ").unwrap();
        let number = number.strip_prefix(begins).unwrap_or_else(|| panic!("{line}"));
        let number = number.strip_suffix(&format!("{ends} |")).unwrap_or_else(|| panic!("{line}"));
        let number = number.rsplit(' ').next().unwrap();
        assert!(number.parse::<f64>().unwrap() > 0.0, "{line}");
    }

    let source = Source::named(made.path("").to_str().unwrap()).unwrap();
    let ledger = audit::Ledger::open(source, &made.key("key")).await.unwrap();
    assert_eq!(ledger.head.size, size);
    ledger.check(0..size, &|_| ()).await.unwrap();
    made.shelf().check_all(&|_| ()).unwrap();
    let published = made.open(&folder.join("publication")).unwrap();
    assert_eq!(published.differs(&made.figures()).unwrap(), []);
}
