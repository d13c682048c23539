use axum::response::{IntoResponse, Response};
use http::header;
use web::{Database, Fault, Fetch};

use crate::{Keeper, receipts};

impl Keeper {
    /// The receipt for an entry as a file, for the person whom it concerns.
    pub async fn take_home(
        &self,
        database: &Database,
        fetch: &Fetch,
        place: u64,
    ) -> Result<Response, Fault> {
        let name = format!("receipt-{place}.tlog-proof");
        self.take_all_home(database, fetch, (&[place], &name)).await
    }

    /// The receipts for several entries under one head, one behind the other in a file of this name.
    pub async fn take_all_home(
        &self,
        database: &Database,
        fetch: &Fetch,
        (places, name): (&[u64], &str),
    ) -> Result<Response, Fault> {
        // An entry of this very second may not stand under a signed and cosigned head yet.
        self.advance(database, fetch).await?;
        let receipts = receipts(&mut *database.read().await?, places).await?;
        let receipts =
            receipts.ok_or_else(|| Fault::because("the ledger's head is behind its entries"))?;
        let headers = [
            (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
            (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ];
        let text: String = receipts.iter().map(ToString::to_string).collect();
        Ok((headers, text).into_response())
    }
}
