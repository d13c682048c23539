//! The authority as a witness of other ledgers (C2SP tlog-witness): it cosigns a head only if that
//! follows from the last one it cosigned, so that no ledger can show two histories.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::{StatusCode, header};
use ledger::{Checkpoint, Hash, Note, VerifierKey, empty_root, verify_consistency};
use sqlx::Row;
use web::{Conn, Fault, Visitor};

use crate::accreditor::Accreditor;

/// A checkpoint, at most 63 hashes and a few signatures are far below this.
const MAX_BODY: usize = 16 * 1024;
const MAX_PROOF: usize = 63;

pub fn routes() -> Router<Accreditor> {
    Router::new()
        .route("/witness/add-checkpoint", post(add_checkpoint))
        .route("/witness/key", get(key))
        .layer(DefaultBodyLimit::max(MAX_BODY))
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

/// What a ledger submits.
struct Submission {
    old: u64,
    proof: Vec<Hash>,
    note: Note,
}

/// `POST /witness/add-checkpoint`
async fn add_checkpoint(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    body: Bytes,
) -> Result<Response, Fault> {
    let mut tx = accreditor.db.begin().await?;
    let (checkpoint, note) = match judge(&accreditor, &mut tx, &body).await? {
        Ok(judged) => judged,
        Err(refused) => {
            tracing::warn!(reason = ?refused, "a ledger's head was not cosigned");
            return Ok(refused.into_response());
        }
    };
    keep(&mut tx, &checkpoint).await?;
    // It is remembered before it is said.
    tx.commit().await?;
    let seconds = u64::try_from(visitor.now.seconds())?;
    let signature = accreditor.cosigner.cosign(&note, seconds);
    let text = header::HeaderValue::from_static("text/plain; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, text)], format!("{signature}\n")).into_response())
}

/// `GET /witness/key`: the key that cosigns.
async fn key(State(accreditor): State<Accreditor>) -> String {
    format!("{}\n", accreditor.cosigner.key())
}

/// The order is that of the specification: who is it, did they sign, does it follow.
async fn judge(
    accreditor: &Accreditor,
    conn: &mut Conn,
    body: &[u8],
) -> Result<Result<(Checkpoint, Note), Refused>, Fault> {
    let Some(submission) = Submission::read(body) else { return Ok(Err(Refused::Malformed)) };
    let origin = submission.note.text.lines().next().unwrap_or_default();
    let Some(key) = accreditor.witnessed.iter().find(|key| key.name() == origin) else {
        return Ok(Err(Refused::UnknownOrigin));
    };
    let checkpoint = match signed(&submission.note, key) {
        Ok(checkpoint) => checkpoint,
        Err(refused) => return Ok(Err(refused)),
    };
    let last = last(conn, origin).await?;
    Ok(follows(&submission, &checkpoint, last).map(|()| (checkpoint, submission.note)))
}

fn signed(note: &Note, key: &VerifierKey) -> Result<Checkpoint, Refused> {
    key.verify(note).map_err(|_| Refused::NotSigned)?;
    Checkpoint::open(note, key).map_err(|_| Refused::Malformed)
}

fn follows(
    submission: &Submission,
    new: &Checkpoint,
    last: Option<(u64, Hash)>,
) -> Result<(), Refused> {
    if submission.old > new.size {
        return Err(Refused::Malformed);
    }
    let (size, root) = last.unwrap_or((0, empty_root()));
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

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let size = header::HeaderValue::from_static("text/x.tlog.size");
        let status = match self {
            Self::OtherSize(last) => {
                let headers = [(header::CONTENT_TYPE, size)];
                return (StatusCode::CONFLICT, headers, format!("{last}\n")).into_response();
            }
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::UnknownOrigin => StatusCode::NOT_FOUND,
            Self::NotSigned => StatusCode::FORBIDDEN,
            Self::Inconsistent => StatusCode::UNPROCESSABLE_ENTITY,
        };
        status.into_response()
    }
}

/// The last head that was cosigned for a ledger. The row is locked: of two submissions at once the
/// second sees what the first one left.
async fn last(conn: &mut Conn, origin: &str) -> Result<Option<(u64, Hash)>, Fault> {
    let row =
        sqlx::query("UPDATE witnessed SET size = size WHERE origin = $1 RETURNING size, root")
            .bind(origin)
            .fetch_optional(conn)
            .await?;
    let Some(row) = row else { return Ok(None) };
    let root: Vec<u8> = row.try_get("root")?;
    let size = u64::try_from(row.try_get::<i64, _>("size")?)?;
    Ok(Some((size, Hash::try_from(root.as_slice())?)))
}

async fn keep(conn: &mut Conn, checkpoint: &Checkpoint) -> Result<(), Fault> {
    let done = sqlx::query(
        "INSERT INTO witnessed (origin, size, root) VALUES ($1, $2, $3)
         ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root
         WHERE witnessed.size <= excluded.size",
    )
    .bind(&checkpoint.origin)
    .bind(i64::try_from(checkpoint.size)?)
    .bind(checkpoint.root.as_bytes().to_vec())
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Fault::because("a witnessed ledger moved on at the same moment"))
    }
}
