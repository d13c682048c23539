//! What a person reads of their health document: a pure function from the FHIR bundle and the
//! language to the words of the page.

use domain::Language;

use super::fhir::{
    AllergyIntolerance, Bundle, CodeableConcept, Condition, Date, Dosage, HumanName, Immunization,
    MedicationRequest, MedicationStatement, Modifiers, Patient, Period, Reference, Resource,
    systems,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub name: String,
    pub birth_date: Option<Date>,
    pub updated: Option<Date>,
    pub allergies: Vec<Allergy>,
    pub medicines: Vec<Medicine>,
    pub earlier_medicines: Vec<Medicine>,
    pub vaccinations: Vec<Vaccination>,
    pub diagnoses: Vec<Diagnosis>,
    /// Entries that carry a modifier that we do not understand. Showing them might say the
    /// opposite of what their author meant; dropping them in silence might hide an allergy.
    pub not_shown: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allergy {
    pub to: String,
    pub dangerous: bool,
    pub reactions: String,
    pub since: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Medicine {
    pub name: String,
    pub dosage: String,
    pub from: Option<Date>,
    pub until: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vaccination {
    pub vaccine: String,
    pub against: String,
    pub on: Option<Date>,
    pub dose: Option<u32>,
    pub lot: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    pub name: String,
    pub since: Option<Date>,
    pub over: bool,
}

/// The document is about nobody: it holds no patient.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the health document holds no patient")]
pub struct NoPatient;

impl Summary {
    pub fn of(bundle: &Bundle, language: Language) -> Result<Self, NoPatient> {
        let patient = patient(bundle).ok_or(NoPatient)?;
        let mut summary = Self {
            name: name(patient),
            birth_date: patient.birth_date,
            updated: None,
            allergies: Vec::new(),
            medicines: Vec::new(),
            earlier_medicines: Vec::new(),
            vaccinations: Vec::new(),
            diagnoses: Vec::new(),
            not_shown: 0,
        };
        let reader = Reader { bundle, language };
        for entry in &bundle.entry {
            summary.add(&entry.resource, &reader);
        }
        summary.sort();
        Ok(summary)
    }

    fn add(&mut self, resource: &Resource, reader: &Reader<'_>) {
        if modifiers(resource).is_some_and(|modifiers| !modifiers.none()) {
            self.not_shown += 1;
            return;
        }
        match resource {
            Resource::Composition(composition) => self.updated = Some(composition.date),
            Resource::AllergyIntolerance(it) => self.allergies.extend(reader.allergy(it)),
            Resource::Condition(it) => self.diagnoses.extend(reader.diagnosis(it)),
            Resource::Immunization(it) => self.vaccinations.extend(reader.vaccination(it)),
            Resource::MedicationStatement(it) => self.add_medicine(reader.statement(it)),
            Resource::MedicationRequest(it) => self.add_medicine(reader.request(it)),
            Resource::Patient(_)
            | Resource::Organization(_)
            | Resource::Medication(_)
            | Resource::Other => {}
        }
    }

    fn add_medicine(&mut self, medicine: Option<(Taken, Medicine)>) {
        match medicine {
            Some((Taken::Now, medicine)) => self.medicines.push(medicine),
            Some((Taken::Earlier, medicine)) => self.earlier_medicines.push(medicine),
            None => {}
        }
    }

    /// Dangerous allergies come first, and what is most recent before what is older.
    fn sort(&mut self) {
        self.allergies.sort_by_key(|allergy| !allergy.dangerous);
        self.vaccinations.sort_by_key(|vaccination| std::cmp::Reverse(vaccination.on));
        self.earlier_medicines.sort_by_key(|medicine| std::cmp::Reverse(medicine.until));
        self.diagnoses.sort_by_key(|diagnosis| diagnosis.over);
    }
}

enum Taken {
    Now,
    Earlier,
}

struct Reader<'a> {
    bundle: &'a Bundle,
    language: Language,
}

impl Reader<'_> {
    fn allergy(&self, it: &AllergyIntolerance) -> Option<Allergy> {
        if retracted(it.verification_status.as_ref(), systems::ALLERGY_VERIFICATION) {
            return None;
        }
        let manifestations = it.reaction.iter().flat_map(|reaction| &reaction.manifestation);
        Some(Allergy {
            to: self.words(it.code.as_ref())?,
            dangerous: it.criticality.as_deref() == Some("high"),
            reactions: self.list(manifestations),
            since: it.recorded_date,
        })
    }

    fn diagnosis(&self, it: &Condition) -> Option<Diagnosis> {
        if retracted(it.verification_status.as_ref(), systems::CONDITION_VERIFICATION) {
            return None;
        }
        let over = ["inactive", "remission", "resolved"].into_iter().any(|code| {
            it.clinical_status.as_ref().is_some_and(|s| s.has(systems::CONDITION_CLINICAL, code))
        });
        Some(Diagnosis { name: self.words(it.code.as_ref())?, since: it.onset, over })
    }

    fn vaccination(&self, it: &Immunization) -> Option<Vaccination> {
        if it.status != "completed" {
            return None;
        }
        let diseases = it.protocol_applied.iter().flat_map(|protocol| &protocol.target_disease);
        Some(Vaccination {
            vaccine: self.words(Some(&it.vaccine_code))?,
            against: self.list(diseases),
            on: it.occurrence,
            dose: it.protocol_applied.iter().find_map(|p| p.dose_number_positive_int),
            lot: it.lot_number.clone(),
        })
    }

    fn statement(&self, it: &MedicationStatement) -> Option<(Taken, Medicine)> {
        let taken = match it.status.as_str() {
            "active" | "intended" | "on-hold" | "unknown" => Taken::Now,
            "completed" | "stopped" => Taken::Earlier,
            _ => return None,
        };
        let period = it.effective_period.as_ref();
        let medicine = Medicine {
            name: self.medication(
                it.medication_codeable_concept.as_ref(),
                it.medication_reference.as_ref(),
            )?,
            dosage: self.dosage(&it.dosage),
            from: period.and_then(|Period { start, .. }| *start).or(it.effective),
            until: period.and_then(|Period { end, .. }| *end),
        };
        Some((taken, medicine))
    }

    /// Only what was really ordered counts, not a proposal or a plan.
    fn request(&self, it: &MedicationRequest) -> Option<(Taken, Medicine)> {
        if !matches!(it.intent.as_str(), "order" | "original-order" | "reflex-order") {
            return None;
        }
        let taken = match it.status.as_str() {
            "active" | "on-hold" | "unknown" => Taken::Now,
            "completed" | "stopped" => Taken::Earlier,
            _ => return None,
        };
        let medicine = Medicine {
            name: self.medication(
                it.medication_codeable_concept.as_ref(),
                it.medication_reference.as_ref(),
            )?,
            dosage: self.dosage(&it.dosage_instruction),
            from: it.authored_on,
            until: None,
        };
        Some((taken, medicine))
    }

    fn medication(
        &self,
        concept: Option<&CodeableConcept>,
        reference: Option<&Reference>,
    ) -> Option<String> {
        self.words(concept).or_else(|| {
            let reference = reference?.reference.as_ref()?;
            let target =
                self.bundle.entry.iter().find(|e| e.full_url.as_ref() == Some(reference))?;
            match &target.resource {
                Resource::Medication(medication) if medication.modifiers.none() => {
                    self.words(medication.code.as_ref())
                }
                _ => None,
            }
        })
    }

    fn dosage(&self, dosages: &[Dosage]) -> String {
        let text = |dosage: &Dosage| {
            let translated = dosage.text_translations.text(self.language).map(str::to_owned);
            translated.or_else(|| dosage.text.clone())
        };
        dosages.iter().filter_map(text).collect::<Vec<_>>().join("; ")
    }

    fn words(&self, concept: Option<&CodeableConcept>) -> Option<String> {
        concept?.words(self.language).map(str::to_owned)
    }

    fn list<'b>(&self, concepts: impl Iterator<Item = &'b CodeableConcept>) -> String {
        concepts.filter_map(|it| it.words(self.language)).collect::<Vec<_>>().join(", ")
    }
}

