//! The part of FHIR R4 that a patient summary is made of: typed resources as HL7 publishes them
//! (hl7.org/fhir/R4), in a document shaped like the International Patient Summary.
//!
//! A resource is read leniently (elements that we do not show are left alone, and the download
//! hands out the stored document itself) but never against its meaning: what its author marked as
//! an error is not shown, and what carries a modifier that we do not understand is refused.

mod code;
mod date;
mod resource;

pub use code::{CodeableConcept, Coding, Translations, systems};
pub use date::{Date, InvalidDate};
pub use resource::{
    Address, AllergyIntolerance, Bundle, BundleType, Composition, Condition, ContactPoint, Dosage,
    Entry, HumanName, Identifier, Immunization, ImmunizationProtocol, Medication,
    MedicationRequest, MedicationStatement, Modifiers, Organization, Patient, Period, Reaction,
    Reference, Resource, Section,
};
