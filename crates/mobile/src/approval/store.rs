//! Approvals in the database. A move is saved only over the very row it was made from.

use domain::{ApprovalId, Channel, DeviceId, Level, PartnerId, PersonId, ServiceId, Timestamp};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};
use web::{Conn, Fault};

use super::{Approval, Matter, Pair, Showing, Stage, Waiting, Why};
use crate::person::PhoneNumber;

const COLUMNS: &str = "id, partner, partner_name, service, service_name, level, claims, \
    code_required, nonce, pair, asked, expires, state, person, device, channel, wrong_matches, \
    reached, ended, moves, place";

/// The hashes by which an approval is found, and what its partner asked.
#[derive(Debug)]
pub struct Access<'a> {
    pub page: [u8; 32],
    pub browser: [u8; 32],
    pub scan: [u8; 32],
    pub request: &'a str,
}

/// An approval as it was read, with the number of moves that led to it.
#[derive(Clone, Debug)]
pub struct Stored {
    pub approval: Approval,
    /// Where the ledger holds what the partner was told, once it was told.
    pub place: Option<u64>,
    moves: i64,
}

/// What the computer's page needs besides the approval.
#[derive(Clone, Debug)]
pub struct Page {
    pub stored: Stored,
    pub browser: Vec<u8>,
    pub request: String,
    /// The sealed redirect that answered the partner.
    pub answer: Option<Vec<u8>>,
    /// Somebody typed a phone number, whether it reached anybody or not.
    pub number_typed: bool,
}

pub async fn add(conn: &mut Conn, approval: &Approval, access: Access<'_>) -> Result<(), Fault> {
    let matter = &approval.matter;
    sqlx::query(
        "INSERT INTO approval (id, page, browser, scan, request, partner, partner_name, service, \
         service_name, level, claims, code_required, nonce, pair, number_typed, asked, expires, \
         state, wrong_matches, moves) VALUES \
         ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, $15, $16, $17, 0, 0)",
    )
    .bind(approval.id.as_str())
    .bind(access.page.as_slice())
    .bind(access.browser.as_slice())
    .bind(access.scan.as_slice())
    .bind(access.request)
    .bind(matter.partner.as_str())
    .bind(serde_json::to_string(&matter.partner_name)?)
    .bind(matter.service.as_str())
    .bind(serde_json::to_string(&matter.service_name)?)
    .bind(matter.level.name())
    .bind(serde_json::to_string(&matter.claims)?)
    .bind(i64::from(matter.code_required))
    .bind(matter.nonce.as_str())
    .bind(i64::from(matter.pair.number()))
    .bind(matter.asked.millis())
    .bind(matter.expires.millis())
    .bind(approval.stage.name())
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn find(conn: &mut Conn, id: &ApprovalId) -> Result<Option<Stored>, Fault> {
    let row = select(conn, "id = $1", Key::Text(id.as_str())).await?;
    row.as_ref().map(read).transpose()
}

pub async fn by_scan(conn: &mut Conn, scan: &[u8; 32]) -> Result<Option<Stored>, Fault> {
    let row = select(conn, "scan = $1", Key::Hash(scan)).await?;
    row.as_ref().map(read).transpose()
}

pub async fn by_page(conn: &mut Conn, page: &[u8; 32]) -> Result<Option<Page>, Fault> {
    let Some(row) = select(conn, "page = $1", Key::Hash(page)).await? else { return Ok(None) };
    Ok(Some(Page {
        stored: read(&row)?,
        browser: row.try_get::<Option<Vec<u8>>, _>("browser")?.unwrap_or_default(),
        request: row.try_get::<Option<String>, _>("request")?.unwrap_or_default(),
        answer: row.try_get("answer")?,
        number_typed: row.try_get::<i64, _>("number_typed")? != 0,
    }))
}

/// Which browser an approval is bound to, by the hash of its cookie.
pub async fn browser(conn: &mut Conn, id: &ApprovalId) -> Result<Option<Vec<u8>>, Fault> {
    let row = sqlx::query("SELECT browser FROM approval WHERE id = $1")
        .bind(id.as_str())
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| row.try_get::<Option<Vec<u8>>, _>("browser")).transpose()?.flatten())
}