fn patient(bundle: &Bundle) -> Option<&Patient> {
    bundle.entry.iter().find_map(|entry| match &entry.resource {
        Resource::Patient(patient) if patient.modifiers.none() => Some(patient),
        _ => None,
    })
}

fn name(patient: &Patient) -> String {
    let written = |name: &HumanName| {
        name.text.clone().unwrap_or_else(|| {
            let given = name.given.iter().map(String::as_str);
            given.chain(name.family.as_deref()).collect::<Vec<_>>().join(" ")
        })
    };
    patient.name.first().map(written).unwrap_or_default()
}

fn retracted(verification: Option<&CodeableConcept>, system: &str) -> bool {
    verification.is_some_and(|it| it.has(system, "entered-in-error") || it.has(system, "refuted"))
}

fn modifiers(resource: &Resource) -> Option<&Modifiers> {
    match resource {
        Resource::Patient(it) => Some(&it.modifiers),
        Resource::AllergyIntolerance(it) => Some(&it.modifiers),
        Resource::Condition(it) => Some(&it.modifiers),
        Resource::Immunization(it) => Some(&it.modifiers),
        Resource::Medication(it) => Some(&it.modifiers),
        Resource::MedicationStatement(it) => Some(&it.modifiers),
        Resource::MedicationRequest(it) => Some(&it.modifiers),
        Resource::Composition(_) | Resource::Organization(_) | Resource::Other => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn summary(entries: &serde_json::Value) -> Result<Summary, NoPatient> {
        let bundle = json!({"resourceType": "Bundle", "type": "document", "entry": entries});
        Summary::of(&serde_json::from_value(bundle).unwrap(), Language::Fr)
    }

    fn patient() -> serde_json::Value {
        json!({"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Patient",
            "name": [{"family": "Lambert", "given": ["Émilie", "Rose"]}], "birthDate": "1991"}})
    }

    fn allergy(extra: &serde_json::Value) -> serde_json::Value {
        let mut resource = json!({"resourceType": "AllergyIntolerance",
            "patient": {"reference": "urn:uuid:1"},
            "code": {"coding": [{"system": systems::SNOMED_CT, "code": "91936005",
                "display": "Allergy to penicillin",
                "_display": {"extension": [{
                    "url": "http://hl7.org/fhir/StructureDefinition/translation",
                    "extension": [{"url": "lang", "valueCode": "fr-BE"},
                        {"url": "content", "valueString": "Allergie à la pénicilline"}]}]}}]}});
        resource.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        json!({"resource": resource})
    }

    #[test]
    fn words_come_in_the_language_of_the_reader() {
        let read = summary(&json!([patient(), allergy(&json!({"criticality": "high"}))])).unwrap();
        assert_eq!(read.name, "Émilie Rose Lambert");
        assert_eq!(read.allergies[0].to, "Allergie à la pénicilline");
        assert!(read.allergies[0].dangerous);
    }

    #[test]
    fn what_its_author_took_back_is_not_shown() {
        let status = json!({"verificationStatus": {"coding": [
            {"system": systems::ALLERGY_VERIFICATION, "code": "entered-in-error"}]}});
        let read = summary(&json!([patient(), allergy(&status)])).unwrap();
        assert_eq!((read.allergies.len(), read.not_shown), (0, 0));
    }

    #[test]
    fn what_carries_an_unknown_modifier_is_counted_and_not_shown() {
        let modified = json!({"modifierExtension": [{"url": "urn:not", "valueBoolean": true}]});
        let read = summary(&json!([patient(), allergy(&modified)])).unwrap();
        assert_eq!((read.allergies.len(), read.not_shown), (0, 1));
    }

    #[test]
    fn a_medicine_may_be_named_by_reference_and_unknown_resources_do_no_harm() {
        let read = summary(&json!([
            patient(),
            {"fullUrl": "urn:uuid:2", "resource": {"resourceType": "Medication",
                "code": {"text": "Metformine"}}},
            {"resource": {"resourceType": "MedicationRequest", "status": "active",
                "intent": "order", "medicationReference": {"reference": "urn:uuid:2"},
                "subject": {"reference": "urn:uuid:1"}, "dosageInstruction": [{"text": "2 ×"}]}},
            {"resource": {"resourceType": "MedicationRequest", "status": "active",
                "intent": "proposal", "medicationReference": {"reference": "urn:uuid:2"},
                "subject": {"reference": "urn:uuid:1"}}},
            {"resource": {"resourceType": "Device", "id": "x"}},
        ]))
        .unwrap();
        assert_eq!(read.medicines.len(), 1);
        assert_eq!((&*read.medicines[0].name, &*read.medicines[0].dosage), ("Metformine", "2 ×"));
    }

    #[test]
    fn a_document_about_nobody_is_refused() {
        assert_eq!(summary(&json!([])), Err(NoPatient));
    }
}
