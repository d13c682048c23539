//! What a ledger's entries say, and what follows from them: official figures.
//!
//! An entry is the canonical JSON that goes into the log. It names services, providers and methods,
//! never a person: a person is a pseudonym under a key of the calendar year, and is nobody once that
//! key is destroyed.
//!
//! Pure: no async, no database, no sockets, no clock and no randomness may enter this crate.

pub mod archive;
mod entry;
mod person;
mod publication;
mod tally;
mod turns;

pub use entry::{
    Accreditation, Answered, Client, Entry, Fact, Kind, Login, MalformedEntry, Measure, Onboarding,
    Outcome, Publication, Refused, Row, Word,
};
pub use person::{MalformedPseudonym, Pseudonym, YearKey, year_begins, year_of};
pub use publication::{
    BANDS, Clients, Difference, Figures, LEAST, Line, MalformedFigures, MalformedStatement,
    Statement, Table, Value,
};
pub use tally::{Cell, DEFINITIONS, LOGINS_IN_DUCKDB, LOGINS_IN_SQLITE, People, Tally, Uses};
pub use turns::{NotWhole, Whole};
