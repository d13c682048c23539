//! Keys across time, restarts and nodes.

use std::time::Duration;

use domain::Timestamp;
use openid::keys::{KeyRing, Purpose};
use protocol::jose::{Algorithm, ContentEncryption, KeyManagement, Signer, TokenType, jwe, jws};
use serde_json::json;
use testdb::Postgres;
use web::{Database, SealKey};

use crate::stage::{NOON, open};

const SEAL: [u8; 32] = [7; 32];

async fn databases() -> Vec<(Database, tempfile::TempDir)> {
    let folder = || tempfile::tempdir().unwrap();
    let sqlite = folder();
    let url = format!("sqlite:{}", sqlite.path().join("keys.db").display());
    let mut databases = vec![(open(&url).await, sqlite)];
    if let Some(postgres) = Postgres::shared() {
        databases.push((open(&postgres.database()).await, folder()));
    }
    databases
}

async fn ring(db: &Database, now: Timestamp) -> KeyRing {
    let seal = SealKey::new(&SEAL).unwrap();
    KeyRing::open(db.clone(), seal, Purpose::RELYING_PARTY, now).await.unwrap()
}

fn day(day: u64) -> Timestamp {
    NOON.plus(Duration::from_hours(24 * day))
}

fn signing(ring: &KeyRing, now: Timestamp) -> String {
    ring.signer(Algorithm::ES256, now).unwrap().key_id().to_owned()
}

#[tokio::test]
async fn the_same_key_signs_after_a_restart() {
    for (db, _folder) in databases().await {
        let first = signing(&ring(&db, NOON).await, NOON);
        assert_eq!(signing(&ring(&db, day(1)).await, day(1)), first);
    }
}

/// oidcc-server-rotate-keys: the new key appears, and the old one stays.
#[tokio::test]
async fn oidcc_server_rotate_keys() {
    for (db, _folder) in databases().await {
        let keys = ring(&db, NOON).await;
        let first = signing(&keys, NOON);
        let token = jws::sign(&*keys.signer(Algorithm::ES256, NOON).unwrap(), "JWT", &json!({}));
        let token = token.unwrap();
        let verifies = |keys: &KeyRing, now| {
            let set = keys.public(now);
            jws::verify(&token, &set, &[Algorithm::ES256], TokenType::Plain).is_ok()
        };
        keys.rotate(day(83)).await.unwrap();
        assert_eq!(keys.public(day(83)).keys().len(), 3, "the next signing key is published");
        assert_eq!(signing(&keys, day(83)), first, "and does not sign yet");
        let second = signing(&keys, day(90));
        assert_ne!(second, first, "it signs without a further rotation");
        assert!(verifies(&keys, day(100)), "what the old key signed is still good");
        keys.rotate(day(121)).await.unwrap();
        assert_eq!(signing(&keys, day(121)), second);
        assert!(!verifies(&keys, day(121)), "and the old key is gone in the end");
    }
}

#[tokio::test]
async fn what_was_encrypted_to_the_old_key_is_still_read() {
    for (db, _folder) in databases().await {
        let keys = ring(&db, NOON).await;
        let set = keys.public(NOON);
        let recipient = set.encrypting(KeyManagement::EcdhEs).unwrap();
        let enc = ContentEncryption::A256Gcm;
        let token = jwe::encrypt(b"hello", recipient, KeyManagement::EcdhEs, enc, None).unwrap();
        keys.rotate(day(83)).await.unwrap();
        keys.rotate(day(91)).await.unwrap();
        let set = keys.public(day(91));
        let now = set.encrypting(KeyManagement::EcdhEs).unwrap();
        assert_ne!(now.key_id(), recipient.key_id(), "others encrypt to the new key");
        assert_eq!(keys.decrypt(&token).unwrap().plaintext.as_slice(), b"hello");
    }
}

#[tokio::test]
async fn two_nodes_agree_on_their_keys() {
    for (db, _folder) in databases().await {
        let (one, two) = (ring(&db, NOON).await, ring(&db, NOON).await);
        assert_eq!(signing(&one, NOON), signing(&two, NOON));
        let (first, second) = tokio::join!(one.rotate(day(83)), two.rotate(day(83)));
        first.unwrap();
        second.unwrap();
        one.rotate(day(84)).await.unwrap();
        two.rotate(day(84)).await.unwrap();
        assert_eq!(signing(&one, day(95)), signing(&two, day(95)));
        assert_eq!(one.public(day(84)).keys().len(), 3);
    }
}

#[tokio::test]
async fn keys_lie_sealed_and_a_wrong_seal_key_is_told_in_one_sentence() {
    for (db, _folder) in databases().await {
        ring(&db, NOON).await;
        let other = SealKey::new(&[8; 32]).unwrap();
        let opened = KeyRing::open(db.clone(), other, Purpose::RELYING_PARTY, NOON).await;
        let fault = opened.err().expect("the wrong key opens nothing");
        assert!(fault.explain().contains("not the seal key file"), "{}", fault.explain());
    }
}

#[tokio::test]
async fn a_row_cannot_be_made_to_sign_longer_by_whoever_writes_to_the_database() {
    for (db, _folder) in databases().await {
        ring(&db, NOON).await;
        let mut tx = db.begin().await.unwrap();
        let sql = "UPDATE openid_key SET begins = begins + 1";
        sqlx::query(sql).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        let seal = SealKey::new(&SEAL).unwrap();
        assert!(KeyRing::open(db.clone(), seal, Purpose::RELYING_PARTY, NOON).await.is_err());
    }
}