/// Writes what became of an approval. False when it moved meanwhile: of two moves made from one
/// row, one is saved.
pub async fn save(conn: &mut Conn, before: &Stored, after: &Approval) -> Result<bool, Fault> {
    let columns = Columns::of(&after.stage);
    let done = sqlx::query(
        "UPDATE approval SET state = $3, person = $4, device = $5, channel = $6, \
         wrong_matches = $7, reached = $8, ended = $9, moves = moves + 1 \
         WHERE id = $1 AND moves = $2",
    )
    .bind(after.id.as_str())
    .bind(before.moves)
    .bind(after.stage.name())
    .bind(columns.person)
    .bind(columns.device)
    .bind(columns.channel)
    .bind(columns.wrong_matches)
    .bind(columns.reached)
    .bind(columns.ended)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes the phone number that was typed. Looking it up is left for later, so that neither the
/// page nor the time it takes tells whether somebody has that number.
pub async fn note_number(
    conn: &mut Conn,
    id: &ApprovalId,
    number: &PhoneNumber,
) -> Result<(), Fault> {
    sqlx::query("UPDATE approval SET number_typed = 1, number = $2 WHERE id = $1")
        .bind(id.as_str())
        .bind(number.reveal())
        .execute(conn)
        .await?;
    Ok(())
}

/// Typed numbers that nobody has looked up yet.
pub async fn typed_numbers(conn: &mut Conn) -> Result<Vec<(ApprovalId, PhoneNumber)>, Fault> {
    let rows = sqlx::query("SELECT id, number FROM approval WHERE number IS NOT NULL LIMIT 100")
        .fetch_all(conn)
        .await?;
    rows.iter()
        .map(|row| {
            let id = ApprovalId::new(row.try_get::<String, _>("id")?);
            Ok((id, PhoneNumber::stored(row.try_get("number")?)))
        })
        .collect()
}

/// Takes a typed number to look it up. False when somebody else took it.
pub async fn take_number(conn: &mut Conn, id: &ApprovalId) -> Result<bool, Fault> {
    let done =
        sqlx::query("UPDATE approval SET number = NULL WHERE id = $1 AND number IS NOT NULL")
            .bind(id.as_str())
            .execute(conn)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps the redirect that answers the partner, and where the ledger holds the answer. False when
/// there is one already.
pub async fn answer(
    conn: &mut Conn,
    id: &ApprovalId,
    sealed: &[u8],
    place: u64,
) -> Result<bool, Fault> {
    let sql = "UPDATE approval SET answer = $2, place = $3 WHERE id = $1 AND answer IS NULL";
    let done = sqlx::query(sql)
        .bind(id.as_str())
        .bind(sealed)
        .bind(i64::try_from(place)?)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// What waits for a person, and what has come since `since`, the latest first.
pub async fn list(
    conn: &mut Conn,
    person: &PersonId,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<Stored>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM approval WHERE person = $1 AND asked >= $2 \
         ORDER BY asked DESC LIMIT $3"
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(person.as_str())
        .bind(since.millis())
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(read).collect()
}

/// The answered requests whose answers stand at these places of the ledger, in its order.
pub async fn placed(
    conn: &mut Conn,
    start: u64,
    end: u64,
) -> Result<Vec<(u64, ApprovalId)>, Fault> {
    let sql = "SELECT place, id FROM approval WHERE place >= $1 AND place < $2 ORDER BY place, id";
    let rows = sqlx::query(sql)
        .bind(i64::try_from(start)?)
        .bind(i64::try_from(end)?)
        .fetch_all(conn)
        .await?;
    rows.iter().map(place_and_id).collect()
}

/// Those whose place lies behind the ledger's last entry, in one statement: nothing is recorded between
/// two looks.
pub async fn beyond_the_ledger(conn: &mut Conn) -> Result<Vec<(u64, ApprovalId)>, Fault> {
    let sql = "SELECT place, id FROM approval \
               WHERE place >= (SELECT entries FROM ledger_head WHERE one = 1) ORDER BY place, id";
    sqlx::query(sql).fetch_all(conn).await?.iter().map(place_and_id).collect()
}

fn place_and_id(row: &AnyRow) -> Result<(u64, ApprovalId), Fault> {
    let place = u64::try_from(row.try_get::<i64, _>("place")?)?;
    Ok((place, ApprovalId::new(row.try_get::<String, _>("id")?)))
}

/// Where the ledger holds the answer to a request of this person's.
pub async fn place_of(
    conn: &mut Conn,
    person: &PersonId,
    id: &ApprovalId,
) -> Result<Option<u64>, Fault> {
    let sql = "SELECT place FROM approval WHERE person = $1 AND id = $2";
    let place: Option<Option<i64>> = sqlx::query_scalar(sql)
        .bind(person.as_str())
        .bind(id.as_str())
        .fetch_optional(conn)
        .await?;
    Ok(place.flatten().map(u64::try_from).transpose()?)
}

/// Forgets handles and requests of what ended before `answered`, and everything from before
/// `forgotten`.
pub async fn purge(
    conn: &mut Conn,
    answered: Timestamp,
    forgotten: Timestamp,
) -> Result<u64, Fault> {
    let mut gone =
        sqlx::query("DELETE FROM approval WHERE expires < $1 OR (expires < $2 AND person IS NULL)")
            .bind(forgotten.millis())
            .bind(answered.millis())
            .execute(&mut *conn)
            .await?
            .rows_affected();
    gone += sqlx::query(
        "UPDATE approval SET page = NULL, browser = NULL, scan = NULL, request = NULL, \
         answer = NULL WHERE expires < $1 AND page IS NOT NULL",
    )
    .bind(answered.millis())
    .execute(conn)
    .await?
    .rows_affected();
    Ok(gone)
}

enum Key<'a> {
    Text(&'a str),
    Hash(&'a [u8; 32]),
}

async fn select(conn: &mut Conn, condition: &str, key: Key<'_>) -> Result<Option<AnyRow>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS}, browser, request, answer, number_typed FROM approval WHERE {condition}"
    );
    let query = sqlx::query(AssertSqlSafe(sql));
    let query = match key {
        Key::Text(text) => query.bind(text),
        Key::Hash(hash) => query.bind(hash.as_slice()),
    };
    Ok(query.fetch_optional(conn).await?)
}

/// How a stage is spread over the columns.
#[derive(Default)]
struct Columns<'a> {
    person: Option<&'a str>,
    device: Option<&'a str>,
    channel: Option<&'a str>,
    wrong_matches: i64,
    reached: Option<&'a str>,
    ended: Option<i64>,
}

impl<'a> Columns<'a> {
    fn of(stage: &'a Stage) -> Self {
        let mut columns = Self { person: stage.person().map(PersonId::as_str), ..Self::default() };
        if let Some(showing) = stage.showing() {
            columns.device = Some(showing.device.as_str());
            columns.channel = Some(showing.channel.name());
            columns.wrong_matches = i64::from(showing.wrong_matches);
        }
        match stage {
            Stage::Waiting(_) => {}
            Stage::Approved { level, at, .. } => {
                columns.reached = Some(level.name());
                columns.ended = Some(at.millis());
            }
            Stage::Refused { at, .. } => columns.ended = Some(at.millis()),
        }
        columns
    }
}

fn read(row: &AnyRow) -> Result<Stored, Fault> {
    let approval = Approval {
        id: ApprovalId::new(row.try_get::<String, _>("id")?),
        matter: read_matter(row)?,
        stage: read_stage(row)?,
    };
    let place = row.try_get::<Option<i64>, _>("place")?.map(u64::try_from).transpose()?;
    Ok(Stored { approval, place, moves: row.try_get("moves")? })
}

fn read_matter(row: &AnyRow) -> Result<Matter, Fault> {
    Ok(Matter {
        partner: PartnerId::new(row.try_get::<String, _>("partner")?),
        partner_name: serde_json::from_str(row.try_get("partner_name")?)?,
        service: ServiceId::new(row.try_get::<String, _>("service")?),
        service_name: serde_json::from_str(row.try_get("service_name")?)?,
        level: row.try_get::<&str, _>("level")?.parse()?,
        claims: serde_json::from_str(row.try_get("claims")?)?,
        code_required: row.try_get::<i64, _>("code_required")? != 0,
        nonce: row.try_get("nonce")?,
        pair: Pair::try_from(row.try_get::<i64, _>("pair")?)?,
        asked: Timestamp::from_millis(row.try_get("asked")?),
        expires: Timestamp::from_millis(row.try_get("expires")?),
    })
}

fn read_stage(row: &AnyRow) -> Result<Stage, Fault> {
    let state: &str = row.try_get("state")?;
    let waiting = read_waiting(row)?;
    let ended = row.try_get::<Option<i64>, _>("ended")?.map(Timestamp::from_millis);
    match (state, waiting, ended) {
        ("asked" | "shown", waiting, None) => Ok(Stage::Waiting(waiting)),
        ("approved", Waiting::Shown(showing), Some(at)) => {
            let level: Level = row.try_get::<&str, _>("reached")?.parse()?;
            Ok(Stage::Approved { showing, level, at })
        }
        (state, was, Some(at)) => {
            let why = Why::ALL.into_iter().find(|why| why.name() == state);
            let why = why.ok_or_else(|| Fault::because("an approval has an unknown state"))?;
            Ok(Stage::Refused { why, was, at })
        }
        _ => Err(Fault::because("an approval's state and end do not go together")),
    }
}

fn read_waiting(row: &AnyRow) -> Result<Waiting, Fault> {
    let person = row.try_get::<Option<String>, _>("person")?.map(PersonId::new);
    let device = row.try_get::<Option<String>, _>("device")?.map(DeviceId::new);
    let channel: Option<&str> = row.try_get("channel")?;
    match (person, device, channel) {
        (addressed, None, None) => Ok(Waiting::Asked { addressed }),
        (Some(person), Some(device), Some(name)) => {
            let channel = Channel::ALL.into_iter().find(|channel| channel.name() == name);
            Ok(Waiting::Shown(Showing {
                person,
                device,
                channel: channel
                    .ok_or_else(|| Fault::because("an approval has an unknown channel"))?,
                wrong_matches: u8::try_from(row.try_get::<i64, _>("wrong_matches")?)?,
            }))
        }
        _ => Err(Fault::because("an approval's person, device and channel do not go together")),
    }
}
