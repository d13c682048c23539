//! A role as a witness of others' ledgers (C2SP tlog-witness): it cosigns a head only if that follows
//! from the last one it cosigned, so that no ledger can show two histories.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::{HeaderValue, StatusCode, header};
use ledger::{Checkpoint, Cosigner, Hash, Note, VerifierKey, empty_root, verify_consistency};
use serde::{Deserialize, Deserializer, de};
use sqlx::Row;
use web::{Conn, Database, Fault, Listen, OpenError, Visitor};

use crate::cosigner;

/// A checkpoint, at most 63 hashes and a few signatures are far below this.
const MAX_BODY: usize = 16 * 1024;
const MAX_PROOF: usize = 63;

/// The verifier key of a ledger to be witnessed, as its operator publishes it; its name is the ledger's
/// origin.
#[derive(Clone, Debug)]
pub struct WitnessedLedger(pub VerifierKey);

impl<'de> Deserialize<'de> for WitnessedLedger {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(de::Error::custom)
    }
}

/// A role's key as a witness, and the ledgers that it watches over. Cheap to clone.
#[derive(Clone)]
pub struct Witnessing {
    cosigner: Arc<Cosigner>,
    ledgers: Arc<[WitnessedLedger]>,
    database: Database,
}

/// Why a head is not cosigned.
#[derive(Debug, PartialEq, Eq)]
enum Refused {
    Malformed,
    UnknownOrigin,
    NotSigned,
    /// The ledger names another last head than the one that was cosigned, of this size.
    OtherSize(u64),
    Inconsistent,
}

/// Why nothing is said of a head.
#[derive(Debug)]
enum Unsaid {
    Refused(Refused),
    Fault(Fault),
}

impl From<Refused> for Unsaid {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<Fault> for Unsaid {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// What a ledger submits.
struct Submission {
    old: u64,
    proof: Vec<Hash>,
    note: Note,
}

impl Witnessing {
    /// Its key comes from the role's seal key, its last heads from the role's database.
    pub fn open(
        server: &Listen,
        ledgers: Vec<WitnessedLedger>,
        database: &Database,
    ) -> Result<Self, OpenError> {
        let cosigner = Arc::new(cosigner(&server.seal_key_file, &server.url)?);
        Ok(Self { cosigner, ledgers: ledgers.into(), database: database.clone() })
    }

    /// `/witness/add-checkpoint` and `/witness/key`.
    pub fn routes<S: Clone + Send + Sync + 'static>(self) -> Router<S> {
        Router::new()
            .route("/witness/add-checkpoint", post(add_checkpoint))
            .route("/witness/key", get(key))
            .layer(DefaultBodyLimit::max(MAX_BODY))
            .with_state(self)
    }

    /// The head that somebody submits, if its ledger is watched over here and signed it. Whoever has
    /// no ledger's signature costs the database nothing.
    fn signed(&self, submission: &Submission) -> Result<Checkpoint, Refused> {
        let note = &submission.note;
        let origin = note.text.lines().next().unwrap_or_default();
        let known = self.ledgers.iter().map(|known| &known.0).find(|key| key.name() == origin);
        let key = known.ok_or(Refused::UnknownOrigin)?;
        key.verify(note).map_err(|_| Refused::NotSigned)?;
        Checkpoint::open(note, key).map_err(|_| Refused::Malformed)
    }

    /// Remembers the head if it follows from the last one.
    async fn take(&self, submission: &Submission, head: &Checkpoint) -> Result<(), Unsaid> {
        follows(submission, head, self.last(head).await?)?;
        // Heads are public, and anybody can submit the last one again: that writes nothing.
        if head.size == submission.old {
            return Ok(());
        }
        let mut tx = self.database.begin().await?;
        let moved = advance(&mut tx, submission.old, head).await?;
        tx.commit().await?;
        if moved {
            return Ok(());
        }
        // Another head of this ledger was taken at the same moment.
        let (size, _) = self.last(head).await?;
        Err(Refused::OtherSize(size).into())
    }

