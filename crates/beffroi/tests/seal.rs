//! A running role's ledger, sealed from its database: what is sealed stays, what came since is added,
//! and a folder or a database that does not fit is named.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use beffroi::audit::{self, Broken};
use beffroi::publication::{self, Published, Shelf};
use beffroi::seal::{self, Done, Source};
use domain::{Level, PersonId, ProviderId, ServiceId, Timestamp};
use figures::archive::{Manifest, Sealer};
use figures::{Answered, Client, Entry, Fact, Figures, Login, Outcome, Refused, Word, YearKey};
use keeper::Keeper;
use ledger::{SigningKey, VerifierKey};
use tempfile::TempDir;
use testdb::Ground;
use url::Url;
use web::{Conn, Database};

/// 1 December 2024 and what follows at ten logins a day.
const BEGIN: i64 = 1_733_011_200_000;
const EVERY: i64 = 8_640_000;
const DAY: u64 = 10;
/// Enough that 2025 is over.
const MANY: u64 = 400 * DAY;
const LATER: Timestamp = Timestamp::from_seconds(1_790_000_000);

/// A role with its configuration, its database and the folder that it is sealed into.
struct Role {
    folder: TempDir,
    database: Database,
    keeper: Keeper,
    url: String,
    recorded: u64,
}

