//! Having the signed head cosigned by witnesses (C2SP tlog-witness). A witness remembers the last
//! head that it saw, and cosigns only what follows from it: a ledger that shows two people two
//! histories finds no cosignature for one of them.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use http::StatusCode;
use ledger::{CosignerKey, Note, Signature};
use serde::{Deserialize, Deserializer, de};
use url::Url;
use web::{Call, Database, Fault, Fetch, FetchError, Fetched};

use crate::Keeper;
use crate::store::{self, Head};
use crate::tiles::consistency;

/// A witness, as an operator writes it down.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witness {
    /// What its endpoints stand beneath, such as `https://authority.example/witness`.
    pub url: Url,
    #[serde(deserialize_with = "key")]
    pub key: CosignerKey,
}

/// Who watches over a ledger: the table `[ledger]` of a role that keeps no logins in it, or sets
/// elsewhere how long they stay tied to people.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LedgerSettings {
    /// Those who cosign its heads, so that it can show nobody another history.
    #[serde(rename = "witness")]
    pub witnesses: Vec<Witness>,
}

impl LedgerSettings {
    /// What is in force, as sentences for the operator.
    pub fn in_force(&self) -> impl Iterator<Item = String> {
        self.witnesses.iter().map(|it| format!("the ledger is witnessed at {}", it.url))
    }
}

fn key<'de, D: Deserializer<'de>>(deserializer: D) -> Result<CosignerKey, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
}

/// A witness, and how things stand with it.
#[derive(Debug)]
pub struct Asked {
    pub witness: Witness,
    /// The size of the head that it saw last, as far as is known.
    last: AtomicU64,
    /// Whether it did not answer when it was last asked.
    silent: AtomicBool,
}

/// Why a witness did not cosign.
#[derive(Debug, thiserror::Error)]
enum Unwitnessed {
    #[error("it cannot be reached: {0}")]
    Unreachable(#[from] FetchError),
    #[error("it has seen this ledger with {0} entries, which is more than there are")]
    Longer(u64),
    #[error("it refused with {0}")]
    Refused(StatusCode),
    #[error("its answer holds no cosignature of its key")]
    Unsigned,
    #[error("{0:?}")]
    Fault(Fault),
}

impl From<Fault> for Unwitnessed {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Asked {
    pub fn new(witness: Witness) -> Self {
        Self { witness, last: AtomicU64::new(0), silent: AtomicBool::new(false) }
    }

    /// Says once that it falls silent, and once that it is there again.
    fn note(&self, keeper: &Keeper, outcome: Result<(), Unwitnessed>) {
        let (origin, witness) = (keeper.origin(), self.witness.url.as_str());
        let was_silent = self.silent.swap(outcome.is_err(), Ordering::Relaxed);
        match outcome {
            Err(error) if !was_silent => tracing::warn!(
                ledger.origin = origin, witness.url = witness, error = %error,
                "a witness does not cosign the ledger's head"
            ),
            Ok(()) if was_silent => tracing::info!(
                ledger.origin = origin,
                witness.url = witness,
                "a witness cosigns the ledger's head again"
            ),
            _ => {}
        }
    }
}

impl Keeper {
    /// Asks each witness that has not cosigned the head yet. A head without it is still signed,
    /// and served: the next one is cosigned over it.
    pub(crate) async fn have_cosigned(
        &self,
        database: &Database,
        fetch: &Fetch,
    ) -> Result<(), Fault> {
        for asked in self.witnesses.iter() {
            let head = store::head(&mut *database.read().await?).await?;
            let note: Note = head.checkpoint.parse()?;
            if asked.witness.key.verify(&note).is_ok() {
                continue;
            }
            let outcome = match self.ask(database, fetch, asked, &head, &note).await {
                Ok(line) => Ok(keep(database, &note.text, line).await?),
                Err(error) => Err(error),
            };
            asked.note(self, outcome);
        }
        Ok(())
    }

    async fn ask(
        &self,
        database: &Database,
        fetch: &Fetch,
        asked: &Asked,
        head: &Head,
        note: &Note,
    ) -> Result<Signature, Unwitnessed> {
        let old = asked.last.load(Ordering::Relaxed).min(head.size);
        let mut answer = submit(database, fetch, asked, (old, head.size, note)).await?;
        if answer.status == StatusCode::CONFLICT {
            // It names the head that it saw last: what is known of it here may be older, or lost.
            let last = size(&answer).ok_or(Unwitnessed::Refused(answer.status))?;
            if last > head.size {
                return Err(Unwitnessed::Longer(last));
            }
            answer = submit(database, fetch, asked, (last, head.size, note)).await?;
        }
        if answer.status != StatusCode::OK {
            return Err(Unwitnessed::Refused(answer.status));
        }
        let line = cosignature(&answer, &asked.witness.key, note)?;
        asked.last.store(head.size, Ordering::Relaxed);
        Ok(line)
    }
}

async fn submit(
    database: &Database,
    fetch: &Fetch,
    asked: &Asked,
    (old, new, note): (u64, u64, &Note),
) -> Result<Fetched, Unwitnessed> {
    let proof = consistency(&mut *database.read().await?, old, new).await?;
    let mut lines = vec![format!("old {old}")];
    lines.extend(proof.iter().map(ToString::to_string));
    let body = format!("{}\n\n{note}", lines.join("\n"));
    let url = format!("{}/add-checkpoint", asked.witness.url.as_str().trim_end_matches('/'));
    let url = Url::parse(&url).map_err(Fault::from)?;
    Ok(fetch.send(Call::post(url, body)).await?)
}

/// The size in a refusal of 409.
fn size(answer: &Fetched) -> Option<u64> {
    std::str::from_utf8(&answer.body).ok()?.trim().parse().ok()
}

/// The line of this witness, if it holds for this head.
fn cosignature(answer: &Fetched, key: &CosignerKey, note: &Note) -> Result<Signature, Unwitnessed> {
    let text = std::str::from_utf8(&answer.body).map_err(|_| Unwitnessed::Unsigned)?;
    let lines = text.lines().filter_map(|line| line.parse::<Signature>().ok());
    let mut cosigned = Note { text: note.text.clone(), signatures: Vec::new() };
    for line in lines {
        cosigned.signatures = vec![line.clone()];
        if key.verify(&cosigned).is_ok() {
            return Ok(line);
        }
    }
    Err(Unwitnessed::Unsigned)
}

/// Adds the line to the head, unless that has moved on meanwhile.
async fn keep(database: &Database, signed: &str, line: Signature) -> Result<(), Fault> {
    let mut tx = database.begin().await?;
    let head = store::lock_head(&mut tx).await?;
    let mut note: Note = head.checkpoint.parse()?;
    if note.text == signed {
        note.signatures.push(line);
        store::move_head(&mut tx, head.size, head.size, &note.to_string()).await?;
    }
    tx.commit().await
}
