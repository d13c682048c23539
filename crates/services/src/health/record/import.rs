//! Taking in health documents: FHIR bundles, one a line (NDJSON, as FHIR Bulk Data writes it).

use std::path::Path;

use aws_lc_rs::digest::{SHA256, digest};
use domain::NationalNumber;
use web::{Database, Fault, OpenError};

use super::RecordKey;
use super::store;
use crate::health::fhir::{Bundle, Resource, systems};
use crate::health::summary::Summary;

/// So many documents are written in one transaction.
const BATCH: usize = 500;

/// Takes in the documents of a file. A file that was taken in before is not read again.
pub async fn import(database: &Database, key: &RecordKey, file: &Path) -> Result<(), OpenError> {
    let doing = format!("reading the health documents {}", file.display());
    let text =
        tokio::fs::read_to_string(file).await.map_err(|error| OpenError::new(&doing, error))?;
    let digest = digest(&SHA256, text.as_bytes());
    if store::is_imported(&mut *database.read().await?, digest.as_ref()).await? {
        return Ok(());
    }
    let lines: Vec<(usize, &str)> =
        (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).collect();
    for batch in lines.chunks(BATCH) {
        let mut tx = database.begin().await?;
        for (number, line) in batch {
            let patient = patient(line).map_err(|reason| {
                OpenError::because(format!("{doing}: line {number}: {reason}"))
            })?;
            store::put(&mut tx, key, &key.patient(&patient), line.as_bytes()).await?;
        }
        tx.commit().await?;
    }
    let mut tx = database.begin().await?;
    store::note_import(&mut tx, digest.as_ref()).await?;
    tx.commit().await.map_err(|fault: Fault| fault.into())
}

/// Whose document this is. The reasons never quote the line: it holds personal data.
fn patient(line: &str) -> Result<NationalNumber, &'static str> {
    let bundle: Bundle = serde_json::from_str(line).map_err(|_| "it is not a FHIR bundle")?;
    // A document that could not be shown is better refused here than to its patient.
    Summary::of(&bundle, domain::Language::En).map_err(|_| "it holds no patient")?;
    let identifiers = bundle.entry.iter().flat_map(|entry| match &entry.resource {
        Resource::Patient(patient) => patient.identifier.as_slice(),
        _ => &[],
    });
    let mut numbers = identifiers
        .filter(|identifier| identifier.system.as_deref() == Some(systems::SSIN))
        .filter_map(|identifier| identifier.value.as_deref());
    match (numbers.next(), numbers.next()) {
        (Some(number), None) => number.parse().map_err(|_| "its national number is not valid"),
        _ => Err("it must hold one national number"),
    }
}
