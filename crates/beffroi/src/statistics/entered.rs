//! Which publications stand in the office's ledger, and where.

use domain::Timestamp;
use figures::archive::Digest;
use web::{Conn, Fault, Migration};

/// The tables of the office. Versions 70xx belong to it.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 7001,
    name: "publication",
    sql: "CREATE TABLE publication (
        digest BLOB NOT NULL,
        place BIGINT NOT NULL,
        entered BIGINT NOT NULL,
        CONSTRAINT publication_digest PRIMARY KEY (digest)
    )",
}];

/// Where a publication stands in the ledger, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entered {
    pub place: u64,
    pub at: Timestamp,
}

pub async fn find(conn: &mut Conn, digest: Digest) -> Result<Option<Entered>, Fault> {
    let row: Option<(i64, i64)> =
        sqlx::query_as("SELECT place, entered FROM publication WHERE digest = $1")
            .bind(digest.as_bytes().to_vec())
            .fetch_optional(conn)
            .await
            .map_err(|error| Fault::new("looking for a publication", error))?;
    let entered =
        |(place, at)| Ok(Entered { place: u64::try_from(place)?, at: Timestamp::from_millis(at) });
    row.map(entered).transpose()
}

pub async fn add(conn: &mut Conn, digest: Digest, entered: Entered) -> Result<(), Fault> {
    sqlx::query("INSERT INTO publication (digest, place, entered) VALUES ($1, $2, $3)")
        .bind(digest.as_bytes().to_vec())
        .bind(i64::try_from(entered.place)?)
        .bind(entered.at.millis())
        .execute(conn)
        .await
        .map_err(|error| Fault::new("keeping a publication's place", error))?;
    Ok(())
}
