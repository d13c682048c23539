//! The authority as a witness of another ledger (C2SP tlog-witness).

use std::time::Duration;

use ledger::{Checkpoint, CosignerKey, Frontier, Hash, Note, SigningKey, leaf_hash, node_hash};

use crate::authority::{Answer, Authority};

const LEDGER: &str = "gateway.example/ledger";

fn key() -> SigningKey {
    SigningKey::from_seed(LEDGER, &[7; 32]).unwrap()
}

fn leaf(number: u8) -> Hash {
    leaf_hash(&[number])
}

/// The signed head over the first leaves.
fn head(size: u8) -> Note {
    let mut frontier = Frontier::default();
    for number in 0..size {
        frontier.append(leaf(number));
    }
    let root = frontier.root();
    let checkpoint = Checkpoint { origin: LEDGER.to_owned(), size: size.into(), root };
    checkpoint.sign(&key()).unwrap()
}

async fn submit(authority: &Authority, old: u64, proof: &[Hash], note: &Note) -> Answer {
    let proof = proof.iter().fold(String::new(), |lines, hash| lines + &format!("{hash}\n"));
    authority.post_text("/witness/add-checkpoint", format!("old {old}\n{proof}\n{note}")).await
}

async fn witness() -> Authority {
    Authority::with_witnessed(&key().verifier().to_string()).await
}

#[tokio::test]
async fn consistent_heads_are_cosigned() {
    let authority = witness().await;
    let key: CosignerKey = authority.get("/witness/key", &[]).await.body.trim().parse().unwrap();
    for (old, proof, size) in [
        (0, vec![], 1),
        (1, vec![leaf(1)], 2),
        (2, vec![node_hash(&leaf(2), &leaf(3))], 4),
        (4, vec![], 4),
    ] {
        authority.clock.advance(Duration::from_secs(10));
        let note = head(size);
        let answer = submit(&authority, old, &proof, &note).await;
        assert_eq!(answer.status, 200, "from {old} to {size}: {}", answer.body);
        let cosigned: Note = format!("{note}{}", answer.body).parse().unwrap();
        let seen = key.verify(&cosigned).unwrap();
        assert_eq!(seen, u64::try_from(authority.now().seconds()).unwrap());
    }
}

#[tokio::test]
async fn of_two_heads_at_once_one_is_cosigned() {
    let authority = witness().await;
    assert_eq!(submit(&authority, 0, &[], &head(1)).await.status, 200);
    let root = node_hash(&leaf(0), &leaf(9));
    let fork = Checkpoint { origin: LEDGER.to_owned(), size: 2, root }.sign(&key()).unwrap();
    let (proof, forked, head) = ([leaf(1)], [leaf(9)], head(2));
    let (one, other) =
        tokio::join!(submit(&authority, 1, &proof, &head), submit(&authority, 1, &forked, &fork),);
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "both follow from the first, and only one can be");
}

#[tokio::test]
async fn whatever_does_not_follow_is_not_cosigned() {
    let authority = witness().await;
    assert_eq!(submit(&authority, 0, &[], &head(2)).await.status, 200);
    let mut other = head(4);
    other.text = other.text.replace('4', "5");
    let stranger = SigningKey::from_seed("stranger.example/ledger", &[7; 32]).unwrap();
    let unknown =
        Checkpoint { origin: "stranger.example/ledger".to_owned(), size: 1, root: leaf(0) };
    let forked = Checkpoint { origin: LEDGER.to_owned(), size: 2, root: leaf(9) };
    let proof = [node_hash(&leaf(2), &leaf(3))];
    for (old, proof, note, status) in [
        (2, &[][..], head(4), 422),
        (2, &[leaf(2)], head(4), 422),
        (2, &[], forked.sign(&key()).unwrap(), 422),
        (0, &[], head(4), 409),
        (4, &[], head(4), 409),
        (2, &[], head(1), 400),
        (2, &proof, other, 403),
        (0, &[], unknown.sign(&stranger).unwrap(), 404),
    ] {
        let answer = submit(&authority, old, proof, &note).await;
        assert_eq!(answer.status.as_u16(), status, "old {old}, {note}");
        if status == 409 {
            assert_eq!(
                (answer.body.as_str(), answer.content_type.as_str()),
                ("2\n", "text/x.tlog.size")
            );
        }
    }
    for body in ["", "old 2", "old 02\n\nx", "old +2\n\nx", "old 2\nx\n\ny", "new 2\n\nx"] {
        let answer = authority.post_text("/witness/add-checkpoint", body.to_owned()).await;
        assert_eq!(answer.status, 400, "{body:?}");
    }
    // None of all that moved the witness.
    assert_eq!(submit(&authority, 2, &proof, &head(4)).await.status, 200);
    let authority = authority.restarted().await;
    assert_eq!(submit(&authority, 2, &proof, &head(4)).await.status, 409);
}
