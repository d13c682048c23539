//! The health service: a person's own summary of vaccinations, medication and allergies.

mod download;
pub mod fhir;
mod summary;
