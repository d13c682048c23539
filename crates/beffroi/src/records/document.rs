use domain::Localized;
use services::health::fhir::{
    Address, AllergyIntolerance, Bundle, BundleType, CodeableConcept, Composition, Condition,
    ContactPoint, Date, Dosage, Entry, HumanName, Identifier, Immunization, ImmunizationProtocol,
    MedicationStatement, Modifiers, Organization, Patient, Period, Reaction, Reference, Resource,
    Section, Translations, systems,
};

use super::catalogue::{
    Ailment, Allergy, Medicine, NO_KNOWN_ALLERGY, NO_KNOWN_MEDICINE, NO_KNOWN_PROBLEM, Term,
};
use super::history::{DRAWN_UP, Dose, History};
use crate::people::{Gender, Person};

/// The health document of one person. `index` is their place in the population.
pub fn document(person: &Person, index: usize) -> Bundle {
    let born = person.birthdate.get(..4).and_then(|year| year.parse().ok()).unwrap_or(1970);
    let history = History::of(index as u64, born);
    let mut draft = Draft::new(index, person);
    draft.allergies(&history);
    draft.medicines(&history);
    draft.problems(&history);
    draft.vaccinations(&history);
    draft.finish()
}

struct Draft {
    index: usize,
    patient: Reference,
    author: Reference,
    sections: Vec<Section>,
    entries: Vec<Entry>,
}

impl Draft {
    fn new(index: usize, person: &Person) -> Self {
        let nobody = || Reference { reference: None };
        let mut draft = Self {
            index,
            patient: nobody(),
            author: nobody(),
            sections: Vec::new(),
            entries: Vec::new(),
        };
        draft.patient = draft.add(Resource::Patient(patient(person)));
        let practice = format!("Groepspraktijk {}", person.address.locality);
        draft.author = draft.add(Resource::Organization(Organization { name: Some(practice) }));
        draft
    }

    /// Puts a resource in the document, under a URN that stays the same from seed to seed
    /// (an RFC 9562 UUID of version 8, whose bits are the maker's own).
    fn add(&mut self, resource: Resource) -> Reference {
        let urn = format!(
            "urn:uuid:be000000-0000-8000-8000-{:06x}{:06x}",
            self.index,
            self.entries.len() + 1
        );
        self.entries.push(Entry { full_url: Some(urn.clone()), resource });
        Reference { reference: Some(urn) }
    }

    fn section(&mut self, loinc: &str, title: &str, resources: Vec<Resource>) {
        let entry = resources.into_iter().map(|resource| self.add(resource)).collect();
        let code = CodeableConcept::coded(systems::LOINC, loinc, &Localized::same(title));
        let (title, code) = (Some(title.to_owned()), Some(code));
        self.sections.push(Section { title, code, entry, empty_reason: None });
    }

    fn allergies(&mut self, history: &History) {
        let patient = self.patient.clone();
        let mut found: Vec<_> =
            history.allergies.iter().map(|(it, since)| allergy(it, *since, &patient)).collect();
        if found.is_empty() {
            found.push(no_allergy(&patient));
        }
        self.section("48765-2", "Allergies and adverse reactions", found);
    }

    fn medicines(&mut self, history: &History) {
        let patient = self.patient.clone();
        let now = history.ailments.iter().map(|(ailment, since)| {
            let period = Period { start: Some(year(*since)), end: None };
            statement(&ailment.medicine, "active", period, &patient)
        });
        let past = history.past.iter().map(|(medicine, start, end)| {
            let period = Period { start: Some(*start), end: Some(*end) };
            statement(medicine, "completed", period, &patient)
        });
        let mut found: Vec<_> = now.chain(past).collect();
        if found.is_empty() {
            found.push(no_medicine(&patient));
        }
        self.section("10160-0", "History of medication use", found);
    }

