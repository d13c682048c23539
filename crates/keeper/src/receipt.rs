use ledger::{InclusionPlan, OfflineProof};
use web::{Conn, Fault};

use crate::store;
use crate::tiles::Tiles;

/// The receipt for the entry at `place`: the entry with its salt, its inclusion proof and the
/// signed head, verifiable offline. `None` while the tree does not hold the entry yet.
pub async fn receipt(conn: &mut Conn, place: u64) -> Result<Option<OfflineProof>, Fault> {
    let head = store::head(conn).await?;
    let Ok(plan) = InclusionPlan::new(place, head.size) else { return Ok(None) };
    let mut tiles = Tiles::of(head.size);
    let mut hashes = Vec::with_capacity(plan.spans.len());
    for span in plan.spans {
        hashes.push(tiles.span(conn, span).await?);
    }
    let recorded = store::entries(conn, place, place + 1).await?;
    let extra = recorded.first().map(|entry| OfflineProof::opened(&entry.opening()));
    let checkpoint = head.checkpoint.parse()?;
    Ok(Some(OfflineProof { extra, index: place, hashes, checkpoint }))
}
