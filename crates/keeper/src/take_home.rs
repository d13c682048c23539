use axum::response::{IntoResponse, Response};
use http::header;
use web::{Database, Fault, Fetch};

use crate::{Keeper, receipt};

impl Keeper {
    /// The receipt for an entry as a file, for the person whom it concerns.
    pub async fn take_home(
        &self,
        database: &Database,
        fetch: &Fetch,
        place: u64,
    ) -> Result<Response, Fault> {
        // An entry of this very second may not stand under a signed and cosigned head yet.
        self.advance(database, fetch).await?;
        let receipt = receipt(&mut *database.read().await?, place).await?;
        let receipt =
            receipt.ok_or_else(|| Fault::because("the ledger's head is behind its entries"))?;
        let name = format!("attachment; filename=\"receipt-{place}.tlog-proof\"");
        let headers = [
            (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
            (header::CONTENT_DISPOSITION, name),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ];
        Ok((headers, receipt.to_string()).into_response())
    }
}