    fn problems(&mut self, history: &History) {
        let patient = self.patient.clone();
        let mut found: Vec<_> =
            history.ailments.iter().map(|(it, since)| problem(it, *since, &patient)).collect();
        if found.is_empty() {
            found.push(no_problem(&patient));
        }
        self.section("11450-4", "Problem list", found);
    }

    fn vaccinations(&mut self, history: &History) {
        let patient = self.patient.clone();
        let given = history.vaccinations.iter().map(|dose| immunization(dose, &patient)).collect();
        self.section("11369-6", "History of immunization", given);
    }

    /// A document begins with its composition (hl7.org/fhir/R4/documents.html).
    fn finish(mut self) -> Bundle {
        let composition = Composition {
            status: "final".to_owned(),
            kind: CodeableConcept::coded(
                systems::LOINC,
                "60591-5",
                &Localized::same("Patient summary Document"),
            ),
            subject: self.patient.clone(),
            date: DRAWN_UP,
            author: vec![self.author.clone()],
            title: "Patient summary".to_owned(),
            section: std::mem::take(&mut self.sections),
        };
        let composition = self.add(Resource::Composition(composition));
        self.entries.rotate_right(1);
        Bundle {
            resource_type: BundleType::Bundle,
            id: None,
            identifier: Some(Identifier {
                system: Some("urn:ietf:rfc:3986".to_owned()),
                value: composition.reference.map(|urn| urn.replace("-8000-8000-", "-8000-8001-")),
            }),
            kind: "document".to_owned(),
            timestamp: Some(format!("{DRAWN_UP}T08:00:00+01:00")),
            entry: self.entries,
        }
    }
}

fn patient(person: &Person) -> Patient {
    let address = &person.address;
    Patient {
        modifiers: Modifiers::default(),
        identifier: vec![Identifier {
            system: Some(systems::SSIN.to_owned()),
            value: Some(person.national_number.reveal().to_owned()),
        }],
        name: vec![HumanName {
            text: Some(person.name()),
            family: Some(person.family_name.clone()),
            given: person.given_name.iter().cloned().collect(),
        }],
        telecom: vec![ContactPoint {
            system: Some("phone".to_owned()),
            value: Some(person.phone_number.clone()),
        }],
        gender: Some(
            match person.gender {
                Some(Gender::Female) => "female",
                Some(Gender::Male) => "male",
                None => "unknown",
            }
            .to_owned(),
        ),
        birth_date: person.birthdate.parse().ok(),
        address: vec![Address {
            line: vec![address.street_address.clone()],
            city: Some(address.locality.clone()),
            postal_code: Some(address.postal_code.clone()),
            country: Some(address.country.clone()),
        }],
    }
}

fn allergy(it: &Allergy, since: u16, patient: &Reference) -> Resource {
    let criticality = if it.high_criticality { "high" } else { "low" };
    Resource::AllergyIntolerance(AllergyIntolerance {
        modifiers: Modifiers::default(),
        clinical_status: Some(CodeableConcept::status(systems::ALLERGY_CLINICAL, "active")),
        verification_status: Some(CodeableConcept::status(
            systems::ALLERGY_VERIFICATION,
            "confirmed",
        )),
        criticality: Some(criticality.to_owned()),
        code: Some(snomed(&it.to)),
        patient: patient.clone(),
        recorded_date: Some(year(since)),
        reaction: vec![Reaction { manifestation: vec![snomed(&it.reaction)] }],
    })
}

fn no_allergy(patient: &Reference) -> Resource {
    Resource::AllergyIntolerance(AllergyIntolerance {
        modifiers: Modifiers::default(),
        clinical_status: Some(CodeableConcept::status(systems::ALLERGY_CLINICAL, "active")),
        verification_status: None,
        criticality: None,
        code: Some(absent(&NO_KNOWN_ALLERGY)),
        patient: patient.clone(),
        recorded_date: None,
        reaction: Vec::new(),
    })
}

