//! The ledger of the app's operator: each answer to a partner is an entry, and no other is.

use std::time::Duration;

use domain::{ApprovalId, Level, PartnerId};
use figures::{Client, Entry, Fact, Login, Measure, Outcome};
use mobile::Unequal;
use serde_json::{Value, json};

use super::common::{Ask, Browser, Operator, Partner};

/// The logins that the ledger holds, as its owner reads them.
async fn logins(operator: &Operator) -> Vec<Login> {
    let entries = operator.entries().await.into_iter();
    let logins = entries.filter_map(|entry| match entry.fact {
        Fact::Login(login) => Some(login),
        _ => None,
    });
    logins.collect()
}

fn gateway() -> Client {
    Client::Partner(PartnerId::new("gateway"))
}

#[tokio::test]
async fn a_yes_is_entered_with_its_answer_and_once() {
    for operator in Operator::on_each_engine().await {
        let mut ana = operator.ana().await;
        let mut browser = operator.partner().ask(&Ask::default().for_health()).await;
        ana.scan_and_approve(&mut browser).await.ok();
        assert_eq!(logins(&operator).await, [], "the partner knows nothing yet");
        let first = Browser::code_in(&browser.finish().await);
        assert_eq!(Browser::code_in(&browser.finish().await), first);
        let logins = logins(&operator).await;
        assert_eq!(logins.len(), 1, "an answer that is given again is one answer: {logins:?}");
        assert_eq!((&logins[0].client, logins[0].asked), (&gateway(), Level::Substantial));
        let Outcome::Answered(answered) = &logins[0].outcome else { panic!("{logins:?}") };
        assert_eq!((answered.provider.as_str(), answered.method.as_str()), ("app", "app"));
        assert_eq!((answered.level, answered.reused), (Level::Substantial, false));
        let claims: Vec<&str> = answered.claims.iter().map(String::as_str).collect();
        assert_eq!(claims, ["given_name", "national_number"]);
    }
}

#[tokio::test]
async fn requests_and_ledger_say_the_same_or_it_is_named_where_not() {
    for operator in Operator::on_each_engine().await {
        let mut ana = operator.ana().await;
        let mut asked = Vec::new();
        for _ in 0..2 {
            let mut browser = operator.partner().ask(&Ask::default()).await;
            ana.scan_and_approve(&mut browser).await.ok();
            asked.push(ApprovalId::new(ana.get("history").await.ok()[0]["id"].as_str().unwrap()));
            browser.finish().await;
            operator.pass(Duration::from_secs(1));
        }
        let books = operator.books().await;
        assert_eq!(books.compare().await.unwrap(), []);
        for request in &asked {
            assert!(books.answered(request).await.unwrap());
        }
        let last = i64::try_from(operator.entries().await.len()).unwrap() - 1;
        let (first, last) = (u64::try_from(last - 1).unwrap(), u64::try_from(last).unwrap());
        let moved = "UPDATE approval SET place = place - 1
                     WHERE place = (SELECT MAX(place) FROM approval)";
        operator.tamper(moved).await;
        let mut ids = asked.clone();
        ids.sort_by_key(ToString::to_string);
        let shared = Unequal::Shared { request: ids[1].clone(), place: first };
        assert_eq!(books.compare().await.unwrap(), [shared, Unequal::NoRequest(last)]);
        // Where something else stands, and where nothing does.
        for (sql, place) in
            [("UPDATE approval SET place = 0", 0), ("UPDATE approval SET place = 99", 99)]
        {
            operator.tamper(sql).await;
            let named = books.compare().await.unwrap();
            let gone = Unequal::NotInLedger { request: ids[0].clone(), place };
            assert!(named.contains(&gone), "{named:?}");
            assert!(!books.answered(&asked[0]).await.unwrap(), "no login stands at {place}");
        }
    }
}

#[tokio::test]
async fn each_no_is_entered_with_its_reason_and_with_the_person_as_far_as_known() {
    for operator in Operator::on_each_engine().await {
        let mut ana = operator.ana().await;
        for outcome in ["declined", "reported", "cancelled", "expired"] {
            let mut browser = operator.partner().ask(&Ask::default()).await;
            let question = ana.scan(&browser).await.ok();
            let id = question["id"].as_str().unwrap();
            match outcome {
                "declined" => drop(ana.decline(id, false).await.ok()),
                "reported" => drop(ana.decline(id, true).await.ok()),
                "cancelled" => drop(browser.post(&browser.at("cancel"), &[]).await),
                _ => operator.pass(Duration::from_mins(3)),
            }
            browser.finish().await;
        }
        let mut unseen = operator.partner().ask(&Ask::default()).await;
        unseen.post(&unseen.at("cancel"), &[]).await;
        unseen.finish().await;
        let logins = logins(&operator).await;
        let refused = logins.iter().map(|login| match &login.outcome {
            Outcome::Refused(refused) => (refused.reason.as_str(), refused.person),
            Outcome::Answered(_) => panic!("{login:?}"),
        });
        let refused: Vec<_> = refused.collect();
        let ana = refused[0].1;
        assert!(ana.is_some(), "{refused:?}");
        assert_eq!(
            refused,
            [
                ("declined", ana),
                ("reported", ana),
                ("cancelled", ana),
                ("expired", ana),
                ("cancelled", None),
            ]
        );
    }
}

