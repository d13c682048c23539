//! The publication of a year: tables with small cells withheld, signed, and bound to the ledger's
//! head.
//!
//! What is withheld, so that no table tells of a few people:
//!
//! 1. A row made by fewer than [`LEAST`] people, or a number of fewer than [`LEAST`] refusals,
//!    unless it is zero.
//! 2. Wherever shown numbers add up to a shown total and what is withheld among them is one number,
//!    or adds up to fewer than [`LEAST`]: the smallest other, too, until that holds no more, along
//!    the rows and the columns of a table.
//! 3. Whatever is part of a withheld row of another table.
//! 4. What was withheld of the year before, and the change from it.

mod compare;
mod csv;
mod statement;
mod table;
mod tables;
mod withhold;

pub use compare::Difference;
pub use statement::{MalformedStatement, Statement};
pub use table::{Line, Table, Value};
pub use tables::BANDS;
pub use withhold::LEAST;

use serde::{Deserialize, Serialize};

use crate::archive::{Digest, Manifest};
use crate::tally::Tally;

const FORM: &str = "beffroi.figures.1";

/// The figures of a year, as they are published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    form: String,
    /// The ledger that they are of.
    pub origin: String,
    pub year: i16,
    /// Whether services were logged in to, or partners.
    pub clients: Clients,
    /// The ledger's signed head, and the manifest that binds the archive to it.
    pub checkpoint: String,
    pub archive: Digest,
    /// Of how few people nothing is told.
    pub least: u64,
    pub tables: Vec<Table>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clients {
    Services,
    Partners,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the figures are not in the form that they were published in")]
pub struct MalformedFigures;

impl Figures {
    /// From what was counted of the year and, if the ledger reaches back, of the year before.
    pub fn of(manifest: &Manifest, tally: &Tally, before: Option<&Tally>) -> Self {
        Self {
            form: FORM.to_owned(),
            origin: manifest.origin.clone(),
            year: tally.year,
            clients: if tally.partners { Clients::Partners } else { Clients::Services },
            checkpoint: manifest.checkpoint.clone(),
            archive: Digest::of(manifest.to_json().as_bytes()),
            least: LEAST,
            tables: tables::all(tally, before),
        }
    }

    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).map(|json| json + "\n").unwrap_or_default()
    }

    /// Reads figures of the one spelling that they are written in.
    pub fn from_json(text: &[u8]) -> Result<Self, MalformedFigures> {
        let figures: Self = serde_json::from_slice(text).map_err(|_| MalformedFigures)?;
        let same = figures.form == FORM && figures.to_json().as_bytes() == text;
        if same { Ok(figures) } else { Err(MalformedFigures) }
    }

    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }
}
