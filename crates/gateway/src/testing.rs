//! What this crate's tests share.

use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use domain::{Language, NationalNumber, PersonId};
use protocol::federation::{Anchor, Scheme};
use protocol::jose::JwkSet;
use tempfile::TempDir;
use web::{Conn, Database, Fetch, FetchSettings, Words, ticket};

use crate::id::fresh;
use crate::migrations::MIGRATIONS;
use crate::person::{self, Contact, Person};
use crate::provider::{Accreditation, Held, Known, Source, Standing, Watch};

/// An empty database, with the folder that goes when the test ends.
pub struct Rows {
    db: Database,
    _folder: Option<TempDir>,
}

impl Deref for Rows {
    type Target = Database;

    fn deref(&self) -> &Database {
        &self.db
    }
}

pub async fn sqlite() -> Rows {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("gateway.db").display());
    Rows { db: open(&url).await, _folder: Some(folder) }
}

/// None where PostgreSQL is not installed.
pub async fn postgres() -> Option<Rows> {
    let url = testdb::Postgres::shared()?.database();
    Some(Rows { db: open(&url).await, _folder: None })
}

async fn open(url: &str) -> Database {
    Database::open(url, &[ticket::MIGRATIONS, openid::MIGRATIONS, keeper::MIGRATIONS, MIGRATIONS])
        .await
        .unwrap()
}

/// Makes tests of functions that take an empty database: one per engine.
macro_rules! on_both_engines {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name($crate::testing::sqlite().await).await;
            })+
        }

        mod on_postgres {
            $(#[tokio::test]
            async fn $name() {
                if let Some(rows) = $crate::testing::postgres().await {
                    super::$name(rows).await;
                }
            })+
        }
    };
}
pub(crate) use on_both_engines;

/// A valid number of somebody born on 30 July 1985.
pub fn number(serial: u64) -> NationalNumber {
    let body = 850_730_000 + serial;
    format!("{body:09}{:02}", 97 - body % 97).parse().unwrap()
}

/// Enters a person in the register.
pub async fn a_person(conn: &mut Conn, given_name: &str) -> PersonId {
    static SERIAL: AtomicU64 = AtomicU64::new(1);
    let person = Person {
        id: PersonId::new(fresh()),
        number: number(SERIAL.fetch_add(1, Ordering::Relaxed) % 990),
        given_name: Some(given_name.to_owned()),
        family_name: "Peeters".to_owned(),
        birth_date: Some("1985-07-30".to_owned()),
        language: Language::Nl,
        contact: Contact::default(),
        deceased: false,
        card_valid_from: None,
    };
    person::save(conn, &person).await.unwrap();
    person.id
}

/// What the authority said of a provider, and nobody is asked again.
pub fn watched(accreditation: Accreditation) -> Standing {
    let source = Source {
        entity: "https://app.example".parse().unwrap(),
        anchor: Anchor {
            id: "https://authority.example".parse().unwrap(),
            keys: JwkSet::new(vec![]),
        },
        scheme: Scheme { substantial: "substantial".to_owned(), high: "high".to_owned() },
        most: Duration::from_hours(1),
    };
    let fetch = Fetch::new(&FetchSettings::default()).unwrap();
    let held = Held { accreditation, mark: "mark".into(), mark_ends: accreditation.until };
    Standing::Watched(Watch::new(source, fetch, Known::Holds(held)))
}

/// The texts of the gateway in each language.
pub fn every_language() -> Vec<Words> {
    let texts = crate::texts().unwrap();
    Language::ALL.map(|language| texts.speak(language)).into()
}

/// Checks that a rendered page has its headline, every text that it names, and no value unescaped.
pub fn whole(html: &str) {
    assert!(html.contains("<h1>"), "a page begins with its headline: {html}");
    let keys = crate::texts().unwrap().keys(Language::En);
    let unknown = |word: &str| {
        let key = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        key.contains('-') && keys.contains(key)
    };
    let parts: Vec<&str> =
        html.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect();
    let shown = parts.join(" ");
    let leaked: Vec<&str> = shown.split_whitespace().filter(|word| unknown(word)).collect();
    assert!(leaked.is_empty(), "texts are missing: {leaked:?} in {html}");
    assert!(!html.contains("{ $") && !html.contains("{$"), "a text lacks a value: {html}");
    assert!(!html.contains("& "), "a value is not escaped: {html}");
}