impl Role {
    async fn on(ground: Ground) -> Self {
        Self::with_key(ground, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await
    }

    async fn with_key(ground: Ground, seal_key: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = ground.database(folder.path(), "role.db");
        let database = Database::open(&url, &[keeper::MIGRATIONS]).await.unwrap();
        let key_file = folder.path().join("seal.key");
        fs::write(&key_file, seal_key).unwrap();
        let public = Url::parse("https://role.example").unwrap();
        let keeper = Keeper::new(keeper::signing_key(&key_file, &public).unwrap(), vec![]);
        let config = format!(
            "[server]\nlisten = \"127.0.0.1:1\"\nurl = \"{public}\"\ndatabase = \"{url}\"\n\
             seal_key_file = \"seal.key\"\n[whatever]\nelse = \"a role has\"\n"
        );
        fs::write(folder.path().join("role.toml"), config).unwrap();
        Self { folder, database, keeper, url, recorded: 0 }
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("role.toml")
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("sealed")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.out().join(name)
    }

    fn key(&self) -> &VerifierKey {
        self.keeper.key().verifier()
    }

    /// Records entries up to the one of this number, and takes them up.
    async fn record(&mut self, up_to: u64) {
        let mut tx = self.database.begin().await.unwrap();
        for number in self.recorded..up_to {
            enter(&mut tx, entry(number)).await;
        }
        tx.commit().await.unwrap();
        self.keeper.catch_up(&self.database).await.unwrap();
        self.recorded = up_to;
    }

    async fn seal(&self) -> anyhow::Result<Done> {
        let mut source = Source::open(&self.config()).await.unwrap();
        seal::seal(&mut source, &self.out(), LATER, &|_, _| ()).await
    }

    /// What a run complains of.
    async fn refused(&self) -> String {
        format!("{:#}", self.seal().await.unwrap_err())
    }

    fn shelf(&self) -> Shelf {
        Shelf::open(&self.path("archive"), self.key()).unwrap()
    }

    /// Everything in the folder holds: tiles, entries, archive and every head that was signed.
    async fn check(&self) {
        let source = audit::Source::named(self.out().to_str().unwrap()).unwrap();
        let ledger = audit::Ledger::open(source, self.key()).await.unwrap();
        ledger.check(0..u64::MAX, &|_| ()).await.unwrap();
        for head in fs::read_dir(self.path("heads")).unwrap() {
            let head = fs::read_to_string(head.unwrap().path()).unwrap();
            ledger.check_since(&head, self.key()).await.unwrap();
        }
        self.shelf().check_all(&|_| ()).unwrap();
        assert_eq!(*self.shelf().head(), ledger.head);
    }

    /// The archive's files and their bytes.
    fn parquet(&self) -> BTreeMap<String, Vec<u8>> {
        let files = fs::read_dir(self.path("archive")).unwrap().map(|entry| entry.unwrap().path());
        let files = files.filter(|path| path.extension().is_some_and(|it| it == "parquet"));
        let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
        files.map(|path| (name(&path), fs::read(&path).unwrap())).collect()
    }

    /// One statement in the role's database, as somebody does who has broken in.
    async fn tamper(&self, sql: &'static str) {
        let mut tx = self.database.begin().await.unwrap();
        sqlx::query(sql).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Counts by plain SQL over the entries as they lie in the database.
    async fn count(&self, sql: &str) -> BTreeMap<String, i64> {
        let sqlite = self.url.starts_with("sqlite");
        let member = |name: &str| {
            if sqlite {
                return format!("json_extract(content, '$.{name}')");
            }
            format!("(CAST(content AS json) ->> '{name}')")
        };
        let mut sql = sql.to_owned();
        for name in ["method", "service", "person", "outcome"] {
            sql = sql.replace(&format!(":{name}"), &member(name));
        }
        let sql = sql.replace(":at", &format!("CAST({} AS BIGINT)", member("at")));
        let conn = &mut *self.database.read().await.unwrap();
        let rows: Vec<(String, i64)> =
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(conn).await.unwrap();
        rows.into_iter().collect()
    }
}

/// Enters what happened as a role does.
async fn enter(conn: &mut Conn, entry: Entry) {
    match entry.fact {
        Fact::Login(login) => drop(keeper::enter(conn, entry.at, login).await.unwrap()),
        _ => drop(keeper::record(conn, &entry.to_json(), entry.at).await.unwrap()),
    }
}

/// The login of this number, by one of seventy people.
fn entry(number: u64) -> Entry {
    let at = Timestamp::from_millis(BEGIN + i64::try_from(number).unwrap() * EVERY);
    let key = YearKey::new(figures::year_of(at), &[1; 32]);
    let person = key.pseudonym(&PersonId::new((number * number % 71).to_string()));
    let provider = ProviderId::new("app");
    let outcome = match number % 9 {
        0 => Outcome::Refused(Refused {
            reason: Word::new("cancelled"),
            person: Some(person),
            provider: Some(provider),
            method: Some(Word::new("app")),
        }),
        rest => Outcome::Answered(Answered {
            person,
            provider,
            method: Word::new(["app", "card"][usize::from(rest % 3 == 0)]),
            level: Level::High,
            reused: false,
            claims: [].into(),
        }),
    };
    let service = ["health", "tax", "social"][usize::try_from(number % 7 % 3).unwrap()];
    let client = Client::Service(ServiceId::new(service));
    Entry { at, fact: Fact::Login(Login { client, asked: Level::High, outcome, nth: None }) }
}

/// A column of a table of figures, by the row's first key.
fn column(figures: &Figures, table: &str, measure: &str) -> BTreeMap<String, i64> {
    let table = figures.table(table).unwrap();
    let number = |line| table.of(line, measure).unwrap().number().unwrap();
    table.rows.iter().map(|line| (line.keys[0].clone(), number(line))).collect()
}

const IN_2025: &str = ":at >= 1735689600000 AND :at < 1767225600000";

#[tokio::test]
async fn a_year_goes_from_the_database_to_a_publication_and_is_what_sql_counts() {
    for ground in Ground::all() {
        let mut role = Role::on(ground).await;
        for day in [1, 50, 51, 300, 399, 400] {
            role.record(day * DAY).await;
            role.seal().await.unwrap();
        }
        role.check().await;
        let figures = publication::compute(&role.shelf(), 2025, &|_, _| ()).unwrap();

        let sql = format!("SELECT 'all', COUNT(*) FROM ledger_entry WHERE {IN_2025}");
        let total = figures.table("total").unwrap().value(&[], "logins").unwrap().number().unwrap();
        let answered = format!("FROM ledger_entry WHERE :outcome = 'answered' AND {IN_2025}");
        let counted = role.count(&format!("SELECT 'all', COUNT(*) {answered}")).await["all"];
        let all = role.count(&sql).await["all"];
        assert_eq!((total, all > counted), (counted, true));
        let sql = format!("SELECT :service, COUNT(*) {answered} GROUP BY :service");
        assert_eq!(column(&figures, "clients", "logins"), role.count(&sql).await);
        for (measure, counts) in [("logins", "COUNT(*)"), ("people", "COUNT(DISTINCT :person)")] {
            let sql = format!("SELECT :method, {counts} {answered} GROUP BY :method");
            let mut published = column(&figures, "methods", measure);
            published.remove("all");
            assert_eq!(published, role.count(&sql).await, "{measure}");
        }

        let secret = SigningKey::text("office.example/figures", &[3; 32]).unwrap();
        let office = SigningKey::from_text(&secret).unwrap();
        let folder = role.folder.path().join("publication");
        publication::publish(&figures, &office, &folder).unwrap();
        let published = Published::open(&folder, office.verifier()).unwrap();
        let again = publication::compute(&role.shelf(), 2025, &|_, _| ()).unwrap();
        assert_eq!(published.unwrap().differs(&again).unwrap(), []);
        let unfinished = publication::compute(&role.shelf(), 2026, &|_, _| ()).unwrap_err();
        assert!(unfinished.to_string().contains("2026"), "{unfinished}");
    }
}

#[tokio::test]
async fn a_further_run_adds_what_came_since_and_leaves_what_is_sealed() {
    for ground in Ground::all() {
        let mut role = Role::on(ground).await;
        role.record(5 * DAY).await;
        let done = role.seal().await.unwrap();
        assert_eq!((done.before, done.size), (0, 50));
        assert_eq!(done.files, ["2024-12.parquet"]);
        let first = role.parquet();

        role.record(40 * DAY).await;
        let done = role.seal().await.unwrap();
        assert_eq!((done.before, done.size), (50, 400));
        assert_eq!(done.files, ["2024-12-2.parquet", "2025-01.parquet"]);
        role.check().await;
        let second = role.parquet();
        assert_eq!(second.len(), 3);
        assert!(first.iter().all(|(name, bytes)| second[name] == *bytes));

        let manifest = fs::read(role.path("archive/manifest.json")).unwrap();
        let done = role.seal().await.unwrap();
        assert_eq!((done.before, done.size, done.files.len()), (400, 400, 0));
        assert_eq!(fs::read(role.path("archive/manifest.json")).unwrap(), manifest);
    }
}

#[tokio::test]
async fn a_year_is_over_once_a_run_saw_that_nothing_more_came_in_it() {
    let mut role = Role::on(Ground::usual()).await;
    role.record(30 * DAY).await;
    let seal = async |now| {
        let mut source = Source::open(&role.config()).await.unwrap();
        seal::seal(&mut source, &role.out(), now, &|_, _| ()).await.unwrap();
        role.shelf().is_over(2024)
    };
    let midnight = Timestamp::from_millis(figures::year_begins(2025));
    assert!(!seal(midnight.minus(Duration::from_secs(1))).await);
    // A login that came in the old year may still be under way.
    assert!(!seal(midnight.plus(Duration::from_secs(30))).await);
    assert!(seal(midnight.plus(Duration::from_mins(1))).await);
    // What was seen stays seen, whatever a clock says later.
    assert!(seal(midnight.minus(Duration::from_secs(1))).await);
}

#[tokio::test]
async fn what_is_recorded_and_not_in_a_signed_head_keeps_its_year_open() {
    let mut role = Role::on(Ground::usual()).await;
    role.record(30 * DAY).await;
    let mut tx = role.database.begin().await.unwrap();
    enter(&mut tx, entry(30 * DAY)).await;
    tx.commit().await.unwrap();
    assert_eq!(role.seal().await.unwrap().size, 300);
    assert!(!role.shelf().is_over(2024));
    role.keeper.catch_up(&role.database).await.unwrap();
    assert_eq!(role.seal().await.unwrap().size, 301);
    assert!(role.shelf().is_over(2024));
}

#[tokio::test]
async fn a_folder_of_something_else_is_left_alone() {
    let mut role = Role::on(Ground::usual()).await;
    role.record(DAY).await;
    role.seal().await.unwrap();
    let before = role.parquet();
    let mut other = Role::with_key(Ground::usual(), &format!("{}E", "B".repeat(42))).await;
    other.record(2 * DAY).await;
    fs::rename(role.out(), other.out()).unwrap();
    let refused = other.refused().await;
    assert!(refused.contains("another ledger, role.example/ledger+"), "{refused}");
    assert_eq!(other.parquet(), before);

    let thesis = other.path("thesis.doc");
    fs::remove_dir_all(other.out()).unwrap();
    fs::create_dir(other.out()).unwrap();
    fs::write(&thesis, "mine").unwrap();
    let refused = other.refused().await;
    assert!(refused.contains("other things than a ledger"), "{refused}");
    assert!(!other.path("key").exists());
}

#[tokio::test]
async fn a_fork_a_ledger_that_was_set_back_and_a_changed_entry_are_named() {
    for ground in Ground::all() {
        let mut role = Role::on(ground).await;
        role.record(60 * DAY).await;
        role.seal().await.unwrap();
        let (before, manifest) =
            (role.parquet(), fs::read(role.path("archive/manifest.json")).unwrap());

        // The same key over another history, as after a restored backup that went on by itself.
        let mut fork = Role::on(ground).await;
        fork.recorded = 1;
        fork.record(50 * DAY).await;
        fs::rename(role.out(), fork.out()).unwrap();
        let refused = fork.refused().await;
        assert!(refused.contains("600 entries are sealed"), "{refused}");
        fork.record(70 * DAY).await;
        let error = fork.seal().await.unwrap_err();
        let forked = Broken::Forked { old: 600, new: 699 };
        assert_eq!(*error.downcast_ref::<Broken>().unwrap(), forked, "{error:#}");
        fs::rename(fork.out(), role.out()).unwrap();

        role.record(70 * DAY).await;
        role.tamper(
            "UPDATE ledger_entry SET content = REPLACE(content, 'high', 'low') WHERE place = 650",
        )
        .await;
        let refused = role.refused().await;
        assert!(refused.contains("the entry at 650 in the database"), "{refused}");
        assert_eq!(fs::read(role.path("archive/manifest.json")).unwrap(), manifest);
        let unsealed = |name: &String| name.ends_with("unsealed.parquet");
        let now = role.parquet();
        assert!(now.keys().all(|name| before.contains_key(name) || unsealed(name)));
        assert!(before.iter().all(|(name, bytes)| now[name] == *bytes));

        role.tamper(
            "UPDATE ledger_entry SET content = REPLACE(content, 'low', 'high') WHERE place = 650",
        )
        .await;
        role.tamper("DELETE FROM ledger_entry WHERE place = 655").await;
        let refused = role.refused().await;
        assert!(refused.contains("lacks an entry between 600 and 700"), "{refused}");
    }
}

#[tokio::test]
async fn a_changed_folder_is_named_before_anything_is_added() {
    let mut role = Role::on(Ground::usual()).await;
    role.record(40 * DAY).await;
    role.seal().await.unwrap();
    role.record(50 * DAY).await;
    for (name, says) in [
        ("tile/0/001.p/144", "the last tiles do not lead to its signed head"),
        ("tile/1/000.p/1", "the last tiles do not lead to its signed head"),
        ("tile/entries/001.p/144", "tile/entries/001.p/144 does not hold the entries"),
        ("archive/manifest.json", "archive/manifest.json"),
        ("key", "another ledger"),
    ] {
        let bytes = fs::read(role.path(name)).unwrap();
        let mut changed = bytes.clone();
        // Inside the manifest's first line, the bundle's first entry, the key's name.
        changed[20] ^= 1;
        fs::write(role.path(name), changed).unwrap();
        let refused = role.refused().await;
        assert!(refused.contains(says), "{name}: {refused}");
        fs::write(role.path(name), bytes).unwrap();
    }
    let cut = role.path("archive/2024-12.parquet");
    let bytes = fs::read(&cut).unwrap();
    fs::write(&cut, &bytes[1..]).unwrap();
    let refused = role.refused().await;
    assert!(refused.contains("2024-12.parquet: it was sealed with"), "{refused}");
    fs::remove_file(&cut).unwrap();
    assert!(role.refused().await.contains("2024-12.parquet"));
    fs::write(&cut, bytes).unwrap();
    assert_eq!(role.seal().await.unwrap().size, 500);
    role.check().await;
}

#[tokio::test]
async fn an_entry_that_was_changed_in_the_archive_is_named_with_its_file() {
    let mut role = Role::on(Ground::usual()).await;
    role.record(40 * DAY).await;
    role.seal().await.unwrap();
    // Whoever changes an entry of a file makes its digest fit, too.
    let path = role.path("archive/manifest.json");
    let mut manifest = Manifest::from_json(&fs::read(&path).unwrap()).unwrap();
    let sealed = &mut manifest.sealed[1];
    assert_eq!((sealed.file.as_str(), sealed.start), ("2025-01.parquet", 310));
    let entries = keeper::entries(&mut role.database.read().await.unwrap(), 310, 400).await;
    let mut sealer = Sealer::new(Vec::new(), sealed.start).unwrap();
    for mut recorded in entries.unwrap() {
        if recorded.place >= 371 {
            recorded.content =
                recorded.content.replace(r#""service":"health""#, r#""service":"tax""#);
        }
        sealer.add(&recorded.opening()).unwrap();
    }
    let (bytes, changed) = sealer.finish(&sealed.file).unwrap();
    fs::write(role.path("archive").join(&sealed.file), bytes).unwrap();
    (sealed.bytes, sealed.digest) = (changed.bytes, changed.digest);
    fs::write(&path, manifest.to_json()).unwrap();

    let first = (371..400).find(|number| entry(*number).to_json().contains("health")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_beffroi"));
    let verified = command.args(["ledger", "verify", "--ledger"]).arg(role.out()).output().unwrap();
    let said = String::from_utf8(verified.stderr).unwrap();
    let named = format!("the first that differs is the one at {first}");
    assert!(!verified.status.success());
    assert!(said.contains("2025-01.parquet") && said.contains(&named), "{said}");
}

#[tokio::test]
async fn two_runs_at_once_do_not_write_over_each_other() {
    let mut role = Role::on(Ground::usual()).await;
    role.record(DAY).await;
    role.seal().await.unwrap();
    let lock = fs::File::open(role.path("lock")).unwrap();
    lock.lock().unwrap();
    assert!(role.refused().await.contains("another run seals into it"));
    drop(lock);
    role.seal().await.unwrap();
}

#[tokio::test]
async fn what_is_not_there_is_said_and_not_made() {
    let role = Role::on(Ground::Sqlite).await;
    assert!(role.refused().await.contains("role.example/ledger has no signed head yet"));
    let config = fs::read_to_string(role.config()).unwrap();
    fs::write(role.config(), config.replace("role.db", "rule.db")).unwrap();
    let error = Source::open(&role.config()).await.err().unwrap();
    assert!(error.to_string().contains("there is no database"), "{error}");
    assert!(!role.folder.path().join("rule.db").exists());

    let other = role.folder.path().join("other.db");
    Database::open(&format!("sqlite:{}", other.display()), &[]).await.unwrap();
    fs::write(role.config(), config.replace("role.db", "other.db")).unwrap();
    assert!(role.refused().await.contains("this role keeps no ledger"));
}

#[tokio::test]
async fn a_role_that_goes_on_recording_is_sealed_all_the_same() {
    for ground in Ground::all() {
        let mut role = Role::on(ground).await;
        role.record(DAY).await;
        let (database, keeper) = (role.database.clone(), role.keeper.clone());
        let recording = tokio::spawn(async move {
            for number in DAY..30 * DAY {
                let mut tx = database.begin().await.unwrap();
                enter(&mut tx, entry(number)).await;
                tx.commit().await.unwrap();
                if number % 7 == 0 {
                    keeper.catch_up(&database).await.unwrap();
                }
            }
            keeper.catch_up(&database).await.unwrap();
        });
        while !recording.is_finished() {
            role.seal().await.unwrap();
        }
        recording.await.unwrap();
        assert_eq!(role.seal().await.unwrap().size, 30 * DAY);
        role.check().await;
    }
}

#[tokio::test]
async fn a_run_that_is_killed_at_any_moment_is_finished_by_the_next() {
    let mut role = Role::on(Ground::usual()).await;
    role.record(MANY).await;
    role.seal().await.unwrap();
    role.check().await;
    let whole = role.parquet();
    fs::remove_dir_all(role.out()).unwrap();

    let run = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_beffroi"));
        command.args(["ledger", "seal", "--config"]).arg(role.config()).arg("--out");
        command.arg(role.out()).stdout(Stdio::null());
        command
    };
    let mut killed = 0;
    // From before the folder is claimed to when a run on a busy machine has ended.
    for round in 0u64.. {
        let mut child = run().spawn().unwrap();
        tokio::time::sleep(Duration::from_millis(10 + 15 * round)).await;
        let ended = child.try_wait().unwrap();
        assert!(ended.is_none_or(|status| status.success()), "a run fails after one was killed");
        child.kill().unwrap();
        child.wait().unwrap();
        if role.path("archive/manifest.json").exists() {
            role.check().await;
        }
        if ended.is_some() {
            break;
        }
        killed += 1;
    }
    assert!(killed > 2, "a run takes longer than the first delays: {killed}");
    assert!(run().status().unwrap().success());
    role.check().await;
    assert_eq!(role.parquet(), whole, "killed runs leave nothing behind, and change nothing");
}
