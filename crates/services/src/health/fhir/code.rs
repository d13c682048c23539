//! Codes with their displays, and the translations that travel with them.

use domain::{Language, Localized};
use serde::{Deserialize, Serialize};

/// The code systems that our documents use.
pub mod systems {
    pub const ATC: &str = "http://www.whocc.no/atc";
    pub const SNOMED_CT: &str = "http://snomed.info/sct";
    pub const LOINC: &str = "http://loinc.org";
    pub const ABSENT_OR_UNKNOWN: &str =
        "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips";
    pub const LIST_EMPTY_REASON: &str = "http://terminology.hl7.org/CodeSystem/list-empty-reason";
    pub const CONDITION_CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/condition-clinical";
    pub const CONDITION_VERIFICATION: &str =
        "http://terminology.hl7.org/CodeSystem/condition-ver-status";
    pub const ALLERGY_CLINICAL: &str =
        "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
    pub const ALLERGY_VERIFICATION: &str =
        "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
    /// The national number as a patient identifier, in the Belgian federal FHIR naming.
    pub const SSIN: &str = "https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/ssin";
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeableConcept {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub coding: Vec<Coding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coding {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
    #[serde(rename = "_display", default, skip_serializing_if = "Translations::is_empty")]
    pub display_translations: Translations,
}

impl CodeableConcept {
    pub fn coded(system: &str, code: &str, display: &Localized) -> Self {
        let coding = Coding {
            system: Some(system.to_owned()),
            code: Some(code.to_owned()),
            display: Some(display.en.clone()),
            display_translations: Translations::of(display),
        };
        Self { coding: vec![coding], text: None }
    }

    /// A code whose display no person ever reads, such as a clinical status.
    pub fn status(system: &str, code: &str) -> Self {
        let coding = Coding {
            system: Some(system.to_owned()),
            code: Some(code.to_owned()),
            ..Coding::default()
        };
        Self { coding: vec![coding], text: None }
    }

    pub fn has(&self, system: &str, code: &str) -> bool {
        self.coding.iter().any(|coding| {
            coding.system.as_deref() == Some(system) && coding.code.as_deref() == Some(code)
        })
    }

    /// What a person reads: a display in their language, else any display, else the free text,
    /// else the bare code. `None` when the concept says nothing at all.
    pub fn words(&self, language: Language) -> Option<&str> {
        let mut codings = self.coding.iter();
        codings
            .clone()
            .find_map(|coding| coding.display_translations.text(language))
            .or_else(|| codings.clone().find_map(|coding| coding.display.as_deref()))
            .or(self.text.as_deref())
            .or_else(|| codings.find_map(|coding| coding.code.as_deref()))
    }
}

/// The element beside a primitive text that carries its translations, by HL7's extension
/// `http://hl7.org/fhir/StructureDefinition/translation`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translations {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    extension: Vec<Extension>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are FHIR's")]
struct Extension {
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_string: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    extension: Vec<Extension>,
}

const TRANSLATION: &str = "http://hl7.org/fhir/StructureDefinition/translation";

impl Translations {
    pub fn of(text: &Localized) -> Self {
        let translation = |language: Language| Extension {
            url: TRANSLATION.to_owned(),
            extension: vec![
                Extension {
                    url: "lang".to_owned(),
                    value_code: Some(language.tag().to_owned()),
                    ..Extension::default()
                },
                Extension {
                    url: "content".to_owned(),
                    value_string: Some(text.text(language).to_owned()),
                    ..Extension::default()
                },
            ],
            ..Extension::default()
        };
        Self { extension: Language::ALL.into_iter().map(translation).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.extension.is_empty()
    }

    pub fn text(&self, language: Language) -> Option<&str> {
        let translations = self.extension.iter().filter(|outer| outer.url == TRANSLATION);
        translations.into_iter().find_map(|outer| {
            let part = |url: &str| outer.extension.iter().find(|inner| inner.url == url);
            let tag = part("lang")?.value_code.as_deref()?;
            (Language::preferred(tag)? == language).then_some(())?;
            part("content")?.value_string.as_deref()
        })
    }
}
