//! The gateway's ledger and the authority that watches over it.

use std::time::Duration;

use beffroi::country::Party;
use ledger::{Checkpoint, CosignerKey, Note, VerifierKey};
use testkit::{Ask, Ground, Town};

/// Somebody begins a login and turns back: that, too, is an entry.
async fn turn_back(town: &Town) {
    let (service, mut browser) = (town.service(), town.browser());
    let login = service.begin(&Ask::default()).await;
    let chooser = browser.arrive(&service.redirect_uri, &login.url).await;
    browser.submit(&chooser, "/cancel", &[]).await;
}

async fn read(town: &Town, party: Party, path: &str) -> String {
    town.browser().open(town.at(party, path)).await.body
}

/// Waits until the authority has cosigned a head of the gateway's ledger of this size.
async fn witnessed(town: &Town, size: u64) {
    let key = read(town, Party::Gateway, "/ledger/key").await;
    let key: VerifierKey = key.trim().parse().unwrap();
    let witness = read(town, Party::Accreditor, "/witness/key").await;
    let witness: CosignerKey = witness.trim().parse().unwrap();
    let is_there = async || {
        let head = read(town, Party::Gateway, "/ledger/checkpoint").await;
        let Ok(note) = head.parse::<Note>() else { return false };
        let checkpoint = Checkpoint::open(&note, &key).unwrap();
        checkpoint.size == size && witness.verify(&note).is_ok()
    };
    for _ in 0..300 {
        if is_there().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(is_there().await, "the authority has not cosigned a head of {size} entries");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_authority_cosigns_the_ledger_of_logins_as_it_grows_and_after_a_restart() {
    let town = Town::found(Ground::usual()).await;
    turn_back(&town).await;
    witnessed(&town, 1).await;
    turn_back(&town).await;
    witnessed(&town, 2).await;
    // Neither side has lost where it stood.
    town.restart().await;
    turn_back(&town).await;
    witnessed(&town, 3).await;
}
