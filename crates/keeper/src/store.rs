use aws_lc_rs::rand;
use domain::Timestamp;
use ledger::{Opening, Salt};
use sqlx::{AssertSqlSafe, Row as _};
use web::{Conn, Fault, batches, placeholders};

const SALT_BYTES: usize = 32;

/// An entry as it lies in the database.
#[derive(Clone, Debug)]
pub struct Recorded {
    pub place: u64,
    pub salt: Salt,
    pub content: String,
}

impl Recorded {
    pub fn opening(&self) -> Opening<'_> {
        Opening { salt: &self.salt, entry: self.content.as_bytes() }
    }
}

/// The one row that says where the ledger stands.
#[derive(Clone, Debug)]
pub struct Head {
    /// How many entries are recorded.
    pub entries: u64,
    /// How many of them the tree holds.
    pub size: u64,
    /// The signed head of the tree; empty before the first.
    pub checkpoint: String,
}

impl Head {
    /// Whether the tree lacks entries, or was never signed.
    pub fn is_behind(&self) -> bool {
        self.size < self.entries || self.checkpoint.is_empty()
    }
}

/// Records an entry under a fresh salt and returns its place. It is durable with the caller's
/// transaction, and gone with it if that is rolled back.
pub async fn record(conn: &mut Conn, content: &str, now: Timestamp) -> Result<u64, Fault> {
    let place = take_places(conn, 1).await?;
    put(conn, place, &[(now, content)]).await?;
    Ok(place)
}

/// Takes the next places, for the caller to fill in the same transaction, and returns the first.
/// Nodes that share a database take turns on the counter's row, so that the places run in the order
/// of the commits. Who locks other rows as well should do that in the same order wherever they do:
/// two nodes that wait for each other lose a commit.
pub async fn take_places(conn: &mut Conn, count: u64) -> Result<u64, Fault> {
    let (first,): (i64,) = sqlx::query_as(
        "UPDATE ledger_head SET entries = entries + $1 WHERE one = 1 RETURNING entries - $1",
    )
    .bind(signed(count)?)
    .fetch_one(conn)
    .await
    .map_err(|error| Fault::new("taking a place in the ledger", error))?;
    unsigned(first)
}

/// Fills places that were taken, from `first` on, each under a salt of its own.
pub async fn put<T: AsRef<str>>(
    conn: &mut Conn,
    first: u64,
    entries: &[(Timestamp, T)],
) -> Result<(), Fault> {
    let mut salts = vec![0; entries.len() * SALT_BYTES];
    rand::fill(&mut salts).map_err(|error| Fault::new("salting a ledger entry", error))?;
    let rows: Vec<_> = (first..).zip(salts.chunks(SALT_BYTES)).zip(entries).collect();
    for batch in batches(&rows, 4) {
        let values = placeholders(batch.len(), 4);
        let sql =
            format!("INSERT INTO ledger_entry (place, salt, content, recorded) VALUES {values}");
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for ((place, salt), (at, content)) in batch {
            query = query
                .bind(signed(*place)?)
                .bind(salt.to_vec())
                .bind(content.as_ref())
                .bind(at.millis());
        }
        let put = query.execute(&mut *conn).await;
        put.map_err(|error| Fault::new("recording ledger entries", error))?;
    }
    Ok(())
}

pub async fn head(conn: &mut Conn) -> Result<Head, Fault> {
    let row = sqlx::query_as("SELECT entries, size, checkpoint FROM ledger_head WHERE one = 1")
        .fetch_one(conn)
        .await
        .map_err(|error| Fault::new("reading the ledger's head", error))?;
    row_to_head(row)
}

fn row_to_head((entries, size, checkpoint): (i64, i64, String)) -> Result<Head, Fault> {
    Ok(Head { entries: unsigned(entries)?, size: unsigned(size)?, checkpoint })
}

/// Reads the head and keeps it from moving until the transaction ends: an update that changes
/// nothing takes the row's lock on both engines.
pub async fn lock_head(conn: &mut Conn) -> Result<Head, Fault> {
    let row: (i64, i64, String) = sqlx::query_as(
        "UPDATE ledger_head SET entries = entries WHERE one = 1 RETURNING entries, size, checkpoint",
    )
    .fetch_one(conn)
    .await
    .map_err(|error| Fault::new("locking the ledger's head", error))?;
    row_to_head(row)
}

/// Moves the head from one size to a larger one, or gives it more signatures at the same size.
/// `false` if it is no longer where the caller saw it.
pub async fn move_head(
    conn: &mut Conn,
    from: u64,
    to: u64,
    checkpoint: &str,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE ledger_head SET size = $1, checkpoint = $2 WHERE one = 1 AND size = $3",
    )
    .bind(signed(to)?)
    .bind(checkpoint)
    .bind(signed(from)?)
    .execute(conn)
    .await
    .map_err(|error| Fault::new("moving the ledger's head", error))?;
    Ok(done.rows_affected() == 1)
}

/// The entries from `start` up to, not including, `end`.
pub async fn entries(conn: &mut Conn, start: u64, end: u64) -> Result<Vec<Recorded>, Fault> {
    let rows = sqlx::query(
        "SELECT place, salt, content FROM ledger_entry WHERE place >= $1 AND place < $2 ORDER BY place",
    )
    .bind(signed(start)?)
    .bind(signed(end)?)
    .fetch_all(conn)
    .await
    .map_err(|error| Fault::new("reading ledger entries", error))?;
    let recorded: Vec<_> = rows.iter().map(entry).collect::<Result<_, Fault>>()?;
    let complete = recorded.iter().zip(start..end).all(|(entry, place)| entry.place == place);
    if complete && recorded.len() as u64 == end.saturating_sub(start) {
        Ok(recorded)
    } else {
        Err(Fault::because(format!("the ledger lacks an entry between {start} and {end}")))
    }
}

fn entry(row: &sqlx::any::AnyRow) -> Result<Recorded, Fault> {
    let salt: Vec<u8> = row.try_get("salt")?;
    let salt = salt.try_into().map_err(|_| Fault::because("a ledger salt is not 32 bytes"))?;
    Ok(Recorded {
        place: unsigned(row.try_get("place")?)?,
        salt: Salt::from_bytes(salt),
        content: row.try_get("content")?,
    })
}

/// The hashes of a tile, 32 bytes each; empty where there is none yet.
pub async fn tile(conn: &mut Conn, level: u8, number: u64) -> Result<Vec<u8>, Fault> {
    let row: Option<(Vec<u8>,)> =
        sqlx::query_as("SELECT hashes FROM ledger_tile WHERE level = $1 AND number = $2")
            .bind(i64::from(level))
            .bind(signed(number)?)
            .fetch_optional(conn)
            .await
            .map_err(|error| Fault::new("reading a ledger tile", error))?;
    Ok(row.map(|(hashes,)| hashes).unwrap_or_default())
}

pub async fn save_tile(
    conn: &mut Conn,
    level: u8,
    number: u64,
    hashes: &[u8],
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO ledger_tile (level, number, hashes) VALUES ($1, $2, $3)
         ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes",
    )
    .bind(i64::from(level))
    .bind(signed(number)?)
    .bind(hashes.to_vec())
    .execute(conn)
    .await
    .map_err(|error| Fault::new("writing a ledger tile", error))?;
    Ok(())
}

pub fn signed(number: u64) -> Result<i64, Fault> {
    i64::try_from(number).map_err(|error| Fault::new("a ledger of more than 2^63 entries", error))
}

fn unsigned(number: i64) -> Result<u64, Fault> {
    u64::try_from(number).map_err(|error| Fault::new("a negative place in the ledger", error))
}
