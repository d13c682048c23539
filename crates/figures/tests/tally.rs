//! The figures computed a second time: by the documented SQL, in SQLite, over the entries' JSON.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use bytes::Bytes;
use domain::{Level, PartnerId, PersonId, ProviderId, ServiceId, Timestamp};
use figures::archive::{Part, Sealer};
use figures::{
    Answered, Cell, Client, DEFINITIONS, Entry, Fact, LOGINS_IN_SQLITE, Login, Outcome,
    Publication, Refused, Tally, Word, YearKey,
};
use ledger::{Opening, Salt};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use serde_json::Value;
use sqlx::{Connection, SqliteConnection};

/// Logins around two turns of the year, by a few people, by several methods, of both kinds.
fn entries(count: usize, partners: bool) -> Vec<Entry> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(7);
    (0..count).map(|_| entry(&mut random, partners)).collect()
}

const DAY: i64 = 86_400_000;
/// The last day of 2018.
const BEGIN: i64 = 1_546_214_400_000;

fn entry(random: &mut Xoshiro256PlusPlus, partners: bool) -> Entry {
    let at = Timestamp::from_millis(BEGIN + random.random_range(0..(2 * 366 + 2) * DAY));
    if random.random_range(0..50) == 0 {
        let fact = Fact::Publication(Publication { year: 2018, size: 1, digest: [1; 32] });
        return Entry { at, fact };
    }
    // A few large ones, and so many others that no table has a place for each kind of login.
    let client = match random.random_range(0..4) {
        0 => format!("other-{}", random.random_range(0..2000)),
        large => ["", "health", "tax", "social"][large].to_owned(),
    };
    let client = if partners {
        Client::Partner(PartnerId::new(client))
    } else {
        Client::Service(ServiceId::new(client))
    };
    let method = Word::new(["app", "card", "totp"][random.random_range(0..3)]);
    let person = PersonId::new(random.random_range(0..240u32).to_string());
    let key = YearKey::new(figures::year_of(at), &[5; 32]);
    let outcome = if random.random_range(0..6) == 0 {
        let method = (random.random_range(0..2) == 0).then_some(method);
        let person = (random.random_range(0..2) == 0).then(|| key.pseudonym(&person));
        let reason = ["cancelled", "declined"][random.random_range(0..2)];
        let reason = Word::new("x".repeat(random.random_range(0..20)) + reason);
        Outcome::Refused(Refused { reason, person, provider: None, method })
    } else {
        Outcome::Answered(Answered {
            person: key.pseudonym(&person),
            provider: ProviderId::new("app"),
            method,
            level: Level::ALL[random.random_range(0..3)],
            reused: random.random_range(0..3) == 0,
            claims: ["email".to_owned()].into(),
        })
    };
    let login = Login { client, asked: Level::Low, outcome, nth: None };
    let nth = login.person().map(|_| 1);
    Entry { at, fact: Fact::Login(Login { nth, ..login }) }
}

/// The archive of the entries, in several files.
fn archive(entries: &[Entry]) -> Vec<Part<Bytes>> {
    let part = |(start, entries): (usize, &[Entry])| {
        let mut sealer = Sealer::new(Vec::new(), start as u64 * 1000).unwrap();
        for entry in entries {
            let json = entry.to_json();
            let salt = Salt::from_bytes([1; 32]);
            sealer.add(&Opening { salt: &salt, entry: json.as_bytes() }).unwrap();
        }
        Part::open(Bytes::from(sealer.finish("x").unwrap().0)).unwrap()
    };
    entries.chunks(1000).enumerate().map(part).collect()
}

