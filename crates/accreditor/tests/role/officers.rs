//! Officers come and go; what they do together goes on.

use accreditor::dossier::{Measure, Refusal};
use accreditor::{Config, DossierId, Office, OfficeError, OfficerId, Taken};

use crate::authority::Authority;

/// The office as it is when other officers are listed.
async fn office(authority: &Authority, officers: [(&str, &str); 2]) -> Office {
    let officers = officers.map(|(id, number)| {
        serde_json::json!({
            "id": id,
            "name": id,
            "email": format!("{id}@example.org"),
            "national_number": number,
        })
    });
    let officers = serde_json::from_value(serde_json::json!(officers)).unwrap();
    Office::open(&Config { officers, ..authority.config.clone() }).await.unwrap()
}

async fn only_dossier(office: &Office) -> DossierId {
    office.dossiers().await.unwrap().remove(0).id
}

const ANN: (&str, &str) = ("ann", "85073000160");
const BERT: (&str, &str) = ("bert", "85073000259");
const CLEO: (&str, &str) = ("cleo", "85073000358");

#[tokio::test]
async fn the_half_of_a_dismissed_officer_counts_no_longer_and_blocks_nobody() {
    let authority = Authority::open().await;
    let [ann, bert, cleo] = [ANN, BERT, CLEO].map(|(id, _)| OfficerId::new(id));
    let before = office(&authority, [ANN, BERT]).await;
    let dossier = only_dossier(&before).await;
    let now = authority.now();
    let withdraw = (&dossier, Measure::Withdraw);
    before.propose(withdraw, now, (&ann, "It ends."), now).await.unwrap();

    let after = office(&authority, [BERT, CLEO]).await;
    let alone = after.confirm(&dossier, &bert, now).await;
    assert!(
        matches!(alone, Err(OfficeError::Refused(Refusal::ProposerGone))),
        "one who is there and one who is gone are not two: {alone:?}"
    );
    let gone = after.drop_proposal(&dossier, &ann).await;
    assert!(matches!(gone, Err(OfficeError::NoOfficer(_))), "{gone:?}");
    assert_eq!(after.drop_proposal(&dossier, &bert).await.unwrap(), Taken::Dropped);
    after.propose(withdraw, now, (&bert, "It ends."), now).await.unwrap();
    let decided = after.confirm(&dossier, &cleo, now).await.unwrap();
    assert_eq!(decided, Taken::Decided(2));
}
