//! The ledger as C2SP tlog-tiles serves it: everything here is public and reveals nobody.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{StatusCode, header};
use ledger::{Tile, entry_bundle};
use web::{Conn, Database, Fault};

use crate::{Keeper, store};

const HASH_BYTES: usize = 32;
/// A tile never changes once a signed head covers it.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// The paths of a ledger and of a witness, all of which are for programs.
pub const API: &[&str] = &["/ledger/", "/witness/"];

/// `/ledger/checkpoint`, `/ledger/tile/…` and `/ledger/key`.
pub fn routes<S: Clone + Send + Sync + 'static>(keeper: Keeper, database: Database) -> Router<S> {
    Router::new()
        .route("/ledger/checkpoint", get(checkpoint))
        .route("/ledger/key", get(key))
        .route("/ledger/tile/{*path}", get(tile))
        .with_state((keeper, database))
}

type Kept = State<(Keeper, Database)>;

/// `GET /ledger/checkpoint`: the signed head.
async fn checkpoint(State((_, database)): Kept) -> Result<Response, Fault> {
    let head = store::head(&mut *database.read().await?).await?;
    if head.checkpoint.is_empty() {
        return Ok(StatusCode::NOT_FOUND.into_response());
    }
    Ok((text("no-cache"), head.checkpoint).into_response())
}

/// `GET /ledger/key`: the key that signs the head, as a verifier key of signed-note.
async fn key(State((keeper, _)): Kept) -> Response {
    (text("no-cache"), format!("{}\n", keeper.key().verifier())).into_response()
}

/// `GET /ledger/tile/…`: a tile of hashes, or a bundle of entries.
async fn tile(State((_, database)): Kept, Path(path): Path<String>) -> Result<Response, Fault> {
    let Ok(tile) = format!("tile/{path}").parse::<Tile>() else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    let conn = &mut *database.read().await?;
    let size = store::head(conn).await?.size;
    // Only what a signed head covers is served.
    if tile.width > Tile::width_at(tile.level.unwrap_or(0), tile.index, size) {
        return Ok(StatusCode::NOT_FOUND.into_response());
    }
    let bytes = match tile.level {
        Some(level) => hashes(conn, level, tile).await?,
        None => bundle(conn, tile).await?,
    };
    let headers =
        [(header::CONTENT_TYPE, "application/octet-stream"), (header::CACHE_CONTROL, IMMUTABLE)];
    Ok((headers, bytes).into_response())
}

async fn hashes(conn: &mut Conn, level: u8, tile: Tile) -> Result<Vec<u8>, Fault> {
    let mut hashes = store::tile(conn, level, tile.index).await?;
    let wanted = usize::from(tile.width) * HASH_BYTES;
    if hashes.len() < wanted {
        return Err(Fault::because(format!("the ledger's tile {tile} is too short")));
    }
    hashes.truncate(wanted);
    Ok(hashes)
}

/// The commitments, which are what the leaves are hashes of.
async fn bundle(conn: &mut Conn, tile: Tile) -> Result<Vec<u8>, Fault> {
    let start = tile.index * u64::from(ledger::TILE_WIDTH);
    let recorded = store::entries(conn, start, start + u64::from(tile.width)).await?;
    let commitments: Vec<_> = recorded.iter().map(|entry| entry.opening().commitment()).collect();
    Ok(entry_bundle(commitments.iter().map(|hash| hash.as_bytes().as_slice()))?)
}

fn text(caching: &'static str) -> [(header::HeaderName, &'static str); 2] {
    [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, caching)]
}
