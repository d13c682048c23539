//! The chassis under each role: the database and its transactions, faults, configuration, cookies,
//! languages, the page frame, security headers, rate limits, jobs, remote calls, health, and the
//! way a role starts and stops.
//!
//! Nothing here may know what a login, an approval or a client is: whatever serves one role only
//! belongs to that role.

mod asset;
mod chassis;
mod clock;
pub mod config;
mod cookie;
mod cross_site;
mod database;
mod door;
mod fault;
mod fetch;
mod handle;
mod headers;
mod health;
mod job;
mod json;
mod limit;
mod log;
mod meter;
mod open;
mod page;
mod params;
mod problem;
mod redirect;
mod seal;
mod secret;
mod serve;
mod texts;
pub mod ticket;
mod tls;
mod visitor;

pub use asset::{Asset, Kind as AssetKind};
pub use chassis::{Chassis, Settings};
pub use clock::{Clock, SharedClock, SystemClock};
pub use config::{ConfigError, DatabaseUrl, FilePath, Listen, TlsFiles};
pub use cookie::Cookie;
pub use database::{Conn, Database, Migration, Reading, Together, Tx, batches, placeholders};
pub use door::Door;
pub use fault::Fault;
pub use fetch::{Call, Fetch, FetchError, FetchSettings, Fetched};
pub use handle::Handle;
pub use job::Job;
pub use json::Json;
pub use limit::{Limit, TooMany};
pub use log::{LogFormat, start_log};
pub use open::OpenError;
pub use page::Page;
pub use params::{Params, Repeated};
pub use problem::Problem;
pub use redirect::see_other;
pub use seal::{SealError, SealKey};
pub use secret::Secret;
pub use serve::{Role, serve};
pub use texts::{Texts, TextsError, Words};
pub use tls::{ClientCertificate, Tls};
pub use visitor::Visitor;