fn problem(it: &Ailment, since: u16, patient: &Reference) -> Resource {
    Resource::Condition(Condition {
        modifiers: Modifiers::default(),
        clinical_status: Some(CodeableConcept::status(systems::CONDITION_CLINICAL, "active")),
        verification_status: Some(CodeableConcept::status(
            systems::CONDITION_VERIFICATION,
            "confirmed",
        )),
        code: Some(snomed(&it.condition)),
        subject: patient.clone(),
        onset: Some(year(since)),
    })
}

fn no_problem(patient: &Reference) -> Resource {
    Resource::Condition(Condition {
        modifiers: Modifiers::default(),
        clinical_status: Some(CodeableConcept::status(systems::CONDITION_CLINICAL, "active")),
        verification_status: None,
        code: Some(absent(&NO_KNOWN_PROBLEM)),
        subject: patient.clone(),
        onset: None,
    })
}

fn statement(it: &Medicine, status: &str, period: Period, patient: &Reference) -> Resource {
    let dosage = localized(it.dosage);
    Resource::MedicationStatement(MedicationStatement {
        modifiers: Modifiers::default(),
        status: status.to_owned(),
        medication_codeable_concept: Some(coded(systems::ATC, &it.substance)),
        medication_reference: None,
        subject: patient.clone(),
        effective_period: Some(period),
        effective: None,
        dosage: vec![Dosage {
            text: Some(dosage.en.clone()),
            text_translations: Translations::of(&dosage),
        }],
    })
}

fn no_medicine(patient: &Reference) -> Resource {
    Resource::MedicationStatement(MedicationStatement {
        modifiers: Modifiers::default(),
        status: "active".to_owned(),
        medication_codeable_concept: Some(absent(&NO_KNOWN_MEDICINE)),
        medication_reference: None,
        subject: patient.clone(),
        effective_period: None,
        effective: Some(DRAWN_UP),
        dosage: Vec::new(),
    })
}

fn immunization(dose: &Dose, patient: &Reference) -> Resource {
    Resource::Immunization(Immunization {
        modifiers: Modifiers::default(),
        status: "completed".to_owned(),
        vaccine_code: coded(systems::ATC, &dose.vaccine.product),
        patient: patient.clone(),
        occurrence: Some(dose.on),
        lot_number: Some(dose.lot.clone()),
        protocol_applied: vec![ImmunizationProtocol {
            target_disease: dose.vaccine.diseases.iter().map(snomed).collect(),
            dose_number_positive_int: Some(dose.number),
        }],
    })
}

fn snomed(term: &Term) -> CodeableConcept {
    coded(systems::SNOMED_CT, term)
}

fn absent(term: &Term) -> CodeableConcept {
    coded(systems::ABSENT_OR_UNKNOWN, term)
}

fn coded(system: &str, term: &Term) -> CodeableConcept {
    CodeableConcept::coded(system, term.code, &localized(term.words))
}

fn localized(words: [&str; 4]) -> Localized {
    let [nl, fr, de, en] = words.map(str::to_owned);
    Localized { nl, fr, de, en }
}

fn year(year: u16) -> Date {
    Date { year, month: None, day: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::population;

    #[test]
    fn every_inhabitant_has_a_document_that_reads_back_as_it_was_written() {
        for (index, person) in population().iter().enumerate() {
            let written = document(person, index);
            let text = serde_json::to_string(&written).unwrap();
            assert_eq!(serde_json::from_str::<Bundle>(&text).unwrap(), written);
        }
    }

    #[test]
    fn every_reference_leads_into_the_document() {
        let bundle = document(&population()[0], 0);
        let urls: Vec<_> = bundle.entry.iter().filter_map(|e| e.full_url.as_deref()).collect();
        let Resource::Composition(composition) = &bundle.entry[0].resource else {
            panic!("a document begins with its composition");
        };
        let listed = composition.section.iter().flat_map(|section| &section.entry);
        for reference in listed.chain(&composition.author).chain([&composition.subject]) {
            assert!(urls.contains(&reference.reference.as_deref().unwrap()), "{reference:?}");
        }
    }
}
