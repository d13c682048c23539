use domain::{Level, PersonId, ProviderId, ServiceId, SessionId, Timestamp};
use keeper::Keeper;
use ledger::SigningKey;

use super::*;
use crate::login::{Reason, Refusal};
use crate::testing::{Rows, a_person, on_both_engines};
use crate::trail::{Answered, Entry, List, Outcome, Trail};

on_both_engines!(
    books_that_were_kept_together_agree,
    books_agree_after_many_people_logged_in_at_once,
    a_login_that_was_taken_out_of_the_history_is_named,
    a_login_that_was_changed_in_the_history_is_named,
    a_login_that_the_ledger_does_not_hold_is_named,
    a_person_whose_history_lacks_a_login_is_told,
);

fn years() -> YearKeys {
    YearKeys::new(SealKey::new(&[5; 32]).unwrap())
}

fn trail() -> Trail {
    let key = SigningKey::from_seed("gateway.example/ledger", &[1; 32]).unwrap();
    Trail::new(Keeper::new(key, vec![]), years())
}

/// Two logins of Ana's, one refused and one answered, and an entry that is of no login.
async fn kept(db: &Database) -> Books {
    let mut tx = db.begin().await.unwrap();
    let ana = a_person(&mut tx, "Ana").await;
    tx.commit().await.unwrap();
    let refused = Entry {
        login: LoginId::new("refused"),
        outcome: Outcome::Refused(Refusal {
            reason: Reason::Declined,
            person: Some(ana.clone()),
            provider: Some(ProviderId::new("app")),
        }),
        ..answered("refused", &ana)
    };
    enter(db, refused).await;
    let publication = figures::Publication { year: 2025, size: 1, digest: [7; 32] };
    let published = Said { at: Timestamp::from_seconds(2), fact: Fact::Publication(publication) };
    let mut tx = db.begin().await.unwrap();
    keeper::record(&mut tx, &published.to_json(), published.at).await.unwrap();
    tx.commit().await.unwrap();
    enter(db, answered("answered", &ana)).await;
    Books { db: db.clone(), years: years() }
}

async fn enter(db: &Database, entry: Entry) {
    let mut tx = db.begin().await.unwrap();
    trail().record(&mut tx, entry, Some(Method::App)).await.unwrap();
    tx.commit().await.unwrap();
}

fn answered(login: &str, person: &PersonId) -> Entry {
    Entry {
        login: LoginId::new(login),
        at: Timestamp::from_seconds(1_800_000_000),
        service: ServiceId::new("health"),
        asked: Level::Substantial,
        outcome: Outcome::Answered(Answered {
            person: person.clone(),
            provider: ProviderId::new("app"),
            method: Method::App,
            level: Level::High,
            reused: false,
            session: SessionId::new("s"),
            claims: vec!["given_name".to_owned()],
        }),
    }
}

/// What is found after somebody changed the history behind the gateway's back.
async fn found(books: &Books, change: &'static str) -> Vec<Unequal> {
    let mut tx = books.db.begin().await.unwrap();
    sqlx::query(change).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    books.compare(&|_, _| ()).await.unwrap()
}

async fn books_that_were_kept_together_agree(rows: Rows) {
    let books = kept(&rows).await;
    assert_eq!(books.compare(&|done, of| assert_eq!((done, of), (3, 3))).await.unwrap(), []);
    assert!(books.answered(&LoginId::new("answered")).await.unwrap());
    assert!(!books.answered(&LoginId::new("refused")).await.unwrap());
    // A year that is forgotten leaves entries that are nobody's.
    let mut tx = rows.begin().await.unwrap();
    let late = Timestamp::from_seconds(1_900_000_000);
    let kept_from = keeper::forget_years(&mut tx, late, 1).await.unwrap();
    store::forget_before(&mut tx, kept_from).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(books.compare(&|_, _| ()).await.unwrap(), []);
}

async fn books_agree_after_many_people_logged_in_at_once(rows: Rows) {
    let mut tx = rows.begin().await.unwrap();
    let mut people = Vec::new();
    for name in ["Ana", "Ben", "Cem", "Dea", "Eli"] {
        people.push(a_person(&mut tx, name).await);
    }
    tx.commit().await.unwrap();
    let logins = (0..60).map(|number| {
        let login = answered(&format!("login {number}"), &people[number * number % people.len()]);
        let db = rows.clone();
        tokio::spawn(async move { enter(&db, login).await })
    });
    for entered in logins.collect::<Vec<_>>() {
        entered.await.unwrap();
    }
    let books = Books { db: rows.clone(), years: years() };
    assert_eq!(books.compare(&|_, _| ()).await.unwrap(), []);
    assert_eq!(books.entries().await.unwrap(), 60);
    let conn = &mut *rows.read().await.unwrap();
    for person in &people {
        assert!(trail().lists(conn, person).await.unwrap().iter().all(|list| list.whole));
    }
}

async fn a_login_that_was_taken_out_of_the_history_is_named(rows: Rows) {
    let found = found(&kept(&rows).await, "DELETE FROM trail WHERE login = 'answered'").await;
    assert_eq!(found, [Unequal::NotInTrail(2)]);
}

async fn a_login_that_was_changed_in_the_history_is_named(rows: Rows) {
    let books = kept(&rows).await;
    let differs = [Unequal::Differs { login: LoginId::new("refused"), place: 0 }];
    for (change, undo) in [
        (
            "UPDATE trail SET service = 'tax' WHERE login = 'refused'",
            "UPDATE trail SET service = 'health' WHERE login = 'refused'",
        ),
        (
            "UPDATE trail SET at = at + 1 WHERE login = 'refused'",
            "UPDATE trail SET at = at - 1 WHERE login = 'refused'",
        ),
        (
            "UPDATE trail SET nth = 2 WHERE login = 'refused'",
            "UPDATE trail SET nth = 1 WHERE login = 'refused'",
        ),
        (
            "UPDATE trail SET provider = 'bank' WHERE login = 'refused'",
            "UPDATE trail SET provider = 'app' WHERE login = 'refused'",
        ),
    ] {
        assert_eq!(found(&books, change).await, differs, "{change}");
        assert_eq!(found(&books, undo).await, [], "{undo}");
    }
    let nobodys = "UPDATE trail SET person = NULL WHERE login = 'refused'";
    assert_eq!(found(&books, nobodys).await, differs);
}

async fn a_login_that_the_ledger_does_not_hold_is_named(rows: Rows) {
    let found =
        found(&kept(&rows).await, "UPDATE trail SET place = 3 WHERE login = 'answered'").await;
    assert_eq!(found, [Unequal::NotInLedger(LoginId::new("answered")), Unequal::NotInTrail(2)]);
}

async fn a_person_whose_history_lacks_a_login_is_told(rows: Rows) {
    let books = kept(&rows).await;
    let conn = &mut *rows.read().await.unwrap();
    let sql = "SELECT person FROM trail WHERE login = 'refused'";
    let ana: String = sqlx::query_scalar(sql).fetch_one(&mut *conn).await.unwrap();
    let ana = PersonId::new(ana);
    let list = |listed, whole| List { year: 2027, listed, entered: 2, whole };
    assert_eq!(trail().lists(conn, &ana).await.unwrap(), [list(2, true)]);
    // The newest is taken out: what is left has no gap, but the ledger has counted on.
    found(&books, "DELETE FROM trail WHERE login = 'answered'").await;
    assert_eq!(trail().lists(conn, &ana).await.unwrap(), [list(1, false)]);
}