#[tokio::test]
async fn of_one_request_in_two_tabs_the_second_is_entered_as_refused() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let address = operator.partner().push(&Ask::default()).await;
    let mut tabs = [operator.browser(), operator.browser()];
    for tab in &mut tabs {
        let got = tab.get(&address).await;
        got.location().clone_into(&mut tab.page);
        ana.scan_and_approve(tab).await.ok();
    }
    for tab in &mut tabs {
        tab.finish().await;
    }
    let logins = logins(&operator).await;
    assert!(matches!(logins[0].outcome, Outcome::Answered(_)), "{logins:?}");
    let Outcome::Refused(refused) = &logins[1].outcome else { panic!("{logins:?}") };
    assert_eq!(refused.reason.as_str(), "answered_before");
}

#[tokio::test]
async fn partners_are_entered_as_they_come_change_and_go() {
    let mut operator = Operator::start().await;
    operator.restart().await;
    operator.configure(|config| {
        config["partner"] = json!([changed(Partner::registration("gateway", false))]);
    });
    operator.restart().await;
    let told: Vec<_> = operator.entries().await.into_iter().map(onboarded).collect();
    assert_eq!(
        told,
        [
            ("bank".to_owned(), Measure::Register),
            ("gateway".to_owned(), Measure::Register),
            ("bank".to_owned(), Measure::Remove),
            ("gateway".to_owned(), Measure::Change),
        ]
    );
}

fn changed(mut registration: Value) -> Value {
    registration["claims"] = json!(["given_name"]);
    registration
}

fn onboarded(entry: Entry) -> (String, Measure) {
    match entry.fact {
        Fact::Onboarding(onboarding) => match onboarding.client {
            Client::Partner(partner) => (partner.to_string(), onboarding.measure),
            Client::Service(service) => panic!("{service} is no partner"),
        },
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_ledger_is_public_signed_and_names_nobody() {
    let operator = Operator::start().await;
    let mut ana = operator.ana().await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    ana.scan_and_approve(&mut browser).await.ok();
    browser.finish().await;
    operator.run("ledger").await;
    let key = operator.read("/ledger/key").await.text;
    let key: ledger::VerifierKey = key.trim().parse().unwrap();
    assert_eq!(key.name(), "localhost:8001/ledger");
    let head = operator.read("/ledger/checkpoint").await.text;
    let head = ledger::Checkpoint::open(&head.parse().unwrap(), &key).unwrap();
    assert_eq!(head.size, 3, "two partners and one login");
    assert_eq!(operator.read("/ledger/tile/entries/000.p/3").await.status, 200);
    // Programs that ask for what is not there yet are told in their own way.
    let missing = operator.read("/ledger/tile/entries/001").await;
    assert_eq!((missing.status, missing.json()["error"].as_str()), (404, Some("not_found")));
    for entry in operator.entries().await {
        let text = entry.to_json();
        assert!(!text.contains("Ana") && !text.contains("85073003328"), "{text}");
    }
}

#[tokio::test]
async fn a_year_that_is_too_old_is_nobodys() {
    for mut operator in Operator::on_each_engine().await {
        operator.configure(|config| config["ledger"] = json!({ "years": 1 }));
        operator.restart().await;
        let mut ana = operator.ana().await;
        let mut browser = operator.partner().ask(&Ask::default()).await;
        ana.scan_and_approve(&mut browser).await.ok();
        browser.finish().await;
        assert_eq!(operator.count("year_key").await, 1);
        operator.run("purge").await;
        assert_eq!(operator.count("year_key").await, 1);
        assert_eq!(operator.count("approval").await, 1);
        operator.pass(Duration::from_hours(366 * 24));
        operator.run("purge").await;
        assert_eq!(operator.count("year_key").await, 0);
        assert_eq!(operator.count("approval").await, 0);
        assert_eq!(logins(&operator).await.len(), 1, "what was entered stays");
    }
}

#[tokio::test]
async fn a_person_takes_home_a_receipt_for_each_answer_and_nobody_elses() {
    for operator in Operator::on_each_engine().await {
        let (mut ana, mut ben) = (operator.ana().await, operator.ben().await);
        let mut browser = operator.partner().ask(&Ask::default()).await;
        ana.scan_and_approve(&mut browser).await.ok();
        let past = &ana.get("history").await.ok()[0];
        assert_eq!(past["receipt"], false, "nothing reached the partner yet");
        let path = format!("history/{}/receipt", past["id"].as_str().unwrap());
        assert_eq!(ana.get(&path).await.refusal(), "request_unknown");
        browser.finish().await;
        assert_eq!(ana.get("history").await.ok()[0]["receipt"], true);
        let receipt = ana.get(&path).await;
        assert!(receipt.header("content-disposition").contains(".tlog-proof"), "{receipt:?}");
        let proof: ledger::OfflineProof = receipt.text.parse().unwrap();
        let key = operator.read("/ledger/key").await.text.trim().parse().unwrap();
        let proved = proof.verify(&key, &[]).unwrap();
        let entry = Entry::from_json(&proved.entry).unwrap();
        assert!(matches!(entry.fact, Fact::Login(login) if login.client == gateway()));
        assert_eq!(ben.get(&path).await.refusal(), "request_unknown");
    }
}
