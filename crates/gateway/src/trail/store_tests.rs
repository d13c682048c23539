use domain::{Level, Method};

use super::*;
use crate::testing::{Rows, a_person, on_both_engines};

fn at(second: i64) -> Timestamp {
    Timestamp::from_seconds(second)
}

fn standing(place: u64) -> Standing {
    Standing { place, nth: None }
}

async fn add_one(conn: &mut Conn, entry: Entry, standing: Standing) -> Result<(), Fault> {
    add(conn, &[(entry, standing)]).await
}

fn answered(login: &str, person: &PersonId, second: i64) -> Entry {
    Entry {
        login: LoginId::new(login),
        at: at(second),
        service: ServiceId::new("health"),
        asked: Level::Substantial,
        outcome: Outcome::Answered(Answered {
            person: person.clone(),
            provider: ProviderId::new("app"),
            method: Method::App,
            level: Level::High,
            reused: true,
            session: SessionId::new("s"),
            claims: vec!["family_name".to_owned(), "given_name".to_owned()],
        }),
    }
}

on_both_engines!(
    entries_are_read_back_as_they_were_written,
    only_the_person_finds_the_place_of_a_login_and_a_forgotten_one_nobody,
    a_login_is_entered_once,
    a_person_sees_their_own_history_page_by_page,
);

async fn entries_are_read_back_as_they_were_written(db: Rows) {
    let mut tx = db.begin().await.unwrap();
    let ana = a_person(&mut tx, "Ana").await;
    let granted = answered("1", &ana, 1);
    let refused = Entry {
        login: LoginId::new("2"),
        outcome: Outcome::Refused(Refusal {
            reason: Reason::OtherPerson,
            person: Some(ana.clone()),
            provider: Some(ProviderId::new("app")),
        }),
        ..answered("2", &ana, 2)
    };
    add_one(&mut tx, granted.clone(), standing(7)).await.unwrap();
    add_one(&mut tx, refused.clone(), standing(8)).await.unwrap();
    assert_eq!(list(&mut tx, &ana, None, 10).await.unwrap(), [refused, granted]);
}

async fn only_the_person_finds_the_place_of_a_login_and_a_forgotten_one_nobody(db: Rows) {
    let mut tx = db.begin().await.unwrap();
    let (ana, ben) = (a_person(&mut tx, "Ana").await, a_person(&mut tx, "Ben").await);
    add_one(&mut tx, answered("1", &ana, 1), standing(7)).await.unwrap();
    add_one(&mut tx, answered("2", &ana, 2), standing(8)).await.unwrap();
    let (first, second) = (LoginId::new("1"), LoginId::new("2"));
    assert_eq!(place_of(&mut tx, &ana, &first).await.unwrap(), Some(7));
    assert_eq!(place_of(&mut tx, &ben, &first).await.unwrap(), None);
    forget_before(&mut tx, at(2)).await.unwrap();
    assert_eq!(place_of(&mut tx, &ana, &first).await.unwrap(), None);
    assert_eq!(place_of(&mut tx, &ana, &second).await.unwrap(), Some(8));
}

async fn a_login_is_entered_once(db: Rows) {
    let mut tx = db.begin().await.unwrap();
    let ana = a_person(&mut tx, "Ana").await;
    add_one(&mut tx, answered("1", &ana, 1), standing(0)).await.unwrap();
    assert!(add_one(&mut tx, answered("1", &ana, 2), standing(1)).await.is_err());
}

async fn a_person_sees_their_own_history_page_by_page(db: Rows) {
    let mut tx = db.begin().await.unwrap();
    let (ana, ben) = (a_person(&mut tx, "Ana").await, a_person(&mut tx, "Ben").await);
    // Several in one second, so that a page may end between them.
    for number in 0..7 {
        let entry = answered(&format!("a{number}"), &ana, number / 3);
        add_one(&mut tx, entry, standing(u64::try_from(number).unwrap())).await.unwrap();
    }
    add_one(&mut tx, answered("b", &ben, 9), standing(9)).await.unwrap();
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let page = list(&mut tx, &ana, after.as_ref(), 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(After { at: last.at, login: last.login.clone() });
        seen.extend(page.iter().map(|entry| entry.login.as_str().to_owned()));
    }
    assert_eq!(seen, ["a6", "a5", "a4", "a3", "a2", "a1", "a0"]);
}
