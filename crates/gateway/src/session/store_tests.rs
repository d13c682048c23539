use std::time::Duration;

use domain::{Level, Method, ProviderId};

use super::*;
use crate::session::{Held, notice};
use crate::testing::{Rows, a_person, on_both_engines};

const LIFETIMES: Lifetimes =
    Lifetimes { idle: Duration::from_mins(30), absolute: Duration::from_hours(8) };

fn at(minute: i64) -> Timestamp {
    Timestamp::from_seconds(minute * 60)
}

fn held(level: Level, minute: i64) -> Held {
    let (provider, method) = (ProviderId::new("app"), Method::App);
    Held { level, provider, method, amr: vec!["user".to_owned()], since: at(minute) }
}

fn session(id: &str, person: &PersonId) -> Session {
    Session::begin(SessionId::new(id), person.clone(), held(Level::High, 0), at(0))
}

on_both_engines!(
    a_session_is_found_by_its_handle_alone,
    a_login_gives_the_session_a_new_handle_and_the_old_one_opens_nothing,
    a_stranger_ends_nobodys_session,
    the_end_of_a_session_is_noted_for_each_service_that_it_told,
    one_of_two_who_take_a_notice_gets_it,
    sessions_that_ended_are_neither_listed_nor_kept,
);

async fn a_session_is_found_by_its_handle_alone(db: Rows) {
    let mut tx = db.begin().await.unwrap();
    let ana = a_person(&mut tx, "Ana").await;
    let (handle, session) = (Handle::random(), session("s", &ana));
    save(&mut tx, &session, &handle, LIFETIMES).await.unwrap();
    assert_eq!(find(&mut tx, &handle).await.unwrap(), Some(session));
    assert_eq!(find(&mut tx, &Handle::random()).await.unwrap(), None);
}

async fn a_login_gives_the_session_a_new_handle_and_the_old_one_opens_nothing(db: Rows) {
    let mut tx = db.begin().await.unwrap();
    let ana = a_person(&mut tx, "Ana").await;
    let (planted, fresh) = (Handle::random(), Handle::random());
    let first = session("s", &ana);
    save(&mut tx, &first, &planted, LIFETIMES).await.unwrap();
    let second = first.with(held(Level::High, 5), at(5));
    save(&mut tx, &second, &fresh, LIFETIMES).await.unwrap();
    assert_eq!(find(&mut tx, &planted).await.unwrap(), None);
    assert_eq!(find(&mut tx, &fresh).await.unwrap(), Some(second));
}

async fn a_stranger_ends_nobodys_session(db: Rows) {
    let mut tx = db.begin().await.unwrap();
    let (ana, ben) = (a_person(&mut tx, "Ana").await, a_person(&mut tx, "Ben").await);
    let handle = Handle::random();
    let mine = session("s", &ana);
    save(&mut tx, &mine, &handle, LIFETIMES).await.unwrap();
    assert!(!end(&mut tx, &mine.id, &ben, at(1)).await.unwrap());
    assert!(find(&mut tx, &handle).await.unwrap().is_some());
    assert!(end(&mut tx, &mine.id, &ana, at(1)).await.unwrap());
    assert!(find(&mut tx, &handle).await.unwrap().is_none());
    assert!(!touch(&mut tx, &mine, LIFETIMES).await.unwrap());
}

async fn the_end_of_a_session_is_noted_for_each_service_that_it_told(db: Rows) {
    let mut tx = db.begin().await.unwrap();
    let ana = a_person(&mut tx, "Ana").await;
    let mine = session("s", &ana);
    save(&mut tx, &mine, &Handle::random(), LIFETIMES).await.unwrap();
    for service in ["health", "tax", "health"] {
        told(&mut tx, &mine.id, &ServiceId::new(service)).await.unwrap();
    }
    assert_eq!(services(&mut tx, &mine.id).await.unwrap().len(), 2);
    end(&mut tx, &mine.id, &ana, at(1)).await.unwrap();
    let due = notice::due(&mut tx, at(1)).await.unwrap();
    let told: Vec<&str> = due.iter().map(|notice| notice.service.as_str()).collect();
    assert_eq!(told, ["health", "tax"]);
    assert!(services(&mut tx, &mine.id).await.unwrap().is_empty());
}

async fn one_of_two_who_take_a_notice_gets_it(db: Rows) {
    let mut tx = db.begin().await.unwrap();
    let ana = a_person(&mut tx, "Ana").await;
    let mine = session("s", &ana);
    save(&mut tx, &mine, &Handle::random(), LIFETIMES).await.unwrap();
    told(&mut tx, &mine.id, &ServiceId::new("health")).await.unwrap();
    end(&mut tx, &mine.id, &ana, at(1)).await.unwrap();
    let due = notice::due(&mut tx, at(1)).await.unwrap();
    assert!(notice::postpone(&mut tx, &due[0], at(2)).await.unwrap());
    assert!(!notice::postpone(&mut tx, &due[0], at(2)).await.unwrap());
    assert!(notice::due(&mut tx, at(1)).await.unwrap().is_empty());
    let again = notice::due(&mut tx, at(2)).await.unwrap();
    assert_eq!(again[0].tries, 1);
    notice::remove(&mut tx, &again[0].id).await.unwrap();
    assert!(notice::due(&mut tx, at(9)).await.unwrap().is_empty());
}

async fn sessions_that_ended_are_neither_listed_nor_kept(db: Rows) {
    let mut tx = db.begin().await.unwrap();
    let ana = a_person(&mut tx, "Ana").await;
    for id in ["one", "two"] {
        save(&mut tx, &session(id, &ana), &Handle::random(), LIFETIMES).await.unwrap();
    }
    let busy = Session { used: at(20), ..session("two", &ana) };
    touch(&mut tx, &busy, LIFETIMES).await.unwrap();
    assert_eq!(list(&mut tx, &ana, at(29)).await.unwrap().len(), 2);
    let left = list(&mut tx, &ana, at(30)).await.unwrap();
    assert_eq!(left.iter().map(|left| left.id.as_str()).collect::<Vec<_>>(), ["two"]);
    assert_eq!(purge(&mut tx, at(30)).await.unwrap(), 1);
}