/// The entries as a table, read from their JSON and nothing else.
async fn database(entries: &[Entry]) -> SqliteConnection {
    let mut db = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    let table = "CREATE TABLE entry (kind TEXT, at INTEGER, service TEXT, partner TEXT, outcome TEXT, \
                 reason TEXT, method TEXT, level TEXT, person TEXT)";
    sqlx::query(table).execute(&mut db).await.unwrap();
    sqlx::query(LOGINS_IN_SQLITE).execute(&mut db).await.unwrap();
    for entry in entries {
        let json: Value = serde_json::from_str(&entry.to_json()).unwrap();
        let text = |name: &str| json[name].as_str().map(str::to_owned);
        sqlx::query("INSERT INTO entry VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .bind(text("kind"))
            .bind(json["at"].as_i64())
            .bind(text("service"))
            .bind(text("partner"))
            .bind(text("outcome"))
            .bind(text("reason"))
            .bind(text("method"))
            .bind(text("level"))
            .bind(text("person"))
            .execute(&mut db)
            .await
            .unwrap();
    }
    db
}

fn definition(name: &str) -> sqlx::AssertSqlSafe<String> {
    let (_, after) = DEFINITIONS.split_once(&format!("-- name: {name}\n")).unwrap();
    let (query, _) = after.split_once(";\n").unwrap();
    sqlx::AssertSqlSafe(query.replace(":year", "$1"))
}

async fn rows<T>(db: &mut SqliteConnection, name: &str, year: i16) -> Vec<T>
where
    T: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> + Send + Unpin,
{
    sqlx::query_as(definition(name)).bind(year).fetch_all(db).await.unwrap()
}

async fn agree(tally: &Tally, db: &mut SqliteConnection) {
    let year = tally.year;
    let logins: Vec<(u8, String, String, String, String, String, i64)> =
        rows(db, "logins", year).await;
    let cells: BTreeMap<Cell, u64> = logins
        .into_iter()
        .map(|(month, client, method, level, outcome, reason, logins)| {
            let cell = Cell { month, client, method, level, outcome, reason };
            (cell, u64::try_from(logins).unwrap())
        })
        .collect();
    assert_eq!(tally.cells, cells, "logins of {year}");

    let people: Vec<(u32,)> = rows(db, "people", year).await;
    assert_eq!(tally.people.total, u64::from(people[0].0));
    let months: Vec<(u8, u32)> = rows(db, "people_by_month", year).await;
    let mut expected = [0; 12];
    for (month, people) in months {
        expected[usize::from(month) - 1] = u64::from(people);
    }
    assert_eq!(tally.people.months, expected);

    let clients: Vec<(String, u32)> = rows(db, "people_by_client", year).await;
    let clients: BTreeMap<_, _> = clients.into_iter().map(|(c, n)| (c, u64::from(n))).collect();
    assert_eq!(tally.people.clients, clients);
    let pairs: Vec<(String, String, u32)> = rows(db, "people_by_client_and_method", year).await;
    let pairs: BTreeMap<_, _> = pairs.into_iter().map(|(c, m, n)| ((c, m), u64::from(n))).collect();
    assert_eq!(tally.people.pairs, pairs);

    let mut uses: Vec<(String, u32, u32)> = rows(db, "uses", year).await;
    uses.extend(rows::<(String, u32, u32)>(db, "uses_by_method", year).await);
    let mut methods = BTreeMap::<String, BTreeMap<u32, u64>>::new();
    for (method, uses, people) in uses {
        methods.entry(method).or_default().insert(uses, u64::from(people));
    }
    let counted: BTreeMap<_, _> = tally
        .people
        .methods
        .iter()
        .map(|(method, uses)| (method.clone(), uses.0.clone()))
        .collect();
    assert_eq!(counted, methods);
}

#[tokio::test]
async fn the_documented_sql_gives_the_same_numbers_to_the_unit() {
    for partners in [false, true] {
        let entries = entries(6_000, partners);
        let mut db = database(&entries).await;
        let parts = archive(&entries);
        for year in [2019, 2020] {
            let tally = Tally::of_year(year, &parts, 3, &|_| ()).unwrap();
            assert_eq!(tally.partners, partners);
            assert!(tally.people.total > 100 && tally.cells.len() > 100);
            agree(&tally, &mut db).await;
        }
    }
}

#[tokio::test]
async fn the_edges_of_a_year_belong_to_one_year_each() {
    let mut entries = Vec::new();
    let mut random = Xoshiro256PlusPlus::seed_from_u64(1);
    for at in [1_577_836_799_999, 1_577_836_800_000, 1_609_459_199_999, 1_609_459_200_000] {
        while entries.last().is_none_or(|entry: &Entry| entry.at.millis() != at) {
            let drawn = Entry { at: Timestamp::from_millis(at), ..entry(&mut random, false) };
            entries.extend(matches!(drawn.fact, Fact::Login(_)).then_some(drawn));
        }
    }
    let mut db = database(&entries).await;
    let parts = archive(&entries);
    for (year, logins) in [(2018, 0), (2019, 1), (2020, 2), (2021, 1)] {
        let tally = Tally::of_year(year, &parts, 1, &|_| ()).unwrap();
        assert_eq!(tally.sum(|_| true), logins);
        if logins > 0 {
            agree(&tally, &mut db).await;
        }
    }
}

#[test]
fn the_numbers_do_not_depend_on_the_number_of_threads() {
    let parts = archive(&entries(3_000, false));
    let one = Tally::of_year(2020, &parts, 1, &|_| ()).unwrap();
    assert!((2..6).all(|threads| Tally::of_year(2020, &parts, threads, &|_| ()).unwrap() == one));
}
