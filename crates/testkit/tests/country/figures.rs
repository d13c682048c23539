//! The figures of the app's partners, from logins that people made to a publication that holds.

use std::collections::BTreeMap;
use std::time::Duration;

use beffroi::country::Party;
use beffroi::publication::{self, Published, Shelf};
use beffroi::seal::{self, Source};
use figures::{Clients, DEFINITIONS, Figures, LOGINS_IN_SQLITE, Tally};
use ledger::{SigningKey, VerifierKey};
use serde_json::Value;
use sqlx::{Connection as _, SqliteConnection};
use testkit::{Ask, Client, Ground, Person, Town};

/// The year in which a town is founded, and a moment after it.
const YEAR: i16 = 2026;
const NEW_YEAR: Duration = Duration::from_hours(40 * 24);
/// One more than numbers need to be told.
const PEOPLE: usize = 11;

async fn log_in(bank: &Client<'_>, person: &Person<'_>) {
    let mut browser = person.town().browser();
    let login = bank.begin(&Ask::default()).await;
    let screen = browser.arrive("https://bank.example", &login.url).await;
    person.approve(&screen).await;
    let ended = browser.wait_on(&screen).await;
    bank.finish(&login, &browser.wait_on(&ended).await).await;
}

async fn log_in_at_the_gateway(service: &Client<'_>, person: &Person<'_>, yes: bool) {
    let mut browser = person.town().browser();
    let login = service.begin(&Ask::default()).await;
    let chooser = browser.arrive(&service.redirect_uri, &login.url).await;
    let screen = browser.submit(&chooser, "/app", &[]).await;
    if yes {
        person.approve(&screen).await;
    } else {
        person.decline(&screen).await;
    }
    let ended = browser.wait_on(&screen).await;
    browser.wait_on(&ended).await;
}

/// Seals the mobile provider's ledger as its operator does, once its head holds every entry.
async fn sealed(town: &Town) -> Shelf {
    let folder = town.folder().join("sealed");
    let entries = town.entries(Party::Mobile).await.len() as u64;
    let mut size = 0;
    for _ in 0..300 {
        let mut source = Source::open(&town.settings_file(Party::Mobile)).await.unwrap();
        size = seal::seal(&mut source, &folder, town.now(), &|_, _| ()).await.unwrap().size;
        if size == entries {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(size, entries, "every login is in a signed head soon");
    let key = std::fs::read_to_string(folder.join("key")).unwrap();
    let key: VerifierKey = key.trim_end().parse().unwrap();
    let shelf = Shelf::open(&folder.join("archive"), &key).unwrap();
    shelf.check_all(&|_| ()).unwrap();
    shelf
}

/// The entries as a table, read from their JSON and nothing else.
async fn database(entries: &[String]) -> SqliteConnection {
    let mut db = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    let columns = ["kind", "service", "partner", "outcome", "reason", "method", "level", "person"];
    let table = format!("CREATE TABLE entry (at INTEGER, {} TEXT)", columns.join(" TEXT, "));
    sqlx::query(sqlx::AssertSqlSafe(table)).execute(&mut db).await.unwrap();
    sqlx::query(LOGINS_IN_SQLITE).execute(&mut db).await.unwrap();
    for entry in entries {
        let json: Value = serde_json::from_str(entry).unwrap();
        let insert = "INSERT INTO entry VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let mut insert = sqlx::query(insert).bind(json["at"].as_i64());
        for column in columns {
            insert = insert.bind(json[column].as_str().map(str::to_owned));
        }
        insert.execute(&mut db).await.unwrap();
    }
    db
}

/// The rows of one of the documented definitions, keyed by their texts.
async fn by_definition<T>(db: &mut SqliteConnection, name: &str) -> Vec<T>
where
    T: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> + Send + Unpin,
{
    let (_, after) = DEFINITIONS.split_once(&format!("-- name: {name}\n")).unwrap();
    let (query, _) = after.split_once(";\n").unwrap();
    let query = sqlx::AssertSqlSafe(query.replace(":year", "$1"));
    sqlx::query_as(query).bind(YEAR).fetch_all(db).await.unwrap()
}

fn unsigned(number: i64) -> u64 {
    number.try_into().unwrap()
}

/// What the ledger's entries say by plain SQL is what was counted over the archive.
async fn agree(tally: &Tally, db: &mut SqliteConnection) {
    let logins: Vec<(u8, String, String, String, String, String, i64)> =
        by_definition(db, "logins").await;
    assert_eq!(tally.cells.len(), logins.len());
    for (month, client, method, level, outcome, reason, logins) in logins {
        let cell = figures::Cell { month, client, method, level, outcome, reason };
        assert_eq!(tally.cells.get(&cell), Some(&unsigned(logins)), "{cell:?}");
    }
    let people: Vec<(i64,)> = by_definition(db, "people").await;
    assert_eq!(tally.people.total, unsigned(people[0].0));
    let clients: Vec<(String, i64)> = by_definition(db, "people_by_client").await;
    let clients: BTreeMap<_, _> = clients.into_iter().map(|(c, n)| (c, unsigned(n))).collect();
    assert_eq!(tally.people.clients, clients);
    let uses: Vec<(String, u32, i64)> = by_definition(db, "uses").await;
    let uses: BTreeMap<_, _> = uses.into_iter().map(|(_, uses, n)| (uses, unsigned(n))).collect();
    assert_eq!(tally.people.methods[""].0, uses);
}

fn number(figures: &Figures, table: &str, keys: &[&str], measure: &str) -> Option<i64> {
    figures.table(table).unwrap().value(keys, measure).unwrap().number()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_publishes_what_its_partners_logins_come_to_and_anyone_computes_it_again() {
    let town = Town::found(Ground::usual()).await;
    let (bank, service) = (town.partner(), town.service());
    let names: Vec<_> = town.people().take(PEOPLE).collect();
    for (number, name) in names.iter().enumerate() {
        let person = town.person(name).with_phone().await;
        log_in(&bank, &person).await;
        log_in_at_the_gateway(&service, &person, true).await;
        if number < 2 {
            log_in(&bank, &person).await;
            log_in_at_the_gateway(&service, &person, false).await;
        }
    }
    town.wait(NEW_YEAR);
    let shelf = sealed(&town).await;

    let tally = Tally::of_year(YEAR, &shelf.parts(YEAR).unwrap(), 2, &|_| ()).unwrap();
    let mut db = database(&town.entries(Party::Mobile).await).await;
    agree(&tally, &mut db).await;
    let figures = publication::compute(&shelf, YEAR, &|_, _| ()).unwrap();
    assert_eq!(figures.clients, Clients::Partners);
    for (partner, logins) in [("test-partner", 13), ("gateway", 11)] {
        let told = |measure| number(&figures, "clients", &[partner], measure);
        assert_eq!((told("people"), told("logins")), (Some(11), Some(logins)), "{partner}");
    }
    assert_eq!(tally.sum(|cell| cell.outcome == "refused"), 2);
    assert_eq!(number(&figures, "total", &[], "refused"), None, "it would tell of two");

    let secret = SigningKey::text("app.example/figures", &[3; 32]).unwrap();
    let key = SigningKey::from_text(&secret).unwrap();
    let folder = town.folder().join("publication");
    publication::publish(&figures, &key, &folder).unwrap();
    let published = Published::open(&folder, key.verifier()).unwrap().unwrap();
    let again = publication::compute(&shelf, YEAR, &|_, _| ()).unwrap();
    assert_eq!(published.differs(&again).unwrap(), []);
}