    /// The last head of this ledger that was cosigned; before the first, that of none.
    async fn last(&self, head: &Checkpoint) -> Result<(u64, Hash), Fault> {
        let conn = &mut *self.database.read().await?;
        Ok(find(conn, &head.origin).await?.unwrap_or((0, empty_root())))
    }
}

/// `POST /witness/add-checkpoint`. The order is that of the specification: who is it, did they sign,
/// does it follow.
async fn add_checkpoint(
    State(witnessing): State<Witnessing>,
    visitor: Visitor,
    body: Bytes,
) -> Result<Response, Unsaid> {
    let submission = Submission::read(&body).ok_or(Refused::Malformed)?;
    let head = witnessing.signed(&submission)?;
    // It is remembered before it is said.
    witnessing.take(&submission, &head).await?;
    let seconds = u64::try_from(visitor.now.seconds()).map_err(Fault::from)?;
    let signature = witnessing.cosigner.cosign(&submission.note, seconds);
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, text)], format!("{signature}\n")).into_response())
}

/// `GET /witness/key`: the key that cosigns.
async fn key(State(witnessing): State<Witnessing>) -> String {
    format!("{}\n", witnessing.cosigner.key())
}

fn follows(submission: &Submission, new: &Checkpoint, last: (u64, Hash)) -> Result<(), Refused> {
    if submission.old > new.size {
        return Err(Refused::Malformed);
    }
    let (size, root) = last;
    if submission.old != size {
        return Err(Refused::OtherSize(size));
    }
    if new.size == 0 && new.root != empty_root() {
        return Err(Refused::Inconsistent);
    }
    let proof = &submission.proof;
    verify_consistency((size, &root), (new.size, &new.root), proof)
        .map_err(|_| Refused::Inconsistent)
}

impl Submission {
    fn read(body: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(body).ok()?;
        let (head, note) = text.split_once("\n\n")?;
        let mut lines = head.lines();
        let old = lines.next()?.strip_prefix("old ")?;
        let number: u64 = old.parse().ok()?;
        // One spelling for each number: no plus sign, no leading zeroes.
        if number.to_string() != old {
            return None;
        }
        let proof: Vec<Hash> = lines.map(|line| line.parse().ok()).collect::<Option<_>>()?;
        let note = note.parse().ok()?;
        (proof.len() <= MAX_PROOF).then_some(Self { old: number, proof, note })
    }
}

impl IntoResponse for Unsaid {
    fn into_response(self) -> Response {
        let refused = match self {
            Self::Fault(fault) => return fault.into_response(),
            Self::Refused(refused) => refused,
        };
        tracing::warn!(reason = ?refused, "a ledger's head was not cosigned");
        let status = match refused {
            Refused::OtherSize(last) => {
                let size = HeaderValue::from_static("text/x.tlog.size");
                let headers = [(header::CONTENT_TYPE, size)];
                return (StatusCode::CONFLICT, headers, format!("{last}\n")).into_response();
            }
            Refused::Malformed => StatusCode::BAD_REQUEST,
            Refused::UnknownOrigin => StatusCode::NOT_FOUND,
            Refused::NotSigned => StatusCode::FORBIDDEN,
            Refused::Inconsistent => StatusCode::UNPROCESSABLE_ENTITY,
        };
        status.into_response()
    }
}

async fn find(conn: &mut Conn, origin: &str) -> Result<Option<(u64, Hash)>, Fault> {
    let row = sqlx::query("SELECT size, root FROM witnessed WHERE origin = $1")
        .bind(origin)
        .fetch_optional(conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let root: Vec<u8> = row.try_get("root")?;
    let size = u64::try_from(row.try_get::<i64, _>("size")?)?;
    Ok(Some((size, Hash::try_from(root.as_slice())?)))
}

/// Moves a ledger's last head on from one size to a larger one; `false` if it has moved already. Each
/// size is reached once, so a size stands for its root.
async fn advance(conn: &mut Conn, old: u64, head: &Checkpoint) -> Result<bool, Fault> {
    let done = sqlx::query(
        "INSERT INTO witnessed (origin, size, root) VALUES ($1, $2, $3)
         ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root
         WHERE witnessed.size = $4",
    )
    .bind(&head.origin)
    .bind(i64::try_from(head.size)?)
    .bind(head.root.as_bytes().to_vec())
    .bind(i64::try_from(old)?)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
