//! Requests that another site posts through the browser.
//!
//! Browsers leave our cookies (`SameSite=Lax`) out of such a post, so that it could neither find
//! the person's session nor be bound to the browser. So the request is put aside and the browser
//! comes back for it by GET, with which the cookies do come.

use std::time::Duration;

use axum::response::Response;
use domain::Timestamp;
use web::ticket::{self, Kind};
use web::{Database, Fault, Handle, Params, Visitor, see_other};

const LIFE: Duration = Duration::from_mins(5);

/// Puts a request aside that has passed its checks, and sends the browser to `{path}/{handle}`.
pub async fn put_aside(
    db: &Database,
    visitor: &Visitor,
    params: &Params,
    (kind, path): (Kind, &str),
) -> Result<Response, Fault> {
    let handle = Handle::random();
    let expires = visitor.now.plus(LIFE);
    let mut tx = db.begin().await?;
    ticket::issue(&mut tx, kind, &handle, &params.encode(), expires).await?;
    tx.commit().await?;
    Ok(see_other(format!("{path}/{}", handle.reveal())))
}

/// The request that was put aside. It stays until it expires, for those who reload.
pub async fn fetch(
    db: &Database,
    kind: Kind,
    handle: &str,
    now: Timestamp,
) -> Result<Option<Params>, Fault> {
    let Some(handle) = Handle::parse(handle) else { return Ok(None) };
    let encoded: Option<String> = ticket::peek(&mut *db.read().await?, kind, &handle, now).await?;
    Ok(encoded.map(|encoded| Params::parse(&encoded)))
}
