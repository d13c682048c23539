//! The columns of a file: one for each member of an entry, its place and its salt.

use crate::entry::Row;

/// The schema, in the notation of Parquet.
pub const SCHEMA: &str = "message entry {
  REQUIRED INT64 place;
  REQUIRED INT32 v;
  REQUIRED BYTE_ARRAY kind (UTF8);
  REQUIRED INT64 at (TIMESTAMP(MILLIS,true));
  OPTIONAL BYTE_ARRAY service (UTF8);
  OPTIONAL BYTE_ARRAY partner (UTF8);
  OPTIONAL BYTE_ARRAY asked (UTF8);
  OPTIONAL BYTE_ARRAY outcome (UTF8);
  OPTIONAL BYTE_ARRAY reason (UTF8);
  OPTIONAL BYTE_ARRAY provider (UTF8);
  OPTIONAL BYTE_ARRAY method (UTF8);
  OPTIONAL BYTE_ARRAY level (UTF8);
  OPTIONAL BOOLEAN reused;
  OPTIONAL BYTE_ARRAY claims (UTF8);
  OPTIONAL FIXED_LEN_BYTE_ARRAY (16) person;
  OPTIONAL INT32 nth;
  OPTIONAL BYTE_ARRAY measure (UTF8);
  OPTIONAL BYTE_ARRAY dossier (UTF8);
  OPTIONAL INT64 since (TIMESTAMP(MILLIS,true));
  OPTIONAL INT64 until (TIMESTAMP(MILLIS,true));
  OPTIONAL INT64 previous;
  OPTIONAL INT32 year;
  OPTIONAL INT64 size;
  OPTIONAL BYTE_ARRAY digest (UTF8);
  REQUIRED FIXED_LEN_BYTE_ARRAY (32) salt;
}";

/// The columns of texts, which are all written as codes of a dictionary.
pub const TEXTS: [&str; 13] = [
    "kind", "service", "partner", "asked", "outcome", "reason", "provider", "method", "level",
    "claims", "measure", "dossier", "digest",
];

/// The values of the columns of texts, in the order of [`TEXTS`].
pub fn texts<'a>(row: &'a Row<'_>) -> [Option<&'a str>; TEXTS.len()] {
    [
        Some(row.kind.name()),
        row.service.as_deref(),
        row.partner.as_deref(),
        row.asked.map(domain::Level::name),
        row.outcome.as_deref(),
        row.reason.as_deref(),
        row.provider.as_deref(),
        row.method.as_deref(),
        row.level.map(domain::Level::name),
        row.claims.as_deref(),
        row.measure.as_deref(),
        row.dossier.as_deref(),
        row.digest.as_deref(),
    ]
}
