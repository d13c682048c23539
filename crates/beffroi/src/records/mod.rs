//! The fictional health documents of the demo population: one FHIR document per person, from a
//! fixed seed, plausible for their age. The codes are real; the people and the lots are not.

mod catalogue;
mod document;
mod history;
mod vaccine;

pub use document::document;
