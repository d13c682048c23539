//! The statistics office: it shows what holds and is entered in its ledger, and nothing else, and
//! whoever doubts it computes everything again.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use beffroi::country::{self, Party};
use beffroi::publication::{self, Shelf};
use beffroi::simulate::{self, Country, Order};
use domain::Language;
use figures::archive::Digest;
use figures::{Entry, Fact};
use ledger::{OfflineProof, SigningKey, VerifierKey};
use reqwest::StatusCode;
use reqwest::header::RANGE;
use serde_json::Value;
use sqlx::AssertSqlSafe;
use tempfile::TempDir;
use testdb::Ground;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use url::Url;
use web::SystemClock;

/// An office with the made-up ledger that its publications rest on.
struct Office {
    folder: TempDir,
    base: String,
    database: String,
    http: reqwest::Client,
    stop: CancellationToken,
    serving: JoinHandle<()>,
}

impl Office {
    async fn open(ground: Ground) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let order = Order {
            folder: folder.path().join("ledger"),
            ledger: Country::Gateway,
            scale: "1/10000".parse().unwrap(),
            seed: 1,
            tiles: false,
        };
        simulate::run(&order, &|_, _| ()).unwrap();
        fs::create_dir(folder.path().join("publications")).unwrap();
        let database = ground.database(folder.path(), "office.db");
        let [ledger_key, figures_key] = simulate::keys(&order).unwrap();
        let config = format!(
            "publications = \"publications\"\n[server]\nlisten = \"127.0.0.1:0\"\nurl = \"URL\"\n\
             database = \"{database}\"\nseal_key_file = \"seal.key\"\n[[source]]\n\
             ledger_key = \"{ledger_key}\"\nfigures_key = \"{figures_key}\"\nfolder = \"ledger\"\n"
        );
        fs::write(folder.path().join("template"), config).unwrap();
        let http = beffroi::outside::client().unwrap();
        let (stop, serving) = (CancellationToken::new(), tokio::spawn(async {}));
        let mut office = Self { folder, base: String::new(), database, http, stop, serving };
        office.start().await;
        office
    }

    async fn start(&mut self) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        self.base = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let config = fs::read_to_string(self.path("template")).unwrap().replace("URL", &self.base);
        fs::write(self.path("figures.toml"), config).unwrap();
        let report = country::check(Party::Figures, &self.path("figures.toml"), now());
        assert_eq!(report.errors, Vec::<String>::new());
        let clock = Arc::new(SystemClock);
        let role = country::open(Party::Figures, &self.path("figures.toml"), clock).await.unwrap();
        self.stop = CancellationToken::new();
        let stop = self.stop.clone();
        self.serving = tokio::spawn(async move { web::serve(listener, role, stop).await.unwrap() });
    }

    async fn restart(&mut self) {
        self.stop.cancel();
        (&mut self.serving).await.unwrap();
        self.start().await;
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Publishes a year under a name, signed by the ledger's office of figures.
    fn publish(&self, year: i16, name: &str) -> PathBuf {
        let secret = fs::read_to_string(self.path("ledger/figures-key.secret")).unwrap();
        self.publish_by(&SigningKey::from_text(&secret).unwrap(), year, name)
    }

    fn publish_by(&self, key: &SigningKey, year: i16, name: &str) -> PathBuf {
        let ledger_key = fs::read_to_string(self.path("ledger/key")).unwrap();
        let ledger_key: VerifierKey = ledger_key.trim_end().parse().unwrap();
        let shelf = Shelf::open(&self.path("ledger/archive"), &ledger_key).unwrap();
        let figures = publication::compute(&shelf, year, &|_, _| ()).unwrap();
        let folder = self.path("publications").join(name);
        publication::publish(&figures, key, &folder).unwrap();
        folder
    }

    async fn get(&self, path: &str) -> (StatusCode, Vec<u8>) {
        let answer = self.http.get(format!("{}{path}", self.base)).send().await.unwrap();
        (answer.status(), answer.bytes().await.unwrap().to_vec())
    }

    async fn text(&self, path: &str) -> String {
        let (status, bytes) = self.get(path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        String::from_utf8(bytes).unwrap()
    }

    /// What is listed, once it is exactly this.
    async fn listed(&self, names: &[&str]) -> Vec<Value> {
        for _ in 0..200 {
            let list: Value = serde_json::from_str(&self.text("/publications.json").await).unwrap();
            let list = list["publications"].as_array().unwrap().clone();
            if list.iter().map(|it| it["name"].as_str().unwrap()).eq(names.iter().copied()) {
                return list;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        unreachable!("{names:?} are not what is listed");
    }

    /// Waits until the office has looked at everything again.
    async fn look(&self) {
        let checks = async || {
            let metrics = self.text("/metrics").await;
            let checks = metrics.lines().filter(|line| line.starts_with("publication_checks"));
            checks.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum::<u64>()
        };
        let before = checks().await;
        while checks().await < before + 2 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn receipt(&self, name: &str) -> ledger::Receipt {
        let proof = self.text(&format!("/publications/{name}/receipt")).await;
        let key: VerifierKey = self.text("/ledger/key").await.trim_end().parse().unwrap();
        proof.parse::<OfflineProof>().unwrap().verify(&key, &[]).unwrap()
    }

    /// How many entries the office's ledger has.
    async fn entries(&self) -> u64 {
        let head = self.text("/ledger/checkpoint").await;
        head.lines().nth(1).unwrap().parse().unwrap()
    }

    async fn execute(&self, sql: &str) {
        sqlx::any::install_default_drivers();
        let mut conn =
            <sqlx::AnyConnection as sqlx::Connection>::connect(&self.database).await.unwrap();
        sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut conn).await.unwrap();
    }
}

fn now() -> domain::Timestamp {
    domain::Timestamp::from_seconds(1_790_000_000)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_holds_is_entered_and_shown_and_its_receipt_verifies() {
    for ground in Ground::all() {
        let mut office = Office::open(ground).await;
        assert!(office.text("/").await.contains("The first figures are being made"));
        let folder = office.publish(2020, "2020");
        let list = office.listed(&["2020"]).await;

        let receipt = office.receipt("2020").await;
        let entry = Entry::from_json(&receipt.entry).unwrap();
        let Fact::Publication(entered) = entry.fact else { panic!("{entry:?}") };
        let statement = fs::read(folder.join("statement")).unwrap();
        assert_eq!(entered.digest, *Digest::of(&statement).as_bytes());
        assert_eq!((entered.year, entered.size), (2020, list[0]["size"].as_u64().unwrap()));
        assert_eq!(receipt.index, list[0]["entry"].as_u64().unwrap());

        // Another year takes the next place; after a restart nothing is entered again.
        office.publish(2019, "2019");
        office.restart().await;
        let list = office.listed(&["2020", "2019"]).await;
        let places: Vec<_> = list.iter().map(|it| it["entry"].as_u64().unwrap()).collect();
        assert_eq!(places, [0, 1]);
        assert_eq!(office.receipt("2019").await.checkpoint.size, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_shown_before_its_entry_is_durable() {
    let office = Office::open(Ground::Sqlite).await;
    office
        .execute(
            "CREATE TRIGGER full_disk BEFORE INSERT ON ledger_entry
             BEGIN SELECT RAISE(ABORT, 'no entry'); END",
        )
        .await;
    office.publish(2020, "2020");
    office.look().await;
    office.listed(&[]).await;
    assert_eq!(office.get("/publications/2020/en.html").await.0, StatusCode::NOT_FOUND);
    office.execute("DROP TRIGGER full_disk").await;
    office.listed(&["2020"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_hold_is_not_shown_and_is_an_alarm() {
    let office = Office::open(Ground::Sqlite).await;
    let good = office.publish(2020, "2020");
    let stranger = SigningKey::from_seed("gateway.simulated.example/ledger/figures", &[9; 32]);
    office.publish_by(&stranger.unwrap(), 2019, "2019");
    office.listed(&["2020"]).await;
    office.look().await;
    assert_eq!(office.get("/publications/2019/en.html").await.0, StatusCode::NOT_FOUND);
    let metrics = office.text("/metrics").await;
    assert!(
        metrics.contains("publication_checks{role=\"figures\",outcome=\"wrong\"}"),
        "{metrics}"
    );

    // What was shown is withdrawn as soon as any of its files is not what was signed.
    for name in ["months.csv", "en.html", "statement", "figures.json"] {
        let bytes = fs::read(good.join(name)).unwrap();
        let mut changed = bytes.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        fs::write(good.join(name), changed).unwrap();
        office.listed(&[]).await;
        assert_eq!(office.get("/publications/2020/en.html").await.0, StatusCode::NOT_FOUND);
        fs::write(good.join(name), bytes).unwrap();
        office.listed(&["2020"]).await;
    }
    fs::write(good.join("more.html"), "<script>").unwrap();
    office.listed(&[]).await;
    assert_eq!(office.get("/publications/2020/more.html").await.0, StatusCode::NOT_FOUND);
    assert_eq!(office.entries().await, 1, "the good one was entered once, the others never");
}

#[tokio::test(flavor = "multi_thread")]
async fn anybody_downloads_the_figures_with_their_archive_and_computes_them_again() {
    let office = Office::open(Ground::Sqlite).await;
    office.publish(2020, "2020");
    office.listed(&["2020"]).await;
    let here = tempfile::tempdir().unwrap();
    let source = "/sources/gateway-simulated-example-ledger";
    for (list, folder) in [
        ("/publications/2020/files.txt".to_owned(), "publication"),
        (format!("{source}/files.txt"), "ledger/archive"),
    ] {
        let folder = here.path().join(folder);
        fs::create_dir_all(&folder).unwrap();
        for address in office.text(&list).await.lines() {
            let url: Url = address.parse().unwrap();
            let (status, bytes) = office.get(url.path()).await;
            assert_eq!(status, StatusCode::OK, "{address}");
            fs::write(folder.join(url.path_segments().unwrap().next_back().unwrap()), bytes)
                .unwrap();
        }
    }
    for key in ["key", "figures-key"] {
        let text = office.text(&format!("{source}/{key}")).await;
        fs::write(here.path().join("ledger").join(key), text).unwrap();
    }
    let verify = |folder: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_beffroi"));
        command.args(["figures", "verify", "--publication"]).arg(folder.join("publication"));
        command.arg("--ledger").arg(folder.join("ledger")).output().unwrap()
    };
    let verified = verify(here.path());
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));

    // A download that broke off goes on where it was.
    let part = format!("{}{source}/archive/2020-04.parquet", office.base);
    let part = office.http.get(part).header(RANGE, "bytes=4-7").send().await.unwrap();
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    let whole = fs::read(office.path("ledger/archive/2020-04.parquet")).unwrap();
    assert_eq!(part.bytes().await.unwrap(), whole[4..8]);

    // Beside the archive lies a secret.
    for path in [
        "/archive/../figures-key.secret",
        "/archive/%2e%2e/figures-key.secret",
        "/figures-key.secret",
    ] {
        let (status, bytes) = office.get(&format!("{source}{path}")).await;
        assert!(status.is_client_error(), "{path}: {status}");
        assert!(!String::from_utf8_lossy(&bytes).contains("PRIVATE+KEY"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_are_whole_in_every_language() {
    let office = Office::open(Ground::Sqlite).await;
    office.publish(2020, "2020");
    office.listed(&["2020"]).await;
    for (language, fiction, share) in [
        (Language::Nl, "Deze cijfers zijn verzonnen", "86 % meer dan in 2019"),
        (Language::Fr, "Ces chiffres sont inventés", "86 % de plus qu’en 2019"),
        (Language::De, "Diese Zahlen sind erfunden", "86 % mehr als 2019"),
        (Language::En, "These figures are made up", "86 % more than in 2019"),
    ] {
        let front = office.text(&format!("/?lang={language}")).await;
        let page = office.text(&format!("/publications/2020/{language}.html")).await;
        for html in [&front, &page] {
            assert!(html.contains(&format!("<html lang=\"{language}\">")), "{language}");
            assert!(html.contains(fiction) && html.contains(share), "{language}: {html}");
            assert!(
                !html.contains(">office-") && !html.contains(">figures-"),
                "{language}: {html}"
            );
            assert!(!html.contains("style=") && !html.contains("<script"), "{language}");
        }
        assert!(front.contains(&format!("href=\"/publications/2020/{language}.html\"")));
    }
    let answer = office.http.get(format!("{}/publications/2020/nl.html", office.base));
    let answer = answer.send().await.unwrap();
    let policy = answer.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'; style-src 'self'"), "{policy}");
}

#[test]
fn a_key_is_made_once_and_signs_figures() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("figures.key");
    let make = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_beffroi"));
        command.args(["figures", "key", "--name", "office.example/figures", "--out"]);
        command.arg(&file).output().unwrap()
    };
    let made = make();
    assert!(made.status.success(), "{made:?}");
    let secret = fs::read_to_string(&file).unwrap();
    let public = fs::read_to_string(folder.path().join("figures.key.pub")).unwrap();
    assert_eq!(String::from_utf8(made.stdout).unwrap(), public);
    let key = SigningKey::from_text(&secret).unwrap();
    assert_eq!(*key.verifier(), public.trim_end().parse().unwrap());
    let again = make();
    assert!(!again.status.success());
    assert_eq!(fs::read_to_string(&file).unwrap(), secret);
}
