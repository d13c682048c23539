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

/// The head of the gateway's ledger, once the authority has cosigned it.
async fn witnessed(town: &Town, size: u64) -> Checkpoint {
    let key = read(town, Party::Gateway, "/ledger/key").await;
    let key: VerifierKey = key.trim().parse().unwrap();
    let witness = read(town, Party::Accreditor, "/witness/key").await;
    let witness: CosignerKey = witness.trim().parse().unwrap();
    for _ in 0..300 {
        let head = read(town, Party::Gateway, "/ledger/checkpoint").await;
        if let Ok(note) = head.parse::<Note>() {
            let checkpoint = Checkpoint::open(&note, &key).unwrap();
            if checkpoint.size == size && witness.verify(&note).is_ok() {
                return checkpoint;
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the authority has not cosigned a head of {size} entries");
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
