//! The archive: sealed ranges of a ledger as Parquet files, which the statistics office works on
//! and any distributed engine reads in place.
//!
//! A row holds everything of an entry, and its salt. So whoever has the files computes the leaves
//! again, and from them the root that the ledger signed: the archive needs no trust of its own.

mod column;
mod digest;
mod file;
mod manifest;
mod order;
mod page;
mod part;
mod reach;
mod sealer;

pub use column::SCHEMA;
pub use digest::{Digest, Digesting, MalformedDigest};
pub use file::SealedFile;
pub use manifest::{Broken, Manifest, Sealed};
pub use order::check_turns;
pub use page::Codes;
pub use part::{Part, Rows};
pub use reach::Reach;
pub use sealer::Sealer;

/// Why a file of the archive cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("{0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("a number is too large for its column")]
    TooLarge,
    #[error("the file has other columns than an archive of entries")]
    Schema,
    #[error("it has more different words than can be counted")]
    TooManyWords,
    #[error("column `{0}` is not laid out as the archive's files are")]
    Layout(&'static str),
    #[error("row {row}: {what}")]
    Row { row: u64, what: String },
}
