use ledger::{InclusionPlan, Note, OfflineProof};
use web::{Conn, Fault};

use crate::store;
use crate::tiles::Tiles;

/// The receipt for the entry at `place`: the entry with its salt, its inclusion proof and the
/// signed head, verifiable offline. `None` while the tree does not hold the entry yet.
pub async fn receipt(conn: &mut Conn, place: u64) -> Result<Option<OfflineProof>, Fault> {
    Ok(receipts(conn, &[place]).await?.and_then(|mut receipts| receipts.pop()))
}

/// The receipts for several entries, all under one head.
pub async fn receipts(conn: &mut Conn, places: &[u64]) -> Result<Option<Vec<OfflineProof>>, Fault> {
    let head = store::head(conn).await?;
    if places.iter().any(|place| *place >= head.size) {
        return Ok(None);
    }
    let mut tiles = Tiles::of(head.size);
    let mut receipts = Vec::with_capacity(places.len());
    for place in places.iter().copied() {
        let plan = InclusionPlan::new(place, head.size)?;
        let mut hashes = Vec::with_capacity(plan.spans.len());
        for span in plan.spans {
            hashes.push(tiles.span(conn, span).await?);
        }
        let recorded = store::entries(conn, place, place + 1).await?;
        let extra = recorded.first().map(|entry| OfflineProof::opened(&entry.opening()));
        let checkpoint: Note = head.checkpoint.parse()?;
        receipts.push(OfflineProof { extra, index: place, hashes, checkpoint });
    }
    Ok(Some(receipts))
}
